# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do weights get into a program? As ag.parameter ops with names, whose values are set when the program is loaded.

ag.safetensors maps a file and reads its header. ag.tensors takes arrays of numpy, or functions that return them. One of
their tensors becomes a parameter of the program when the traced function uses it.
"""
from __future__ import annotations

import copy
import functools
import os
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from . import coercion, safetensors as files, tracing
from .arrays import Array, Operators
from .dims import Size, product
from .dtypes import DType, spelled_dtype
from .errors import Error, shown, similar
from .specs import Spec, advice_on_arrays, as_spec


class Parameter(Operators):
    """A named tensor whose value is set when the program is loaded. It can be used wherever an array can."""

    __slots__ = ("name", "_spec", "source")

    def __init__(self, name: str, spec: Spec, source: "Parameters | None" = None) -> None:
        self.name, self._spec, self.source = name, spec, source

    @property
    def shape(self) -> tuple[Size, ...]:
        return self._spec.shape

    @property
    def dtype(self) -> DType:
        return self._spec.dtype

    def is_same(self, other: "Parameter") -> bool:
        """Returns true if the values of both are those of one tensor."""
        return (self.dtype, self.shape, self.source) == (other.dtype, other.shape, other.source)

    def traced(self) -> Array:
        tracer = tracing.current()
        tracer.touched.add(self.name)
        known = tracer.parameters.get(self.name)
        if known is None:
            return self._create(tracer)
        if not self.is_same(tracer.sources[self.name]):
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


# Mappings --------------------------------------------------------------------------------------


class Parameters(Mapping):
    """Named tensors as Parameters: those of a file (Weights), or in memory (Tensors). Messages say `called` of them."""

    def __init__(self, called: str, specs: dict[str, Spec]) -> None:
        self.called, self.specs = called, specs
        self._replaced: dict[str, Operators] = {}

    @abstractmethod
    def stored(self, name: str) -> np.ndarray:
        """Returns the elements of a tensor in row-major order and in this machine's byte order. Those of bf16 are their
        bits as uint16, for which numpy needs no other package."""

    def __getitem__(self, name: str) -> Operators:
        if name in self._replaced:
            return self._replaced[name]
        return Parameter(name, self.spec(name), self)

    def __iter__(self) -> Iterator[str]:
        return iter(self.specs)

    def __len__(self) -> int:
        return len(self.specs)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        """Returns true if the other one has the same tensors: those of the same file, or of one call of ag.tensors."""
        return isinstance(other, Parameters) and self.specs is other.specs

    def __contains__(self, name: object) -> bool:
        return name in self.specs

    def spec(self, name: str) -> Spec:
        """Returns the element type and shape of a tensor."""
        if name not in self.specs:
            raise Error(f"{self.called} has no tensor {name!r}", [similar(name, self.specs)])
        return self.specs[name]

    def floats(self) -> dict[str, Operators]:
        """Returns the parameters whose elements are floats. Derivatives are by these."""
        return {name: self[name] for name in self if self[name].dtype.is_float}

    def replaced(self, arrays: Mapping[str, Operators]) -> "Parameters":
        """Returns a copy in which the names in `arrays` map to these arrays."""
        other = copy.copy(self)
        other._replaced = {**self._replaced, **arrays}
        return other

    def numpy(self, name: str) -> np.ndarray:
        """Returns the values of a tensor. Those of a file are mapped read-only."""
        return self.stored(name).view(self.spec(name).dtype.numpy)

    def save(self, path: str | os.PathLike) -> None:
        """Writes all tensors to a safetensors file. One tensor at a time is read and written. The file has its name only
        when it is complete."""
        files.write(Path(path), self.specs, self.stored)

    def __repr__(self) -> str:
        return f"{self.called}: {len(self)} tensors"


class Weights(Parameters):
    """The tensors of a safetensors file by name, as Parameters. Their values are mapped, not read."""

    def __init__(self, path: str | os.PathLike) -> None:
        self.path = Path(path)
        self._header = files.read_header(self.path)
        super().__init__(self.path.name, self._header.specs)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weights) and (self.path == other.path or self.path.resolve() == other.path.resolve())

    @functools.cached_property
    def _mapped(self) -> np.ndarray:
        try:
            mapped = np.memmap(self.path, np.uint8, "r")
        except OSError as error:
            raise Error(f"{self.path} cannot be read: {error.strerror}") from None
        if mapped.size != self._header.size:
            raise Error(f"{self.path} has {mapped.size} bytes, but had {self._header.size} when it was opened")
        return mapped

    def stored(self, name: str) -> np.ndarray:
        """Returns the elements of a tensor, mapped read-only. Those of bf16 are their bits as uint16."""
        spec = self.spec(name)
        dtype = _storage(spec.dtype)
        if product(spec.dims) == 0:
            return np.empty(spec.dims, dtype)
        return np.ndarray(spec.dims, dtype, self._mapped, self._header.offsets[name])


class Tensors(Parameters):
    """Tensors in memory by name, as Parameters. Each is an array of numpy, or a function that returns one."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        if not isinstance(entries, Mapping):
            raise Error(f'tensors takes a dict of arrays by name, as in {{"w": array}}, got {shown(entries)}')
        checked = {name: _checked_entry(name, value) for name, value in entries.items()}
        super().__init__("ag.tensors", {name: spec for name, (spec, _) in checked.items()})
        self._values = {name: values for name, (_, values) in checked.items()}

    def stored(self, name: str) -> np.ndarray:
        """Returns the elements of a tensor, in its own memory if they are there in row-major order. Those of bf16 are
        their bits as uint16. Calls the function of a tensor that has one."""
        spec = self.spec(name)
        values = self._values[name]
        if callable(values):
            values = values()
            _check_values(name, spec, values)
        return coercion.in_order(values).view(_storage(spec.dtype))


def safetensors(path: str | os.PathLike) -> Weights:
    """Returns the tensors of a safetensors file, which a traced function uses as parameters."""
    return Weights(path)


def tensors(entries: Mapping[str, Any]) -> Tensors:
    """Returns tensors in memory, which a traced function uses as parameters.

    `entries` maps names to arrays of numpy, or to pairs of a spec and an array or a function without arguments. Such a
    function returns the array. It is called whenever the values are needed, as by compile, but not by trace:

        ag.tensors({"w": w, "b": (ag.spec("f32", [4]), lambda: read("b"))})

    Programs read arrays in place where they can, so that arrays must not change while a program has them. With a spec of
    bf16, an array of uint16 has the elements' bits."""
    return Tensors(entries)


def _storage(dtype: DType) -> np.dtype:
    """Returns the numpy dtype of elements in memory, which is that of the bits for bf16."""
    return np.dtype(np.uint16) if dtype.name == "bf16" else dtype.numpy


def _checked_entry(name: Any, value: Any) -> tuple[Spec, np.ndarray | Callable[[], Any]]:
    """Returns the spec and the array or function of an entry of ag.tensors."""
    if not isinstance(name, str) or "\0" in name or not name.isascii() and not _is_text(name):
        raise Error(f"a tensor is called {shown(name)}, expected a name, as in \"w1\"")
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], Spec):
        spec, values = value
        parameter(name, spec)
    else:
        spec, values = None, value
    if not callable(values):
        _check_values(name, spec, values)
    elif spec is None:
        raise Error(f"the tensor {name} is a function, whose array needs a spec: write (ag.spec('f32', [784, 512]), "
                    "function)")
    return spec or as_spec(values), values


def _is_text(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _check_values(name: str, spec: Spec | None, values: Any) -> None:
    """Raises an Error unless the values are an array of numpy that fits the spec, if there is one."""
    if not isinstance(values, (np.ndarray, np.generic)):
        raise Error(f"the tensor {name} is {shown(values)}, expected an array of numpy", advice_on_arrays(values))
    coercion.check_unmasked(values)
    dtype = spelled_dtype(values.dtype)
    has_bits = spec is not None and spec.dtype.name == "bf16" and values.dtype.kind == "u" and values.dtype.itemsize == 2
    if dtype is None:
        raise Error(f"the tensor {name} has elements {values.dtype}, which ag does not have")
    if spec is not None and (tuple(values.shape) != spec.dims or dtype != spec.dtype and not has_bits):
        raise Error(f"the tensor {name} is {as_spec(values)}, expected {spec}")
