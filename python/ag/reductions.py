# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Many elements combined into one. `axis` is one, several, or None for all; `keepdims` leaves a 1 in their place."""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

from . import calls, coercion, elementwise, indexing, ops, shaping
from .arrays import Array
from .coercion import ArrayLike
from .dtypes import DTYPES, DType, DTypeLike, as_dtype
from .errors import Error, shown

Axis: TypeAlias = int | Sequence[int] | None


def _reduce(kind: Literal["sum", "prod", "max", "min"], x: ArrayLike, axis: Axis, keepdims: bool) -> Array:
    x = coercion.tensor(x)
    axes = shaping.axes_of(axis, len(x.shape))
    if keepdims and axes:
        return shaping.expand_dims(ops.reduce(kind, x, axes), axes)
    return ops.reduce(kind, x, axes)


def _accumulating(x: Array, dtype: DTypeLike | None) -> DType:
    """The element type of a sum or product: the one asked for, or 64 bits for integers and i1."""
    if dtype is not None:
        return as_dtype(dtype)
    return x.dtype if x.dtype.is_float else DTYPES["ui64" if x.dtype.kind == "Unsigned" else "i64"]


def sum(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None) -> Array:
    """The sum. Elements are cast to `dtype` first, and summed in it: by default integers and i1 in i64, unsigned ones
    in ui64, which wrap, floats in their own type, where f16 and bf16 are accumulated in f32. In i1 it is ag.any."""
    x = coercion.tensor(x)
    wanted = _accumulating(x, dtype)
    return any(x, axis, keepdims) if wanted.kind == "Bool" else _reduce("sum", x.astype(wanted), axis, keepdims)


def prod(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None) -> Array:
    """The product, in the types of ag.sum. In i1 it is ag.all."""
    x = coercion.tensor(x)
    wanted = _accumulating(x, dtype)
    return all(x, axis, keepdims) if wanted.kind == "Bool" else _reduce("prod", x.astype(wanted), axis, keepdims)


def max(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The greatest element; NaN if one is NaN, and the least of the type if there is none."""
    return _reduce("max", x, axis, keepdims)


def min(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The least element; NaN if one is NaN, and the greatest of the type if there is none."""
    return _reduce("min", x, axis, keepdims)


def any(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Whether one element is not 0 (False), as i1; of none it is False."""
    return max(elementwise.is_nonzero(x), axis, keepdims)


def all(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Whether no element is 0 (False), as i1; of none it is True."""
    return min(elementwise.is_nonzero(x), axis, keepdims)


def count_nonzero(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """How many elements are not 0 (False), as i64."""
    return sum(elementwise.is_nonzero(x), axis, keepdims)


def spread(reduced: Array, like: Array, axis: Axis) -> Array:
    """A reduction of `like` over `axis`, copied back to its shape."""
    gone = shaping.axes_of(axis, len(like.shape))
    return coercion.broadcast_in(reduced, like.shape, [dim for dim in range(len(like.shape)) if dim not in gone])


def diff(x: ArrayLike, n: int = 1, axis: int = -1) -> Array:
    """Each element less the one before it along `axis`, `n` times over; of i1, whether they differ. An axis whose size
    is not a number has at least `n` elements."""
    x = coercion.tensor(x)
    axis = shaping.axis_of(axis, len(x.shape))
    if not isinstance(n, int) or n < 0:
        raise Error(f"diff is taken {shown(n)} times, expected a number from 0 on")
    for _ in range(n):
        pair = indexing.take_slice(x, axis, slice(1, None)), indexing.take_slice(x, axis, slice(None, -1))
        x = elementwise.not_equal(*pair) if x.dtype.kind == "Bool" else ops.sub(*pair)
    return x


def _shift(x: Array, axis: Axis) -> Array:
    """The greatest along `axis`, by which exponents are made less. What is computed doesn't depend on it, so it has no
    gradient."""
    return ops.stop_gradient(max(x, axis))


def softmax(x: ArrayLike, axis: int = -1) -> Array:
    """exp(x) divided by its sum along `axis`, computed without overflow; f16 and bf16 in f32, and rounded once."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)
    weights = ops.exp(wide - spread(_shift(wide, axis), wide, axis))
    return (weights / spread(sum(weights, axis), wide, axis)).astype(x.dtype)


def log_softmax(x: ArrayLike, axis: int = -1) -> Array:
    """The logarithm of softmax, computed without overflow; f16 and bf16 in f32, and rounded once."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)
    shifted = wide - spread(_shift(wide, axis), wide, axis)
    total = sum(ops.exp(shifted), axis)
    return (shifted - spread(ops.log(total), wide, axis)).astype(x.dtype)


def logsumexp(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The logarithm of the sum of exp(x), computed without overflow; of none it is that of 0, -inf."""
    x = coercion.tensor(x)
    wide = coercion.widened(coercion.floats("logsumexp", x))
    largest = _shift(wide, axis)
    shift = ops.select(elementwise.isfinite(largest), largest, coercion.broadcast_to(
        coercion.scalar(0, wide.dtype), largest.shape))
    total = sum(ops.exp(wide - spread(shift, wide, axis)), axis)
    # The gradient of nothing but -inf is 0: no slope of the logarithm at 0 meets exponentials that are 0.
    none = elementwise.equal(total, 0)
    one, lowest = (coercion.scalar(number, wide.dtype, total.shape) for number in (1, -math.inf))
    result = ops.select(none, lowest, ops.log(ops.select(none, one, total)) + shift).astype(x.dtype)
    return shaping.expand_dims(result, shaping.axes_of(axis, len(x.shape))) if keepdims else result


calls.check_module(__name__)
