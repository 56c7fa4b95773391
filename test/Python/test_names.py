# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Numpy's names have numpy's meaning in ag. Each element type and shape takes the suitable rows of one table, all in
one program, with sizes that are numbers and with sizes that are names. If numpy refuses a call, ag refuses it too."""
import math
import warnings
import operator
from types import SimpleNamespace

import numpy as np
import pytest

import ag


def logsumexp(x, axis=None, keepdims=False):
    return np.log(np.exp(x).sum(axis, keepdims=keepdims))


def one_hot(ids, count, dtype="float32"):
    return (ids[..., None] == np.arange(count)).astype(dtype)


def gelu(x):
    return x * 0.5 * (1 + np.vectorize(math.erf, otypes=[np.float64])(x / math.sqrt(2)))


#: numpy, with the functions that it lacks.
NUMPY = SimpleNamespace(**vars(np), logsumexp=logsumexp, one_hot=one_hot, gelu=gelu, relu=lambda x: np.maximum(x, 0),
                        silu=lambda x: x / (1 + np.exp(-x)))

ALL, NUMBERS, FLOATS = ("Float", "Signed", "Unsigned", "Bool"), ("Float", "Signed", "Unsigned"), ("Float",)
AXES = (None, 0, -1, 1, (0, -1), (), (-2, 0, 1))


def reductions():
    """Yields (name, function, kinds, least rank)."""
    for name, kinds in [("any", ALL), ("all", ALL), ("count_nonzero", ALL), ("var", FLOATS), ("std", FLOATS),
                        ("mean", FLOATS), ("logsumexp", FLOATS)]:
        for axis in AXES:
            for keepdims in (False, True):
                def function(np, x, name=name, axis=axis, keepdims=keepdims):
                    return getattr(np, name)(x, axis=axis, keepdims=keepdims)
                yield f"{name}, axis {axis}, {keepdims}", function, kinds, int(axis not in (None, ()))
    for name in ("argmax", "argmin"):
        for axis in (None, 0, -1, 1):
            yield (f"{name}, axis {axis}", lambda np, x, n=name, a=axis: getattr(np, n)(x, axis=a), ALL, int(axis is not None))
            yield (f"{name}, axis {axis}, keepdims",
                   lambda np, x, n=name, a=axis: getattr(np, n)(x, axis=a, keepdims=True), ALL,
                   int(axis is not None))


TABLE = [
    *reductions(),
    *[(f"{name}, axis {axis}", lambda np, x, n=name, a=axis: getattr(np, n)(x, axis=a, keepdims=True), ALL,
       int(axis is not None)) for name in ("sum", "prod") for axis in (None, 0, -1)],
    ("sum, dtype", lambda np, x: (np.sum(x, dtype="float32"), x.sum(dtype="float64", axis=())), ALL, 0),
    ("sum, dtypes of integers", lambda np, x: (x.sum(dtype="int16"), np.prod(x, dtype="uint8"), np.sum(x, dtype=bool),
                                               x.prod(dtype=bool)), ("Signed", "Unsigned", "Bool"), 0),
    ("var, ddof", lambda np, x: (np.var(x, ddof=1), np.std(x, axis=0, ddof=2)), FLOATS, 1),
    ("linalg.norm", lambda np, x: np.linalg.norm(x), FLOATS, 0),
    ("linalg.det", lambda np, x: np.linalg.det(x @ x.swapaxes(-1, -2)), FLOATS, 2),
    ("linalg.norm, axis", lambda np, x: (np.linalg.norm(x, axis=-1), np.linalg.norm(x, 2, 0, keepdims=True)), FLOATS, 1),
    ("linalg.norm, fro", lambda np, x: np.linalg.norm(x, "fro", (-1, 0)), FLOATS, 2),
    ("sign", lambda np, x: np.sign(x), NUMBERS, 0),
    ("isnan", lambda np, x: (np.isnan(x), np.isinf(x), np.isfinite(x)), ALL, 0),
    ("unary", lambda np, x: (np.sin(x), np.cos(x), np.expm1(x), np.ceil(x), np.trunc(x), np.round(x)), FLOATS, 0),
    ("logs", lambda np, x: (np.log1p(np.abs(x)), np.log2(np.abs(x) + 1)), FLOATS, 0),
    ("activations", lambda np, x: (np.relu(x), np.gelu(x), np.silu(x)), FLOATS, 0),
    ("spellings", lambda np, x: (np.subtract(x, x * x), np.multiply(x, x), np.negative(x)), NUMBERS, 0),
    ("divide", lambda np, x: np.divide(x, x * x + 1), FLOATS, 0),
    ("diff", lambda np, x: (np.diff(x), np.diff(x, axis=0), np.diff(x, 2, -1)), ALL, 1),
    ("split", lambda np, x: np.split(x, 1) + np.split(x, [1], axis=-1) + np.split(x, [0, 1, 1], 0), ALL, 1),
    ("split, parts", lambda np, x: np.split(np.concatenate([x, x, x], 0), 3), ALL, 1),
    ("split, uneven", lambda np, x: np.split(x, 5, -1), ALL, 3),
    ("stacks", lambda np, x: (np.vstack([x, x]), np.hstack([x, x, x]), np.stack([x, x], -1)), ALL, 0),
    ("concatenate", lambda np, x: (np.concatenate([x, x], -1), np.concatenate([x, x], axis=None)), ALL, 1),
    ("ravel", lambda np, x: np.ravel(x), ALL, 0),
    ("moveaxis", lambda np, x: (np.moveaxis(x, 0, -1), np.moveaxis(x, (0, 1), (-1, 0))), ALL, 2),
    ("tile", lambda np, x: (np.tile(x, 2), np.tile(x, (2, 1, 3)), np.tile(x, (2, 1, 1, 2)), np.tile(x, 0)), ALL, 0),
    ("repeat", lambda np, x: np.repeat(x, 3), ALL, 0),
    ("repeat, axis", lambda np, x: (np.repeat(x, 2, axis=0), np.repeat(x, 3, axis=-1)), ALL, 1),
    ("roll", lambda np, x: (np.roll(x, 1), np.roll(x, -4)), ALL, 0),
    ("roll, axis", lambda np, x: (np.roll(x, 2, axis=0), np.roll(x, -7, -1), np.roll(x, (1, 2), (0, -1))), ALL, 1),
    ("flip", lambda np, x: np.flip(x), ALL, 0),
    ("flip, axis", lambda np, x: (np.flip(x, 0), np.flip(x, (0, -1)) if x.ndim > 1 else np.flip(x, -1)), ALL, 1),
    ("cumulative, all", lambda np, x: (np.cumsum(x), np.cumprod(x), x.cumsum(dtype="float32")), ALL, 0),
    ("cumulative", lambda np, x: (np.cumsum(x, 0), np.cumprod(x, axis=-1), x.cumsum(-1), x.cumprod(axis=0)), ALL, 1),
    ("take_along_axis", lambda np, x: np.take_along_axis(x, np.argmax(x, -1, keepdims=True), -1), ALL, 1),
    ("tril", lambda np, x: (np.tril(x), np.triu(x), np.tril(x, 1), np.triu(x, -1)), ALL, 1),
    ("diag", lambda np, x: (np.diag(x), np.diag(x, 1), np.diag(x, -2)), ALL, 1),
    ("eye", lambda np, x: (np.eye(3, dtype="float32"), np.eye(x.shape[0], x.shape[-1], 1, "int32")), ALL, 1),
    ("one_hot", lambda np, x: (np.one_hot(x, 3), np.one_hot(x, 7, "int8")), ("Signed", "Unsigned"), 0),
    ("linspace", lambda np, x: (np.linspace(0, 1, 5), np.linspace(3, -2, 4, dtype="int32"), np.linspace(1, 2, 1),
                                np.linspace(0, 1, 4, endpoint=False), np.linspace(0, 1, 0)), ALL, 0),
    ("linspace, dynamic", lambda np, x: np.linspace(-1, 2, x.shape[0], dtype="float64"), ALL, 1),
    ("full_like", lambda np, x: (np.full_like(x, 1), np.zeros_like(x), np.ones_like(x, "int32")), NUMBERS, 0),
    ("dot", lambda np, x: (np.dot(x, x.T), np.dot(x, x[0] * 0 + 1) if x.ndim == 1 else np.dot(x.T, x)), NUMBERS, 1),
    ("dot, numbers", lambda np, x: (np.dot(x, 2), np.dot(x, x)), NUMBERS, 0),
    ("outer", lambda np, x: np.outer(x, x), NUMBERS, 0),
    ("tensordot", lambda np, x: (np.tensordot(x, x.T, 1), np.tensordot(x, x, 0), np.tensordot(x, x, ([0], [0])),
                                 np.tensordot(x, x, (-1, -1))), NUMBERS, 1),
    ("methods", lambda np, x: (x.ravel(), x.repeat(2), x.argmax(-1), x.any(0), x.all(), x.swapaxes(0, -1)), ALL, 1),
    ("methods of numbers", lambda np, x: (x.clip(1, 2), x.dot(x.T), x[:, None].squeeze(1)), NUMBERS, 1),
    ("methods of floats", lambda np, x: (x.var(-1, keepdims=True), x.std(axis=0), x.round()), FLOATS, 1),
]
SHAPES = [(), (3,), (0,), (1,), (3, 4), (0, 3), (3, 0), (2, 3, 4), (2, 0, 3)]
TYPES = [(dtype, shape) for dtype in ("f32", "i32", "i1") for shape in SHAPES]
TYPES += [(dtype, (3, 4)) for dtype in ag.DTYPES if dtype not in ("f32", "i32", "i1")]
#: Functions that need sizes that are numbers while tracing: a slice may pass the end, or a size less one is negative.
STATIC_IF_SHORT = {"diff", "split"}


def values(dtype, shape):
    """Returns numbers, some of them equal, with halves and both signs; long float arrays also have a NaN."""
    numbers = np.random.default_rng(3).integers(-3, 4, shape)
    kind = ag.DTYPES[dtype]
    if kind.kind == "Bool":
        return np.asarray(numbers > 0)
    if not kind.is_float:
        return np.asarray(abs(numbers) if kind.kind == "Unsigned" else numbers).astype(kind.numpy)
    x = np.asarray(numbers / 2).astype(kind.numpy)
    return np.where(np.arange(x.size).reshape(shape) == 13, np.nan, x).astype(kind.numpy) if x.size > 20 else x


def rows(dtype, shape, is_static):
    """Yields the table's names and functions for this type and shape, and numpy's result, or None if numpy refuses."""
    x = values(dtype, shape)
    x = x.astype(np.float64) if ag.DTYPES[dtype].is_float else x
    for name, function, kinds, rank in TABLE:
        if ag.DTYPES[dtype].kind in kinds and len(shape) >= rank:
            if not is_static and name in STATIC_IF_SHORT and min(shape) < 2:
                continue
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                yield name, function, given_by_numpy(function, x)


def given_by_numpy(function, x):
    try:
        return function(NUMPY, x)
    except (ValueError, IndexError, TypeError):
        return None


def assert_same(name, actual, expected, rtol):
    if isinstance(expected, (tuple, list)):
        assert len(actual) == len(expected), name
        for one, other in zip(actual, expected):
            assert_same(name, one, other, rtol)
        return
    expected = np.asarray(expected)
    assert actual.shape == expected.shape, f"{name}: got {actual.shape}, expected {expected.shape}"
    is_float = actual.dtype.kind not in "iub"
    assert is_float == (expected.dtype.kind == "f"), f"{name}: got {actual.dtype}, expected {expected.dtype}"
    if not is_float and expected.dtype.kind == "b":
        assert actual.dtype.kind == "b", name
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(actual.astype(np.float64), expected.astype(np.float64), rtol, rtol, err_msg=name)


def spec(dtype, shape, is_static):
    return ag.spec(dtype, shape if is_static else [f"n{dim}" for dim in range(len(shape))])


def refuses(function, argument, x):
    try:
        ag.trace(lambda x: function(ag, x), argument, name="f").interpret(x)
    except ag.Error:
        return True
    return False


def traced(table, argument):
    """Returns one program of all rows that numpy accepts. The results are named by the rows' numbers."""
    given = [function for _, function, expected in table if expected is not None]
    return ag.trace(lambda x: {f"r{number}": function(ag, x) for number, function in enumerate(given)}, argument, name="f")


def assert_all_same(table, results, rtol):
    given = [(name, expected) for name, _, expected in table if expected is not None]
    for number, (name, expected) in enumerate(given):
        assert_same(name, results[f"r{number}"], expected, rtol)


@pytest.mark.parametrize("is_static", [True, False], ids=["static", "dynamic"])
@pytest.mark.parametrize("dtype, shape", TYPES, ids=str)
def test_as_numpy(dtype, shape, is_static):
    x, argument = values(dtype, shape), spec(dtype, shape, is_static)
    table = list(rows(dtype, shape, is_static))
    assert_all_same(table, traced(table, argument).interpret(x), 1e-2 if ag.DTYPES[dtype].bits == 16 else 1e-6)
    assert not [name for name, function, expected in table if expected is None and not refuses(function, argument, x)]


@pytest.mark.parametrize("dtype, shape, is_static", [("f32", (2, 3, 4), False), ("f16", (3, 4), True), ("i8", (3, 4), False)],
                         ids=str)
def test_compiled(dtype, shape, is_static):
    table = list(rows(dtype, shape, is_static))
    compiled = traced(table, spec(dtype, shape, is_static)).lower().compile(opt=1)
    assert_all_same(table, compiled(values(dtype, shape)), 1e-2 if dtype == "f16" else 2e-6)


def test_sums_of_f16_neither_overflow_nor_round_on_the_way():
    x = np.full(70000, 2, np.float16)
    x[::2] = 4
    functions = [np.mean, np.var, np.std]
    traced = ag.trace(lambda x: (ag.mean(x), ag.var(x), ag.std(x), ag.linalg.norm(x), ag.logsumexp(x)), x, name="f")
    results = traced.interpret(x, precision="declared")
    wide = x.astype(np.float64)
    expected = [*(function(wide) for function in functions), np.linalg.norm(wide), logsumexp(wide)]
    assert [result.item() for result in results] == [np.float16(number).item() for number in expected]


def test_the_variance_takes_two_passes():
    x = (1e4 + np.random.default_rng(0).normal(size=1000)).astype(np.float32)
    result = ag.trace(ag.var, x, name="f").interpret(x, precision="declared")
    np.testing.assert_allclose(result, x.astype(np.float64).var(), 1e-3)


@pytest.mark.parametrize("function", [lambda x: ag.var(x, 1), lambda x: ag.std(x, 1), lambda x: ag.var(x, 1, ddof=1), ag.var,
                                      lambda x: ag.square(x - x.mean(1, keepdims=True)).sum(1) / x.shape[1],
                                      lambda x: ag.square(x - x.mean(1, keepdims=True)).sum(1), lambda x: ag.mean(x, 1)])
@pytest.mark.parametrize("shape", [(3, 0), (0, 4), (3, 4)], ids=str)
def test_the_variance_of_nothing(function, shape):
    """The variance of no elements is NaN, like 0 / 0, also if the sizes are unknown. Their sum is 0."""
    x = values("f32", shape)
    expected = ag.trace(function, x).interpret(x)
    for argument in (x, ag.spec("f32", ["n", "m"])):
        result = ag.trace(function, argument, name="f").lower().compile()(x)
        np.testing.assert_allclose(result, expected, 1e-5)


def test_ids_of_few_bits_among_many_classes():
    ids = np.array([-1, 44, 127, -128], np.int8)
    result = ag.trace(lambda i: ag.one_hot(i, 300), ids, name="f").interpret(ids)
    np.testing.assert_array_equal(result, one_hot(ids.astype(int), 300))


def test_lists_of_repeats_and_moving_shifts():
    x, shift = values("f32", (3, 4)), np.array(5)
    traced = ag.trace(lambda x, s: (ag.repeat(x, [2, 0, 1], 0), ag.roll(x, s, 1)), x, shift, name="f")
    for result, expected in zip(traced.interpret(x, shift), (np.repeat(x, [2, 0, 1], 0), np.roll(x, 5, 1))):
        np.testing.assert_array_equal(result, expected)


REFUSALS = [
    (lambda x: ag.argmax(x[:, :0], -1), "argmax of f32[3, 0] is none: there are no elements to choose from"),
    (lambda x: ag.split(x, 3, -1), "3 parts of one size are no whole: dimension 1 of f32[3, 4] is 4"),
    (lambda x: ag.split(x, 0), "split has 0 parts, expected a number from 1 on, or a list of places"),
    (lambda x: ag.tile(x, -1), "-1 copies are asked for"),
    (lambda x: ag.repeat(x, [1, 2], 0), "repeat has [1, 2] for dimension 0 of f32[3, 4]"),
    (lambda x: ag.roll(x, (1, 2), 0), "roll has 2 shifts for 1 axes"),
    (lambda x: ag.var(x, ddof="1"), "ddof is '1', expected a number"),
    (lambda x: ag.diff(x, -1), "diff is taken -1 times"),
    (lambda x: ag.std(x.astype("i32")), "std is defined on floats, got i32[3, 4]: cast it with .astype('f32')"),
    (lambda x: ag.softmax(x.astype("i8")), "'ag.exp' [elements] operand 0 has elements i8, expected a float"),
    (lambda x: ag.nn.rms_norm(x.astype("i8")), "mean is defined on floats, got i8[3, 4]"),
    (lambda x: ag.one_hot(x, 3), "one_hot is given an f32[3, 4], expected integers"),
    (lambda x: ag.diag(x[None]), "diag is defined on vectors and matrices, got f32[1, 3, 4]"),
    (lambda x: ag.tril(x[0, 0]), "an f32[] has no diagonals: its rank is 0"),
    (lambda x: ag.eye(3, k=1.5), "the number of a diagonal is 1.5, expected an int"),
    (lambda x: ag.linalg.det(x), "det is defined on square matrices, got f32[3, 4]"),
    (lambda x: ag.linalg.norm(x, 2), "the norm of order 2 over 2 axes is not yet there"),
    (lambda x: ag.linalg.norm(x[None], axis=(0, 1, 2)), "norm is defined over one axis or two, got 3"),
    (lambda x: ag.moveaxis(x, (0, 1), 0), "moveaxis moves 2 dimensions to 1 places"),
    (lambda x: ag.tensordot(x, x, 1), "tensordot needs equal sizes, got f32[3, 4] and f32[3, 4]: 4 in dimension 1, and 3"),
    (lambda x: ag.tensordot(x, x, ([0, 1], [0])), "tensordot sums over 2 dimensions of f32[3, 4], but 1 of"),
    (lambda x: ag.tensordot(x, x, 1.5), "the axes of tensordot are 1.5"),
    (lambda x: ag.linspace(0, 1, -1), "linspace has -1 numbers"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, ag.spec("f32", [3, 4]), name="f")
    assert message in caught.value.message


def test_what_only_running_tells_of_sizes():
    n = ag.spec("f32", ["n"])
    for function, size, message in [(ag.argmin, 0, "argmin of no elements is none"),
                                    (lambda x: ag.split(x, 2), 3, "a dimension cannot be split into 2 equal parts")]:
        with pytest.raises(ag.Error, match=message):
            ag.trace(function, n, name="f").interpret(np.ones(size, np.float32))


def test_norms_of_f16_neither_overflow_nor_round_on_the_way():
    x = (np.random.default_rng(0).normal(size=(2, 70000)) * 900).astype(np.float16)
    x[1] = 3
    functions = (ag.softmax, ag.log_softmax, ag.nn.layer_norm, ag.nn.rms_norm)
    narrow = ag.trace(lambda x: [f(x) for f in functions], x, name="f").interpret(x, precision="declared")
    wide = ag.trace(lambda x: [f(x) for f in functions], x.astype("f"), name="f").interpret(x.astype("f"), precision="declared")
    for ours, expected in zip(narrow, wide):
        assert np.all(np.isfinite(ours))
        np.testing.assert_array_equal(ours, expected.astype(np.float16))
