# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Activations, which users find in ag.nn, with PyTorch's arguments and meanings.

A branch that ag.where does not select still has a derivative, which is multiplied by 0: it must be finite. So the argument
of a branch is replaced where another one is selected. At a corner, the slope is PyTorch's.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, may_be_equal
from ..core.errors import Error, shown
from ..numpy import elementwise, joining, reductions, shaping


def relu(x: ArrayLike) -> Array:
    """Returns the greater of x and 0."""
    return ops.max_(x, 0)


def silu(x: ArrayLike) -> Array:
    """Returns x * sigmoid(x)."""
    return ops.mul(x, ops.sigmoid(x))


def gelu(x: ArrayLike, approximate: Literal["none", "tanh"] = "none") -> Array:
    """Returns x times the distribution function of the standard normal distribution at x, computed by erf, or
    approximated by tanh with `approximate="tanh"` (Hendrycks and Gimpel, "Gaussian error linear units", 2016)."""
    x = coercion.tensor(x)
    if approximate == "none":
        return x * 0.5 * (ops.erf(x * math.sqrt(0.5)) + 1)
    if approximate != "tanh":
        raise Error(f'approximate is {shown(approximate)}, expected "none" or "tanh"')
    inner = (x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)
    return x * 0.5 * (ops.tanh(inner) + 1)


def _rounded_once(name: str, x: ArrayLike, function: Callable[[Array], Array]) -> Array:
    """Returns function(x). f16 and bf16 are computed in f32."""
    x = coercion.floats(name, x)
    return function(coercion.widened(x)).astype(x.dtype)


def _check_numbers(function: str, **given: float) -> None:
    """Raises an Error unless all these arguments are numbers."""
    for name, value in given.items():
        if not coercion.is_number(value) or isinstance(value, (bool, Dim)) or math.isnan(value):
            raise Error(f"{name} of {function} is {shown(value)}, expected a number")


def _check_not_0(function: str, name: str, value: float) -> None:
    if value == 0:
        raise Error(f"{name} of {function} is 0, by which it would be divided; expected another number")


def _check_from_0(function: str, **given: float) -> None:
    _check_numbers(function, **given)
    for name, value in given.items():
        if value < 0:
            raise Error(f"{name} of {function} is {shown(value)}, expected a number from 0 on")


# Piecewise linear ------------------------------------------------------------------------------


def leaky_relu(x: ArrayLike, negative_slope: float = 0.01) -> Array:
    """Returns x where it is positive, and negative_slope * x elsewhere (Maas, Hannun and Ng, "Rectifier nonlinearities
    improve neural network acoustic models", 2013)."""
    _check_numbers("leaky_relu", negative_slope=negative_slope)
    return _rounded_once("leaky_relu", x, lambda x: elementwise.where(x > 0, x, x * negative_slope))


def prelu(x: ArrayLike, weight: ArrayLike, axis: int = 1) -> Array:
    """Returns x where it is positive, and weight * x elsewhere (He et al., "Delving deep into rectifiers", 2015).
    `weight` is one number, or a vector with one for each index along `axis`, by default dimension 1, as in PyTorch. Other
    shapes are an ag.Error."""
    x, weight = coercion.of_one_type("prelu", coercion.floats("prelu", x), weight)
    if len(weight.shape) > 1:
        raise Error(f"weight of prelu is {weight}, expected one number, or one for each channel")
    wide, slopes = coercion.widened(x), coercion.widened(weight)
    if weight.shape not in ((), (1,)):
        own = shaping.axis_of(axis, len(x.shape))
        if not may_be_equal(weight.shape[0], x.shape[own]):
            raise Error(f"weight of prelu is {weight}, expected one number, or one for each index of {x} along axis {own}")
        slopes = reductions.spread(slopes, wide, [dim for dim in range(len(x.shape)) if dim != own])
    elif weight.shape:
        slopes = shaping.reshape(slopes, [])
    is_positive = wide > 0
    return elementwise.where(is_positive, wide, slopes * elementwise.where(is_positive, 0, wide)).astype(x.dtype)


def _between(x: Array, low: float, high: float) -> Array:
    """Returns x limited to `low` and `high`, where its slope is 0."""
    return elementwise.where(x <= low, low, elementwise.where(x >= high, high, x))


def hardtanh(x: ArrayLike, min_val: float = -1.0, max_val: float = 1.0) -> Array:
    """Returns x, limited to `min_val` from below and to `max_val` from above. The slope is 0 at both. A `min_val` that is
    not less than `max_val` is an ag.Error."""
    _check_numbers("hardtanh", min_val=min_val, max_val=max_val)
    if not min_val < max_val:
        raise Error(f"hardtanh has the bounds {shown(min_val)} and {shown(max_val)}, expected the lesser one first")
    return _between(coercion.floats("hardtanh", x), min_val, max_val)


def relu6(x: ArrayLike) -> Array:
    """Returns x, limited to 0 from below and to 6 from above (Howard et al., "MobileNets", 2017)."""
    return _between(coercion.floats("relu6", x), 0, 6)


def hardsigmoid(x: ArrayLike) -> Array:
    """Returns relu6(x + 3) / 6."""
    return _rounded_once("hardsigmoid", x, lambda x: _between(x + 3, 0, 6) / 6)


def hardswish(x: ArrayLike) -> Array:
    """Returns x * relu6(x + 3) / 6, which is 0 below -3 (Howard et al., "Searching for MobileNetV3", 2019)."""
    def function(x: Array) -> Array:
        near = elementwise.where(ops.abs_(x) >= 3, 0, x)
        return elementwise.where(x <= -3, 0, elementwise.where(x >= 3, x, near * (near + 3) / 6 ))

    return _rounded_once("hardswish", x, function)


def threshold(x: ArrayLike, threshold: float, value: float) -> Array:
    """Returns x where it is above `threshold`, and `value` elsewhere."""
    _check_numbers("threshold", threshold=threshold, value=value)
    x = coercion.floats("threshold", x)
    return elementwise.where(x <= threshold, value, x)


def hardshrink(x: ArrayLike, lambd: float = 0.5) -> Array:
    """Returns x where |x| is above `lambd`, and 0 elsewhere."""
    _check_from_0("hardshrink", lambd=lambd)
    x = coercion.floats("hardshrink", x)
    return elementwise.where(ops.abs_(x) <= lambd, 0, x)


def softshrink(x: ArrayLike, lambd: float = 0.5) -> Array:
    """Returns x moved towards 0 by `lambd`, and 0 where |x| is at most that."""
    _check_from_0("softshrink", lambd=lambd)
    return _rounded_once("softshrink", x, lambda x: elementwise.where(
        ops.abs_(x) <= lambd, 0, elementwise.where(x > 0, x - lambd, x + lambd)))


# Exponentials ----------------------------------------------------------------------------------


def _elu(x: Array, alpha: float, scale: float = 1.0) -> Array:
    """Returns x where it is positive, and alpha * (exp(x / scale) - 1) elsewhere."""
    is_positive = x > 0
    return elementwise.where(is_positive, x, ops.expm1(elementwise.where(is_positive, 0, x) / scale) * alpha)


def elu(x: ArrayLike, alpha: float = 1.0) -> Array:
    """Returns x where it is positive, and alpha * (exp(x) - 1) elsewhere (Clevert, Unterthiner and Hochreiter, "Fast and
    accurate deep network learning by exponential linear units", 2016)."""
    _check_numbers("elu", alpha=alpha)
    return _rounded_once("elu", x, lambda x: _elu(x, alpha))


def selu(x: ArrayLike) -> Array:
    """Returns 1.0507 * elu(x, 1.6733), whose constants keep mean 0 and variance 1 (Klambauer et al., "Self-normalizing
    neural networks", 2017)."""
    return _rounded_once("selu", x, lambda x: _elu(x, 1.6732632423543772) * 1.0507009873554805)


def celu(x: ArrayLike, alpha: float = 1.0) -> Array:
    """Returns x where it is positive, and alpha * (exp(x / alpha) - 1) elsewhere (Barron, "Continuously differentiable
    exponential linear units", 2017). An `alpha` of 0 is an ag.Error."""
    _check_numbers("celu", alpha=alpha)
    _check_not_0("celu", "alpha", alpha)
    return _rounded_once("celu", x, lambda x: _elu(x, alpha, alpha))


def _softplus(x: Array) -> Array:
    """Returns log(1 + exp(x)). Both parts use one comparison, so that their slopes agree at 0."""
    is_positive = x > 0
    small = ops.log1p(ops.exp(elementwise.where(is_positive, -x, x)))
    return elementwise.where(is_positive, x, 0) + small


def softplus(x: ArrayLike, beta: float = 1.0, threshold: float = 20.0) -> Array:
    """Returns log(1 + exp(beta * x)) / beta, and x where beta * x is above `threshold`. A `beta` of 0 is an ag.Error."""
    _check_numbers("softplus", beta=beta, threshold=threshold)
    _check_not_0("softplus", "beta", beta)

    def function(x: Array) -> Array:
        is_linear = x * beta > threshold
        return elementwise.where(is_linear, x, _softplus(elementwise.where(is_linear, 0, x) * beta) / beta)

    return _rounded_once("softplus", x, function)


def logsigmoid(x: ArrayLike) -> Array:
    """Returns log(sigmoid(x))."""
    return _rounded_once("logsigmoid", x, lambda x: -_softplus(-x))


def mish(x: ArrayLike) -> Array:
    """Returns x * tanh(log(1 + exp(x))) (Misra, "Mish", 2019)."""
    return _rounded_once("mish", x, lambda x: x * ops.tanh(_softplus(x)))


def softsign(x: ArrayLike) -> Array:
    """Returns x / (1 + |x|)."""
    return _rounded_once("softsign", x, lambda x: x / (1 + ops.abs_(x)))


def tanhshrink(x: ArrayLike) -> Array:
    """Returns x - tanh(x)."""
    return _rounded_once("tanhshrink", x, lambda x: x - ops.tanh(x))


def glu(x: ArrayLike, axis: int = -1) -> Array:
    """Returns a * sigmoid(b) for the halves a and b of x along `axis` (Dauphin et al., "Language modeling with gated
    convolutional networks", 2017). An odd size is an ag.Error; if it is known only when the program runs, it fails the
    run."""
    def function(x: Array) -> Array:
        own = shaping.axis_of(axis, len(x.shape))
        if isinstance(x.shape[own], int) and x.shape[own] % 2:
            raise Error(f"glu halves dimension {own} of {x}, which is odd")
        a, b = joining.split(x, 2, own)
        return a * ops.sigmoid(b)

    return _rounded_once("glu", x, function)


calls.check_module(__name__)
