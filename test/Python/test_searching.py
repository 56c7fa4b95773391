# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""top_k finds the first of a stable descending sort with NaNs first, and searchsorted is numpy's."""
import math

import numpy as np
import pytest

import ag

INF, NAN = math.inf, math.nan


def run(traced, how, *arrays):
    if how == "interpreted":
        return traced.interpret(*arrays, precision="declared")
    return traced.lower().compile()(*arrays)


def dynamic(x):
    return ag.spec(x.dtype, [f"n{dim}" for dim in range(x.ndim)])


def numbers(dtype, shape):
    """Returns numbers of which many are equal. Floats have infinities and NaNs, too."""
    kind = ag.DTYPES[dtype]
    x = np.random.default_rng(1).integers(-3, 4, shape)
    if not kind.is_float:
        return (x > 0 if kind.kind == "Bool" else abs(x) if kind.kind == "Unsigned" else x).astype(kind.numpy)
    return np.choose(np.random.default_rng(2).integers(0, 9, shape), [INF, -INF, NAN, -0.0, *[x / 2] * 5]).astype(kind.numpy)


# top_k -----------------------------------------------------------------------------------------


def top_k(x, k, axis=-1):
    wide = np.moveaxis(x.astype("f8"), axis, -1)
    places = np.broadcast_to(np.arange(wide.shape[-1]), wide.shape)
    order = np.lexsort((places, -np.where(np.isnan(wide), INF, wide), ~np.isnan(wide)))
    ids = np.moveaxis(order[..., :k], -1, axis)
    return np.take_along_axis(x, ids, axis), ids


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_top_k(dtype, how):
    """Any number of elements along both axes: none, one, several, and all."""
    x = numbers(dtype, (6, 9))
    calls = [(0, 0), (1, 0), (6, 0), (0, 1), (1, -1), (4, 1), (9, 1)]
    for spec in (x, dynamic(x)):
        traced = ag.trace(lambda x: [ag.top_k(x, k, axis) for k, axis in calls], spec)
        ag.testing.assert_close(run(traced, how, x), [top_k(x, k, axis) for k, axis in calls], 0, 0)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("row", [[NAN] * 4, [-INF] * 4, [INF, NAN, INF, NAN], [-INF, NAN, -INF, 3], [0, 0.0, -0.0, 0]], ids=str)
def test_rows_of_equal_elements(row, how):
    x = np.array(row, "f4")
    ag.testing.assert_close(run(ag.trace(lambda x: ag.top_k(x, 4), x), how, x), top_k(x, 4), 0, 0)


def test_integers_at_their_limits():
    x = np.array([127, -128, 127, -128], "i1")
    ag.testing.assert_close(ag.trace(lambda x: ag.top_k(x, 4), x).interpret(x), top_k(x, 4), 0, 0)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
def test_most_elements(how):
    x = np.random.default_rng(3).normal(size=(2, 3, 500)).astype("f4")
    ag.testing.assert_close(run(ag.trace(lambda x: ag.top_k(x, 64), dynamic(x)), how, x), top_k(x, 64), 0, 0)
    empty = x[:, :0]
    ag.testing.assert_close(run(ag.trace(lambda x: ag.top_k(x, 2), dynamic(x)), how, empty), top_k(empty, 2), 0, 0)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
def test_derivatives_of_top_k(how):
    x, weights = np.random.default_rng(4).normal(size=(3, 7)), np.array([4.0, 2, 1])
    ids = top_k(x, 3)[1]
    expected = np.zeros_like(x)
    np.put_along_axis(expected, ids, np.broadcast_to(weights, (3, 3)), 1)

    def derivatives(x, w):
        one = lambda x: ag.grad(lambda x: (ag.top_k(x, 3)[0] * w).sum())(x)
        return (one(x), ag.vmap(one)(x), ag.vmap(lambda x: ag.top_k(x, 3), 1)(ag.transpose(x)),
                ag.jvp(lambda x: ag.top_k(x, 3)[0], (x,), (x * 2,))[1])

    results = run(ag.trace(derivatives, dynamic(x), weights), how, x, weights)
    ag.testing.assert_close(results, (expected, expected, top_k(x, 3), 2 * np.take_along_axis(x, ids, 1)))


def test_memory_of_top_k():
    """A mask of one row is in memory beside x."""
    compiled = ag.trace(lambda x: ag.top_k(x, 8), ag.spec("f32", [4, "n"])).lower().compile()
    assert compiled.memory(n=100_000)["workspace"] < 101_000


def test_too_few_elements_fail():
    traced = ag.trace(lambda x: ag.top_k(x, 3), ag.spec("f32", ["n"]))
    for how in (traced.interpret, traced.lower().compile()):
        with pytest.raises(ag.Error, match="top_k is asked for 3 elements, but the dimension has 2"):
            how(np.ones(2, "f4"))


# searchsorted ----------------------------------------------------------------------------------

SORTED = np.array([-INF, -2, 0, 0, 1, 3, 3, 3, INF, NAN, NAN])
VALUES = np.array([[-INF, -3, -0.0, 0.5], [3, 4, INF, NAN]])


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 11])
def test_searchsorted(count, how):
    x = SORTED[:count]
    both = lambda np, x, v: (np.searchsorted(x, v), np.searchsorted(x, v, side="right"))
    for spec in (x, dynamic(x), ag.spec("f64", ["n"], n=(0, 11))):
        traced = ag.trace(lambda x, v: both(ag, x, v), spec, ag.spec("f64", ["m", 4]))
        ag.testing.assert_close(run(traced, how, x, VALUES), both(np, x, VALUES), 0, 0)


@pytest.mark.parametrize("dtype", ["i8", "i64", "ui32", "f16", "bf16"])
def test_types_of_sorted_arrays(dtype):
    kind = ag.DTYPES[dtype].numpy
    x, v = np.arange(0, 100, 3).astype(kind), np.arange(0, 110, 7).astype(kind)
    found = ag.trace(lambda x, v: (ag.searchsorted(x, v), ag.searchsorted(x, 30), ag.vmap(ag.searchsorted, (None, 0))(x, v)), x, v)
    expected = np.searchsorted(x.astype("f8"), v.astype("f8"))
    ag.testing.assert_close(run(found, "compiled", x, v), (expected, np.array(10), expected), 0, 0)


def test_it_indexes_without_checks():
    """The results are known to be in range: at most the size of x for searchsorted, and less for top_k."""
    traced = ag.trace(lambda x: ag.arange(x.shape[0] + 1)[ag.searchsorted(x, x)] + x[ag.top_k(x, 1)[1]].astype("i64"),
                      ag.spec("f32", ["n"]))
    assert "ag.gather" in traced.as_text() and "gather 0 error" not in traced.as_text()


# Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, message", [
    (lambda x: ag.top_k(x, 5), "top_k is asked for 5 elements, but dimension 1 of f32[3, 4] has 4"),
    (lambda x: ag.top_k(x, 4, 0), "top_k is asked for 4 elements, but dimension 0 of f32[3, 4] has 3"),
    (lambda x: ag.top_k(x, 65), "top_k is asked for 65 elements, expected a number from 0 to 64"),
    (lambda x: ag.top_k(x, -1), "top_k is asked for -1 elements, expected a number from 0 to 64"),
    (lambda x: ag.top_k(x, True), "top_k is asked for True elements"),
    (lambda x: ag.top_k(x, 1, 2), "there is no axis 2 of an array of rank 2"),
    (lambda x: ag.searchsorted(x, 1.0), "searchsorted looks in f32[3, 4], expected a vector in ascending order"),
    (lambda x: ag.searchsorted(x[0], 1.0, "middle"), "side of searchsorted is 'middle', expected \"left\" or \"right\""),
    (lambda x: ag.searchsorted(x[0], x.astype("f64")), "searchsorted needs equal element types, got f32[4] and f64[3, 4]"),
], ids=range(9))
def test_refusals(call, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(call, ag.spec("f32", [3, 4]))
    assert message in caught.value.message
