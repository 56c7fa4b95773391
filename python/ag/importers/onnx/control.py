# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops with bodies."""
from __future__ import annotations

from typing import Any

from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import shaping
from ...transforms import control
from ..graph import Graph
from ..values import Value
from ..walk import Bodies
from .tables import ONNX


@ONNX.rule("If")
def if_(condition: Value, *, then_branch: Graph, else_branch: Graph, walk: Bodies) -> Any:
    if condition.known is not None:
        return tuple(walk.run(then_branch if condition.known.sizes[0] else else_branch))
    flag = shaping.reshape(condition.array, [])
    results = control.cond(flag, *(lambda body=body: tuple(each.array for each in walk.run(body))  # type: ignore[misc]
                                   for body in (then_branch, else_branch)))
    return results
