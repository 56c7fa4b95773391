# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every function that numpy has too gives numpy's results, with static and with dynamic sizes."""
import math

import numpy as np
import pytest

import ag


def erf(x):
    return np.vectorize(math.erf)(x)


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def values(dtype, *shape, seed=0):
    """Returns numbers that are exact in every element type. Floats also have fractions and both signs."""
    numbers = np.random.default_rng(seed).integers(-8, 8, shape)
    kind = ag.DTYPES[dtype]
    if kind.is_float:
        return (numbers / 4).astype(kind.numpy)
    return (abs(numbers) if kind.kind == "Unsigned" else numbers).astype(kind.numpy)


X, Y, V, M = values("f64", 3, 4), values("f64", 3, 4, seed=1), values("f64", 4), values("f64", 4, 5)
I, J = values("i64", 3, 4), values("i64", 3, 4, seed=1)
B, C = X > 0, Y > 0
T = values("f64", 2, 3, 4)

# (name, function of arrays and of the module: numpy or ag, arguments)
CASES = [
    ("add", lambda np, x, y: x + y, (X, Y)),
    ("sub", lambda np, x, y: x - y, (X, Y)),
    ("scalars", lambda np, x: 2 - x * 3 + 1.5, (X,)),
    ("div", lambda np, x, y: x / (y + 9), (X, Y)),
    ("pow", lambda np, x: abs(x) ** 1.5, (X,)),
    ("neg", lambda np, x: -x, (X,)),
    ("broadcast_row", lambda np, x, v: x + v, (X, V)),
    ("broadcast_column", lambda np, x, v: x * v[:3, None], (X, V)),
    ("broadcast_both", lambda np, v: v[:, None] - v[None, :], (V,)),
    ("compare", lambda np, x, y: ((x < y), (x <= y), (x == y), (x != y), (x >= y), (x > y)), (X, Y)),
    ("logic", lambda np, b, c: (b & c, b | c, b ^ c, ~b), (B, C)),
    ("where", lambda np, b, x: np.where(b, x, 0.0), (B, X)),
    ("maximum", lambda np, x, y: np.maximum(x, np.minimum(y, 1.0)), (X, Y)),
    ("clip", lambda np, x: np.clip(x, -1.0, 1.0), (X,)),
    ("floor_divide", lambda np, i, j: i // np.where(j == 0, 3, j), (I, J)),
    ("mod", lambda np, i, j: i % np.where(j == 0, 3, j), (I, J)),
    ("floor_divide_float", lambda np, x: x // 0.75, (X,)),
    ("mod_float", lambda np, x: x % 0.75, (X,)),
    ("unary", lambda np, x: (np.exp(x), np.log(abs(x) + 1), np.tanh(x), np.sqrt(abs(x)), np.floor(x)), (X,)),
    ("sum", lambda np, x: (x.sum(), x.sum(axis=0), x.sum(axis=-1, keepdims=True), x.sum(axis=(0, 1))), (X,)),
    ("prod", lambda np, x: x.prod(axis=1), (X,)),
    ("extremes", lambda np, x: (x.max(), x.min(axis=0), x.max(axis=1, keepdims=True)), (X,)),
    ("mean", lambda np, x: (x.mean(), x.mean(axis=0), x.mean(axis=(0, 1), keepdims=True)), (X,)),
    ("sum_of_integers", lambda np, i: i.sum(axis=0), (I,)),
    ("sum_of_conditions", lambda np, b: (b.sum(), b.prod(axis=1)), (B,)),
    ("sum_in_a_type", lambda np, i, x: (i.sum(dtype="float64"), np.prod(i, axis=1, dtype="int32"), x.sum(dtype="int8")), (I, X)),
    ("matmul", lambda np, x, m: x @ m, (X, M)),
    ("matmul_vector", lambda np, x, v: (x @ v, v @ v, v @ x.T), (X, V)),
    ("matmul_batch", lambda np, t, m: t @ m, (T, M)),
    ("matmul_batches", lambda np, t, x: t @ t[:1].reshape(4, 3), (T, X)),
    ("matmul_stretched", lambda np, t: t[:, None] @ t.reshape(1, 2, 4, 3), (T,)),
    ("einsum", lambda np, x, m: np.einsum("ij,jk->ki", x, m), (X, M)),
    ("einsum_implicit", lambda np, x, m: np.einsum("ij,jk", x, m), (X, M)),
    ("einsum_one", lambda np, x: (np.einsum("ij->ji", x), np.einsum("ij->j", x), np.einsum("ij->", x)), (X,)),
    ("einsum_diagonal", lambda np, x: (np.einsum("ii->i", x[:, :3]), np.einsum("ii", x[:, :3])), (X,)),
    ("einsum_three", lambda np, x, m, v: np.einsum("ij,jk,j->ik", x, m, v), (X, M, V)),
    ("einsum_dots", lambda np, t, m: np.einsum("...j,jk->...k", t, m), (T, M)),
    ("einsum_stretched", lambda np, x, t: np.einsum("ij,ij->i", x[:1], x) + np.einsum("...j,...j", t[:, :1], t)[0, 0], (X, T)),
    ("einsum_dots_both", lambda np, t, x: np.einsum("...j,...j->...", t, x), (T, X)),
    ("reshape", lambda np, x: (x.reshape(4, 3), x.reshape(-1), x.reshape((2, -1))), (X,)),
    ("transpose", lambda np, t: (t.T, t.transpose(1, 0, 2), np.swapaxes(t, 0, -1)), (T,)),
    ("expand", lambda np, x: (np.expand_dims(x, 0), np.expand_dims(x, (1, 3)), np.squeeze(x[:, :1], 1)), (X,)),
    ("stack", lambda np, x, y: np.stack([x, y], 1), (X, Y)),
    ("pad", lambda np, x: np.pad(x, [(1, 0), (0, 2)]), (X,)),
    ("broadcast_to", lambda np, v: np.broadcast_to(v, (2, 3, 4)), (V,)),
    ("arange", lambda np, i: (i[0] + np.arange(4), i[0] + np.arange(1, 12, 3), i[0] + np.arange(3, -1, -1)), (I,)),
    ("rows", lambda np, x: (x[0], x[-1], x[1:], x[:-1], x[::2], x[1:1]), (X,)),
    ("columns", lambda np, x: (x[:, 0], x[:, -2:], x[..., 1:3], x[0, 1], x[:, 1:4:2]), (X,)),
    ("new_axes", lambda np, x: (x[None], x[:, None], x[..., None], x[0, None, :]), (X,)),
    ("by_array", lambda np, x, i: (x[i % 3], x[:, i[0] % 4], x[[2, -1, 0]]), (X, I)),
    ("take", lambda np, x, i: np.take(x, i % 3, 0), (X, I)),
    ("zeros", lambda np, x: (x + np.zeros((3, 4), "float64"), x * np.ones((3, 4), "float64")), (X,)),
    ("like", lambda np, x: np.zeros_like(x) + np.ones_like(x), (X,)),
    ("square", lambda np, x: np.square(x), (X,)),
]


def wrapped(function):
    """Returns the case with ag in numpy's place. ag has the same names."""
    return lambda *arrays: function(ag, *arrays)


def dynamic(array, prefix):
    return ag.spec(array.dtype, [f"{prefix}{size}" for size in array.shape], **{
        f"{prefix}{size}": (size, size) for size in array.shape})


@pytest.mark.parametrize("name, function, arguments", CASES, ids=[case[0] for case in CASES])
def test_static(name, function, arguments):
    expected = function(np, *arguments)
    result = ag.trace(wrapped(function), *arguments, name="f").interpret(*arguments)
    ag.testing.assert_close(result, expected, rtol=1e-12, atol=1e-12)


# Cases that need sizes that are numbers: a slice or an index past the end, an explicit shape.
STATIC_ONLY = {"reshape", "matmul_batches", "matmul_stretched", "einsum_diagonal", "broadcast_to", "zeros",
               "broadcast_column", "arange", "expand"}


@pytest.mark.parametrize("name, function, arguments", [case for case in CASES if case[0] not in STATIC_ONLY],
                         ids=[case[0] for case in CASES if case[0] not in STATIC_ONLY])
def test_dynamic(name, function, arguments):
    expected = function(np, *arguments)
    specs = [dynamic(argument, "n") for argument in arguments]
    traced = ag.trace(wrapped(function), *specs, name="f")
    assert "tensor<?" in traced.as_text()
    ag.testing.assert_close(traced.interpret(*arguments), expected, rtol=1e-12, atol=1e-12)


COMPOSED = [
    ("relu", lambda x: ag.nn.relu(x), lambda x: np.maximum(x, 0)),
    ("silu", lambda x: ag.nn.silu(x), lambda x: x / (1 + np.exp(-x))),
    ("gelu", lambda x: ag.nn.gelu(x), lambda x: x * 0.5 * (1 + erf(x / math.sqrt(2)))),
    ("gelu_tanh", lambda x: ag.nn.gelu(x, "tanh"),
     lambda x: x * 0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))),
    ("softmax", lambda x: ag.softmax(x, 0), lambda x: softmax(x, 0)),
    ("softmax_large", lambda x: ag.softmax(x * 1000), lambda x: softmax(x * 1000, -1)),
    ("log_softmax", lambda x: ag.log_softmax(x), lambda x: np.log(softmax(x, -1))),
    ("layer_norm", lambda x: ag.nn.layer_norm(x, x[0], x[1]),
     lambda x: (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * x[0] + x[1]),
    ("layer_norm_of_all", lambda x: ag.nn.layer_norm(x, x[:1], axis=(0, 1)),
     lambda x: (x - x.mean()) / np.sqrt(x.var() + 1e-5) * x[:1]),
    ("rms_norm_of_all", lambda x: ag.nn.rms_norm(x, axis=(0, -1)), lambda x: x / np.sqrt((x * x).mean() + 1e-6)),
    ("rms_norm", lambda x: ag.nn.rms_norm(x), lambda x: x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-6)),
    ("linear", lambda x: ag.nn.linear(x, x[:2], x[0, :2]), lambda x: x @ x[:2].T + x[0, :2]),
    ("sigmoid", lambda x: ag.sigmoid(x), lambda x: 1 / (1 + np.exp(-x))),
    ("erf", lambda x: ag.erf(x), erf),
    ("rsqrt", lambda x: ag.rsqrt(abs(x) + 1), lambda x: 1 / np.sqrt(abs(x) + 1)),
    ("stop_gradient", lambda x: ag.stop_gradient(x), lambda x: x),
    ("pad_between", lambda x: ag.pad(x, [(1, 0), (0, 1, 2)], 9.0)[1:, ::3], lambda x: x),
]


@pytest.mark.parametrize("name, ours, expected", COMPOSED, ids=[case[0] for case in COMPOSED])
def test_composed(name, ours, expected):
    traced = ag.trace(ours, ag.spec("f64", ["n", 4]), name="f")
    ag.testing.assert_close(traced.interpret(X), expected(X), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", [name for name, dtype in ag.DTYPES.items() if dtype.kind != "Bool"])
def test_arithmetic_in_every_type(dtype):
    x, y = values(dtype, 3, 4), values(dtype, 3, 4, seed=1)
    traced = ag.trace(lambda x, y: (x + y, x - y, x * y, ag.maximum(x, y), x.sum(axis=0), x.prod()), x, y, name="f")
    own = x.dtype if ag.DTYPES[dtype].is_float else None  # numpy's sum of integers has 64 bits
    expected = (x + y, x - y, x * y, np.maximum(x, y), x.sum(axis=0, dtype=own), x.prod(dtype=own))
    ag.testing.assert_close(traced.interpret(x, y, precision="declared"), expected, rtol=0, atol=0)


@pytest.mark.parametrize("source", list(ag.DTYPES))
@pytest.mark.parametrize("target", list(ag.DTYPES))
def test_casts(source, target):
    x = np.array([0, 1, 1], bool) if source == "i1" else values(source, 6)
    x = abs(x) if ag.DTYPES[target].kind == "Unsigned" and source != "i1" else x
    traced = ag.trace(lambda x: x.astype(target), x, name="f")
    ag.testing.assert_close(traced.interpret(x, precision="declared"), x.astype(ag.DTYPES[target].numpy), 0, 0)


def test_indices_of_numpy_and_none():
    """A slice takes a step that is a numpy number, and an empty list is an index."""
    x = np.arange(6.0)
    traced = ag.trace(lambda x: (x[:: np.int64(2)], x[[]]), ag.spec("f64", [6]))
    ag.testing.assert_close(traced.interpret(x), (x[::2], x[[]]))


@pytest.mark.parametrize("dtype", ["i8", "i32", "ui8"])
@pytest.mark.parametrize("dims", [[300], ["n"]], ids=str)
def test_narrow_indices_into_long_dimensions(dtype, dims):
    """The indices work though their type can't represent the dimension's size."""
    x, ids = np.arange(300), np.array([1, 127, 0] if dtype == "ui8" else [-1, 127, -128], ag.DTYPES[dtype].numpy)
    traced = ag.trace(lambda x, i: x[i], ag.spec("i64", dims), ag.spec(dtype, [3]))
    ag.testing.assert_close(traced.interpret(x, ids), x[ids])


#: Dividends and divisors of remainders: exact and rounded quotients, small and large ones, zeros, infinity and NaN.
EDGES = [0.0, 0.1, 0.3, 0.5, 1.0, 1.5, 3.0, 5.0, 7.75, 1e4, 6e4, 2e-7, 1e17, 1e30, 3e-39, 1e38, math.inf, math.nan]


def divisions(dtype):
    """Returns dividends and divisors: all pairs of edges, in both signs, and random numbers over the type's range."""
    edges = np.array([*EDGES, *(-number for number in EDGES)])
    rng = np.random.default_rng(5)
    limit = np.log2(float(np.finfo(dtype).max)) - 1
    drawn = rng.choice([-1, 1], (2, 3000)) * 2 ** rng.uniform(-limit, limit, (2, 3000))
    near = rng.uniform(-100, 100, (2, 3000)) * [[1], [0.1]]
    with np.errstate(over="ignore"):
        return [np.concatenate([grid.ravel(), *rest]).astype(dtype)
                for grid, *rest in zip(np.meshgrid(edges, edges), drawn, near)]


def assert_same_bits(actual, expected):
    """Asserts equal values and signs. NaN equals NaN."""
    np.testing.assert_array_equal(actual, expected)
    np.testing.assert_array_equal(np.signbit(actual) & ~np.isnan(actual), np.signbit(expected) & ~np.isnan(expected))


def run(traced, how, *arguments):
    if how == "interpreted":
        return traced.interpret(*arguments, precision="declared")
    return traced.lower(how).compile(opt=1)(*arguments)


@pytest.mark.parametrize("how", ["interpreted", "native", "x86-64-v3", "x86-64"])
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_remainders_are_exact(dtype, how):
    x, y = divisions(dtype)
    traced = ag.trace(lambda x, y: (x // y, x % y), x, y, name="f")
    with np.errstate(all="ignore"):
        expected = x // y, x % y
    for ours, theirs in zip(run(traced, how, x, y), expected):
        assert_same_bits(ours, theirs)


def test_remainders_of_bf16():
    x, y = divisions("float32")
    x, y = (part.astype(ag.DTYPES["bf16"].numpy) for part in (x, y))
    wide = x.astype("f8"), y.astype("f8")
    with np.errstate(all="ignore"):
        rest = wide[0] % wide[1]
    results = run(ag.trace(lambda x, y: (x // y, x % y), x, y, name="f"), "native", x, y)
    assert_same_bits(results[1].astype("f4"), rest.astype(x.dtype).astype("f4"))
    with np.errstate(all="ignore"):
        quotient = (wide[0].astype("f4") // wide[1].astype("f4")).astype(x.dtype)
    assert_same_bits(results[0].astype("f4"), quotient.astype("f4"))


def test_remainders_have_derivatives():
    """The derivatives of a % b are 1 and -floor(a / b), also if it is 0 and if a / b is rounded up; that of // is 0."""
    x, y = np.array([1.0, 7, -7, 7, -6, 6, 1e17]), np.array([0.1, 3, 3, -3, 3, -3, 3])
    for function, expected in [(ag.mod, (np.ones(7), -(x // y))), (ag.floor_divide, (np.zeros(7), np.zeros(7)))]:
        traced = ag.trace(lambda x, y: ag.grad(lambda x, y: function(x, y).sum(), argnums=(0, 1))(x, y), x, y, name="f")
        for how in ("interpreted", "native"):
            for ours, theirs in zip(run(traced, how, x, y), expected):
                np.testing.assert_array_equal(ours, theirs)


class Expressions:
    """Random expressions of arrays of one type, each a function of numpy or ag, and of arrays x, y and z."""

    def __init__(self, rng, dtype):
        self.rng, self.dtype = rng, dtype

    def make(self, depth):
        if depth == 0:
            place = self.rng.integers(3)
            return lambda np, *arrays: arrays[place]
        return self.rng.choice([self.binary, self.divided, self.chosen, self.summed])(depth - 1)

    def binary(self, depth):
        a, b, by = self.make(depth), self.make(depth), self.rng.choice(["add", "subtract", "multiply", "maximum"])
        return lambda np, *arrays: getattr(np, by)(a(np, *arrays), b(np, *arrays))

    def divided(self, depth):
        a, b, by = self.make(depth), self.make(depth), self.rng.choice(["mod", "floor_divide"])

        def divide(np, *arrays):
            divisor = b(np, *arrays)
            return getattr(np, by)(a(np, *arrays), np.where(divisor == 0, arrays[2] * 0 + 3, divisor))
        return divide

    def chosen(self, depth):
        a, b, c = self.make(depth), self.make(depth), self.make(depth)
        return lambda np, *arrays: np.where(a(np, *arrays) < b(np, *arrays), c(np, *arrays), b(np, *arrays))

    def summed(self, depth):
        """Returns a sum or product, either in the type's own bits, or in 64 bits that are cut afterwards."""
        a, by, axis = self.make(depth), self.rng.choice(["sum", "prod"]), int(self.rng.integers(2))
        own = {"dtype": self.dtype} if self.rng.integers(2) else {}

        def reduce(np, *arrays):
            x = a(np, *arrays)
            return x + getattr(np, by)(x, axis=axis, keepdims=True, **own).astype(self.dtype)
        return reduce


@pytest.mark.parametrize("how", ["interpreted", "native"])
@pytest.mark.parametrize("dtype", ["float64", "int8", "int32", "int64", "uint8", "uint32"])
def test_random_expressions(dtype, how):
    """Random expressions agree with numpy. The halves are exact, so that the order of sums makes no difference."""
    rng = np.random.default_rng(11)
    arrays = [rng.integers(1 if dtype[0] == "u" else -7, 8, (4, 5)) / (2 if dtype[0] == "f" else 1) for _ in range(3)]
    arrays = [array.astype(dtype) for array in arrays]
    made = [Expressions(rng, dtype).make(3) for _ in range(40)]
    traced = ag.trace(lambda *arrays: [function(ag, *arrays) for function in made], *arrays, name="f")
    for function, ours in zip(made, run(traced, how, *arrays)):
        with np.errstate(all="ignore"):
            expected = function(np, *arrays)
        assert ours.dtype == expected.dtype
        np.testing.assert_array_equal(ours, expected)


@pytest.mark.parametrize("dtype", ["i8", "i32", "i64", "ui8", "ui32"])
def test_integers_divided_by_zero(dtype):
    """x // 0 is -1 or the greatest number, and x % 0 is x: x // y * y + x % y is x for all numbers."""
    kind = ag.DTYPES[dtype].numpy
    x, y = np.array([7, 0, 100, 5]).astype(kind), np.array([0, 0, 0, 2]).astype(kind)
    x[2] = np.iinfo(kind).min
    quotient, rest = ag.trace(lambda x, y: (x // y, x % y), x, y).interpret(x, y)
    np.testing.assert_array_equal(quotient, [*[np.array(-1).astype(kind)] * 3, 2])
    np.testing.assert_array_equal(rest, [*x[:3], 1])
