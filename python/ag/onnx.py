# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models in ONNX's format: ag.onnx.load makes programs of them.

    p = ag.onnx.load("vad.onnx", input=ag.spec("f32", ["batch", 576], batch=(1, 8)), sr=16000, donate=["state"])
"""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .core import calls
from .core.errors import Error, shown
from .core.names import absent
from .importers.onnx.backend import Backend
from .importers.onnx.framework import FRAMEWORK
from .importers.onnx.reading.reader import read
from .importers.program import Program
from .importers.support import Support
from .programs.stages import Traced

__getattr__ = absent(__name__)

__all__ = ["Backend", "is_supported", "load"]


def open_model(path: str | os.PathLike, inputs: Mapping[str, Any] | None,
               sizes: Mapping[str, int | tuple[int, int]] | None = None) -> Program:
    """Returns an ONNX file with specs and values of its inputs, and sizes of its named dimensions."""
    if not isinstance(path, (str, os.PathLike)):
        raise Error(f"the model is {shown(path)}, expected the path of an ONNX file",
                    ["onnx.save(model, path) writes a model of the package onnx"])
    return Program(read(path), FRAMEWORK, inputs or {}, sizes)


def _joined(inputs: Mapping[str, Any] | None, more: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the specs and values of a call, of which none may be given twice."""
    if inputs is not None and not isinstance(inputs, Mapping):
        raise Error(f"inputs is {shown(inputs)}, expected specs and values by name")
    repeated = [name for name in more if name in (inputs or {})]
    if repeated:
        raise Error(f"the input {repeated[0]} is given twice, by a dict and by keyword")
    return {**(inputs or {}), **more}


def load(path: str | os.PathLike, inputs: Mapping[str, Any] | None = None, *, donate: Sequence[str] = (),
         **more: Any) -> Traced:
    """Returns an ONNX file as a program.

    `inputs` has specs and values of inputs by name; those whose names are identifiers can be arguments by keyword. A spec
    gives names and ranges to dimensions. A value fixes an input, which is no argument of the program then. Inputs that
    are not named have the types of the file. `donate` names inputs that callers donate, as in ag.trace.

    A result whose size depends on elements, as that of NonZero, has the greatest size that there can be, and zeros or
    repeated elements at its end. A further result with the name of this one and `_count` is the number of elements that count
    along the dimension.

    Weights become parameters by their names in the file. The error for a file with nodes that are not supported lists
    all of them.
    """
    return open_model(path, _joined(inputs, more)).trace(donate)


def is_supported(path: str | os.PathLike, inputs: Mapping[str, Any] | None = None, **more: Any) -> Support:
    """Returns whether an ONNX file is supported: an object that is true, or false with the list of all that is missing.
    The arguments are those of ag.onnx.load."""
    return open_model(path, _joined(inputs, more)).examine()


calls.check_module(__name__)
