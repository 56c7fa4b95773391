# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled programs: lower, compile, save, load, call.

Arguments are numpy arrays, torch tensors, or what else DLPack opens, and are never copied:
one of another element type, shape, range or layout is an error that names the argument.
Results are torch tensors if an argument is one, else numpy arrays.
"""
from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from . import _ag
from .dtypes import DTYPES, as_dtype
from .errors import Error
from .parameters import Parameter, Weights
from .source import Place
from .tree import Tree

_LOCATED = re.compile(r"(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): error: (?P<message>[^\n]*)")
_SUFFIXES = {".so": "so", ".o": "obj", ".s": "asm", ".ll": "llvm", ".mlir": "mlir"}


def _error(failure: _ag.Failure) -> Error:
    """The compiler's message as an Error at the place that it names, which is the user's own."""
    message = failure.args[0][0][1].strip()
    found = _LOCATED.match(message)
    if not found:
        return Error(message)
    line, column = int(found["line"]), int(found["column"])
    return Error(found["message"], place=Place(found["file"], line, column, column + 1, ""))


class Options:
    """How to compile: the CPU (native, x86-64-v3, ...), and how much to optimise (0 to 3)."""

    def __init__(self, march: str = "x86-64-v3", opt: int = 3):
        self.march, self.opt = march, opt


class Lowered:
    """A traced program on its way to the machine."""

    def __init__(self, traced: Any):
        self._traced = traced

    def _compile(self, emission: str, options: Options, name: str | None = None) -> Any:
        try:
            return _ag.compile(self._traced.as_text(locations=True), f"{self._traced.name}.mlir",
                               _ag.Emission[emission], name or self._traced.name, options.march, options.opt)
        except _ag.Failure as failure:
            raise _error(failure) from None

    def as_text(self, form: str = "linalg", march: str = "x86-64-v3", opt: int = 3) -> str:
        """What becomes of the program: "linalg", "llvm" (optimised LLVM IR) or "asm"."""
        if form not in ("mlir", "linalg", "llvm", "asm"):
            raise Error(f'the form is {form!r}, expected "mlir", "linalg", "llvm" or "asm"')
        return self._compile(form, Options(march, opt)).code.decode()

    def compile(self, march: str = "x86-64-v3", opt: int = 3, weights: str | os.PathLike | Weights | None = None,
                threads: int = 0) -> "Compiled":
        """The program in this process. Weights are those that were traced with, or a safetensors file with the same
        names; `threads` is how many a call may use, 0 all that the program is compiled for."""
        options = Options(march, opt)
        path = _weights_path(weights, self._traced.parameters)
        try:
            program = self._compile("obj", options).load()
        except _ag.Failure as failure:
            raise _error(failure) from None
        return Compiled(self, options, Entry(program, path, self._traced.name, threads))


def _weights_path(weights: Any, parameters: dict[str, Parameter]) -> str:
    """The safetensors file with the values of all parameters; empty if there are none."""
    if weights is not None:
        return str(weights.path if isinstance(weights, Weights) else Path(weights))
    files = {str(parameter.file.path) for parameter in parameters.values() if parameter.file}
    without = [name for name, parameter in parameters.items() if not parameter.file]
    if without:
        raise Error(f"the parameters {', '.join(without)} come from no file: pass weights=, a safetensors file")
    if len(files) > 1:
        raise Error(f"the parameters come from several files ({', '.join(sorted(files))}): put them into one, and pass "
                    "it as weights=")
    return files.pop() if files else ""


def _is_torch(array: Any) -> bool:
    return type(array).__module__.split(".")[0] == "torch"


def _to_torch(array: np.ndarray, dtype: str) -> Any:
    import torch

    made = torch.from_dlpack(array.view(np.int16) if dtype == "bf16" else array)
    return made.view(torch.bfloat16) if dtype == "bf16" else made


class Entry:
    """One function of a program with its weights. It takes and gives flat lists of arrays."""

    def __init__(self, program: Any, weights: str, name: str, threads: int):
        try:
            self._entry = program.find_entry(name)
            self._model = _ag.Model(program, weights, threads)
        except _ag.Failure as failure:
            raise _error(failure) from None
        self.info = json.loads(program.info)["entries"][self._entry]
        by_numpy = {dtype.numpy_name: name for name, dtype in DTYPES.items()}
        self.arguments = [(part["name"], by_numpy[part["dtype"]], part["dims"]) for part in self.info["arguments"]]
        self.results = [(part["name"], by_numpy[part["dtype"]], part["dims"]) for part in self.info["results"]]
        self._names = [name for name, *_ in self.arguments]
        self._result_types = [(dtype, len(dims)) for _, dtype, dims in self.results]

    def __call__(self, arrays: list) -> list:
        if len(arrays) != len(self.arguments):
            names = ", ".join(self._names)
            raise Error(f"{self.info['name']} takes {len(self.arguments)} arrays ({names}), got {len(arrays)}")
        opened, bits = self._open(arrays)
        try:
            results = self._model.run(self._entry, len(self.info["symbols"]), opened, self._names, bits,
                                      self._result_types)
        except _ag.Failure as failure:
            raise _error(failure) from None
        if any(map(_is_torch, arrays)):
            return [_to_torch(result, dtype) for result, (_, dtype, _) in zip(results, self.results)]
        return [result.view(as_dtype("bf16").numpy) if dtype == "bf16" else result
                for result, (_, dtype, _) in zip(results, self.results)]

    def _open(self, arrays: list) -> tuple[list, list[bool]]:
        """The arrays; those of bf16 in numpy, which neither DLPack nor buffers know, as their bits."""
        for (name, *_), array in zip(self.arguments, arrays):
            if not isinstance(array, np.ndarray) and not hasattr(array, "__dlpack__"):
                raise Error(f"argument {name} is {array!r}, expected an array")
        is_bf16 = [isinstance(array, np.ndarray) and array.dtype.name == "bfloat16" for array in arrays]
        return [array.view(np.uint16) if bf16 else array for array, bf16 in zip(arrays, is_bf16)], is_bf16

    def memory(self, sizes: dict[str, int]) -> dict[str, int]:
        """Bytes of workspace and of results at these sizes of the named dimensions."""
        names = [symbol["name"] for symbol in self.info["symbols"]]
        if set(sizes) != set(names):
            raise Error(f"the sizes are {sorted(sizes)}, expected {sorted(names)}")
        ranks = sum(rank for _, rank in self._result_types)
        try:
            workspace, _, shapes = self._model.query(self._entry, [sizes[name] for name in names], ranks)
        except _ag.Failure as failure:
            raise _error(failure) from None
        total, rest = 0, list(shapes)
        for dtype, rank in self._result_types:
            total += int(np.prod(rest[:rank], dtype=object)) * max(1, DTYPES[dtype].bits // 8)
            rest = rest[rank:]
        return {"workspace": workspace, "results": total}


class Compiled:
    """A program in this process: call it as the function that was traced, without the weights."""

    def __init__(self, lowered: Lowered, options: Options, entry: Entry):
        self._lowered, self._options, self._entry = lowered, options, entry
        self._traced = lowered._traced

    @property
    def info(self) -> dict:
        """The entry's symbols, arguments and results with names, types and sizes."""
        return self._entry.info

    def __call__(self, *arguments: Any) -> Any:
        return self._traced.results.unflatten(self._entry(self._traced.flat_arguments(arguments)))

    def memory(self, **sizes: int) -> dict[str, int]:
        """Bytes of workspace and of results, for sizes of the named dimensions: f.memory(batch=8)."""
        return self._entry.memory(sizes)

    def save(self, path: str | os.PathLike) -> None:
        """Writes the program as a shared library (.so), an object with its header (.o and .h), assembly (.s), LLVM IR
        (.ll) or MLIR (.mlir). Its symbols begin with the file's name."""
        path = Path(path)
        if path.suffix not in _SUFFIXES:
            raise Error(f"{path.name} ends in {path.suffix!r}, expected one of {', '.join(_SUFFIXES)}")
        artefact = self._lowered._compile(_SUFFIXES[path.suffix], self._options, path.stem)
        _write(path, artefact.code)
        if path.suffix in (".so", ".o"):
            _write(path.with_suffix(".h"), artefact.header.encode())


def _write(path: Path, data: bytes) -> None:
    """Writes a file beside its place and renames it when it is whole."""
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.write(data)
            os.chmod(beside, 0o755 if path.suffix == ".so" else 0o644)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        raise Error(f"{path} cannot be written: {error.strerror}") from None


class Loaded:
    """A saved program: call it with its arguments in order."""

    def __init__(self, entry: Entry):
        self._entry = entry

    @property
    def info(self) -> dict:
        """The entry's symbols, arguments and results with names, types and sizes."""
        return self._entry.info

    def __call__(self, *arguments: Any) -> Any:
        """One result by itself, several that have names as a dict, else as a tuple."""
        results = self._entry(Tree(list(arguments)).leaves)
        names = [name for name, *_ in self._entry.results]
        if len(results) == 1 and not names[0]:
            return results[0]
        return dict(zip(names, results)) if all(names) else tuple(results)

    def memory(self, **sizes: int) -> dict[str, int]:
        """Bytes of workspace and of results, for sizes of the named dimensions: f.memory(batch=8)."""
        return self._entry.memory(sizes)


def load(path: str | os.PathLike, weights: str | os.PathLike | Weights | None = None, entry: str = "",
         threads: int = 0) -> Loaded:
    """A saved shared library, run without a compiler. `weights` is a safetensors file for a program with parameters;
    `entry` names the function where there are several."""
    try:
        program = _ag.open_program(str(Path(path).absolute()))
    except _ag.Failure as failure:
        raise _error(failure) from None
    return Loaded(Entry(program, _weights_path(weights, {}), entry, threads))
