# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that create arrays: constants, ranges, and arrays filled with a value."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array, Operators
from ..core.coercion import ArrayLike
from ..core.dims import Dim, is_size
from ..core.dtypes import DTypeLike, as_dtype, encoded
from ..core.errors import Error, shown
from . import elementwise


def array(values: Any, dtype: DTypeLike | None = None) -> Array:
    """Returns a constant of the program from anything that numpy converts to an array. A Dim becomes an i64[]; an Array
    stays one."""
    if isinstance(values, Operators):
        return values.traced() if dtype is None else values.astype(dtype)
    if isinstance(values, Dim):
        return coercion.scalar(values, dtype or "i64")
    if dtype is None:
        return coercion.constant(np.asarray(values))
    return coercion.constant(encoded(values, as_dtype(dtype)).view(as_dtype(dtype).numpy))


def full(shape: Any, value: ArrayLike, dtype: DTypeLike = "f32") -> Array:
    """Returns an array of this shape that is `value` everywhere. `value` can be an array, which is broadcast."""
    sizes = coercion.as_shape(shape)
    if coercion.is_number(value):
        return coercion.scalar(value, dtype, sizes)
    return coercion.broadcast_to(coercion.tensor(value).astype(dtype), sizes)


def zeros(shape: Any, dtype: DTypeLike = "f32") -> Array:
    """Returns an array of this shape that is 0 (False) everywhere."""
    return full(shape, _number(0, dtype), dtype)


def ones(shape: Any, dtype: DTypeLike = "f32") -> Array:
    """Returns an array of this shape that is 1 (True) everywhere."""
    return full(shape, _number(1, dtype), dtype)


def _number(number: int, dtype: DTypeLike) -> int | bool:
    return bool(number) if as_dtype(dtype).kind == "Bool" else number


def full_like(x: ArrayLike, value: ArrayLike, dtype: DTypeLike | None = None) -> Array:
    """Returns an array of x's shape that is `value` everywhere, by default of x's element type."""
    x = coercion.tensor(x)
    return full(x.shape, value, x.dtype if dtype is None else dtype)


def zeros_like(x: ArrayLike, dtype: DTypeLike | None = None) -> Array:
    """Returns zeros of x's shape, by default of its element type."""
    x = coercion.tensor(x)
    return zeros(x.shape, x.dtype if dtype is None else dtype)


def ones_like(x: ArrayLike, dtype: DTypeLike | None = None) -> Array:
    """Returns ones of x's shape, by default of its element type."""
    x = coercion.tensor(x)
    return ones(x.shape, x.dtype if dtype is None else dtype)


_OF_FLOATS = "for floats write ag.linspace(start, stop, count, endpoint=False)"


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: DTypeLike = "i64") -> Array:
    """Returns the integers from `start`, by default 0, to below `stop` in steps of `step`. The bounds are ints or Dims,
    the step is an int other than 0."""
    first, last = (0, start) if stop is None else (start, stop)
    for bound in (first, last):
        if not is_size(bound):
            raise Error(f"a bound of arange is {shown(bound)}, expected an int or a Dim", [_OF_FLOATS])
    if not isinstance(step, int) or step == 0:
        raise Error(f"the step of arange is {shown(step)}, expected an int other than 0", [_OF_FLOATS])
    length = last - first if step == 1 else (last - first + (step - (1 if step > 0 else -1))) // step
    if isinstance(length, int):
        length = max(0, length)
    numbers = ops.iota(0, [length], as_dtype(dtype).name)
    numbers = numbers if step == 1 else numbers * step
    return numbers if first == 0 else numbers + first


def iota(shape: Sequence[Any], axis: int, dtype: DTypeLike = "i64") -> Array:
    """Returns an array of this shape with each element's index along dimension `axis`."""
    return ops.iota(axis, list(shape), as_dtype(dtype).name)


def linspace(start: ArrayLike, stop: ArrayLike, num: Any = 50, endpoint: bool = True, dtype: DTypeLike = "f32") -> Array:
    """Returns `num` equally spaced numbers from `start` to `stop`, which is the last one unless `endpoint` is False.
    They are computed in f64; integers are rounded down."""
    num, dtype = coercion.as_size(num), as_dtype(dtype)
    if isinstance(num, int) and num < 0:
        raise Error(f"linspace has {num} numbers, expected a number from 0 on")
    first, last = (full((), bound, "f64") for bound in (start, stop))
    place = ops.iota(0, [num], "i64")
    steps = num - 1 if endpoint else num
    steps = max(steps, 1) if isinstance(steps, int) else ops.max_(array(steps), 1).astype("f64")
    numbers = first + place.astype("f64") * ((last - first) / steps)
    if endpoint:
        numbers = elementwise.where(elementwise.logical_and(place > 0, elementwise.equal(place, num - 1)), last, numbers)
    return (numbers if dtype.is_float else ops.floor(numbers)).astype(dtype)


def one_hot(ids: ArrayLike, num_classes: Any, dtype: DTypeLike = "f32") -> Array:
    """Returns, for each id, a row of `num_classes` zeros with a 1 at index id. The row of an id that is out of range
    has no 1."""
    ids = coercion.tensor(ids)
    if not ids.dtype.is_integer:
        raise Error(f"one_hot is given an {ids}, expected integers")
    places = coercion.broadcast_in(ids.astype("i64"), [*ids.shape, num_classes], range(len(ids.shape)))
    return elementwise.equal(places, ops.iota(0, [num_classes], "i64")).astype(dtype)


calls.check_module(__name__)
