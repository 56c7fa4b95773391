# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""At which indices are the greatest elements, or the least one, and at which one does a sorted array reach a value?"""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from .. import ops
from ..core import calls, coercion, spans, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, bounds_of, is_at_least
from ..core.dtypes import DType
from ..core.errors import Error, shown
from ..transforms import control
from . import creation, elementwise, indexing, reductions, shaping


def argmax(x: ArrayLike, axis: int | None = None, keepdims: bool = False) -> Array:
    """Returns the index of the greatest element along `axis`, or of all elements in row-major order if it is None, as
    i64. Of equal elements it is the first. If there are NaNs, it is the index of the first one."""
    return place_of_extreme("argmax", reductions.max, x, axis, keepdims)


def argmin(x: ArrayLike, axis: int | None = None, keepdims: bool = False) -> Array:
    """Returns the index of the least element along `axis`, or of all elements in row-major order if it is None, as i64.
    Of equal elements it is the first. If there are NaNs, it is the index of the first one."""
    return place_of_extreme("argmin", reductions.min, x, axis, keepdims)


def place_of_extreme(name: str, extreme: Callable[..., Array], x: ArrayLike, axis: int | None, keepdims: bool,
                     is_last: bool = False) -> Array:
    """Returns the least of the indices at which an element equals the extreme, or the greatest if `is_last`. If there are
    NaNs, the extreme is NaN, which equals no element; the indices are then those of NaNs."""
    x = coercion.tensor(x)
    rows = shaping.ravel(x) if axis is None else x
    place = shaping.axis_of(0 if axis is None else axis, len(rows.shape))
    extent = rows.shape[place]
    if isinstance(extent, int) and extent == 0:
        raise Error(f"{name} of {x} is none: there are no elements to choose from")
    if not isinstance(extent, int):
        tracing.require("ne", extent, 0, f"{name} of no elements is none")
    found = elementwise.equal(rows, reductions.spread(extreme(rows, place), rows, place))
    if x.dtype.is_float:
        found = found | elementwise.isnan(rows)
    places = elementwise.where(found, ops.iota(place, list(rows.shape), "i64"), -1 if is_last else extent)
    result = (reductions.max if is_last else reductions.min)(places, place)
    # There is an element, so that one is found.
    spans.set_span(result, (0, extent - 1), tracing.current().ranges)
    return shaping.expand_dims(result, shaping.axes_of(axis, len(x.shape))) if keepdims else result


# The greatest elements -------------------------------------------------------------------------

#: The most elements that top_k finds, since it reads all elements once for each.
MOST_ROUNDS = 64


def top_k(x: ArrayLike, k: int, axis: int = -1) -> tuple[Array, Array]:
    """Returns the k greatest elements along `axis` in descending order, and their indices, as i64. NaNs come first, as in
    PyTorch, and equal elements come in the order of their indices. `k` is at most 64 and at most the size of the axis: x
    is read once for each element that is found."""
    x = coercion.tensor(x)
    axis = shaping.axis_of(axis, len(x.shape))
    count, extent, ranges = _count_of(x, k, axis), x.shape[axis], tracing.current().ranges
    shape = [count if dim == axis else size for dim, size in enumerate(x.shape)]
    if count == 0:
        return creation.zeros(shape, x.dtype.name), creation.zeros(shape, "i64")
    rows = ops.stop_gradient(x)
    before = (slice(None),) * axis

    def find(number: Dim, carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        value, index, indices = carry
        value, index = _following(rows, axis, value, index)
        return value, index, indices.at[(*before, number)].set(index)

    rest = [*x.shape[:axis], *x.shape[axis + 1 :]]
    # All elements follow this one.
    first = creation.full(rest, _extremes(x.dtype)[1], x.dtype.name), creation.full(rest, -1, "i64")
    _, _, indices = control.fori_loop(0, count, find, (*first, creation.zeros(shape, "i64")))
    spans.set_span(indices, (0, extent - 1), ranges)
    return indexing.take_along_axis(x, indices, axis), indices


def _count_of(x: Array, k: Any, axis: int) -> int:
    """Returns the number of elements that top_k finds, and requires that there are as many."""
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or not 0 <= k <= MOST_ROUNDS:
        raise Error(f"top_k is asked for {shown(k)} elements, expected a number from 0 to {MOST_ROUNDS}")
    extent = x.shape[axis]
    if isinstance(extent, int) and extent < k:
        raise Error(f"top_k is asked for {k} elements, but dimension {axis} of {x} has {extent}")
    if not is_at_least(extent, int(k), tracing.current().ranges):
        tracing.demand(elementwise.greater_equal(coercion.tensor(extent), int(k)), [int(k), extent],
                       "top_k is asked for {0} elements, but the dimension has {1}")
    return int(k)


def _extremes(dtype: DType) -> tuple[Any, Any]:
    """Returns the elements that come last and first in descending order."""
    return {"Float": (-math.inf, math.nan), "Bool": (False, True)}.get(dtype.kind) or dtype.bounds


def _following(x: Array, axis: int, value: Array, index: Array) -> tuple[Array, Array]:
    """Returns the greatest element, and its index, of those that follow `value` at `index` in descending order."""
    value, index = reductions.spread(value, x, [axis]), reductions.spread(index, x, [axis])
    places = ops.iota(axis, list(x.shape), "i64")
    follows = elementwise.less(x, value) | (elementwise.equal(x, value) & (places > index))
    if x.dtype.is_float:
        is_nan = elementwise.isnan(x)
        follows = ops.select(elementwise.isnan(value), ~is_nan | (places > index), follows)
    greatest = reductions.max(elementwise.where(follows, x, _extremes(x.dtype)[0]), axis)
    found = elementwise.equal(x, reductions.spread(greatest, x, [axis]))
    if x.dtype.is_float:  # if an element that follows is NaN, the greatest one is
        found = found | is_nan
    return greatest, reductions.min(elementwise.where(follows & found, places, x.shape[axis]), axis)


# Sorted arrays ---------------------------------------------------------------------------------


def searchsorted(x: ArrayLike, values: ArrayLike, side: Literal["left", "right"] = "left") -> Array:
    """Returns for each value the number of elements of x, a vector in ascending order, that are less than it, or with the
    side "right", that are not greater, as i64. A NaN counts as greater than all numbers. Each value takes a binary
    search."""
    x, values = coercion.of_one_type("searchsorted", x, values)
    if len(x.shape) != 1:
        raise Error(f"searchsorted looks in {x}, expected a vector in ascending order")
    if side not in ("left", "right"):
        raise Error(f'side of searchsorted is {shown(side)}, expected "left" or "right"')
    extent, ranges = x.shape[0], tracing.current().ranges
    x, values = ops.stop_gradient(x), ops.stop_gradient(values)

    def halve(_: Dim, bounds: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = bounds
        middle = low + (high - low) // 2
        element = indexing.take(x, middle, mode="fill")  # it is out of range if the search has ended there
        is_below = _is_before(element, values) if side == "left" else ~_is_before(values, element)
        is_open = low < high
        return ops.select(is_open & is_below, middle + 1, low), ops.select(is_open & ~is_below, middle, high)

    most = bounds_of(extent, ranges)[1]
    rounds = (2**47 if most is None else most).bit_length()
    start = creation.zeros(values.shape, "i64"), creation.full(values.shape, extent, "i64")
    result = control.fori_loop(0, rounds, halve, start)[0]
    return spans.set_span(result, (0, extent), ranges)


def _is_before(x: Array, y: Array) -> Array:
    """Returns whether x comes before y in ascending order, in which NaNs are last."""
    is_less = elementwise.less(x, y)
    return is_less | (elementwise.isnan(y) & ~elementwise.isnan(x)) if x.dtype.is_float else is_less


calls.check_module(__name__)
