# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Inputs of every element type, and comparison of results."""
import ml_dtypes
import numpy as np

import ag


def edges(dtype):
    """Returns the values of a type at which operations are most likely wrong."""
    kind = ag.DTYPES[dtype]
    if kind.kind == "Bool":
        return np.array([False, True])
    if not kind.is_float:
        low, high = kind.bounds
        numbers = {low, low + 1, 0, 1, 2, 3, 7, high - 1, high} | ({-1, -2, -7} if low < 0 else set())
        return np.array(sorted(numbers), kind.numpy)
    info = ml_dtypes.finfo(kind.numpy)
    finite = [0, 0.5, 1, 2.5, 3, 9, info.max, info.tiny, info.smallest_subnormal]
    numbers = [float(number) for number in finite] + [np.inf]
    return np.array(numbers + [-number for number in numbers] + [np.nan], np.float64).astype(kind.numpy)


def edge_values(dtype, shape, seed):
    """Returns operand number `seed` of an op. Together, the operands have every combination of edges that fits."""
    values = edges(dtype)
    places = np.arange(np.prod(shape, dtype=int)) // len(values) ** seed % len(values)
    return values[places].reshape(shape)


def function_values(dtype, shape, seed):
    """Returns edges, followed by random bit patterns; every other one is from the range of finite exponentials."""
    kind = ag.DTYPES[dtype]
    count = int(np.prod(shape, dtype=int))
    rng = np.random.default_rng(seed)
    patterns = rng.integers(0, 2**kind.bits, count, np.uint64).astype(f"u{kind.bits // 8}").view(kind.numpy)
    limit = np.log(float(ml_dtypes.finfo(kind.numpy).max))
    patterns[::2] = rng.uniform(-1.2 * limit, 1.2 * limit, len(patterns[::2])).astype(kind.numpy)
    return np.concatenate([edges(dtype), patterns])[:count].reshape(shape)


def every_pattern(dtype):
    """Returns all numbers of a 16-bit type, or about a million evenly spaced bit patterns of a larger one."""
    kind = ag.DTYPES[dtype]
    step = 1 if kind.bits == 16 else 2**kind.bits // 2**20 + 1
    return np.arange(0, 2**kind.bits, step, np.uint64).astype(f"u{kind.bits // 8}").view(kind.numpy)


def accumulated_values(dtype, shape, seed):
    """Returns values whose sums and products are the same in any order: edges of integers, which wrap; or small floats
    without rounding, infinities and NaN."""
    kind = ag.DTYPES[dtype]
    if not kind.is_float:
        return edge_values(dtype, shape, seed)
    rng = np.random.default_rng(seed)
    plain = rng.choice([-2, -1, -0.5, 0.5, 1, 2], shape)
    special = rng.choice([np.inf, -np.inf, np.nan], shape)
    return np.where(rng.random(shape) < 0.003, special, plain).astype(kind.numpy)


def index_values(dtype, shape, seed):
    """Returns indices of a dimension of size 4."""
    return np.random.default_rng(seed).integers(0, 4, shape).astype(ag.DTYPES[dtype].numpy)


def rounded(values, dtype):
    """Returns numbers as elements of a type: integers are wrapped, floats rounded once."""
    kind = ag.DTYPES[dtype]
    values = np.asarray(values)
    if values.dtype == object:
        unsigned = (values & 2**kind.bits - 1).astype(np.uint64)
        return unsigned.astype(kind.numpy)
    with np.errstate(over="ignore", invalid="ignore"):
        return values.astype(kind.numpy)


def assert_same(actual, expected, ulps=0.5):
    """Fails unless shapes, types and values are equal. Floats may be `ulps` from the exact value, to which `expected` is
    the nearest number. NaN equals NaN, and signs of zeros must be equal."""
    assert actual.dtype == expected.dtype and actual.shape == expected.shape, (
        f"got {actual.dtype}{actual.shape}, expected {expected.dtype}{expected.shape}")
    if expected.dtype.kind in "iub":
        same = actual == expected
    else:
        same = ulps_between(actual, expected.astype(np.float64)) <= np.ceil(ulps - 0.5)
    if not np.all(same):
        place = tuple(int(axis[0]) for axis in np.nonzero(~same)) if actual.ndim else ()
        raise AssertionError(f"{np.sum(~same)} of {np.size(same)} values differ; at {list(place)} got {actual[place]!r}, "
                             f"expected {expected[place]!r}")


def ulps_between(actual, exact):
    """Returns the distance of floats from values in float64, in units in the last place of these. It is infinite if only
    one is NaN, or if zeros differ in sign. Infinity counts as the number after the largest one."""
    info = ml_dtypes.finfo(actual.dtype)
    a = actual.astype(np.float64)
    with np.errstate(all="ignore"):
        beyond = 2.0 * np.exp2(np.floor(np.log2(float(info.max)))) if info.bits < 64 else np.inf
        a, e = (np.clip(x, -beyond, beyond) for x in (a, exact))
        exponent = np.frexp(np.where(np.isfinite(e) & (e != 0), e, 1))[1] - 1.0
        unit = np.maximum(np.exp2(exponent) * float(info.eps), float(info.smallest_subnormal))
        unit = np.where(e == 0, float(info.smallest_subnormal), unit)
        errors = np.where(a == e, 0, abs(a - e) / unit)
    wrong = (np.isnan(a) != np.isnan(e)) | ((a == 0) & (np.signbit(a) != np.signbit(e)))
    return np.where(wrong, np.inf, np.where(np.isnan(e), 0, errors))
