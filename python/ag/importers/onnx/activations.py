# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's activations with attributes. f16 and bf16 are computed in f32 and rounded once."""
from __future__ import annotations

from collections.abc import Callable

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import elementwise
from .tables import ONNX


def in_f32(x: Array, function: Callable[[Array], Array]) -> Array:
    """Returns function(x) in the type of x. f16 and bf16 are computed in f32."""
    return function(coercion.widened(x)).astype(x.dtype)


@ONNX.rule("Elu")
def elu(x: Array, *, alpha: float = 1.0) -> Array:
    return nn.elu(x, alpha)


@ONNX.rule("Selu")
def selu(x: Array, *, alpha: float = 1.6732631921768188, gamma: float = 1.0507010221481323) -> Array:
    return in_f32(x, lambda x: nn.elu(x, alpha) * gamma)


@ONNX.rule("Celu")
def celu(x: Array, *, alpha: float = 1.0) -> Array:
    return nn.celu(x, alpha)


@ONNX.rule("LeakyRelu")
def leaky_relu(x: Array, *, alpha: float = 0.01) -> Array:
    return nn.leaky_relu(x, alpha)


@ONNX.rule("PRelu", since=7)
def prelu(x: Array, slope: Array) -> Array:
    wide = coercion.widened(x)
    is_negative = wide < 0
    below = elementwise.where(is_negative, wide, 0) * coercion.widened(slope)
    return elementwise.where(is_negative, below, wide).astype(x.dtype)


@ONNX.rule("ThresholdedRelu")
def thresholded_relu(x: Array, *, alpha: float = 1.0) -> Array:
    return nn.threshold(x, alpha, 0)


@ONNX.rule("HardSigmoid")
def hard_sigmoid(x: Array, *, alpha: float = 0.2, beta: float = 0.5) -> Array:
    return in_f32(x, lambda x: elementwise.clip(x * alpha + beta, 0, 1))


@ONNX.rule("Shrink")
def shrink(x: Array, *, bias: float = 0.0, lambd: float = 0.5) -> Array:
    wide = coercion.widened(x) if x.dtype.is_float else x.astype("f64")
    moved = elementwise.where(wide < -lambd, wide + bias, elementwise.where(wide > lambd, wide - bias, 0))
    return moved.astype(x.dtype)


@ONNX.rule("Gelu")
def gelu(x: Array, *, approximate: str = "none") -> Array:
    if approximate not in ("none", "tanh"):
        raise Error(f"its attribute approximate is {approximate}, expected none or tanh")
    return nn.gelu(x, approximate)  # type: ignore[arg-type]


@ONNX.rule("Swish")
def swish(x: Array, *, alpha: float = 1.0) -> Array:
    return in_f32(x, lambda x: x * ops.sigmoid(x * alpha))
