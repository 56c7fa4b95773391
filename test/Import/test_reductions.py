# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's reductions, searches, running sums and contractions give what numpy gives, for dimensions without a size?"""
from __future__ import annotations

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(2)
X = DRAW.uniform(0.5, 3, (3, 5, 7))

REDUCTIONS = {
    "ReduceSum": np.sum, "ReduceProd": np.prod, "ReduceMax": np.max, "ReduceMin": np.min, "ReduceMean": np.mean,
    "ReduceSumSquare": lambda x, axis, keepdims: np.sum(x * x, axis, keepdims=keepdims),
    "ReduceL1": lambda x, axis, keepdims: np.sum(abs(x), axis, keepdims=keepdims),
    "ReduceL2": lambda x, axis, keepdims: np.sqrt(np.sum(x * x, axis, keepdims=keepdims)),
    "ReduceLogSum": lambda x, axis, keepdims: np.log(np.sum(x, axis, keepdims=keepdims)),
    "ReduceLogSumExp": lambda x, axis, keepdims: np.log(np.sum(np.exp(x), axis, keepdims=keepdims)),
}


@pytest.mark.parametrize("op", REDUCTIONS)
def test_reductions(op):
    """Axes are an attribute in old versions and an operand in new ones. Integers are rounded towards 0."""
    function, version = REDUCTIONS[op], 13 if op == "ReduceSum" else 18
    x = X.astype("f4")
    np.testing.assert_allclose(run(op, [x], 11, axes=[0, -1], keepdims=0), function(x, (0, 2), keepdims=False), rtol=1e-5)
    np.testing.assert_allclose(run(op, [x, np.array([-2])], version, known=[1]), function(x, 1, keepdims=True), rtol=1e-5)
    np.testing.assert_allclose(run(op, [x], version, noop_with_empty_axes=1), function(x, (), keepdims=False), rtol=1e-5)
    x = x.astype("i8")
    assert np.array_equal(run(op, [x], version, keepdims=0), function(x, (0, 1, 2), keepdims=False).astype("i8"))


@pytest.mark.parametrize("op, extreme", [("ArgMax", np.argmax), ("ArgMin", np.argmin)])
@pytest.mark.parametrize("dtype", ["f4", "f2", "i4", "u1"])
def test_places_of_extremes(op, extreme, dtype):
    x = DRAW.integers(0, 3, (3, 5, 7)).astype(dtype)
    assert np.array_equal(run(op, [x], 13, axis=1), extreme(x, 1, keepdims=True))
    last = x.shape[2] - 1 - extreme(x[..., ::-1], 2)
    assert np.array_equal(run(op, [x], 13, axis=-1, keepdims=0, select_last_index=1), last)


@pytest.mark.parametrize("dtype", ["f4", "i8", "u1", "i1"])
@pytest.mark.parametrize("axis", [1, -1])
def test_top_k(dtype, axis):
    """Equal elements come in the order of their indices. The least of integers are found without overflow."""
    x = DRAW.integers(0, 4, (3, 5, 7)).astype(dtype)
    x[0, :, 0] = np.iinfo(dtype).min if dtype[0] in "iu" else -np.inf
    for largest in (0, 1):
        order = np.argsort(-x.astype("f8") if largest else x.astype("f8"), axis, kind="stable").take(range(4), axis)
        values, indices = run("TopK", [x, np.array([4])], 11, known=[1], results=2, axis=axis, largest=largest)
        assert np.array_equal(indices, order) and np.array_equal(values, np.take_along_axis(x, order, axis))


def test_hardmax():
    x = DRAW.integers(0, 4, (3, 5, 7)).astype("f4")
    assert np.array_equal(run("Hardmax", [x], 13, axis=1), np.arange(5)[:, None] == x.argmax(1, keepdims=True))
    flat = x.reshape(3, 35)
    expected = (np.arange(35) == flat.argmax(1, keepdims=True)).reshape(x.shape)
    assert np.array_equal(run("Hardmax", [x], 11), expected)


@pytest.mark.parametrize("op, function, neutral", [("CumSum", np.cumsum, 0), ("CumProd", np.cumprod, 1)])
@pytest.mark.parametrize("axis", [0, -1])
def test_running_totals(op, function, neutral, axis):
    x = DRAW.integers(-3, 4, (3, 5)).astype("i4")
    for exclusive in (0, 1):
        for reverse in (0, 1):
            flipped = np.flip(x, axis) if reverse else x
            expected = function(flipped, axis)
            if exclusive:
                shifted = np.full_like(x, neutral)
                np.moveaxis(shifted, axis, 0)[1:] = np.moveaxis(expected, axis, 0)[:-1]
                expected = shifted
            found = run(op, [x, np.array(axis, "i4")], 26, known=[1], exclusive=exclusive, reverse=reverse)
            assert found.dtype == np.int32 and np.array_equal(found, np.flip(expected, axis) if reverse else expected)
    assert run(op, [np.zeros((3, 0), "f4"), np.array(1)], 26, known=[1]).shape == (3, 0)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_one_hot(axis):
    """Indices count from the end if they are negative. There is no 1 for those out of range."""
    ids = np.array([[0, 6, -1], [7, -7, -8]])
    hot = np.moveaxis((np.where(ids < 0, ids + 7, ids)[..., None] == np.arange(7)), -1, axis)
    found = run("OneHot", [ids, np.array([7.0]), np.array([2, 5], "i4")], 11, known=[1], axis=axis)
    assert np.array_equal(found, np.where(hot, 5, 2))


@pytest.mark.parametrize("equation, shapes", [
    ("ij,jk->ik", [(3, 5), (5, 7)]), ("...ij,...jk", [(1, 3, 5), (2, 5, 7)]), ("bhqd, bhkd -> bhqk", [(2, 3, 5, 4), (2, 3, 6, 4)]),
    ("bii->b", [(3, 5, 5)]), ("ij,jk,kl->il", [(3, 5), (5, 7), (7, 2)]), ("i...->...", [(3, 5)]),
])
def test_einsum(equation, shapes):
    arrays = [DRAW.standard_normal(shape) for shape in shapes]
    np.testing.assert_allclose(run("Einsum", arrays, 12, equation=equation), np.einsum(equation, *arrays))


@pytest.mark.parametrize("known", [[1], []])
def test_triangles(known):
    """The number of the diagonal may be an input."""
    x = DRAW.standard_normal((2, 3, 5)).astype("f4")
    for k in (-2, 0, 1, 9):
        for upper in (0, 1):
            found = run("Trilu", [x, np.array(k)], 14, known=known, upper=upper)
            assert np.array_equal(found, (np.triu if upper else np.tril)(x, k))


def test_eye_like():
    assert np.array_equal(run("EyeLike", [np.ones((3, 5), "f4")], 22, k=-1, dtype=7), np.eye(3, 5, -1, dtype="i8"))
    assert run("EyeLike", [np.ones((3, 5), "u1")], 9).dtype == np.uint8


def test_refusals():
    x = np.ones((3, 90), "f4")
    with pytest.raises(ag.Error, match="TopK: its K is 65, expected a number from 0 to 64"):
        load("TopK", [x, np.array([65])], 11, known=[1], results=2)
    with pytest.raises(ag.Error, match="its operand k decides what the program is, and is computed from inputs"):
        load("TopK", [x, np.array([3])], 11, results=2)
    with pytest.raises(ag.Error, match="EyeLike: its operand is f32.*, expected a matrix"):
        load("EyeLike", [x[0]], 9)
    with pytest.raises(ag.Error, match="the axis is 2, expected one of 2 dimensions"):
        load("ReduceMax", [x], 13, axes=[2])


def test_compiled():
    x = X.astype("f4")
    for op, axes in (("ReduceL2", [1]), ("ReduceMean", [0, 2])):
        np.testing.assert_allclose(run(op, [x], 13, axes=axes, compiled=True), run(op, [x], 13, axes=axes), rtol=1e-5)
    values, indices = run("TopK", [x, np.array([2])], 11, known=[1], results=2, largest=0, compiled=True)
    assert np.array_equal(indices, np.argsort(x, -1)[..., :2]) and np.array_equal(values, np.sort(x, -1)[..., :2])
    found = run("CumSum", [x, np.array(1)], 14, known=[1], compiled=True)
    np.testing.assert_allclose(found, np.cumsum(x, 1), rtol=1e-5)
