# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which program computes the gradients of an imported model by its inputs? Its arguments are the inputs, followed by the
cotangents of the results that are floats. Its results are the cotangents of the inputs that are asked for.
"""
from __future__ import annotations

import inspect
from collections.abc import Sequence

from ...core import tracing
from ...core.arrays import Array
from ...core.dims import Size
from ...core.dtypes import DType
from ...core.errors import Error
from ...core.specs import Spec, spec
from ...numpy import shaping
from ...programs.stages import Traced, trace
from ...transforms.derivatives import vjp
from ..graph import Graph
from ..program import Program


class Gradient:
    """The gradient of a program by the inputs `wanted`, which are floats. `results` has those of the graph that have
    cotangents."""

    def __init__(self, graph: Graph, program: Program, wanted: Sequence[str]) -> None:
        self._graph, self._program, self._wanted = graph, program, list(wanted)
        self.results = [name for name in graph.results if is_float(graph, name) and name not in graph.states.values()]
        if not self.results:
            raise Error(f"{graph.name} has no results that are floats")
        self._cotangents = {name: self._spec_of(name) for name in self.results}

    def trace(self) -> Traced:
        """Returns the program."""
        return trace(self, *self._program.specs.values(), *self._cotangents.values(), name=f"{self._graph.name}_vjp")

    def _spec_of(self, result: str) -> Spec:
        stated = self._graph.types[result]
        ranges = {name: bounds for one in self._program.specs.values() for name, bounds in one.ranges.items()}
        dims: list[int | str] = []
        for dim, size in enumerate(stated.dims or ()):
            known = self._program.dims.get(size, size) if isinstance(size, str) else size
            is_dim = isinstance(known, int) or known in {each for one in self._program.specs.values() for each in one.dims}
            dims.append(known if is_dim and known is not None else f"{self._name(result)}_{dim}")
        return spec(stated.dtype, dims, **{each: ranges[each] for each in dims if each in ranges})  # type: ignore[arg-type]

    def _name(self, result: str) -> str:
        return f"d_{self._program.results[result]}"

    @property
    def __signature__(self) -> inspect.Signature:
        names = [*self._program.arguments, *map(self._name, self.results)]
        return inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])

    def __call__(self, *arguments: Array) -> tuple[Array, ...]:
        inputs = dict(zip(self._program.specs, arguments))
        cotangents = arguments[len(inputs):]

        def results(*floats: Array) -> tuple[Array, ...]:
            made = dict(zip(self._graph.results, self._program.run({**inputs, **dict(zip(self._wanted, floats))})))
            return tuple(made[name].array for name in self.results)  # type: ignore[union-attr]

        values, pull = vjp(results, *(inputs[name] for name in self._wanted))
        return tuple(pull(tuple(_of_shape(each, value.shape) for each, value in zip(cotangents, values))))


def is_float(graph: Graph, name: str) -> bool:
    """Returns true if a value of a graph is an array of floats, and so can have a cotangent."""
    stated = graph.types.get(name)
    return stated is not None and isinstance(stated.dtype, DType) and stated.dtype.is_float


def _of_shape(x: Array, shape: Sequence[Size]) -> Array:
    """Returns a cotangent with the sizes of its result, which a run checks where they are computed."""
    if x.shape == tuple(shape):
        return x
    for dim, (own, size) in enumerate(zip(x.shape, shape)):
        if own != size:
            tracing.require("eq", own, size, f"dimension {dim} of a cotangent is {{0}}, expected {{1}}")
    # The type of a cotangent has no number for a size that only the rules know.
    return tracing.wrap(shaping.reshape(x, shape).value, shape)
