# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How does a graph become ops of the function that is being traced?

The walk goes over the nodes in their order, finds the rule of each, and applies it. It knows no op. A node without a rule,
or whose rule raises an Error, is a Problem; the walk goes on with an array of the type that the graph states, so that all
problems are found at once.
"""
from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import source, tracing
from ..core.arrays import Array
from ..core.dims import Dim, Size, Symbol, bounds_of
from ..core.dtypes import DType
from ..core.errors import Error
from ..core.parameters import Parameter, Parameters
from ..core.specs import Spec
from ..numpy import creation
from ..transforms import regions
from . import progress
from .graph import Graph, Node, Ref, Tensor, Type
from .rules import Framework, Rule
from .values import MOST_ELEMENTS, Known, Value, number_of

#: The exceptions that rules raise for attributes and operands that do not fit.
_UNFIT = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Problem:
    """A node that is not supported, why, and the types that the graph states for its results."""

    node: Node
    error: Error
    types: tuple[Type | None, ...]


@dataclass(frozen=True)
class Unexamined:
    """Stands for a value that depends on a node that is not supported, and whose type is not known; or for a tensor whose
    element type is not supported, which `reason` says then."""

    reason: str = ""


UNEXAMINED = Unexamined()


class Scope(dict):
    """The values of a graph by name, with those of the graphs around it."""

    def __init__(self, outer: "Scope | None", given: Mapping[str, Value | Unexamined]) -> None:
        super().__init__(given)
        self._outer = outer

    def __missing__(self, name: str) -> Value | Unexamined:
        if self._outer is None:
            raise Error(f"no node before makes the value {name}")
        return self._outer[name]


class UnsupportedBody(Error):
    """The error of a node whose body has Problems of its own."""


class Renamed(Exception):
    """Raised if a dimension to which the graph gives no name has to be another size: `name` is `size`."""

    def __init__(self, name: str, size: Size) -> None:
        super().__init__(name)
        self.name, self.size = name, size


class Walk:
    """Traces a graph by the rules of its framework. `weights` makes Parameters of tensors. `unnamed` has the names that the
    importer gave to dimensions."""

    def __init__(self, framework: Framework, weights: "GraphWeights", unnamed: Collection[str] = ()) -> None:
        self.problems: list[Problem] = []
        self.count = 0
        self._framework, self._weights, self._unnamed = framework, weights, unnamed
        self.bodies = 0  # the number of nodes whose bodies are being traced
        self.advice: list[str] = []  # what would decide which of these bodies run
        self._equal: set[Dim] = set()

    def equate(self, a: Size, b: Size) -> bool:
        """Takes two sizes as equal that may be so. The program checks it when it runs."""
        difference = a - b
        low, high = bounds_of(difference, tracing.current().ranges)
        if (low is not None and low > 0) or (high is not None and high < 0):
            return False
        for name, size in ((a, b), (b, a)):
            if isinstance(name, Dim) and str(name) in self._unnamed and (isinstance(size, int) or len(size.atoms) == 1):
                raise Renamed(str(name), size)
        if difference not in self._equal and -difference not in self._equal:
            # A body may not run, so that its checks are in it, and say nothing of what is behind it.
            is_always = not self.bodies
            tracing.require("eq", a, b, f"{source.find_place().subject} needs equal sizes ({a} and {b}), and they are "
                            "{0} and {1}", is_always and all(map(tracing.current().is_of_arguments, (a, b))))
            if is_always:
                self._equal.add(difference)
        return True

    def run(self, graph: Graph, inputs: Mapping[str, Value | Unexamined], outer: Scope | None = None) -> list[Value | Unexamined]:
        """Traces the nodes of a graph whose inputs have these values, and returns its results. For a body, `outer` has
        the values of the graph around it."""
        scope = Scope(outer, inputs)
        for name, tensor in graph.tensors.items():
            if name not in inputs:
                scope[name] = self._value_of(name, tensor)
        self._run_nodes(graph, scope, _last_uses(graph), range(len(graph.nodes)), 0)
        with source.at(graph.place):
            return [scope[name] if name else UNEXAMINED for name in graph.results]

    def _run_nodes(self, graph: Graph, scope: Scope, last: Mapping[str, int], places: range, depth: int) -> None:
        """Traces the nodes at these places, whose scopes agree in their first `depth` names. Nodes in a row whose scopes
        agree in the next name, too, are a region that is called so."""
        place = places.start
        while place < places.stop:
            node = graph.nodes[place]
            if len(node.scope) <= depth:
                self._run_node(node, graph, scope, place)
                place += 1
                continue
            name, end = node.scope[depth], place + 1
            while end < places.stop and graph.nodes[end].scope[depth:depth + 1] == (name,):
                end += 1
            self._run_region(graph, scope, last, range(place, end), depth)
            place = end

    def _run_node(self, node: Node, graph: Graph, scope: Scope, place: int) -> None:
        self.count += 1
        progress.at(f"node {place + 1} of {len(graph.nodes)} of {graph.name}")
        with source.at(node.place):
            for name, value in zip(node.results, self._results(node, scope, graph)):
                if name:
                    scope[name] = value

    def _run_region(self, graph: Graph, scope: Scope, last: Mapping[str, int], places: range, depth: int) -> None:
        """Traces the nodes at these places into a region. Its results are the arrays that are read behind it."""
        names = [name for node in graph.nodes[places.start:places.stop] for name in node.results
                 if last.get(name, -1) >= places.stop]
        inner: dict[str, Value] = {}

        def body() -> list[Array]:
            self._run_nodes(graph, scope, last, places, depth + 1)
            inner.update({name: scope[name] for name in names if isinstance(scope[name], Value)})
            arrays = [value.carried.array for value in inner.values() if not value.is_made_anywhere]
            return arrays + [value.count[1] for value in inner.values() if value.count]

        first = graph.nodes[places.start]
        with source.at(first.place):
            arrays = iter(regions.region(first.scope[depth])(body)())
        for name, value in inner.items():
            scope[name] = value if value.is_made_anywhere else value.moved(next(arrays))
        for name, value in inner.items():
            if value.count:
                scope[name] = Value.counted(scope[name], value.count[0], next(arrays))

    def _value_of(self, name: str, tensor: Tensor) -> Value | Unexamined:
        if isinstance(tensor.dtype, str):
            return Unexamined(f"the tensor {name} has elements of {tensor.dtype}, which are not supported")
        count = math.prod(tensor.shape)
        known = None
        if count <= MOST_ELEMENTS and (not tensor.dtype.is_float or not tensor.is_weight or count <= 16) and tensor.dtype.name != "bf16":
            known = Known(tensor.read().reshape(tensor.shape), tensor.dtype)
        if known and (not tensor.shape or not tensor.is_weight or count <= 1 or not tensor.dtype.is_float):
            return Value(tensor.dtype, tensor.shape, None, known)
        return Value(tensor.dtype, tensor.shape, lambda: self._weights.parameter(tensor.name or name, tensor).traced(), known)

    def _results(self, node: Node, scope: Scope, graph: Graph) -> list[Value | Unexamined]:
        try:
            rule = self._framework.rule_of(node)
            operands = [_resolved(operand, scope) for operand in node.operands]
            attributes = {name: _resolved(value, scope) for name, value in node.attributes.items()}
            unexamined = [found for each in (*operands, *attributes.values()) for found in _unexamined(each)]
            if unexamined:
                reasons = [each.reason for each in unexamined if each.reason]
                if reasons:
                    raise Error(reasons[0])
                return self._stand_ins(node, graph)
            try:
                made = self._applied(rule, node, operands, attributes, scope)
            except _UNFIT as problem:
                raise Error(f"its operands or attributes do not fit: {problem}") from None
            wanted = max((place + 1 for place, name in enumerate(node.results) if name), default=0)
            if len(made) < wanted:
                raise Error(f"its result {node.results[wanted - 1]}, number {wanted}, is not supported")
            return made
        except UnsupportedBody:
            return self._stand_ins(node, graph)
        except Error as error:
            error.notes = tuple(dict.fromkeys([*error.notes, *self.advice]))
            self.problems.append(Problem(node, error, tuple(graph.types.get(name) for name in node.results)))
            return self._stand_ins(node, graph)

    def _applied(self, rule: Rule | None, node: Node, operands: list[Any], attributes: dict[str, Any],
                 scope: Scope) -> list[Value | Unexamined]:
        """Returns the results of a node by its rule or, if it has none, by its body."""
        if rule is not None:
            made = rule.apply(node, operands, attributes, Bodies(self, scope))
            for value in made:
                value.source = value.source or (node, operands)
            return [*made]
        body = self._framework.expand(node, operands)
        if body is None:
            raise Error(f"{node.called} is not supported for these operands and attributes")
        return self.run(body, {name: value for name, value in zip(body.inputs, operands) if value is not None})

    def _stand_ins(self, node: Node, graph: Graph) -> list[Value | Unexamined]:
        """Returns values of the types that the graph states for the results of a node that is not supported."""
        return [_stand_in(graph.types.get(name)) for name in node.results]


def _last_uses(graph: Graph) -> dict[str, int]:
    """Returns the place of the last node that reads each value, also in its bodies. Results are read behind all nodes."""
    last: dict[str, int] = {}
    for place, node in enumerate(graph.nodes):
        last.update(dict.fromkeys(_names_in([*node.operands, *node.attributes.values()]), place))
    return last | dict.fromkeys(graph.results, len(graph.nodes))


def _names_in(values: Sequence[Any]) -> Iterator[str]:
    """Yields the names that operands and bodies read."""
    for value in values:
        if isinstance(value, Ref):
            yield value.name
        elif isinstance(value, (list, tuple)):
            yield from _names_in(value)
        elif isinstance(value, Graph):
            yield from value.results
            for node in value.nodes:
                yield from _names_in([*node.operands, *node.attributes.values()])


class Bodies:
    """Runs the bodies of a node, which may use the values around it."""

    def __init__(self, walk: Walk, scope: Scope) -> None:
        self._walk, self._scope = walk, scope

    def run(self, graph: Graph, *inputs: Value, advice: Sequence[str] = ()) -> list[Value]:
        """Returns the results of a body for these inputs. `advice` says how the node can do without the body; messages
        about the body's nodes end with it."""
        if len(inputs) != len(graph.inputs):
            raise Error(f"the body {graph.name} has {len(graph.inputs)} inputs, expected {len(inputs)}")
        found = len(self._walk.problems)
        self._walk.bodies += 1
        self._walk.advice += advice
        try:
            results = self._walk.run(graph, dict(zip(graph.inputs, inputs)), self._scope)
        finally:
            self._walk.bodies -= 1
            del self._walk.advice[len(self._walk.advice) - len(advice):]
        if len(self._walk.problems) > found or any(isinstance(each, Unexamined) for each in results):
            raise UnsupportedBody(f"the body {graph.name} has nodes that are not supported")
        for name, value in zip(graph.results, results):
            if value.count is not None:  # type: ignore[union-attr]
                raise Error(f"the size of its body's result {name} depends on elements, which is supported outside of bodies only")
        return results  # type: ignore[return-value]


class GraphWeights(Parameters):
    """The tensors of a graph that its program uses, as Parameters by name. A name that two graphs use for different
    tensors gets a number."""

    def __init__(self, called: str) -> None:
        super().__init__(called, {})
        self._tensors: dict[str, Tensor] = {}

    def parameter(self, name: str, tensor: Tensor) -> Parameter:
        """Returns a tensor of the graph as a Parameter."""
        free, number = name, 1
        while free in self._tensors and self._tensors[free] is not tensor:
            number += 1
            free = f"{name}_{number}"
        self._tensors[free] = tensor
        self.specs[free] = Spec(tensor.dtype, tensor.shape, {})  # type: ignore[arg-type]
        return Parameter(free, self.specs[free], self)

    def stored(self, name: str) -> np.ndarray:
        """Returns the elements of a tensor, which are read now. Those of bf16 are their bits as uint16."""
        self.spec(name)
        return np.ascontiguousarray(self._tensors[name].read()).reshape(self._tensors[name].shape)


def _resolved(operand: Any, scope: Scope) -> Any:
    """Returns an operand with the values for its Refs, or with the numbers for those that are numbers."""
    if isinstance(operand, Ref):
        value = scope[operand.name]
        return number_of(value) if operand.is_number and isinstance(value, Value) else value
    if isinstance(operand, (list, tuple)):
        return [_resolved(each, scope) for each in operand]
    return operand


def _unexamined(operand: Any) -> list[Unexamined]:
    if isinstance(operand, list):
        return [found for each in operand for found in _unexamined(each)]
    return [operand] if isinstance(operand, Unexamined) else []


def _stand_in(stated: Type | None) -> Value | Unexamined:
    if stated is None or stated.dims is None or not isinstance(stated.dtype, DType):
        return UNEXAMINED
    tracer = tracing.current()
    sizes: list[Size] = []
    for dim in stated.dims:
        if dim is None or (isinstance(dim, str) and not tracer.has_symbol(dim)):
            return UNEXAMINED
        sizes.append(Dim.of(Symbol(dim)) if isinstance(dim, str) else dim)
    dtype = stated.dtype
    return Value(dtype, sizes, lambda: creation.zeros(sizes, dtype))
