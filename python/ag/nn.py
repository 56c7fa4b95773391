# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Parts of neural networks, composed of the ops alone. Norms of f16 and bf16 are computed in f32, and rounded once."""
from __future__ import annotations

import math
from typing import Literal

from . import coercion, contraction, elementwise, indexing, ops, reductions, statistics
from .arrays import Array
from .coercion import ArrayLike
from .errors import Error, shown
from .names import absent
from .reductions import log_softmax, softmax

__getattr__ = absent(__name__)

__all__ = ["relu", "gelu", "silu", "softmax", "log_softmax", "layer_norm", "rms_norm", "linear", "embedding"]


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
    wide = reductions.widened(x)
    centered = wide - reductions.spread(statistics.mean(wide, axis), wide, axis)
    return _affine(_scaled(centered, eps, axis).astype(x.dtype), weight, bias)


def rms_norm(x: ArrayLike, weight: ArrayLike | None = None, eps: float = 1e-6, axis: int = -1) -> Array:
    """x divided by the root of the mean of its squares along `axis`, then scaled by `weight`."""
    x = coercion.tensor(x)
    return _affine(_scaled(reductions.widened(x), eps, axis).astype(x.dtype), weight, None)


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
