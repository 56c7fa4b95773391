# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Linear algebra, with the names of numpy.linalg."""
from __future__ import annotations

from typing import Any

from . import ops
from .core import calls, coercion
from .core.arrays import Array
from .core.coercion import ArrayLike
from .core.dims import Dim, may_be_equal, product
from .core.errors import Error, shown
from .core.names import absent
from .numpy import creation, elementwise, indexing, reductions, searching, shaping
from .numpy.reductions import Axis
from .transforms import control

__all__ = ["det", "norm"]

__getattr__ = absent(__name__)


def norm(x: ArrayLike, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the root of the sum of squares: the 2-norm of vectors along one axis, the Frobenius norm ("fro") of
    matrices over two axes, or the norm of all elements if neither `axis` nor `ord` is given. f16 and bf16 are computed
    in f32 and rounded once. All derivatives at zeros are 0, as in PyTorch."""
    x = coercion.floats("norm", x)
    count = len(shaping.axes_of(axis, len(x.shape)))
    if count > 2 and (axis is not None or ord is not None):
        raise Error(f"norm is defined over one axis or two, got {count}", ["ag.linalg.norm(ag.ravel(x)) takes all"])
    if ord is not None and ord != {1: 2, 2: "fro"}.get(count):
        raise Error(f"the norm of order {shown(ord)} over {count} axes is not yet there: 2 over one, \"fro\" over two")
    total = reductions.sum(elementwise.square(coercion.widened(x)), axis, keepdims)
    return elementwise.root(total).astype(x.dtype)


def det(x: ArrayLike) -> Array:
    """Returns the determinants of the square matrices in the last two dimensions. f16 and bf16 are computed in f32 and
    rounded once. Derivatives are those at matrices that can be inverted."""
    x = coercion.floats("det", x)
    if len(x.shape) < 2 or not may_be_equal(*x.shape[-2:]):
        raise Error(f"det is defined on square matrices, got {x}")
    batch, size = x.shape[:-2], x.shape[-1]
    rows = shaping.reshape(coercion.widened(x), [product(batch), size, size])
    first = creation.ones([product(batch)], rows.dtype.name)
    # A matrix without rows has the determinant 1.
    result = first if size == 0 else control.fori_loop(0, size, _eliminate, (rows, first))[1]
    return shaping.reshape(result, batch).astype(x.dtype)


def _eliminate(step: Dim, carry: tuple[Array, Array]) -> tuple[Array, Array]:
    """An iteration of Gaussian elimination, with the product of the pivots so far. It exchanges row `step` and the one with
    the greatest element in this column, and subtracts multiples of it from the rows below."""
    rows, result = carry
    number, places = coercion.scalar(step, "i64"), ops.iota(1, list(rows.shape[:2]), "i64")
    column = elementwise.where(places >= number, ops.abs_(rows[:, :, step]), -1)
    chosen = searching.argmax(ops.stop_gradient(column), 1, keepdims=True)
    pivots = indexing.take_along_axis(rows, shaping.expand_dims(chosen, 2), 1)
    # Row `step` is not read again, so that it need not hold the pivot's row.
    rows = elementwise.where(elementwise.equal(places, chosen)[:, :, None], rows[:, step][:, None], rows)
    pivot = pivots[:, 0, step]
    factors = rows[:, :, step] / elementwise.where(elementwise.equal(pivot, 0), 1, pivot)[:, None]
    factors = elementwise.where(places > number, factors, 0)
    is_own = elementwise.equal(chosen[:, 0], number)
    return rows - factors[:, :, None] * pivots, result * elementwise.where(is_own, pivot, -pivot)


calls.check_module(__name__)
