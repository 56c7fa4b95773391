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

import numpy as np

from .. import ops
from ..core import coercion
from ..core.dims import Dim, Size
from ..core.dtypes import DType
from ..numpy import joining, shaping
from . import values
from .values import Affine, Unfoldable, Value, joint_shape, shape_of


def of(x: Any) -> Affine | None:
    """Returns what is known of an operand, which can be a number of Python."""
    if isinstance(x, Value):
        if x.affine is None and x.known is not None:
            x.affine = _of_elements(x.known.elements)
        return x.affine if not x.dtype.is_float else None
    return Affine(x, []) if isinstance(x, (bool, int, Dim)) else None


def _of_elements(elements: np.ndarray) -> Affine | None:
    """Returns elements that are affine in their indices as such."""
    if not elements.size:
        return None
    first = elements.flat[0]
    if isinstance(first, (bool, float)):
        is_one = not isinstance(first, float) and all(each is first for each in elements.flat)
        return Affine(first, [0] * elements.ndim) if is_one else None
    steps: list[Size] = []
    for dim, size in enumerate(elements.shape):
        place = tuple(1 if each == dim else 0 for each in range(elements.ndim))
        steps.append(elements[place] - first if size > 1 else 0)
    for place in np.ndindex(elements.shape):
        if elements[place] - (first + sum(step * index for step, index in zip(steps, place))) != 0:
            return None
    return Affine(first, steps)


def progression(start: Size, count: Size, step: int, dtype: DType) -> Value:
    """Returns the numbers start, start + step, ..."""
    return Affine(start, [step]).value([count], dtype)


def cast(x: Value, dtype: DType) -> Value | None:
    """Returns integers in another integer type, which has all of them; or flags as integers."""
    known = of(x)
    if known is not None and isinstance(known.start, bool) and dtype.is_integer:
        return Affine(int(known.start), known.steps).value(x.shape, dtype)
    if known is None or isinstance(known.start, bool) or not x.dtype.is_integer or not dtype.is_integer:
        return None
    try:
        low, high = _bounds(known, Affine(0, [0] * len(x.shape)), x.shape)
    except Unfoldable:
        return None
    least, most = dtype.bounds
    if dtype.bits < 64 and not (_is_at_most(least, low) and _is_at_most(high, most)):
        return None
    return known.value(x.shape, dtype)


def spread(x: Any, shape: Sequence[Size]) -> Affine | None:
    """Returns an affine operand with the steps of its broadcast to `shape`."""
    known, own = of(x), shape_of(x)
    if known is None or len(own) > len(shape):
        return None
    return known.spread(own, len(shape))


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


def columns(xs: Sequence[Value], dim: int) -> Value | None:
    """Returns the concatenation of arrays of size 1 along the last dimension, whose parts are kept: index arrays for the
    dimensions of another array."""
    if dim != len(xs[0].shape) - 1 or any(x.shape[dim] != 1 or x.shape != xs[0].shape for x in xs):
        return None
    made = Value(xs[0].dtype, [*xs[0].shape[:dim], len(xs)], lambda: joining.concat([x.array for x in xs], dim))
    made.parts = tuple(xs)
    return made


# Reads at known places -------------------------------------------------------------------------


def gathered(x: Value, indices: Sequence[Value]) -> Value | None:
    """Returns x, which is affine in its indices, at indices that are affine in theirs, and not negative."""
    known, shape = of(x), joint_shape(*indices)
    if known is None or shape is None or len(indices) != len(x.shape):
        return None
    start, steps = known.start, [0] * len(shape)
    for step, index in zip(known.steps, indices):
        found = spread(index, shape)
        if found is None or any(not isinstance(each, int) or each < 0 for each in (found.start, *found.steps)):
            return None
        if not known.is_constant:
            start = start + step * found.start
            steps = [a + step * b for a, b in zip(steps, found.steps)]
    return Affine(start, steps).value(shape, x.dtype)


def at_ranges(x: Value, indices: Sequence[Value]) -> Value | None:
    """Returns x at indices that are ranges, each along a dimension of its own, as a slice of x that is broadcast: x[i, j]
    for i = arange(n)[:, None] and j = arange(m). Returns None if they are not such ranges."""
    shape = joint_shape(*indices)
    if shape is None or len(indices) != len(x.shape):
        return None
    dims: list[int] = []
    offsets, sizes = [], []
    for index in indices:
        found = spread(index, shape)
        if found is None or isinstance(found.start, bool) or not isinstance(found.start, int) or found.start < 0:
            return None
        along = [dim for dim, step in enumerate(found.steps) if not isinstance(step, int) or step != 0]
        if len(along) > 1 or (along and (found.steps[along[0]] != 1 or along[0] in dims)):
            return None
        dims.append(along[0] if along else -1)
        offsets.append(found.start)
        sizes.append(shape[along[0]] if along else 1)
    array = x.array
    if any(offsets) or tuple(sizes) != x.shape:
        array = ops.slice_(array, offsets, sizes, [1] * len(sizes))
    kept = [axis for axis, dim in enumerate(dims) if dim >= 0]
    array = shaping.reshape(array, [sizes[axis] for axis in kept])
    order = sorted(range(len(kept)), key=lambda place: dims[kept[place]])
    array = shaping.transpose(array, order) if order != sorted(order) else array
    return Value.of(coercion.broadcast_in(array, shape, sorted(dims[axis] for axis in kept)))


# Choices ---------------------------------------------------------------------------------------


def combined(decides: bool, x: Value, y: Value) -> Value | None:
    """Returns the conjunction of flags, which False decides, or the disjunction, which True decides, if the flags of one of
    them are known."""
    shape = joint_shape(x, y)
    if shape is None:
        return None
    for flag, other in ((flag_of(x), y), (flag_of(y), x)):
        if flag is not None:
            return constant(decides, shape) if flag == decides else \
                broadcast(other, shape) or values.stretched(other, shape)
    return None


def negated(x: Value) -> Value | None:
    """Returns the opposite of flags that are known."""
    flag = flag_of(x)
    return None if flag is None else constant(not flag, x.shape)


def chosen(condition: Value, x: Value, y: Value) -> Value | None:
    """Returns the one of two arrays that flags which are known choose."""
    flag, shape = flag_of(condition), joint_shape(condition, x, y)
    if flag is None or shape is None:
        return None
    taken = x if flag else y
    if taken.shape == shape:
        return taken
    return broadcast(taken, shape) or values.stretched(taken, shape)
