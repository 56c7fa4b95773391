# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Arrays made of nothing but a shape and a value."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import coercion, ops
from .arrays import Array, Operators
from .coercion import ArrayLike
from .dims import Dim, is_size
from .dtypes import DTypeLike, as_dtype
from .errors import Error, shown


def array(values: Any, dtype: DTypeLike | None = None) -> Array:
    """A constant of the program from what numpy takes for an array; a Dim becomes an i64."""
    if isinstance(values, Operators):
        return values.traced() if dtype is None else values.astype(dtype)
    if isinstance(values, Dim):
        return coercion.scalar(values, dtype or "i64")
    return coercion.constant(np.asarray(values, None if dtype is None else as_dtype(dtype).numpy))


def full(shape: Any, value: float, dtype: DTypeLike = "f32") -> Array:
    """An array of this shape with `value` everywhere."""
    sizes = [shape] if is_size(shape) else list(shape)
    return coercion.scalar(value, dtype, [coercion.as_size(size) for size in sizes])


def zeros(shape: Any, dtype: DTypeLike = "f32") -> Array:
    """An array of this shape with 0 (False) everywhere."""
    return full(shape, _number(0, dtype), dtype)


def ones(shape: Any, dtype: DTypeLike = "f32") -> Array:
    """An array of this shape with 1 (True) everywhere."""
    return full(shape, _number(1, dtype), dtype)


def _number(number: int, dtype: DTypeLike) -> int | bool:
    return bool(number) if as_dtype(dtype).kind == "Bool" else number


def zeros_like(x: ArrayLike) -> Array:
    """Zeros in the shape and element type of x."""
    x = coercion.tensor(x)
    return zeros(x.shape, x.dtype)


def ones_like(x: ArrayLike) -> Array:
    """Ones in the shape and element type of x."""
    x = coercion.tensor(x)
    return ones(x.shape, x.dtype)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: DTypeLike = "i64") -> Array:
    """The numbers from `start` (0) to below `stop` in steps of `step`, which are ints or Dims."""
    first, last = (0, start) if stop is None else (start, stop)
    for bound in (first, last):
        if not is_size(bound):
            raise Error(f"a bound of arange is {shown(bound)}, expected an int or a Dim")
    if not isinstance(step, int) or step == 0:
        raise Error(f"the step of arange is {shown(step)}, expected a number other than 0")
    length = last - first if step == 1 else (last - first + (step - (1 if step > 0 else -1))) // step
    if isinstance(length, int):
        length = max(0, length)
    numbers = ops.iota(0, [length], as_dtype(dtype).name)
    numbers = numbers if step == 1 else numbers * step
    return numbers if first == 0 else numbers + first


def iota(shape: Sequence[Any], axis: int, dtype: DTypeLike = "i64") -> Array:
    """Each element's index along one dimension."""
    return ops.iota(axis, list(shape), as_dtype(dtype).name)
