# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops on shapes: those that read, change or compute them."""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ... import ops
from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Dim, Size, Unknown, exact_quotient, may_be_equal, product
from ...core.dtypes import DTYPES, DType
from ...core.errors import Error
from ...numpy import creation, elementwise, indexing, joining, shaping
from .. import affine
from ..graph import Node, Tensor
from ..ratios import Ratio
from ..rules import Sizes, Undecided, places_of
from ..values import MOST_ELEMENTS, Known, Unfoldable, Value, array_of, clamped, fits, is_less, stretched
from .reading.package import dtype_of
from .tables import ONNX


def axis_of(axis: int, rank: int) -> int:
    """Returns an axis, counted from the end if it is negative."""
    if not -rank <= axis < max(rank, 1):
        raise Error(f"the axis is {axis}, expected one of {rank} dimensions")
    return axis + rank if axis < 0 else axis


def axes_of(axes: Any, rank: int) -> list[int]:
    """Returns axes, counted from the end where they are negative."""
    found = [axis_of(int(axis), rank) for axis in axes]
    if len(set(found)) != len(found):
        raise Error(f"the axes are {list(axes)}, which name a dimension twice")
    return found


def dtype_named(number: int) -> DType:
    """Returns the element type of a number in TensorProto.DataType. Raises an Error if ag does not have it."""
    dtype = dtype_of(number)
    if isinstance(dtype, str):
        raise Error(f"elements of {dtype} are not supported: ag has {', '.join(DTYPES)}")
    return dtype


# Shapes as values ------------------------------------------------------------------------------


@ONNX.rule("Shape")
def shape(x: Value, *, start: int = 0, end: int | None = None) -> Known:
    return Known(list(x.shape[start:end]), "i64")


@ONNX.rule("Size")
def size(x: Value) -> Known:
    return Known(product(x.shape), "i64")


def _same(dim: int, *_: Any, **__: Any) -> int:
    """Returns the dimension of padding in the result of a rule for single elements."""
    return dim


@ONNX.rule("Identity", along=_same)
def identity(x: Value) -> Value:
    return x


def _cast_elements(x: np.ndarray, dtype: DType) -> Known:
    def cast(each: Any) -> Any:
        if isinstance(each, (Dim, Ratio)):
            return _cast_size(each, dtype)
        return bool(each) if dtype.kind == "Bool" else float(each) if dtype.is_float else int(each)

    return Known(np.frompyfunc(cast, 1, 1)(x), dtype)


def _cast_size(size: Dim | Ratio, dtype: DType) -> Size | Ratio:
    if dtype.is_float:
        return Ratio.of(size)
    if dtype.kind == "Bool" or (isinstance(size, Ratio) and not size.is_whole and is_less(size, 0)):
        raise Unfoldable
    return size.floor() if isinstance(size, Ratio) else size


def _cast_known(x: Value, *, to: int, **_: Any) -> Value | None:
    """Returns integers that are known in another integer type which has all of them."""
    return affine.cast(x, dtype_named(to))


@ONNX.rule("Cast", fold=lambda x, *, to, saturate=1, round_mode="up": _cast_elements(x, dtype_named(to)), along=_same,
           known=_cast_known, single=True)
def cast(x: Array, *, to: int, saturate: int = 1, round_mode: str = "up") -> Array:
    return x.astype(dtype_named(to))


@ONNX.rule("CastLike")
def cast_like(x: Value, like: Value, *, saturate: int = 1, round_mode: str = "up") -> Any:
    if x.dtype == like.dtype:
        return x
    if x.known is not None and x.dtype.is_integer and like.dtype.kind != "Bool":
        known = _cast_elements(x.known.elements, like.dtype)
        if fits(known):
            return known
    return x.array.astype(like.dtype)


def _filled(shape: np.ndarray, *, value: Tensor | None = None) -> Known:
    number, dtype = _fill(value)
    sizes = list(shape.ravel())
    if any(isinstance(size, Dim) for size in sizes) or int(np.prod(sizes, dtype=object)) > MOST_ELEMENTS:
        raise Unfoldable
    return Known(np.full([int(size) for size in sizes], number, object), dtype)


def _fill(value: Tensor | None) -> tuple[Any, DType]:
    if value is None:
        return 0.0, dtype_named(1)
    if isinstance(value.dtype, str):
        raise Error(f"elements of {value.dtype} are not supported")
    return value.read().ravel()[0].item(), value.dtype


@ONNX.rule("ConstantOfShape", fold=_filled)
def constant_of_shape(shape: Sizes, *, value: Tensor | None = None) -> Array:
    number, dtype = _fill(value)
    return creation.full(shape, number, dtype)


def _range_elements(start: np.ndarray, limit: np.ndarray, delta: np.ndarray, *, stash_type: int = 1) -> np.ndarray:
    bounds = [each.item() if isinstance(each, np.ndarray) else each for each in (start, limit, delta)]
    if any(isinstance(each, (Dim, float)) for each in bounds) or bounds[2] == 0:
        raise Unfoldable
    return np.array(range(*bounds)[:MOST_ELEMENTS + 1], object)


def _known_range(start: Value, limit: Value, delta: Value, **_: Any) -> Value | None:
    bounds = [each.known.sizes[0] if each.known else None for each in (start, limit, delta)]
    first, last, step = bounds
    if not start.dtype.is_integer or None in bounds or not isinstance(step, int) or step <= 0:
        return None
    return affine.progression(first, (last - first + (step - 1)) // step, step, start.dtype)


@ONNX.rule("Range", fold=_range_elements, known=_known_range)
def range_(start: Value, limit: Value, delta: Value, *, stash_type: int = 1) -> Array:
    origins = start.origins | limit.origins | delta.origins
    if origins:
        raise Undecided("its bounds decide a size, and are computed from inputs", origins)
    first, last, step = map(_whole_bound, (start, limit, delta))
    if first is not None and last is not None and isinstance(step, int):
        return creation.arange(first, last, step, "i64").astype(start.dtype)
    dtype = "f64" if start.dtype.is_float else "i64"
    low, high, each = (shaping.reshape(bound.array, []).astype(dtype) for bound in (start, limit, delta))
    if all(bound.known for bound in (start, limit, delta)):
        first, last, step = (float(bound.known.sizes[0]) for bound in (start, limit, delta))  # type: ignore[union-attr]
        count: Any = math.ceil((last - first) / step)
        count = max(count, 0)
    elif start.dtype.is_float:
        count = coercion.as_size(ops.max_(ops.ceil((high - low) / each).astype("i64"), 0))
    else:
        count = coercion.as_size(ops.max_(-elementwise.floor_divide(low - high, each), 0))
    return (ops.iota(0, [count], "i64").astype(dtype) * each + low).astype(start.dtype)


def _whole_bound(bound: Value) -> Size | None:
    """Returns a bound of Range as a size, or None if it is a float that is not known, or not whole."""
    if not bound.dtype.is_float:
        return places_of(bound)[0]
    number = bound.known.sizes[0] if bound.known is not None else None
    return int(number) if isinstance(number, float) and number.is_integer() else number if isinstance(number, Dim) else None


# Reshapes --------------------------------------------------------------------------------------


def _reshaping(shape_of: Callable[..., list[Size]]) -> Callable:
    """Returns what passes on what is known of an array to its reshape. `shape_of` returns the new sizes, from the old ones,
    the elements of the other operands, and the attributes."""
    def known(x: Value, *others: Value | None, **attributes: Any) -> Value | None:
        if affine.of(x) is None or any(each is not None and each.known is None for each in others):
            return None
        return affine.reshaped(x, shape_of(x.shape, *(each.known.sizes if each is not None else None  # type: ignore[union-attr]
                                                      for each in others), **attributes))

    return known


def _reshaped(own: tuple[Size, ...], shape: list[Size], allowzero: int = 0) -> list[Size]:
    """Returns the sizes of a Reshape, in which 0 is the old size unless `allowzero`, and -1 what is left."""
    sizes = [own[place] if size == 0 and not allowzero and place < len(own) else size for place, size in enumerate(shape)]
    rests = [place for place, size in enumerate(sizes) if size == -1]
    if len(rests) > 1:
        raise Error(f"the shape is {shape}, in which -1 stands more than once")
    if rests:
        others = product(size for size in sizes if size != -1)
        total = product(own)
        if others == 0:
            raise Error(f"the shape is {shape}, in which -1 stands beside 0")
        exact = exact_quotient(total, others)
        sizes[rests[0]] = total // others if exact is None else exact
    return sizes


def _reshape_elements(x: np.ndarray, shape: np.ndarray, *, allowzero: int = 0) -> np.ndarray:
    return x.reshape([int(size) for size in _reshaped(x.shape, list(shape), allowzero)])


_known_reshape = _reshaping(_reshaped)


def _split_again(x: Value, shape: Value, *, allowzero: int = 0) -> Value | None:
    """Returns x, whose leading dimensions were merged by a Reshape before a Transpose of the others, with the leading
    dimensions as they were: the Transpose of what was reshaped. PyTorch's exporter writes the keys of attention so."""
    transpose = x.source if x.source and x.source[0].op == "Transpose" else None
    merge = transpose[1][0].source if transpose else None
    if transpose is None or merge is None or merge[0].op != "Reshape" or shape.known is None:
        return None
    whole, merged = merge[1][0], transpose[1][0]
    perm = _order(len(merged.shape), transpose[0].attributes.get("perm"))
    lead = len(whole.shape) - len(merged.shape) + 1
    if lead < 2 or perm[0] != 0 or (product(whole.shape[:lead]), *whole.shape[lead:]) != merged.shape:
        return None
    order = [*range(lead), *(dim - 1 + lead for dim in perm[1:])]
    if [whole.shape[dim] for dim in order] != _reshaped(x.shape, shape.known.sizes, allowzero):
        return None
    return Value.of(shaping.transpose(whole.array, order))


@ONNX.rule("Reshape", since=5, fold=_reshape_elements, known=lambda x, shape, *, allowzero=0: _known_reshape(
    x, shape, allowzero=allowzero) or _split_again(x, shape, allowzero=allowzero))
def reshape(x: Array, shape: Sizes, *, allowzero: int = 0) -> Array:
    sizes = _reshaped(x.shape, shape, allowzero)
    return x if tuple(sizes) == x.shape else shaping.reshape(x, sizes)


def _flatten(own: tuple[Size, ...], axis: int = 1) -> list[Size]:
    axis = axis + len(own) if axis < 0 else axis
    return [product(own[:axis]), product(own[axis:])]


@ONNX.rule("Flatten", fold=lambda x, *, axis=1: x.reshape(_flatten(x.shape, axis)), known=_reshaping(_flatten))
def flatten(x: Array, *, axis: int = 1) -> Array:
    return shaping.reshape(x, _flatten(x.shape, axis))


def _squeeze_elements(x: np.ndarray, axes: Any = None) -> np.ndarray:
    return np.squeeze(x, None if axes is None else tuple(int(axis) for axis in np.ravel(axes)))


def _gone(shape: Sequence[Size], axes: Any) -> list[int]:
    """Returns the dimensions that a Squeeze removes."""
    return [dim for dim, size in enumerate(shape) if size == 1] if axes is None else axes_of(axes, len(shape))


def _squeezed_shape(own: tuple[Size, ...], axes: Any = None) -> list[Size]:
    return [size for dim, size in enumerate(own) if dim not in _gone(own, axes)]


def _unsqueezed_shape(own: tuple[Size, ...], axes: Any) -> list[Size]:
    rank, rest = len(own) + len(axes), iter(own)
    new = axes_of(axes, rank)
    return [1 if dim in new else next(rest) for dim in range(rank)]


def _along_squeezed(dim: int, x: Value, axes: Any = None) -> int | None:
    """Returns the dimension of padding in the result of a Squeeze."""
    gone = _gone(x.shape, axes)
    return None if dim in gone else dim - sum(each < dim for each in gone)


def _along_unsqueezed(dim: int, x: Value, axes: Any) -> int:
    """Returns the dimension of padding in the result of an Unsqueeze."""
    new = axes_of(axes, len(x.shape) + len(axes))
    return [each for each in range(len(x.shape) + len(axes)) if each not in new][dim]


def _squeezed(x: Array, axes: Any) -> Array:
    gone = _gone(x.shape, axes)
    for dim in gone:
        if x.shape[dim] != 1:
            if not may_be_equal(x.shape[dim], 1):
                raise Error(f"dimension {dim} of {x} is not 1")
            tracing.require("eq", x.shape[dim], 1, f"Squeeze: dimension {dim} is {{0}}, expected {{1}}")
    return shaping.reshape(x, _squeezed_shape(x.shape, axes)) if gone else x


@ONNX.rule("Squeeze", since=13, fold=_squeeze_elements, along=lambda dim, x, axes=None: _along_squeezed(
    dim, x, axes.known.sizes if axes is not None and axes.known else None), known=_reshaping(_squeezed_shape))
def squeeze(x: Array, axes: Sizes | None = None) -> Array:
    return _squeezed(x, axes)


@ONNX.rule("Squeeze", fold=lambda x, *, axes=None: _squeeze_elements(x, axes),
           along=lambda dim, x, *, axes=None: _along_squeezed(dim, x, axes), known=_reshaping(_squeezed_shape))
def squeeze_1(x: Array, *, axes: list | None = None) -> Array:
    return _squeezed(x, axes)


def _unsqueeze_elements(x: np.ndarray, axes: Any) -> np.ndarray:
    return np.expand_dims(x, tuple(int(axis) for axis in np.ravel(axes)))


def _unsqueezed(x: Array, axes: Any) -> Array:
    return shaping.expand_dims(x, axes_of(axes, len(x.shape) + len(axes))) if axes else x


@ONNX.rule("Unsqueeze", since=13, fold=_unsqueeze_elements, along=lambda dim, x, axes: _along_unsqueezed(
    dim, x, axes.known.sizes) if axes.known else None, known=_reshaping(_unsqueezed_shape))
def unsqueeze(x: Array, axes: Sizes) -> Array:
    return _unsqueezed(x, axes)


@ONNX.rule("Unsqueeze", fold=lambda x, *, axes: _unsqueeze_elements(x, axes),
           along=lambda dim, x, *, axes: _along_unsqueezed(dim, x, axes), known=_reshaping(_unsqueezed_shape))
def unsqueeze_1(x: Array, *, axes: list) -> Array:
    return _unsqueezed(x, axes)


def _order(rank: int, perm: list | None) -> list[int]:
    return list(reversed(range(rank))) if perm is None else perm


@ONNX.rule("Transpose", fold=lambda x, *, perm=None: np.transpose(x, perm),
           along=lambda dim, x, *, perm=None: _order(len(x.shape), perm).index(dim),
           known=lambda x, *, perm=None: affine.permuted(x, _order(len(x.shape), perm)))
def transpose(x: Array, *, perm: list | None = None) -> Array:
    order = _order(len(x.shape), perm)
    return shaping.transpose(x, order) if order != sorted(order) else x


def _broadcast_shape(own: tuple[Size, ...], wanted: list[Size]) -> list[Size]:
    rank = max(len(own), len(wanted))
    left = [1] * (rank - len(own)) + list(own)
    right = [1] * (rank - len(wanted)) + list(wanted)
    return [b if a == 1 else a for a, b in zip(left, right)]


def _expand_elements(x: np.ndarray, shape: np.ndarray) -> np.ndarray:
    sizes = [int(size) for size in _broadcast_shape(x.shape, list(shape))]
    if np.prod(sizes, dtype=object) > MOST_ELEMENTS:
        raise Unfoldable
    return np.broadcast_to(x, sizes)


def _expanded(x: Value, shape: Value) -> Value | None:
    """Returns the broadcast of a value where no check is needed."""
    if shape.known is None:
        return None
    sizes = _broadcast_shape(x.shape, shape.known.sizes)
    if any(own != 1 and own != size for own, size in zip(reversed(x.shape), reversed(sizes))):
        return None
    return affine.broadcast(x, sizes) or stretched(x, sizes)


@ONNX.rule("Expand", fold=_expand_elements, known=_expanded)
def expand(x: Array, shape: Sizes) -> Array:
    sizes = _broadcast_shape(x.shape, shape)
    for own, size in zip(reversed(x.shape), reversed(shape)):
        if own != 1 and size != 1 and own != size and isinstance(own, int) and isinstance(size, int):
            raise Error(f"{x} cannot be expanded to {shape}")
    return coercion.broadcast_to(x, sizes)


def _tiled_elements(x: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    if x.size * math.prod(int(each) for each in repeats) > MOST_ELEMENTS:
        raise Unfoldable
    return np.tile(x, [int(each) for each in repeats])


@ONNX.rule("Tile", since=6, fold=_tiled_elements)
def tile(x: Array, repeats: Sizes) -> Array:
    return joining.tile(x, repeats)


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
