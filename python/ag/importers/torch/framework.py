# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch as a framework: the table of its ops, which the imported modules fill."""
from __future__ import annotations

from ..rules import Framework
from . import (  # noqa: F401  they fill the table
    backward, control, creation, elementwise, functions, indexing, layers, normalisation, recurrent, reductions, shapes, sizes,
)
from .tables import ATEN

FRAMEWORK = Framework({ATEN.domain: ATEN})
