# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules that make arrays."""
from __future__ import annotations

from typing import Any

import numpy as np

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim, is_size
from ...core.dtypes import DTYPES, DType
from ...core.errors import Error
from ...numpy import creation
from ..values import MOST_ELEMENTS, Affine, Known, Value
from .promotion import cast, known
from .tables import ATEN


def _filled(sizes: Any, value: Any, dtype: Any) -> Any:
    if dtype is None:
        dtype = value.dtype if isinstance(value, Array) else \
            DTYPES["i1" if isinstance(value, bool) else "i64" if is_size(value) else "f32"]
    dtype = known(dtype)
    if isinstance(value, Array):
        return coercion.broadcast_to(cast(value, dtype), sizes)
    if dtype.is_float:
        return creation.full(sizes, cast(value, dtype), dtype)
    number = bool(value) if dtype.kind == "Bool" else value if is_size(value) else int(value)
    return Affine(number, [0] * len(sizes)).value(sizes, dtype)


@ATEN.rule("aten.full.default")
def full(size: list, fill_value: Any, *, dtype: Any = None) -> Any:
    return _filled(size, fill_value, dtype)


@ATEN.rule("aten.zeros.default", "aten.empty.memory_format")
def zeros(size: list, *, dtype: Any = None) -> Any:
    return _filled(size, 0, dtype or DTYPES["f32"])


@ATEN.rule("aten.ones.default")
def ones(size: list, *, dtype: Any = None) -> Any:
    return _filled(size, 1, dtype or DTYPES["f32"])


@ATEN.rule("aten.full_like.default")
def full_like(self: Value, fill_value: Any, *, dtype: Any = None) -> Any:
    return _filled(self.shape, fill_value, dtype or self.dtype)


@ATEN.rule("aten.zeros_like.default", "aten.empty_like.default")
def zeros_like(self: Value, *, dtype: Any = None) -> Any:
    return _filled(self.shape, 0, dtype or self.dtype)


@ATEN.rule("aten.ones_like.default")
def ones_like(self: Value, *, dtype: Any = None) -> Any:
    return _filled(self.shape, 1, dtype or self.dtype)


@ATEN.rule("aten.new_full.default")
def new_full(self: Value, size: list, fill_value: Any, *, dtype: Any = None) -> Any:
    return _filled(size, fill_value, dtype or self.dtype)


@ATEN.rule("aten.new_zeros.default", "aten.new_empty.default")
def new_zeros(self: Value, size: list, *, dtype: Any = None) -> Any:
    return _filled(size, 0, dtype or self.dtype)


@ATEN.rule("aten.new_ones.default")
def new_ones(self: Value, size: list, *, dtype: Any = None) -> Any:
    return _filled(size, 1, dtype or self.dtype)


@ATEN.rule("aten.empty_permuted.default", "aten.empty_strided.default")
def empty_with_layout(size: list, layout: list, *, dtype: Any = None) -> Any:
    return _filled(size, 0, dtype or DTYPES["f32"])


@ATEN.rule("aten.fill.Scalar", "aten.fill.Tensor")
def fill(self: Value, value: Any) -> Any:
    return _filled(self.shape, value, self.dtype)


# Ranges ----------------------------------------------------------------------------------------


def _range(start: Any, end: Any, step: Any, dtype: Any) -> Any:
    if all(map(is_size, (start, end, step))) and (dtype is None or known(dtype).is_integer):
        if not isinstance(step, int) or step == 0:
            raise Error(f"its step is {step}, expected a number other than 0")
        span = end - start if step > 0 else start - end
        count = (span + (abs(step) - 1)) // abs(step) if abs(step) > 1 else span
        count = max(count, 0) if isinstance(count, int) else count
        return Affine(start, [step]).value([count], dtype or DTYPES["i64"])
    dtype = known(dtype) if dtype is not None else DTYPES["f32"]
    if any(isinstance(each, (Dim, Array)) for each in (start, end, step)):
        if not all(map(is_size, (start, end, step))):
            raise Error("a range of floats whose bounds are not known before the program runs is not supported")
        return creation.arange(start, end, step, "i64").astype(dtype)
    return coercion.constant(np.arange(start, end, step, np.float64).astype(dtype.numpy))


@ATEN.rule("aten.arange.default")
def arange(end: Any, *, dtype: Any = None) -> Any:
    return _range(0, end, 1, dtype)


@ATEN.rule("aten.arange.start")
def arange_start(start: Any, end: Any, *, dtype: Any = None) -> Any:
    return _range(start, end, 1, dtype)


@ATEN.rule("aten.arange.start_step")
def arange_start_step(start: Any, end: Any, step: Any = 1, *, dtype: Any = None) -> Any:
    return _range(start, end, step, dtype)


@ATEN.rule("aten.linspace.default")
def linspace(start: Any, end: Any, steps: Any, *, dtype: Any = None) -> Array:
    dtype = known(dtype) if dtype is not None else DTYPES["f32"]
    return creation.linspace(start, end, steps, dtype="f64").astype(dtype)


@ATEN.rule("aten.eye.default", "aten.eye.m")
def eye(n: Any, m: Any = None, *, dtype: Any = None) -> Array:
    sizes = [n, n if m is None else m]
    return (ops.iota(0, sizes, "i64") == ops.iota(1, sizes, "i64")).astype(_of(dtype))


def _of(dtype: Any) -> DType:
    return known(dtype) if dtype is not None else DTYPES["f32"]


@ATEN.rule("aten.tril.default")
def tril(self: Array, diagonal: int = 0) -> Array:
    return _kept_part(self, lambda row, column: column - row <= diagonal)


@ATEN.rule("aten.triu.default")
def triu(self: Array, diagonal: int = 0) -> Array:
    return _kept_part(self, lambda row, column: column - row >= diagonal)


def _kept_part(x: Array, condition: Any) -> Array:
    sizes = x.shape[-2:]
    kept = condition(ops.iota(0, sizes, "i64"), ops.iota(1, sizes, "i64"))
    zero = coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype)
    return ops.select(coercion.broadcast_to(kept, x.shape), x, coercion.broadcast_to(zero, x.shape))


# Constants of 1 MB at most are in the program's text.
_MOST_PLACES = 2**16


@ATEN.rule("aten.tril_indices.default")
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None) -> Any:
    return _triangle(row, col, lambda row, column: column - row <= offset, dtype)


@ATEN.rule("aten.triu_indices.default")
def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None) -> Any:
    return _triangle(row, col, lambda row, column: column - row >= offset, dtype)


def _triangle(rows: Any, columns: Any, condition: Any, dtype: Any) -> Any:
    """Returns the places of the elements for which a condition on rows and columns holds."""
    if not isinstance(rows, int) or not isinstance(columns, int) or rows * columns > 2 * _MOST_PLACES:
        raise Error(f"the indices of a triangle of {rows} rows and {columns} columns are not supported: expected numbers, and "
                    f"{2 * _MOST_PLACES} elements at most")
    places = np.array(np.nonzero(condition(*np.indices((rows, columns), sparse=True))))
    dtype = known(dtype) if dtype is not None else DTYPES["i64"]
    return Known(places, dtype) if places.size <= MOST_ELEMENTS else coercion.constant(places.astype(dtype.numpy))
