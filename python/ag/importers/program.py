# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How does a graph become a program? Its inputs are bound to specs and values, and a walk traces it.

Arguments and results have the names of the graph, in which characters that are no part of an identifier are replaced by _.
Where this changes a name, the attribute ag.original_name has the graph's.
"""
from __future__ import annotations

import collections
import inspect
import keyword
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ..core import source, tracing
from ..core.arrays import Array
from ..core.dims import Size, equates
from ..core.dtypes import DType, is_known
from ..core.errors import Error, shown, similar
from ..core.specs import Spec, merged_ranges, spec
from ..numpy import creation
from ..programs.stages import Traced, trace
from . import progress
from .graph import Graph, Type
from .rules import Framework
from .support import Support, Unsupported, elements_of
from .values import Known, Value
from .walk import GraphWeights, Renamed, Unexamined, Walk


def identifiers(names: Sequence[str]) -> dict[str, str]:
    """Returns an identifier for each name: the name itself where it is one. Identifiers of different names differ."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    counts: collections.Counter[str] = collections.Counter()
    for name in names:
        plain = re.sub(r"[^0-9A-Za-z_]", "_", name)
        plain = plain if re.match(r"[A-Za-z]", plain) and not keyword.iskeyword(plain) else f"x{plain}"
        free = plain
        while free in taken:
            counts[plain] += 1
            free = f"{plain}_{counts[plain] + 1}"
        taken.add(free)
        made[name] = free
    return made


class Program:
    """A graph with the specs and values of its inputs. `given` has these by name, and `sizes` has sizes of named dimensions,
    or their ranges."""

    def __init__(self, graph: Graph, framework: Framework, given: Mapping[str, Any],
                 sizes: Mapping[str, int | tuple[int, int]] | None = None) -> None:
        self._graph, self._framework = graph, framework
        #: The tensors that a traced program uses. They are those of the graph.
        self.weights = GraphWeights(graph.name)
        self.names = identifiers(graph.inputs)
        self.results = identifiers(graph.results)
        with source.at(graph.place):
            self._values, specs = self._bound(given)
            names = _Names(graph, specs)
            #: The specs of the inputs that are arguments.
            self.specs = {name: names.spec_of(name) for name in graph.inputs if name not in self._values}
            #: The program's names of dimensions by the graph's.
            self.dims = names.renamed
            sizes = self._by_own_names(sizes or {})
            self._set_sizes(sizes)
        self._unnamed = names.unnamed - set(sizes)
        self._examines = False
        #: The results with padding, of which only the first elements along a dimension count: the number of the result, and
        #: the dimension. How many these are is a further result of the program.
        self.counts: list[tuple[int, int]] = []

    def _bound(self, given: Mapping[str, Any]) -> tuple[dict[str, Known], dict[str, Spec]]:
        """Returns the values of the inputs that are fixed, and the specs that are given for others."""
        values, specs = {}, {}
        originals = {plain: name for name, plain in self.names.items()}
        for key, value in given.items():
            name = key if key in self.names else originals.get(key)
            if name is None:
                raise Error(f"{self._graph.name} has no input {key}", [similar(key, list(self.names))])
            if isinstance(value, Spec):
                specs[name] = value
            else:
                values[name] = _fixed(name, value, self._graph.types.get(name))
        return values, specs

    @property
    def arguments(self) -> list[str]:
        """The names of the program's arguments."""
        return [self.names[name] for name in self.specs]

    def trace(self, donate: Sequence[str] = ()) -> Traced:
        """Traces the graph. Raises Unsupported if it has nodes that are not supported."""
        if isinstance(donate, str) or not isinstance(donate, Iterable):
            raise Error(f"donate is {shown(donate)}, expected a list of names, as in [{shown(donate)}]")
        while True:
            with source.at(self._graph.place), progress.shown():
                try:
                    return trace(self, *self.specs.values(), name=identifiers([self._graph.name])[self._graph.name],
                                 donate=[self.names.get(name, name) for name in (*self._graph.states, *donate)])
                except Renamed as found:
                    self._rename(found.name, found.size)

    def examine(self) -> Support:
        """Traces the graph, and returns which of its nodes are not supported. The share of operations is that at the
        least sizes of all named dimensions."""
        self._examines = True
        traced = self.trace()
        walk = self._walk
        if not walk.problems:
            return Support((), walk.count, 1.0)
        lost = [elements_of(stated) for problem in walk.problems for stated in problem.types]
        if None in lost:
            return Support(walk.problems, walk.count, None)
        ranges = merged_ranges(list(self.specs.values()))
        names = {dim for one in self.specs.values() for dim in one.dims if isinstance(dim, str)}
        flops = traced.cost(**{name: ranges.get(name, (1, 1))[0] for name in names})["flops"]
        total = flops + sum(lost)  # type: ignore[arg-type]
        return Support(walk.problems, walk.count, flops / total if total else 1.0)

    def _rename(self, name: str, size: Size) -> None:
        """Replaces the name of a dimension, which the importer gave, in the specs of all inputs."""
        self._unnamed.discard(name)
        self._replace({name: size if isinstance(size, int) else str(size)}, {})

    def _by_own_names(self, sizes: Mapping[str, int | tuple[int, int]]) -> dict[str, int | tuple[int, int]]:
        """Returns sizes by the program's names of dimensions. `sizes` may have the graph's."""
        own: dict[str, int | tuple[int, int]] = {}
        for name, size in sizes.items():
            plain = str(self.dims.get(name, name))
            if plain in own:
                raise Error(f"the dimension {name} is given two sizes")
            own[plain] = size
        return own

    def _set_sizes(self, sizes: Mapping[str, int | tuple[int, int]]) -> None:
        names = [dim for one in self.specs.values() for dim in one.dims if isinstance(dim, str)]
        for name in sizes:
            if name not in names:
                raise Error(f"{self._graph.name} has no dimension {name}", [similar(name, names)])
        self._replace({name: size for name, size in sizes.items() if isinstance(size, int)},
                      {name: size for name, size in sizes.items() if not isinstance(size, int)})

    def _replace(self, dims: Mapping[str, int | str], ranges: Mapping[str, tuple[int, int]]) -> None:
        """Replaces named dimensions in all specs, and sets ranges."""
        known = merged_ranges(list(self.specs.values())) | dict(ranges)
        for key, one in self.specs.items():
            new = [dims.get(each, each) if isinstance(each, str) else each for each in one.dims]
            self.specs[key] = spec(one.dtype, new, **{each: known[each] for each in new if each in known})

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
                                  for name in self.arguments])

    def __call__(self, *arguments: Array) -> Any:
        """Traces the graph for these arrays, and returns its results."""
        results = self.run(dict(zip(self.specs, arguments)))
        made = [result.array for result in results if not isinstance(result, Unexamined)]
        lost = [result.reason for result in results if isinstance(result, Unexamined)]
        if lost and not self._walk.problems:
            raise Error(lost[0] or f"a result of {self._graph.name} has no name")
        if self._walk.problems:
            return made or [creation.zeros(())]
        if not made:
            raise Error("the model has no results that are tensors")
        self._keep_names()
        counted = [(place, *result.count) for place, result in enumerate(results) if result.count]  # type: ignore[union-attr]
        self.counts = [(place, axis) for place, axis, _ in counted]
        if len(made) == 1 and not counted:
            return made[0]
        names = identifiers([*self._graph.results, *(f"{self._graph.results[place]}_count" for place, _ in self.counts)])
        return collections.namedtuple("Results", list(names.values()))(*made, *(count for *_, count in counted))  # type: ignore[misc]

    def _keep_names(self) -> None:
        """Records the graph's names of arguments and results that have others in the program."""
        trace = tracing.current().trace
        for setter, names, own in ((trace.set_argument_attribute, self.specs, self.names),
                                   (trace.set_result_attribute, self._graph.results, self.results)):
            for number, name in enumerate(names):
                if own[name] != name:
                    setter(number, "ag.original_name", ("str", name))

    def run(self, arguments: Mapping[str, Any], weights: Mapping[str, Any] | None = None) -> list[Value | Unexamined]:
        """Traces the graph for arrays by the names of its inputs, and returns its results. `weights` has arrays in place of
        tensors of the graph. Raises Unsupported if the graph has nodes that are not supported."""
        inputs: dict[str, Any] = {name: Value.of(value) for name, value in self._values.items()}
        for name, array in arguments.items():
            value = Value.of(array)
            value.origins = frozenset([name])
            inputs[name] = value
        inputs |= {name: Value.of(array) for name, array in (weights or {}).items()}
        self._walk = Walk(self._framework, self.weights, self._unnamed)
        token = equates.set(self._walk.equate)
        try:
            results = self._walk.run(self._graph, inputs)
        finally:
            equates.reset(token)
        if self._walk.problems and not self._examines:
            raise Unsupported(self._walk.problems, self._walk.count)
        for name, result in zip(self._graph.results, results):
            if not isinstance(result, Unexamined):
                _check_stated(name, result, self._graph.types.get(name))
        return results

    def cut(self, results: Sequence[Any]) -> tuple:
        """Returns the results of a run as the graph has them: without padding, and without the counts."""
        made = list(results)
        for (place, axis), count in zip(self.counts, made[len(made) - len(self.counts):]):
            made[place] = made[place][(*[slice(None)] * axis, slice(int(np.asarray(count))))]
        return tuple(made[:len(made) - len(self.counts)])


def _fixed(name: str, value: Any, stated: Type | None) -> Known:
    array = np.asarray(value)
    array = array.astype(np.float32) if array.dtype.kind == "V" and is_known(array.dtype) else array  # numpy's bf16
    dtype = stated.dtype if stated and isinstance(stated.dtype, DType) else None
    if dtype is None:
        raise Error(f"the type of the input {name} is not known")
    if array.dtype.kind not in "biuf" or (dtype.is_integer and array.dtype.kind not in "biu"):
        raise Error(f"{name} is {shown(array.tolist())}, expected elements of {dtype}")
    if dtype.is_integer and array.size and not dtype.bounds[0] <= array.min() <= array.max() <= dtype.bounds[1]:
        raise Error(f"{name} is {shown(array.tolist())}, which has elements that {dtype} does not have")
    dims = stated.dims  # type: ignore[union-attr]
    if dims is not None and (len(dims) != array.ndim or any(isinstance(dim, int) and dim != size
                                                            for dim, size in zip(dims, array.shape))):
        raise Error(f"{name} is an array of shape {list(array.shape)}, expected {stated}")
    return Known(array, dtype)


def _check_stated(name: str, result: Value, stated: Type | None) -> None:
    """Raises an Error if a result of the graph is of another type than the graph states, or of other sizes."""
    if stated is None or not isinstance(stated.dtype, DType):
        return
    dims = stated.dims if stated.dims is not None else result.shape
    known = [(own, dim) for place, (own, dim) in enumerate(zip(result.shape, dims))
             if isinstance(own, int) and isinstance(dim, int) and (result.count is None or result.count[0] != place)]
    if result.dtype != stated.dtype or len(dims) != len(result.shape) or any(own != dim for own, dim in known):
        place = result.source[0].place if result.source else None
        raise Error(f"the result {name} is {result}, but the model states {stated}", place=place)


class _Names:
    """The names of dimensions: those of the user's specs, for the same dimensions in other inputs, too, then those of the
    graph. A dimension without a name gets one, which is in `unnamed`."""

    def __init__(self, graph: Graph, specs: Mapping[str, Spec]) -> None:
        self.unnamed: set[str] = set()
        self._graph, self._specs = graph, specs
        self.renamed: dict[str, int | str] = {}
        self._ranges = merged_ranges(list(specs.values()))
        self._taken = {dim for one in specs.values() for dim in one.dims}
        for name, one in specs.items():
            self._add(name, one)

    def _add(self, name: str, one: Spec) -> None:
        stated = self._graph.types[name]
        dims = stated.dims if stated.dims is not None else [None] * len(one.dims)
        if stated.dtype != one.dtype or len(dims) != len(one.dims):
            raise Error(f"{name} is {one}, but the model has {stated}")
        for theirs, ours in zip(dims, one.dims):
            if isinstance(theirs, int) and theirs != ours:
                raise Error(f"{name} is {one}, but the model has {stated}")
            if isinstance(theirs, str) and self.renamed.setdefault(theirs, ours) != ours:
                raise Error(f"the model's dimension {theirs} is {self.renamed[theirs]} in one spec and {ours} in another")

    def spec_of(self, name: str) -> Spec:
        """Returns the spec of an input."""
        if name in self._specs:
            return self._specs[name]
        stated = self._graph.types.get(name)
        if stated is not None and stated.dims is None and not isinstance(stated.dtype, DType):
            raise Error(f"the input {name} is a {stated.dtype}, which is not supported", ["export the model with tensors"])
        if stated is None or stated.dims is None or not isinstance(stated.dtype, DType):
            raise Error(f"the input {name} is {stated or 'of no known type'}, which is no type of ag: give a spec")
        dims = [dim if isinstance(dim, int) else self._name_of(dim, f"{name}_{place}")
                for place, dim in enumerate(stated.dims)]
        bounds = {dim: self._ranges[dim] for dim in dims if dim in self._ranges}
        stated_bounds = {self.renamed.get(dim, dim): bound for dim, bound in self._graph.ranges.items()}
        bounds |= {dim: stated_bounds[dim] for dim in dims if dim in stated_bounds and dim not in bounds}
        return spec(stated.dtype, dims, **bounds)  # type: ignore[arg-type]

    def _name_of(self, dim: str | None, otherwise: str) -> int | str:
        if dim in self.renamed:
            return self.renamed[dim]  # type: ignore[index]
        plain = next(iter(identifiers([dim or otherwise]).values()))
        free, number = plain, 1
        while free in self._taken:
            number += 1
            free = f"{plain}_{number}"
        self._taken.add(free)
        if dim is None:
            self.unnamed.add(free)
        else:
            self.renamed[dim] = free
        return free
