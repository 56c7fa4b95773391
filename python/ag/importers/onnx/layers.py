# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's products of matrices."""
from __future__ import annotations

from ...core import coercion
from ...core.arrays import Array
from ...core.dims import product
from ...numpy import contraction
from ..values import Value
from .tables import ONNX


def _factored(x: Value) -> tuple[Value, float] | None:
    """Returns the operand and the number of a Mul by a single known number, or None for other values. The number is from
    1 / 256 to 1, so that a product with another one neither overflows nor loses elements."""
    made = x.made_by("Mul")
    for one, other in (made[1], made[1][::-1]) if made else ():
        if one.shape == x.shape and other.known is not None and product(other.shape) == 1 and isinstance(
                other.known.sizes[0], float) and 1 / 256 <= abs(other.known.sizes[0]) <= 1:
            return one, other.known.sizes[0]
    return None


@ONNX.rule("MatMul")
def matmul(x: Value, y: Value) -> Array:
    factored = [_factored(each) for each in (x, y)] if x.dtype.name in ("f32", "f64") else [None, None]
    if None in factored:
        return contraction.matmul(x.array, y.array)
    # Multiplies the smaller operand once, by both numbers. PyTorch's exporter writes the scale of attention twice.
    (a, first), (b, second) = factored  # type: ignore[misc]
    factor, sizes = coercion.scalar(first * second, x.dtype), [product(each.shape) for each in (a, b)]
    if all(isinstance(size, int) for size in sizes) and sizes[1] < sizes[0]:  # type: ignore[operator]
        return contraction.matmul(a.array, b.array * factor)
    return contraction.matmul(a.array * factor, b.array)


@ONNX.rule("Gemm", since=7)
def gemm(a: Array, b: Array, c: Array | None = None, *, alpha: float = 1.0, beta: float = 1.0, transA: int = 0,
         transB: int = 0) -> Array:
    made = contraction.matmul(a.T if transA else a, b.T if transB else b)
    made = made if alpha == 1 else made * alpha
    if c is None or beta == 0:
        return made
    return made + (c if beta == 1 else c * beta)
