# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Matrices and their diagonals. Diagonal k is k columns to the right of the main one."""
from __future__ import annotations

from typing import Any

from .. import ops
from ..core import calls, coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size
from ..core.dtypes import DTypeLike, as_dtype
from ..core.errors import Error, shown
from . import elementwise, indexing, joining, shaping


def _check_number(k: Any) -> int:
    if not coercion.is_number(k) or isinstance(k, (bool, float, Dim)):
        raise Error(f"the number of a diagonal is {shown(k)}, expected an int")
    return int(k)


def _diagonals(rows: Size, columns: Size) -> Array:
    """Returns the number of the diagonal of each element."""
    return ops.sub(ops.iota(1, [rows, columns], "i64"), ops.iota(0, [rows, columns], "i64"))


def eye(rows: Any, columns: Any = None, k: int = 0, dtype: DTypeLike = "f32") -> Array:
    """Returns a matrix, square unless `columns` is given, with ones on diagonal k and zeros elsewhere."""
    rows = coercion.as_size(rows)
    columns = rows if columns is None else coercion.as_size(columns)
    return elementwise.equal(_diagonals(rows, columns), _check_number(k)).astype(as_dtype(dtype))


def _masked(x: ArrayLike, keep: Any, k: int) -> Array:
    x = coercion.tensor(x)
    if not x.shape:
        raise Error(f"an {x} has no diagonals: its rank is 0")
    rows, columns = (x.shape * 2)[-2:] if len(x.shape) == 1 else x.shape[-2:]
    zero = coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype)
    return elementwise.where(keep(_diagonals(rows, columns), _check_number(k)), x, zero)


def tril(x: ArrayLike, k: int = 0) -> Array:
    """Returns x with zeros above diagonal k of the matrices in the last two dimensions."""
    return _masked(x, elementwise.less_equal, k)


def triu(x: ArrayLike, k: int = 0) -> Array:
    """Returns x with zeros below diagonal k of the matrices in the last two dimensions."""
    return _masked(x, elementwise.greater_equal, k)


def diag(x: ArrayLike, k: int = 0) -> Array:
    """Returns diagonal k of a matrix; for a vector, the square matrix with that diagonal k and zeros elsewhere."""
    x, k = coercion.tensor(x), _check_number(k)
    if len(x.shape) == 1:
        row = joining.pad(x, [(max(k, 0), max(-k, 0))], False if x.dtype.kind == "Bool" else 0)
        size = row.shape[0]
        zero = coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype)
        return elementwise.where(elementwise.equal(_diagonals(size, size), k), row, zero)
    if len(x.shape) != 2:
        raise Error(f"diag is defined on vectors and matrices, got {x}")
    rows, columns = x.shape
    start = k if k >= 0 else columns * -k
    places = ops.iota(0, [_length(rows, columns, k)], "i64") * (columns + 1) + start
    return indexing.take(shaping.ravel(x), places)


def _length(rows: Size, columns: Size, k: int) -> Size:
    """Returns the length of diagonal k."""
    below, right = rows + min(k, 0), columns - max(k, 0)
    if isinstance(below, int) and isinstance(right, int):
        return max(0, min(below, right))
    shorter = below if below == right else tracing.extreme("minsi", below, right)
    return shorter if k == 0 else tracing.extreme("maxsi", shorter, 0)


calls.check_module(__name__)
