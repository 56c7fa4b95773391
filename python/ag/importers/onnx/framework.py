# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX as a framework: the tables of its domains, which the imported modules fill, and the bodies of ops that are functions.
"""
from __future__ import annotations

from ..rules import Framework
from . import (  # noqa: F401  they fill the tables
    activations, attention, containers, control, convolutions, elementwise, fused, fused_attention, indices, layers, losses,
    matrices, norms, padding, pools, powers, quantized, random, recurrent, reductions, resizing, searching, selections,
    shapes, training,
)
from .reader import body_of, has_body
from .tables import MICROSOFT, ONNX, TRAINING

FRAMEWORK = Framework({table.domain: table for table in (ONNX, MICROSOFT, TRAINING)}, has_body, body_of)
