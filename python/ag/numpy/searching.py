# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""At which index is the greatest or the least element?"""
from __future__ import annotations

from collections.abc import Callable

from .. import ops
from ..core import calls, coercion, spans, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.errors import Error
from . import elementwise, reductions, shaping


def argmax(x: ArrayLike, axis: int | None = None, keepdims: bool = False) -> Array:
    """Returns the index of the greatest element along `axis`, or of all elements in row-major order if it is None, as
    i64. Of equal elements it is the first. If there are NaNs, it is the index of the first one."""
    return _first("argmax", reductions.max, x, axis, keepdims)


def argmin(x: ArrayLike, axis: int | None = None, keepdims: bool = False) -> Array:
    """Returns the index of the least element along `axis`, or of all elements in row-major order if it is None, as i64.
    Of equal elements it is the first. If there are NaNs, it is the index of the first one."""
    return _first("argmin", reductions.min, x, axis, keepdims)


def _first(name: str, extreme: Callable[..., Array], x: ArrayLike, axis: int | None, keepdims: bool) -> Array:
    """Returns the least of the indices at which an element equals the extreme. If there are NaNs, the extreme is NaN,
    which equals no element; the indices are then those of NaNs."""
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
    places = elementwise.where(found, ops.iota(place, list(rows.shape), "i64"), extent)
    result = reductions.min(places, place)
    # There is an element, so that one is found.
    spans.set_span(result, (0, extent - 1), tracing.current().ranges)
    return shaping.expand_dims(result, shaping.axes_of(axis, len(x.shape))) if keepdims else result


calls.check_module(__name__)
