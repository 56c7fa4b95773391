# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag.grad, value_and_grad, vjp and jvp are compared with closed forms and differences, and refuse wrong uses."""
import functools
import os

import numpy as np
import pytest
import test_numpy
from safetensors.numpy import save_file

import ag
from ag.tree import leaves

X = np.array([0.5, -1.5, 2.0])
V = ag.spec("f64", [3])
SPECS = [V, ag.spec("f64", ["n"], n=(1, 8))]


def run(function, *arguments, specs=None, name="f"):
    """Returns the program's results. The interpreter and the compiled program agree."""
    traced = ag.trace(function, *(specs or arguments), name=name)
    interpreted = traced.interpret(*arguments)
    ag.testing.assert_close(traced.lower().compile()(*arguments), interpreted)
    return interpreted


def differences(function, x, h=1e-5):
    """Returns the gradient of a loss by central differences."""
    loss = ag.trace(function, x, name="loss")
    steps = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(loss.interpret(x + step) - loss.interpret(x - step)) / (2 * h) for step in steps]).reshape(x.shape)


@pytest.mark.parametrize("spec", SPECS, ids=str)
class TestMeaning:
    def test_grad(self, spec):
        ag.testing.assert_close(run(ag.grad(lambda x: (ag.sin(x) * x).sum()), X, specs=[spec]),
                                np.cos(X) * X + np.sin(X))

    def test_any_order(self, spec):
        order = lambda x: ag.exp(x * 2.0).sum()  # noqa: E731
        for number in range(1, 4):
            order = (lambda inner: lambda x: ag.grad(inner)(x).sum())(order)
            ag.testing.assert_close(run(order, X, specs=[spec]), (2**number * np.exp(X * 2)).sum())

    def test_forward_over_reverse(self, spec):
        def hessian_times(x, v):
            return ag.jvp(ag.grad(lambda x: (x**3.0).sum()), (x,), (v,))

        ag.testing.assert_close(run(hessian_times, X, X + 1, specs=[spec, spec]), (3 * X**2, 6 * X * (X + 1)))

    def test_reverse_over_forward(self, spec):
        def along(x):
            return ag.jvp(lambda x: (x**3.0).sum(), (x,), (ag.ones_like(x),))[1]

        ag.testing.assert_close(run(ag.grad(along), X, specs=[spec]), 6 * X)

    def test_vjp_and_jvp(self, spec):
        def f(x, y_bar, x_dot):
            value, pull = ag.vjp(lambda x: {"s": ag.sin(x), "t": (x * x).sum()}, x)
            (x_bar,) = pull({"t": ag.full((), 3.0, "f64"), "s": y_bar})
            again, tangent = ag.jvp(lambda x: {"s": ag.sin(x), "t": (x * x).sum()}, (x,), (x_dot,))
            return value, x_bar, again, tangent

        value, x_bar, again, tangent = run(f, X, X * 2, X + 1, specs=[spec] * 3)
        ag.testing.assert_close(value, {"s": np.sin(X), "t": (X * X).sum()})
        ag.testing.assert_close(again, value)
        ag.testing.assert_close(x_bar, np.cos(X) * X * 2 + 6 * X)
        ag.testing.assert_close(tangent, {"s": np.cos(X) * (X + 1), "t": (2 * X * (X + 1)).sum()})

    def test_closures_and_loops(self, spec):
        """The values that the function uses from the enclosing loop, such as the index, become arguments."""

        def f(x, w):
            def body(i, c):
                return c - 0.1 * ag.grad(lambda c: ((c * w - x) ** 2.0).sum() * ag.array(i).astype("f64"))(c)

            return ag.fori_loop(0, 3, body, x)

        c, w = X, X + 2
        for i in range(3):
            c = c - 0.1 * i * 2 * (c * w - X) * w
        ag.testing.assert_close(run(f, X, w, specs=[spec, spec]), c)

    def test_through_loops_and_branches(self, spec):
        def loss(x):
            def step(c, row):
                c = ag.cond(row > 0, lambda: c * row, lambda: ag.sin(c) + row)
                return c, c * c

            last, rows = ag.scan(step, x.sum(), x)
            return last + rows.sum()

        ag.testing.assert_close(run(ag.grad(loss), X, specs=[spec]), differences(loss, X), rtol=1e-6)

    def test_inside_of_a_branch_and_a_region(self, spec):
        @ag.region("slope")
        def slope(x):
            return ag.grad(lambda x: (x**2.0).sum())(x)

        f = lambda x: ag.cond(x.sum() > 0, slope, lambda x: x, x)  # noqa: E731
        ag.testing.assert_close(run(f, X, specs=[spec]), 2 * X)
        ag.testing.assert_close(run(f, -X, specs=[spec]), -X)

    def test_while_loop(self, spec):
        def loss(x):
            return ag.while_loop(lambda c: abs(c).max() < 10.0, lambda c: c * c + x, x, max_trips=8).sum()

        ag.testing.assert_close(run(ag.grad(loss), X + 2, specs=[spec]), differences(loss, X + 2), rtol=1e-6)

    def test_while_loop_with_a_counter(self, spec):
        def root(x):
            def step(state):
                return state[0] + 1, (state[1] + x / state[1]) / 2.0

            start = (ag.full((), 0, "i32"), x)
            return ag.while_loop(lambda s: (s[0] < 20) & (abs(s[1] * s[1] - x).max() > 1e-9), step, start)[1].sum()

        ag.testing.assert_close(run(ag.grad(root), X + 5, specs=[spec]), 0.5 / (X + 5) ** 0.5, rtol=1e-6)


def test_vjp_of_a_computed_size():
    """A cotangent has the size of the value, which an array decides."""
    def f(x, count):
        value, pull = ag.vjp(lambda x: x[:count] * x[:count], x)
        return pull(value)[0]

    x = np.arange(5.0)
    found = ag.trace(f, ag.spec("f64", [5]), ag.spec("i64", [])).interpret(x, np.array(3))
    ag.testing.assert_close(found, 2 * x ** 3 * (x < 3))


def as_loss(function):
    """Returns the sum of sines of all floats that the function returns. Their cotangents differ."""

    def loss(*arguments):
        results = [x for x in leaves(function(*arguments)) if x.dtype.is_float]
        return sum((ag.sin(x * (1.0 + number)).sum() for number, x in enumerate(results)), ag.zeros([], "f64"))

    return loss


FUNCTIONS = [(name, functools.partial(function, ag), arguments) for name, function, arguments in test_numpy.CASES]
FUNCTIONS += [(name, function, (test_numpy.X,)) for name, function, _ in test_numpy.COMPOSED if name != "stop_gradient"]
FUNCTIONS = [case for case in FUNCTIONS if any(array.dtype.kind == "f" for array in case[2])]


@pytest.mark.parametrize("name, function, arguments", FUNCTIONS, ids=[name for name, *_ in FUNCTIONS])
def test_functions_of_numpy(name, function, arguments):
    """The compiled gradient, the tangent and differences agree along one direction. The arguments avoid integers, where
    many functions have kinks."""
    random = np.random.default_rng(0)
    arguments = [random.normal(0.1, 1, x.shape) if x.dtype.kind == "f" else x for x in arguments]
    by = [number for number, x in enumerate(arguments) if x.dtype.kind == "f"]
    along = [random.normal(size=x.shape) if x.dtype.kind == "f" else None for x in arguments]
    loss = as_loss(function)

    def tangent(*arguments):
        def of(*floats):
            given = dict(enumerate(arguments)) | dict(zip(by, floats))
            return loss(*given.values())

        return ag.jvp(of, tuple(arguments[n] for n in by), tuple(along[n] for n in by))[1]

    gradient = ag.trace(ag.grad(loss, tuple(by)), *arguments, name="f").lower().compile(opt=1)(*arguments)
    expected = ag.trace(tangent, *arguments, name="f").interpret(*arguments)
    np.testing.assert_allclose(sum((g * along[n]).sum() for g, n in zip(gradient, by)), expected, rtol=1e-9, atol=1e-9)
    value, h = ag.trace(loss, *arguments, name="f"), 1e-6
    up, down = (value.interpret(*(x if d is None else x + s * h * d for x, d in zip(arguments, along))) for s in (1, -1))
    np.testing.assert_allclose((up - down) / (2 * h), expected, rtol=1e-5, atol=1e-6)


def loss(p, x, t):
    return ((x @ p["w"] + p["b"] - t) ** 2.0).sum()


P = {"w": np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 3.0]]), "b": np.array([0.5, -0.5])}
T = np.array([1.0, -2.0])
D = 2 * (X @ P["w"] + P["b"] - T)  # by the output
BY = ({"w": np.outer(X, D), "b": D}, P["w"] @ D, -D)


@pytest.mark.parametrize("argnums", [0, 1, -1, (0,), (2, 0), [0, 1, 2]], ids=str)
def test_argnums(argnums):
    expected = tuple(BY[n] for n in argnums) if isinstance(argnums, (tuple, list)) else BY[argnums]
    ag.testing.assert_close(run(ag.grad(loss, argnums), P, X, T), expected)
    value, gradient = run(ag.value_and_grad(loss, argnums=argnums), P, X, T)
    ag.testing.assert_close((value, gradient), ((D * D).sum() / 4, expected))


def test_aux_is_not_differentiated():
    def f(p, x, t):
        y = x @ p["w"] + p["b"]
        return ((y - t) ** 2.0).sum(), {"y": y, "best": ag.argmax(y)}

    aux = {"y": X @ P["w"] + P["b"], "best": np.argmax(X @ P["w"] + P["b"])}
    ag.testing.assert_close(run(ag.grad(f, has_aux=True), P, X, T), (BY[0], aux))
    ag.testing.assert_close(run(ag.value_and_grad(f, 2, has_aux=True), P, X, T), (((D * D).sum() / 4, aux), BY[2]))

    def both(p, x, t):
        value, pull, aux = ag.vjp(lambda x: f(p, x, t), x, has_aux=True)
        _, tangent, _ = ag.jvp(lambda x: f(p, x, t), (x,), (x,), has_aux=True)
        return pull(value * 3.0)[0], tangent, aux

    ag.testing.assert_close(run(both, P, X, T), (BY[1] * 3 * (D * D).sum() / 4, BY[1] @ X, aux))


def test_weights_by_name(tmp_path):
    file = tmp_path / "p.safetensors"
    save_file({**P, "ids": np.arange(3), "unused": np.ones(2, np.float32)}, file)
    weights = ag.safetensors(file)
    traced = ag.trace(ag.grad(loss), weights, X, T)
    expected = {"b": BY[0]["b"], "w": BY[0]["w"], "unused": np.zeros(2, np.float32)}  # as in the file
    ag.testing.assert_close(traced.interpret(X, T, precision="declared"), expected)
    compiled = traced.lower().compile()
    ag.testing.assert_close(compiled(X, T), expected)
    assert [result["name"] for result in compiled.info["results"]] == ["b", "w", "unused"]
    nested = ag.trace(ag.grad(lambda n, x, t: loss(n["net"], x, t)), {"net": weights}, X, T)
    ag.testing.assert_close(nested.interpret(X, T, precision="declared"), {"net": expected})


def test_parameters():
    w = ag.parameter("w", ag.spec("f64", [3]))
    traced = ag.trace(lambda x: ag.grad(lambda w: (w * w * x).sum())(w), V, name="f")
    assert '{ag.gradient_of = "w"}' in traced.lower().as_text("mlir")
    assert 'ag.parameter "w"' in traced.as_text()


def test_softmax_stops_at_its_maximum():
    """Softmax subtracts the maximum from the exponents, and the result doesn't depend on it."""

    def f(x):
        return (ag.softmax(x) * ag.log_softmax(x)).sum() + ag.logsumexp(x)

    ag.testing.assert_close(run(ag.grad(f), X, specs=[V]), differences(f, X), rtol=1e-6)
    text = ag.trace(ag.grad(lambda x: ag.softmax(x)[0] * ag.log_softmax(x)[1]), V).lower().as_text("mlir")
    assert "ag.compare" not in text and text.count("ag.reduce max") == 1


def test_text():
    traced = ag.trace(ag.value_and_grad(lambda x: (x * ag.stop_gradient(x)).sum()), V, name="f")
    assert traced.as_text() == """\
module {
  func.func @f(%x: tensor<3xf64> {ag.name = "x"}) -> (tensor<f64>, tensor<3xf64>) {
    %0:2 = ag.derivative @lambda "wrt=0:value"(%x) : (tensor<3xf64>) -> (tensor<f64>, tensor<3xf64>)
    return %0#0, %0#1 : tensor<f64>, tensor<3xf64>
  }
  func.func private @lambda(%x: tensor<3xf64>) -> tensor<f64> {
    %0 = ag.stop_gradient %x : tensor<3xf64>
    %1 = ag.mul %x, %0 : tensor<3xf64>
    %2 = ag.reduce sum %1 [0] : tensor<3xf64> -> tensor<f64>
    return %2 : tensor<f64>
  }
}
"""


def test_names():
    assert ag.grad(loss).__name__ == "loss_grad"
    assert ag.value_and_grad(loss).__name__ == "loss_value_and_grad"
    assert ag.trace(ag.grad(loss), P, X, T).name == "loss_grad"


def test_cost_is_that_of_the_derivative():
    flops = ag.trace(loss, P, X, T).cost()["flops"]
    assert flops < ag.trace(ag.grad(loss), P, X, T).cost()["flops"] <= 4 * flops


def test_rows_of_a_loop_cost_what_they_cost():
    """Each step of the reverse adds to its row only, not to the whole array."""

    def loss(x):
        return ag.scan(lambda c, row: (ag.tanh(c * row), c), ag.ones([8], "f64"), x)[0].sum()

    x = ag.spec("f64", [500, 8])
    assert ag.trace(ag.grad(loss), x).cost()["flops"] <= 5 * ag.trace(loss, x, name="loss").cost()["flops"]


I = ag.spec("i64", [3])

# (function, specs, a part of the message)
REFUSALS = [
    (ag.grad(lambda x: x), [V], "grad takes a function that returns one float, function returns f64[3]"),
    (ag.grad(lambda x: x), [V], "note: reduce it, as by .sum() or .mean(), or use ag.vjp, which takes a cotangent"),
    (ag.grad(lambda x: (x.sum(), x)), [V], "returns (*, *)"),
    (ag.grad(lambda x: (x.sum(), x)), [V], "note: return what is not differentiated beside it: (loss, aux)"),
    (ag.grad(lambda x: ag.argmax(x)), [V], "grad differentiates floats, and <lambda> returns an i64[]"),
    (ag.grad(lambda x: 1.0), [V], "what <lambda> returns has the number 1.0 at its only place"),
    (ag.grad(lambda x: x.sum(), has_aux=True), [V], "grad with has_aux takes a function that returns (value, aux), "
     "<lambda> returns f64[]"),
    (ag.grad(lambda x: x.sum()), [I], "grad differentiates by floats, and x is an i64[3]"),
    (ag.grad(lambda x: x.sum()), [{"a": V, "b": I}], "grad differentiates by floats, and x.b is an i64[3]"),
    (ag.grad(lambda x, y: x.sum(), 2), [V, V], "argnums of grad names argument 2, and <lambda> is given 2 by position"),
    (ag.grad(lambda x, y: x.sum(), (0, -2)), [V, V], "argnums of grad is (0, -2), which names an argument twice"),
    (lambda x: ag.grad(lambda y: y.sum())(2.0), [V], "grad differentiates by arrays, and y is 2.0: write ag.full("),
    (lambda x: ag.grad(lambda y: x.sum())(()), [V], "grad differentiates by y, which has no arrays"),
    (lambda x: ag.vjp(lambda y: y, x)[1](x[:2]), [V], "the cotangent of what <lambda> returns is f64[2], expected f64[3]"),
    (lambda x: ag.vjp(lambda y: (y, y), x)[1]((x,)), [V], "the cotangent of what <lambda> returns is (*), expected (*, *)"),
    (lambda x: ag.vjp(lambda y: y, x)[1](x.astype("f32")), [V], "returns is f32[3], expected f64[3]"),
    (lambda x: ag.vjp(lambda y: ag.argmax(y), x), [V], "vjp differentiates floats, and <lambda> returns an i64[]"),
    (lambda x: ag.jvp(lambda y: y, (x,), (x[:2],)), [V], "the tangent of y is f64[2], expected f64[3]"),
    (lambda x: ag.jvp(lambda y: y["a"], ({"a": x},), ({"b": x},)), [V], "the tangent of y is {b: *}, expected {a: *}"),
    (lambda x: ag.jvp(lambda y: y, (x,), (x, x)), [V], "jvp is given 1 primals and 2 tangents"),
    (lambda x: ag.jvp(lambda y: y, x, x), [V], "the primals of jvp are f64[3], expected a tuple"),
    (lambda x: ag.while_loop(lambda c: c.sum() < 1.0, lambda c: c * 2.0, x, max_trips=-1), [V], "max_trips is -1"),
]


@pytest.mark.parametrize("function, specs, message", REFUSALS, ids=[message for _, _, message in REFUSALS])
def test_refusal(function, specs, message):
    if hasattr(function, "__wrapped__"):
        name = "function" if "function returns" in message else "<lambda>"
        function.__wrapped__.__name__ = name
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, *specs, name="f")
    assert message in str(caught.value)
    assert caught.value.file == os.path.relpath(__file__)


def test_refusals_outside_of_traces():
    for call, message in [(lambda: ag.grad(3), "grad takes a function, got 3"),
                          (lambda: ag.grad(loss, "x"), "argnums of grad is 'x', expected an int or a tuple of ints"),
                          (lambda: ag.value_and_grad(loss, ()), "argnums of value_and_grad is (), expected an int"),
                          (lambda: ag.grad(loss)(P, X, T), "there is none: call it in a function that ag.trace traces"),
                          (lambda: ag.vjp(loss, P, X, T), "there is none: call it in a function that ag.trace traces")]:
        with pytest.raises(ag.Error) as caught:
            call()
        assert message in str(caught.value)


def test_open_while_loop_is_refused_with_advice():
    def loss(x):
        return ag.while_loop(lambda c: abs(c).max() < 10.0, lambda c: c * c + x, x).sum()

    traced = ag.trace(ag.grad(loss), V)
    ag.testing.assert_close(traced.interpret(X + 2), differences(loss, X + 2), rtol=1e-6)
    with pytest.raises(ag.Error) as caught:
        traced.lower().compile()
    file, line = os.path.relpath(__file__), loss.__code__.co_firstlineno
    assert (caught.value.file, caught.value.line) == (file, line)
    assert caught.value.notes[-1].startswith(f"{file}:{line + 1}: if the loop is to be reversed, ag.max_trips on it "
                                             "(in Python max_trips=)")


