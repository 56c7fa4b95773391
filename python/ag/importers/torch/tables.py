# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of rules for PyTorch's ops. Names are those of torch.ops, with the overload: aten.add.Tensor. Python's own
functions on sizes have their names, too: _operator.add."""
from __future__ import annotations

from ..rules import Table

ATEN = Table("")
