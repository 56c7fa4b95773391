# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's sequences and optionals. An optional is a tensor or is absent, as the model says. Sequences are not supported."""
from __future__ import annotations

from typing import Any

from ...core.errors import Error
from ..graph import Node
from ..values import Known, Value
from .tables import ONNX


@ONNX.rule("OptionalHasElement")
def optional_has_element(x: Value | None = None) -> Known:
    return Known(x is not None, "i1")


@ONNX.rule("OptionalGetElement", fold=lambda x: x)
def optional_get_element(x: Value) -> Value:
    return x


@ONNX.rule("SequenceConstruct", "SequenceEmpty", "SequenceInsert", "SequenceErase", "SequenceAt", "SequenceLength",
           "SequenceMap", "SplitToSequence", "ConcatFromSequence")
def sequence(*xs: Any, axis: Any = None, body: Any = None, dtype: Any = None, keepdims: Any = None, new_axis: Any = None,
             node: Node) -> Any:
    raise Error(f"{node.op} is not supported, as sequences are not", ["export the model with tensors in place of lists: stack "
                                                                       "them, or make each an input or a result"])
