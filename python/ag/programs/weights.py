# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which weights is a program loaded and saved with?

Callers may pass them; otherwise they are the ones that the program was traced with. The runtime maps a safetensors file.
Other weights are loaded from memory: ag.tensors, dicts of arrays, and tensors of several files, which Python has mapped.
"""
from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from .. import _ag
from ..core import safetensors
from ..core.errors import Error, shown
from ..core.parameters import Parameter, Parameters, Tensors, Weights

#: A path, or a mapping of names to tensors.
WeightsLike: TypeAlias = str | os.PathLike | Mapping


class Source:
    """The weights of a program: the file at `path`, or tensors in memory, each by the mapping that it is in. There are
    none if the path is empty and `tensors` is None. Those that were traced with may be superfluous."""

    def __init__(self, path: str = "", tensors: Mapping[str, Parameters] | None = None, is_traced: bool = False) -> None:
        self.path, self._tensors, self._is_traced = path, tensors, is_traced

    def __bool__(self) -> bool:
        return bool(self.path or self._tensors)

    def load(self, program: Any, threads: int) -> Any:
        """Returns the program with these weights, as a model. Reads only tensors that the program needs."""
        needed = json.loads(program.info)["parameters"]
        if self._is_traced and not needed:
            return _ag.Model(program, "", threads)
        if self._tensors is None:
            return _ag.Model(program, self.path, threads)
        if self._tensors and not needed:
            raise Error("the program has no parameters, or contains their values: leave out weights=")
        given = []
        for parameter in needed:
            name = parameter["name"]
            if name in self._tensors:
                spec, stored = self._tensors[name].specs[name], self._tensors[name].stored(name)
                given.append((name, spec.dtype.name, spec.dims, stored, not parameter.get("only_load", False)))
        return _ag.Model(program, given, threads)

    @contextlib.contextmanager
    def as_file(self, output: Path) -> Iterator[str]:
        """Yields the path of a safetensors file with the weights. If they are in memory, they are written to a temporary
        file beside `output`."""
        if not self._tensors:
            yield self.path
            return
        try:
            folder = tempfile.TemporaryDirectory(prefix=f"{output.name}.", dir=output.parent)
        except OSError as error:
            raise Error(f"cannot write '{output}': {error.strerror}") from None
        with folder:
            path = Path(folder.name) / "weights.safetensors"
            specs = {name: source.specs[name] for name, source in self._tensors.items()}
            safetensors.write(path, specs, lambda name: self._tensors[name].stored(name))
            yield str(path)


def weights_of(given: WeightsLike | None, programs: Sequence[Mapping[str, Parameter]]) -> Source:
    """Returns the weights that the caller passes, or if there are none, those that programs with these parameters were
    traced with."""
    if given is None:
        return _traced(programs)
    if isinstance(given, Weights):
        return Source(str(given.path))
    if isinstance(given, (str, os.PathLike)):
        return Source(str(Path(given)))
    if not isinstance(given, Mapping):
        raise Error(f"weights is {shown(given)}, expected a path, ag.safetensors(...), ag.tensors(...) or a dict of arrays")
    named = given if isinstance(given, Parameters) else Tensors(given)
    needed = {name: parameter for each in programs for name, parameter in each.items()}
    for name, parameter in needed.items():
        like = Parameter(name, named.spec(name))
        if (like.dtype, like.shape) != (parameter.dtype, parameter.shape):
            raise Error(f"the tensor {name} of weights is {like}, expected {parameter}")
    return Source(tensors={name: named for name in needed or named})


def _traced(programs: Sequence[Mapping[str, Parameter]]) -> Source:
    """Returns the weights that programs with these parameters were traced with."""
    parameters: dict[str, Parameter] = {}
    for each in programs:
        for name, parameter in each.items():
            known = parameters.setdefault(name, parameter)
            if not known.is_same(parameter):
                raise Error(f"two parameters are called {name}: {_described(known)} and {_described(parameter)}")
    without = [name for name, parameter in parameters.items() if parameter.source is None]
    if without:
        raise Error(f"the parameters {', '.join(without)} come from no file: pass weights=, a safetensors file or a dict of "
                    "arrays")
    sources = {name: parameter.source for name, parameter in parameters.items()}
    files = {str(source.path) if isinstance(source, Weights) else None for source in sources.values()}
    if len(files) > 1 or None in files:
        return Source(tensors=sources, is_traced=True)
    return Source(files.pop() if files else "", is_traced=True)


def _described(parameter: Parameter) -> str:
    return f"{parameter} of {parameter.source.called}" if parameter.source is not None else str(parameter)
