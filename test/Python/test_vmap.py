# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag.vmap, jacfwd, jacrev, hessian, hvp and linearize are compared with loops over numpy and closed forms, and refuse
wrong uses."""
import numpy as np
import pytest
from test_grad import run

import ag

RNG = np.random.default_rng(0)
XS, Y, W = RNG.standard_normal((5, 3)), RNG.standard_normal(3), RNG.standard_normal((3, 4))
SIGNS = np.array([0.0, -1.0, 4.0])
N = ag.spec("f64", ["n", 3], n=(0, 9))
SLOPES = 1 - np.tanh(XS @ W)**2


def rooted(x):
    return ag.cond(x > 0.0, lambda x: x * ag.sqrt(x), lambda x: 1.0 + 0.0 * x, x)


def counted_down(x):
    """Counts x down. For a number that is not positive and no integer, the loop would not end."""
    return ag.cond(x > 0.0, lambda x: ag.while_loop(lambda v: v != 0.0, lambda v: v - 1.0, x), lambda x: x, x)


def powers(x, n):
    return ag.fori_loop(0, n, lambda i, y: y * x, ag.ones_like(x))


def loss(x, w):
    return (ag.tanh(x @ w)**2.0).sum()


LOSS_BY_W = np.stack([np.outer(x, 2 * np.tanh(x @ W) * slope) for x, slope in zip(XS, SLOPES)])
JACOBIANS = np.stack([np.diag(slope) @ W.T for slope in SLOPES])

# (name, function, arguments, numpy's result)
MEANINGS = [
    ("one axis", ag.vmap(lambda x, y: ((x - y)**2.0).sum(), in_axes=(0, None)), [XS, Y], ((XS - Y)**2).sum(1)),
    ("last axes", ag.vmap(ag.tanh, in_axes=-1, out_axes=-1), [XS], np.tanh(XS)),
    ("moved axis", ag.vmap(lambda x: x * 2.0, in_axes=1), [XS], 2 * XS.T),
    ("nests", ag.vmap(lambda p: {"s": p["a"].sum() + p["b"][0]}, in_axes=({"a": 0, "b": (None,)},)),
     [{"a": XS, "b": (Y,)}], {"s": XS.sum(1)[:, None] + Y}),
    ("out nests", ag.vmap(lambda x, y: (x, {"y": y}), in_axes=(0, None), out_axes=(1, {"y": None})), [XS, Y],
     (XS.T, {"y": Y})),
    ("twice", ag.vmap(ag.vmap(lambda x, y: x * y, in_axes=(0, None)), in_axes=(None, 0)), [Y, XS[:, 0].copy()],
     np.outer(XS[:, 0], Y)),
    ("by name", lambda x, y: ag.vmap(lambda x, y: x @ y)(x, y=y), [XS, XS], (XS * XS).sum(1)),
    ("a size", ag.vmap(lambda x: x * 2.0, in_axes=None, axis_size=4), [Y], np.tile(2 * Y, (4, 1))),
    ("a closure", lambda x, w: ag.vmap(lambda x: x @ w)(x), [XS, W], XS @ W),
    ("lookups", ag.vmap(lambda x, i: ag.take(x, i)), [XS, np.array([0, 2, 1, 1, 0])], XS[np.arange(5), [0, 2, 1, 1, 0]]),
    ("of a gradient", ag.vmap(ag.grad(loss, argnums=1), in_axes=(0, None)), [XS, W], LOSS_BY_W),
    ("gradient of it", ag.grad(lambda w, x: ag.vmap(loss, in_axes=(0, None))(x, w).sum()), [W, XS], LOSS_BY_W.sum(0)),
    ("in a loop", lambda x: ag.fori_loop(0, 3, lambda i, x: ag.vmap(lambda x: x * 0.5)(x), x), [XS], XS / 8),
    ("choices", ag.vmap(rooted), [SIGNS], [1, 1, 8]),
    ("gradient of choices", ag.grad(lambda x: ag.vmap(rooted)(x).sum()), [SIGNS], [0, 0, 3]),
    ("choices of gradients", ag.vmap(ag.grad(rooted)), [SIGNS], [0, 0, 3]),
    ("turns", ag.vmap(powers), [SIGNS, np.array([3, 2, 0])], [0, 1, 1]),
    ("what would not end", ag.vmap(counted_down), [np.array([-1.5, 3.0, -0.5])], [-1.5, 0, -0.5]),
    ("jacfwd", ag.jacfwd(lambda x: ag.tanh(x @ ag.array(W))), [XS[0]], JACOBIANS[0]),
    ("jacrev", ag.jacrev(lambda x: ag.tanh(x @ ag.array(W))), [XS[0]], JACOBIANS[0]),
    ("jacobians of a batch", ag.vmap(ag.jacrev(lambda x: ag.tanh(x @ ag.array(W)))), [XS], JACOBIANS),
    ("jacrev, several", ag.jacrev(lambda x, y: {"p": x * y, "s": x.sum()}, argnums=(0, 1)), [Y, XS[0]],
     {"p": (np.diag(XS[0]), np.diag(Y)), "s": (np.ones(3), np.zeros(3))}),
    ("jacfwd, several", ag.jacfwd(lambda x, y: {"p": x * y, "s": x.sum()}, argnums=(0, 1)), [Y, XS[0]],
     {"p": (np.diag(XS[0]), np.diag(Y)), "s": (np.ones(3), np.zeros(3))}),
    ("jacfwd, aux", ag.jacfwd(lambda x: (x * x, x.sum()), has_aux=True), [Y], (np.diag(2 * Y), Y.sum())),
    ("hessian", ag.hessian(lambda x: (x**4.0).sum() + x[0] * x[1]), [Y],
     np.diag(12 * Y**2) + [[0, 1, 0], [1, 0, 0], [0, 0, 0]]),
    ("hvp", lambda x, v: ag.hvp(lambda x: (x**4.0).sum(), (x,), (v,)), [Y, XS[0]], 12 * Y**2 * XS[0]),
    ("linearize", lambda x, v: (lambda y, push: (y, push(v)))(*ag.linearize(ag.sin, x)), [Y, XS[0]],
     (np.sin(Y), np.cos(Y) * XS[0])),
]


@pytest.mark.parametrize("name, function, arguments, expected", MEANINGS, ids=[name for name, *_ in MEANINGS])
def test_meaning(name, function, arguments, expected):
    ag.testing.assert_close(run(function, *arguments), _arrays(expected))


def test_gradient_of_turns():
    """The interpreter runs the gradient. The number of values that are saved for the reverse depends on data."""
    traced = ag.trace(ag.vmap(ag.grad(powers)), SIGNS, np.array([3, 2, 0]))
    ag.testing.assert_close(traced.interpret(SIGNS, np.array([3, 2, 0])), np.array([0.0, -2.0, 0.0]))


def test_gradient_of_a_batch_of_gradients():
    """max_trips, the bound of each loop's trip count, also bounds the batch's, so that it compiles."""
    def until(x):
        return ag.while_loop(lambda c: c < 50.0, lambda c: c * c, x, max_trips=5)

    second = ag.grad(lambda xs: ag.vmap(ag.grad(until))(xs).sum())
    x = np.array([2.0, 3.0, 60.0])
    ag.testing.assert_close(run(second, x), np.array([56 * 2.0**6, 12 * 3.0**2, 0.0]))


def _arrays(value):
    if isinstance(value, dict):
        return {key: _arrays(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(map(_arrays, value))
    return np.asarray(value, np.float64)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_dynamic(count):
    ag.testing.assert_close(run(ag.vmap(lambda x: ag.cond(x.sum() > 0.0, lambda x: x.sum(), lambda x: 0.0 * x[0], x)),
                                XS[:count], specs=[N]), np.maximum(XS[:count].sum(1), 0.0))


def test_places_that_are_kept():
    """A loop whose trip count differs in a batch may save the indices that it read and wrote for its reverse."""
    def later(x, n):
        return ag.fori_loop(n, 3, lambda j, d: d * ag.sin(d[0]), x).sum()

    def turned(x, n):
        return ag.fori_loop(n, 3, lambda j, d: d * ag.sin(d[ag.maximum(ag.array(j), 0)]), x).sum()

    def written(x, n):
        return ag.while_loop(lambda c: c[1] > 0, lambda c: (c[0].at[c[1] - 1].set(c[0].sum()), c[1] - 1), (x, n),
                             max_trips=6)[0].sum()

    x, n = np.random.default_rng(0).standard_normal((3, 4)), np.array([3, 0, 2])
    for f in (later, turned, written):
        slope = ag.grad(f)
        found = ag.trace(ag.vmap(slope), x, n).interpret(x, n)
        each = [ag.trace(slope, row, count).interpret(row, count) for row, count in zip(x, n)]
        np.testing.assert_allclose(found, each, rtol=1e-12, atol=1e-12)


def _turned(x, n):
    """Loops. max_trips= bounds the number of values that the loop saves, and so that of its batch."""
    return ag.while_loop(lambda c: c[1] > 0, lambda c: (ag.sin(c[0]) * c[0][0], c[1] - 1), (x, n), max_trips=6)[0]


# (name, function of a vector and a trip count or an index)
DIFFERING = [
    ("a place read", lambda x, n: x[n] * x[n] + ag.sin(x[n])),
    ("a place read by some", lambda x, n: ag.cond(n < 3, lambda x: x[n] * x[n + 1], lambda x: x[0] * x[0], x)),
    ("a place written", lambda x, n: (x.at[n].set(x[0] * x[1])**2.0).sum()),
    ("a while loop", lambda x, n: _turned(x, n).sum()),
    ("in a choice", lambda x, n: ag.cond(n > 1, lambda x: _turned(x, n).sum(), lambda x: x.sum(), x)),
    ("in a choice that is kept", lambda x, n: (ag.cond(n > 1, lambda x: _turned(x, n), ag.cos, x)**2.0).sum()),
    ("in a counted loop", lambda x, n: ag.fori_loop(0, 3, lambda i, y: _turned(y, n), x).sum()),
    ("in a while loop", lambda x, n: ag.while_loop(lambda c: c[1] > 0, lambda c: (_turned(c[0], c[1]), c[1] - 1), (x, n),
                                                   max_trips=4)[0].sum()),
    ("in a choice in a loop", lambda x, n: ag.while_loop(
        lambda c: c[1] > 0, lambda c: (ag.cond(c[1] > 1, lambda y: _turned(y, c[1]), ag.sin, c[0]), c[1] - 1), (x, n),
        max_trips=4)[0].sum()),
]


@pytest.mark.parametrize("derivative", [ag.grad, ag.hessian])
@pytest.mark.parametrize("function", [function for _, function in DIFFERING], ids=[name for name, _ in DIFFERING])
def test_derivatives_of_what_differs(function, derivative):
    """Each element of a batch has its own indices, trip counts and choices. Its derivative is the same interpreted and
    compiled, alone and batched."""
    x, n = np.random.default_rng(0).standard_normal((3, 4)), np.array([3, 0, 2])
    run(derivative(function), x[0], n[0])
    one = ag.trace(derivative(function), x[0], n[0])
    each = [one.interpret(row, count) for row, count in zip(x, n)]
    np.testing.assert_allclose(run(ag.vmap(derivative(function)), x, n), each, rtol=1e-12, atol=1e-12)


def test_length_does_not_grow():
    """A Hessian's program has the same length for many columns as for few."""
    def ops(units):
        def f(b, w):
            return (ag.tanh(b @ w)**2.0).sum()

        return len(ag.trace(ag.hessian(f), ag.spec("f64", [units]), ag.spec("f64", [units, 3])).lower()
                   .as_text("mlir").splitlines())

    assert ops(10) == ops(100)


def test_hessian_times_vector_costs_few_gradients():
    def f(w, x):
        return (ag.tanh(ag.tanh(x @ w) @ w)**2.0).sum()

    w, x = ag.spec("f64", [32, 32]), ag.spec("f64", [64, 32])
    gradient = ag.trace(ag.grad(f), w, x).cost()["flops"]
    along = ag.trace(lambda w, x, v: ag.hvp(lambda w: f(w, x), (w,), (v,)), w, x, w).cost()["flops"]
    assert along <= 3.1 * gradient


# (function, specs, a part of the message)
V, M = ag.spec("f64", [3]), ag.spec("f64", [5, 3])
REFUSALS = [
    (ag.vmap(lambda x: x, in_axes=(0, 0)), [V], "in_axes of vmap has 2 axes, and <lambda> is given 1 arguments by position"),
    (ag.vmap(lambda x: x, in_axes=2), [M], "in_axes of vmap is 2 for an f64[5, 3], expected -2 to 1"),
    (ag.vmap(lambda x: x, in_axes=None), [M], "no argument that has an axis, and no axis_size"),
    (ag.vmap(lambda x, y: x), [V, M], "vmap is given 3 elements by x and 5 by y"),
    (ag.vmap(lambda x: x, axis_size=4), [V], "vmap is given 4 elements by axis_size and 3 by x"),
    (ag.vmap(lambda x: x, out_axes=2), [M], "out_axes of vmap is 2 for an f64[3], expected -2 to 1"),
    (ag.vmap(lambda x: x, in_axes=({"a": 0},)), [M], "in_axes of vmap is {'a': 0} for *, expected a nest like it"),
    (lambda x: ag.vmap(lambda x, y: x)(x, 2.0), [M], "vmap takes y, which is 2.0, for what has an axis"),
    (lambda x: ag.vmap(lambda x: x, axis_name="i")(x), [M], "vmap takes no axis_name"),
    (lambda x: ag.vmap(lambda x: x, in_axes="i")(x), [M], "in_axes of vmap is 'i', expected an int, None, or a tuple"),
]


@pytest.mark.parametrize("function, specs, message", REFUSALS, ids=[message for *_, message in REFUSALS])
def test_refusals(function, specs, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, *specs)
    assert message in str(caught.value)


def test_differing_result_without_axis():
    with pytest.raises(ag.Error, match="differs over the batch, and has no axis in `out`"):
        ag.trace(ag.vmap(lambda x: x, out_axes=None), M).interpret(XS)


def test_a_part_whose_bounds_differ():
    x, i = np.arange(6.0), np.array([3, 0])
    for part in (lambda i, x: x[i:i + 2], lambda i, x: x[i + ag.arange(2)]):
        found = ag.trace(ag.vmap(part, in_axes=(0, None)), i, x).interpret(i, x)
        np.testing.assert_array_equal(found, [[3, 4], [0, 1]])
    with pytest.raises(ag.Error, match=r"a size of its result differs .* write x\[i \+ ag.arange\(2\)\] for x\[i:i \+ 2\]"):
        ag.trace(ag.vmap(lambda i, x: x[i:2 * i], in_axes=(0, None)), i, x).interpret(i, x)


def chained(x, n, c):
    """Has a loop in one side of a cond. It saves n entries for its reverse, or none if the other side is taken."""
    turns = lambda x: ag.fori_loop(0, n, lambda _, carry: ag.sin(carry) * x, x).sum()
    return ag.cond(c > 0.0, turns, lambda x: x.sum(), x)


def squared_slope(x, n, c):
    return (ag.grad(chained)(x, n, c) ** 2.0).sum()


@pytest.mark.parametrize("function", [chained, squared_slope], ids=["once", "twice"])
@pytest.mark.parametrize("turns", [[0, 0, 0], [1, 0, 2]], ids=["none", "some"])
@pytest.mark.parametrize("sides", [[-1.0, -1.0, -1.0], [1.0, -1.0, 1.0], [1.0, 1.0, 1.0]], ids=["no", "two", "all"])
def test_gradients_of_a_loop_in_a_side(function, turns, sides):
    x, n, c = np.arange(1.0, 7.0).reshape(3, 2), np.array(turns), np.array(sides)
    for count in (3, 0):
        batch = [each[:count] for each in (x, n, c)]
        found = ag.trace(ag.vmap(ag.grad(function)), *batch).interpret(*batch)
        assert found.shape == (count, 2)
        for place, row in enumerate(found):
            one = [each[place] for each in (x, n, c)]
            ag.testing.assert_close(row, ag.trace(ag.grad(function), *one).interpret(*one), rtol=1e-12)
