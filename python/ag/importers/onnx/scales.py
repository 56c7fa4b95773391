# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where are the elements of a dimension that ONNX resizes?

A scale is a fraction of sizes, by which places are computed without rounding errors, or an array if it is computed when
the program runs.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim, Size
from ...core.errors import Error
from ...nn import resampling
from ...nn.resampling import Places
from ...numpy import elementwise
from ..ratios import Ratio
from ..rules import places_of
from ..values import Value
from .padding import above_0


@dataclass(frozen=True)
class Scale:
    """The ratio of a new size to the old one: numerator / denominator, or the f32 `array` of rank 0."""

    numerator: Size = 1
    denominator: Size = 1
    array: Array | None = None

    @staticmethod
    def of(number: Any) -> "Scale":
        """Returns a number of Python as a scale."""
        if not isinstance(number, (Dim, Ratio)) and not 0 < number < 2**31:
            raise Error(f"a scale is {number}, expected a number above 0")
        ratio = Ratio.of(number)
        return Scale(ratio.numerator, ratio.denominator)

    def size(self, before: Size) -> Size:
        """Returns the new size, rounded down."""
        if self.array is None:
            return before * self.numerator // self.denominator
        return floor_of(self.array * coercion.scalar(before, "f32"))

    def as_array(self) -> Array:
        """Returns the scale as an f32."""
        if self.array is not None:
            return self.array
        return ops.div(*(coercion.scalar(size, "f32") for size in (self.numerator, self.denominator)))


def floor_of(x: Array) -> Size:
    """Returns a number of the program, rounded down, as a size."""
    return places_of(Value.of(ops.floor(x).astype("i64")))[0]


@dataclass(frozen=True)
class Resized:
    """A dimension that is resized from `before` to `after` elements. `roi` has the ends of the part that is read, if it
    is a part, as fractions of the old size."""

    before: Size
    after: Size
    scale: Scale
    roi: tuple[Any, Any] | None = None

    def places(self, transformation: str, x: Array) -> Places:
        """Returns the places in the old dimension of the new elements, by ONNX's coordinate_transformation_mode."""
        if transformation == "tf_crop_and_resize":
            return Places.of_floats(self._of_roi())
        if self.scale.array is not None:
            return Places.of_floats(self._of_array(transformation, self.scale.array))
        return Places.of_fractions(*self._fractions(transformation), x)

    def _fractions(self, transformation: str) -> tuple[Any, Size]:
        """Returns the places as a numerator and a denominator."""
        before, after, p, q = self.before, self.after, self.scale.numerator, self.scale.denominator
        number = resampling.numbers(after, before, p, q)
        if transformation == "asymmetric":
            return number * q, p
        if transformation == "align_corners":
            # The new size that counts is the one before it is rounded down.
            return number * ((before - 1) * q), above_0(before * p - q - 1) + 1
        half = (number * 2 + 1) * q - p
        if transformation == "half_pixel_symmetric":
            return half + (before * p - after * q), p * 2
        if transformation == "pytorch_half_pixel":
            # The place is 0 if there is one new element.
            half = half * (1 - above_0(2 - after))
        return half, p * 2

    def _of_array(self, transformation: str, scale: Array) -> Array:
        number = ops.iota(0, [self.after], "i64").astype("f32")
        before, after = (coercion.scalar(size, "f32") for size in (self.before, self.after))
        if transformation == "asymmetric":
            return number / scale
        if transformation == "align_corners":
            width = before * scale
            return elementwise.where(width > 1, number * (before - 1) / (width - 1), 0)
        half = (number + 0.5) / scale - 0.5
        if transformation == "half_pixel_symmetric":
            return half + (1 - after / (before * scale)) * before / 2
        return elementwise.where(after > 1, half, 0) if transformation == "pytorch_half_pixel" else half

    def _of_roi(self) -> Array:
        start, end = self.roi  # type: ignore[misc]
        number = ops.iota(0, [self.after], "i64").astype("f32")
        before, after = (coercion.scalar(size, "f32") for size in (self.before, self.after))
        step = number * (end - start) * (before - 1) / ops.max_(after - 1, 1)
        middle = ops.mul(0.5 * (start + end), before - 1)
        return elementwise.where(after > 1, start * (before - 1) + step, middle)

    @property
    def is_same(self) -> bool:
        """Whether all elements are kept as they are."""
        whole = self.scale.array is None and self.scale.numerator == self.scale.denominator
        return self.roi is None and self.before == self.after and whole


def extreme(is_least: bool, x: Scale, y: Scale) -> Scale:
    """Returns the lesser or the greater of two scales, neither of which is an array."""
    left, right = x.numerator * y.denominator, y.numerator * x.denominator
    if isinstance(left, int) and isinstance(right, int):
        return x if (left <= right) == is_least else y
    sizes = [[coercion.scalar(size, "i64") for size in pair] for pair in (
        (left, right), (x.numerator, y.numerator), (x.denominator, y.denominator))]
    first = (sizes[0][0] <= sizes[0][1]) if is_least else (sizes[0][0] >= sizes[0][1])
    return Scale(*(coercion.as_size(elementwise.where(first, *pair)) for pair in sizes[1:]))
