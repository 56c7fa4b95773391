# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Parts of neural networks, built from ops of the dialect. Norms of f16 and bf16 are computed in f32 and rounded
once."""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from .. import ops
from ..core import calls, coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size, exact_quotient, may_be_equal, may_be_one_shape, product
from ..core.errors import Error, shown
from ..core.names import absent
from ..core.specs import is_count
from ..numpy import contraction, elementwise, reductions, shaping, statistics
from ..numpy.reductions import Axis, log_softmax, softmax
from .activations import (
    celu, elu, gelu, glu, hardshrink, hardsigmoid, hardswish, hardtanh, leaky_relu, logsigmoid, mish, prelu, relu, relu6,
    selu, silu, softplus, softshrink, softsign, tanhshrink, threshold,
)
from .images import (
    adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_max_pool1d, adaptive_max_pool2d, interpolate, pad,
)
from .layers import dropout, embedding, embedding_bag, linear
from .losses import (
    binary_cross_entropy_with_logits, contrastive_loss, cross_entropy, huber_loss, kl_div, mse_loss, nll_loss,
)
from .recurrent import gru, lstm, rnn
from .sampling import grid_sample

__getattr__ = absent(__name__)

__all__ = ["relu", "gelu", "silu", "softmax", "log_softmax", "layer_norm", "rms_norm", "batch_norm", "group_norm",
           "dropout", "linear", "embedding", "lstm", "gru", "rnn", "scaled_dot_product_attention", "cross_entropy",
           "binary_cross_entropy_with_logits", "mse_loss", "huber_loss", "kl_div", "contrastive_loss", "celu", "elu", "glu",
           "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "logsigmoid", "mish", "prelu", "relu6",
           "selu", "softplus", "softshrink", "softsign", "tanhshrink", "threshold", "instance_norm", "embedding_bag", "nll_loss",
           "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool1d", "adaptive_max_pool2d", "interpolate", "pad",
           "grid_sample"]


def layer_norm(x: ArrayLike, weight: ArrayLike | None = None, bias: ArrayLike | None = None,
               eps: float = 1e-5, axis: int | Sequence[int] = -1) -> Array:
    """Returns x normalized to mean 0 and variance 1 along `axis`, one dimension or several, then scaled by `weight` and
    shifted by `bias`, which are broadcast to x (Ba, Kiros and Hinton, "Layer normalization", 2016)."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)
    centered = wide - reductions.spread(statistics.mean(wide, axis), wide, axis)
    return _affine(_scaled(centered, eps, axis).astype(x.dtype), weight, bias)


def rms_norm(x: ArrayLike, weight: ArrayLike | None = None, eps: float = 1e-6, axis: int | Sequence[int] = -1) -> Array:
    """Returns x divided by the root of the mean of its squares along `axis`, one dimension or several, then scaled by
    `weight`, which is broadcast to x."""
    x = coercion.tensor(x)
    return _affine(_scaled(coercion.widened(x), eps, axis).astype(x.dtype), weight, None)


def batch_norm(x: ArrayLike, scale: ArrayLike | None, bias: ArrayLike | None, mean: ArrayLike, var: ArrayLike,
               training: bool, momentum: float = 0.1, eps: float = 1e-5,
               axis: int = -1) -> tuple[Array, Array, Array]:
    """Returns x normalized to mean 0 and variance 1 at each index along `axis`, then scaled and shifted; and the next
    running mean and variance (Ioffe and Szegedy, "Batch normalization", 2015).

    In training, x is normalized by its own mean and variance. The running ones move towards them by the factor
    `momentum`; the variance that they move to is that of a sample, which needs more than one element. Otherwise x is
    normalized by the running ones, which do not change."""
    x = coercion.floats("batch_norm", x)
    own = shaping.axis_of(axis, len(x.shape))
    others = [dim for dim in range(len(x.shape)) if dim != own]
    _check_places("batch_norm", x, own, scale=scale, bias=bias, mean=mean, var=var)
    wide, now, spread = coercion.widened(x), coercion.tensor(mean), coercion.tensor(var)
    if training:
        now, spread = statistics.mean(wide, others), statistics.var(wide, others)
        mean, var = _running(mean, now, momentum), _running(var, _of_sample(spread, wide, others), momentum)
    centered = wide - reductions.spread(now.astype(wide.dtype), wide, others)
    root = ops.rsqrt(spread.astype(wide.dtype) + eps)
    y = (centered * reductions.spread(root, wide, others)).astype(x.dtype)
    return _affine(y, *_spread_over(others, x, scale, bias)), coercion.tensor(mean), coercion.tensor(var)


def _check_places(function: str, x: Array, axis: int, **given: ArrayLike | None) -> None:
    """Raises an Error unless each array that is given is a vector with one number for each index along the axis."""
    for name, array in given.items():
        if array is not None and not may_be_one_shape(coercion.tensor(array).shape, x.shape[axis:axis + 1]):
            raise Error(f"{name} of {function} is {coercion.tensor(array)}, expected one for each place of {x} along axis "
                        f"{axis}")


def _spread_over(others: list[int], x: Array, *given: ArrayLike | None) -> list[Array | None]:
    """Returns the given arrays, which have all dimensions of x but `others`, broadcast along `others`."""
    return [None if array is None else reductions.spread(coercion.tensor(array), x, others) for array in given]


def group_norm(x: ArrayLike, num_groups: int, weight: ArrayLike | None = None, bias: ArrayLike | None = None,
               eps: float = 1e-5, axis: int = 1) -> Array:
    """Returns x normalized to mean 0 and variance 1 in each of `num_groups` groups of adjacent channels, for each
    element of a batch along dimension 0. The result is then scaled by `weight` and shifted by `bias`, which have one
    number for each channel (Wu and He, "Group normalization", 2018). The channels are along `axis`, by default
    dimension 1, as in PyTorch. With one group this is the layer norm over all dimensions; with one channel a group,
    the instance norm.

    Groups that do not divide the channels are an ag.Error. If the number of channels is known only when the program
    runs, they fail the run."""
    x, own = _with_channels("group_norm", x, axis, eps, weight=weight, bias=bias)
    split = [*x.shape[:own], num_groups, _group_size(x, own, num_groups), *x.shape[own + 1:]]
    wide = shaping.reshape(coercion.widened(x), split)
    over = [dim for dim in range(len(split)) if dim not in (0, own)]
    centered = wide - reductions.spread(statistics.mean(wide, over), wide, over)
    y = shaping.reshape(_scaled(centered, eps, over).astype(x.dtype), x.shape)
    return _affine(y, *_spread_over([dim for dim in range(len(x.shape)) if dim != own], x, weight, bias))


def instance_norm(x: ArrayLike, weight: ArrayLike | None = None, bias: ArrayLike | None = None, eps: float = 1e-5,
                  axis: int = 1) -> Array:
    """Returns x normalized to mean 0 and variance 1 in each channel of each element of a batch along dimension 0. The
    result is then scaled by `weight` and shifted by `bias`, which have one number for each channel (Ulyanov, Vedaldi and
    Lempitsky, "Instance normalization", 2017). The channels are along `axis`, by default dimension 1, as in PyTorch, and
    their number need not be known before the program runs. There are no running statistics."""
    x, own = _with_channels("instance_norm", x, axis, eps, weight=weight, bias=bias)
    over = [dim for dim in range(len(x.shape)) if dim not in (0, own)]
    if not over:
        raise Error(f"instance_norm is given {x}, expected dimensions other than the batch's and the channels'")
    wide = coercion.widened(x)
    centered = wide - reductions.spread(statistics.mean(wide, over), wide, over)
    y = _scaled(centered, eps, over).astype(x.dtype)
    return _affine(y, *_spread_over([dim for dim in range(len(x.shape)) if dim != own], x, weight, bias))


def _with_channels(name: str, x: ArrayLike, axis: int, eps: float, **given: ArrayLike | None) -> tuple[Array, int]:
    """Returns the operand of a norm and the dimension of its channels, whose arguments are checked."""
    x = coercion.floats(name, x)
    own = shaping.axis_of(axis, len(x.shape))
    if own == 0:
        raise Error(f"{name} is given {x} with channels along axis 0, which is the batch's",
                    ["write x[None] for one element, and [0] behind the result"])
    _check_places(name, x, own, **given)
    if not coercion.is_number(eps):
        raise Error(f"the eps of {name} is {shown(eps)}, expected a number")
    return x, own


def _group_size(x: Array, axis: int, num_groups: int) -> Size:
    if not is_count(num_groups) or num_groups == 0:
        raise Error(f"num_groups of group_norm is {shown(num_groups)}, expected a number from 1 to below 2**63")
    channels = x.shape[axis]
    size = exact_quotient(channels, int(num_groups))
    if size is None and isinstance(channels, Dim):
        tracing.require("eq", channels % num_groups, 0, f"group_norm: {num_groups} groups do not divide the channels: {{0}} "
                        "are left over")
        size = channels // num_groups
    if size is None:
        raise Error(f"{num_groups} groups do not divide the channels: dimension {axis} of {x} is {channels}")
    return size


def _running(before: ArrayLike, now: Array, momentum: float) -> Array:
    """Returns the next running average. It has no gradient by `now`."""
    before = coercion.tensor(before)
    return before * (1 - momentum) + ops.stop_gradient(now).astype(before.dtype) * momentum


def _of_sample(var: Array, x: Array, axes: list[int]) -> Array:
    """Returns the unbiased estimate, from the variance `var` of x, of the variance of the distribution of x."""
    count = product(x.shape[axis] for axis in axes)
    if count == 1:
        raise Error(f"batch_norm trains on one element for each place of {x}, expected more, for they vary")
    return var * (coercion.scalar(count, var.dtype) / coercion.scalar(count - 1, var.dtype))


def _scaled(x: Array, eps: float, axis: Axis) -> Array:
    """Returns x divided by the root of the mean of its squares along `axis`."""
    power = statistics.mean(elementwise.square(x), axis)
    return x * reductions.spread(ops.rsqrt(power + eps), x, axis)


def _affine(x: Array, weight: ArrayLike | None, bias: ArrayLike | None) -> Array:
    if weight is not None and bias is not None:
        return x * weight + bias
    if weight is not None:
        return x * weight
    return x if bias is None else x + bias


# Attention -------------------------------------------------------------------------------------


def scaled_dot_product_attention(query: ArrayLike, key: ArrayLike, value: ArrayLike, attn_mask: ArrayLike | None = None,
                                 dropout_p: float = 0.0, is_causal: bool = False, scale: float | None = None,
                                 enable_gqa: bool = False, *, dropout_key: ArrayLike | None = None,
                                 softcap: float | None = None) -> Array:
    """Returns softmax(query @ key.T * scale) @ value, with PyTorch's arguments (Vaswani et al., "Attention is all you
    need", 2017).

    `query` is [..., heads, L, E], `key` [..., heads, S, E] and `value` [..., heads, S, V]. The result is
    [..., heads, L, V], of the query's type; f16 and bf16 are computed in f32 and rounded once. Leading dimensions are
    optional, and are broadcast. The default of `scale` is 1 / sqrt(E). With `enable_gqa` several heads of the query
    share one of key and value (Ainslie et al., "GQA", 2023).

    `attn_mask`, broadcast to [..., heads, L, S], is an i1 that is true where a query sees a key, or floats that are
    added before softmax. With `is_causal`, query l sees the keys up to l. If a query sees no key, the result and its
    gradients are 0, as in PyTorch from 2.5 on. `dropout_p` is the dropout rate of the weights, by `dropout_key`, an
    argument that PyTorch does not have. Leave both out if the model is not trained. `softcap`, another one, is a bound c
    of the scores, which are replaced by tanh(scores / c) * c before they are masked (Gemma team, "Gemma 2", 2024).

    An ag.Error names the shapes or types that do not fit, or the arguments that exclude each other."""
    query, key, value = (coercion.floats("scaled_dot_product_attention", x) for x in (query, key, value))
    coercion.check_types("scaled_dot_product_attention", [query, key, value])
    _check_attention(query, key, value)
    if not isinstance(is_causal, (bool, np.bool_)):
        raise Error(f"is_causal of scaled_dot_product_attention is {shown(is_causal)}, expected True or False")
    if attn_mask is not None and is_causal:
        raise Error("scaled_dot_product_attention takes attn_mask or is_causal, not both",
                    ["write ag.tril(ag.ones([L, S], 'i1')) & attn_mask for both"])
    if dropout_p and dropout_key is None:
        raise Error("dropout_p needs a dropout_key, a new one for each step: ag.random.fold_in(key, step)")
    wide = [coercion.widened(x) for x in (query, key, value)]
    mask = None if attn_mask is None else coercion.tensor(attn_mask)
    if enable_gqa:
        wide, mask = _grouped_heads(*wide, mask)
    scores = contraction.matmul(wide[0], shaping.swapaxes(wide[1], -1, -2)) * _scale_of(query, scale)
    if softcap is not None:
        scores = ops.tanh(scores / _bound_of(softcap)) * softcap
    if is_causal:
        sizes = scores.shape[-2:]
        mask = ops.iota(0, sizes, "i64") >= ops.iota(1, sizes, "i64")
    weights = softmax(scores) if mask is None else _masked_softmax(scores, mask)
    if dropout_p:
        weights = dropout(weights, dropout_p, dropout_key)
    result = contraction.matmul(weights, wide[2])
    if enable_gqa:
        result = shaping.reshape(result, [*result.shape[:-4], query.shape[-3], *result.shape[-2:]])
    return result.astype(query.dtype)


def _check_attention(query: Array, key: Array, value: Array) -> None:
    for name, x in (("query", query), ("key", key), ("value", value)):
        if len(x.shape) < 2:
            raise Error(f"the {name} of scaled_dot_product_attention is {x}, expected a rank of at least 2")
    if not may_be_equal(query.shape[-1], key.shape[-1]):
        raise Error(f"query and key of scaled_dot_product_attention need rows of one size, got {query} and {key}")
    if not may_be_equal(key.shape[-2], value.shape[-2]):
        raise Error(f"key and value of scaled_dot_product_attention need as many rows, got {key} and {value}")


def _bound_of(softcap: float) -> float:
    if not coercion.is_number(softcap) or isinstance(softcap, Dim | bool) or not softcap > 0:
        raise Error(f"softcap is {shown(softcap)}, expected a number above 0")
    return softcap


def _scale_of(query: Array, scale: float | None) -> Array | float:
    size = query.shape[-1]
    if scale is not None:
        if not coercion.is_number(scale) or isinstance(scale, Dim | bool):
            raise Error(f"scale is {shown(scale)}, expected a number")
        return scale
    if isinstance(size, Dim):
        return ops.rsqrt(coercion.scalar(size, coercion.widened(query).dtype))
    return 1 / math.sqrt(size) if size else math.inf


def _grouped_heads(query: Array, key: Array, value: Array, mask: Array | None) -> tuple[list[Array], Array | None]:
    """Returns the arguments with two dimensions of heads: adjacent heads of the query share one of key and value. No op
    between the two products reshapes the scores, so that they are computed as they are used."""
    if min(len(x.shape) for x in (query, key, value)) < 3:
        raise Error(f"enable_gqa needs heads along dimension -3, got {query}, {key} and {value}")
    heads, shared = query.shape[-3], key.shape[-3]
    each = exact_quotient(heads, shared)
    if each is None:
        raise Error(f"enable_gqa needs heads of the query that are a multiple of those of key and value, got {heads} and "
                    f"{shared}")
    if mask is not None and len(mask.shape) > 2:
        is_one = mask.shape[-3] == 1
        if not is_one and not may_be_equal(mask.shape[-3], heads):
            raise Error(f"attn_mask is {mask}, expected one that is broadcast to the scores of {query} and {key}")
        groups = [1, 1] if is_one else [shared, each]
        mask = shaping.reshape(mask, [*mask.shape[:-3], *groups, *mask.shape[-2:]])
    grouped = shaping.reshape(query, [*query.shape[:-3], shared, each, *query.shape[-2:]])
    return [grouped, *(shaping.expand_dims(x, len(x.shape) - 2) for x in (key, value))], mask


def _masked_softmax(scores: Array, mask: Array) -> Array:
    """Returns softmax along the last dimension over the scores that the mask keeps; 0 if it keeps none."""
    pairs = zip(reversed(mask.shape), reversed(scores.shape))
    if len(mask.shape) > len(scores.shape) or not all(1 in pair or may_be_equal(*pair) for pair in pairs):
        raise Error(f"attn_mask is {mask}, expected one that is broadcast to {scores}")
    if mask.dtype.kind == "Bool":
        scores = elementwise.where(mask, scores, -math.inf)
    elif mask.dtype.is_float:
        scores = scores + mask.astype(scores.dtype)
    else:
        raise Error(f"attn_mask is {mask}, expected i1 or floats: compare it, as in mask != 0")
    return _softmax_or_zero(scores)


def _softmax_or_zero(scores: Array) -> Array:
    """Returns softmax along the last dimension; 0 in rows of -inf."""
    most = ops.stop_gradient(reductions.max(scores, -1))
    shift = elementwise.where(most == -math.inf, 0, most)
    weights = ops.exp(scores - reductions.spread(shift, scores, -1))
    total = reductions.sum(weights, -1)
    return weights / reductions.spread(elementwise.where(total == 0, 1, total), scores, -1)


calls.check_module(__name__)
