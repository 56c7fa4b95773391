# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that join arrays, and that take parts of them."""
from __future__ import annotations

from typing import Any

import numpy as np

from ... import ops
from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Dim, Size, Unknown, exact_quotient
from ...core.errors import Error
from ...numpy import elementwise, indexing, joining
from .. import affine
from ..graph import Node
from ..rules import Sizes, Undecided, places_of
from ..values import Known, Value, array_of, clamped
from .shapes import axes_of, axis_of
from .tables import ONNX

# Joined and split ------------------------------------------------------------------------------


def _known_concat(*xs: Value, axis: int) -> Value | None:
    """Returns ranges that continue each other as one, and columns of indices as Values that keep these apart."""
    rank = len(xs[0].shape)
    if len(xs) == 1 or any(affine.of(x) is None or x.dtype != xs[0].dtype or len(x.shape) != rank for x in xs):
        return None
    axis = axis_of(axis, rank)
    return affine.joined(xs, axis) or affine.columns(xs, axis)


@ONNX.rule("Concat", fold=lambda *xs, axis: np.concatenate(xs, axis), known=_known_concat)
def concat(*xs: Array, axis: int) -> Array:
    return xs[0] if len(xs) == 1 else joining.concat(list(xs), axis_of(axis, len(xs[0].shape)))


def _bounds_of_parts(extent: Size, sizes: list[Size] | None, count: int | None, node: Node) -> list[Size]:
    """Returns the places at which a Split cuts, with both ends."""
    if sizes is None:
        if count is None and isinstance(extent, Dim) and exact_quotient(extent, len(node.results)) is None:
            tracing.require("eq", extent % len(node.results), 0, f"{len(node.results)} parts do not divide a dimension: {{0}} "
                            "elements are left over")
        count = len(node.results) if count is None else count
        each = (extent + (count - 1)) // count
        sizes = [each] * (count - 1) + [extent - each * (count - 1)]
    places: list[Size] = [0]
    for each in sizes:
        places.append(places[-1] + each)
    if places[-1] != extent and isinstance(places[-1], int) and isinstance(extent, int):
        raise Error(f"the parts have the sizes {sizes}, whose sum is {places[-1]}, expected {extent}")
    return places


def _split_elements(x: np.ndarray, sizes: Any, count: int | None, axis: int, node: Node) -> tuple[np.ndarray, ...]:
    places = _bounds_of_parts(x.shape[axis], None if sizes is None else list(sizes), count, node)
    return tuple(np.split(x, [int(place) for place in places[1:-1]], axis))


def _split(x: Array, sizes: list[Size] | None, count: int | None, axis: int, node: Node) -> tuple[Array, ...]:
    axis = axis_of(axis, len(x.shape))
    places = _bounds_of_parts(x.shape[axis], sizes, count, node)
    return tuple(indexing.take_slice(x, axis, slice(*pair)) for pair in zip(places, places[1:]))


@ONNX.rule("Split", since=13, fold=lambda x, split=None, *, axis=0, num_outputs=None, node: _split_elements(
    x, split, num_outputs, axis, node))
def split(x: Array, split: Sizes | None = None, *, axis: int = 0, num_outputs: int | None = None,
          node: Node) -> tuple[Array, ...]:
    return _split(x, split, num_outputs, axis, node)


@ONNX.rule("Split", fold=lambda x, *, axis=0, split=None, node: _split_elements(x, split, None, axis, node))
def split_2(x: Array, *, axis: int = 0, split: list | None = None, node: Node) -> tuple[Array, ...]:
    return _split(x, split, None, axis, node)


# Slices ----------------------------------------------------------------------------------------


def _part(extent: Size, start: Size, end: Size, step: int) -> tuple[Size, Size]:
    """Returns the offset and the number of the elements that a Slice takes of a dimension."""
    if step == 0:
        raise Error("a step of Slice is 0")
    low, high = (0, extent) if step > 0 else (-1, extent - 1)
    if step == 1 and isinstance(end - start, int) and end - start >= 0 and _is_computed(start):
        return start, end - start  # as the result has one size, a run checks that the bounds are in range
    first, last = (clamped(_from_start(bound, extent), low, high) for bound in (start, end))
    length = last - first if step > 0 else first - last
    count = clamped((length + (abs(step) - 1)) // abs(step) if abs(step) > 1 else length, 0, extent)
    return first, count


def _is_computed(size: Size) -> bool:
    """Returns true if the size is computed from elements, or is the number of an iteration."""
    return isinstance(size, Dim) and any(isinstance(atom, Unknown) for atom in size.atoms)


def _from_start(bound: Size, extent: Size) -> Size:
    if isinstance(bound, int):
        # Exporters write the greatest number of the type for the end.
        if bound >= 2**31 - 1:
            return extent
        if bound <= -(2**31):
            return -1
        return bound + extent if bound < 0 else bound
    return bound


def _sliced(x: Array, starts: list[Size], ends: list[Size], axes: list | None, steps: list | None) -> Array:
    axes = axes_of(range(len(starts)) if axes is None else axes, len(x.shape))
    for axis, start, end, step in zip(axes, starts, ends, steps or [1] * len(starts)):
        if not isinstance(step, int):
            raise Error(f"a step of Slice is {step}, expected a number")
        first, count = _part(x.shape[axis], start, end, step)
        if step < 0:
            places = first - ops.iota(0, [count], "i64") * -step
            x = indexing.take(x, places, axis, "clamp")
        elif (first, count, step) != (0, x.shape[axis], 1):
            sizes = [*x.shape[:axis], count, *x.shape[axis + 1:]]
            offsets = [first if dim == axis else 0 for dim in range(len(sizes))]
            strides = [step if dim == axis else 1 for dim in range(len(sizes))]
            x = ops.slice_(x, offsets, sizes, strides)
    return x


def _slice_elements(x: np.ndarray, starts: Any, ends: Any, axes: Any = None, steps: Any = None) -> np.ndarray:
    index = [slice(None)] * x.ndim
    for place, (start, end) in enumerate(zip(starts, ends)):
        axis = int(axes[place]) if axes is not None else place
        step = int(steps[place]) if steps is not None else 1
        end = int(end)
        index[axis] = slice(int(start), None if step < 0 and end <= -(2**31) else end, step)
    return x[tuple(index)]


def _along_slice(dim: int, x: Value, starts: Value, ends: Value, axes: Value | None = None, *_: Any) -> int | None:
    """Returns the dimension of padding in the result of a Slice, if it is not the one that is cut."""
    cut = axes.known.sizes if axes is not None and axes.known else range(len(x.shape))
    return None if dim in axes_of(cut, len(x.shape)) else dim


def _known_slice(x: Value, starts: Value, ends: Value, axes: Value | None = None, steps: Value | None = None) -> Value | None:
    """Returns a slice of a value that is known by its indices, with steps above 0."""
    given = [starts, ends, *(each for each in (axes, steps) if each is not None)]
    if affine.of(x) is None or any(each.known is None for each in given):
        return None
    first, last = starts.known.sizes, ends.known.sizes  # type: ignore[union-attr]
    chosen = axes_of(range(len(first)) if axes is None else axes.known.sizes, len(x.shape))  # type: ignore[union-attr]
    for axis, start, end, step in zip(chosen, first, last, steps.known.sizes if steps else [1] * len(first)):  # type: ignore[union-attr]
        if not isinstance(step, int) or step <= 0 or x is None:
            return None
        offset, count = _part(x.shape[axis], start, end, step)
        x = affine.part(x, axis, offset, count, step)
    return x


@ONNX.rule("Slice", since=10, fold=_slice_elements, along=_along_slice, known=_known_slice)
def slice_(x: Array, starts: Value, ends: Value, axes: Sizes | None = None, steps: Sizes | None = None) -> Array:
    count = len(places_of(starts))
    chosen = axes_of(range(count) if axes is None else axes, len(x.shape))
    y = _sliced(x, *(_from_front(bounds, [x.shape[axis] for axis in chosen]) for bounds in (starts, ends)), chosen, steps)
    origins = starts.origins | ends.origins
    if origins and any(map(_is_computed, y.shape)):
        raise Undecided("its bounds decide a size, and are computed from inputs", origins)
    return y


def _from_front(bounds: Value, extents: list[Size]) -> list[Size]:
    """Returns the bounds of slices. Those that are computed when the program runs are counted from the front."""
    if bounds.known is not None:
        return bounds.known.sizes
    array = bounds.array.astype("i64")
    limits = array_of(Known(extents, "i64"))
    return places_of(Value.of(elementwise.where(array < 0, array + limits, array)))


@ONNX.rule("Slice", fold=lambda x, *, starts, ends, axes=None: _slice_elements(x, starts, ends, axes))
def slice_1(x: Array, *, starts: list, ends: list, axes: list | None = None) -> Array:
    return _sliced(x, starts, ends, axes, None)


# Gathers ---------------------------------------------------------------------------------------


def _gather_elements(x: np.ndarray, indices: np.ndarray, *, axis: int = 0) -> np.ndarray:
    return np.take(x, np.asarray(indices, np.int64), axis)


def _along_gather(dim: int, x: Value, indices: Value, *, axis: int = 0) -> int | None:
    """Returns the dimension of padding in the result of a Gather, which replaces a dimension of x by those of indices."""
    axis = axis_of(axis, len(x.shape))
    if x.count is None:
        return axis + dim
    return None if dim == axis else dim if dim < axis else dim - 1 + len(indices.shape)


@ONNX.rule("Gather", fold=_gather_elements, along=_along_gather)
def gather(x: Array, indices: Array, *, axis: int = 0) -> Array:
    axis = axis_of(axis, len(x.shape))
    return indexing.getitem(x, (*[slice(None)] * axis, indices)) if indices.shape else \
        indexing.getitem(x, (*[slice(None)] * axis, _number(indices)))


def _number(index: Array) -> Any:
    return coercion.as_size(index.astype("i64")) if index.known is None else index.known
