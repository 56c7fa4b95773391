# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does a pack contain? Programs of all kinds; those that run first are few, and say most."""
from __future__ import annotations

from cuda_pack import groups, imported, loops, models, ops
from cuda_pack.models import WEIGHTS as WEIGHTS
from cuda_pack.source import Source


def sources() -> list[Source]:
    return [*groups.sources(), *loops.sources(), *models.sources(), *ops.op_sources(), *ops.gradient_sources(),
            *imported.sources()]
