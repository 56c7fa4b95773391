# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that read or compute shapes, and that make arrays of a shape."""
from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim, Size, product
from ...core.dtypes import DTYPES, DType
from ...core.errors import Error
from ...numpy import creation, elementwise, shaping
from .. import affine
from ..graph import Tensor
from ..ratios import Ratio
from ..rules import Sizes, Undecided, places_of
from ..values import MOST_ELEMENTS, Known, Unfoldable, Value, fits, is_less
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
