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
from .importers.onnx.reader import read
from .importers.program import Program
from .programs.stages import Traced

__getattr__ = absent(__name__)

__all__ = ["Backend", "load"]


def load(path: str | os.PathLike, inputs: Mapping[str, Any] | None = None, *, donate: Sequence[str] = (),
         **more: Any) -> Traced:
    """Returns an ONNX file as a program.

    `inputs` has specs and values of inputs by name; those whose names are identifiers can be arguments by keyword. A spec
    gives names and ranges to dimensions. A value fixes an input, which is no argument of the program then. Inputs that
    are not named have the types of the file. `donate` names inputs that callers donate, as in ag.trace.

    Weights become parameters by their names in the file. The error for a file with nodes that are not supported lists
    all of them.
    """
    if inputs is not None and not isinstance(inputs, Mapping):
        raise Error(f"inputs is {shown(inputs)}, expected specs and values by name")
    return Program(read(path), FRAMEWORK, {**(inputs or {}), **more}).trace(donate)


calls.check_module(__name__)
