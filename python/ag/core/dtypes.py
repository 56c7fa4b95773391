# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which element types are there, and which numpy dtype is each?

The list is the compiler's (ag/Support/Scalar/ScalarType.h). Types have the names that printed IR has: "f32", "bf16",
"i64", "ui8", "i1". Integers are signed unless their name begins with "ui".
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from .. import _ag
from .errors import Error, shown


@dataclass(frozen=True)
class DType:
    """An element type; `kind` is Float, Signed, Unsigned or Bool."""

    name: str
    numpy_name: str
    kind: str
    bits: int

    def __eq__(self, other: object) -> bool:
        """Returns true if `other` is this type, also as a numpy dtype or a name: x.dtype == np.float32."""
        if isinstance(other, DType):
            return self.name == other.name
        return isinstance(other, (str, type, np.dtype)) and self is spelled_dtype(other)

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_float(self) -> bool:
        """Whether the type is f64, f32, bf16 or f16."""
        return self.kind == "Float"

    @property
    def is_integer(self) -> bool:
        """Whether the type is a signed or unsigned integer; i1, whose values are True and False, is not."""
        return self.kind in ("Signed", "Unsigned")

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest value of an integer type."""
        if self.kind == "Unsigned":
            return 0, 2**self.bits - 1
        return -(2 ** (self.bits - 1)), 2 ** (self.bits - 1) - 1

    @property
    def numpy(self) -> np.dtype:
        """The numpy dtype. That of bf16 is in the package ml_dtypes; it is an Error if that is not installed."""
        if self.numpy_name != "bfloat16":
            return np.dtype(self.numpy_name)
        try:
            import ml_dtypes
        except ImportError:
            raise Error("bf16 arrays in numpy need the package ml_dtypes: pip install ml_dtypes") from None
        return np.dtype(ml_dtypes.bfloat16)

    def __str__(self) -> str:
        return self.name


DTYPES = {row[0]: DType(*row) for row in _ag.element_types()}
_BY_NUMPY = {dtype.numpy_name: dtype for dtype in DTYPES.values()}

DTypeLike: TypeAlias = Any  #: a name ("f32"), a DType, or anything that numpy converts to a dtype


def as_dtype(spelled: DTypeLike) -> DType:
    """Returns the DType; "float32" and numpy.float32 are f32. Raises an Error if there is none."""
    dtype = spelled if isinstance(spelled, DType) else spelled_dtype(spelled)
    if dtype is None:
        known = ", ".join(DTYPES)
        hints = ["a shape is one argument, as in ag.zeros((3, 4))"] if isinstance(spelled, int) else []
        raise Error(f"{shown(spelled)} is no element type of ag; there are {known}", hints)
    return dtype


def spelled_dtype(spelled: Any) -> DType | None:
    """Returns the DType of a name, or of anything that numpy converts to a dtype. Returns None if there is none."""
    if spelled is None:  # numpy converts None to float64
        return None
    try:
        if isinstance(spelled, str) and (spelled in DTYPES or spelled in _BY_NUMPY):  # numpy has no bfloat16 of its own
            return DTYPES.get(spelled) or _BY_NUMPY[spelled]
        return _BY_NUMPY[np.dtype(spelled).name]
    except (TypeError, KeyError):
        return None


def encoded(values: Any, dtype: DType) -> np.ndarray:
    """Returns the numbers in the element type, each rounded once. numpy has no bf16, so its bits are returned;
    ml_dtypes, which rounds to f32 first, would round twice."""
    if dtype.name != "bf16":
        return np.asarray(values, dtype.numpy)
    wide = _in_f64(np.asarray(values))
    with np.errstate(over="ignore"):
        near = wide.astype(np.float32)
    # Rounds to odd in f32: towards 0, with the last bit set if inexact. So the second rounding sees no false tie.
    odd = near.view(np.uint32) - (abs(near) > abs(wide)) | (near != wide)
    rounded = odd + np.uint64(0x7FFF) + (odd >> 16 & 1) >> 16
    return np.where(np.isnan(wide), 0x7FC0, rounded).astype(np.uint16)


def _in_f64(values: np.ndarray) -> np.ndarray:
    """Returns the values as f64. Integers that f64 cannot represent are rounded to odd."""
    if values.dtype.kind not in "iuO" or values.dtype.itemsize < 8:
        return np.asarray(values, np.float64)
    return np.asarray(np.frompyfunc(_with_53_bits, 1, 1)(values), np.float64)


def _with_53_bits(number: Any) -> float:
    if isinstance(number, float):
        return number
    cut = max(int(number).bit_length() - 53, 0)
    bits = abs(int(number))
    return math.copysign((bits >> cut | bool(bits & (1 << cut) - 1)) << cut, number)


def is_known(dtype: np.dtype) -> bool:
    """Returns true if ag has this element type of numpy."""
    return dtype.name in _BY_NUMPY


def promoted(a: DType, b: DType) -> DType:
    """Returns the type to which a message advises casting two types. Floats win over integers, integers over i1. Of two
    floats or two integers the wider one wins; if neither has all values of the other, the next wider type does."""
    ranks = {"Bool": 0, "Signed": 1, "Unsigned": 1, "Float": 2}
    wider, other = sorted((a, b), key=lambda dtype: (ranks[dtype.kind], dtype.bits), reverse=True)
    if a == b or ranks[a.kind] != ranks[b.kind]:
        return wider
    if wider.is_float:
        return wider if wider.bits > other.bits else DTYPES["f32"]  # bf16 and f16
    if wider.kind == other.kind or (wider.kind == "Signed" and wider.bits > other.bits):
        return wider
    return DTYPES[f"i{min(64, 2 * wider.bits)}"]
