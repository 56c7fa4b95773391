# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is known of arithmetic on affine arrays?

Models compute masks from ranges: where a range of rows is not less than one of columns, where a constant is positive. Each
function here returns a Value whose elements are affine, or None if they are not known to be. So these masks are
comparisons of indices, or constants, and no array of all pairs is made.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.dims import Dim, Size
from ..core.dtypes import DType
from . import values
from .values import Affine, Unfoldable, Value


def of(x: Any) -> Affine | None:
    """Returns what is known of an operand, which can be a number of Python."""
    if isinstance(x, Value):
        return x.affine if not x.dtype.is_float else None
    return Affine(x, []) if isinstance(x, (bool, int, Dim)) else None


def shape_of(x: Any) -> tuple[Size, ...]:
    """Returns the shape of an operand."""
    return x.shape if isinstance(x, Value) else ()


def joint_shape(*operands: Any) -> tuple[Size, ...] | None:
    """Returns the shape to which operands are broadcast, or None if sizes that differ have to be compared first."""
    shapes = [shape_of(x) for x in operands]
    rank = max(map(len, shapes))
    result: list[Size] = []
    for dim in range(-rank, 0):
        sizes = {shape[dim] for shape in shapes if len(shape) >= -dim} - {1}
        if len(sizes) > 1:
            return None
        result.append(sizes.pop() if sizes else 1)
    return tuple(result)


def spread(x: Any, shape: Sequence[Size]) -> Affine | None:
    """Returns an affine operand with the steps of its broadcast to `shape`."""
    known, own = of(x), shape_of(x)
    if known is None or len(own) > len(shape):
        return None
    steps: list[Size] = [0] * (len(shape) - len(own))
    for step, size in zip(known.steps, own):
        steps.append(0 if size == 1 else step)
    return Affine(known.start, steps)


def _both(x: Any, y: Any) -> tuple[Affine, Affine, tuple[Size, ...]] | None:
    shape = joint_shape(x, y) if of(x) is not None and of(y) is not None else None
    if shape is None:
        return None
    return spread(x, shape), spread(y, shape), shape  # type: ignore[return-value]


def added(x: Any, y: Any, factor: Any, dtype: DType) -> Value | None:
    """Returns x + factor * y."""
    found = _both(x, y)
    if found is None or not isinstance(factor, (int, Dim)) or not dtype.is_integer:
        return None
    a, b, shape = found
    return Affine(a.start + b.start * factor, [s + t * factor for s, t in zip(a.steps, b.steps)]).value(shape, dtype)


def multiplied(x: Any, y: Any, dtype: DType) -> Value | None:
    """Returns x * y, for one of them a constant."""
    found = _both(x, y)
    if found is None or not dtype.is_integer or not (found[0].is_constant or found[1].is_constant):
        return None
    a, b = found[:2] if found[1].is_constant else found[1::-1]
    return Affine(a.start * b.start, [step * b.start for step in a.steps]).value(found[2], dtype)


def cumulative(x: Value, dim: int, dtype: DType) -> Value | None:
    """Returns the sums of a constant along a dimension."""
    if of(x) is None or not x.affine.is_constant or not dtype.is_integer:  # type: ignore[union-attr]
        return None
    number = int(x.affine.start) if isinstance(x.affine.start, bool) else x.affine.start  # type: ignore[union-attr]
    return Affine(number, [number if each == dim else 0 for each in range(len(x.shape))]).value(x.shape, dtype)


# Conditions ------------------------------------------------------------------------------------

_SWAPPED = {"gt": "lt", "ge": "le"}


def compared(predicate: str, x: Any, y: Any) -> Value | None:
    """Returns a comparison whose result is the same for all elements: eq, ne, lt, le, gt or ge."""
    if predicate in _SWAPPED:
        return compared(_SWAPPED[predicate], y, x)
    found = _both(x, y)
    if found is None or isinstance(found[0].start, bool) or isinstance(found[1].start, bool):
        return None
    a, b, shape = found
    try:
        answer = _answer(predicate, *_bounds(a, b, shape))
    except Unfoldable:
        return None
    return None if answer is None else constant(answer, shape)


def _bounds(a: Affine, b: Affine, shape: Sequence[Size]) -> tuple[Size, Size]:
    """Returns the least and the greatest value of a - b."""
    low = high = a.start - b.start
    for s, t, size in zip(a.steps, b.steps, shape):
        step = s - t
        if not isinstance(step, int):
            raise Unfoldable
        low, high = low + min(step, 0) * (size - 1), high + max(step, 0) * (size - 1)
    return low, high


def _is_at_most(a: Size, b: Size) -> bool:
    try:
        return not values.is_less(b, a)
    except Unfoldable:
        return False


def _is_below(a: Size, b: Size) -> bool:
    try:
        return values.is_less(a, b)
    except Unfoldable:
        return False


def _answer(predicate: str, low: Size, high: Size) -> bool | None:
    if predicate in ("eq", "ne"):
        if low == high == 0:
            return predicate == "eq"
        return predicate == "ne" if _is_below(0, low) or _is_below(high, 0) else None
    holds, fails = (_is_below(high, 0), _is_at_most(0, low)) if predicate == "lt" else (_is_at_most(high, 0), _is_below(0, low))
    return True if holds else False if fails else None


def constant(number: Any, shape: Sequence[Size], dtype: str = "i1") -> Value:
    """Returns an array of this shape that is `number` everywhere."""
    return Affine(number, [0] * len(shape)).value(shape, values.DTYPES[dtype])


def flag_of(x: Any) -> bool | None:
    """Returns the flag that all elements of an operand are, or None if they may differ."""
    known = of(x)
    return known.start if known is not None and isinstance(known.start, bool) else None


# Changes of shape ------------------------------------------------------------------------------


def reshaped(x: Value, shape: Sequence[Size]) -> Value | None:
    """Returns x in another shape, which adds or removes dimensions of size 1, or if x is a constant, any."""
    if of(x) is None:
        return None
    affine: Affine = x.affine  # type: ignore[assignment]
    if affine.is_constant:
        return Affine(affine.start, [0] * len(shape)).value(shape, x.dtype)
    steps = iter([step for step, size in zip(affine.steps, x.shape) if size != 1])
    if [size for size in shape if size != 1] != [size for size in x.shape if size != 1]:
        return None
    return Affine(affine.start, [0 if size == 1 else next(steps) for size in shape]).value(shape, x.dtype)


def permuted(x: Value, order: Sequence[int]) -> Value | None:
    """Returns x with its dimensions in this order."""
    if of(x) is None:
        return None
    return Affine(x.affine.start, [x.affine.steps[dim] for dim in order]).value(  # type: ignore[union-attr]
        [x.shape[dim] for dim in order], x.dtype)


def broadcast(x: Value, shape: Sequence[Size]) -> Value | None:
    """Returns x broadcast to a shape."""
    known = spread(x, shape)
    if known is None or not all(own == 1 or own == size for own, size in zip(reversed(x.shape), reversed(shape))):
        return None
    return known.value(shape, x.dtype)


def part(x: Value, dim: int, offset: Size, size: Size | None, stride: int = 1) -> Value | None:
    """Returns `size` elements of x along a dimension, or for None the one at the offset, without the dimension."""
    if of(x) is None:
        return None
    affine: Affine = x.affine  # type: ignore[assignment]
    number = affine.start if isinstance(affine.start, bool) else affine.start + affine.steps[dim] * offset
    middle = ([], []) if size is None else ([affine.steps[dim] * stride], [size])
    return Affine(number, [*affine.steps[:dim], *middle[0], *affine.steps[dim + 1:]]).value(
        [*x.shape[:dim], *middle[1], *x.shape[dim + 1:]], x.dtype)


def joined(xs: Sequence[Value], dim: int) -> Value | None:
    """Returns the concatenation of arrays along a dimension, each of which continues the one before."""
    if any(of(x) is None or isinstance(x.affine.start, bool) for x in xs):  # type: ignore[union-attr]
        return None
    step = next((x.affine.steps[dim] for x in xs if x.shape[dim] != 1), None)  # type: ignore[union-attr]
    if step is None:
        step = xs[1].affine.start - xs[0].affine.start if len(xs) > 1 else 0  # type: ignore[union-attr]
    first: Affine = xs[0].affine  # type: ignore[assignment]
    others = [each for place, each in enumerate(first.steps) if place != dim]
    count: Size = 0
    for x in xs:
        affine: Affine = x.affine  # type: ignore[assignment]
        own = affine.steps[dim]
        if affine.start != first.start + count * step or (x.shape[dim] != 1 and own != step) or \
                [each for place, each in enumerate(affine.steps) if place != dim] != others:
            return None
        count = count + x.shape[dim]
    return Affine(first.start, [*first.steps[:dim], step, *first.steps[dim + 1:]]).value(
        [*xs[0].shape[:dim], count, *xs[0].shape[dim + 1:]], xs[0].dtype)
