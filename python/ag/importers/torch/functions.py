# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of functions of single elements: those of math, roundings, activations."""
from __future__ import annotations

import math
from collections.abc import Callable

from ... import nn, ops
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import elementwise, transcendental
from .promotion import floats, number
from .tables import ATEN

# Functions of math, which take integers for f32 ------------------------------------------------

for _name, _function in (
        ("exp", ops.exp), ("expm1", ops.expm1), ("exp2", transcendental.exp2), ("log", ops.log), ("log1p", ops.log1p),
        ("log2", ops.log2), ("log10", transcendental.log10), ("sqrt", ops.sqrt), ("rsqrt", ops.rsqrt), ("sin", ops.sin),
        ("cos", ops.cos), ("tan", transcendental.tan), ("asin", transcendental.arcsin), ("acos", transcendental.arccos),
        ("atan", transcendental.arctan), ("sinh", transcendental.sinh), ("cosh", transcendental.cosh), ("tanh", ops.tanh),
        ("asinh", transcendental.arcsinh), ("acosh", transcendental.arccosh), ("atanh", transcendental.arctanh),
        ("sigmoid", ops.sigmoid), ("erf", ops.erf), ("special_erf", ops.erf), ("erfc", transcendental.erfc),
        ("special_erfc", transcendental.erfc), ("reciprocal", lambda x: ops.div(1, x)), ("sinc", transcendental.sinc)):
    ATEN.rule(f"aten.{_name}.default")((lambda function: lambda self: function(*floats(self)))(_function))

# Functions that keep the type ------------------------------------------------------------------


def _kept(name: str, function: Callable[[Array], Array], of_integers: Callable[[Array], Array] = lambda x: x) -> None:
    @ATEN.rule(f"aten.{name}.default")
    def kept(self: Array) -> Array:
        return function(self) if self.dtype.is_float else of_integers(self)


_kept("neg", ops.neg, ops.neg)
_kept("abs", ops.abs_, lambda x: ops.abs_(x) if x.dtype.kind == "Signed" else x)
_kept("sign", elementwise.sign, elementwise.sign)
_kept("sgn", elementwise.sign, elementwise.sign)
_kept("floor", ops.floor)
_kept("ceil", ops.ceil)
_kept("trunc", ops.trunc)
_kept("round", elementwise.round)
_kept("frac", lambda x: x - ops.trunc(x))
_kept("square", elementwise.square, elementwise.square)
_kept("relu", nn.relu, nn.relu)


@ATEN.rule("aten.round.decimals")
def round_decimals(self: Array, *, decimals: int = 0) -> Array:
    scale = 10.0 ** decimals
    return elementwise.round(self * scale) / scale if self.dtype.is_float and decimals else elementwise.round(self)


@ATEN.rule("aten.signbit.default")
def signbit(self: Array) -> Array:
    return elementwise.signbit(self) if self.dtype.is_float else self.astype("i64") < 0


@ATEN.rule("aten.ldexp.Tensor")
def ldexp(self: Array, other: Array) -> Array:
    x, exponent = floats(self, other)
    return x * transcendental.exp2(exponent)


@ATEN.rule("aten.logit.default")
def logit(self: Array, eps: float | None = None) -> Array:
    x, = floats(self)
    x = x if eps is None else ops.min_(ops.max_(x, eps), 1 - eps)
    return ops.log(x / (1 - x))


@ATEN.rule("aten.nan_to_num.default")
def nan_to_num(self: Array, nan: float | None = None, posinf: float | None = None, neginf: float | None = None) -> Array:
    if not self.dtype.is_float:
        return self
    greatest = {"f16": 65504.0, "bf16": 3.3895313892515355e38, "f32": 3.4028234663852886e38}.get(
        self.dtype.name, 1.7976931348623157e308)
    x = elementwise.where(elementwise.isnan(self), 0.0 if nan is None else nan, self)
    x = elementwise.where(x == math.inf, greatest if posinf is None else posinf, x)
    return elementwise.where(x == -math.inf, -greatest if neginf is None else neginf, x)


# Activations -----------------------------------------------------------------------------------

for _name, _function in (
        ("silu", nn.silu), ("mish", nn.activations.mish), ("relu6", nn.activations.relu6), ("selu", nn.activations.selu),
        ("hardsigmoid", nn.activations.hardsigmoid), ("hardswish", nn.activations.hardswish),
        ("log_sigmoid", nn.activations.logsigmoid), ("softsign", nn.activations.softsign)):
    ATEN.rule(f"aten.{_name}.default")((lambda function: lambda self: function(self))(_function))


@ATEN.rule("aten.gelu.default")
def gelu(self: Array, *, approximate: str = "none") -> Array:
    return nn.gelu(self, approximate)  # type: ignore[arg-type]


@ATEN.rule("aten.leaky_relu.default")
def leaky_relu(self: Array, negative_slope: float = 0.01) -> Array:
    return nn.activations.leaky_relu(self, float(negative_slope))


@ATEN.rule("aten.hardtanh.default")
def hardtanh(self: Array, min_val: float = -1, max_val: float = 1) -> Array:
    low, high = (number(each, self.dtype) for each in (min_val, max_val))
    if self.dtype.is_float and low < high:
        return nn.activations.hardtanh(self, low, high)
    return ops.min_(ops.max_(self, low), high)


@ATEN.rule("aten.elu.default")
def elu(self: Array, alpha: float = 1, scale: float = 1, input_scale: float = 1) -> Array:
    if input_scale == 1 and scale == 1:
        return nn.activations.elu(self, float(alpha))
    is_positive = self > 0
    small = ops.expm1(elementwise.where(is_positive, 0, self) * float(input_scale)) * float(alpha)
    return elementwise.where(is_positive, self, small) * float(scale)


@ATEN.rule("aten.celu.default")
def celu(self: Array, alpha: float = 1.0) -> Array:
    return nn.activations.celu(self, float(alpha))


@ATEN.rule("aten.softplus.default")
def softplus(self: Array, beta: float = 1, threshold: float = 20) -> Array:
    return nn.activations.softplus(self, float(beta), float(threshold))


@ATEN.rule("aten.softshrink.default")
def softshrink(self: Array, lambd: float = 0.5) -> Array:
    return nn.activations.softshrink(self, float(lambd))


@ATEN.rule("aten.hardshrink.default")
def hardshrink(self: Array, lambd: float = 0.5) -> Array:
    return nn.activations.hardshrink(self, float(lambd))


@ATEN.rule("aten.threshold.default")
def threshold(self: Array, threshold: float, value: float) -> Array:
    return elementwise.where(self <= number(threshold, self.dtype), number(value, self.dtype), self)


@ATEN.rule("aten.rrelu_with_noise_functional.default")
def rrelu(self: Array, noise: Array, lower: float = 0.125, upper: float = 1 / 3, training: bool = False) -> tuple[Array, Array]:
    if training:
        raise Error("rrelu in training is not supported", ["export the model after model.eval()"])
    return nn.activations.leaky_relu(self, (lower + upper) / 2), noise


@ATEN.rule("aten.prelu.default", "aten._prelu_kernel.default")
def prelu(self: Array, weight: Array) -> Array:
    return nn.activations.prelu(self, weight) if len(weight.shape) <= 1 else elementwise.where(self > 0, self, weight * self)


@ATEN.rule("aten.glu.default")
def glu(self: Array, dim: int = -1) -> Array:
    return nn.activations.glu(self, dim)


@ATEN.rule("aten.dropout.default", "aten.feature_dropout.default", "aten.alpha_dropout.default")
def dropout(input: Array, p: float, train: bool) -> Array:
    if train and p:
        raise Error("dropout in training is not supported", ["export the model after model.eval()"])
    return input
