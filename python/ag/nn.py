# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Parts of neural networks, composed of the ops alone. Norms of f16 and bf16 are computed in f32, and rounded once."""
from __future__ import annotations

import math
from typing import Literal

from . import calls, coercion, contraction, elementwise, indexing, ops, random, reductions, regions, shaping, statistics
from .arrays import Array
from .coercion import ArrayLike
from .dims import Dim, product
from .errors import Error, shown
from .losses import (
    binary_cross_entropy_with_logits, contrastive_loss, cross_entropy, huber_loss, kl_div, mse_loss,
)
from .names import absent
from .reductions import log_softmax, softmax

__getattr__ = absent(__name__)

__all__ = ["relu", "gelu", "silu", "softmax", "log_softmax", "layer_norm", "rms_norm", "batch_norm", "dropout", "linear",
           "embedding", "cross_entropy", "binary_cross_entropy_with_logits", "mse_loss", "huber_loss", "kl_div",
           "contrastive_loss"]


def relu(x: ArrayLike) -> Array:
    """The greater of x and 0."""
    return ops.max_(x, 0)


def silu(x: ArrayLike) -> Array:
    """x * sigmoid(x)."""
    return ops.mul(x, ops.sigmoid(x))


def gelu(x: ArrayLike, approximate: Literal["none", "tanh"] = "none") -> Array:
    """x times the normal distribution function of x: by erf, or by tanh with `approximate="tanh"`
    (Hendrycks and Gimpel, "Gaussian error linear units", 2016)."""
    x = coercion.tensor(x)
    if approximate == "none":
        return x * 0.5 * (ops.erf(x * math.sqrt(0.5)) + 1)
    if approximate != "tanh":
        raise Error(f'approximate is {shown(approximate)}, expected "none" or "tanh"')
    inner = (x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)
    return x * 0.5 * (ops.tanh(inner) + 1)


def layer_norm(x: ArrayLike, weight: ArrayLike | None = None, bias: ArrayLike | None = None,
               eps: float = 1e-5, axis: int = -1) -> Array:
    """x with mean 0 and variance 1 along `axis`, then scaled by `weight` and shifted by `bias`
    (Ba, Kiros and Hinton, "Layer normalization", 2016)."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)
    centered = wide - reductions.spread(statistics.mean(wide, axis), wide, axis)
    return _affine(_scaled(centered, eps, axis).astype(x.dtype), weight, bias)


def rms_norm(x: ArrayLike, weight: ArrayLike | None = None, eps: float = 1e-6, axis: int = -1) -> Array:
    """x divided by the root of the mean of its squares along `axis`, then scaled by `weight`."""
    x = coercion.tensor(x)
    return _affine(_scaled(coercion.widened(x), eps, axis).astype(x.dtype), weight, None)


def batch_norm(x: ArrayLike, scale: ArrayLike | None, bias: ArrayLike | None, mean: ArrayLike, var: ArrayLike,
               training: bool, momentum: float = 0.1, eps: float = 1e-5,
               axis: int = -1) -> tuple[Array, Array, Array]:
    """x with mean 0 and variance 1 at each place along `axis`, then scaled and shifted; and what `mean` and `var` are
    from then on (Ioffe and Szegedy, "Batch normalization", 2015).

    In training, mean and variance are those of x, and a part `momentum` of them goes into the running ones: the variance
    as that of a sample, of more than one element. Else the running ones are used, and stay as they are."""
    x = coercion.floats("batch_norm", x)
    own = shaping.axis_of(axis, len(x.shape))
    others = [dim for dim in range(len(x.shape)) if dim != own]
    for name, given in (("scale", scale), ("bias", bias), ("mean", mean), ("var", var)):
        if given is not None and coercion.tensor(given).shape != x.shape[own:own + 1]:
            raise Error(f"{name} of batch_norm is {coercion.tensor(given)}, expected one for each place of {x} along axis "
                        f"{own}")
    wide, now, spread = coercion.widened(x), coercion.tensor(mean), coercion.tensor(var)
    if training:
        now, spread = statistics.mean(wide, others), statistics.var(wide, others)
        mean, var = _running(mean, now, momentum), _running(var, _of_sample(spread, wide, others), momentum)
    centered = wide - reductions.spread(now.astype(wide.dtype), wide, others)
    root = ops.rsqrt(spread.astype(wide.dtype) + eps)
    y = (centered * reductions.spread(root, wide, others)).astype(x.dtype)
    y = y if scale is None else y * reductions.spread(coercion.tensor(scale), x, others)
    y = y if bias is None else y + reductions.spread(coercion.tensor(bias), x, others)
    return y, coercion.tensor(mean), coercion.tensor(var)


def _running(before: ArrayLike, now: Array, momentum: float) -> Array:
    """It has no gradient."""
    before = coercion.tensor(before)
    return before * (1 - momentum) + ops.stop_gradient(now).astype(before.dtype) * momentum


def _of_sample(var: Array, x: Array, axes: list[int]) -> Array:
    """The variance of what x is a sample of."""
    count = product(x.shape[axis] for axis in axes)
    if count == 1:
        raise Error(f"batch_norm trains on one element for each place of {x}, expected more, for they vary")
    return var * (coercion.scalar(count, var.dtype) / coercion.scalar(count - 1, var.dtype))


def dropout(x: ArrayLike, rate: float, key: ArrayLike, training: bool = True) -> Array:
    """In training, x with a part `rate` of its elements 0, by the key, and the others greater by that (Srivastava et al.,
    "Dropout", 2014); else x. A step of training needs a key of its own: ag.random.fold_in(key, step)."""
    x = coercion.floats("dropout", x)
    if not coercion.is_number(rate) or isinstance(rate, Dim) or not 0 <= rate < 1:
        raise Error(f"the rate of dropout is {shown(rate)}, expected a number from 0 to below 1")
    if not training or rate == 0:
        return x

    def masked() -> Array:
        return elementwise.where(random.bernoulli(key, 1 - rate, x.shape), x * (1 / (1 - rate)), 0)

    # So that no mask is kept: the key makes it again.
    return regions.recomputed("dropout", masked)


def _scaled(x: Array, eps: float, axis: int) -> Array:
    """x divided by the root of the mean of its squares."""
    power = statistics.mean(elementwise.square(x), axis)
    return x * reductions.spread(ops.rsqrt(power + eps), x, axis)


def _affine(x: Array, weight: ArrayLike | None, bias: ArrayLike | None) -> Array:
    if weight is not None and bias is not None:
        return x * weight + bias
    if weight is not None:
        return x * weight
    return x if bias is None else x + bias


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Array:
    """x @ weight.T + bias: the rows of `weight` are outputs, as PyTorch stores them."""
    product = contraction.einsum("...i,oi->...o", x, weight)
    return product if bias is None else product + bias


def embedding(ids: ArrayLike, table: ArrayLike) -> Array:
    """The rows of `table` that the ids name; an id outside is a run-time failure."""
    return indexing.take(table, ids)


calls.check_module(__name__)
