# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is an op of another framework said in ag? By a rule, which is a function in a table:

    @RULES.rule("Softmax", since=13)
    def softmax(x, *, axis=-1):
        return ag.softmax(x, axis)

The function's positional arguments are the node's operands, those by keyword its attributes. An operand without a default,
or None in its annotation, must be there, and an attribute that the function does not have is refused. The annotation of an operand says what the
function reads of it: nothing for an array, or one of the names below. An argument that is called node or walk is the node,
or the walk that runs the node's bodies. The function returns an array, a size, a Known, or a tuple of these.

A fold computes the elements of a result from those of all operands, if these are known. It has the operands as numpy
arrays of objects, and the attributes:

    @RULES.rule("Add", fold=np.add)

A function of the operands as Values passes on what is known of them. It returns a Value, or None if nothing is known:

    @RULES.rule("Mul", known=affine.multiplied)

A rule for single elements says `single=True`. Operands that are broadcasts are then computed before they are broadcast.

An operand can have padding along a dimension (Value.count). A rule takes it if it says where the dimension is in the result,
by a function of this dimension, the Values of the operands, and the attributes. It returns None for a rule that does not
keep the padding there:

    @RULES.rule("Transpose", along=lambda axis, x, *, perm: perm.index(axis))
"""
from __future__ import annotations

import functools
import inspect
import math
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from ..core import coercion
from ..core.dims import Size
from ..core.errors import Error, shown, similar
from ..numpy import indexing, shaping
from .graph import Graph, Node
from .values import MOST_ELEMENTS, Known, Unfoldable, Value, constant_of, fits, joint_shape, stretched

#: A list of sizes: ints and Dims, which decide shapes.
Sizes: TypeAlias = list[Size]
#: A numpy array: numbers that decide what the program is.
Numbers: TypeAlias = np.ndarray


class Undecided(Error):
    """The error for a node that needs the elements of an input of the graph. `inputs` has the names of these."""

    def __init__(self, message: str, inputs: frozenset[str], advice: Sequence[str] = ()) -> None:
        super().__init__(message, advice or [f"give {name} a value" for name in sorted(inputs)])
        self.inputs = inputs


def inputs_needed(problems: Iterable[Any]) -> frozenset[str]:
    """Returns the inputs of the graph whose values problems need."""
    return frozenset().union(*(each.error.inputs for each in problems if isinstance(each.error, Undecided)))


class Rule:
    """A rule of a table."""

    def __init__(self, function: Callable, fold: Callable | None, like: int, along: Callable | None,
                 known: Callable | None, single: bool) -> None:
        self.function, self.fold, self._like, self._along, self._known = function, fold, like, along, known
        self._single = single

    # Signatures are read at the first use, as a program uses few of the rules.
    @functools.cached_property
    def _parameters(self) -> list[inspect.Parameter]:
        return list(inspect.signature(self.function, eval_str=True).parameters.values())

    @functools.cached_property
    def _operands(self) -> list[inspect.Parameter]:
        return [each for each in self._parameters if each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]

    @functools.cached_property
    def _others(self) -> inspect.Parameter | None:
        return next((each for each in self._parameters if each.kind is inspect.Parameter.VAR_POSITIONAL), None)

    @functools.cached_property
    def _attributes(self) -> dict[str, inspect.Parameter]:
        return {each.name: each for each in self._parameters if each.kind is inspect.Parameter.KEYWORD_ONLY}

    def apply(self, node: Node, operands: list[Any], given: Mapping[str, Any], walk: Any) -> list[Value]:
        """Returns the results of a node whose operands and attributes are Values, values of Python, or None for those that
        are absent."""
        attributes = self._bound_attributes(node, given, walk)
        shape = _whole_shape(operands) if self._single else None
        if shape is not None:
            operands = [_core_of(each) for each in operands]
        matched = self._matched(operands)
        count = self._count(matched, attributes)
        folded = self._folded(operands, attributes)
        if folded is None and self._known is not None:
            folded = self._known(*(value for _, value in matched), **attributes)
        results = folded if folded is not None else self.function(*map(_read, *zip(*matched)), **attributes) if matched else \
            self.function(**attributes)
        values = [Value.of(each) for each in (results if isinstance(results, (tuple, list)) else [results])
                  if each is not None]
        if shape is not None:
            values = [stretched(value, shape) for value in values]
        _pass_origins(operands, values)
        if count is not None:
            values = [Value.counted(value, *count) for value in values]
        return values

    def _count(self, given: list[tuple[inspect.Parameter, Any]], attributes: dict[str, Any]) -> tuple[int, Any] | None:
        """Returns the count of the results, if an operand has one. Raises an Error if the rule does not keep it."""
        padded = [(each, value) for each, value in given if isinstance(value, Value) and value.count]
        if not padded:
            return None
        parameter, value = padded[0]
        axis = self._along(value.count[0], *(value for _, value in given), **attributes) if self._along and len(padded) == 1 else \
            None
        if axis is None:
            raise Error(f"the size of dimension {value.count[0]} of its operand {parameter.name} depends on elements, and is "
                        f"{value.shape[value.count[0]]} at most", ["export the model so that it ends before, or with a result "
                                                                   "of one size and the number of its elements"])
        return axis, value.count[1]

    def _bound_attributes(self, node: Node, given: Mapping[str, Any], walk: Any) -> dict[str, Any]:
        bound = {}
        for name, value in given.items():
            if name not in self._attributes:
                raise Error(f"its attribute {name} is {shown(value)}, which is not supported",
                            [similar(name, self._attributes)] if self._attributes else [])
            if not _fits(value, self._attributes[name].annotation):
                raise Error(f"its attribute {name} is {shown(value)}, which is of another type than the op's")
            bound[name] = _read(self._attributes[name], value)
        for name, parameter in self._attributes.items():
            if name in ("node", "walk"):
                bound[name] = node if name == "node" else walk
            elif name not in bound and parameter.default is parameter.empty:
                raise Error(f"its attribute {name} is missing")
        return bound

    def _matched(self, operands: list[Any]) -> list[tuple[inspect.Parameter, Any]]:
        """Returns each operand with the parameter of the function that it is for."""
        if len(operands) > len(self._operands) and self._others is None:
            raise Error(f"it has {len(operands)} operands, expected at most {len(self._operands)}")
        matched = []
        for place, parameter in enumerate(self._operands):
            value = operands[place] if place < len(operands) else None
            if value is None and parameter.default is parameter.empty and not _is_optional(parameter):
                raise Error(f"its operand {parameter.name} is missing")
            absent = None if parameter.default is parameter.empty else parameter.default
            matched.append((parameter, absent if value is None else value))
        for value in operands[len(self._operands):]:
            if value is None:
                raise Error("one of its operands is missing")
            matched.append((self._others, value))  # type: ignore[arg-type]
        return matched

    def _folded(self, operands: list[Any], attributes: dict[str, Any]) -> Any:
        """Returns the result if the elements of all operands are known and the fold computes it; otherwise None. What is
        computed of weights alone stays a part of the program, as weights can be others at the next load."""
        present = [each for each in operands if isinstance(each, Value)]
        if self.fold is None or not present or not all(each.known for each in present):
            return None
        floats = [each for each in present if each.dtype.is_float]
        if floats and all(each.is_weight for each in floats):
            return None
        elements = [each.known.elements if isinstance(each, Value) else each for each in operands]
        try:
            result = self.fold(*elements, **attributes)
        except (Unfoldable, Error):  # an Error of a Dim, whose value would decide
            return None
        dtype = operands[self._like].dtype
        results = [each if isinstance(each, Known) else Known(each, dtype)
                   for each in (result if isinstance(result, tuple) else (result,))]
        if any(each.elements.size > MOST_ELEMENTS or not fits(each) for each in results):
            return None
        return results


def _whole_shape(operands: list[Any]) -> tuple[Size, ...] | None:
    """Returns the shape to which operands are broadcast, if one of them is a broadcast itself; None if there is none."""
    given = [each for each in operands if isinstance(each, Value)]
    if not any(each.core for each in given):
        return None
    return joint_shape(*given)


def _core_of(operand: Any) -> Any:
    return operand if not isinstance(operand, Value) or operand.core is None else _core_of(operand.core)


def _pass_origins(operands: list[Any], results: list[Value]) -> None:
    """Records which inputs decide the results, where they could be sizes: arrays of integers, and single numbers."""
    origins = frozenset().union(*(each.origins for each in operands if isinstance(each, Value)))
    if origins:
        for value in results:
            if value.known is None and all(isinstance(size, int) for size in value.shape) and (
                    not value.dtype.is_float or math.prod(value.shape) == 1):  # type: ignore[arg-type]
                value.origins |= origins


def _is_optional(parameter: inspect.Parameter) -> bool:
    """Returns true if the annotation of an operand has None, which says that it may be absent."""
    return isinstance(parameter.annotation, types.UnionType) and type(None) in parameter.annotation.__args__


def _fits(value: Any, annotation: Any) -> bool:
    """Returns true if the annotation of an attribute has the type of the value, which is one of Python. Integers are floats,
    too."""
    if annotation in (Any, inspect.Parameter.empty) or isinstance(value, Value):
        return True
    if isinstance(annotation, types.UnionType):
        return any(_fits(value, each) for each in annotation.__args__)
    kind = typing.get_origin(annotation) or annotation
    return isinstance(value, {float: (int, float), list: (list, tuple)}.get(kind, kind))


def _kind_of(parameter: inspect.Parameter) -> Any:
    """Returns the annotation of an operand without None, which says that the operand may be absent."""
    if isinstance(parameter.annotation, types.UnionType):
        return next(part for part in parameter.annotation.__args__ if part is not type(None))
    return parameter.annotation


def _read(parameter: inspect.Parameter, value: Any) -> Any:
    """Returns what a rule reads of an operand."""
    if isinstance(value, (list, tuple)):
        return [_read(parameter, each) for each in value]
    if not isinstance(value, Value):
        return value
    kind = _kind_of(parameter)
    if kind is Value:
        return value
    if kind is Numbers:
        return constant_of(_known(value, parameter.name), f"{parameter.name}")
    if kind == Sizes:
        return _sizes_of(value, parameter)
    return value.array


def _known(value: Value, name: str) -> Known:
    if value.known is None:
        if value.origins:
            raise Undecided(f"its operand {name} decides what the program is, and is computed from inputs", value.origins)
        raise Error(f"its operand {name} decides what the program is, and is not known before the program runs")
    return value.known


def _sizes_of(value: Value, parameter: inspect.Parameter) -> list[Size]:
    return _known(value, parameter.name).sizes


def places_of(value: Value) -> list[Size]:
    """Returns the elements of a value as sizes. Those that are not known are elements of its array."""
    if value.known is not None:
        return value.known.sizes
    count = value.shape[0] if value.shape else 1
    if len(value.shape) > 1 or not isinstance(count, int) or count > MOST_ELEMENTS:
        raise Error(f"an operand is {value}, expected a list of places whose length is known")
    flat = shaping.reshape(value.array, [count]).astype("i64")
    return [coercion.as_size(indexing.getitem(flat, place)) for place in range(count)]


class Table:
    """The rules of a domain. Where an op has several, the one of the greatest version is taken that is not above the
    graph's."""

    def __init__(self, domain: str) -> None:
        self.domain = domain
        self._rules: dict[str, list[tuple[int, Rule]]] = {}

    def rule(self, *ops: str, since: int = 1, fold: Callable | None = None, like: int = 0,
             along: Callable | None = None, known: Callable | None = None,
             single: bool = False) -> Callable[[Callable], Callable]:
        """Returns a decorator that adds a function as the rule of the ops, from this version of the domain on. What the
        fold returns has the element type of operand `like`, unless it is a Known."""
        def add(function: Callable) -> Callable:
            for op in ops:
                rules = self._rules.setdefault(op, [])
                if any(version == since for version, _ in rules):
                    raise Error(f"{op} has two rules from version {since} on")
                rules.append((since, Rule(function, fold, like, along, known, single)))
                rules.sort(key=lambda entry: -entry[0])
            return function

        return add

    def find(self, op: str, version: int) -> Rule | None:
        """Returns the rule of an op at this version of the domain, or None."""
        return next((rule for since, rule in self._rules.get(op, []) if since <= version), None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)


@dataclass(frozen=True)
class Framework:
    """The rules of a framework: its tables by domain, and, for nodes without a rule, whether the framework defines their op
    by others, a function that returns this body for operands, which are Values or None, and what would do if there is none."""

    tables: Mapping[str, Table]
    defines: Callable[[Node], bool] = lambda node: False
    expand: Callable[[Node, Sequence[Any]], Graph | None] = lambda node, operands: None
    advise: Callable[[Node], Sequence[str]] = lambda node: ()

    def rule_of(self, node: Node) -> Rule | None:
        """Returns the rule of a node, or None if the framework defines its op by others. Raises an Error if neither is
        there."""
        table = self.tables.get(node.domain)
        rule = table.find(node.op, node.version) if table else None
        if rule is None and not self.defines(node):
            raise Error(f"{node.called} is not supported", self.advise(node))
        return rule
