# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Slices whose bounds are arrays, or numbers beyond the end of a dimension whose size is not known while tracing."""
import itertools

import numpy as np
import pytest

import ag

X = np.arange(48, dtype=np.float32).reshape(12, 4)


def slices(bounds, steps=(1,)):
    return [slice(*bounds) for bounds in itertools.product(bounds, bounds, steps)]


# Numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("least", [0, 3])
@pytest.mark.parametrize("chosen", [slices([None, 0, 1, 2, 5, -1, -2, -7]), slices([None, 1, 3, -2], [2, 3])],
                         ids=["one", "steps"])
def test_numbers_are_clipped(chosen, least):
    """A range of the spec allows fewer elements than the bounds say."""
    spec = ag.spec("f32", ["n"], n=(least, 9))
    read = ag.trace(lambda x: tuple(x[part] for part in chosen), spec)
    updated = ag.trace(lambda x: tuple(x.at[part].set(-1.0) for part in chosen), spec)
    for n in (least, least + 1, 6):
        x = np.arange(n, dtype=np.float32)
        for part, found, new in zip(chosen, read.interpret(x), updated.interpret(x)):
            np.testing.assert_array_equal(found, x[part], str(part))
            expected = x.copy()
            expected[part] = -1
            np.testing.assert_array_equal(new, expected, str(part))


def test_compiled_slices_are_clipped():
    chosen = [slice(2, None), slice(None, -2), slice(1, -1), slice(5, 3), slice(None, None, 2), slice(3, None, 2)]
    f = ag.trace(lambda x: (*(x[part] for part in chosen), x.at[2:].add(1.0)), ag.spec("f32", ["n"])).lower().compile()
    for n in (0, 1, 2, 7):
        x = np.arange(n, dtype=np.float32)
        *parts, added = f(x)
        for part, found in zip(chosen, parts):
            np.testing.assert_array_equal(found, x[part], str(part))
        np.testing.assert_array_equal(added, x + (np.arange(n) >= 2))


def test_gradients_of_clipped_slices():
    slope = ag.grad(lambda x: ((x[1:] - x[:-1]) ** 2.0).sum())
    f = ag.trace(slope, ag.spec("f32", ["n"])).lower().compile()
    for x, expected in (([1, 3, 2], [-4, 6, -2]), ([5], [0]), ([], [])):
        np.testing.assert_array_equal(f(np.array(x, np.float32)), np.array(expected, np.float32))


def test_numbers_stay_sizes():
    """Without a range that allows fewer elements, a slice has as many as its bounds say."""
    def f(x, y):
        n = x.shape[0]
        assert x[:1].shape == (1, 4) and x[-3:].shape == (3, 4) and x[-3:-1].shape == (2, 4) and x[2:5:2].shape == (2, 4)
        assert y[2:].shape == (y.shape[0] - 2,) and y[:3].shape == (3,) and y[-3:].shape == (3,)
        assert ag.concat([x, x, ag.zeros([2, 4])], 0)[2:].shape == (2 * n, 4)
        return x - x[:1]

    traced = ag.trace(f, ag.spec("f32", ["n", 4]), ag.spec("f32", ["m"], m=(3, 9)))
    np.testing.assert_array_equal(traced.interpret(X, X[0]), X - X[:1])
    with pytest.raises(ag.Error, match="position 0 is asked for in dimension 0 of operand 0, which has size 0"):
        traced.interpret(X[:0], X[0])


def test_advice_on_ranges():
    shifted = lambda x: ag.fori_loop(0, 3, lambda i, s: ag.concat([s[1:], s[:1]], 0), x)
    with pytest.raises(ag.Error) as caught:
        ag.trace(shifted, ag.spec("f32", ["n"]))
    assert "n may be less than 1, where slices are shorter; if it is not, say so in the spec, as in n=(1, 1024)" in str(
        caught.value)
    x = np.arange(4, dtype=np.float32)
    np.testing.assert_array_equal(ag.trace(shifted, ag.spec("f32", ["n"], n=(1, 9))).interpret(x), np.roll(x, -3))
    padded = ag.trace(lambda x: x + ag.pad(x[:-1], [(1, 0)]), ag.spec("f32", ["n"]))
    np.testing.assert_array_equal(padded.interpret(x), [0, 1, 3, 5])


# Arrays ----------------------------------------------------------------------------------------

#: Slices of x by an index i, and their sizes.
OF_ARRAYS = [
    (lambda x, i: x[i:i + 1], 1), (lambda x, i: x[i:3 + i], 3), (lambda x, i: x[i - 2:i], 2), (lambda x, i: x[i:i], 0),
    (lambda x, i: x[i + 1:i + 4], 3), (lambda x, i: x[i + 1:i + 6:2], 3), (lambda x, i: x[2 * i - 3:i + i], 3),
    (lambda x, i: x[9 - i:-i + 11], 2), (lambda x, i: x[i:i - 2], 0), (lambda x, i: x[i:i + np.int8(2)], 2),
    (lambda x, i: x[:, 0][i:i + 2], 2),
]


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.int8])
def test_array_bounds(dtype):
    read = ag.trace(lambda x, i: tuple(function(x, i) for function, _ in OF_ARRAYS), X, dtype(0)).lower().compile()
    assert [result["dims"][0] for result in read.info["results"]] == [size for _, size in OF_ARRAYS]
    for i in (2, 4):
        for (function, _), found in zip(OF_ARRAYS, read(X, dtype(i))):
            np.testing.assert_array_equal(found, function(X, i))


def test_updates_at_array_bounds():
    def f(np_or_ag, x, i):
        return x.at[i:i + 2].set(-1.0), x.at[i + 1:i + 4:2, 1:3].add(1.0)

    compiled = ag.trace(lambda x, i: f(ag, x, i), X, np.int32(0)).lower().compile()
    first, second = X.copy(), X.copy()
    first[3:5], second[4:7:2, 1:3] = -1, second[4:7:2, 1:3] + 1
    for found, expected in zip(compiled(X, np.int32(3)), (first, second)):
        np.testing.assert_array_equal(found, expected)


def test_named_sizes_at_array_bounds():
    """The sum is known to have y's size, and needs no check."""
    traced = ag.trace(lambda x, i, y: x[i:i + y.shape[0]] + y, ag.spec("f32", ["n", 4]), np.int64(0),
                      ag.spec("f32", ["m", 4]))
    assert "ag.require" not in traced.as_text()
    np.testing.assert_array_equal(traced.lower().compile()(X, np.int64(5), X[:3]), X[5:8] + X[:3])


def test_array_bounds_in_loops_and_gradients():
    def f(x, i):
        step = lambda carry: (carry[0] + 1, carry[1] + (x[carry[0]:carry[0] + 2] ** 2.0).sum())
        return ag.while_loop(lambda carry: carry[0] < i + 3, step, (i, ag.zeros(())), max_trips=4)[1]

    slope = ag.trace(ag.grad(f), X, np.int32(0)).lower().compile()
    expected = np.zeros_like(X)
    for i in range(2, 5):
        expected[i:i + 2] += 2 * X[i:i + 2]
    np.testing.assert_array_equal(slope(X, np.int32(2)), expected)


def test_sizes_of_arrays():
    """Each size may be an integer array: only the polynomial matters."""
    def f(i):
        j = i.astype("i64") + 3
        assert ag.zeros((i + 4) - i).shape == (4,)
        assert ag.full([j - i.astype("i64"), 2 * i - i - i + 2], 1.0).shape == (3, 2)
        return ag.broadcast_to(ag.zeros(()), [(j * 2 - j - j) + 5])

    assert ag.trace(f, np.int32(0)).interpret(np.int32(7)).shape == (5,)


def test_bounds_that_wrap():
    long = np.arange(300, dtype=np.float32)
    for spec in (long, ag.spec("f32", ["n"])):
        f = ag.trace(lambda x, i: x[i:i + 10], spec, np.int8(0)).lower().compile()
        np.testing.assert_array_equal(f(long, np.int8(100)), long[100:110])
        with pytest.raises(ag.Error, match="a bound of a slice is 130, which an i8 does not hold: it wraps to -126"):
            f(long, np.int8(120))
    traced = ag.trace(lambda x, i: x[i:i + 10], long[:100], np.int8(0))
    assert "ag.require" not in traced.as_text()
    with pytest.raises(ag.Error, match="do not fit into a dimension of 100"):
        traced.lower().compile()(long[:100], np.int8(120))


def test_refusals():
    with pytest.raises(ag.Error, match="the size of a result depends on the elements"):
        ag.trace(lambda x, i: x[i:2 * i], X, np.int64(0)).lower().compile()
    with pytest.raises(ag.Error, match="a bound of a slice is an ui8.*expected a signed integer: write x.astype"):
        ag.trace(lambda x, i: x[i:i + 2], X, np.uint8(0))
