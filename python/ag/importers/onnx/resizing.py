# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that change the resolution of images."""
from __future__ import annotations

from typing import Any

from ...core import tracing
from ...core.arrays import Array
from ...core.dims import Size, exact_quotient
from ...core.errors import Error
from ...numpy import shaping
from .tables import ONNX


def _divided(size: Size, by: int, what: str) -> Size:
    """Returns an exact quotient, which the program checks if it is not known."""
    quotient = exact_quotient(size, by) if by else None
    if quotient is None and (by < 1 or isinstance(size, int)):
        raise Error(f"its attribute blocksize is {by}, which does not divide {what}, {size}")
    if quotient is None:
        tracing.require("eq", size % by, 0, f"blocks of {by} do not divide {what}: {{0}} are left over")
        quotient = size // by
    return quotient


@ONNX.rule("DepthToSpace")
def depth_to_space(x: Array, *, blocksize: int, mode: str = "DCR") -> Array:
    n, c, h, w = x.shape
    depth = _divided(c, blocksize * blocksize, "the channels")
    if mode not in ("DCR", "CRD"):
        raise Error(f"its attribute mode is {mode}, expected DCR or CRD")
    split = [n, blocksize, blocksize, depth, h, w] if mode == "DCR" else [n, depth, blocksize, blocksize, h, w]
    order = [0, 3, 4, 1, 5, 2] if mode == "DCR" else [0, 1, 4, 2, 5, 3]
    y = shaping.transpose(shaping.reshape(x, split), order)
    return shaping.reshape(y, [n, depth, h * blocksize, w * blocksize])


@ONNX.rule("SpaceToDepth")
def space_to_depth(x: Array, *, blocksize: int) -> Array:
    n, c, h, w = x.shape
    rows, columns = (_divided(size, blocksize, f"the {what}") for size, what in ((h, "height"), (w, "width")))
    y = shaping.transpose(shaping.reshape(x, [n, c, rows, blocksize, columns, blocksize]), [0, 3, 5, 1, 2, 4])
    return shaping.reshape(y, [n, c * (blocksize * blocksize), rows, columns])
