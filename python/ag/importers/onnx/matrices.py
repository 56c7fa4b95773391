# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops on matrices and their diagonals, Einsum, and windows of signals."""
from __future__ import annotations

import math
from collections.abc import Sequence

from ... import linalg, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim
from ...core.errors import Error
from ...numpy import contraction, creation, elementwise, matrices, shaping
from ..rules import Sizes
from ..values import Value
from .shapes import dtype_named
from .tables import ONNX


@ONNX.rule("Einsum")
def einsum(*operands: Array, equation: str) -> Array:
    return contraction.einsum(equation, *operands)


@ONNX.rule("EyeLike")
def eye_like(x: Value, *, dtype: int | None = None, k: int = 0) -> Array:
    if len(x.shape) != 2:
        raise Error(f"its operand is {x}, expected a matrix")
    return matrices.eye(*x.shape, k, x.dtype if dtype is None else dtype_named(dtype))


@ONNX.rule("Trilu")
def trilu(x: Array, k: Value | None = None, *, upper: int = 1) -> Array:
    if len(x.shape) < 2:
        raise Error(f"its operand is {x}, expected matrices")
    if k is None or (k.known is not None and not isinstance(k.known.sizes[0], Dim)):
        return (matrices.triu if upper else matrices.tril)(x, 0 if k is None else k.known.sizes[0])  # type: ignore[union-attr]
    number, (rows, columns) = shaping.reshape(k.array, []), x.shape[-2:]
    diagonals = ops.iota(1, [rows, columns], "i64") - ops.iota(0, [rows, columns], "i64")
    zero = coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype)
    return elementwise.where(diagonals >= number if upper else diagonals <= number, x, zero)


@ONNX.rule("Det")
def det(x: Array) -> Array:
    return linalg.det(x)


# Windows ---------------------------------------------------------------------------------------


def _window(op: str, factors: Sequence[float]) -> None:
    """Adds the rule of a window that is a sum of cosines: factors[n] * cos(2 pi n place / period) for all n."""
    @ONNX.rule(op)
    def window(size: Sizes, *, output_datatype: int = 1, periodic: int = 1) -> Array:
        dtype, count = dtype_named(output_datatype), size[0]
        period = count if periodic else count - 1
        # A window of one element has the period 0, by which it is not divided.
        period = max(period, 1) if isinstance(period, int) else ops.max_(coercion.scalar(period, "f64"), 1)
        angle = ops.iota(0, [count], "i64").astype("f64") * (2 * math.pi) / period
        total = creation.full([count], factors[0], "f64")
        for number, factor in enumerate(factors[1:], 1):
            total = total + ops.cos(angle * number) * factor
        return total.astype(dtype)


_window("HannWindow", [0.5, -0.5])
_window("HammingWindow", [25 / 46, -21 / 46])
_window("BlackmanWindow", [0.42, -0.5, 0.08])
