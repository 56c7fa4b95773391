# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's normalizations. f16 and bf16 are computed in f32."""
from __future__ import annotations

import string
from typing import Any

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import elementwise, indexing, joining, reductions, shaping, statistics
from ..graph import Node
from .activations import in_f32
from .shapes import axes_of, axis_of, dtype_named
from .tables import ONNX


def _from(axis: int, x: Array) -> list[int]:
    """Returns the dimensions from `axis` on."""
    return list(range(axis_of(axis, len(x.shape)), len(x.shape)))


@ONNX.rule("LayerNormalization")
def layer_normalization(x: Array, scale: Array, bias: Array | None = None, *, axis: int = -1, epsilon: float = 1e-5,
                        stash_type: int = 1, node: Node) -> tuple[Array, ...]:
    over = _from(axis, x)
    y = nn.layer_norm(x, scale, bias, epsilon, over)
    if len(node.results) == 1:
        return y,
    wide, stash = coercion.widened(x), dtype_named(stash_type)
    mean, variance = (function(wide, over, keepdims=True) for function in (statistics.mean, statistics.var))
    return y, mean.astype(stash), ops.rsqrt(variance + epsilon).astype(stash)


@ONNX.rule("RMSNormalization")
def rms_normalization(x: Array, scale: Array, *, axis: int = -1, epsilon: float = 1e-5, stash_type: int = 1) -> Array:
    return nn.rms_norm(x, None, epsilon, _from(axis, x)).astype(scale.dtype) * scale


@ONNX.rule("InstanceNormalization")
def instance_normalization(x: Array, scale: Array, bias: Array, *, epsilon: float = 1e-5) -> Array:
    return nn.instance_norm(x, scale, bias, epsilon)


@ONNX.rule("GroupNormalization", since=21)
def group_normalization(x: Array, scale: Array, bias: Array, *, num_groups: int, epsilon: float = 1e-5,
                        stash_type: int = 1) -> Array:
    return nn.group_norm(x, num_groups, scale, bias, epsilon)


@ONNX.rule("GroupNormalization")
def group_normalization_18(x: Array, scale: Array, bias: Array, *, num_groups: int, epsilon: float = 1e-5) -> Array:
    def of_channels(numbers: Array) -> Array:
        """Returns a number for each channel, from one for each group."""
        return indexing.take(numbers, ops.iota(0, [x.shape[1]], "i64") // (x.shape[1] // num_groups), mode="clamp")

    return nn.group_norm(x, num_groups, of_channels(scale), of_channels(bias), epsilon)


# Batches ---------------------------------------------------------------------------------------


def _batch_norm(x: Array, scale: Array, bias: Array, mean: Array, variance: Array, epsilon: float) -> Array:
    channels = [each.astype(x.dtype) for each in (scale, bias)]
    if len(x.shape) == 1:  # a batch of numbers of one channel
        return _batch_norm(shaping.expand_dims(x, 1), *channels, mean, variance, epsilon)[:, 0]
    return nn.batch_norm(x, *channels, mean, variance, False, eps=epsilon, axis=1)[0]


@ONNX.rule("BatchNormalization", since=14)
def batch_normalization(x: Array, scale: Array, bias: Array, mean: Array, variance: Array, *, epsilon: float = 1e-5,
                        momentum: float = 0.9, training_mode: int = 0) -> tuple[Array, ...]:
    if not training_mode:
        return _batch_norm(x, scale, bias, mean, variance, epsilon),
    others, wide = [dim for dim in range(len(x.shape)) if dim != 1], coercion.widened(x)
    # ag.nn.batch_norm lets the running variance move to that of a sample, ONNX to that of the batch.
    now = [function(wide, others) for function in (statistics.mean, statistics.var)]
    now = [shaping.reshape(each, mean.shape) for each in now]
    running = [(before.astype(each.dtype) * momentum + ops.stop_gradient(each) * (1 - momentum)).astype(before.dtype)
               for before, each in zip((mean, variance), now)]
    return _batch_norm(x, scale, bias, *now, epsilon), *running


@ONNX.rule("BatchNormalization", since=7)
def batch_normalization_7(x: Array, scale: Array, bias: Array, mean: Array, variance: Array, *, epsilon: float = 1e-5,
                          momentum: float = 0.9, spatial: int = 1, node: Node) -> Array:
    if sum(map(bool, node.results)) > 1:
        raise Error("its results beside the first one are for training, which is not supported before version 14: "
                    "onnx.version_converter.convert_version converts the model")
    if not spatial:
        raise Error("its attribute spatial is 0, which is not supported: expected one mean for each channel")
    return _batch_norm(x, scale, bias, mean, variance, epsilon)


# Without parameters ----------------------------------------------------------------------------


@ONNX.rule("LpNormalization")
def lp_normalization(x: Array, *, axis: int = -1, p: int = 2) -> Array:
    if p not in (1, 2):
        raise Error(f"its attribute p is {p}, expected 1 or 2")

    def normalized(wide: Array) -> Array:
        length = reductions.sum(ops.abs_(wide) if p == 1 else wide * wide, axis)
        length = length if p == 1 else elementwise.root(length)
        return wide / reductions.spread(elementwise.where(length == 0, 1, length), wide, axis)

    return in_f32(x, normalized)


@ONNX.rule("MeanVarianceNormalization")
def mean_variance_normalization(x: Array, *, axes: list | None = None) -> Array:
    over = axes_of([0, 2, 3] if axes is None else axes, len(x.shape))

    def normalized(wide: Array) -> Array:
        centered = wide - reductions.spread(statistics.mean(wide, over), wide, over)
        return centered / reductions.spread(statistics.std(wide, over) + 1e-9, wide, over)

    return in_f32(x, normalized)


@ONNX.rule("LRN")
def lrn(x: Array, *, size: int, alpha: float = 1e-4, beta: float = 0.75, bias: float = 1.0) -> Array:
    letters = string.ascii_lowercase[:len(x.shape)]
    widths: list[Any] = [(0, 0)] * len(x.shape)
    widths[1] = (size - 1) // 2, size // 2

    def normalized(wide: Array) -> Array:
        padded = joining.pad(wide * wide, widths, 0)
        total = ops.reduce_window("sum", f"a(b+B){letters[2:]}->{letters}", padded, [size], [x.shape[1]])
        return wide / ops.pow_(total * (alpha / size) + bias, beta)

    return in_f32(x, normalized)
