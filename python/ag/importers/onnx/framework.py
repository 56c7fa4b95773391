# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX as a framework: the tables of its domains, which the imported modules fill, and the bodies of ops that are functions.
"""
from __future__ import annotations

from ..graph import Node
from ..rules import Framework
from . import (  # noqa: F401  they fill the tables
    activations, attention, containers, control, convolutions, elementwise, indices, layers, matrices, norms, padding, pools,
    quantized, random, recurrent, reductions, regions, reshapes, resizing, sampling, searching, selections, shapes, slices,
    training,
)
from .microsoft import attention as _attention, layers as _layers  # noqa: F401
from .reading.reader import body_of, has_body
from .tables import MICROSOFT, ONNX, PREVIEW, TRAINING

#: The domain of the ops that onnxruntime makes for one machine.
_LAYOUTS = "com.microsoft.nchwc"


def _advice(node: Node) -> list[str]:
    """Returns what would do for a node whose op is not known."""
    if node.domain == _LAYOUTS:
        return ["onnxruntime makes such ops for one machine: save the model with the optimization level ORT_ENABLE_EXTENDED, not "
                "ORT_ENABLE_ALL"]
    if node.domain not in FRAMEWORK.tables:
        return [f"the op is of the domain {node.domain}: export the model with ops of ONNX, or with a function of this name"]
    return []


FRAMEWORK = Framework({table.domain: table for table in (ONNX, MICROSOFT, PREVIEW, TRAINING)}, has_body, body_of, _advice)
