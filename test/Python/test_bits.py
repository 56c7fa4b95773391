# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Operators on the bits of integers are numpy's, and shifts by the width or more move all bits out."""
import operator

import numpy as np
import pytest

import ag

TYPES = ["i1", "i8", "i16", "i32", "i64", "ui8", "ui16", "ui32", "ui64"]


def draw(dtype, seed, count=200):
    bits = np.random.default_rng(seed).integers(0, 2**63, count, np.uint64) * np.uint64(2654435761)
    return bits.astype(ag.DTYPES[dtype].numpy) if dtype != "i1" else bits % 2 == 0


@pytest.mark.parametrize("dtype", TYPES)
def test_operators(dtype):
    def f(x, y):
        return x & y, x | y, x ^ y, ~x, True & (x != y), 1 & x if dtype != "i1" else x

    x, y = draw(dtype, 1), draw(dtype, 2)
    one = x.dtype.type(1)
    expected = x & y, x | y, x ^ y, ~x, x != y, one & x if dtype != "i1" else x
    traced = ag.trace(f, *(ag.spec(dtype, ["n"]) for _ in range(2)))
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        for found, wanted in zip(run(x, y), expected):
            np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize("dtype", TYPES[1:])
def test_shifts(dtype):
    width = ag.DTYPES[dtype].bits
    x = draw(dtype, 3)
    y = np.resize(np.array([0, 1, 2, width - 1, width, width + 1, 100], x.dtype), x.shape)
    if x.dtype.kind == "i":
        y[::9] = -1
    inside = (y >= 0) & (y < width)
    within = np.where(inside, y, 0).astype(x.dtype)
    up = np.where(inside, x << within, 0)
    down = np.where(inside, x >> within, np.where(x < 0, -1, 0).astype(x.dtype) if x.dtype.kind == "i" else 0)
    traced = ag.trace(lambda x, y: (x << y, x >> y, ag.left_shift(x, 1), ag.right_shift(x, 1)), x, y)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        for found, wanted in zip(run(x, y), (up, down, x << x.dtype.type(1), x >> x.dtype.type(1))):
            np.testing.assert_array_equal(found, wanted)


def test_batches():
    x, y = draw("ui32", 4, 12).reshape(3, 4), draw("ui32", 5, 4)
    traced = ag.trace(lambda x, y: ag.vmap(lambda row: row ^ (y >> 3))(x), x, y)
    np.testing.assert_array_equal(traced.interpret(x, y), x ^ (y >> 3))


@pytest.mark.parametrize("symbol", ["and_", "or_", "xor", "lshift", "rshift"])
def test_floats_are_refused(symbol):
    with pytest.raises(ag.Error, match="is defined on integers"):
        ag.trace(getattr(operator, symbol), ag.spec("f32", [3]), ag.spec("f32", [3]), name="f")
