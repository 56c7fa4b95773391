# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Between which bounds are the elements of an integer array?

    ag.arange(n)                0 to n - 1
    ag.arange(n) * 2 + 1        1 to 2 * n - 1
    ag.argmax(x, 1)             0 to x.shape[1] - 1

An index that is in range by its bounds needs no check when the program runs. The bounds are sizes (dims.py). They follow
from operands, op by op.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from .arrays import Array
from .dims import Dim, Ranges, Size, bounds_of, is_at_least

#: The least and the greatest number that an element can be.
Span: TypeAlias = tuple[Size, Size]

#: Sizes of arrays are below 2^47. A bound with greater coefficients may not be a number of 64 bits.
_GREATEST_COEFFICIENT = 2**15


def is_inside(x: Array, extent: Size, ranges: Ranges) -> bool:
    """Returns true if all elements are known to be indices into a dimension of this size."""
    return is_from_zero(x, ranges) and is_at_least(extent - x.span[1], 1, ranges)  # type: ignore[index]


def is_from_zero(x: Array, ranges: Ranges) -> bool:
    """Returns true if no element can be negative."""
    return x.span is not None and is_at_least(x.span[0], 0, ranges)


def set_span(x: Array, span: Span | None, ranges: Ranges) -> Array:
    """Records the bounds of x, if its type has all numbers between them, so that none has wrapped. Returns x."""
    x.span = span if span and all(_is_number_of(bound, x, ranges) for bound in span) else None
    return x


def _is_number_of(bound: Size, x: Array, ranges: Ranges) -> bool:
    least, most = x.dtype.bounds
    low, high = bounds_of(bound, ranges)
    if low is not None and high is not None:
        return least <= low and high <= most
    terms = bound.terms if isinstance(bound, Dim) else {(): bound}
    is_short = sum(map(abs, terms.values())) <= _GREATEST_COEFFICIENT and all(len(factors) <= 2 for factors in terms)
    return x.dtype.bits == 64 and is_short


# Ops -------------------------------------------------------------------------------------------


def follow(name: str, operands: Sequence[Any], attributes: Mapping[str, Any], result: Array, ranges: Ranges) -> None:
    """Sets the bounds of the result of the op `name`."""
    if result.dtype.kind != "Signed":
        return
    if name == "ag.iota":
        set_span(result, (0, result.shape[attributes["dim"][1]] - 1), ranges)
    elif name in _MOVES or (name == "ag.gather" and attributes["mode"][1] != _FILL):
        result.span = operands[0].span
    elif name in ("ag.update", "ag.concat"):
        arrays = [operand for operand in operands if isinstance(operand, Array)]
        set_span(result, joined([array.span for array in arrays], ranges), ranges)
    elif name == "ag.cast" and operands[0].dtype.kind == "Signed":
        set_span(result, operands[0].span, ranges)
    elif name in _ARITHMETIC:
        spans = [operand.span for operand in operands if operand.dtype.kind == "Signed"]
        if None not in spans:
            set_span(result, _ARITHMETIC[name](ranges, *spans), ranges)


#: Ops whose results are elements of their first operand.
_MOVES = ("ag.broadcast", "ag.reshape", "ag.slice", "ag.transpose", "ag.stop_gradient")

#: The mode of ag.gather in which places out of range have zeros.
_FILL = 2


def joined(spans: Sequence[Span | None], ranges: Ranges) -> Span | None:
    """Returns the bounds of elements that each are within one of `spans`, or None if these are not known."""
    first, *others = spans
    for other in others:
        first = _either(ranges, first, other) if first and other else None
    return first


def _product(ranges: Ranges, x: Span, y: Span) -> Span | None:
    for (low, high), (factor, other) in ((x, y), (y, x)):
        if isinstance(factor, int) and factor == other:
            return (low * factor, high * factor) if factor >= 0 else (high * factor, low * factor)
    if is_at_least(x[0], 0, ranges) and is_at_least(y[0], 0, ranges):
        return x[0] * y[0], x[1] * y[1]
    return None


def _either(ranges: Ranges, x: Span, y: Span) -> Span | None:
    """Returns the bounds of elements of both, or None if it is not known which bounds are farther out."""
    low = next((a for a, b in ((x[0], y[0]), (y[0], x[0])) if is_at_least(b - a, 0, ranges)), None)
    high = next((a for a, b in ((x[1], y[1]), (y[1], x[1])) if is_at_least(a - b, 0, ranges)), None)
    return None if low is None or high is None else (low, high)


_ARITHMETIC: dict[str, Callable[..., Span | None]] = {
    "ag.add": lambda _, x, y: (x[0] + y[0], x[1] + y[1]),
    "ag.sub": lambda _, x, y: (x[0] - y[1], x[1] - y[0]),
    "ag.neg": lambda _, x: (-x[1], -x[0]),
    "ag.mul": _product, "ag.min": _either, "ag.max": _either, "ag.select": _either,
}
