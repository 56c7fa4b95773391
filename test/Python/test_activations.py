# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Activations and their slopes are those of the formulas, at corners and far out, too."""
import numpy as np
import pytest

import ag


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def slope_of_mish(x):
    soft = np.tanh(np.logaddexp(0, x))
    return soft + x * sigmoid(x) * (1 - soft**2)


SCALE, ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717

#: The function, its value and its slope. Slopes at corners are PyTorch's.
ACTIVATIONS = {
    "relu6": (ag.nn.relu6, lambda x: np.clip(x, 0, 6), lambda x: (x > 0) & (x < 6)),
    "leaky_relu": (ag.nn.leaky_relu, lambda x: np.where(x > 0, x, 0.01 * x), lambda x: np.where(x > 0, 1, 0.01)),
    "leaky_relu 0": (lambda x: ag.nn.leaky_relu(x, 0), lambda x: np.maximum(x, 0), lambda x: x > 0),
    "prelu": (lambda x: ag.nn.prelu(x, ag.full((), 0.25, x.dtype)), lambda x: np.where(x > 0, x, x / 4),
              lambda x: np.where(x > 0, 1, 0.25)),
    "elu": (ag.nn.elu, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), lambda x: np.exp(np.minimum(x, 0))),
    "elu 2": (lambda x: ag.nn.elu(x, 2), lambda x: np.where(x > 0, x, 2 * np.expm1(np.minimum(x, 0))),
              lambda x: np.where(x > 0, 1, 2 * np.exp(np.minimum(x, 0)))),
    "selu": (ag.nn.selu, lambda x: SCALE * np.where(x > 0, x, ALPHA * np.expm1(np.minimum(x, 0))),
             lambda x: SCALE * np.where(x > 0, 1, ALPHA * np.exp(np.minimum(x, 0)))),
    "celu": (lambda x: ag.nn.celu(x, 0.5), lambda x: np.where(x > 0, x, 0.5 * np.expm1(np.minimum(x, 0) / 0.5)),
             lambda x: np.exp(np.minimum(x, 0) / 0.5)),
    "hardtanh": (ag.nn.hardtanh, lambda x: np.clip(x, -1, 1), lambda x: (x > -1) & (x < 1)),
    "hardtanh 0.5 3": (lambda x: ag.nn.hardtanh(x, 0.5, 3), lambda x: np.clip(x, 0.5, 3), lambda x: (x > 0.5) & (x < 3)),
    "hardsigmoid": (ag.nn.hardsigmoid, lambda x: np.clip(x + 3, 0, 6) / 6, lambda x: ((x > -3) & (x < 3)) / 6),
    "hardswish": (ag.nn.hardswish, lambda x: x * np.clip(x + 3, 0, 6) / 6,
                  lambda x: np.where(x <= -3, 0, np.where(x < 3, x / 3 + 0.5, 1))),
    "mish": (ag.nn.mish, lambda x: x * np.tanh(np.logaddexp(0, x)), slope_of_mish),
    "softplus": (ag.nn.softplus, lambda x: np.where(x > 20, x, np.logaddexp(0, x)), lambda x: np.where(x > 20, 1, sigmoid(x))),
    "softplus 2 1": (lambda x: ag.nn.softplus(x, 2, 1), lambda x: np.where(2 * x > 1, x, np.logaddexp(0, 2 * x) / 2),
                     lambda x: np.where(2 * x > 1, 1, sigmoid(2 * x))),
    "softsign": (ag.nn.softsign, lambda x: x / (1 + np.abs(x)), lambda x: 1 / (1 + np.abs(x)) ** 2),
    "tanhshrink": (ag.nn.tanhshrink, lambda x: x - np.tanh(x), lambda x: np.tanh(x) ** 2),
    "softshrink": (ag.nn.softshrink, lambda x: x - np.clip(x, -0.5, 0.5), lambda x: np.abs(x) > 0.5),
    "hardshrink": (lambda x: ag.nn.hardshrink(x, 1), lambda x: np.where(np.abs(x) > 1, x, 0), lambda x: np.abs(x) > 1),
    "threshold": (lambda x: ag.nn.threshold(x, 1, 20), lambda x: np.where(x > 1, x, 20), lambda x: x > 1),
    "logsigmoid": (ag.nn.logsigmoid, lambda x: -np.logaddexp(0, -x), lambda x: sigmoid(-x)),
    "glu": (lambda x: ag.nn.glu(ag.stack([x, x])[..., None], 0)[0, ..., 0], lambda x: x * sigmoid(x),
            lambda x: sigmoid(x) + x * sigmoid(x) * sigmoid(-x)),
}
NEAR = np.concatenate([np.linspace(-8, 8, 65), [1e-6, -1e-6, 19.5, 20.5, -30, 30]])
FAR = np.array([100, 1e4, 1e10, 1e30, 3e38])
POINTS = np.concatenate([NEAR, FAR, -FAR])


def all_of(x):
    def both(function):
        y, pull = ag.vjp(function, x)
        return y, pull(ag.ones_like(x))[0]

    return {name: both(function) for name, (function, *_) in ACTIVATIONS.items()}


def runs(dtype):
    traced = ag.trace(all_of, ag.spec(dtype, ["n"]))
    return traced.interpret, traced.lower().compile(opt=1)


@pytest.mark.parametrize("dtype", ["f64", "f32"])
def test_value_and_slope(dtype):
    """No value is NaN or infinite, and no slope, up to the greatest numbers of f32."""
    points = POINTS.astype(ag.DTYPES[dtype].numpy)
    wide, (rtol, atol) = points.astype("f8"), {"f64": (1e-12, 1e-14), "f32": (2e-5, 1e-6)}[dtype]
    for run in runs(dtype):
        for name, (value, slope) in run(points).items():
            _, formula, derivative = ACTIVATIONS[name]
            np.testing.assert_allclose(value, formula(wide), rtol, atol, err_msg=name)
            np.testing.assert_allclose(slope, derivative(wide), rtol, atol, err_msg=f"slope of {name}")


@pytest.mark.parametrize("dtype", ["f16", "bf16"])
def test_of_few_digits(dtype):
    """Values of narrow types are computed in f32 and rounded once."""
    kind = ag.DTYPES[dtype].numpy
    points = np.concatenate([NEAR, [1e3, -1e3, 6e4, -6e4]]).astype(kind)
    found = runs(dtype)[1](points)
    for name, (value, slope) in found.items():
        assert value.dtype == slope.dtype == kind and np.isfinite(slope.astype("f4")).all()
        exact = ACTIVATIONS[name][1](points.astype("f8"))
        digits = {"f16": 11, "bf16": 8}[dtype]
        np.testing.assert_allclose(value.astype("f8"), exact, 0.51 / 2 ** (digits - 1), 1e-7, err_msg=name)


def test_nan_stays():
    for run in runs("f32"):
        for name, (value, _) in run(np.array([np.nan, 1], "f4")).items():
            assert np.isnan(value[0]) and not np.isnan(value[1]), name


def test_prelu_of_channels():
    """Weights are for channels, along dimension 1 or another one. Their slopes are sums."""
    x = np.random.default_rng(1).standard_normal((4, 3, 2))
    weights, pair, one = np.array([0.5, -1, 2]), np.array([3, 0.25]), np.array([0.5])

    def f(x, weights, pair, one):
        slopes = ag.grad(lambda w: ag.nn.prelu(x, w).sum())(weights)
        return ag.nn.prelu(x, weights), ag.nn.prelu(x, pair, axis=-1), ag.nn.prelu(x, one), slopes

    traced = ag.trace(f, ag.spec("f64", ["n", "c", 2]), ag.spec("f64", ["c"]), pair, one)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        *found, slopes = run(x, weights, pair, one)
        for y, factors in zip(found, (weights[:, None], pair, one)):
            np.testing.assert_allclose(y, np.where(x > 0, x, factors * x))
        np.testing.assert_allclose(slopes, np.minimum(x, 0).sum((0, 2)))


def test_halves_of_glu():
    x = np.random.default_rng(1).standard_normal((2, 6, 3))
    traced = ag.trace(lambda x: ag.nn.glu(x, 1), ag.spec("f64", [2, "c", 3]), name="f")
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        np.testing.assert_allclose(run(x), x[:, :3] * sigmoid(x[:, 3:]))
        with pytest.raises(ag.Error, match="a dimension cannot be split into 2 equal parts"):
            run(x[:, :5].copy())


REFUSALS = [
    (lambda x: ag.nn.elu(x.astype("i32")), "elu is defined on floats, got i32[2, 3]"),
    (lambda x: ag.nn.relu6(x.astype("i32")), "relu6 is defined on floats, got i32[2, 3]"),
    (lambda x: ag.nn.leaky_relu(x, x), "negative_slope of leaky_relu is f32[2, 3], expected a number"),
    (lambda x: ag.nn.elu(x, True), "alpha of elu is True, expected a number"),
    (lambda x: ag.nn.celu(x, 0), "alpha of celu is 0, by which it would be divided; expected another number"),
    (lambda x: ag.nn.softplus(x, 0), "beta of softplus is 0, by which it would be divided; expected another number"),
    (lambda x: ag.nn.softplus(x, 1, "a"), "threshold of softplus is 'a', expected a number"),
    (lambda x: ag.nn.hardtanh(x, 1, 1), "hardtanh has the bounds 1 and 1, expected the lesser one first"),
    (lambda x: ag.nn.hardshrink(x, -1), "lambd of hardshrink is -1, expected a number from 0 on"),
    (lambda x: ag.nn.softshrink(x, float("nan")), "lambd of softshrink is nan, expected a number"),
    (lambda x: ag.nn.threshold(x, x, 1), "threshold of threshold is f32[2, 3], expected a number"),
    (lambda x: ag.nn.glu(x), "glu halves dimension 1 of f32[2, 3], which is odd"),
    (lambda x: ag.nn.glu(x, 2), "there is no axis 2 of an array of rank 2"),
    (lambda x: ag.nn.prelu(x, x), "weight of prelu is f32[2, 3], expected one number, or one for each channel"),
    (lambda x: ag.nn.prelu(x, x[0], axis=0), "weight of prelu is f32[3], expected one number, or one for each index of "
     "f32[2, 3] along axis 0"),
    (lambda x: ag.nn.prelu(x, x[0].astype("f64")), "prelu needs equal element types, got f32[2, 3] and f64[3]"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, ag.spec("f32", [2, 3]), name="f")
    assert caught.value.message.startswith(message)
