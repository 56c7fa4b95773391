# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is known about a size that is not a number?

A Dim is a polynomial with integer coefficients over atoms: named dimensions ("batch"), sizes that are values of the
program, and quotients and maxima of sizes. Two sizes are known to be equal if and only if their polynomials are equal:
batch * 12 * 32 == batch * 384.
"""
from __future__ import annotations

import contextvars
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from .errors import Error

_serials = itertools.count()


@dataclass(frozen=True)
class Symbol:
    """A named dimension. Dimensions of one name have the same size."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False)
class Unknown:
    """A size that is a value of the program: the index `value`, or dimension `dim` of the tensor `value`."""

    value: Any
    dim: int | None = None
    serial: int = field(default_factory=lambda: next(_serials))

    def __str__(self) -> str:
        return "?"


@dataclass(frozen=True, eq=False)
class Element(Unknown):
    """A size that is the element of an integer array of rank 0, the tensor `value`."""

    dtype: str = "i64"


@dataclass(frozen=True)
class Computed:
    """The result of an arith op on two sizes, floordivsi or maxsi, that is not a polynomial."""

    op: str
    left: "Size"
    right: "Size"

    def __str__(self) -> str:
        if self.op == "floordivsi":
            return f"({_grouped(self.left)} // {_grouped(self.right)})"
        return f"max({self.left}, {self.right})"


def _grouped(size: "Size") -> str:
    """Returns the size as text, in parentheses if it is a sum or a product."""
    whole = isinstance(size, Dim) and (len(size.terms) > 1 or size not in map(Dim.of, size.atoms))
    return f"({size})" if whole else str(size)


def _order(atom: Any) -> tuple:
    return (type(atom).__name__, getattr(atom, "serial", 0), str(atom))


def _simplify(terms: dict) -> "Size":
    terms = {monomial: factor for monomial, factor in terms.items() if factor}
    if not terms:
        return 0
    if list(terms) == [()]:
        return terms[()]
    return Dim(terms)


def _terms(size: "Size") -> dict:
    return size.terms if isinstance(size, Dim) else {(): int(size)}


class Dim:
    """A size that is not a number. It can be added, multiplied and divided like an int, and used in shapes."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict) -> None:
        self.terms = terms

    @staticmethod
    def of(atom: Any) -> "Dim":
        """Returns the size that is this atom."""
        return Dim({(atom,): 1})

    @property
    def atoms(self) -> set:
        """The atoms of all terms."""
        return {atom for monomial in self.terms for atom in monomial}

    def __add__(self, other: "Size") -> "Size":
        if not self._takes("+", other):
            return NotImplemented
        terms = dict(self.terms)
        for monomial, factor in _terms(other).items():
            terms[monomial] = terms.get(monomial, 0) + factor
        return _simplify(terms)

    def __mul__(self, other: "Size") -> "Size":
        if not self._takes("*", other):
            return NotImplemented
        terms: dict = {}
        for (a, x), (b, y) in itertools.product(self.terms.items(), _terms(other).items()):
            monomial = tuple(sorted(a + b, key=_order))
            terms[monomial] = terms.get(monomial, 0) + x * y
        return _simplify(terms)

    def __neg__(self) -> "Size":
        return self * -1

    def __sub__(self, other: "Size") -> "Size":
        return self + other * -1 if self._takes("-", other) else NotImplemented

    def __rsub__(self, other: "Size") -> "Size":
        return self * -1 + other if self._takes("-", other) else NotImplemented

    __radd__ = __add__
    __rmul__ = __mul__

    def __floordiv__(self, other: "Size") -> "Size":
        if not self._takes("//", other):
            return NotImplemented
        # The quotient of n * k + a by k is n and that of a, rounded down.
        rest = self.terms.get((), 0) % other if isinstance(other, int) and other > 0 else 0
        exact = exact_quotient(self - rest, other)
        return Dim.of(Computed("floordivsi", self, other)) if exact is None else exact

    def __rfloordiv__(self, other: "Size") -> "Size":
        return Dim({(): other}) // self if self._takes("//", other) else NotImplemented

    def __mod__(self, other: "Size") -> "Size":
        return self - self // other * other if self._takes("%", other) else NotImplemented

    def __rmod__(self, other: "Size") -> "Size":
        return other - other // self * self if self._takes("%", other) else NotImplemented

    def __divmod__(self, other: "Size") -> tuple["Size", "Size"]:
        return self // other, self % other

    def __pow__(self, exponent: Any) -> "Size":
        if is_size(exponent) and isinstance(exponent, int) and exponent >= 0:
            return product([self] * exponent)
        return self._refuse_number("**", exponent)

    def __rpow__(self, base: Any) -> Any:
        return self._refuse_number("**", base)

    def __round__(self, digits: int | None = None) -> "Size":
        return self

    def __truediv__(self, other: Any) -> Any:
        return self._refuse_number("/", other)

    __rtruediv__ = __truediv__

    def _takes(self, operator: str, other: Any) -> bool:
        """Returns true if the other operand is a size. Raises an Error if it is a float."""
        if isinstance(other, (float, np.floating)):
            self._refuse_number(operator, other)
        return is_size(other) or isinstance(other, np.integer)

    def _refuse_number(self, operator: str, other: Any) -> Any:
        """Raises an Error, unless `other` is an array, whose own operator takes sizes."""
        if not isinstance(other, (int, float, np.number, Dim)):
            return NotImplemented
        raise Error(f"{operator} of {self} and {other} is no size, and {self} is not known while tracing",
                    [f"write ag.array({self}).astype('f32') for the size as a number of the program; // divides sizes"])

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Dim) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __int__(self) -> int:
        raise Error(f"the size {self} is not known while tracing; use it as it is, or give a number in the spec",
                    [f"for i in range({self}) is ag.fori_loop(0, {self}, body, carry)"])

    __index__ = __int__

    def __float__(self) -> float:
        raise Error(f"the size {self} is not known while tracing; write ag.array({self}).astype('f32') for it as a number "
                    "of the program", ["functions of math take numbers: ag has its own for arrays, such as ag.sqrt"])

    def __bool__(self) -> bool:
        raise Error(f"whether the size {self} is 0 is not known while tracing")

    def _compare(self, other: Any) -> bool:
        raise Error(f"how the sizes {self} and {other} compare is not known while tracing; ag.array({self}) is an "
                    "array that ag.cond and ag.where can compare")

    __lt__ = __le__ = __gt__ = __ge__ = _compare

    def __str__(self) -> str:
        def term(monomial: tuple, factor: int) -> str:
            factors = [str(factor)] if abs(factor) != 1 or not monomial else []
            sign = "-" if factor == -1 and monomial else ""
            return sign + "*".join(factors + [str(atom) for atom in monomial])

        return " + ".join(term(*item) for item in self.terms.items()).replace("+ -", "- ")

    __repr__ = __str__


Size: TypeAlias = int | Dim

#: The least and the greatest size of named dimensions.
Ranges: TypeAlias = Mapping[str, tuple[int, int]]


def is_size(value: Any) -> bool:
    """Returns true if the value is an int, but not a bool, or a Dim."""
    return isinstance(value, (int, Dim)) and not isinstance(value, bool)


def largest(a: Size, b: Size) -> Size:
    """Returns the greater of two sizes."""
    if isinstance(a - b, Dim):
        return Dim.of(Computed("maxsi", a, b))
    return a if a - b >= 0 else b


def at_least(size: Size, least: int, ranges: Ranges) -> Size:
    """Returns the greater of `size` and `least`. It is `size` itself if the ranges of named dimensions bound it so."""
    return size if is_at_least(size, least, ranges) else largest(size, least)


def is_at_least(size: Size, least: int, ranges: Ranges) -> bool:
    """Returns true if the ranges of named dimensions bound the size so."""
    low, _ = bounds_of(size, ranges)
    return low is not None and low >= least


def bounds_of(size: Size, ranges: Ranges) -> tuple[int | None, int | None]:
    """Returns the least and the greatest value that the size may have, with None for a bound that is not known."""
    return _bounds(size, ranges, 0)


def may_be_less(size: Size, least: int, ranges: Ranges) -> bool:
    """Returns true if all named dimensions of `size` have ranges, which allow a value below `least`."""
    low, _ = _bounds(size, ranges, None)
    return low is not None and low < least


def _bounds(size: Size, ranges: Ranges, otherwise: int | None) -> tuple[int | None, int | None]:
    """Returns the least and the greatest value that the size may have, with None for a bound that is not known. Named
    dimensions without a range are at least `otherwise`."""
    low: int | None = 0
    high: int | None = 0
    for monomial, factor in _terms(size).items():
        least, most = _bounds_of_product([_bounds_of_atom(atom, ranges, otherwise) for atom in monomial])
        if factor < 0:
            least, most = most, least
        low = None if low is None or least is None else low + factor * least
        high = None if high is None or most is None else high + factor * most
    return low, high


def _bounds_of_product(factors: list[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    if any(low is None or low < 0 for low, _ in factors):
        return factors[0] if len(factors) == 1 else (None, None)
    highs = [high for _, high in factors]
    return math.prod(low or 0 for low, _ in factors), None if None in highs else math.prod(highs)  # type: ignore[arg-type]


def _bounds_of_atom(atom: Any, ranges: Ranges, otherwise: int | None) -> tuple[int | None, int | None]:
    if isinstance(atom, Symbol):
        return ranges.get(atom.name, (otherwise, None))
    if isinstance(atom, Unknown):  # a dimension, or an index, which may be negative
        return (None if atom.dim is None else otherwise), None
    (low, high), other = _bounds(atom.left, ranges, otherwise), _bounds(atom.right, ranges, otherwise)
    if atom.op == "maxsi":
        lows, highs = [low, other[0]], [high, other[1]]
        return (max((each for each in lows if each is not None), default=None),
                None if None in highs else max(highs))  # type: ignore[type-var]
    if not isinstance(atom.right, int) or atom.right < 1:
        return None, None
    return None if low is None else low // atom.right, None if high is None else high // atom.right


def exact_quotient(dividend: Size, divisor: Size) -> Size | None:
    """Returns the quotient if the divisor has one term and divides each term of the dividend; otherwise None."""
    (monomial, factor), *more = _terms(divisor).items()
    if more or factor == 0:
        return None
    terms = {}
    for atoms, coefficient in _terms(dividend).items():
        rest = list(atoms)
        for atom in monomial:
            if atom not in rest:
                return None
            rest.remove(atom)
        if coefficient % factor:
            return None
        terms[tuple(rest)] = coefficient // factor
    return _simplify(terms)


def product(sizes: Iterable[Size]) -> Size:
    """Returns the number of elements of an array of these sizes."""
    one: Size = 1
    return reduce(lambda a, b: a * b, sizes, one)


#: While a graph is imported, a function that takes two different polynomials as equal, or returns false.
equates: contextvars.ContextVar[Callable[["Size", "Size"], bool] | None] = contextvars.ContextVar("ag_equates", default=None)


def may_be_equal(a: Size, b: Size) -> bool:
    """Returns false if a program that needs equal sizes is refused for these: different numbers, or different
    polynomials over named dimensions. Sizes that are values of the program, and maxima, may be equal. In a graph that is
    imported, different polynomials may be equal too, which the program checks when it runs."""
    difference = a - b
    if not isinstance(difference, Dim):
        return difference == 0
    if any(isinstance(atom, Unknown) or _is_maximum(atom) for atom in difference.atoms):
        return True
    equate = equates.get()
    return equate is not None and equate(a, b)


def may_be_one_shape(a: Sequence[Size], b: Sequence[Size]) -> bool:
    """Returns false if a program that needs equal shapes is refused for these."""
    return len(a) == len(b) and all(map(may_be_equal, a, b))


def _is_maximum(atom: Any) -> bool:
    return isinstance(atom, Computed) and atom.op == "maxsi"


def advice_on_ranges(*sizes: Size) -> list[str]:
    """Returns advice for sizes that differ because an array may have fewer elements than a slice leaves out."""
    for size in sizes:
        for atom in size.atoms if isinstance(size, Dim) else ():
            if _is_maximum(atom) and isinstance(atom.right, int) and isinstance(atom.left, Dim):
                names = [part.name for part in atom.left.atoms if isinstance(part, Symbol)]
                return [f"{atom.left} may be less than {atom.right}, where slices are shorter; if it is not, say so in the "
                        f"spec, as in {name}=({atom.right}, 1024)" for name in names[:1]]
    return []
