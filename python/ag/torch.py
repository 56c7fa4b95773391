# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models of PyTorch: ag.torch.trace makes programs of modules, of exported programs and of .pt2 files.

    p = ag.torch.trace(model, ids, dynamic_shapes=({0: Dim("batch", min=1, max=32)},))

The package torch is imported when it is needed. A .pt2 file is read without it.
"""
from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from .core import calls
from .core.names import absent
from .importers.program import Program
from .importers.torch import archive
from .importers.torch.capture import capture
from .importers.torch.framework import FRAMEWORK
from .programs.stages import Traced

__getattr__ = absent(__name__)

__all__ = ["trace"]


def _program(model: Any, args: tuple, kwargs: dict[str, Any], dynamic_shapes: Any) -> Program:
    if isinstance(model, (str, os.PathLike)):
        return Program(archive.read(model), FRAMEWORK, kwargs)
    captured = capture(model, args, kwargs, dynamic_shapes)
    return Program(captured.graph, FRAMEWORK, captured.specs)


def trace(model: Any, *args: Any, dynamic_shapes: Any = None, donate: Sequence[str] = (), **kwargs: Any) -> Traced:
    """Returns a module of PyTorch as a program."""
    return _program(model, args, kwargs, dynamic_shapes).trace(donate)


calls.check_module(__name__)
