# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of normalisations."""
from __future__ import annotations

from typing import Any

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import product
from ...core.errors import Error
from ...numpy import creation, reductions, shaping, statistics
from .tables import ATEN


def _affine(x: Array, weight: Array | None, bias: Array | None) -> Array:
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


@ATEN.rule("aten.layer_norm.default")
def layer_norm(input: Array, normalized_shape: list, weight: Array | None = None, bias: Array | None = None,
               eps: float = 1e-5, cudnn_enable: bool = True) -> Array:
    count = len(normalized_shape)
    if count == 1:
        return nn.layer_norm(input, weight, bias, eps)
    flat = nn.layer_norm(_collapsed(input, count), None, None, eps)
    return _affine(shaping.reshape(flat, input.shape), weight, bias)


def _collapsed(x: Array, count: int) -> Array:
    """Returns x with its last dimensions as one."""
    return shaping.reshape(x, [*x.shape[:-count], product(x.shape[-count:])])


@ATEN.rule("aten.native_layer_norm.default")
def native_layer_norm(input: Array, normalized_shape: list, weight: Array | None, bias: Array | None,
                      eps: float) -> tuple[Array, Array, Array]:
    axes = list(range(len(input.shape) - len(normalized_shape), len(input.shape)))
    wide = coercion.widened(input)
    mean = statistics.mean(wide, axes, keepdims=True)
    root = ops.rsqrt(statistics.var(wide, axes, keepdims=True) + eps)
    return layer_norm(input, normalized_shape, weight, bias, eps), mean, root


@ATEN.rule("aten.rms_norm.default")
def rms_norm(input: Array, normalized_shape: list, weight: Array | None = None, eps: float | None = None) -> Array:
    epsilons = {"f16": 2.0**-10, "bf16": 2.0**-7, "f32": 2.0**-23, "f64": 2.0**-52}
    eps = epsilons[input.dtype.name] if eps is None else eps
    count = len(normalized_shape)
    if count == 1:
        return nn.rms_norm(input, weight, eps)
    return _affine(shaping.reshape(nn.rms_norm(_collapsed(input, count), None, eps), input.shape), weight, None)


@ATEN.rule("aten.group_norm.default")
def group_norm(input: Array, num_groups: int, weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5,
               cudnn_enabled: bool = True) -> Array:
    return nn.group_norm(input, num_groups, weight, bias, eps)


@ATEN.rule("aten.native_group_norm.default")
def native_group_norm(input: Array, weight: Array | None, bias: Array | None, N: Any, C: Any, HxW: Any, group: int,
                      eps: float) -> tuple[Array, Array, Array]:
    grouped = shaping.reshape(coercion.widened(input), [N, group, -1])
    root = ops.rsqrt(statistics.var(grouped, 2) + eps)
    return nn.group_norm(input, group, weight, bias, eps), statistics.mean(grouped, 2), root


@ATEN.rule("aten.instance_norm.default")
def instance_norm(input: Array, weight: Array | None, bias: Array | None, running_mean: Array | None,
                  running_var: Array | None, use_input_stats: bool, momentum: float, eps: float,
                  cudnn_enabled: bool = True) -> Array:
    if not use_input_stats:
        return _normalised(input, weight, bias, running_mean, running_var, eps)
    if running_mean is not None:
        raise Error("instance_norm writes its running statistics in place, which is not supported",
                    ["export the model after model.eval()"])
    return nn.instance_norm(input, weight, bias, eps)


def _normalised(x: Array, weight: Array | None, bias: Array | None, mean: Any, var: Any, eps: float) -> Array:
    return nn.batch_norm(x, weight, bias, mean, var, False, 0.0, eps, 1)[0]


@ATEN.rule("aten.batch_norm.default")
def batch_norm(input: Array, weight: Array | None, bias: Array | None, running_mean: Array | None, running_var: Array | None,
               training: bool, momentum: float, eps: float, cudnn_enabled: bool = True) -> Array:
    if not training:
        return _normalised(input, weight, bias, running_mean, running_var, eps)
    if running_mean is not None:
        raise Error("batch_norm writes its running statistics in place", ["make the graph functional, by "
                                                                          "ep.run_decompositions({})"])
    return _trained(input, weight, bias, None, None, momentum, eps)[0]


def _trained(x: Array, weight: Array | None, bias: Array | None, mean: Array | None, var: Array | None, momentum: float,
             eps: float) -> tuple[Array, ...]:
    """Returns the result of a batch norm in training, the batch's mean and its root, and the next running statistics."""
    wide = coercion.widened(x)
    zeros = creation.zeros([x.shape[1]], wide.dtype)
    y, next_mean, next_var = nn.batch_norm(x, weight, bias, zeros if mean is None else mean, zeros if var is None else var,
                                           True, momentum, eps, 1)
    others = [dim for dim in range(len(x.shape)) if dim != 1]
    root = ops.rsqrt(statistics.var(wide, others) + eps)
    return y, statistics.mean(wide, others), root, next_mean, next_var


@ATEN.rule("aten._native_batch_norm_legit_functional.default")
def batch_norm_functional(input: Array, weight: Array | None, bias: Array | None, running_mean: Array, running_var: Array,
                          training: bool, momentum: float, eps: float) -> tuple[Array, ...]:
    if training:
        return _trained(input, weight, bias, running_mean, running_var, momentum, eps)
    y = _normalised(input, weight, bias, running_mean, running_var, eps)
    empty = creation.zeros([0], "f32")
    return y, empty, empty, running_mean, running_var


@ATEN.rule("aten._native_batch_norm_legit_no_training.default")
def batch_norm_no_training(input: Array, weight: Array | None, bias: Array | None, running_mean: Array, running_var: Array,
                           momentum: float, eps: float) -> tuple[Array, ...]:
    empty = creation.zeros([0], "f32")
    return _normalised(input, weight, bias, running_mean, running_var, eps), empty, empty


@ATEN.rule("aten._native_batch_norm_legit.no_stats")
def batch_norm_no_stats(input: Array, weight: Array | None, bias: Array | None, training: bool, momentum: float,
                        eps: float) -> tuple[Array, ...]:
    return _trained(input, weight, bias, None, None, momentum, eps)[:3]


@ATEN.rule("aten._weight_norm.default", "aten._weight_norm_interface.default")
def weight_norm(v: Array, g: Array, dim: int = 0) -> Any:
    axes = [axis for axis in range(len(v.shape)) if axis != dim % len(v.shape)]
    norm = ops.sqrt(reductions.sum(v * v, axes, keepdims=True))
    return v * (g / norm), norm
