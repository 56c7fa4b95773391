# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's products of matrices."""
from __future__ import annotations

from ...core.arrays import Array
from ...numpy import contraction
from .tables import ONNX


@ONNX.rule("MatMul")
def matmul(x: Array, y: Array) -> Array:
    return contraction.matmul(x, y)


@ONNX.rule("Gemm", since=7)
def gemm(a: Array, b: Array, c: Array | None = None, *, alpha: float = 1.0, beta: float = 1.0, transA: int = 0,
         transB: int = 0) -> Array:
    product = contraction.matmul(a.T if transA else a, b.T if transB else b)
    product = product if alpha == 1 else product * alpha
    if c is None or beta == 0:
        return product
    return product + (c if beta == 1 else c * beta)
