# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does a program cost that was imported? Rows of models of PyTorch and ONNX, beside ag's own programs of them, and figures
of the import itself."""
