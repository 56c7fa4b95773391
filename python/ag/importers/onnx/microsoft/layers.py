# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers that onnxruntime's optimiser makes of several ops: norms with a sum before them, activations, products. Its
attention is in attention.py."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .... import nn, ops
from ....core.arrays import Array
from ....core.coercion import widened
from ....core.errors import Error
from ....numpy import contraction, elementwise, indexing, reductions, shaping, statistics
from ...values import Value
from ..convolutions import conv
from ..layers import gemm
from ..tables import MICROSOFT, ONNX


# Norms -----------------------------------------------------------------------------------------


def _statistics(x: Array, eps: float, is_centered: bool) -> tuple[Value, Value]:
    """Returns the means of rows, and one divided by their standard deviations, in f32. They are computed if they are used."""
    shape = (*x.shape[:-1], 1)
    wide = widened(x)

    def mean() -> Array:
        return statistics.mean(wide, -1, keepdims=True)

    def deviation() -> Array:
        power = statistics.mean(elementwise.square(wide), -1, keepdims=True)
        return ops.rsqrt((power - elementwise.square(mean()) if is_centered else power) + eps)

    return Value(wide.dtype, shape, mean), Value(wide.dtype, shape, deviation)


@MICROSOFT.rule("SkipLayerNormalization")
def skip_layer_normalization(x: Array, skip: Array, gamma: Array, beta: Array | None = None, bias: Array | None = None, *,
                             epsilon: float = 1e-12) -> Any:
    total = x + skip if bias is None else x + skip + bias
    return nn.layer_norm(total, gamma, beta, epsilon), *_statistics(total, epsilon, True), total


@MICROSOFT.rule("SkipSimplifiedLayerNormalization")
def skip_simplified_layer_normalization(x: Array, skip: Array, gamma: Array, bias: Array | None = None, *,
                                        epsilon: float = 1e-12) -> Any:
    total = x + skip if bias is None else x + skip + bias
    return nn.rms_norm(total, gamma, epsilon), *_statistics(total, epsilon, False), total


@ONNX.rule("SimplifiedLayerNormalization")
def simplified_layer_normalization(x: Array, scale: Array, *, axis: int = -1, epsilon: float = 1e-5,
                                   stash_type: int = 1) -> Any:
    if axis not in (-1, len(x.shape) - 1):
        raise Error(f"its attribute axis is {axis}, expected that of the last dimension of {x}")
    return nn.rms_norm(x, scale, epsilon), _statistics(x, epsilon, False)[1]


@MICROSOFT.rule("EmbedLayerNormalization")
def embed_layer_normalization(words: Array, segments: Array | None, word_embedding: Array, position_embedding: Array,
                              segment_embedding: Array | None, gamma: Array, beta: Array, mask: Array | None = None,
                              positions: Array | None = None, *, epsilon: float = 1e-12, mask_index_type: int = 0) -> Any:
    batch, length = words.shape
    placed = indexing.take_slice(position_embedding, 0, slice(0, length)) if positions is None else \
        nn.embedding(positions, position_embedding)
    total = nn.embedding(words, word_embedding) + placed
    if segments is not None and segment_embedding is not None:
        total = total + nn.embedding(segments, segment_embedding)
    count = Value(words.dtype, (batch,), lambda: reductions.sum(
        ops.iota(1, [batch, length], words.dtype.name) * 0 if mask is None else mask, 1, dtype=words.dtype))
    return nn.layer_norm(total, gamma, beta, epsilon), count, total


# Activations -----------------------------------------------------------------------------------


@MICROSOFT.rule("Gelu")
def gelu(x: Array) -> Array:
    return nn.gelu(x)


@MICROSOFT.rule("BiasGelu")
def bias_gelu(x: Array, bias: Array) -> Array:
    return nn.gelu(x + bias)


@MICROSOFT.rule("FastGelu")
def fast_gelu(x: Array, bias: Array | None = None) -> Array:
    return nn.gelu(x if bias is None else x + bias, "tanh")


@MICROSOFT.rule("QuickGelu")
def quick_gelu(x: Array, *, alpha: float = 1.702) -> Array:
    return x * ops.sigmoid(x * alpha)


def _clipped(x: Array, low: float, high: float) -> Array:
    return ops.min_(ops.max_(x, low), high)


#: The activations of fused products, with the numbers that they take and the defaults of these.
_ACTIVATIONS: dict[str, tuple[Callable[..., Array], tuple[float, ...]]] = {
    "Relu": (nn.relu, ()), "Tanh": (ops.tanh, ()), "Sigmoid": (ops.sigmoid, ()), "Softplus": (nn.softplus, ()),
    "Softsign": (nn.softsign, ()), "HardSwish": (nn.hardswish, ()), "Elu": (nn.elu, (1.0,)),
    "LeakyRelu": (nn.leaky_relu, (0.01,)), "HardSigmoid": (lambda x, a, b: _clipped(x * a + b, 0, 1), (0.2, 0.5)),
    "ThresholdedRelu": (lambda x, a: elementwise.where(x > a, x, 0), (1.0,)), "Clip": (_clipped, (float("-inf"), float("inf"))),
    "ParametricSoftplus": (lambda x, a, b: nn.softplus(x * b) * a, (1.0, 1.0)),
    "ScaledTanh": (lambda x, a, b: ops.tanh(x * b) * a, (1.0, 1.0)),
}


def _activated(x: Array, name: str | None, numbers: list[float | None]) -> Array:
    if not name:
        return x
    if name not in _ACTIVATIONS:
        raise Error(f"its attribute activation is {name}, expected one of {', '.join(_ACTIVATIONS)}")
    function, defaults = _ACTIVATIONS[name]
    given = [*numbers, *[None] * len(defaults)]
    return function(x, *(default if number is None else number for number, default in zip(given, defaults)))


# Products --------------------------------------------------------------------------------------


@MICROSOFT.rule("FusedConv")
def fused_conv(x: Array, w: Array, bias: Array | None = None, added: Array | None = None, *, activation: str | None = None,
               activation_params: list | None = None, auto_pad: str = "NOTSET", dilations: list | None = None, group: int = 1,
               kernel_shape: list | None = None, pads: list | None = None, strides: list | None = None) -> Array:
    y = conv(x, w, bias, auto_pad=auto_pad, dilations=dilations, group=group, kernel_shape=kernel_shape, pads=pads,
             strides=strides)
    return _activated(y if added is None else y + added, activation, activation_params or [])


@MICROSOFT.rule("FusedGemm")
def fused_gemm(a: Array, b: Array, c: Array | None = None, *, activation: str | None = None,
               activation_alpha: float | None = None, activation_beta: float | None = None,
               activation_gamma: float | None = None, alpha: float = 1.0, beta: float = 1.0, transA: int = 0,
               transB: int = 0) -> Array:
    y = gemm(a, b, c, alpha=alpha, beta=beta, transA=transA, transB=transB)
    return _activated(y, activation, [activation_alpha, activation_beta, activation_gamma])


@MICROSOFT.rule("FusedMatMul")
def fused_matmul(a: Array, b: Array, *, alpha: float = 1.0, transA: int = 0, transB: int = 0, transBatchA: int = 0,
                 transBatchB: int = 0) -> Array:
    y = contraction.matmul(_transposed(a, transA, transBatchA), _transposed(b, transB, transBatchB))
    return y if alpha == 1 else y * alpha


def _transposed(x: Array, is_swapped: int, is_first_last: int) -> Array:
    """Returns an operand of FusedMatMul as a batch of matrices. `is_first_last` says that its rows are along dimension 0."""
    if len(x.shape) < 2:
        return x
    x = shaping.moveaxis(x, 0, -2) if is_first_last else x
    return shaping.swapaxes(x, -1, -2) if is_swapped else x
