# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which size is an integer array of rank 0?

For an array i, the slice x[i:i + n] has the size (i + n) - i, which is n. So sums, differences and products of such
arrays are polynomials in the elements of others, like other sizes (dims.py). Arrays of less than 64 bits wrap, and
sizes do not: their polynomials are equal to their elements modulo 2^bits only.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .arrays import Array
from .dims import Dim, Element, Size

#: Polynomials of more terms are taken as elements, whose sums would grow without end.
_MOST_TERMS = 16

_ARITHMETIC: dict[str, Callable[..., Size]] = {
    "ag.add": lambda x, y: x + y, "ag.sub": lambda x, y: x - y, "ag.mul": lambda x, y: x * y, "ag.neg": lambda x: -x,
}


def is_integer(x: Any) -> bool:
    """Returns true for an array of rank 0 whose element can be a size."""
    return isinstance(x, Array) and not x.shape and x.dtype.kind == "Signed"


def polynomial(x: Array) -> Size:
    """Returns the element as a polynomial, which is equal to it modulo 2^bits."""
    if x.known is None:
        x.known = element(x)
    return x.known


def element(x: Array) -> Dim:
    """Returns the element as a size about which nothing is known."""
    return Dim.of(Element(x.value, dtype=x.dtype.name))


def exact(x: Array) -> Size:
    """Returns the element as a size that is equal to it."""
    size = polynomial(x)
    if x.dtype.bits == 64 or _is_element(size):
        return size
    low, high = x.dtype.bounds
    return size if isinstance(size, int) and low <= size <= high else element(x)


def _is_element(size: Size) -> bool:
    return isinstance(size, Dim) and len(size.atoms) == 1 and size in map(Dim.of, size.atoms)


def follow(name: str, operands: Sequence[Any], result: Array) -> None:
    """Sets what is known of the result of the op `name`."""
    if not is_integer(result) or not all(map(is_integer, operands)):
        return
    sizes = [polynomial(operand) for operand in operands]
    if name in _ARITHMETIC:
        size = _ARITHMETIC[name](*sizes)
        result.known = size if isinstance(size, int) or len(size.terms) <= _MOST_TERMS else None
    elif name == "ag.cast" and result.dtype.bits >= operands[0].dtype.bits:
        result.known = exact(operands[0])
