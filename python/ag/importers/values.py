# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is known of an array while its graph is traced?

A Value is a value of the graph. It has an array, its elements if these are known (sizes, numbers, flags), or both. An
array of known elements is made when somebody reads it. So chains of ops that compute shapes leave nothing in the program.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .. import ops
from ..core import coercion, source, tracing
from ..core.arrays import Array, describe
from ..core.dims import Dim, Size, bounds_of, is_at_least
from ..core.dtypes import DTYPES, DType, encoded
from ..core.errors import Error
from ..numpy import creation, shaping, joining
from .ratios import Ratio

#: Arrays of more elements are not followed.
MOST_ELEMENTS = 1024


class Unfoldable(Exception):
    """Raised by a fold whose result is not known."""


class Known:
    """The elements of a small array. `elements` is a numpy array of objects: ints and Dims, bools, or floats and Ratios."""

    __slots__ = ("elements", "dtype")

    def __init__(self, elements: Any, dtype: DType | str) -> None:
        self.elements = _objects(elements)
        self.dtype = DTYPES[dtype] if isinstance(dtype, str) else dtype

    @property
    def sizes(self) -> list[Any]:
        """The elements in row-major order."""
        return list(self.elements.ravel())


def _objects(values: Any) -> np.ndarray:
    if isinstance(values, np.ndarray) and values.dtype == object:
        return values
    if isinstance(values, (list, tuple)):
        made = np.empty(len(values), object)
        for place, value in enumerate(values):
            made[place] = value
        return made
    if isinstance(values, Dim):
        made = np.empty((), object)
        made[()] = values
        return made
    return np.asarray(np.asarray(values).astype(object), object)


class Affine:
    """The elements of an array that are affine in their indices: start + steps[0] * i + steps[1] * j + ... They are integers,
    or flags that are all `start`."""

    __slots__ = ("start", "steps")

    def __init__(self, start: Any, steps: Sequence[Size]) -> None:
        self.start, self.steps = start, tuple(steps)

    @property
    def is_constant(self) -> bool:
        """Whether all elements are `start`."""
        return all(isinstance(step, int) and step == 0 for step in self.steps)

    def spread(self, shape: Sequence[Size], rank: int) -> "Affine":
        """Returns the elements of the broadcast of an array of this shape to a rank."""
        steps = [0 if size == 1 else step for step, size in zip(self.steps, shape)]
        return Affine(self.start, [0] * (rank - len(steps)) + steps)

    def value(self, shape: Sequence[Size], dtype: DType) -> "Value":
        """Returns an array of this shape with these elements."""
        if not shape:
            return Value.of(Known(self.start, dtype))
        made = Value(dtype, shape, lambda: self._array(list(shape), dtype))
        made.affine = self
        # Dimensions along which the elements are the same are broadcast after rules for single elements.
        alike = [1 if isinstance(step, int) and step == 0 else size for step, size in zip(self.steps, shape)]
        if alike != list(shape):
            made.core = self.value(alike, dtype)
        return made

    def _array(self, shape: list[Size], dtype: DType) -> Array:
        if self.is_constant:
            return creation.full(shape, self.start, dtype)
        total: Any = None
        for dim, step in enumerate(self.steps):
            if not isinstance(step, int) or step != 0:
                part = ops.iota(dim, shape, dtype.name)
                part = part if isinstance(step, int) and step == 1 else part * coercion.scalar(step, dtype)
                total = part if total is None else total + part
        return total if isinstance(self.start, int) and self.start == 0 else total + coercion.scalar(self.start, dtype)


class Value:
    """A value of a graph. `make` makes its array if that is not made of what is known, as that of a weight. `affine` is what
    is known of the elements of an array that may be large. `origins` has the names of the inputs of the graph whose elements
    decide its own, where these could be sizes. `parts` are the Values of which it is the concatenation along its last
    dimension, where these are kept. `core` is the smaller Value of which it is the broadcast. `source` is the node that makes
    it, with its operands. `count`, if it is not None, is a dimension and how many of its slices, an i64[], the value has; the
    others are padding of the array, whose size is the greatest number that there can be."""

    __slots__ = ("dtype", "shape", "known", "affine", "parts", "core", "source", "origins", "count", "_array", "_make")

    def __init__(self, dtype: DType, shape: Sequence[Size], make: Callable[[], Array] | None, known: Known | None = None,
                 origins: frozenset[str] = frozenset()) -> None:
        self.dtype, self.shape, self.known, self.origins = dtype, tuple(shape), known, origins
        self.count: tuple[int, Array] | None = None
        self.parts: tuple[Value, ...] = ()
        self.core: Value | None = None
        self.source: tuple[Any, list[Any]] | None = None
        is_one = known is not None and not known.elements.ndim and not isinstance(known.elements.item(), Ratio)
        self.affine = Affine(known.elements.item(), []) if is_one else None  # type: ignore[union-attr]
        self._array: Array | None = None
        self._make = make

    @staticmethod
    def of(result: Any) -> "Value":
        """Returns what a rule returned as a Value: an array, a Known, a size or a number of Python, or a Value."""
        if isinstance(result, Value):
            return result
        if isinstance(result, Known):
            return Value(result.dtype, result.elements.shape, None, result)
        if isinstance(result, (Dim, bool, int, float)):
            return Value.of(Known(result, "i1" if isinstance(result, bool) else "f64" if isinstance(result, float) else "i64"))
        array = coercion.tensor(result)
        made = Value(array.dtype, array.shape, None)
        made._array = array
        return made

    @staticmethod
    def counted(result: Any, axis: int, count: Array) -> "Value":
        """Returns an array as a Value with `count` slices along `axis`."""
        made = Value.of(result)
        made.count = axis, count
        return made

    def made_by(self, op: str) -> tuple[Any, list[Any]] | None:
        """Returns the node of this op that makes the value, and its operands, if these can be read here."""
        if self.source is None or self.source[0].op != op:
            return None
        return self.source if all(each.is_readable for each in self.source[1] if isinstance(each, Value)) else None

    @property
    def is_readable(self) -> bool:
        """Whether the array can be used here: it is not one of a region or body that has ended, or can be made again."""
        if self.core is not None:
            return self.core.is_readable
        if self.parts:
            return all(part.is_readable for part in self.parts)
        if self._make is not None or self.known is not None or self._array is None:
            return True
        return tracing.current().trace.is_visible(self._array.value)

    @property
    def is_weight(self) -> bool:
        """Whether the array is a parameter of the program, also where its elements are known."""
        return self.known is not None and self._make is not None

    @property
    def is_made_anywhere(self) -> bool:
        """Whether the array can be made again behind the region in which the value is: it is a weight, or known by numbers
        and named dimensions."""
        if self.core is not None:
            return self.core.is_made_anywhere and not any(map(_is_of_program, self.shape))
        if self.parts:
            return all(part.is_made_anywhere for part in self.parts)
        sizes: Iterable[Any] = self.known.elements.flat if self.known is not None else ()
        if self.known is None:
            if self._make is None:
                return False
            sizes = (self.affine.start, *self.affine.steps, *self.shape) if self.affine is not None else ()
        return not any(map(_is_of_program, sizes))

    @property
    def carried(self) -> "Value":
        """The value whose array a region returns for this one: the core of a broadcast whose sizes are known outside."""
        return self if self.core is None or any(map(_is_of_program, self.shape)) else self.core.carried

    def moved(self, array: Array) -> "Value":
        """Returns the value as the result `array` of the region in which it is, that of `carried`."""
        if self.carried is not self:
            return stretched(self.core.moved(array), self.shape)  # type: ignore[union-attr]
        made = Value.of(array)
        made.origins = self.origins
        if array.span is None and self._array is not None and self._array.span is not None:
            bounds = [each for each in self._array.span if isinstance(each, Dim)]
            if all(map(tracing.current().is_visible, bounds)):
                array.span = self._array.span
        return made

    @property
    def array(self) -> Array:
        """The array. It is made at the first use, and again where that one is in a body which has ended."""
        if self._array is None or not tracing.current().trace.is_visible(self._array.value):
            self._array = self._make() if self._make else array_of(self.known)  # type: ignore[arg-type]
        return self._array

    def __str__(self) -> str:
        return describe(self.dtype, self.shape)


def _is_of_program(size: Any) -> bool:
    """Returns true if a size is computed by the program, other than from named dimensions."""
    if isinstance(size, Ratio):
        return _is_of_program(size.numerator) or _is_of_program(size.denominator)
    return isinstance(size, Dim) and not tracing.current().is_of_arguments(size)


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


def stretched(x: Value, shape: Sequence[Size]) -> Value:
    """Returns x broadcast to a shape, which rules for single elements do not read."""
    if x.shape == tuple(shape):
        return x
    if x.affine is not None and not x.dtype.is_float:
        return x.affine.spread(x.shape, len(shape)).value(shape, x.dtype)
    made = Value(x.dtype, shape, lambda: coercion.broadcast_to(x.array, shape))
    made.core, made.origins = x, x.origins
    return made


def array_of(known: Known) -> Array:
    """Returns the elements as an array of the program."""
    elements = known.elements
    if not any(isinstance(each, (Dim, Ratio)) for each in elements.flat):
        return coercion.constant(encoded(elements, known.dtype).view(known.dtype.numpy))
    parts = [_scalar_of(each, known.dtype) for each in elements.flat]
    return shaping.reshape(joining.stack(parts), elements.shape) if elements.shape != (len(parts),) else joining.stack(parts)


def number_of(value: Value) -> Any:
    """Returns a value of rank 0 as a number of Python, or as a Dim. One of floats that is not known is an array."""
    if value.known is not None:
        return value.known.sizes[0]
    return coercion.as_size(value.array) if value.dtype.is_integer else value.array


def _scalar_of(number: Any, dtype: DType) -> Array:
    if isinstance(number, Ratio):
        return ops.div(*(coercion.scalar(size, dtype) for size in (number.numerator, number.denominator)))
    return coercion.scalar(number, dtype)


# Arithmetic of elements ------------------------------------------------------------------------


def fits(known: Known) -> bool:
    """Returns true if the type has all elements, so that none has wrapped."""
    if not known.dtype.is_integer:
        return True
    low, high = known.dtype.bounds
    return all(isinstance(each, Dim) or low <= each <= high for each in known.elements.flat)


def _sign(number: Any) -> Any:
    """Returns a number that has the sign of this one: the numerator of a Ratio."""
    return number.numerator if isinstance(number, Ratio) else number


def is_equal(a: Any, b: Any) -> bool:
    """Returns whether two elements are equal. Raises Unfoldable if that is not known."""
    difference = _sign(a - b)
    if not isinstance(difference, Dim):
        return bool(difference == 0)
    low, high = bounds_of(difference, tracing.current().ranges)
    if (low is not None and low > 0) or (high is not None and high < 0):
        return False
    raise Unfoldable


def is_less(a: Any, b: Any) -> bool:
    """Returns whether an element is less than another. Raises Unfoldable if that is not known."""
    difference = _sign(b - a)
    if not isinstance(difference, Dim):
        return bool(difference > 0)
    low, high = bounds_of(difference, tracing.current().ranges)
    if low is not None and low > 0:
        return True
    if high is not None and high <= 0:
        return False
    raise Unfoldable


def quotient(a: Any, b: Any) -> Any:
    """Returns a / b of integers, rounded towards 0, or of floats. Raises Unfoldable if the sign of a Dim is not known."""
    if isinstance(a, Ratio) or isinstance(b, Ratio):
        return a / b
    if not isinstance(a, Dim) and not isinstance(b, Dim):
        if isinstance(a, float) or isinstance(b, float):
            return float(np.divide(np.float64(a), np.float64(b)))
        if b == 0:
            raise Unfoldable
        return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    low, _ = bounds_of(a, tracing.current().ranges)
    least, _ = bounds_of(b, tracing.current().ranges)
    if low is None or low < 0 or least is None or least < 1:
        raise Unfoldable
    return a // b


def lesser(a: Any, b: Any) -> Any:
    """Returns the lesser of two elements. Raises Unfoldable if it is not known which that is."""
    return b if _is_less_or_not_greater(b, a) else a


def greater(a: Any, b: Any) -> Any:
    """Returns the greater of two elements. Raises Unfoldable if it is not known which that is."""
    return b if _is_less_or_not_greater(a, b) else a


def _is_less_or_not_greater(a: Any, b: Any) -> bool:
    """Returns whether a < b, or whether a <= b if only that is known. The lesser one of both follows from either."""
    try:
        return is_less(a, b)
    except Unfoldable:
        return not is_less(b, a)


def clamped(size: Size, low: Size, high: Size) -> Size:
    """Returns `low` for a size below it, `high` for one above it, and other sizes as they are. Where that is not known,
    the program computes it."""
    return extreme("minsi", extreme("maxsi", size, low), high)


def extreme(which: Any, a: Size, b: Size) -> Size:
    """Returns the lesser of two sizes for "minsi", the greater for "maxsi". Where it is not known which that is, the
    program computes it."""
    try:
        return (lesser if which == "minsi" else greater)(a, b)
    except Unfoldable:
        return tracing.extreme(which, a, b)


def require_others(shape: Sequence[Size], dims: Iterable[int]) -> None:
    """Appends checks that these dimensions do not have one element, where that is not known: an op would remove them then,
    and the program keeps them."""
    for dim in dims:
        size = shape[dim]
        if isinstance(size, Dim) and not is_at_least(size, 2, tracing.current().ranges):
            tracing.require("ne", size, 1, f"{source.find_place().subject} removes a dimension of one element, and the program "
                            f"has dimension {dim}, whose size is {{0}}")


def constant_of(known: Known, what: str) -> np.ndarray:
    """Returns the elements as an array of numpy. Raises an Error if a Dim is among them."""
    for each in known.elements.flat:
        if isinstance(each, (Dim, Ratio)):
            raise Error(f"{what} is {each}, expected a number: give a size in the spec")
    return encoded(known.elements, known.dtype).view(known.dtype.numpy)
