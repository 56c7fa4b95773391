# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do weights get into a program? As ag.parameter ops with names, whose values are set when the program is loaded.

ag.safetensors maps a file and reads its header. A tensor of the file becomes a parameter of the program when the traced
function uses it.
"""
from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import tracing
from .arrays import Array, Operators
from .dims import Size, product
from .dtypes import DTYPES, DType
from .errors import Error, shown, similar
from .specs import Spec

# The names of element types in safetensors files: F32 is f32, U8 is ui8, BOOL is i1.
_SAFETENSORS = {name.upper().replace("UI", "U"): dtype for name, dtype in DTYPES.items() if name != "i1"}
_SAFETENSORS["BOOL"] = DTYPES["i1"]

_LONGEST_HEADER = 100_000_000  # the format's own limit


class Parameter(Operators):
    """A named tensor whose value is set when the program is loaded. It can be used wherever an array can."""

    __slots__ = ("name", "_spec", "file")

    def __init__(self, name: str, spec: Spec, file: "Weights | None" = None) -> None:
        self.name, self._spec, self.file = name, spec, file

    @property
    def shape(self) -> tuple[Size, ...]:
        return self._spec.shape

    @property
    def dtype(self) -> DType:
        return self._spec.dtype

    def traced(self) -> Array:
        tracer = tracing.current()
        tracer.touched.add(self.name)
        known = tracer.parameters.get(self.name)
        if known is None:
            return self._create(tracer)
        if (known.dtype, known.shape, tracer.sources[self.name].file) != (self.dtype, self.shape, self.file):
            raise Error(f"two parameters are called {self.name}: {known} and {self}")
        return known

    def _create(self, tracer: tracing.Tracer) -> Array:
        label = ".".join(self.name.split(".")[-2:])
        (value,), _ = tracer.create(
            "ag.parameter", [], {"name": ("str", self.name)}, result_types=[self._spec.type],
            in_prologue=True, location=tracing.find_place().location(label))
        made = Array(tracer, value, self.shape, self.name)
        tracer.parameters[self.name] = made
        tracer.sources[self.name] = self
        return made


def parameter(name: str, spec: Spec) -> Parameter:
    """Returns a parameter with this name, element type and static shape."""
    if not isinstance(name, str):
        raise Error(f"a parameter is called {shown(name)}, expected a name, as in \"w1\"")
    if not isinstance(spec, Spec):
        raise Error(f"the parameter {name} needs a spec, as in ag.spec('f32', [784, 512])")
    if any(isinstance(dim, str) for dim in spec.dims):
        raise Error(f"the parameter {name} is {spec}, expected numbers as dimensions")
    return Parameter(name, spec)


class Weights(Mapping):
    """The tensors of a safetensors file by name, as Parameters. Their values are mapped, not read."""

    def __init__(self, path: str | os.PathLike) -> None:
        self.path = Path(path)
        self._entries, self._start = _read_header(self.path)
        self._replaced: dict[str, Operators] = {}

    def __getitem__(self, name: str) -> Operators:
        if name in self._replaced:
            return self._replaced[name]
        if name not in self._entries:
            raise Error(f"{self.path.name} has no tensor {name!r}", [similar(name, self._entries)])
        dtype, shape, _ = self._entries[name]
        return Parameter(name, Spec(dtype, shape, {}), self)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weights) and (self.path == other.path or self.path.resolve() == other.path.resolve())

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def floats(self) -> dict[str, Operators]:
        """Returns the parameters whose elements are floats. Derivatives are by these."""
        return {name: self[name] for name in self if self[name].dtype.is_float}

    def replaced(self, arrays: Mapping[str, Operators]) -> "Weights":
        """Returns a copy in which the names in `arrays` map to these arrays."""
        other = copy.copy(self)
        other._replaced = {**self._replaced, **arrays}
        return other

    def numpy(self, name: str) -> np.ndarray:
        """Returns the values of a tensor, mapped read-only."""
        self[name]
        dtype, shape, offset = self._entries[name]
        if product(shape) == 0:
            return np.empty(shape, dtype.numpy)
        return np.memmap(self.path, dtype.numpy, "r", self._start + offset, tuple(shape))

    def __repr__(self) -> str:
        return f"{self.path.name}: {len(self)} tensors"


def safetensors(path: str | os.PathLike) -> Weights:
    """Returns the tensors of a safetensors file, which a traced function uses as parameters."""
    return Weights(path)


def _read_header(path: Path) -> tuple[dict[str, tuple[DType, list[int], int]], int]:
    """Returns the entries of the header, {name: (element type, shape, offset)}, and the offset of the data in the
    file."""
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or length > min(size - 8, _LONGEST_HEADER):
                raise Error(f"{path} is no safetensors file: its header does not fit into it")
            header = json.loads(file.read(length))
    except OSError as error:
        raise Error(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise Error(f"{path} is no safetensors file: its header is no JSON: {error}") from None
    if not isinstance(header, dict):
        raise Error(f"{path} is no safetensors file: its header is no JSON object")
    header.pop("__metadata__", None)
    return {name: _read_entry(path, name, entry, size - 8 - length) for name, entry in header.items()}, 8 + length


def _read_entry(path: Path, name: str, entry: Any, size: int) -> tuple[DType, list[int], int]:
    try:
        kind, shape, (begin, end) = entry["dtype"], list(entry["shape"]), entry["data_offsets"]
        valid = all(isinstance(n, int) and n >= 0 for n in [*shape, begin, end])
    except (TypeError, KeyError, ValueError):
        valid = False
    if not valid:
        raise Error(f"{path}: the entry of {name} is {shown(entry)}, expected dtype, shape and data_offsets")
    if kind not in _SAFETENSORS:
        raise Error(f"{path}: {name} has elements {kind}, expected one of {', '.join(_SAFETENSORS)}")
    dtype = _SAFETENSORS[kind]
    if end > size or end - begin != product(shape) * max(1, dtype.bits // 8):
        raise Error(f"{path}: the {end - begin} bytes of {name} are not those of a {dtype}{shape} inside of the file")
    return dtype, shape, begin
