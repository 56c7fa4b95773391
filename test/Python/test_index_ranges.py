# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Indices whose bounds show that they are in range are not checked when the program runs."""
import itertools

import numpy as np
import pytest

import ag

X = np.random.default_rng(1).normal(size=(6, 5)).astype(np.float32)
I = np.array([2, 0, 3])
KNOWN = ag.spec("f32", [6, 5])
NAMED = ag.spec("f32", ["n", "m"])
RANGED = ag.spec("f32", ["n", "m"], n=(6, 64), m=(5, 9))

#: Lookups that need no check, whether or not sizes are known while tracing.
INSIDE = [
    lambda np, x: x[np.arange(x.shape[0]), np.argmax(x, 1)], lambda np, x: x[np.argmin(x, 0), np.arange(x.shape[1])],
    lambda np, x: x[x.shape[0] - 1 - np.arange(x.shape[0])],
    lambda np, x: x[np.arange(x.shape[0])[:, None], np.arange(x.shape[1])],
    lambda np, x: x[np.arange(2 * x.shape[0]) // 2],
    lambda np, x: x[np.arange(1, x.shape[0])], lambda np, x: x[:, np.argmax(x, 1).reshape(-1, 1)],
    lambda np, x: x[np.where(x[:, 0] > 0, np.arange(x.shape[0]), np.argmax(x[:, 0]))],
]

#: Lookups that need no check if sizes are known, or have ranges.
BOUNDED = [
    lambda np, x: x[np.arange(6)], lambda np, x: x[[0, 5, 2]], lambda np, x: x[np.arange(4) + 1],
    lambda np, x: x[5 - np.arange(3)],
    lambda np, x: x[np.arange(9) % 6], lambda np, x: x[np.arange(12) // 2], lambda np, x: x[:, np.arange(3) * 2],
    lambda np, x: x.reshape(-1)[np.arange(x.shape[0]) * x.shape[1]], lambda np, x: x[np.arange(30) % x.shape[0]],
    lambda np, x: x[np.where(x[:3, 0] > 0, 1, np.arange(3))],
]

#: Lookups that are checked, or whose indices count from the end.
CHECKED = [
    lambda np, x: x[np.arange(3) - 1], lambda np, x: x[[0, -1]], lambda np, x: x[np.arange(7) % 7 - 1],
]


def modes(traced):
    return {mode for mode in ("error", "clamp") if f" {mode} " in traced.as_text()}


@pytest.mark.parametrize("spec", [KNOWN, RANGED, NAMED], ids=["known", "ranged", "named"])
def test_lookups(spec):
    inside = INSIDE + (BOUNDED if spec is not NAMED else [])
    for number, function in enumerate(inside):
        traced = ag.trace(lambda x: function(ag, x), spec)
        assert modes(traced) == {"clamp"}, number
        np.testing.assert_array_equal(traced.interpret(X), function(np, X))
    arguments = ag.trace(lambda x, i: x[i], spec, I)
    assert modes(arguments) == {"error"}
    for number, function in enumerate(CHECKED):
        traced = ag.trace(lambda x: function(ag, x), spec)
        assert modes(traced) == {"error"}, number
        np.testing.assert_array_equal(traced.interpret(X), function(np, X))


def test_compiled_lookups():
    for spec in (KNOWN, NAMED):
        f = ag.trace(lambda x: tuple(function(ag, x) for function in INSIDE), spec).lower().compile()
        for function, found in zip(INSIDE, f(X)):
            np.testing.assert_array_equal(found, function(np, X))


def test_updates_and_gradients():
    def picked(x):
        return (x[ag.arange(x.shape[0]), ag.argmax(x, 1)] ** 2.0).sum()

    slope = ag.trace(lambda x: (ag.grad(picked)(x), x.at[ag.arange(x.shape[0]), ag.argmax(x, 1)].add(1.0)), NAMED)
    assert modes(slope) == {"clamp"}
    expected, added = np.zeros_like(X), X.copy()
    expected[np.arange(6), X.argmax(1)] = 2 * X.max(1)
    added[np.arange(6), X.argmax(1)] += 1
    for found in (slope.interpret(X), slope.lower().compile()(X)):
        np.testing.assert_allclose(found[0], expected, rtol=1e-6)
        np.testing.assert_allclose(found[1], added, rtol=1e-6)


def test_a_batch():
    f = ag.trace(ag.vmap(lambda x: x[ag.arange(6), ag.argmax(x, 1)]), np.stack([X, -X]))
    assert modes(f) == {"clamp"}
    for found, x in zip(f.interpret(np.stack([X, -X])), (X, -X)):
        np.testing.assert_array_equal(found, x.max(1))


def best_tags(scores, moves):
    """The tags of the best path (Viterbi, "Error bounds for convolutional codes", 1967)."""
    def step(best, score):
        sums = best[:, :, None] + moves
        return sums.max(1) + score, ag.argmax(sums, 1)

    def back(tag, origins):
        tag = origins[ag.arange(scores.shape[1]), tag]
        return tag, tag

    best, origins = ag.scan(step, scores[0], scores[1:])
    last = ag.argmax(best, 1)
    _, tags = ag.scan(back, last, origins, reverse=True)
    return ag.concat([tags, last[None]])


def test_what_a_scan_carries():
    """The tags of each step are indices, as the first ones are."""
    rng = np.random.default_rng(5)
    scores, moves = rng.normal(size=(4, 2, 3)), rng.normal(size=(3, 3))
    traced = ag.trace(best_tags, scores, moves)
    assert modes(traced) == {"clamp"}
    paths = np.array(list(itertools.product(range(3), repeat=4)))
    for row, found in enumerate(traced.interpret(scores, moves).T):
        totals = scores[np.arange(4), row, paths].sum(1) + moves[paths[:, :-1], paths[:, 1:]].sum(1)
        np.testing.assert_array_equal(found, paths[totals.argmax()])


def test_what_a_scan_moves():
    """A carry that grows is checked, and so are rows that are made of it."""
    def f(x):
        last, rows = ag.scan(lambda i, _: (i + 1, (x[ag.reshape(i, 1)], i)), ag.full((), 0, "i64"), None, length=3)
        return x[ag.reshape(last, 1)], rows[0], x[rows[1]]

    traced = ag.trace(f, X)
    assert modes(traced) == {"error"} and traced.as_text().count(" error ") == 3
    np.testing.assert_array_equal(traced.interpret(X)[2], X[:3])
    with pytest.raises(ag.Error, match="index 3 is outside of a dimension of 3"):
        ag.trace(f, X[:3]).interpret(X[:3])


def test_indices_that_wrap():
    """Bounds are those of numbers that do not wrap: an i8 has no 300."""
    long = np.arange(300, dtype=np.float32)
    for function in (lambda: ag.arange(300, dtype="i8"), lambda: ag.arange(100, dtype="i8") * 2,
                     lambda: ag.arange(100, dtype="i8") + ag.full((), 100, "i8"), lambda: ag.arange(300).astype("i8")):
        traced = ag.trace(lambda x: x[function()], long)
        assert modes(traced) == {"error"}
    assert modes(ag.trace(lambda x: x[ag.arange(128, dtype="i8")], long)) == {"clamp"}
    assert modes(ag.trace(lambda x: x[ag.arange(x.shape[0], dtype="i32")], ag.spec("f32", ["n"]))) == {"error"}
    assert modes(ag.trace(lambda x: x[ag.arange(x.shape[0], dtype="i32")], ag.spec("f32", ["n"], n=(0, 99)))) == {"clamp"}


def test_lookups_in_nothing():
    for spec in (ag.spec("f32", [0]), ag.spec("f32", ["n"])):
        f = ag.trace(lambda x: x[ag.arange(x.shape[0])], spec)
        assert f.interpret(np.zeros(0, np.float32)).shape == (0,)
        assert f.lower().compile()(np.zeros(0, np.float32)).shape == (0,)


class Expressions:
    """Random expressions of integers that are known by their bounds."""

    def __init__(self, rng):
        self.rng = rng

    def make(self, depth):
        if depth == 0:
            low, step = self.rng.integers(-3, 4), self.rng.choice([-2, -1, 1, 2])
            return lambda np: np.arange(4) * int(step) + int(low)
        a, b, number = self.make(depth - 1), self.make(depth - 1), int(self.rng.integers(-3, 4))
        return [lambda np: a(np) + b(np), lambda np: a(np) - b(np), lambda np: a(np) * number, lambda np: a(np) * b(np),
                lambda np: -a(np), lambda np: np.minimum(a(np), b(np)), lambda np: np.maximum(a(np), number),
                lambda np: np.where(a(np) > number, a(np), b(np)), lambda np: a(np) % (abs(number) + 1),
                lambda np: a(np) // (abs(number) + 1), lambda np: a(np)[None, 0:4].reshape(4) + b(np)][
                    self.rng.integers(11)]


def test_random_bounds():
    """The elements are between their bounds, and often reach them."""
    expressions = Expressions(np.random.default_rng(3))
    made = [expressions.make(depth) for depth, _ in itertools.product((1, 2, 3), range(60))]
    spans = []

    def record(x):
        spans.extend(function(ag).span for function in made)
        return x

    ag.trace(record, X)
    for function, span in zip(made, spans):
        values = function(np)
        assert span is None or span[0] <= values.min() and values.max() <= span[1], (span, values)
    assert sum(span is not None for span in spans) > len(made) / 2
    assert sum(span == (function(np).min(), function(np).max()) for function, span in zip(made, spans)) > len(made) / 6
