# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Derivatives of primitives over the full range of their type, compared with f64, interpreted and compiled. Those of f16
and bf16 are within a unit in the last place: on every number for one operand, and on every fourth number of each against 64
of the other for two. Those of f32, on a sample of all numbers, are infinite, 0 or NaN only if the derivative is too large,
too small or undefined."""
import ml_dtypes
import numpy as np
import pytest

import ag
from tools import run_tool
from values import every_pattern, ulps_between

UNARY = [f"math.{name}" for name in (
    "absf acos acosh asin asinh atan atanh cbrt cos cosh erf erfc exp exp2 expm1 log log10 log1p log2 rsqrt sin sinh sqrt "
    "tan tanh").split()]
BINARY = ["arith.addf", "arith.divf", "arith.mulf", "arith.remf", "arith.subf", "math.atan2", "math.copysign",
          "math.powf"]

#: The relative tolerance of derivatives in f32, and the absolute one of tanh, whose derivative is computed from its value.
RELATIVE, ABSOLUTE = 1e-4, {"math.tanh": 3e-7}


def program(ops, operands, dtype, count):
    """Returns a program whose @slopes computes each op's partials in `dtype`, op by op, by each of its operands. Its
    arguments and results are f64."""
    own, wide = f"tensor<{count}x{dtype}>", f"tensor<{count}xf64>"
    names, types = ["%a", "%b"][:operands], ", ".join([own] * operands)
    arguments = ", ".join(f"{name}: {own}" for name in names)
    text, asked, results = "", "", []
    for number, op in enumerate(ops):
        text += f"""  func.func private @f{number}({arguments}) -> {own} {{
    %y = {op} {", ".join(names)} : {own}
    return %y : {own}
  }}
"""
        given = f"({', '.join([*names, '%ones'])}) : ({', '.join([own] * (operands + 1))}) -> ({types})"
        slopes = [f"%d{number}_{by}" for by in range(operands)]
        asked += f'    {", ".join(slopes)} = ag.derivative @f{number} "" {given}\n'
        for slope in slopes:
            results.append(f"{slope}_wide")
            asked += f"    {slope}_wide = {cast(slope, dtype, count, 'f64')}\n"
    casts = "".join(f"    {name} = {cast(name + '_wide', 'f64', count, dtype)}\n" for name in names)
    every = ", ".join([wide] * len(results))
    return f"""{text}  func.func @slopes({", ".join(f"{name}_wide: {wide}" for name in names)}) -> ({every}) {{
    %ones = arith.constant dense<1.0> : {own}
{casts}{asked}    return {", ".join(results)} : {every}
  }}
"""


def cast(value, dtype, count, to):
    return f"ag.cast {value} : tensor<{count}x{dtype}> -> tensor<{count}x{to}>"


def slopes(ops, dtype, arrays, folder, *how):
    """Returns a list of f64 arrays with the partials, op by op, by each operand."""
    flags = []
    for number, array in enumerate(arrays):
        np.save(folder / f"{number}.npy", array.astype(np.float64))
        flags.append(f"--input={folder / f'{number}.npy'}")
    outputs = [folder / f"out{number}.npy" for number in range(len(ops) * len(arrays))]
    run_tool("ag-run", "-", "--entry=slopes", *flags, *(f"--output={path}" for path in outputs), *how,
             text=program(ops, len(arrays), dtype, arrays[0].size))
    return [np.load(path) for path in outputs]


def exact(ops, arrays, folder):
    """Returns the exact partials, computed by the same program in f64, with three corrections: for tanh, whose 1 - y * y is
    0 from 19 on; for powers that are NaN, as b - 1 may be an integer where b is not; and for powers that are too large for
    their type, as the partial by the exponent is a multiple of the power."""
    found = slopes(ops, "f64", arrays, folder)
    if "math.powf" in ops:
        power = np.power(*(array.astype(np.float64) for array in arrays))
        by_base = len(arrays) * ops.index("math.powf")
        found[by_base][np.isnan(power)] = np.nan
        found[by_base + 1][~np.isfinite(power.astype(arrays[0].dtype).astype(np.float64))] = np.nan
    if "math.tanh" in ops:
        found[ops.index("math.tanh")] = np.cosh(arrays[0].astype(np.float64)) ** -2
    return found


def finite_patterns(dtype):
    values = every_pattern(dtype)
    return values[np.isfinite(values.astype(np.float64))]


def pairs(dtype, count, others):
    """Returns pairs of operands: every number of the type as one operand with `others` numbers as the other, both ways."""
    every = finite_patterns(dtype)[::-(-len(finite_patterns(dtype)) // count)]
    some = np.random.default_rng(1).choice(every, others)
    one, other = np.tile(every, others), np.repeat(some, len(every))
    return np.concatenate([one, other]), np.concatenate([other, one])


def check_narrow(ops, dtype, arrays, folder, *how):
    most = float(ml_dtypes.finfo(ag.DTYPES[dtype].numpy).max)
    for number, (actual, wanted) in enumerate(zip(slopes(ops, dtype, arrays, folder, *how), exact(ops, arrays, folder))):
        errors = ulps_between(actual.astype(ag.DTYPES[dtype].numpy), wanted)
        errors[(wanted == 0) & (actual == 0) | ~(abs(wanted) <= most)] = 0
        worst = int(np.argmax(errors))
        assert errors[worst] <= 1, complaint(ops, arrays, number, worst, actual, wanted)


def check_wide(ops, arrays, folder, *how):
    info = np.finfo(np.float32)
    for number, (actual, wanted) in enumerate(zip(slopes(ops, "f32", arrays, folder, *how), exact(ops, arrays, folder))):
        op = ops[number // len(arrays)]
        bound = np.maximum(RELATIVE * abs(wanted), float(info.tiny)) + ABSOLUTE.get(op, 0.0)
        fits = abs(wanted) <= float(info.max) * (1 - RELATIVE)
        errors = np.where(fits, np.nan_to_num(abs(actual - wanted), nan=np.inf) / bound, 0.0)
        worst = int(np.argmax(errors))
        assert errors[worst] <= 1, complaint(ops, arrays, number, worst, actual, wanted)


def complaint(ops, arrays, number, place, actual, wanted):
    operands = ", ".join(repr(float(array[place])) for array in arrays)
    return f"{ops[number // len(arrays)]} at ({operands}), by operand {number % len(arrays)}: {actual[place]!r}, " \
        f"expected {wanted[place]!r}"


HOW = {"interpreted": ("--precision=declared",), "compiled": ("--on=cpu", "--opt=1")}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("dtype", ["bf16", "f16"])
def test_narrow_functions(dtype, how, tmp_path):
    with np.errstate(all="ignore"):
        check_narrow(UNARY, dtype, [finite_patterns(dtype)], tmp_path, *HOW[how])


@pytest.mark.parametrize("dtype", ["bf16", "f16"])
def test_narrow_pairs(dtype, tmp_path):
    with np.errstate(all="ignore"):
        check_narrow(BINARY, dtype, pairs(dtype, 16384, 64), tmp_path, *HOW["compiled"])


@pytest.mark.parametrize("how", HOW)
def test_functions(how, tmp_path):
    with np.errstate(all="ignore"):
        check_wide(UNARY, [finite_patterns("f32")[::4]], tmp_path, *HOW[how])


def test_pairs(tmp_path):
    with np.errstate(all="ignore"):
        check_wide(BINARY, pairs("f32", 16384, 32), tmp_path, *HOW["compiled"])
