# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does x[...] mean? The same as in numpy, for numbers, slices, None, ... and integer arrays.

Bounds can be numbers, Dims (x.shape[0] // 2) and integer arrays of rank 0. Slices whose bounds are numbers are clipped as
in Python. Dims and arrays must be in range, which a run checks. Negative numbers count from the end.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from .. import ops
from ..core import calls, coercion, spans, tracing
from ..core.arrays import Array, Operators
from ..core.coercion import ArrayLike
from ..core.dims import Size, may_be_equal, product
from ..core.errors import Error
from . import bounds, elementwise, shaping


def _part(entry: Any, extent: Size) -> bounds.Part:
    if _is_array(entry):
        return bounds.Part(0, extent)
    return bounds.slice_part(entry, extent) if isinstance(entry, slice) else bounds.number_part(entry, extent)


def _is_array(index: Any) -> bool:
    if isinstance(index, (list, np.ndarray)):
        return True
    return isinstance(index, Operators) and bool(index.shape)


def _parts(index: Any) -> list:
    return list(index) if isinstance(index, tuple) else [index]


def _is_choice(part: Any) -> bool:
    """Returns true if an entry of an index is a number or an array, which select along a dimension."""
    return part is not None and part is not Ellipsis and not isinstance(part, slice)


def _expand(index: Any, rank: int) -> list:
    """Returns the index as a list with one entry for each dimension, and None for each new one."""
    parts = _parts(index)
    rests = [place for place, part in enumerate(parts) if part is Ellipsis]
    if len(rests) > 1:
        raise Error("an index has more than one ...")
    taken = sum(1 for part in parts if part is not None and part is not Ellipsis)
    if taken > rank:
        raise Error(f"there are {taken} indices for an array of rank {rank}")
    place = rests[0] if rests else len(parts)
    return parts[:place] + [slice(None)] * (rank - taken) + parts[place + 1 :]


class Selection:
    """The elements that an index selects from an array of this shape: the range of each dimension (`parts`), the
    entries whose dimensions the result has, with None for new dimensions (`kept`), and the index arrays (`arrays`)."""

    def __init__(self, shape: tuple[Size, ...], index: Any) -> None:
        entries = _expand(index, len(shape))
        self.arrays = [entry for entry in entries if _is_array(entry)]
        chosen = [place for place, part in enumerate(_parts(index)) if _is_choice(part)]
        #: Whether the dimensions of index arrays come first in the result. By numpy's rule they do if arrays and
        #: numbers are not adjacent in the index; a ... between them counts even if it stands for no dimension.
        self.is_apart = bool(self.arrays) and chosen != list(range(chosen[0], chosen[-1] + 1))
        taking = [entry for entry in entries if entry is not None]
        self.parts = [_part(entry, extent) for entry, extent in zip(taking, shape)]
        self.kept = [entry for entry in entries if entry is None or isinstance(entry, slice) or _is_array(entry)]
        self.drops = any(part.dropped for part in self.parts)
        self.is_whole = all(part.is_whole(extent) for part, extent in zip(self.parts, shape))

    @property
    def new(self) -> list[int]:
        """The positions of the new dimensions in the result."""
        return [place for place, entry in enumerate(self.kept) if entry is None]

    @property
    def shape(self) -> tuple[Size, ...]:
        """The shape of the result if there are no index arrays."""
        sizes = iter([part.size for part in self.parts if not part.dropped])
        return tuple(1 if entry is None else next(sizes) for entry in self.kept)

    @property
    def sizes(self) -> list[Size]:
        """The sizes of the selected slice, one for each dimension of the array."""
        return [part.size for part in self.parts]

    @property
    def offsets(self) -> list[Size]:
        """The offsets of the selected slice."""
        return [part.offset for part in self.parts]

    @property
    def strides(self) -> list[int]:
        """The strides of the selected slice."""
        return [part.stride for part in self.parts]


def getitem(x: ArrayLike, index: Any) -> Array:
    """Returns x[index]."""
    x = coercion.tensor(x)
    return selected(x, Selection(x.shape, index))


def take_slice(x: Array, axis: int, part: slice) -> Array:
    """Returns x with the slice `part` along dimension `axis`."""
    return getitem(x, (*[slice(None)] * axis, part))


def selected(x: Array, selection: Selection) -> Array:
    """Returns the elements that the selection selects from x."""
    x = _expanded(x, selection)
    return Lookup(x, selection).read() if selection.arrays else x


def scattered(kind: Literal["add", "set", "max", "min"], x: Array, selection: Selection, value: ArrayLike) -> Array:
    """Returns the slice of x that the selection selects without its index arrays, with the elements that the arrays name
    combined with `value`, broadcast, as in ops.scatter."""
    lookup = Lookup(_expanded(x, selection), selection)
    return lookup.scatter(kind, coercion.value_for(kind, x, value, lookup.shape))


class Lookup:
    """The elements of x that index arrays name along some of its dimensions."""

    def __init__(self, x: Array, selection: Selection) -> None:
        self._axes = [place for place, entry in enumerate(selection.kept) if _is_array(entry)]
        ids = [_from_end_of(entry, x.shape[axis]) for entry, axis in zip(selection.arrays, self._axes)]
        self._ids = ids[0] if len(ids) == 1 else _joint(ids, [x.shape[axis] for axis in self._axes])
        first, rank = self._axes[0], len(self._ids.shape)
        self._together = range(first, first + len(self._axes))
        self._moved = _moved(x, self._axes, self._together)
        self._x = _as_one(self._moved, self._axes)
        self._mode = _mode_of(self._ids, self._x.shape[first])
        self._shape = [*self._x.shape[:first], *self._ids.shape, *self._x.shape[first + 1 :]]
        #: The positions of the index arrays' dimensions in the result: by numpy's rule, and of ops.gather.
        self._theirs = range(rank) if selection.is_apart else range(first, first + rank)
        self._ours = range(first, first + rank)

    @property
    def shape(self) -> tuple[Size, ...]:
        """The shape of the named elements."""
        rest = [size for axis, size in enumerate(self._shape) if axis not in self._ours]
        start = self._theirs.start
        return (*rest[:start], *self._ids.shape, *rest[start:])

    def read(self) -> Array:
        """Returns the named elements."""
        return _moved(ops.gather(self._axes[0], self._mode, self._x, self._ids), self._ours, self._theirs)

    def scatter(self, kind: Literal["add", "set", "max", "min"], value: Array) -> Array:
        """Returns x with `value` combined with the named elements."""
        updates = _moved(value, self._theirs, self._ours)
        changed = ops.scatter(self._axes[0], self._mode, self._x, self._ids, updates, kind)
        if len(self._axes) > 1:
            changed = shaping.reshape(changed, self._moved.shape)
        return _moved(changed, self._together, self._axes)


def _moved(x: Array, source: Sequence[int], destination: Sequence[int]) -> Array:
    """Returns ag.moveaxis of x, or x itself if no dimension moves."""
    return x if list(source) == list(destination) else shaping.moveaxis(x, source, destination)


def _as_one(x: Array, axes: list[int]) -> Array:
    """Returns x with the dimensions `axes`, which are adjacent, collapsed into one."""
    first, count = axes[0], len(axes)
    if count == 1:
        return x
    return shaping.reshape(x, [*x.shape[:first], product(x.shape[first : first + count]), *x.shape[first + count :]])


def _mode_of(ids: Array, extent: Size) -> Literal["clamp", "error"]:
    """Returns how indices into a dimension of this size are read: a run checks them, unless their bounds show that they
    are in range, so that none is clamped."""
    is_inside = extent != 0 and spans.is_inside(ids, extent, tracing.current().ranges)
    return "clamp" if is_inside else "error"


def _joint(ids: list[Array], extents: list[Size]) -> Array:
    """Returns the index into collapsed dimensions from an index into each. It is -1 if one of them is out of range."""
    ranges = tracing.current().ranges
    place: Any = None
    inside: Any = True
    for one, extent in zip(ids, extents):
        one = one.astype("i64")
        place = one if place is None else place * extent + one
        if not spans.is_inside(one, extent, ranges):
            inside = elementwise.logical_and(elementwise.logical_and(one >= 0, one < extent), inside)
    return place if inside is True else elementwise.where(inside, place, -1)


def _expanded(x: Array, selection: Selection) -> Array:
    """Returns the selected slice of x, with the new dimensions."""
    if selection.new:
        return shaping.expand_dims(_take_parts(x, selection), selection.new)
    return _take_parts(x, selection)


def _take_parts(x: Array, selection: Selection) -> Array:
    if selection.drops:
        return ops.reshape(_slice(x, selection), [part.size for part in selection.parts if not part.dropped])
    return _slice(x, selection)


def _slice(x: Array, selection: Selection) -> Array:
    if selection.is_whole:
        return x
    return ops.slice_(x, selection.offsets, selection.sizes, selection.strides)


def _ids(indices: Any) -> Array:
    """Returns an index as an Array: a list or an array of integers, or one integer."""
    if isinstance(indices, list):
        indices = np.asarray(indices, None if indices else np.int64)
    elif isinstance(indices, int) and not isinstance(indices, bool):
        indices = np.int64(indices)
    ids = coercion.tensor(indices)
    if not ids.dtype.is_integer:
        raise Error(f"an array is indexed with an {ids}, expected integers",
                    ["for a mask use ag.where: ag.where(mask, x, 0).sum() for x[mask].sum()"] if ids.dtype.kind == "Bool"
                    else [])
    return ids


def _from_end_of(indices: Any, extent: Size) -> Array:
    """Returns the indices as an Array in which negative ones, counted from the end, are replaced."""
    ids = _ids(indices)
    if ids.dtype.kind == "Signed" and not spans.is_from_zero(ids, tracing.current().ranges):
        ids = ids.astype("i64")  # i64 has all sizes; i8 does not have 300
        ids = elementwise.where(ids < 0, ids + extent, ids)
    return ids


def take(x: ArrayLike, indices: ArrayLike, axis: int = 0,
         mode: Literal["error", "clamp", "fill"] = "error") -> Array:
    """Returns the slices of x along `axis` at the indices. A single number selects one slice.

    Negative indices are out of range, unlike in x[indices]. `mode` says what an index out of range does: it fails the
    run ("error"), is replaced by the nearest index in range ("clamp"), or gives zeros ("fill").
    """
    x, ids = coercion.tensor(x), _ids(indices)
    axis = shaping.axis_of(axis, len(x.shape))
    if mode == "error":
        mode = _mode_of(ids, x.shape[axis])
    return ops.gather(axis, mode, x, ids)


def take_along_axis(x: ArrayLike, indices: ArrayLike, axis: int | None = -1) -> Array:
    """Returns the elements of x at indices along `axis`, which differ for each position in the other dimensions. x and
    the indices have the same rank, and are broadcast in the other dimensions. If `axis` is None, x is raveled. Negative
    indices count from the end, and an index out of range fails the run."""
    x, ids = coercion.tensor(x), _ids(indices)
    x = shaping.ravel(x) if axis is None else x
    axis = shaping.axis_of(0 if axis is None else axis, len(x.shape))
    if len(x.shape) != len(ids.shape):
        raise Error(f"take_along_axis needs an array and indices of one rank, got {x} and {ids}")
    for dim, (own, other) in enumerate(zip(x.shape, ids.shape)):
        if dim != axis and 1 not in (own, other) and not may_be_equal(own, other):
            raise Error(f"take_along_axis needs shapes that broadcast, got {x} and {ids}: dimension {dim} is {own} and "
                        f"{other}")
    places = [ids if dim == axis else _places(size, dim, len(x.shape)) for dim, size in enumerate(x.shape)]
    return getitem(x, tuple(places))


def _places(extent: Size, dim: int, rank: int) -> Array:
    """Returns the indices into dimension `dim` as an array of this rank whose other dimensions have size 1."""
    return ops.iota(dim, [extent if other == dim else 1 for other in range(rank)], "i64")


calls.check_module(__name__)
