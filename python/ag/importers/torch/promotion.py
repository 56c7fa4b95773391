# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""In which element type does PyTorch compute? ag promotes nothing, so the rules cast.

Operands have three levels: arrays with dimensions, arrays of rank 0, and numbers of Python. A lower level counts only if
its kind, which is bool, integer or float, is greater than that of the levels above. Of one level, the least type counts that
PyTorch takes for both, which test/Import/peers compares with torch.promote_types for all pairs.
"""
from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim
from ...core.dtypes import DTYPES, DType
from ...core.errors import Error
from ..values import Value

_KINDS = {"Bool": 0, "Signed": 1, "Unsigned": 1, "Float": 2}
_F32, _I64, _I1 = DTYPES["f32"], DTYPES["i64"], DTYPES["i1"]


def _kind(dtype: DType) -> int:
    return _KINDS[dtype.kind]


def promoted(a: DType, b: DType) -> DType:
    """Returns torch.promote_types(a, b). Raises an Error if PyTorch has no type for both."""
    wider, other = sorted((a, b), key=lambda dtype: (_kind(dtype), dtype.bits), reverse=True)
    if a == b or wider.is_float and not other.is_float:
        return wider
    if other.kind == "Bool" and (wider.kind == "Signed" or wider.name == "ui8"):
        return wider
    if wider.is_float:
        return wider if wider.bits > other.bits else _F32  # bf16 and f16
    if wider.kind == other.kind == "Signed":
        return wider
    if {a.name, b.name} == {"ui8", "i8"}:
        return DTYPES["i16"]
    if other.name == "ui8" and wider.kind == "Signed":
        return wider
    raise Error(f"PyTorch has no common type of {a} and {b}", ["cast one of them"])


def _of_number(number: Any) -> DType:
    if isinstance(number, bool):
        return _I1
    return _I64 if isinstance(number, (int, Dim)) else _F32


def _of_level(dtypes: list[DType]) -> DType | None:
    return functools.reduce(promoted, dtypes) if dtypes else None


def _combined(above: DType | None, below: DType | None) -> DType | None:
    if above is None or below is None:
        return above or below
    if _kind(below) > _kind(above):
        return below
    return above


def result_type(*operands: Any) -> DType:
    """Returns torch.result_type of arrays and numbers of Python."""
    arrays = [x for x in operands if isinstance(x, (Array, Value))]
    levels = ([x.dtype for x in arrays if x.shape], [x.dtype for x in arrays if not x.shape],
              [_of_number(x) for x in operands if not isinstance(x, (Array, Value))])
    dtype = functools.reduce(_combined, map(_of_level, levels))
    if dtype is None:
        raise Error("it has no operands")
    return dtype


def cast(x: Any, dtype: DType) -> Array:
    """Returns an array, or a number as an array of rank 0, in this element type."""
    if isinstance(x, Array):
        return x if x.dtype == dtype else x.astype(dtype)
    if isinstance(x, Dim):
        return coercion.scalar(x, dtype)
    return coercion.scalar(bool(x) if dtype.kind == "Bool" else int(x) if dtype.is_integer else float(x), dtype)


def number(x: Any, dtype: DType) -> Any:
    """Returns an array cast to this element type, or a number such that it can stand beside arrays of the type."""
    x = array_of(x)
    if isinstance(x, (Array, Dim)):
        return cast(x, dtype)
    return bool(x) if dtype.kind == "Bool" else int(x) if dtype.is_integer else float(x)


def of_one_type(*operands: Any, dtype: DType | None = None) -> list[Any]:
    """Returns arrays and numbers in the type in which PyTorch computes, or in `dtype`. At least one is an array."""
    dtype = result_type(*operands) if dtype is None else dtype
    made = [number(x, dtype) for x in operands]
    return made if any(isinstance(x, Array) for x in made) else [cast(made[0], dtype), *made[1:]]


def floats(*operands: Any) -> list[Any]:
    """Returns operands in the type of a function of floats: integers are cast to f32, PyTorch's default."""
    dtype = result_type(*operands)
    return of_one_type(*operands, dtype=dtype if dtype.is_float else _F32)


def array_of(x: Any) -> Any:
    """Returns the array of a Value, and other operands as they are."""
    return x.array if isinstance(x, Value) else x


def summed(x: Array, dtype: DType | str | None) -> DType:
    """Returns the type of a sum or product: i64 for integers and i1, unless `dtype` is given."""
    if dtype is not None:
        return known(dtype)
    return x.dtype if x.dtype.is_float else _I64


def known(dtype: Any) -> DType:
    """Returns an element type that ag has. Raises an Error for another one, which is a word."""
    if not isinstance(dtype, DType):
        raise Error(f"elements of {dtype} are not supported")
    return dtype


def result_of_levels(dtypes: Sequence[DType]) -> DType:
    """Returns the type of several arrays whose ranks do not count, as those that are concatenated."""
    return functools.reduce(promoted, dtypes)
