# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of ops that compute gradients of others: by the derivatives that ag has of these."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.arrays import Array
from ...numpy import creation, reductions, shaping, statistics
from ...transforms.derivatives import vjp
from . import layers
from .tables import ATEN


def _pulled(function: Callable[..., Array], cotangent: Array, *primals: Array) -> tuple[Array, ...]:
    """Returns the cotangents of the arguments of a function."""
    _, pull = vjp(function, *primals)
    return pull(cotangent)


def _masked(output_mask: list[bool], found: list[Array | None]) -> tuple[Any, ...]:
    """Returns the results that are asked for, and arrays without elements for others."""
    return tuple(array if wanted and array is not None else creation.zeros([0], "f32") for wanted, array in zip(output_mask, found))


@ATEN.rule("aten.avg_pool2d_backward.default")
def avg_pool2d(grad_output: Array, self: Array, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool,
               count_include_pad: bool, divisor_override: Any = None) -> Array:
    return _pulled(lambda x: layers.avg_pool(x, 2, kernel_size, stride, padding, ceil_mode, count_include_pad,
                                             divisor_override), grad_output, self)[0]


@ATEN.rule("aten._adaptive_avg_pool2d_backward.default")
def adaptive_avg_pool2d(grad_output: Array, self: Array) -> Array:
    return _pulled(lambda x: layers.adaptive_avg_pool(x, list(grad_output.shape[-2:])), grad_output, self)[0]


@ATEN.rule("aten.convolution_backward.default")
def convolution(grad_output: Array, input: Array, weight: Array, bias_sizes: Any, stride: list, padding: list, dilation: list,
                transposed: bool, output_padding: list, groups: int, output_mask: list) -> tuple[Any, ...]:
    by_input, by_weight = _pulled(lambda x, w: layers.convolution(
        x, w, None, stride, padding, dilation, transposed, output_padding, groups), grad_output, input, weight)
    others = [dim for dim in range(len(grad_output.shape)) if dim != 1]
    return _masked(output_mask, [by_input, by_weight, reductions.sum(grad_output, others)])


def _normalised(gradient: Array, x: Array, mean: Array, root: Array, axes: list[int]) -> tuple[Array, Array]:
    """Returns the gradient by x of (x - mean) * root, whose own gradient is given, and this normalised x."""
    y = (x - mean) * root
    shift = statistics.mean(gradient, axes, keepdims=True)
    scale = statistics.mean(gradient * y, axes, keepdims=True)
    return root * (gradient - shift - y * scale), y


@ATEN.rule("aten.native_layer_norm_backward.default")
def layer_norm(grad_out: Array, input: Array, normalized_shape: list, mean: Array, rstd: Array, weight: Array | None,
               bias: Array | None, output_mask: list) -> tuple[Any, ...]:
    first = len(input.shape) - len(normalized_shape)
    axes, leading = list(range(first, len(input.shape))), list(range(first))
    by_input, y = _normalised(grad_out if weight is None else grad_out * weight, input, mean, rstd, axes)
    return _masked(output_mask, [by_input, reductions.sum(grad_out * y, leading), reductions.sum(grad_out, leading)])


@ATEN.rule("aten.native_group_norm_backward.default")
def group_norm(grad_out: Array, input: Array, mean: Array, rstd: Array, weight: Array | None, N: Any, C: Any, HxW: Any,
               group: int, output_mask: list) -> tuple[Any, ...]:
    grouped = [N, group, C // group, HxW]
    rows, x = shaping.reshape(grad_out, grouped), shaping.reshape(input, grouped)
    scaled = rows if weight is None else rows * shaping.reshape(weight, [1, group, C // group, 1])
    by_input, y = _normalised(scaled, x, *(shaping.reshape(each, [N, group, 1, 1]) for each in (mean, rstd)), [2, 3])
    return _masked(output_mask, [shaping.reshape(by_input, input.shape),
                                 *(shaping.reshape(reductions.sum(each, [0, 3]), [C]) for each in (rows * y, rows))])
