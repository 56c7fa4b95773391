# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The op table: each row in each element type that it takes, and its gradient in each type of floats. An executable has
the rows of a family."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import programs
import rows
from table import PARAMETER, Row

import ag
from cuda_pack.source import Run, Source, fixed

#: The families of rows, by the names of the lists in rows.py.
FAMILIES = ("BINARY", "UNARY", "RELATIONS", "SELECTION", "CASTS", "REDUCTIONS", "CONTRACTIONS", "WINDOWS", "SHAPES",
            "INDICES", "PARTS")
GRADIENT_SIZES = (0, 1, 70)


def families(dtype: str) -> Iterator[tuple[str, list[Row]]]:
    """Yields the families that have rows in the type. The row whose value is from a file is one by itself."""
    for name in FAMILIES:
        found = [row for row in getattr(rows, name) if row.takes(dtype) and row.name != "parameter"]
        if found:
            yield name.lower(), found


def runs(of_family: list[Row], dtype: str, _: dict) -> list[Run]:
    return [Run(f"size {size}", [values for row in of_family for values in row.inputs(dtype, {"n": size})])
            for size in programs.SIZES]


def op_source(name: str, of_family: list[Row], dtype: str) -> Source:
    return Source(f"ops/{dtype}/{name}", f"{len(of_family)} ops of {dtype}" if len(of_family) > 1 else f"{name} of {dtype}",
                  lambda: programs.traced(of_family, dtype).as_text(), partial(runs, of_family, dtype),
                  ulps=tuple(row.ulps for row in of_family), parts=parts(op_source, of_family, dtype))


def parts(make: Callable, of_family: list[Row], dtype: str) -> Callable[[], list[Source]] | None:
    """Returns a function that makes a source of each row, or None if there is only one."""
    return (lambda: [make(row.name, [row], dtype) for row in of_family]) if len(of_family) > 1 else None


def op_sources() -> Iterator[Source]:
    for dtype in ag.DTYPES:
        for family, found in families(dtype):
            yield op_source(family, found, dtype)
        yield parameter_source(dtype)


def parameter_source(dtype: str) -> Source:
    row = next(row for row in rows.ROWS if row.name == "parameter")
    return Source(f"ops/{dtype}/parameter", f"a stored parameter of {dtype}",
                  lambda: programs.traced([row], dtype).as_text(), fixed(Run("", row.inputs(dtype, {"n": 3}))),
                  ulps=(0.5,), weights={dtype: PARAMETER.astype(ag.DTYPES[dtype].numpy)})


# Gradients ------------------------------------------------------------------------------------------

def is_active(row: Row, dtype: str) -> bool:
    """Returns true if the row has a result and an operand of floats."""
    result = row.result or dtype
    return ag.DTYPES[result].is_float and any(ag.DTYPES[own].is_float for own, _ in row.specs(dtype))


def pulled(row: Row, *given):
    """Returns the gradient by all floats of the row's operands. The result is its own cotangent."""
    floats = [number for number, each in enumerate(given) if each.dtype.is_float]

    def of_floats(*values):
        replaced = list(given)
        for number, value in zip(floats, values):
            replaced[number] = value
        return row.ours(*replaced)

    result, pull = ag.vjp(of_floats, *(given[number] for number in floats))
    return pull(result)


def traced_gradients(of_family: list[Row], dtype: str) -> str:
    specs = {programs.name_of(row): [programs.spec(own, shape, max(GRADIENT_SIZES)) for own, shape in row.specs(dtype)]
             for row in of_family}

    def gradients(x):
        return {programs.name_of(row): pulled(row, *x[programs.name_of(row)]) for row in of_family}

    return ag.trace(gradients, specs, name="gradients").as_text()


def positive(row: Row, dtype: str, size: int) -> list[np.ndarray]:
    """Returns operands whose floats are from 0.6 to 1.4, where all rows have derivatives."""
    random = np.random.default_rng(size)
    return [random.uniform(0.6, 1.4, values.shape).astype(values.dtype) if ag.DTYPES[own].is_float else values
            for (own, _), values in zip(row.specs(dtype), row.inputs(dtype, {"n": size}))]


def gradient_runs(of_family: list[Row], dtype: str, _: dict) -> list[Run]:
    return [Run(f"size {size}", [values for row in of_family for values in positive(row, dtype, size)])
            for size in GRADIENT_SIZES]


def gradient_source(name: str, of_family: list[Row], dtype: str) -> Source:
    what = f"gradients of {len(of_family)} ops" if len(of_family) > 1 else f"the gradient of {name}"
    return Source(f"gradients/{dtype}/{name}", f"{what} of {dtype}", partial(traced_gradients, of_family, dtype),
                  partial(gradient_runs, of_family, dtype), parts=parts(gradient_source, of_family, dtype))


def gradient_sources() -> Iterator[Source]:
    for dtype in ("f32", "f64", "bf16", "f16"):
        for family, found in families(dtype):
            active = [row for row in found if is_active(row, dtype)]
            if active:
                yield gradient_source(family, active, dtype)
