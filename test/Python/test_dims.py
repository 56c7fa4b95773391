# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sizes that are not numbers."""
import math

import numpy as np
import pytest

import ag
from ag.core.dims import Dim, Symbol, exact_quotient

N, M = Dim.of(Symbol("n")), Dim.of(Symbol("m"))


def test_equal_polynomials_are_equal_sizes():
    assert N * 12 * 32 == 384 * N
    assert (N + 1) * (N - 1) == N * N - 1
    assert N * M == M * N and hash(N * M) == hash(M * N)
    assert N != M and N != N + 1 and N != 3
    assert N - N == 0 and isinstance(N - N, int)
    assert (N + 3) - N == 3


def test_quotients():
    assert N * 12 // 12 == N
    assert N * M * 6 // (M * 2) == N * 3
    assert N * 4 % 2 == 0
    assert exact_quotient(N + 1, 2) is None
    assert (N + 1) // 2 == (N + 1) // 2 and (N + 1) // 2 != N // 2


@pytest.mark.parametrize("size, text", [(N, "n"), (N * 2 + 1, "2*n + 1"), (N - 1, "n - 1"), (N * M, "m*n"),
                                        ((N + 1) // 2, "((n + 1) // 2)"), (N // (2 * M), "(n // (2*m))"),
                                        ((N // 2 + 1) // M, "(((n // 2) + 1) // m)"), (N // 2 // M, "((n // 2) // m)")])
def test_text(size, text):
    assert str(size) == text


@pytest.mark.parametrize("size", [5, 8])
@pytest.mark.parametrize("name, function, expected", [
    ("halves", lambda x: x[x.shape[0] // 2 :], lambda x: x[len(x) // 2 :]),
    ("shifted", lambda x: x[1:] - x[:-1], lambda x: x[1:] - x[:-1]),
    ("doubled", lambda x: ag.concat([x, x])[x.shape[0] + 1 :], lambda x: np.concatenate([x, x])[len(x) + 1 :]),
    ("strided", lambda x: x[::3], lambda x: x[::3]),
    ("outer", lambda x: (x[:, None] * x).reshape(-1), lambda x: (x[:, None] * x).reshape(-1)),
    ("padded", lambda x: ag.pad(x, [(x.shape[0], 1)]) + ag.arange(x.shape[0] * 2 + 1).astype("f64"),
     lambda x: np.pad(x, (len(x), 1)) + np.arange(len(x) * 2 + 1)),
    ("as_a_value", lambda x: x * x.shape[0], lambda x: x * len(x)),
    ("counted", lambda x: ag.arange(x.shape[0], x.shape[0] * 3, 2) + ag.array(x.shape[0]),
     lambda x: np.arange(len(x), len(x) * 3, 2) + len(x)),
], ids=lambda value: value if isinstance(value, str) else "")
def test_meaning(name, function, expected, size):
    x = np.arange(size, dtype=np.float64)
    traced = ag.trace(function, ag.spec("f64", ["n"], n=(1, 9)), name="f")
    ag.testing.assert_close(traced.interpret(x), expected(x))


def test_shapes_are_what_the_ops_state():
    def f(x, y):
        n, m = x.shape[0], y.shape[1]
        assert ag.concat([x, x], 0).shape == (2 * n, 4)
        assert (x @ y).shape == (n, m)
        assert ag.pad(x, [(1, 2), (0, n)]).shape == (n + 3, n + 4)
        assert x[1:, ::2].shape == (n - 1, 2)
        assert y[x.astype("i64")].shape == (n, 4, m)
        assert x.reshape(-1, 2).shape == (2 * n, 2)
        assert x.T.sum(axis=0).shape == (n,)
        assert ag.random.bits(ag.random.key(0), [n, 3]).shape == (n, 3)
        return x

    ag.trace(f, ag.spec("f32", ["n", 4], n=(1, 64)), ag.spec("f32", [4, "m"]))


INTERPRETED = [
    ((3, 3), (3, 2), "y is f32[3, 2], expected f32[k, n], and n is 3 in x"),
    ((3, 4), (3, 4), "x is f32[3, 4], expected f32[n, n], and n is 3 in x"),
    ((5, 5), (3, 5), "n is 5, expected 1 to 4"),
    ((0, 0), (3, 0), "n is 0, expected 1 to 4"),
]


@pytest.mark.parametrize("x, y, message", INTERPRETED, ids=[message for *_, message in INTERPRETED])
def test_sizes_are_checked_before_interpreting(x, y, message):
    specs = ag.spec("f32", ["n", "n"]), ag.spec("f32", ["k", "n"], n=(1, 4))
    traced = ag.trace(lambda x, y: x.sum() + y.sum(), *specs)
    with pytest.raises(ag.Error) as caught:
        traced.interpret(np.zeros(x, "f"), np.zeros(y, "f"))
    assert caught.value.message == message


def test_numbers_are_checked_before_interpreting():
    traced = ag.trace(lambda x: x.sum(), ag.spec("f32", [3]))
    with pytest.raises(ag.Error, match=r"x is f32\[2\], expected f32\[3\]"):
        traced.interpret(np.zeros(2, "f"))
    with pytest.raises(ag.Error, match=r"x is the spec f32\[3\], expected f32\[3\]"):
        traced.interpret(ag.spec("f32", [3]))


def test_arithmetic_of_sizes():
    x = np.arange(6, dtype=np.float32)
    for function in (lambda x, n: x * n ** 2, lambda x, n: x * (7 // n), lambda x, n: x * (20 % n), lambda x, n: x / n,
                     lambda x, n: x * divmod(n, 4)[1], lambda x, n: x * (np.int64(2) * n), lambda x, n: x * round(n - np.int8(1))):
        traced = ag.trace(lambda x: function(x, x.shape[0]), ag.spec("f32", ["n"], n=(1, 9)))
        np.testing.assert_allclose(traced.interpret(x), function(x, 6))


@pytest.mark.parametrize("operation", [
    lambda n: n / 2, lambda n: 1 / n, lambda n: n / n, lambda n: n * 0.5, lambda n: 0.5 + n, lambda n: n - np.float32(1),
    lambda n: n // 0.5, lambda n: n ** 0.5, lambda n: n ** -1, lambda n: 2 ** n, float, math.sqrt])
def test_results_that_are_no_sizes(operation):
    """The message names the line to write, which has the result."""
    spec, x = ag.spec("f32", ["n"], n=(1, 9)), np.arange(6, dtype=np.float32)
    with pytest.raises(ag.Error) as caught:
        ag.trace(lambda x: x * operation(x.shape[0]), spec)
    assert "write ag.array(n).astype('f32') for " in str(caught.value)
    np.testing.assert_allclose(ag.trace(lambda x: x * (ag.array(x.shape[0]).astype("f32") / 2), spec).interpret(x), 3 * x)


def test_names_of_dimensions():
    for name in ("l\u00e4nge", "\u03b1", "2n", "a b", ""):
        with pytest.raises(ag.Error, match=f"a dimension is called '{name}', expected a name like batch"):
            ag.spec("f32", [name])
