# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reductions. `axis` is one dimension, several, or None for all. With `keepdims` the reduced dimensions have size 1 in
the result; otherwise they are removed."""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dtypes import DTYPES, DType, DTypeLike, as_dtype
from ..core.errors import Error, shown
from . import elementwise, indexing, shaping

Axis: TypeAlias = int | Sequence[int] | None


def _reduce(kind: Literal["sum", "prod", "max", "min"], x: ArrayLike, axis: Axis, keepdims: bool) -> Array:
    x = coercion.tensor(x)
    axes = shaping.axes_of(axis, len(x.shape))
    if keepdims and axes:
        return shaping.expand_dims(ops.reduce(kind, x, axes), axes)
    return ops.reduce(kind, x, axes)


def accumulating(x: Array, dtype: DTypeLike | None) -> DType:
    """Returns the element type of a sum or product: `dtype` if it is given, otherwise 64 bits for integers and i1, and
    the type of x for floats."""
    if dtype is not None:
        return as_dtype(dtype)
    return x.dtype if x.dtype.is_float else DTYPES["ui64" if x.dtype.kind == "Unsigned" else "i64"]


def sum(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None) -> Array:
    """Returns the sum. Elements are first cast to `dtype`, and summed in it. Its default is i64 for integers and i1,
    ui64 for unsigned integers, which both wrap, and the type of x for floats. f16 and bf16 are accumulated in f32.
    With the dtype i1 it is ag.any."""
    x = coercion.tensor(x)
    wanted = accumulating(x, dtype)
    return any(x, axis, keepdims) if wanted.kind == "Bool" else _reduce("sum", x.astype(wanted), axis, keepdims)


def prod(x: ArrayLike, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None) -> Array:
    """Returns the product, in the types of ag.sum. With the dtype i1 it is ag.all."""
    x = coercion.tensor(x)
    wanted = accumulating(x, dtype)
    return all(x, axis, keepdims) if wanted.kind == "Bool" else _reduce("prod", x.astype(wanted), axis, keepdims)


def max(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the greatest element. It is NaN if an element is NaN, and the least value of the type if there are no
    elements."""
    return _reduce("max", x, axis, keepdims)


def min(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the least element. It is NaN if an element is NaN, and the greatest value of the type if there are no
    elements."""
    return _reduce("min", x, axis, keepdims)


def any(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns whether any element is not 0 (False), as i1; False if there are no elements."""
    return max(elementwise.is_nonzero(x), axis, keepdims)


def all(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns whether all elements are not 0 (False), as i1; True if there are no elements."""
    return min(elementwise.is_nonzero(x), axis, keepdims)


def count_nonzero(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the number of elements that are not 0 (False), as i64."""
    return sum(elementwise.is_nonzero(x), axis, keepdims)


def spread(reduced: Array, like: Array, axis: Axis) -> Array:
    """Returns a reduction of `like` over `axis`, broadcast to the shape of `like`."""
    gone = shaping.axes_of(axis, len(like.shape))
    return coercion.broadcast_in(reduced, like.shape, [dim for dim in range(len(like.shape)) if dim not in gone])


def diff(x: ArrayLike, n: int = 1, axis: int = -1) -> Array:
    """Returns the difference of each element and the one before it along `axis`, `n` times; for i1, whether they
    differ. If the size of the axis is not a number, it must be at least `n`."""
    x = coercion.tensor(x)
    axis = shaping.axis_of(axis, len(x.shape))
    if not isinstance(n, int) or n < 0:
        raise Error(f"diff is taken {shown(n)} times, expected a number from 0 on")
    for _ in range(n):
        pair = indexing.take_slice(x, axis, slice(1, None)), indexing.take_slice(x, axis, slice(None, -1))
        x = elementwise.not_equal(*pair) if x.dtype.kind == "Bool" else ops.sub(*pair)
    return x


def _shift(x: Array, axis: Axis) -> Array:
    """Returns the greatest element along `axis`, which is subtracted from exponents. Results do not depend on it, so it
    has no gradient."""
    return ops.stop_gradient(max(x, axis))


def softmax(x: ArrayLike, axis: int = -1) -> Array:
    """Returns exp(x) divided by its sum along `axis`, computed without overflow. f16 and bf16 are computed in f32 and
    rounded once."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)
    weights = ops.exp(wide - spread(_shift(wide, axis), wide, axis))
    return (weights / spread(sum(weights, axis), wide, axis)).astype(x.dtype)


def log_softmax(x: ArrayLike, axis: int = -1) -> Array:
    """Returns the logarithm of softmax, computed without overflow. f16 and bf16 are computed in f32 and rounded
    once."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)
    shifted = wide - spread(_shift(wide, axis), wide, axis)
    total = sum(ops.exp(shifted), axis)
    return (shifted - spread(ops.log(total), wide, axis)).astype(x.dtype)


def logsumexp(x: ArrayLike, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the logarithm of the sum of exp(x), computed without overflow. It is -inf if there are no elements."""
    x = coercion.tensor(x)
    wide = coercion.widened(coercion.floats("logsumexp", x))
    largest = _shift(wide, axis)
    shift = ops.select(elementwise.isfinite(largest), largest, coercion.broadcast_to(
        coercion.scalar(0, wide.dtype), largest.shape))
    total = sum(ops.exp(wide - spread(shift, wide, axis)), axis)
    # If all elements are -inf, the gradient is 0: the select keeps the logarithm's slope at 0 away from exp(x) = 0.
    none = elementwise.equal(total, 0)
    one, lowest = (coercion.scalar(number, wide.dtype, total.shape) for number in (1, -math.inf))
    result = ops.select(none, lowest, ops.log(ops.select(none, one, total)) + shift).astype(x.dtype)
    return shaping.expand_dims(result, shaping.axes_of(axis, len(x.shape))) if keepdims else result


calls.check_module(__name__)
