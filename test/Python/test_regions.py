# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Regions that are computed again, and regions with a custom derivative."""
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

import ag

X = np.array([0.5, -1.5, 2.0])
V = ag.spec("f64", [3])
SPECS = [V, ag.spec("f64", ["n"], n=(1, 8))]


def run(function, *arguments, specs=None):
    traced = ag.trace(function, *(specs or arguments), name="f")
    interpreted = traced.interpret(*arguments)
    ag.testing.assert_close(traced.lower().compile()(*arguments), interpreted)
    return interpreted


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


@ag.custom_vjp
def log1pexp(x):
    return ag.log1p(ag.exp(x))


@log1pexp.defvjp
def log1pexp_rule(inputs, result, cotangent):
    (x,) = inputs
    return (cotangent * ag.sigmoid(x),)


@ag.custom_vjp
def rounded(x):
    return ag.round(x)


rounded.defvjp(lambda inputs, result, cotangent: (cotangent,), surrogate=True)


@ag.custom_vjp
def scaled(p, count, x):
    """Takes a nest and integers, and uses sizes from outside."""
    return {"y": p["w"] * x + ag.zeros(x.shape, "f64"), "count": count + 1}


@scaled.defvjp
def scaled_rule(inputs, result, cotangent):
    p, _, x = inputs
    assert cotangent["count"] is None and result["count"].dtype == ag.DTYPES["i64"]
    return {"w": cotangent["y"] * x * ag.ones(x.shape, "f64")}, None, cotangent["y"] * p["w"]


@pytest.mark.parametrize("spec", SPECS, ids=str)
class TestRules:
    def test_gradient(self, spec):
        x = X * 500  # where exp(x) is infinite, and the function's own derivative is no number
        gradient = run(ag.grad(lambda x: (log1pexp(x) * 3.0).sum()), x, specs=[spec])
        ag.testing.assert_close(gradient, 3 * sigmoid(x))

    def test_value_is_the_functions(self, spec):
        ag.testing.assert_close(run(log1pexp, X, specs=[spec]), np.log1p(np.exp(X)))

    def test_tangent_is_the_transpose(self, spec):
        value, tangent = run(lambda x, v: ag.jvp(log1pexp, (x,), (v,)), X, X + 1, specs=[spec, spec])
        ag.testing.assert_close((value, tangent), (np.log1p(np.exp(X)), sigmoid(X) * (X + 1)))

    def test_second_order(self, spec):
        second = run(ag.grad(lambda x: ag.grad(lambda x: log1pexp(x).sum())(x).sum()), X, specs=[spec])
        ag.testing.assert_close(second, sigmoid(X) * sigmoid(-X))

    def test_straight_through(self, spec):
        ag.testing.assert_close(run(ag.grad(lambda x: (rounded(x * 3.0) * x).sum()), X, specs=[spec]),
                                np.round(X * 3) + 3 * X)

    def test_nests_integers_and_sizes(self, spec):
        def f(w, x):
            count = ag.ones(x.shape, "i64")
            return ag.grad(lambda w, x: (scaled({"w": w}, count, x)["y"] ** 2.0).sum(), (0, 1))(w, x)

        w = X + 1
        ag.testing.assert_close(run(f, w, X, specs=[spec, spec]), (2 * w * X * X, 2 * w * w * X))

    def test_checkpoint(self, spec):
        def f(x):
            layer = lambda x: ag.exp(ag.sin(x) * x)  # noqa: E731
            return ag.checkpoint(layer)(layer(x)).sum()

        plain = ag.grad(lambda x: ag.exp(ag.sin(ag.exp(ag.sin(x) * x)) * ag.exp(ag.sin(x) * x)).sum())
        ag.testing.assert_close(run(ag.grad(f), X, specs=[spec]), run(plain, X, specs=[spec]))


def chain(x, w):
    """Returns the sum of alternating products and element-wise ops."""
    for _ in range(3):
        x = ag.tanh(ag.exp(ag.sin(x @ w)))
    return x.sum()


def test_remat():
    """The gradient is the same, in more bytes, or in more time."""
    x = np.random.default_rng(0).normal(size=(64, 64))
    lowered = ag.trace(ag.grad(chain, (0, 1)), x, x, name="f").lower()
    bytes_of, results = {}, {}
    for how in ("keep", "auto", "recompute"):
        compiled = lowered.compile(remat=how)
        bytes_of[how], results[how] = compiled.memory()["workspace"], compiled(x, x)
        ag.testing.assert_close(results[how], results["keep"], rtol=1e-12, atol=1e-12)
    assert bytes_of["recompute"] < bytes_of["keep"] and bytes_of["recompute"] <= bytes_of["auto"] <= bytes_of["keep"]


def test_text():
    def f(x):
        return ag.checkpoint(ag.sin)(log1pexp(rounded(x)))

    assert ag.trace(f, V).as_text() == """\
module {
  func.func @f(%x: tensor<3xf64> {ag.name = "x"}) -> tensor<3xf64> {
    %0 = ag.region "rounded" (%x_0 = %x : tensor<3xf64>) -> tensor<3xf64> attributes {surrogate, vjp = @rounded_rule} {
      %3 = ag.round %x_0 : tensor<3xf64>
      ag.yield %3 : tensor<3xf64>
    }
    %1 = ag.region "log1pexp" (%x_0 = %0 : tensor<3xf64>) -> tensor<3xf64> attributes {vjp = @log1pexp_rule} {
      %3 = ag.exp %x_0 : tensor<3xf64>
      %4 = ag.log1p %3 : tensor<3xf64>
      ag.yield %4 : tensor<3xf64>
    }
    %2 = ag.region "sin" (%arg1 = %1 : tensor<3xf64>) -> tensor<3xf64> attributes {checkpoint} {
      %3 = ag.sin %arg1 : tensor<3xf64>
      ag.yield %3 : tensor<3xf64>
    }
    return %2 : tensor<3xf64>
  }
  func.func private @rounded_rule(%x: tensor<3xf64>, %arg1: tensor<3xf64>, %arg2: tensor<3xf64>) -> tensor<3xf64> {
    return %arg2 : tensor<3xf64>
  }
  func.func private @log1pexp_rule(%x: tensor<3xf64>, %arg1: tensor<3xf64>, %arg2: tensor<3xf64>) -> tensor<3xf64> {
    %0 = ag.sigmoid %x : tensor<3xf64>
    %1 = ag.mul %arg2, %0 : tensor<3xf64>
    return %1 : tensor<3xf64>
  }
}
"""


@pytest.mark.parametrize("fuse", ["within", "never"])
def test_fuse(fuse):
    """An attribute about groups also applies to the gradient's."""
    part = ag.region("part", fuse=fuse)(lambda x: ag.sin(ag.exp(x)))
    assert f'attributes {{fuse = "{fuse}"}}' in ag.trace(part, V).as_text()
    gradient = ag.trace(ag.grad(lambda x: part(x).sum()), V, name="f").lower().as_text("mlir")
    assert f'attributes {{backward, fuse = "{fuse}"}}' in gradient
    ag.testing.assert_close(run(part, X), np.sin(np.exp(X)))


@pytest.mark.parametrize("slope, status", [(1.0, 0), (1.5, 1)])
def test_rules_are_proved(tmp_path, slope, status):
    """--verify-grad proves rules, and reports a wrong one at the line of its use."""

    @ag.custom_vjp
    def sine(x):
        return ag.sin(x)

    sine.defvjp(lambda inputs, result, cotangent: (cotangent * ag.cos(inputs[0]) * slope,))

    def f(x):
        return sine(x * 2.0)

    ag.trace(f, V).save(tmp_path / "f.mlir")
    done = subprocess.run([Path(os.environ["AG_TOOLS"]) / "ag-run", "f.mlir", "--verify-grad"], capture_output=True,
                          text=True, cwd=tmp_path)
    assert done.returncode == status, done.stdout + done.stderr
    if status:
        line = f.__code__.co_firstlineno + 1
        assert f"test_regions.py:{line}:" in done.stderr and "derivative of this 'ag.region' is wrong" in done.stderr


def with_rule(rule, function=lambda x: x * 2.0):
    made = ag.custom_vjp(function)
    made.defvjp(rule)
    return made


W = ag.parameter("w", ag.spec("f64", [3]))

# (function, a part of the message)
REFUSALS = [
    (lambda x: ag.custom_vjp(lambda x: x)(x), "<lambda> has no rule so far: give it one by @<lambda>.defvjp"),
    (lambda x: with_rule(lambda i, r, c: c)(x), "the rule of <lambda> returns f64[3], expected a tuple with the "
     "cotangents of 1 arguments"),
    (lambda x: with_rule(lambda i, r, c: (c, c))(x), "expected a tuple with the cotangents of 1 arguments"),
    (lambda x: with_rule(lambda i, r, c: (c[:2],))(x), "the rule of <lambda> returns f64[2] for argument 0, expected "
     "f64[3]"),
    (lambda x: with_rule(lambda i, r, c: ({"a": c},))(x), "the rule of <lambda> returns {a: *} for argument 0, expected *"),
    (lambda x: with_rule(lambda i, r, c: (c,), lambda y: x * y)(x), "<lambda> has a derivative of its own, and uses "
     "f64[3] from outside, by which it would have none"),
    (lambda x: with_rule(lambda i, r, c: (c * W,))(x), "uses w from outside, by which it would have none"),
    (lambda x: with_rule(lambda i, r, c: (c,))(1.0), "the arguments of <lambda> has the number 1.0"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, V, name="f")
    assert message in str(caught.value)
    assert caught.value.file == os.path.relpath(__file__)


def test_refusals_outside_of_traces():
    for call, message in [(lambda: ag.custom_vjp(3), "custom_vjp takes a function, got 3"),
                          (lambda: ag.checkpoint("name"), "checkpoint takes a function, got 'name'"),
                          (lambda: ag.region("a", fuse="maybe"),
                           """region takes fuse="within", fuse="never" or none, got 'maybe'"""),
                          (lambda: ag.custom_vjp(np.sin).defvjp(None), "the rule of sin is None, expected a function")]:
        with pytest.raises(ag.Error) as caught:
            call()
        assert message in str(caught.value)
