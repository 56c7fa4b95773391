# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loops that save the carry of every k-th iteration for their reverse: the derivatives are the same, in less memory, for
one additional forward pass."""
import numpy as np
import pytest

import ag

N, WIDTH = 100, 16
W = np.random.default_rng(0).standard_normal((WIDTH, WIDTH)) / 4
X = np.random.default_rng(1).standard_normal((N, WIDTH))
EVERY = [1, 7, 10, 64, N, 10 * N]


def loss(w, x, every):
    """Returns a loss. The last state and the rows both depend on all previous ones."""
    def step(h, row):
        h = ag.tanh(h @ w + row)
        return h, ag.square(h).sum()

    h, rows = ag.scan(step, ag.zeros([WIDTH], "f64"), x, checkpoint=every)
    return rows.sum() + h.sum()


def gradient(every):
    return ag.trace(ag.value_and_grad(lambda w, x: loss(w, x, every), argnums=(0, 1)), W, X, name="f")


@pytest.fixture(scope="module")
def plain():
    return gradient(None).lower().compile()


@pytest.mark.parametrize("every", EVERY)
def test_gradient(every, plain):
    ag.testing.assert_close(gradient(every).lower().compile()(W, X), plain(W, X), rtol=1e-12)


@pytest.mark.parametrize("every", EVERY)
def test_one_forward_more(every):
    """The reverse costs at most one additional forward pass. Even the last part's result is computed again, though it
    is no carry of the reverse."""
    forward = ag.trace(lambda w, x: loss(w, x, None), W, X, name="f").cost()["flops"]
    more = gradient(every).cost()["flops"] - gradient(None).cost()["flops"]
    assert 0.9 * forward <= more <= forward


@pytest.mark.parametrize("every", EVERY)
def test_carries_at_once(every, plain):
    """Memory holds the carries of every k-th iteration, those of k iterations, and the values that go with them."""
    carry = 8 * WIDTH
    peak = gradient(every).lower().compile().memory()["workspace"]
    assert peak <= carry * (-(-N // every) + min(every, N) + 8) + 3 * 8 * N
    if every in (7, 10):
        assert peak <= plain.memory()["workspace"] / 2


def test_any_length():
    spec = ag.spec("f64", ["n", WIDTH], n=(0, N))
    traced = [ag.trace(ag.grad(lambda w, x: loss(w, x, every)), W, spec, name="f").lower().compile() for every in (None, 8)]
    for n in (0, 1, 7, 8, 9, 31, 32):
        ag.testing.assert_close(traced[1](W, X[:n]), traced[0](W, X[:n]), rtol=1e-12)
    assert traced[1].memory(n=64)["workspace"] < traced[0].memory(n=64)["workspace"] / 2


SECOND = {
    "reverse over reverse": lambda f, w, v: ag.grad(lambda w: (ag.grad(f)(w) * v).sum())(w),
    "forward over reverse": lambda f, w, v: ag.jvp(ag.grad(f), (w,), (v,))[1],
    "reverse over forward": lambda f, w, v: ag.grad(lambda w: ag.jvp(f, (w,), (v,))[1])(w),
}


@pytest.mark.parametrize("order", SECOND)
def test_second_order(order):
    found = [ag.trace(lambda w, v, x: SECOND[order](lambda w: loss(w, x, every), w, v), W, W, X, name="f")
             .lower().compile()(W, W.T.copy(), X) for every in (None, 7, 10)]
    for other in found[1:]:
        np.testing.assert_allclose(other, found[0], rtol=1e-9)


def test_loops_in_loops():
    """Loops nest, and the requirement of a while loop is checked once."""
    def f(x, every):
        def inner(i, y):
            return ag.while_loop(lambda y: abs(y).max() > 2.0, lambda y: y * 0.5, ag.sin(y) * 9.0 + x, max_trips=8)

        def outer(i, y):
            return y + ag.fori_loop(0, 5, inner, y, checkpoint=every and 2)

        return ag.square(ag.fori_loop(0, 7, outer, x, checkpoint=every)).sum()

    x = np.linspace(0.1, 1.0, 5)
    found = [ag.trace(ag.grad(lambda x: f(x, every)), x, name="f").lower().compile()(x) for every in (None, 3)]
    np.testing.assert_allclose(found[1], found[0], rtol=1e-9)


def test_batches():
    """Each element of a batch has the derivatives that it has alone. The loops are then in regions."""
    x = np.random.default_rng(2).standard_normal((3, 8, WIDTH))

    def derive(derivative, every):
        return ag.trace(lambda w, x: derivative(lambda x: loss(w, x, every))(x), W, x, name="f").lower().compile()(W, x)

    alone = derive(lambda f: lambda x: ag.stack([ag.grad(f)(x[number]) for number in range(3)]), None)
    ag.testing.assert_close(derive(lambda f: ag.vmap(ag.grad(f)), 3), alone, rtol=1e-12)
    ag.testing.assert_close(derive(lambda f: ag.grad(lambda x: ag.vmap(f)(x).sum()), 3), alone, rtol=1e-12)
