# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is known of a float that is computed from sizes?

A Ratio is a quotient of two sizes. So a size that is a factor of another, rounded down, is a size again: the height 0.6 * h is
3 * h // 5. A float such as 0.6 is the simplest fraction that is rounded to it in f32.
"""
from __future__ import annotations

from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

from ..core import tracing
from ..core.dims import Dim, Size, bounds_of, exact_quotient
from ..core.errors import Error


def fraction_of(number: float) -> Fraction:
    """Returns the simplest fraction that is rounded to the number in f32. Raises an Error for infinities and NaN."""
    if not np.isfinite(number):
        raise Error(f"{number} is no quotient of sizes")
    exact = Fraction(number)
    near = (exact.limit_denominator(10**digits) for digits in range(1, 8))
    return next((each for each in near if np.float32(float(each)) == np.float32(number)), exact.limit_denominator(10**9))


class Ratio:
    """A quotient of two sizes, with a divisor that is positive unless a size is 0."""

    __slots__ = ("numerator", "denominator")

    def __init__(self, numerator: Size, denominator: Size = 1) -> None:
        quotient = exact_quotient(numerator, denominator)
        self.numerator, self.denominator = (numerator, denominator) if quotient is None else (quotient, 1)

    @staticmethod
    def of(number: Any) -> "Ratio":
        """Returns a number or a size as a Ratio."""
        if isinstance(number, Ratio):
            return number
        if isinstance(number, Dim):
            return Ratio(number)
        fraction = fraction_of(number)
        return Ratio(fraction.numerator, fraction.denominator)

    def __add__(self, other: Any) -> "Ratio":
        other = Ratio.of(other)
        (a, b), (c, d) = (self.numerator, self.denominator), (other.numerator, other.denominator)
        return Ratio(a + c, b) if b == d else Ratio(a * d + c * b, b * d)

    def __mul__(self, other: Any) -> "Ratio":
        other = Ratio.of(other)
        return Ratio(self.numerator * other.numerator, self.denominator * other.denominator)

    def __truediv__(self, other: Any) -> "Ratio":
        other = Ratio.of(other)
        low, high = bounds_of(other.numerator, tracing.current().ranges)
        if low is None or low < 0 or high == 0:
            raise Error(f"whether {other} is above 0 is not known")
        return Ratio(self.numerator * other.denominator, self.denominator * other.numerator)

    def __rtruediv__(self, other: Any) -> "Ratio": return Ratio.of(other) / self
    def __neg__(self) -> "Ratio": return self * -1
    def __sub__(self, other: Any) -> "Ratio": return self + -other
    def __rsub__(self, other: Any) -> "Ratio": return -self + other

    __radd__, __rmul__ = __add__, __mul__

    @property
    def atoms(self) -> set:
        """The atoms of both sizes."""
        return {atom for size in (self.numerator, self.denominator) if isinstance(size, Dim) for atom in size.atoms}

    @property
    def is_whole(self) -> bool:
        """Whether the number is a size."""
        return isinstance(self.denominator, int) and self.denominator == 1

    def floor(self) -> Size:
        """Returns the number, rounded down."""
        return self.numerator // self.denominator

    def ceil(self) -> Size:
        """Returns the number, rounded up."""
        return -(-self.numerator // self.denominator)

    def __str__(self) -> str: return f"({self.numerator}) / ({self.denominator})"

    def _refuse(self, *_: Any) -> NoReturn:
        raise Error(f"the number {self} is not known while tracing")

    __float__ = __int__ = __bool__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse  # type: ignore[assignment]
