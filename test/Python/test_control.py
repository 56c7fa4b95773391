# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Control flow and regions."""
import numpy as np
import pytest

import ag

X = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])
SPECS = [ag.spec("f64", [2, 3]), ag.spec("f64", ["n", 3], n=(1, 4)), ag.spec("f64", ["n", "m"])]


def run(function, *arguments, spec):
    return ag.trace(function, spec, name="f").interpret(*arguments)


@pytest.mark.parametrize("spec", SPECS, ids=str)
class TestMeaning:
    def test_cond(self, spec):
        def f(x):
            return ag.cond(x.sum() > 0, lambda y: {"a": y * 2, "b": x}, lambda y: {"a": -y, "b": y + 1}, x)

        ag.testing.assert_close(run(f, X, spec=spec), {"a": X * 2, "b": X})
        ag.testing.assert_close(run(f, -X, spec=spec), {"a": X, "b": 1 - X})

    def test_fori_loop(self, spec):
        def f(x):
            return ag.fori_loop(0, x.shape[0], lambda i, c: (c[0] + x[i], c[1] * (i + 1)),
                                (ag.zeros(x.shape[1:], "f64"), ag.ones([], "f64")))

        ag.testing.assert_close(run(f, X, spec=spec), (X.sum(axis=0), np.array(2.0)))

    def test_while_loop(self, spec):
        def f(x):
            return ag.while_loop(lambda c: abs(c["x"]).max() < 100, lambda c: {"x": c["x"] * 2, "n": c["n"] + 1},
                                 {"x": x, "n": ag.zeros([], "i64")})

        ag.testing.assert_close(run(f, X, spec=spec), {"x": X * 32, "n": np.array(5)})

    def test_scan(self, spec):
        def f(x):
            def step(total, row):
                total = total + row
                return total, {"running": total, "largest": total.max()}

            return ag.scan(step, ag.zeros(x.shape[1:], "f64"), x)

        running = X.cumsum(axis=0)
        ag.testing.assert_close(run(f, X, spec=spec),
                                (running[-1], {"running": running, "largest": running.max(axis=1)}))

    def test_scan_in_reverse(self, spec):
        step = lambda c, row: (c * 0.5 + row, {"c": c, "row": row})
        both = lambda x: (ag.scan(step, ag.zeros(x.shape[1:], "f64"), x, reverse=True),
                          ag.scan(step, ag.zeros(x.shape[1:], "f64"), x[::1], None, True, checkpoint=2)[0])
        carry, rows = np.zeros(X.shape[1:]), np.zeros(X.shape)
        for place in reversed(range(len(X))):
            rows[place], carry = carry, carry * 0.5 + X[place]
        ag.testing.assert_close(run(both, X, spec=spec), ((carry, {"c": rows, "row": X}), carry))

    def test_gradient_of_scan_in_reverse(self, spec):
        def loss(x):  # x[1] * x[0] + 3 * x[1]
            carry, rows = ag.scan(lambda c, row: (c * row, c), ag.ones(x.shape[1:], "f64"), x, reverse=True)
            return (carry + 3 * rows[0] * rows[1]).sum()

        slope = run(lambda x: ag.grad(loss)(x), X, spec=spec)
        ag.testing.assert_close(slope, np.stack([X[1], X[0] + 3]))

    def test_scan_without_rows(self, spec):
        result = run(lambda x: ag.scan(lambda c, _: (c * 2, c), x, None, length=3), X, spec=spec)
        ag.testing.assert_close(result, (X * 8, np.stack([X, X * 2, X * 4])))

    def test_scan_of_no_rows(self, spec):
        def f(x):
            return ag.scan(lambda c, rows: (c + rows[0].sum(), {"row": rows[0], "c": c}), x, (x[:0], x[:0]))

        result = run(f, X, spec=spec)
        ag.testing.assert_close(result, (X, {"row": X[:0], "c": np.zeros((0, 2, 3))}))

    def test_nested(self, spec):
        def f(x):
            def body(i, c):
                return ag.cond(ag.array(i) % 2 == 0, lambda: c + x, lambda: c * 2)

            return ag.fori_loop(0, 3, body, x)

        ag.testing.assert_close(run(f, X, spec=spec), X * 5)

    def test_region(self, spec):
        weight = ag.parameter("w", ag.spec("f64", [3]))

        @ag.region("outer")
        def outer(x, scale):
            @ag.region("inner")
            def inner(y):
                return y * scale, y.sum()

            return inner(x + 1)

        def f(x):
            return outer(x, x.shape[0])

        text = ag.trace(lambda x: outer(x, 2)[0] + weight, SPECS[0], name="f").as_text()
        assert 'ag.region "outer" (' in text and 'ag.region "inner" (' in text
        ag.testing.assert_close(run(f, X, spec=spec), ((X + 1) * 2, (X + 1).sum()))


def test_region_takes_parameters_inside():
    @ag.region("part")
    def part(x):
        return x + ag.parameter("w", ag.spec("f32", [3]))

    text = ag.trace(part, ag.spec("f32", [3]), name="f").as_text()
    assert text == """\
module {
  func.func @f(%x: tensor<3xf32> {ag.name = "x"}) -> tensor<3xf32> {
    %0 = ag.region "part" (%x_0 = %x : tensor<3xf32>) -> tensor<3xf32> {
      %w = ag.parameter "w" : tensor<3xf32>
      %1 = ag.add %x_0, %w : tensor<3xf32>
      ag.yield %1 : tensor<3xf32>
    }
    return %0 : tensor<3xf32>
  }
}
"""


def test_sizes_made_inside_of_a_branch_are_told_by_the_result():
    def f(x, k):
        y = ag.cond(x.sum() > 0, lambda: x[:k], lambda: x[k:])
        return y * 2, ag.zeros([y.shape[0]], "f64")

    x = np.arange(5, dtype=np.float64)
    traced = ag.trace(f, ag.spec("f64", ["n"]), ag.spec("i64", []))
    ag.testing.assert_close(traced.interpret(x, np.array(2)), (x[:2] * 2, np.zeros(2)))
    ag.testing.assert_close(traced.interpret(-x, np.array(2)), (x[2:] * -2, np.zeros(3)))


def test_states_that_are_arguments_have_gradients():
    """The states of an LSTM are arguments whose batch is dynamic. It is equal to that of the rows, by its name."""
    def loss(p, rows, h, c):
        def step(carry, x):
            h, c = carry
            z = x @ p["x"] + h @ p["h"]
            i, f, g, o = (z[:, k * 4:k * 4 + 4] for k in range(4))
            c = ag.sigmoid(f) * c + ag.sigmoid(i) * ag.tanh(g)
            h = ag.sigmoid(o) * ag.tanh(c)
            return (h, c), h

        (h, c), all_h = ag.scan(step, (h, c), rows)
        return (all_h * all_h).sum() + (h * c).sum()

    def draw(*shape):
        return np.random.default_rng(len(shape)).normal(size=shape)

    p = {"x": draw(3, 16), "h": draw(4, 16)}
    sizes = {"n": (0, 9), "b": (1, 4)}
    state = ag.spec("f64", ["b", 4], b=(1, 4))
    traced = ag.trace(ag.grad(loss, argnums=(0, 1, 2, 3)), p, ag.spec("f64", ["n", "b", 3], **sizes), state, state)
    compiled = traced.lower().compile(opt=1)
    for n, b in ((5, 3), (1, 1), (9, 4), (0, 2)):
        arguments = p, draw(n, b, 3), draw(b, 4), draw(b, 4)
        ag.testing.assert_close(compiled(*arguments), traced.interpret(*arguments))
    with pytest.raises(ag.Error, match="b"):
        compiled(p, draw(5, 3, 3), draw(2, 4), draw(3, 4))


def test_captured_sizes_are_those_of_the_arguments():
    """Sizes in a function that is differentiated are computed from its own arguments, not passed to it."""
    def f(x, y):
        n, m = x.shape
        return (ag.zeros([2 * n + 1, m], "f64") + x.sum(0)).sum() * n + y.sum()

    traced = ag.trace(ag.grad(f, argnums=(0, 1)), ag.spec("f64", ["n", "m"]), ag.spec("f64", ["n"]))
    assert '@f "wrt=0,1"(%x, %y) :' in traced.as_text()
    x, y = np.ones((3, 2)), np.ones(3)
    ag.testing.assert_close(traced.interpret(x, y), (np.full((3, 2), 21.0), np.ones(3)))
