# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do calls become ops of a function?

While a function is traced there is a current Tracer. Each call of an op function appends one op to it, with the user's
line as its location. The extension infers the result's type and sizes, which become the shape of the Array that the
call returns.
"""
from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from .. import _ag
from . import arrays, elements, spans
from .dims import Computed, Dim, Element, Size, Symbol, Unknown
from .errors import Error, from_failure
from .source import Place, find_place

#: The value in an op's static sizes for a size that is an operand.
DYNAMIC = _ag.DYNAMIC

_current: contextvars.ContextVar["Tracer | None"] = contextvars.ContextVar("ag_tracer", default=None)


def current() -> "Tracer":
    """Returns the tracer of the function that is being traced. Raises an Error if there is none."""
    tracer = _current.get()
    if tracer is None:
        raise Error("this makes a part of a program, and there is none: call it in a function that ag.trace traces")
    return tracer


def is_tracing() -> bool:
    """Returns true while a function is being traced."""
    return _current.get() is not None


class Tracer:
    """A function that is being traced."""

    def __init__(self, name: str, types: Sequence[tuple], labels: Sequence[str], place: Place) -> None:
        places = [place.location(label) for label in labels]
        self.trace = _ag.make_trace(name, list(types), places, place.location(""))
        self.place = place
        self.arguments = self.trace.arguments()
        self.parameters: dict[str, arrays.Array] = {}
        self.sources: dict[str, Any] = {}  # the Parameter of each array in `parameters`
        self.touched: set[str] = set()  # names of parameters that were used since it was last cleared
        self.constants: dict[tuple, arrays.Array] = {}  # large constants, by element type, shape and elements
        self.ranges: dict[str, tuple[int, int]] = {}  # the least and the greatest size of named dimensions
        self._sizes: dict[Any, Any] = {}
        self._symbols: dict[str, tuple[Any, int]] = {}

    def check_current(self, array: "arrays.Array") -> None:
        """Raises an Error about `array`, which belongs to this tracer, if the tracer is not the current one."""
        if self is not current():
            raise Error(f"an {array} of another function, or of one whose tracing has ended, is used here",
                        ["pass it as an argument"])

    @contextlib.contextmanager
    def active(self) -> Iterator["Tracer"]:
        """Makes this the current tracer within a with statement."""
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)

    def bind_symbol(self, name: str, argument: Any, dim: int) -> None:
        """Binds the named dimension `name` to dimension `dim` of an argument, unless it is bound already."""
        self._symbols.setdefault(name, (argument, dim))

    def has_symbol(self, name: str) -> bool:
        """Returns true if the named dimension is bound."""
        return name in self._symbols

    def create(self, name: str, operands: Sequence[Any], attributes: dict, *, shapes: Sequence[Any] = (),
               result_types: Sequence[tuple] | None = None, bodies: Sequence[Any] = (), in_prologue: bool = False,
               location: tuple | None = None) -> tuple[list, list]:
        """Appends an op. Returns its results and, unless their types are given, their shapes, with None for a size that
        is not known."""
        place = find_place()
        try:
            return self.trace.create(name, list(operands), attributes, location or place.location(),
                                     shapes=list(shapes) or [None] * len(operands),
                                     result_types=None if result_types is None else list(result_types),
                                     bodies=list(bodies), in_prologue=in_prologue)
        except _ag.Failure as failure:
            raise from_failure(failure, place) from None

    # Sizes -------------------------------------------------------------------------------------

    def index(self, size: Size, in_prologue: bool = False) -> Any:
        """Returns the size as a value of type index. A size that depends on arguments only is computed once, in the
        prologue, and a number is there if `in_prologue` says so."""
        if not isinstance(size, Dim):
            return self._scalar("arith.constant", [], {"value": ("index", size)}, in_prologue)
        if size in self._sizes:
            return self._sizes[size]
        if self.is_of_arguments(size):
            self._sizes[size] = self._sum(size, in_prologue=True)
            return self._sizes[size]
        return self._sum(size, in_prologue=False)

    def is_of_arguments(self, size: Size) -> bool:
        """Returns true if the size depends on arguments only."""
        def known(atom: Any) -> bool:
            if isinstance(atom, Computed):
                return self.is_of_arguments(atom.left) and self.is_of_arguments(atom.right)
            return isinstance(atom, Symbol)

        return not isinstance(size, Dim) or all(known(atom) for atom in size.atoms)

    def _scalar(self, name: str, operands: list, attributes: dict, in_prologue: bool = False, label: str = "") -> Any:
        location = (self.place if in_prologue else find_place()).location(label)
        values, _ = self.create(name, operands, attributes, in_prologue=in_prologue, location=location)
        return values[0]

    def _sum(self, size: Dim, in_prologue: bool) -> Any:
        total = None
        for monomial, factor in size.terms.items():
            term = None
            for atom in monomial:
                value = self._atom(atom, in_prologue)
                term = value if term is None else self._scalar("arith.muli", [term, value], {}, in_prologue)
            if term is None or factor != 1:
                number = self._scalar("arith.constant", [], {"value": ("index", factor)}, in_prologue)
                term = number if term is None else self._scalar("arith.muli", [term, number], {}, in_prologue)
            total = term if total is None else self._scalar("arith.addi", [total, term], {}, in_prologue)
        return total

    def _atom(self, atom: Any, in_prologue: bool) -> Any:
        if isinstance(atom, Computed):
            operands = [self.index(size, in_prologue) for size in (atom.left, atom.right)]
            return self._scalar(f"arith.{atom.op}", operands, {}, in_prologue)
        if isinstance(atom, Element):
            return self._element(atom)
        if isinstance(atom, Unknown):
            return atom.value if atom.dim is None else self._dim(atom.value, atom.dim, in_prologue, "")
        if atom not in self._sizes:
            if atom.name not in self._symbols:
                raise Error(f"no argument of the function has a dimension {atom.name}")
            argument, dim = self._symbols[atom.name]
            self._sizes[atom] = self._dim(argument, dim, True, atom.name)
        return self._sizes[atom]

    def _element(self, atom: Element) -> Any:
        (scalar,), _ = self.create("tensor.extract", [atom.value], {}, result_types=[(atom.dtype, None)])
        (index,), _ = self.create("arith.index_cast", [scalar], {}, result_types=[("index", None)])
        return index

    def _dim(self, value: Any, dim: int, in_prologue: bool, label: str) -> Any:
        number = self._scalar("arith.constant", [], {"value": ("index", dim)}, in_prologue)
        return self._scalar("tensor.dim", [value, number], {}, in_prologue, label)

    # Bodies ------------------------------------------------------------------------------------

    def body(self, types: Sequence[tuple], labels: Sequence[str], place: Place | None = None) -> "OpenBody":
        """Opens a body with arguments of these types, at `place` or else at the user's place. Use it in a with
        statement: ops that are created within it are appended to the body. A body that is not closed is discarded."""
        place = place or find_place()
        return OpenBody(self, self.trace.open(list(types), [place.location(label) for label in labels]))

    def is_visible(self, size: Size) -> bool:
        """Returns true if ops that are created now can use the values that the size depends on."""
        if not isinstance(size, Dim):
            return True
        return all(self.trace.is_visible(atom.value) if isinstance(atom, Unknown) else
                   not isinstance(atom, Computed) or (self.is_visible(atom.left) and self.is_visible(atom.right))
                   for atom in size.atoms)


class OpenBody:
    """A body to which ops are being appended."""

    def __init__(self, tracer: Tracer, arguments: list) -> None:
        self.tracer, self.arguments = tracer, arguments
        self.closed: _ag.Body | None = None

    def __enter__(self) -> "OpenBody":
        return self

    def __exit__(self, *_: Any) -> None:
        if self.closed is None:
            self.tracer.trace.abandon()

    def close(self, terminator: str, values: Sequence[Any]) -> _ag.Body:
        """Ends the body with the op `terminator`. Returns it for the op that will own it."""
        self.closed = self.tracer.trace.close(terminator, list(values), find_place().location(""))
        return self.closed


def wrap(value: Any, shape: Sequence[Any]) -> "arrays.Array":
    """Returns the value as an Array. Sizes that are None become dimensions of the value."""
    sizes = tuple(Dim.of(Unknown(value, dim)) if size is None else size for dim, size in enumerate(shape))
    return arrays.Array(current(), value, sizes)


def apply(name: str, operands: Sequence[Any], attributes: dict) -> "arrays.Array":
    """Appends the op `name`, and returns its result. Operands are Arrays or, if the op takes indices, Dims."""
    tracer = current()
    values = [tracer.index(operand) if isinstance(operand, Dim) else operand.value for operand in operands]
    shapes = [operand if isinstance(operand, Dim) else operand.shape for operand in operands]
    results, sizes = tracer.create(name, values, attributes, shapes=shapes)
    result = wrap(results[0], sizes[0])
    elements.follow(name, operands, result)
    spans.follow(name, operands, attributes, result, tracer.ranges)
    return result


def require(predicate: Literal["eq", "ne"], a: Size, b: Size, message: str, in_prologue: bool = False) -> None:
    """Appends a run-time check that the sizes are equal, or that they are not. The message has them as {0} and {1}. A
    check of sizes that depend on arguments only can be in the prologue."""
    tracer = current()
    sizes = [tracer.index(size, in_prologue) for size in (a, b)]
    (holds,), _ = tracer.create("arith.cmpi", sizes, {"predicate": ("i64", ["eq", "ne"].index(predicate))},
                                in_prologue=in_prologue)
    tracer.create("ag.require", [holds, *sizes], {"message": ("str", message)}, in_prologue=in_prologue)


def demand(holds: "arrays.Array", sizes: Sequence[Size], message: str) -> None:
    """Appends a run-time check that an i1[] is true. The message has the sizes as {0}, {1}, ..."""
    tracer = current()
    (flag,), _ = tracer.create("tensor.extract", [holds.value], {}, result_types=[("i1", None)])
    tracer.create("ag.require", [flag, *(tracer.index(size) for size in sizes)], {"message": ("str", message)})


def extreme(which: Literal["minsi", "maxsi"], a: Size, b: Size) -> Dim:
    """Returns the lesser or the greater of two sizes, which the program computes when it runs."""
    tracer = current()
    (value,), _ = tracer.create(f"arith.{which}", [tracer.index(a), tracer.index(b)], {})
    return Dim.of(Unknown(value))
