# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX models of one node, for the tests of rules."""
from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

import ag


def model(op: str, operands: Sequence[np.ndarray | None], version: int, results: int = 1, known: Sequence[int] = (),
          domain: str = "", **attributes: Any) -> onnx.ModelProto:
    """Returns a model of one node. Sizes above 1 of its inputs are dimensions with names, which are equal for equal sizes.
    The operands at the indices `known` are constants of the model."""
    names = ["" if operand is None else f"x{place}" for place, operand in enumerate(operands)]
    given = [(place, operand) for place, operand in enumerate(operands) if operand is not None]
    inputs = [helper.make_tensor_value_info(names[place], helper.np_dtype_to_tensor_dtype(operand.dtype),
                                            [size if size < 2 else f"n{size}" for size in operand.shape])
              for place, operand in given if place not in known]
    constants = [numpy_helper.from_array(operand, names[place]) for place, operand in given if place in known]
    outputs = [f"y{place}" for place in range(results)]
    node = helper.make_node(op, names, outputs, domain=domain, **attributes)
    graph = helper.make_graph([node], "net", inputs, [onnx.ValueInfoProto(name=name) for name in outputs], constants)
    versions = [helper.make_opsetid("", version), *([helper.make_opsetid(domain, 1)] if domain else [])]
    return helper.make_model(graph, opset_imports=versions, ir_version=8)


def load(op: str, operands: Sequence[np.ndarray | None], version: int = 21, **options: Any) -> ag.Traced:
    """Returns the program of a model of one node."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.onnx"
        onnx.save(model(op, operands, version, **options), path)
        return ag.onnx.load(path)


def run(op: str, operands: Sequence[np.ndarray | None], version: int = 21, *, compiled: bool = False, **options: Any) -> Any:
    """Returns the results of a node: an array, or a tuple of several."""
    program = load(op, operands, version, **options)
    inputs = [operand for place, operand in enumerate(operands) if operand is not None and place not in
              options.get("known", ())]
    return program.lower().compile()(*inputs) if compiled else program.interpret(*inputs, precision="declared")
