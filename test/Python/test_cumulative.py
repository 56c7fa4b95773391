# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cumulative functions give the results of numpy's accumulate along any axis, with derivatives, in linear memory."""
import math

import numpy as np
import pytest

import ag

FUNCTIONS = {"cumsum": np.add, "cumprod": np.multiply, "cummax": np.maximum, "cummin": np.minimum,
             "logcumsumexp": np.logaddexp}
FLOATS = [name for name, dtype in ag.DTYPES.items() if dtype.is_float]
SHAPES = [(0,), (1,), (5,), (3, 4), (0, 3), (3, 0), (1, 1), (2, 5, 3), (2, 0, 3)]


def accumulated(name, x, axis, reverse=False):
    """Returns the reference: sums and products of integers have 64 bits, and those of f16 and bf16 are in f32."""
    x = x.ravel() if axis is None else x
    axis, own = axis or 0, x.dtype
    if own.itemsize == 2 and ag.DTYPES["bf16"].numpy == own or own == np.float16:
        x = x.astype("f4")
    x = np.flip(x, axis) if reverse else x
    wide = np.add.reduce(x[:0].ravel()).dtype if name in ("cumsum", "cumprod") else x.dtype  # numpy's type of sums
    result = FUNCTIONS[name].accumulate(x.astype(wide), axis)
    result = np.flip(result, axis) if reverse else result
    return result if own.kind in "iub" else result.astype(own)


def run(traced, how, *arrays):
    if how == "interpreted":
        return traced.interpret(*arrays, precision="declared")
    return traced.lower().compile()(*arrays)


def dynamic(x):
    return ag.spec(x.dtype, [f"n{dim}" for dim in range(x.ndim)], **{f"n{dim}": (0, 99) for dim in range(x.ndim)})


def assert_same(results, expected, dtype):
    rtol = {"f64": 1e-13, "f32": 2e-6, "f16": 1e-3, "bf16": 8e-3}.get(dtype, 0)
    ag.testing.assert_close(results, expected, rtol=rtol, atol=rtol)


# Values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape, how", [(shape, "interpreted") for shape in SHAPES] + [
    (shape, "compiled") for shape in [(0,), (1,), (3, 0), (2, 5, 3)]], ids=str)
def test_along_each_axis(shape, how):
    """All functions along all axes in both directions, with sizes that are names, and if interpreted, that are numbers."""
    x = np.random.default_rng(1).normal(size=shape)
    calls = [(name, axis, reverse) for name in FUNCTIONS for axis in (None, *range(-1, x.ndim))
             for reverse in (False, True)]
    expected = [accumulated(name, x, axis, reverse) for name, axis, reverse in calls]
    for spec in [dynamic(x)] if how == "compiled" else [x, dynamic(x)]:
        traced = ag.trace(lambda x: [getattr(ag, name)(x, axis, reverse=reverse) for name, axis, reverse in calls], spec)
        assert_same(run(traced, how, x), expected, "f64")


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_in_every_type(dtype, how):
    kind = ag.DTYPES[dtype]
    numbers = np.random.default_rng(2).integers(-3, 4, (7, 9)) / (2 if kind.is_float else 1)
    x = (abs(numbers) if kind.kind == "Unsigned" else numbers).astype(kind.numpy)
    names = FUNCTIONS if kind.is_float else [name for name in FUNCTIONS if name != "logcumsumexp"]
    traced = ag.trace(lambda x: [getattr(ag, name)(x, axis) for name in names for axis in (0, 1)], dynamic(x))
    expected = [accumulated(name, x, axis) for name in names for axis in (0, 1)]
    assert_same(run(traced, how, x), expected, dtype)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
def test_types_of_sums(how):
    """`dtype` is the type in which elements are added, as in numpy."""
    i, b = np.arange(-3, 90, dtype="i1"), np.arange(6) % 4 == 1
    f = lambda np, i, b: (np.cumsum(i), np.cumsum(i, dtype="int8"), np.cumprod(i[:4], dtype="int32"), i.cumsum(),
                          np.cumsum(i, dtype="float64"), np.cumsum(b), b.cumprod(dtype="int16"))
    ag.testing.assert_close(run(ag.trace(lambda i, b: f(ag, i, b), i, b), how, i, b), f(np, i, b), 0, 0)
    logic = ag.trace(lambda b: (ag.cumsum(b, dtype="i1"), ag.cumprod(b, dtype="i1", reverse=True)), b)
    expected = np.logical_or.accumulate(b), np.logical_and.accumulate(b[::-1])[::-1]
    ag.testing.assert_close(run(logic, how, b), expected, 0, 0)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
def test_exclusive(how):
    x = np.random.default_rng(3).normal(size=(4, 5))
    ones, zeros = np.ones((4, 1)), np.zeros((1, 5))
    traced = ag.trace(lambda x: (ag.cumsum(x, 0, exclusive=True), ag.cumsum(x, 0, exclusive=True, reverse=True),
                                 ag.cumprod(x, 1, exclusive=True)), dynamic(x))
    assert_same(run(traced, how, x), (np.concatenate([zeros, x.cumsum(0)[:-1]]),
                                      np.concatenate([x[::-1].cumsum(0)[::-1][1:], zeros]),
                                      np.concatenate([ones, x.cumprod(1)[:, :-1]], 1)), "f64")


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_infinities_and_nan(dtype, how):
    inf, nan = math.inf, math.nan
    rows = [[-inf, -inf, 1, 2], [inf, 1, -inf, 0], [1, nan, 2, inf], [-inf, -900, -inf, 2], [3, inf, 3, -inf],
            [900, 901, -900, 5], [-inf, -inf, -inf, -inf], [nan, -inf, inf, 1]]
    x = np.array(rows).astype(ag.DTYPES[dtype].numpy)
    with np.errstate(all="ignore"):
        expected = [accumulated(name, x, 1) for name in FUNCTIONS]
    traced = ag.trace(lambda x: [getattr(ag, name)(x, 1) for name in FUNCTIONS], dynamic(x))
    assert_same(run(traced, how, x), expected, dtype)


def test_long_sums_of_exponentials():
    """Terms that are small beside their sum are not lost one by one."""
    x = np.zeros(100_000, "f4")
    result = ag.trace(ag.logcumsumexp, ag.spec("f32", ["n"])).lower().compile()(x)
    np.testing.assert_allclose(result, np.log(np.arange(1, 100_001)), rtol=3e-7)


# Derivatives -----------------------------------------------------------------------------------


def slopes(function, x):
    """Returns the derivatives of all elements of the result by all of x, by central differences."""
    steps = np.eye(x.size).reshape(x.size, *x.shape) * 1e-6
    return np.stack([(function(x + step) - function(x - step)) / 2e-6 for step in steps])


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivatives(name, how):
    """Gradients, tangents, and the gradients of each row of a batch. One of the factors is 0."""
    x = np.random.default_rng(4).normal(size=(3, 4))
    x[1, 2] = 0
    y = np.random.default_rng(5).normal(size=(3, 4))
    for axis in (0, 1):
        function = lambda x: getattr(ag, name)(x, axis, reverse=axis == 1)
        one = lambda x, y: ag.grad(lambda x: (getattr(ag, name)(x, 0, reverse=axis == 1) * y).sum())(x)

        def derivatives(x, y):
            return (ag.grad(lambda x: (function(x) * y).sum())(x), ag.jvp(function, (x,), (y,))[1],
                    ag.vmap(one, 1 - axis)(x, y))

        each = slopes(lambda x: accumulated(name, x, axis, axis == 1), x)
        gradient = (each * y).sum((1, 2)).reshape(x.shape)
        batch = gradient if axis == 1 else gradient.T
        expected = gradient, (each * y.reshape(-1, 1, 1)).sum(0), batch
        results = run(ag.trace(derivatives, dynamic(x), dynamic(x)), how, x, y)
        ag.testing.assert_close(results, expected, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("dtype", ["f16", "bf16"])
def test_gradients_of_short_floats(dtype, how):
    """The gradient of the sum of cumulative sums counts the sums that an element is in, and that of extremes counts the
    results that are the element."""
    x = np.array([1, 3, 2, 3, 5, 4]).astype(ag.DTYPES[dtype].numpy)
    gradients = lambda x: [ag.grad(lambda x: getattr(ag, name)(x).sum())(x) for name in ("cumsum", "cummax", "cummin")]
    expected = [np.array(row).astype(x.dtype) for row in ([6, 5, 4, 3, 2, 1], [1, 2, 0, 1, 2, 0], [6, 0, 0, 0, 0, 0])]
    ag.testing.assert_close(run(ag.trace(gradients, dynamic(x)), how, x), expected, 0, 0)


@pytest.mark.parametrize("name, slope", [("cummax", [0, 0, 3]), ("cummin", [0, 0, 3]), ("logcumsumexp", [0, 0, 1])])
def test_gradients_at_infinities(name, slope):
    """The last of equal extremes has the gradient, infinities included, and a sum of nothing has none."""
    x = np.array([-math.inf, -math.inf, -math.inf if name != "logcumsumexp" else 2.0])
    weights = np.array([0.0, 0, 3]) if name != "logcumsumexp" else np.ones(3)
    gradient = ag.grad(lambda x: ag.where(weights > 0, getattr(ag, name)(x) * weights, 0).sum())
    for how in ("interpreted", "compiled"):
        np.testing.assert_array_equal(run(ag.trace(gradient, x), how, x), slope)


def test_second_derivatives():
    x = np.array([0.5, -1.0, 2.0])
    hessian = ag.trace(lambda x: ag.hessian(lambda x: ag.cumprod(x).sum())(x), x).interpret(x)
    np.testing.assert_allclose(hessian, [[0, 1 + x[2], x[1]], [1 + x[2], 0, x[0]], [x[1], x[0], 0]])


# Memory ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, dtype", [*((name, "f32") for name in FUNCTIONS), ("cummax", "bf16")])
def test_memory_is_linear(name, dtype):
    """A result is written in place. Along the last axis, x and the result are transposed; gradients save the states."""
    function = getattr(ag, name)
    spec = ag.spec(dtype, [8, "n"], n=(1, 1 << 20))
    for axis, most in ((0, 3 if dtype == "f32" else 12), (1, 12)):
        compiled = ag.trace(lambda x: function(x, axis), spec).lower().compile()
        assert compiled.memory(n=4096)["workspace"] <= 8 * 4096 * most
    gradient = ag.trace(lambda x: ag.grad(lambda x: function(x, 1).astype("f32").sum())(x), spec).lower().compile()
    assert gradient.memory(n=4096)["workspace"] <= 8 * 4096 * 24


def test_vectors_take_no_memory():
    compiled = ag.trace(ag.cumsum, ag.spec("f32", ["n"])).lower().compile()
    assert compiled.memory(n=1_000_000)["workspace"] < 256


# Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, message", [
    (lambda x: ag.cumsum(x, 2), "there is no axis 2 of an array of rank 2"),
    (lambda x: ag.cumprod(x, -3), "there is no axis -3 of an array of rank 2"),
    (lambda x: ag.cummax(x, (0, 1)), "there is no axis (0, 1) of an array of rank 2"),
    (lambda x: ag.cummin(x, 0, reverse=1), "reverse of cummin is 1, expected True or False"),
    (lambda x: ag.cumsum(x, 0, exclusive=None), "exclusive of cumsum is None, expected True or False"),
    (lambda x: ag.logcumsumexp(x.astype("i32")), "logcumsumexp is defined on floats, got i32[3, 4]"),
    (lambda x: ag.cumsum(2.0), "2.0 has no element type of its own here"),
], ids=range(7))
def test_refusals(call, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(call, ag.spec("f32", [3, 4]))
    assert message in caught.value.message


def test_other_arguments():
    with pytest.raises(ag.Error) as caught:
        ag.trace(lambda x: ag.cumsum(x, dim=1), ag.spec("f32", [3, 4]))
    assert "write axis for dim" in caught.value.notes
