# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Means, variances and standard deviations of floats. f16 and bf16 are computed in f32 and rounded once."""
from __future__ import annotations

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size, product
from ..core.errors import Error, shown
from . import elementwise, reductions, shaping
from .reductions import Axis


def _count(x: Array, axis: Axis) -> Size:
    return product(x.shape[dim] for dim in shaping.axes_of(axis, len(x.shape)))


def mean(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the sum divided by the number of elements; NaN if there are none."""
    x = coercion.floats("mean", x)
    return _wide_mean(coercion.widened(x), axis, keepdims).astype(x.dtype)


def _wide_mean(wide: Array, axis: Axis, keepdims: bool = False) -> Array:
    return reductions.sum(wide, axis, keepdims) / _count(wide, axis)


def var(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, ddof: float = 0) -> Array:
    """Returns the variance, the mean of the squared distances to the mean, computed in two passes. The sum of squares
    is divided by the number of elements minus `ddof`, which is 1 for the unbiased estimate from a sample."""
    x = coercion.floats("var", x)
    return _wide_var(coercion.widened(x), axis, keepdims, ddof).astype(x.dtype)


def std(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, ddof: float = 0) -> Array:
    """Returns the square root of ag.var. For one element the gradient is 0, as the result is constant."""
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
    """Returns the number of elements minus `ddof`, at least 0."""
    if not coercion.is_number(ddof) or isinstance(ddof, Dim):
        raise Error(f"ddof is {shown(ddof)}, expected a number")
    if isinstance(count, Dim):
        return ops.max_(coercion.scalar(count, like.dtype) - ddof, 0) if ddof else count
    return max(count - ddof, 0)


calls.check_module(__name__)
