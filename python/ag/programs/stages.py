# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How does a Python function become a program? By trace; further stages are lower and compile (ag/programs.py).

Each stage can print and save its form of the program, and has methods that describe it:

    Traced    t = ag.trace(f, *specs)    as_text, save: ag, with the source's names and lines; cost; interpret
    Sharded   s = t.shard("dp2,tp4")     as_text, save: one rank's program; interpret; collectives, ranks, plan
    Lowered   l = t.lower()              as_text, save: linalg and tensor; cost; fusion
    Compiled  c = l.compile()            as_text: LLVM IR, assembly, PTX; save: these, objects, libraries; cost; memory
    Loaded    d = ag.load("f.so")        memory
"""
from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .._ag import Failure, Module
from ..core import coercion, tracing
from ..core.arguments import argument_names, find_leaves, in_order
from ..core.arrays import Array
from ..core.calls import checked
from ..core.dtypes import as_dtype
from ..core.errors import Error, from_failure, shown
from ..core.files import write_files
from ..core.parameters import Parameter, Parameters
from ..core.source import find_definition
from ..core.specs import Spec, advice_on_arrays, as_spec, check_named, check_sizes, merged_ranges
from ..tree import Tree
from . import advice
from .artefacts import Lowered, checked_path
from .sharding import Sharded


class Traced(advice.Stage):
    """A function as a program of the ag dialect."""

    _called, _elsewhere = "a traced program", advice.OF_TRACED

    def __init__(self, name: str, module: Module, arguments: Tree, results: Tree, parameters: dict[str, Parameter],
                 retrace: Callable[[dict[str, int]], "Traced"]) -> None:
        self.name, self.module, self.parameters = name, module, parameters
        self.arguments, self.results = arguments, results
        self._retrace = retrace
        self._specs = {path: as_spec(leaf) for path, leaf in zip(arguments.paths, arguments.leaves)
                       if not _is_static(leaf)}
        # Arguments of the function that have arrays. A call may leave out the others.
        self._names = [name for name in arguments.names
                       if any(f"{path}.".startswith(f"{name}.") for path in self._specs)]

    def as_text(self, locations: bool = False) -> str:
        """Returns the program as MLIR text, which ag-opt, ag-run and ag-compile read; with `locations`, also the source
        line of each op."""
        return self.module.text(locations=locations)

    def save(self, path: str | os.PathLike, locations: bool = True) -> None:
        """Writes the result of as_text to a file. Its name must end in .mlir. With `locations`, messages of ag-compile
        and the remarks in its reports name the lines of the function that was traced."""
        write_files({checked_path(path, [".mlir"]): self.as_text(locations).encode()})

    def cost(self, **sizes: int) -> dict[str, int]:
        """Returns the minimal cost of the program at these sizes of the named dimensions: f.cost(batch=8).

        "flops" is the number of operations on floats in the traced program: a multiply-add counts as two, an exp as
        one. It counts all iterations of a loop, and the greater branch of a condition. "bytes" are those of the
        arguments, the parameters and the results, each counted once. The function is traced again for the sizes.
        """
        names = {dim for spec in self._specs.values() for dim in spec.dims if isinstance(dim, str)}
        check_named(sizes, names)
        traced = self._retrace(sizes) if sizes else self
        try:
            flops, size = traced.module.answered().cost(self.name)
        except Failure as failure:
            raise from_failure(failure) from None
        return {"flops": flops, "bytes": size}

    @functools.partial(checked, otherwise=advice.OF_LOWER)
    def lower(self, march: str | None = None, target: str | None = None) -> Lowered:
        """Returns the next stage, which compiles. `target` is "cpu" or "cuda", and `march` its processor, "native" this
        machine's. Where these are None, the program is lowered for those that are passed to compile."""
        return Lowered(self, march, target)

    @functools.partial(checked, otherwise=advice.OF_SHARD)
    def shard(self, spec: str) -> Sharded:
        """Returns the program of one rank of a mesh, with its collectives. `spec` gives the axes, their purpose, and
        the file that pins tensors, as in "dp2,tp4" or "dp4,zero2": see docs/Sharding.md."""
        if not isinstance(spec, str):
            raise Error(f'spec is {shown(spec)}, expected axes, as in "dp2,tp4"')
        try:
            module, report = self.module.answered().sharded(spec)
        except Failure as failure:
            raise from_failure(failure) from None
        rank = Traced(self.name, module, self.arguments, self.results, self.parameters, self._retrace)
        return Sharded(rank, report)

    def interpret(self, *arguments: Any, precision: str = "double", **named: Any) -> Any:
        """Interprets the program with the reference interpreter, which defines the results of each op and is slow.
        Floats are computed in double and returned as float64; with `precision="declared"` they are rounded to their
        types by each op."""
        if precision not in ("double", "declared"):
            raise Error(f'precision is {shown(precision)}, expected "double" or "declared"')
        arguments = self.in_order(arguments, named)
        arrays = [_spelled(array) for array in self._checked(self.flat_arguments(arguments))]
        try:
            results = self.module.answered().interpret(self.name, arrays, self._values_of, precision == "double")
        except Failure as failure:
            raise from_failure(failure) from None
        return self.results.unflatten([_array(*result) for result in results])

    def in_order(self, arguments: tuple, named: Mapping[str, Any]) -> tuple:
        """Returns all arguments of a call by position. `named` has those that the call passes by name. Weights that
        were arguments of the trace are either all passed or all left out."""
        if not named:
            return arguments
        is_short = len(arguments) + len(named) <= len(self._names) and named.keys() <= set(self._names)
        return in_order(self.name, self._names if is_short else self.arguments.names, arguments, named)

    def flat_arguments(self, arguments: tuple) -> list:
        """Returns the arrays in the order of the program's arguments, without the weights."""
        names = self._names if len(arguments) == len(self._names) else self.arguments.names
        if len(arguments) != len(names):
            raise Error(f"{self.name} takes {len(self._names)} arguments ({', '.join(self._names)}), got "
                        f"{len(arguments)}")
        return find_leaves(list(self._specs), names, arguments, _is_static)

    def _checked(self, leaves: list) -> list[np.ndarray]:
        leaves = [leaf if spec.dims else coercion.array_of(path, leaf, spec.dtype)
                  for (path, spec), leaf in zip(self._specs.items(), leaves)]
        given = [None if isinstance(leaf, Spec) else as_spec(leaf) for leaf in leaves]
        for (path, spec), leaf, like in zip(self._specs.items(), leaves, given):
            if like is None or like.dtype != spec.dtype or len(like.dims) != len(spec.dims):
                what = f"the spec {leaf}" if isinstance(leaf, Spec) else like or shown(leaf)
                raise Error(f"{path} is {what}, expected {spec}", advice_on_arrays(leaf))
        check_sizes(self._specs, given)
        return leaves

    def _values_of(self, name: str) -> tuple:
        parameter = self.parameters[name]
        if parameter.source is None:
            raise Error(f"the parameter {name} comes from no file, so it has no value")
        return parameter.dtype.name, parameter.shape, parameter.source.stored(name).tobytes()

    def __repr__(self) -> str:
        return self.as_text()


def _spelled(array: np.ndarray) -> tuple:
    """Returns an array as the extension spells it: (element type, shape, bytes)."""
    return as_dtype(array.dtype).name, tuple(array.shape), coercion.bytes_of(array)


def _array(dtype: str, shape: tuple, data: bytes) -> np.ndarray:
    return np.frombuffer(data, as_dtype(dtype).numpy).reshape(shape)


def _is_static(value: Any) -> bool:
    """Returns true for weights, which tracing passes to the function unchanged."""
    return isinstance(value, (Parameters, Parameter))


def _name_of(function: Callable, name: str | None) -> str:
    name = name or getattr(function, "__name__", "main")
    name = "main" if name == "<lambda>" else name
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        raise Error(f"the program is called {shown(name)}, expected a name like mlp")
    return name


def _argument_names(function: Callable, specs: tuple) -> list[str]:
    try:
        return argument_names(function, specs)
    except TypeError as error:
        raise Error(f"the specs do not fit {getattr(function, '__name__', 'the function')}: {error}") from None


def _argument_tree(function: Callable, specs: tuple) -> Tree:
    """Returns the specs as a nest by the names of the function's arguments."""
    tree = Tree(dict(zip(_argument_names(function, specs), specs)), is_leaf=_is_static)
    tree.check_names("arguments")
    for path, leaf in zip(tree.paths, tree.leaves):
        if as_spec(leaf) is None and not _is_static(leaf):
            raise Error(f"argument {path} is {shown(leaf)}, expected a spec, an example array or weights",
                        advice_on_arrays(leaf) or ["bind other values beforehand, with functools.partial"])
    return tree


def _arguments(tracer: tracing.Tracer, specs: list[Spec], labels: list[str]) -> list[Array]:
    for number, (spec, value, label) in enumerate(zip(specs, tracer.arguments, labels)):
        tracer.trace.set_argument_attribute(number, "ag.name", ("str", label))
        for dim, name in enumerate(spec.dims):
            if isinstance(name, str):
                tracer.bind_symbol(name, value, dim)
        if any(isinstance(dim, str) for dim in spec.dims):
            dims = [("str", dim) if isinstance(dim, str) else ("i64", dim) for dim in spec.dims]
            tracer.trace.set_argument_attribute(number, "ag.dims", ("list", dims))
    tracer.ranges = ranges = merged_ranges(specs)
    if ranges:
        bounds = {name: ("list", [("i64", low), ("i64", high)]) for name, (low, high) in ranges.items()}
        tracer.trace.set_attribute("ag.ranges", ("dict", bounds))
    return [Array(tracer, value, spec.shape, label) for value, spec, label in zip(tracer.arguments, specs, labels)]


def _results(value: Any, function: str) -> tuple[Tree, list[Array]]:
    tree = Tree(value, is_leaf=lambda part: isinstance(part, Mapping) and _is_static(part))
    tree.check_names("results")
    if not tree.leaves:
        raise Error(f"{function} returns {shown(value)}, expected arrays")
    return tree, [coercion.tensor(leaf) for leaf in tree.leaves]


def _names(results: Tree) -> list[str]:
    """Returns the results' names: the keys in dicts, and an empty name for elements of tuples and lists."""
    return [path if all(part.isidentifier() for part in path.split(".")) else "" for path in results.paths]


def _aliases(donate: Sequence[str], labels: list[str], arguments: list[Array], results: list[Array]) -> list[int]:
    """Returns, for each result, the number of the donated argument whose memory it takes over, or -1. An argument is
    given to the first result with its type and sizes that has none."""
    if isinstance(donate, str):
        raise Error(f"donate is {shown(donate)}, expected a list of names, as in [{shown(donate)}]")
    aliases = [-1] * len(results)
    for path in donate:
        if path not in labels:
            raise Error(f"{path} is donated, but the arguments are {', '.join(labels)}")
        number = labels.index(path)
        given = arguments[number]
        fitting = [place for place, result in enumerate(results) if aliases[place] < 0
                   and (result.value.dtype, result.value.shape) == (given.value.dtype, given.value.shape)]
        # The compiler may prove that sizes are equal which are not known to be equal here.
        fitting.sort(key=lambda place: results[place].shape != given.shape)
        if not fitting or number in aliases:
            raise Error(f"{path} is donated, but no result is left that has its type and sizes")
        aliases[fitting[0]] = number
    return aliases


def trace(function: Callable, *specs: Any, name: str | None = None, donate: Sequence[str] = ()) -> Traced:
    """Calls the function once with arrays that record the operations on them, and returns the program.

    `specs` has one entry for each argument: ag.spec(...), an example array, weights (which are passed to the function
    unchanged), or a nest of these. The program is called `name`, by default like the function.

    `donate` names arguments that callers donate, such as "w" or "state.m". A result of the same type and sizes is
    written to the memory of each donated argument, and the call returns the same array object for it.
    """
    if tracing.is_tracing():
        raise Error("a function is being traced already: call this one as it is")
    called = _name_of(function, name)
    tree = _argument_tree(function, specs)
    places = [number for number, leaf in enumerate(tree.leaves) if not _is_static(leaf)]
    leaves = [as_spec(tree.leaves[number]) for number in places]
    labels = [tree.paths[number] for number in places]
    place = find_definition(function)
    tracer = tracing.Tracer(called, [spec.type for spec in leaves], labels, place)
    arguments = list(tree.leaves)
    arrays = _arguments(tracer, leaves, labels)
    for number, array in zip(places, arrays):
        arguments[number] = array
    with tracer.active():
        result_tree, results = _results(function(*tree.unflatten(arguments).values()), called)
        try:
            module = tracer.trace.finish([x.value for x in results], _names(result_tree),
                                         _aliases(donate, labels, arrays, results), place.location(""))
        except Failure as failure:
            raise from_failure(failure, place) from None

    def retrace(sizes: dict[str, int]) -> Traced:
        leaves = [leaf if _is_static(leaf) else as_spec(leaf).at(sizes) for leaf in tree.leaves]
        return trace(function, *tree.unflatten(leaves).values(), name=called)

    return Traced(called, module, tree, result_tree, dict(tracer.sources), retrace)
