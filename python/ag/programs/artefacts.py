# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled programs: lower, compile, save, load, call.

Arguments are numpy arrays, torch tensors, or other arrays that DLPack opens. A program for the CPU reads them in place;
those with strides, such as x.T, are copied to row-major order, and an error if they are donated. An argument with
another element type, shape or range is an error that names it. A number is accepted for an argument of rank 0 that is
not donated, if its element type represents it. Results are arrays of the library of the first argument that is not a
numpy array and has DLPack's C exchange API, like torch tensors. Otherwise they are numpy arrays.

A program for a GPU copies arguments from the CPU's memory there, and results and donated arguments back. Arguments in
the GPU's memory (ag.device_array, or arrays of other libraries) are read in place; if there is one, results stay on the
GPU. They are then arrays of the library of the first argument there with the exchange API, otherwise ag.DeviceArrays.

The derivatives of other libraries do not see a program. So a tensor that requires a gradient is an error, as it is in
PyTorch's own __dlpack__: pass tensor.detach(). A parameter requires a gradient also under torch.no_grad(). A tensor with a
tangent is an error, too.
"""
from __future__ import annotations

import functools
import json
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from .. import _ag
from ..core import coercion
from ..core.arguments import find_leaves, in_order
from ..core.arrays import describe
from ..core.calls import checked
from ..core.dtypes import DTYPES
from ..core.errors import Error, shown
from ..core.files import write_files
from ..core.source import Place, current_folder
from ..core.specs import check_named, is_count
from ..tree import is_nest
from . import advice
from .fusion import Fusion, read_report
from .weights import Source, WeightsLike, weights_of

_LOCATED = re.compile(r"(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): error: (?P<message>[^\n]*)")
_NOTE = re.compile(_LOCATED.pattern.replace("error", "note"))
_BY_NUMPY = {dtype.numpy_name: dtype for dtype in DTYPES.values()}
_SUFFIXES = {_ag.suffix(_ag.Emission[form]): form for form in ("so", "obj", "asm", "llvm", "ptx")}


def as_error(failure: _ag.Failure) -> Error:
    """Returns the compiler's message as an Error at the place that it names, a line of the user's."""
    message = failure.args[0][0][1].strip().removeprefix("load_tensors: ")
    # PyTorch's own exceptions end with the frames of its C++ code.
    message = message.partition("\nException raised from ")[0]
    found = _LOCATED.match(message)
    if not found:
        return Error(message.removeprefix("error: "))
    line, column = int(found["line"]), int(found["column"])
    notes = [f"{note['file']}:{note['line']}: {note['message']}" for note in _NOTE.finditer(message)
             if note["message"] != "called from"]
    return Error(found["message"], notes, place=Place(found["file"], line, column, column + 1, ""))


class Options:
    """The options of a compilation: the processor (native, x86-64-v3, sm_80, ...), the optimisation level (0 to 3), the
    number of threads, sizes of named dimensions, the policy for what derivatives recompute, and the target (cpu, cuda).
    None is the compiler's default."""

    def __init__(self, march: str | None = None, opt: int = 3, threads: int | None = None,
                 dims: Mapping[str, int] | None = None, remat: str | None = None, target: str | None = None) -> None:
        if target not in (None, "cpu", "cuda"):
            raise Error(f'target is {shown(target)}, expected "cpu" or "cuda"')
        if dims is not None and not isinstance(dims, Mapping):
            raise Error(f'dims is {shown(dims)}, expected sizes by name, as in {{"batch": 4}}')
        for name, word, example in (("march", march, "native"), ("remat", remat, "keep")):
            if word is not None and (not isinstance(word, str) or not word):
                raise Error(f'{name} is {shown(word)}, expected a name, as in "{example}"')
        for name, number, least in (("opt", opt, 0), ("threads", 1 if threads is None else threads, 1)):
            if not is_count(number) or not least <= number < 2**31:
                raise Error(f"{name} is {shown(number)}, expected a number from {least} on")
        self.march, self.threads, self.remat, self.target = march, threads, remat, target
        self.opt, self.dims = int(opt), dict(dims or {})

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of AgCompileOptions by name. None stands for the default."""
        dims = [f"{name}={size}" for name, size in self.dims.items()]
        threads = None if self.threads is None else int(self.threads)
        return {"march": self.march, "threads": threads, "remat": self.remat, "opt": self.opt, "dims": dims,
                "target": self.target}


class Lowered(advice.Stage):
    """A traced program that is lowered for the target and its processor `march`, or, where these are None, for those
    that compile chooses."""

    _called, _elsewhere = "a lowered program", advice.OF_LOWERED

    def __init__(self, traced: Any, march: str | None = None, target: str | None = None) -> None:
        self._traced, self._for = traced, Options(march, target=target)

    def _compile(self, emission: str, options: Options, name: str | None = None, weights: str = "",
                 embed_weights: bool = False) -> Any:
        try:
            fields = options.fields | {"name": name or self._traced.name, "march": options.march or self._for.march,
                                       "target": options.target or self._for.target, "weights": weights or None,
                                       "embedWeights": embed_weights}
            return _ag.compile(self._traced.module, _ag.Emission[emission], fields)
        except _ag.Failure as failure:
            raise as_error(failure) from None

    def as_text(self, form: Literal["mlir", "linalg"] = "linalg") -> str:
        """Returns the program as MLIR text: in linalg and tensor, for all targets or for the one it is lowered for; or
        with "mlir" in the ag dialect, after its signature has been recorded. ag-opt, ag-run and ag-compile read both
        forms and continue from there."""
        _check_form(form, ("mlir", "linalg"), "compiled programs have llvm and asm")
        return self._compile(form, Options()).code.decode()

    def save(self, path: str | os.PathLike, form: Literal["mlir", "linalg"] = "linalg") -> None:
        """Writes the result of as_text to a file. Its name must end in .mlir."""
        write_files({checked_path(path, [".mlir"]): self.as_text(form).encode()})

    def cost(self, **sizes: int) -> dict[str, int]:
        """Returns the flops and bytes of the traced program: see Traced.cost."""
        return self._traced.cost(**sizes)

    def fusion(self, dims: Mapping[str, int] | None = None) -> Fusion:
        """Returns which ops are fused on the target that the program is lowered for, and why the others are not. The
        result has the groups, and each edge between a producer and a reader, with their lines in the source; printed,
        it is a table. `dims` fixes named dimensions, as in fusion(dims={"batch": 4})."""
        options = Options(dims=dims)
        try:
            fields = options.fields | {"name": self._traced.name, "march": self._for.march, "target": self._for.target}
            report = _ag.explain(self._traced.module, fields)
        except _ag.Failure as failure:
            raise as_error(failure) from None
        return read_report(report, self._traced.name)

    @functools.partial(checked, otherwise=advice.OF_COMPILE)
    def compile(self, march: str | None = None, opt: int = 3, weights: WeightsLike | None = None,
                threads: int | None = None, dims: Mapping[str, int] | None = None,
                remat: str | None = None, target: str | None = None) -> "Compiled":
        """Compiles the program and loads it into this process.

        `march` is the CPU: by default the one that the program is lowered for, or else x86-64-v3; "native" is this
        machine's. `weights` are the values of the parameters, by default those that were traced with: the path of a
        safetensors file, ag.safetensors(...), ag.tensors(...), or a dict of numpy arrays by name.
        `threads` is the number of threads of a call, by default 1; more need LLVM's OpenMP. `dims` fixes named
        dimensions, as in compile(dims={"batch": 4}): the code accepts only these sizes. `remat` says what derivatives
        recompute instead of saving: "auto", whatever is faster to recompute; "keep", only what takes no time;
        "recompute", what saves the most bytes. `target` is "cpu", the default, or "cuda" for an NVIDIA GPU, whose
        `march` is the least compute capability, by default sm_80: see docs/Cuda.md."""
        options = Options(march, opt, threads, dims, remat, target)
        for name in ("march", "target"):
            given, lowered = getattr(options, name), getattr(self._for, name)
            if lowered and given not in (None, lowered):
                raise Error(f"{name} is {shown(given)}, but the program is lowered for {shown(lowered)}")
        source = weights_of(weights, [self._traced.parameters])
        try:
            artefact = self._compile("obj", options)
            program = artefact.load()
        except _ag.Failure as failure:
            raise as_error(failure) from None
        return Compiled(self, options, Entry(program, source, self._traced.name, threads=0), artefact)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _listed(parts: Sequence[Mapping]) -> str:
    """Returns arguments or results as text, with the names that they have. Only the first 8 are listed."""
    shown_parts = [(f"{part['name']}: " if part["name"] else "") + describe(_BY_NUMPY[part["dtype"]], part["dims"])
                   for part in parts[:8]]
    return ", ".join(shown_parts + ([f"... {len(parts) - 8} more"] if len(parts) > 8 else []))


class Entry:
    """One function of a program with its weights. Its arguments and results are flat lists of arrays."""

    def __init__(self, program: Any, weights: Source, name: str, threads: int) -> None:
        try:
            number = program.find_entry(name)
            model = weights.load(program, threads)
        except _ag.Failure as failure:
            raise as_error(failure) from None
        self.weights = weights
        about = json.loads(program.info)
        self.info = about["entries"][number]
        self._machine = about["march"]
        self.is_for_cpu = about.get("kind") != "cuda"
        if self.is_for_cpu:
            self._machine += f", {_counted(threads or about['threads'], 'thread')}"
        self._results = [(_BY_NUMPY[part["dtype"]], len(part["dims"]), part.get("alias", -1))
                         for part in self.info["results"]]
        self._names = [part["name"] or str(place) for place, part in enumerate(self.info["arguments"])]
        self.count = len(self._names)
        donated = {alias for _, _, alias in self._results}
        self._scalars = [(place, _BY_NUMPY[part["dtype"]]) for place, part in enumerate(self.info["arguments"])
                         if not part["dims"] and place not in donated]
        self._entry = _ag.Entry(model, number, len(self.info["symbols"]), self._names, self._results)
        self._run = self._entry.run

    def __call__(self, arrays: list | tuple) -> list:
        if len(arrays) != self.count:
            names = ", ".join(self._names)
            raise Error(f"{self.info['name']} takes {self.count} arrays ({names}), got {len(arrays)}")
        if self._scalars:
            arrays = list(arrays)
            for place, dtype in self._scalars:
                arrays[place] = coercion.array_of(self._names[place], arrays[place], dtype)
        try:
            return self._run(arrays)
        except _ag.Failure as failure:
            raise as_error(failure) from None

    def __repr__(self) -> str:
        """f(x: f32[batch, 784], p.w: f32[784, 10]) -> f32[batch, 10]; x86-64-v3, 1 thread"""
        info = self.info
        return f"{info['name']}({_listed(info['arguments'])}) -> {_listed(info['results'])}; {self._machine}"

    def check_sizes(self, sizes: dict[str, int]) -> list[str]:
        """Returns the names of the dynamic sizes. Raises an Error unless `sizes` has exactly these names."""
        names = [symbol["name"] for symbol in self.info["symbols"]]
        check_named(sizes, names)
        return names

    def memory(self, sizes: dict[str, int]) -> dict[str, int]:
        """Returns the bytes of workspace and of results at these sizes of the named dimensions."""
        names = self.check_sizes(sizes)
        try:
            workspace, _, shapes = self._entry.query([sizes[name] for name in names])
        except _ag.Failure as failure:
            raise as_error(failure) from None
        total, rest = 0, list(shapes)
        for dtype, rank, _ in self._results:
            total += math.prod(rest[:rank]) * max(1, dtype.bits // 8)
            rest = rest[rank:]
        return {"workspace": workspace, "results": total}


class Compiled(advice.Stage):
    """A program in this process. It is called like the function that was traced, without the weights."""

    _called, _elsewhere = "a compiled program", advice.OF_COMPILED

    def __init__(self, lowered: Lowered, options: Options, entry: Entry, artefact: Any) -> None:
        self._lowered, self._options, self._entry, self._artefact = lowered, options, entry, artefact
        self._traced = lowered._traced
        # Flat arguments are passed as they are: finding arrays in nests takes longer than a small program.
        self._takes_arrays = self._traced.arguments.is_flat
        self._gives_array = self._traced.results.form == "*"

    @property
    def info(self) -> dict:
        """The entry's symbols, arguments and results with names, types and sizes."""
        return self._entry.info

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Runs the program. Arguments are passed by position or by the names that they have in the function."""
        if named:
            arguments = self._traced.in_order(arguments, named)
        if not self._takes_arrays or len(arguments) != self._entry.count:
            arguments = self._traced.flat_arguments(arguments)
        results = self._entry(arguments)
        return results[0] if self._gives_array else self._traced.results.unflatten(results)

    def __repr__(self) -> str:
        return f"<ag.Compiled {self._entry!r}>"

    def cost(self, **sizes: int) -> dict[str, int]:
        """Returns the flops and bytes of the traced program at these sizes of the dimensions that are not fixed: see
        Traced.cost."""
        self._entry.check_sizes(sizes)
        return self._traced.cost(**sizes, **self._options.dims)

    def memory(self, **sizes: int) -> dict[str, Any]:
        """Returns the bytes of workspace and of results for sizes of the named dimensions: f.memory(batch=8).

        Without sizes it returns them for the "sizes" that the memory was planned for, together with the plan: "peak",
        "bound" and "gap"; the "sum" of the sizes of all buffers; "buffers", each with "name", "file", "line", "bytes",
        "offset" and the steps at which it is "live"; the buffers that live at the "busiest" step; and "samples", the
        same totals at other sizes. docs/Memory.md describes the plan.
        """
        if sizes:
            return self._entry.memory(sizes)
        plan = next(plan for plan in json.loads(self._artefact.memory()) if plan["entry"] == self.info["name"])
        return {**self._entry.memory(plan["sizes"]), **plan}

    def as_text(self, form: Literal["llvm", "asm", "ptx"] | None = None) -> str:
        """Returns the program as assembly ("asm"), the default on the CPU, as PTX ("ptx"), the default on a GPU, or as
        optimised LLVM IR ("llvm"). The program is compiled again for it."""
        form = form or ("asm" if self._entry.is_for_cpu else "ptx")
        _check_form(form, ("llvm", "asm", "ptx"), "lowered programs have mlir and linalg")
        return self._lowered._compile(form, self._options).code.decode()

    def save(self, path: str | os.PathLike, embed_weights: bool = False) -> None:
        """Writes the program as a shared library (.so) or an object (.o), each with a header (.h), as assembly (.s), as
        PTX (.ptx), or as LLVM IR (.ll). Its symbols begin with the file's name. The weights of a library or an object are converted
        for it and written to a file beside it (.weights), or into it with `embed_weights`."""
        _save(checked_path(path, _SUFFIXES), self._lowered, self._options, self._entry.weights, embed_weights)


def _save(path: Path, lowered: Lowered, options: Options, weights: Source, embed_weights: bool) -> None:
    is_native = path.suffix in (".so", ".o")
    if embed_weights and not (is_native and weights):
        raise Error(f"{path.name} can't hold weights: expected a library or an object of a program with parameters")
    with (weights if is_native else Source()).as_file(path) as file:
        artefact = lowered._compile(_SUFFIXES[path.suffix], options, path.stem, file, embed_weights)
    files = {path: artefact.code}
    if is_native:
        files[path.with_suffix(".h")] = artefact.header.encode()
    if artefact.weights:
        files[path.with_suffix(".weights")] = artefact.weights
    write_files(files)


class _Joined:
    """Several traced programs joined into one."""

    def __init__(self, name: str, programs: Sequence[Any]) -> None:
        self.name = name
        try:
            self.module = _ag.Module.join([each.module for each in programs])
        except _ag.Failure as failure:
            raise as_error(failure) from None


def save(path: str | os.PathLike, *programs: Any, weights: WeightsLike | None = None,
         embed_weights: bool = False, march: str | None = None, opt: int = 3, threads: int | None = None,
         dims: Mapping[str, int] | None = None, remat: str | None = None, target: str | None = None) -> None:
    """Writes several traced programs as entries of one library or object. ag.load(path, entry="f") loads the one called
    f; C code calls a function of each. Programs share parameters of the same name. The options are those of
    Lowered.compile and Compiled.save."""
    if not programs or not all(hasattr(program, "lower") and hasattr(program, "module") for program in programs):
        raise Error(f"save takes programs as ag.trace gives them, got {shown(programs)}")
    path = checked_path(path, _SUFFIXES)
    joined = _Joined(path.stem, programs)
    source = weights_of(weights, [each.parameters for each in programs])
    _save(path, Lowered(joined), Options(march, opt, threads, dims, remat, target), source, embed_weights)


def _check_form(form: str, forms: Sequence[str], elsewhere: str) -> None:
    if form not in forms:
        raise Error(f"the form is {shown(form)}, expected {' or '.join(forms)}", [elsewhere])


def checked_path(path: str | os.PathLike, suffixes: Iterable[str]) -> Path:
    """Returns the path. Raises an Error unless it ends in one of the suffixes."""
    path = Path(path)
    if path.suffix not in suffixes:
        raise Error(f"{path.name or path} ends in {path.suffix!r}, expected {' or '.join(suffixes)}")
    return path


class Loaded:
    """A program that was loaded from a shared library. It is called with its arguments."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._names = [result["name"] for result in entry.info["results"]]
        self._paths = [argument["name"] for argument in entry.info["arguments"]]
        self._arguments = list(dict.fromkeys(path.split(".")[0] for path in self._paths))
        self._takes_nests = self._arguments != self._paths

    @property
    def info(self) -> dict:
        """The entry's symbols, arguments and results with names, types and sizes."""
        return self._entry.info

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Runs the program. Arguments are arrays, one by one, or the nests that the function had, which can be passed
        by name. A single result is returned by itself, several with names as a dict, others as a tuple."""
        if named:
            arguments = in_order(self.info["name"], self._arguments, arguments, named)
        if len(arguments) != self._entry.count or (self._takes_nests and any(map(is_nest, arguments))):
            arguments = self._flat(arguments)
        results = self._entry(arguments)
        names = self._names
        if len(results) == 1 and not names[0]:
            return results[0]
        return dict(zip(names, results)) if all(names) else tuple(results)

    def __repr__(self) -> str:
        return f"<ag.Loaded {self._entry!r}>"

    def _flat(self, arguments: tuple) -> list:
        names = self._arguments
        if len(arguments) != len(names):
            raise Error(f"{self.info['name']} takes {len(names)} arguments ({', '.join(names)}), got {len(arguments)}")
        return find_leaves(self._paths, names, arguments)

    def memory(self, **sizes: int) -> dict[str, int]:
        """Returns the bytes of workspace and of results for sizes of the named dimensions: f.memory(batch=8)."""
        return self._entry.memory(sizes)


def load(path: str | os.PathLike, weights: WeightsLike | None = None, entry: str = "",
         threads: int = 0) -> Loaded:
    """Loads a saved shared library, which runs without the compiler. `weights` are the values of the program's
    parameters, as compile takes them, or a file of converted weights, by default the .weights file beside the library.
    `entry` names the function if the library has several."""
    try:
        program = _ag.open_program(os.path.join(current_folder() or os.curdir, path))
    except _ag.Failure as failure:
        raise as_error(failure) from None
    beside = Path(path).with_suffix(".weights")
    if weights is None and json.loads(program.info)["parameters"] and beside.exists():
        weights = beside
    return Loaded(Entry(program, weights_of(weights, []), entry, threads))
