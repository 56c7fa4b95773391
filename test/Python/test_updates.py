# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""x.at[index].set(v), .add(v), .max(v) and .min(v) give the results of numpy's x[index] = v and of np.add.at,
np.maximum.at and np.minimum.at, and write in place."""
import os
import subprocess
from functools import partial

import numpy as np
import pytest

import ag

X = np.arange(12.0).reshape(3, 4)
V = np.arange(4.0) + 100
AT = np.s_

# (index, value: a number, or a function of X and V)
CASES = [
    (1, 7),
    (-1, lambda x, v: x[0]),
    (AT[:, 1], lambda x, v: x[:, 0]),
    (AT[0, -2], 3.5),
    (AT[1:], lambda x, v: v),
    (AT[:2, None, 3], lambda x, v: x[:2, :1]),
    (AT[..., 0], lambda x, v: v[0]),
    (AT[0, None, :2], lambda x, v: x[1, None, :2]),
    (AT[:], lambda x, v: v),
    (AT[...], 0),
    (AT[1:1], 5),
    (AT[-2:, 1:], lambda x, v: v[1:]),
    (AT[np.int64(2), ::1], lambda x, v: v),
]
STATIC_CASES = [(AT[::2, 1::2], lambda x, v: v[:2]), (AT[7:], 1), (AT[:, -9:2], lambda x, v: x[:, 2:])]


def updated(x, v, index, value, method="set"):
    return getattr(x.at[index], method)(value(x, v) if callable(value) else value)


#: The functions of numpy that combine elements as the methods do.
COMBINED = {"add": np.add, "max": np.maximum, "min": np.minimum}


def expected(index, value, method="set"):
    x, new = X.copy(), value(X, V) if callable(value) else value
    x[index] = new if method == "set" else COMBINED[method](x[index], new)
    return x


@pytest.mark.parametrize("method", ["set", *COMBINED])
@pytest.mark.parametrize("index, value", CASES + STATIC_CASES, ids=str)
def test_as_numpy(index, value, method):
    traced = ag.trace(lambda x, v: updated(x, v, index, value, method), X, V)
    ag.testing.assert_close(traced.interpret(X, V), expected(index, value, method), rtol=0, atol=0)


def test_as_numpy_where_sizes_are_dynamic():
    traced = ag.trace(lambda x, v: tuple(updated(x, v, *case) for case in CASES),
                      ag.spec("f64", ["n", 4], n=(2, 9)), ag.spec("f64", [4]))
    results = tuple(expected(*case) for case in CASES)
    ag.testing.assert_close(traced.interpret(X, V), results, rtol=0, atol=0)
    ag.testing.assert_close(traced.lower().compile(opt=1, threads=1)(X, V), results, rtol=0, atol=0)


def places(*shape):
    return np.random.default_rng(sum(shape)).integers(-3, 3, shape)


# (index, value): the index arrays name elements, some of them several times.
PLACES = [
    ([0, 2, 0], 1),
    (places(5), lambda x, v: v[0]),
    (AT[:, places(5)], lambda x, v: x[:, :1]),
    (AT[places(2, 3)], lambda x, v: v),
    (AT[places(4), places(4)], lambda x, v: v),
    (AT[places(4, 1), places(3)], lambda x, v: x[:1, :3]),
    (AT[1:, places(5)], 2),
    (AT[places(5), 1], 2),
    (AT[:2, None, places(3)], lambda x, v: x[:2, None, :3]),
    (AT[places(3), None, 1:], lambda x, v: x[:3, None, 1:]),
    (AT[places(3), ::2], lambda x, v: x[:3, :2]),
    (AT[np.zeros(0, int)], 1),
    (AT[None, places(3), ..., places(4)[:3]], lambda x, v: v[:3, None]),
]


def written(index, value, method):
    """Returns numpy's result. Its assignment to an element that is named several times leaves the last value."""
    x, new = X.copy(), value(X, V) if callable(value) else value
    if method == "set":
        x[index] = new
    else:
        COMBINED[method].at(x, tuple(index) if isinstance(index, tuple) else index, new)
    return x


@pytest.mark.parametrize("method", ["set", *COMBINED])
@pytest.mark.parametrize("index, value", PLACES, ids=str)
def test_places_as_numpy(index, value, method):
    traced = ag.trace(lambda x, v: updated(x, v, index, value, method), X, V)
    ag.testing.assert_close(traced.interpret(X, V), written(index, value, method), rtol=1e-15, atol=0)


@pytest.mark.parametrize("method", ["set", *COMBINED])
def test_places_where_sizes_are_dynamic(method):
    traced = ag.trace(lambda x, v: tuple(updated(x, v, *case, method) for case in PLACES),
                      ag.spec("f64", ["n", 4], n=(3, 9)), ag.spec("f64", [4]))
    results = tuple(written(*case, method) for case in PLACES)
    ag.testing.assert_close(traced.interpret(X, V), results, rtol=1e-15, atol=0)
    ag.testing.assert_close(traced.lower().compile(opt=1, threads=1)(X, V), results, rtol=1e-15, atol=0)


def test_gradients_at_places():
    """The gradient of an element that is set is that of its last value; equal extrema share it."""
    ids, w = np.array([1, -1, 1]), np.array([1.0, 2, 3])

    def f(x, v, method):
        return (getattr(x.at[ids], method)(v) * w).sum()

    values = np.array([2.0, 2, 2])
    for method, last, of_x, of_v in [("set", 2, [1, 0, 0], [0, 3, 2]), ("max", 1, [1, 2 / 3, 0], [2 / 3, 3, 2 / 3]),
                                     ("min", 1, [1, 2 / 3, 3], [2 / 3, 0, 2 / 3])]:
        x = np.array([2.0, 2, last])
        traced = ag.trace(ag.grad(partial(f, method=method), (0, 1)), x, values)
        for each in (traced.interpret, traced.lower().compile(opt=1, threads=1)):
            ag.testing.assert_close(each(x, values), (np.array(of_x, float), np.array(of_v, float)), rtol=1e-15)


@pytest.mark.parametrize("method", ["set", *COMBINED])
def test_batched_places(method):
    """Each element of a batch has its own indices and values."""
    rng = np.random.default_rng(0)
    x, rows, columns, v = rng.normal(size=(5, 3, 4)), rng.integers(-3, 3, (5, 7)), rng.integers(0, 4, 7), rng.normal(size=(5, 7))

    def f(x, rows, v):
        return getattr(x.at[rows, columns], method)(v)

    traced = ag.trace(ag.vmap(f), x, rows, v)
    one = ag.trace(f, x[0], rows[0], v[0])
    results = np.stack([one.interpret(*each) for each in zip(x, rows, v)])
    ag.testing.assert_close(traced.interpret(x, rows, v), results, rtol=0, atol=0)
    ag.testing.assert_close(traced.lower().compile(opt=1, threads=2)(x, rows, v), results, rtol=1e-15, atol=0)


@pytest.mark.parametrize("method", ["set", *COMBINED])
def test_places_out_of_range(method):
    for index, message in [(AT[[0, 3]], "index 3 is outside of a dimension of 3"),
                           (AT[[0, -4]], "index -1 is outside of a dimension of 3"),
                           (AT[[0, 1], [0, 4]], "index -1 is outside of a dimension of 12")]:
        ids = tuple(map(np.array, index)) if isinstance(index, tuple) else (np.array(index),)
        traced = ag.trace(lambda x, *ids: getattr(x.at[ids], method)(1), X, *ids)
        for each in (traced.interpret, traced.lower().compile(opt=1, threads=1)):
            with pytest.raises(ag.Error, match=message):
                each(X, *ids)


def test_places_that_values_tell():
    """Offsets are arrays of rank 0. An offset that does not fit is an error at run time."""
    def f(x, k):
        return x.at[k, k:].add(x[k, k:]), x.at[:k].set(x[3 - k:]), x.at[k:].set(0)

    t = ag.trace(f, ag.spec("f64", X.shape), ag.spec("i64", []))
    run = t.lower().compile(opt=1, threads=1)
    for k in (0, 1, 2):
        added, moved, cleared = X.copy(), X.copy(), X.copy()
        added[k, k:] *= 2
        moved[:k] = X[3 - k:]
        cleared[k:] = 0
        for each in (t.interpret, run):
            ag.testing.assert_close(each(X, np.array(k)), (added, moved, cleared), rtol=0, atol=0)
    for k in (-1, 3, 2**62):
        for each in (t.interpret, run):
            with pytest.raises(ag.Error, match=r"do not fit into|asked for|less than 0|expected 0 or more"):
                each(X, np.array(k))


def test_sizes_of_values_that_values_tell():
    """A value that is shorter than the part is refused, and not written into its first elements."""
    t = ag.trace(lambda x, k: x.at[:].set(x[:k]), ag.spec("f64", [4]), ag.spec("i64", []))
    run = t.lower().compile(opt=1, threads=1)
    ag.testing.assert_close(run(V, np.array(4)), V)
    for each in (t.interpret, run):
        with pytest.raises(ag.Error, match="set: dimension 0 of the value is 3, expected 4"):
            each(V, np.array(3))


@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_every_type(dtype):
    kind = ag.DTYPES[dtype]
    x = np.array([0, 1, 1, 0, 1], kind.numpy)
    number = True if kind.kind == "Bool" else 3
    traced = ag.trace(lambda x: x.at[1:3].set(x[:2]).at[4].set(number), x)
    result = traced.interpret(x, precision="declared")
    ag.testing.assert_close(result, np.array([0, 0, 1, 0, number], kind.numpy), rtol=0, atol=0)


def assign(x):
    x[1] = 0
    return x


REFUSALS = [
    (assign, "arrays don't change: write x = x.at[i].set(v) for x[i] = v"),
    (lambda x: x.at[x > 0].set(1), "for a mask use ag.where"),
    (lambda x: x.at[X[0] > 0].set(1), "for a mask use ag.where"),
    (lambda x: x.at[[True, False, True]].set(1), "for a mask use ag.where"),
    (lambda x: x.at[x > 0].add(1), "for a mask use ag.where: ag.where(mask, x + v, x)"),
    (lambda x: x.at[x > 0].max(1), "x.at[...].max takes no masks, only numbers, slices and arrays of integers"),
    (lambda x: x.at[[0, 1]].set(x), "f64[3, 4] cannot be broadcast to f64[2, 4]: 3 is neither 1 nor 2"),
    (lambda x: x.at[[0, 3]].set(np.ones(4, "f4")), "set needs equal element types, got f64[3, 4] and f32[4]"),
    (lambda x: x.at[[0.5]].add(1), "an array is indexed with an f64[1], expected integers"),
    (lambda x: x.at[[0, 1]].add(x), "f64[3, 4] cannot be broadcast to f64[2, 4]: 3 is neither 1 nor 2"),
    (lambda x: x.at[0].set(np.ones(4, "f4")), "set needs equal element types, got f64[3, 4] and f32[4]"),
    (lambda x: x.at[0].add(True), "True meets an array of f64: write 1"),
    (lambda x: x.at[0].set(x), "f64[3, 4] cannot be broadcast to the lower rank 1"),
    (lambda x: x.at[:2].set(x), "f64[3, 4] cannot be broadcast to f64[2, 4]: 3 is neither 1 nor 2"),
    (lambda x: x.at[0].add(x[:, 0]), "f64[3] cannot be broadcast to f64[4]: 3 is neither 1 nor 4"),
    (lambda x: x.at[3].set(0), "the index 3 is outside of a dimension of size 3"),
    (lambda x: x.at[::-1].set(0), "the step of a slice is -1"),
    (lambda x: x.at[0, 0, 0].set(0), "there are 3 indices for an array of rank 2"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, X, name="f")
    assert message in str(caught.value)
    assert caught.value.file == os.path.relpath(__file__)


def test_assignment_is_a_type_error_at_the_line():
    with pytest.raises(TypeError, match=r"x\[1\] = 0") as caught:
        ag.trace(assign, X)
    assert caught.value.line == assign.__code__.co_firstlineno + 1


# The memory of updates -----------------------------------------------------------------------------

LAYERS, HEADS, POSITIONS, WIDTH = 12, 2, 1024, 8
CACHE = 4 * HEADS * POSITIONS * WIDTH


def attend(x, w, cache, pos):
    """Returns one layer's attention of a new position to itself and the positions before it, which the cache holds."""
    q, k, v = (x[i * HEADS * WIDTH:(i + 1) * HEADS * WIDTH].reshape(HEADS, WIDTH) for i in range(3))
    keys, values = cache["k"].at[:, pos].set(k), cache["v"].at[:, pos].set(v)
    scores = ag.where(ag.arange(POSITIONS) <= pos, ag.einsum("hd,htd->ht", q, keys), -np.inf)
    return ag.einsum("ht,htd->hd", ag.softmax(scores), values).reshape(-1) @ w, {"k": keys, "v": values}


def decode(x, w, caches, pos):
    new = []
    for cache in caches:
        x, cache = attend(x, w, cache, pos)
        new.append(cache)
    return x, new


def test_donated_caches_are_not_copied(tmp_path):
    cache = ag.spec("f32", [HEADS, POSITIONS, WIDTH])
    width = HEADS * WIDTH
    specs = [ag.spec("f32", [3 * width]), ag.spec("f32", [width, 3 * width]),
             [{"k": cache, "v": cache} for _ in range(LAYERS)], ag.spec("i64", [])]
    donated = [f"caches.{layer}.{part}" for layer in range(LAYERS) for part in "kv"]
    t = ag.trace(decode, *specs, donate=donated)
    run = t.lower().compile(threads=1)
    assert all(buffer["bytes"] < CACHE for buffer in run.memory()["buffers"])
    x, w = np.ones(3 * width, "f"), np.full((width, 3 * width), 0.01, "f")
    caches = [{part: np.zeros(cache.dims, "f") for part in "kv"} for _ in range(LAYERS)]
    for pos in (0, 1, 1023):
        _, new = run(x, w, caches, np.array(pos))
        assert all(new[layer][part] is caches[layer][part] for layer in range(LAYERS) for part in "kv")
    written = np.abs(caches[3]["k"]).sum((0, 2)) != 0
    assert list(np.flatnonzero(written)) == [0, 1, 1023]
    t.save(tmp_path / "decode.mlir")
    tool = os.path.join(os.environ["AG_TOOLS"], "ag-compile")
    remarks = subprocess.run([tool, tmp_path / "decode.mlir", "-o", tmp_path / "decode.o", "--remarks=missed"],
                             check=True, capture_output=True, text=True).stderr
    copies = [line for line in remarks.splitlines() if " copy: " in line]
    assert copies and not any(f"x{POSITIONS}x" in line for line in copies)  # rows are copied if one product gives them


def test_what_is_read_later_is_kept():
    """The old elements are needed after the update, which therefore is not in place."""
    def f(x, k):
        y = x.at[k].set(0)
        return y, x.sum() + y.sum()

    run = ag.trace(f, ag.spec("f64", [4]), ag.spec("i64", []), donate=["x"]).lower().compile(threads=1)
    x = V.copy()
    y, total = run(x, np.array(1))
    assert y is x and list(x) == [100, 0, 102, 103] and total == V.sum() * 2 - 101


def test_in_loops():
    """The workspace holds only the value that an iteration computes from the array that it updates."""
    run = ag.trace(lambda x: ag.fori_loop(1, 50, lambda i, c: c.at[i].set(c[i - 1] + 2), x), ag.spec("f64", [50]),
                   donate=["x"]).lower().compile(threads=1)
    x = np.ones(50)
    assert run(x) is x and list(x) == list(range(1, 100, 2))
    assert run.memory()["workspace"] == 64


@pytest.mark.parametrize("method", ["set", "max"])
def test_places_in_loops(method):
    """A loop writes the named rows of a donated array in place, and copies no array of its size."""
    def f(x, ids):
        return ag.fori_loop(0, 9, lambda i, c: getattr(c.at[ids + i], method)(c[i] + 1.0), x)

    x, ids = np.zeros((1000, 3)), np.array([3, 900, 3, 7])
    traced = ag.trace(f, ag.spec("f64", x.shape), ag.spec("i64", ids.shape), donate=["x"])
    run = traced.lower().compile(threads=1)
    expected = traced.interpret(x, ids)
    assert run(x, ids) is x and expected.any()
    ag.testing.assert_close(x, expected, rtol=0, atol=0)
    assert all(buffer["bytes"] < x.nbytes for buffer in run.memory()["buffers"])
