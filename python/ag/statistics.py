# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What are many numbers like? Means and deviations of floats; f16 and bf16 are computed in f32, and rounded once."""
from __future__ import annotations

from . import calls, coercion, elementwise, ops, reductions, shaping
from .arrays import Array
from .coercion import ArrayLike
from .dims import Dim, Size, product
from .errors import Error, shown
from .reductions import Axis


def _count(x: Array, axis: Axis) -> Size:
    return product(x.shape[dim] for dim in shaping.axes_of(axis, len(x.shape)))


def mean(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum divided by the number of elements; of none it is NaN."""
    x = coercion.floats("mean", x)
    return _wide_mean(coercion.widened(x), axis, keepdims).astype(x.dtype)


def _wide_mean(wide: Array, axis: Axis, keepdims: bool = False) -> Array:
    return reductions.sum(wide, axis, keepdims) / _count(wide, axis)


def var(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, ddof: float = 0) -> Array:
    """The mean square of the distances to the mean, in a second pass. `ddof` is taken off the number of elements that
    the squares are divided by: 1 for the variance of what x is a sample of."""
    x = coercion.floats("var", x)
    return _wide_var(coercion.widened(x), axis, keepdims, ddof).astype(x.dtype)


def std(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, ddof: float = 0) -> Array:
    """The square root of the variance: ag.var. Of one element its gradient is 0, as it is always the same."""
    x = coercion.floats("std", x)
    variance = _wide_var(coercion.widened(x), axis, keepdims, ddof)
    count = _count(x, axis)
    if isinstance(count, Dim):
        alone = coercion.broadcast_to(elementwise.equal(coercion.scalar(count, "i64"), 1), variance.shape)
        variance = ops.select(alone, ops.stop_gradient(variance), variance)
    elif count == 1:
        variance = ops.stop_gradient(variance)
    return ops.sqrt(variance).astype(x.dtype)


def _wide_var(wide: Array, axis: Axis, keepdims: bool, ddof: float) -> Array:
    centered = wide - reductions.spread(_wide_mean(wide, axis), wide, axis)
    return reductions.sum(elementwise.square(centered), axis, keepdims) / _degrees(_count(wide, axis), ddof, wide)


def _degrees(count: Size, ddof: float, like: Array) -> Array | Size | float:
    """The number of elements without `ddof`, but not below 0."""
    if not coercion.is_number(ddof) or isinstance(ddof, Dim):
        raise Error(f"ddof is {shown(ddof)}, expected a number")
    if isinstance(count, Dim):
        return ops.max_(coercion.scalar(count, like.dtype) - ddof, 0) if ddof else count
    return max(count - ddof, 0)


calls.check_module(__name__)
