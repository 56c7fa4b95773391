# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Inputs of every element type, and when two results are the same."""
import ml_dtypes
import numpy as np

import ag


def edges(dtype):
    """The values of a type at which operations go wrong."""
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
    """Operand number `seed` of an op: with the others', every combination of edges if there is room."""
    values = edges(dtype)
    places = np.arange(np.prod(shape, dtype=int)) // len(values) ** seed % len(values)
    return values[places].reshape(shape)


def plain_values(dtype, shape, seed):
    """Small numbers, whose sums and products are exact in any order."""
    kind = ag.DTYPES[dtype]
    rng = np.random.default_rng(seed)
    if kind.is_float:
        return rng.choice([-2, -1, -0.5, 0.5, 1, 2], shape).astype(kind.numpy)
    low = -2 if kind.kind == "Signed" else 0
    return rng.integers(low, 2 if kind.kind == "Bool" else 4, shape).astype(kind.numpy)


def index_values(dtype, shape, seed):
    """Indices of a dimension of size 4."""
    return np.random.default_rng(seed).integers(0, 4, shape).astype(ag.DTYPES[dtype].numpy)


def rounded(values, dtype):
    """Numbers as elements of a type: integers wrapped, floats rounded once."""
    kind = ag.DTYPES[dtype]
    values = np.asarray(values)
    if values.dtype == object:
        unsigned = (values & 2**kind.bits - 1).astype(np.uint64)
        return unsigned.astype(kind.numpy)
    with np.errstate(over="ignore", invalid="ignore"):
        return values.astype(kind.numpy)


def assert_same(actual, expected, ulps=0):
    """Fails unless shapes and types are equal, and values are so to some units in the last place; NaN equals NaN, and
    zeros have equal signs."""
    assert actual.dtype == expected.dtype and actual.shape == expected.shape, (
        f"got {actual.dtype}{actual.shape}, expected {expected.dtype}{expected.shape}")
    if expected.dtype.kind in "iub":
        same = actual == expected
    else:
        same = _same_floats(actual.astype(np.float64), expected.astype(np.float64), ml_dtypes.finfo(expected.dtype), ulps)
    if not np.all(same):
        place = tuple(int(axis[0]) for axis in np.nonzero(~same)) if actual.ndim else ()
        raise AssertionError(f"{np.sum(~same)} of {np.size(same)} values differ; at {list(place)} got {actual[place]!r}, "
                             f"expected {expected[place]!r}")


def _same_floats(a, e, info, ulps):
    with np.errstate(all="ignore"):
        exponent = np.floor(np.log2(np.where(np.isfinite(e) & (e != 0), abs(e), 1)))
        unit = np.maximum(np.exp2(exponent) * float(info.eps), float(info.smallest_subnormal))
        unit = np.where(e == 0, float(info.smallest_subnormal), unit)
        close = abs(a - e) <= ulps * unit
    equal = (a == e) & ((a != 0) | (np.signbit(a) == np.signbit(e)))
    return equal | (close & (ulps > 0)) | (np.isnan(a) & np.isnan(e))
