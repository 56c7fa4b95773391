# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's public interface of backends, by which tools run models: prepare(model).run(inputs).

An input whose elements decide what the program is, such as the shape of a Reshape, is fixed at the value of a call. There is
a program for each of these values.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ...core.errors import Error, shown
from ...core.specs import as_spec
from ...programs.stages import Traced
from ..graph import Graph
from ..program import Program
from ..rules import inputs_needed
from ..support import Unsupported
from .reading.reader import of_model
from .framework import FRAMEWORK


class Prepared:
    """A model that is ready to run."""

    def __init__(self, graph: Graph, run: Callable[[Traced], Callable]) -> None:
        self._graph, self._run = graph, run
        self._deciding: set[str] = set()
        self._programs: dict[Any, tuple[Program, Callable, list[str]]] = {}

    def run(self, inputs: Sequence[Any] | Mapping[str, Any] | Any, **_: Any) -> tuple:
        """Returns the results for these inputs: arrays of numpy by name, or in the order of the model's inputs."""
        given = self._named(inputs)
        program, run, names = self._program(given)
        results = run(*(given[name] for name in names))
        return program.cut(results if isinstance(results, tuple) else (results,))

    def _named(self, inputs: Any) -> dict[str, np.ndarray]:
        names = self._graph.inputs
        if isinstance(inputs, Mapping):
            given = dict(inputs)
        else:
            listed = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
            if len(listed) > len(names):
                raise Error(f"{self._graph.name} is given {len(listed)} inputs, expected {len(names)}")
            given = dict(zip(names, listed))
        missing = [name for name in names if name not in given]
        if missing or len(given) != len(names):
            raise Error(f"{self._graph.name} is given {', '.join(given)}, expected {', '.join(names)}")
        return {name: np.asarray(value) for name, value in given.items()}

    def _program(self, given: Mapping[str, np.ndarray]) -> tuple[Program, Callable, list[str]]:
        while True:
            key = tuple((name, array.shape, array.dtype.str, array.tobytes() if name in self._deciding else b"")
                        for name, array in given.items())
            if key in self._programs:
                return self._programs[key]
            bound = {name: array if name in self._deciding else as_spec(array) for name, array in given.items()}
            try:
                program = Program(self._graph, FRAMEWORK, bound)
                run = self._run(program.trace())
                self._programs[key] = program, run, [name for name in given if name not in self._deciding]
            except Unsupported as error:
                needed = inputs_needed(error.problems) - self._deciding
                if not needed:
                    raise
                self._deciding |= needed


def _compiled(traced: Traced) -> Callable:
    return traced.lower().compile()


class Backend:
    """ONNX's interface onnx.backend.base.Backend. Programs are compiled for the CPU."""

    @classmethod
    def is_compatible(cls, model: Any, device: str = "CPU", **_: Any) -> bool:
        """Returns true if all nodes of the model are supported, as far as that is known without inputs."""
        try:
            Program(of_model(model), FRAMEWORK, {}).trace()
        except Unsupported as error:
            return bool(inputs_needed(error.problems))
        except Error:
            return False
        return True

    @classmethod
    def prepare(cls, model: Any, device: str = "CPU", run: Callable[[Traced], Callable] = _compiled, **_: Any) -> Prepared:
        """Returns a ModelProto ready to run. `run` makes a function of its program; by default it compiles it."""
        if not cls.supports_device(device):
            raise Error(f"device is {shown(device)}, expected CPU")
        return Prepared(of_model(model), run)

    @classmethod
    def run_model(cls, model: Any, inputs: Any, device: str = "CPU", **options: Any) -> tuple:
        """Returns the results of a ModelProto for these inputs."""
        return cls.prepare(model, device, **options).run(inputs)

    @classmethod
    def supports_device(cls, device: str) -> bool:
        """Returns true for the CPU."""
        return device.split(":")[0] == "CPU"
