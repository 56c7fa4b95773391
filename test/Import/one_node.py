# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs of one of ONNX's nodes, for the tests of rules. Sizes above 1 are known when they run, except those of constants."""
from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx_models import loaded, of_node

import ag


def load(op: str, operands: Sequence[np.ndarray | None], version: int = 21, **options: Any) -> ag.Traced:
    """Returns the program of a node. The options are those of of_node, and attributes."""
    with tempfile.TemporaryDirectory() as folder:
        return loaded(Path(folder), of_node(op, list(operands), domain="", version=version, is_sized=False, **options))


def run(op: str, operands: Sequence[np.ndarray | None], version: int = 21, *, compiled: bool = False, **options: Any) -> Any:
    """Returns the results of a node: an array, or a tuple of several."""
    program, known = load(op, operands, version, **options), options.get("known", ())
    inputs = [operand for place, operand in enumerate(operands) if operand is not None and place not in known]
    return program.lower().compile()(*inputs) if compiled else program.interpret(*inputs, precision="declared")
