# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tables of rules for ONNX's domains. The modules of rules beside this one fill them."""
from __future__ import annotations

from ..rules import Table

#: ONNX's own ops, whose domain is called ai.onnx or nothing.
ONNX = Table("")

#: The ops that onnxruntime's optimiser makes.
MICROSOFT = Table("com.microsoft")

#: ONNX's optimizers.
TRAINING = Table("ai.onnx.preview.training")

#: ONNX's ops that may become its own.
PREVIEW = Table("ai.onnx.preview")
