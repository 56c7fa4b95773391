# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Many elements combined into one. `axis` is one, several, or None for all; `keepdims` leaves a 1 in their place."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from . import coercion, ops, shaping
from .arrays import Array
from .coercion import ArrayLike
from .dims import product
from .errors import Error

Axis: TypeAlias = int | Sequence[int] | None


def _reduce(kind: Literal["sum", "prod", "max", "min"], x: ArrayLike, axis: Axis, keepdims: bool) -> Array:
    x = coercion.tensor(x)
    axes = shaping.axes_of(axis, len(x.shape))
    if keepdims and axes:
        return shaping.expand_dims(ops.reduce(kind, x, axes), axes)
    return ops.reduce(kind, x, axes)


def sum(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum; f16 and bf16 are accumulated in f32, integers wrap."""
    return _reduce("sum", x, axis, keepdims)


def prod(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The product; f16 and bf16 are accumulated in f32, integers wrap."""
    return _reduce("prod", x, axis, keepdims)


def max(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The greatest element; NaN if one is NaN, and the least of the type if there is none."""
    return _reduce("max", x, axis, keepdims)


def min(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The least element; NaN if one is NaN, and the greatest of the type if there is none."""
    return _reduce("min", x, axis, keepdims)


def mean(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum divided by the number of elements; of floats."""
    x = coercion.tensor(x)
    if not x.dtype.is_float:
        raise Error(f"mean is defined on floats, got {x}: cast it with .astype('f32')")
    count = product(x.shape[dim] for dim in shaping.axes_of(axis, len(x.shape)))
    return sum(x, axis, keepdims) / count


def spread(reduced: Array, like: Array, axis: Axis) -> Array:
    """A reduction of `like` over `axis`, copied back to its shape."""
    gone = shaping.axes_of(axis, len(like.shape))
    return coercion.broadcast_in(reduced, like.shape, [dim for dim in range(len(like.shape)) if dim not in gone])


def softmax(x: ArrayLike, axis: int = -1) -> Array:
    """exp(x) divided by its sum along `axis`, computed without overflow."""
    x = coercion.tensor(x)
    largest = max(x, axis)
    weights = ops.exp(x - spread(largest, x, axis))
    total = sum(weights, axis)
    return weights / spread(total, x, axis)


def log_softmax(x: ArrayLike, axis: int = -1) -> Array:
    """The logarithm of softmax, computed without overflow."""
    x = coercion.tensor(x)
    largest = max(x, axis)
    shifted = x - spread(largest, x, axis)
    total = sum(ops.exp(shifted), axis)
    return shifted - spread(ops.log(total), x, axis)
