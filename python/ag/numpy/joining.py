# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that join, split, repeat, roll and flip arrays along their dimensions."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from ..core import calls, coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size
from ..core.errors import Error, shown
from . import elementwise, indexing, shaping


# Together --------------------------------------------------------------------------------------


def concat(arrays: Sequence[ArrayLike], axis: int | None = 0) -> Array:
    """Returns the concatenation of the arrays along `axis`, or of all their elements if it is None. ag.concatenate is
    the same function."""
    arrays = [coercion.tensor(x) for x in arrays]
    if not arrays:
        raise Error("there is nothing to concatenate")
    coercion.check_types("concat", arrays)
    if axis is None:
        return ops.concat(0, [shaping.ravel(x) for x in arrays])
    return ops.concat(shaping.axis_of(axis, len(arrays[0].shape)), arrays)


def stack(arrays: Sequence[ArrayLike], axis: int = 0) -> Array:
    """Returns the arrays stacked along a new dimension, which is dimension `axis` of the result."""
    return concat([shaping.expand_dims(x, axis) for x in arrays], axis)


def vstack(arrays: Sequence[ArrayLike]) -> Array:
    """Returns the arrays concatenated along the first dimension. Vectors and numbers become rows."""
    return concat([_with_rank(x, 2) for x in arrays])


def hstack(arrays: Sequence[ArrayLike]) -> Array:
    """Returns the arrays concatenated along the second dimension, or along the only one if they are vectors."""
    arrays = [_with_rank(x, 1) for x in arrays]
    return concat(arrays, 0 if arrays and len(arrays[0].shape) == 1 else 1)


def _with_rank(x: ArrayLike, rank: int) -> Array:
    """Returns x with leading dimensions of size 1 such that it has at least this rank."""
    x = coercion.tensor(x)
    return x if len(x.shape) >= rank else shaping.expand_dims(x, list(range(rank - len(x.shape))))


def pad(x: ArrayLike, widths: Any, value: Any = 0) -> Array:
    """Returns x with padding. `widths` has (before, after) for each dimension or, as in numpy, one such pair or one
    number for all dimensions. As in jax.lax.pad it can be (before, after, between), which also pads between each two
    elements."""
    x = coercion.tensor(x)
    widths = [widths] * 2 if coercion.is_number(widths) else list(widths)
    if widths and all(map(coercion.is_number, widths)):
        widths = [widths] * len(x.shape)
    elif len(widths) == 1:
        widths *= len(x.shape)
    if len(widths) != len(x.shape):
        raise Error(f"pad has {len(widths)} pairs of widths for {x}")
    for width in widths:
        if len(width) not in (2, 3):
            raise Error(f"pad has the widths {shown(width)}, expected (before, after) or (before, after, between)")
    fill = coercion.scalar(value, x.dtype) if coercion.is_number(value) else coercion.tensor(value)
    coercion.check_types("pad", [x, fill])
    between = [width[2] if len(width) == 3 else 0 for width in widths] if any(len(width) == 3 for width in widths) else ()
    return ops.pad(x, fill, [width[0] for width in widths], [width[1] for width in widths], between)


# Apart -----------------------------------------------------------------------------------------


def split(x: ArrayLike, parts: int | Sequence[Any], axis: int = 0) -> list[Array]:
    """Returns a list of slices of x along `axis`: `parts` slices of equal size or, if `parts` is a list, the slices
    between its bounds: split(x, [2, 5]) is [x[:2], x[2:5], x[5:]]."""
    x = coercion.tensor(x)
    axis = shaping.axis_of(axis, len(x.shape))
    if isinstance(parts, (list, tuple, np.ndarray)):
        bounds = [None, *parts, None]
    else:
        size = _part_size(x, parts, axis)
        bounds = [size * number for number in range(int(parts) + 1)]
    return [indexing.take_slice(x, axis, slice(*pair)) for pair in zip(bounds, bounds[1:])]


def _part_size(x: Array, parts: Any, axis: int) -> Size:
    if isinstance(parts, bool) or not isinstance(parts, (int, np.integer)) or parts < 1:
        raise Error(f"split has {shown(parts)} parts, expected a number from 1 on, or a list of places")
    extent = x.shape[axis]
    size = extent // int(parts)
    if isinstance(extent, int) and size * parts != extent:
        raise Error(f"{parts} parts of one size are no whole: dimension {axis} of {x} is {extent}",
                    ["a list of places splits into parts of any sizes, as in ag.split(x, [2, 5])"])
    if size * parts != extent:
        tracing.require("eq", extent % int(parts), 0, f"a dimension cannot be split into {parts} equal parts")
    return size


# Repeated --------------------------------------------------------------------------------------


def tile(x: ArrayLike, reps: Any) -> Array:
    """Returns x repeated along its dimensions. `reps` has a count for each of the last dimensions."""
    x = coercion.tensor(x)
    counts = list(reps) if isinstance(reps, (list, tuple)) else [reps]
    rank = max(len(counts), len(x.shape))
    x = _with_rank(x, rank)
    for axis, count in enumerate([1] * (rank - len(counts)) + counts):
        x = _copied(x, axis, count, axis)
    return x


def repeat(x: ArrayLike, repeats: Any, axis: int | None = None) -> Array:
    """Returns x with each element, or slice along `axis`, repeated. `repeats` is one count, or a count for each."""
    x = shaping.ravel(x) if axis is None else coercion.tensor(x)
    axis = shaping.axis_of(0 if axis is None else axis, len(x.shape))
    if not isinstance(repeats, (list, tuple, np.ndarray)):
        return _copied(x, axis, repeats, axis + 1)
    if not isinstance(x.shape[axis], int):
        raise Error(f"repeat has a number for each of {x.shape[axis]} elements, which is not known while tracing; "
                    "give one number for all")
    try:
        places = np.repeat(np.arange(x.shape[axis]), repeats)
    except (TypeError, ValueError) as error:
        raise Error(f"repeat has {shown(repeats)} for dimension {axis} of {x}: {error}") from None
    return indexing.take(x, places, axis)


def _copied(x: Array, axis: int, count: Any, place: int) -> Array:
    """Returns x repeated `count` times along `axis`: x is broadcast to a new dimension at `place`, which is then
    collapsed with the axis."""
    count = coercion.as_size(count)
    if isinstance(count, int) and count < 0:
        raise Error(f"{count} copies are asked for, expected a number from 0 on")
    if isinstance(count, int) and count == 1:
        return x
    shape = list(x.shape)
    dims = [dim + (dim >= place) for dim in range(len(shape))]
    copies = coercion.broadcast_in(x, [*shape[:place], count, *shape[place:]], dims)
    shape[axis] = shape[axis] * count
    return shaping.reshape(copies, shape)


def roll(x: ArrayLike, shift: Any, axis: int | Sequence[int] | None = None) -> Array:
    """Returns x with its elements moved by `shift` along `axis`, modulo its size. If `axis` is None, the elements move
    in row-major order. Several axes have one shift each, or all the same."""
    x = coercion.tensor(x)
    if axis is None:
        return shaping.reshape(_rolled(shaping.ravel(x), shift, 0), x.shape)
    axes = list(axis) if isinstance(axis, Sequence) else [axis]
    shifts = list(shift) if isinstance(shift, (list, tuple)) else [shift] * len(axes)
    if len(axes) != len(shifts):
        raise Error(f"roll has {len(shifts)} shifts for {len(axes)} axes")
    for one, by in zip(axes, shifts):
        x = _rolled(x, by, shaping.axis_of(one, len(x.shape)))
    return x


def _rolled(x: Array, shift: Any, axis: int) -> Array:
    extent, shift = x.shape[axis], coercion.as_size(shift)
    if isinstance(extent, Dim) or isinstance(shift, Dim):
        places = elementwise.mod(ops.iota(0, [extent], "i64") - shift, extent)
        return indexing.take(x, places, axis)
    cut = -shift % extent if extent else 0
    if cut == 0:
        return x
    return concat([indexing.take_slice(x, axis, slice(cut, None)), indexing.take_slice(x, axis, slice(0, cut))], axis)


def flip(x: ArrayLike, axis: int | Sequence[int] | None = None) -> Array:
    """Returns x with its elements in reverse order along one axis, several, or all if `axis` is None."""
    x = coercion.tensor(x)
    for one in shaping.axes_of(axis, len(x.shape)):
        x = indexing.take(x, x.shape[one] - 1 - ops.iota(0, [x.shape[one]], "i64"), one)
    return x


calls.check_module(__name__)
