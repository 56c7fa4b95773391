# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers other than norms, attention and loops, which users find in ag.nn."""
from __future__ import annotations

from typing import Literal

from .. import random
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, largest, may_be_one_shape
from ..core.errors import Error, shown
from ..numpy import contraction, elementwise, indexing, reductions
from ..transforms import regions


def dropout(x: ArrayLike, rate: float, key: ArrayLike, training: bool = True) -> Array:
    """In training, returns x with elements set to 0, each with probability `rate`, and the others divided by 1 - rate
    (Srivastava et al., "Dropout", 2014). Otherwise it returns x. Each step of training needs its own key:
    ag.random.fold_in(key, step)."""
    x = coercion.floats("dropout", x)
    if not coercion.is_number(rate) or isinstance(rate, Dim) or not 0 <= rate < 1:
        raise Error(f"the rate of dropout is {shown(rate)}, expected a number from 0 to below 1")
    if not training or rate == 0:
        return x

    def masked() -> Array:
        return elementwise.where(random.bernoulli(key, 1 - rate, x.shape), x * (1 / (1 - rate)), 0)

    # Gradients save no mask, as the key determines it again.
    return regions.recomputed("dropout", masked)


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Array:
    """Returns x @ weight.T + bias. The rows of `weight` are outputs, as in PyTorch."""
    product = contraction.einsum("...i,oi->...o", x, weight)
    return product if bias is None else product + bias


def embedding(ids: ArrayLike, table: ArrayLike) -> Array:
    """Returns the rows of `table` with the indices `ids`. An id that is out of range fails the run."""
    return indexing.take(table, ids)


def embedding_bag(ids: ArrayLike, table: ArrayLike, mode: Literal["sum", "mean", "max"] = "mean",
                  per_sample_weights: ArrayLike | None = None) -> Array:
    """Returns the sum, the mean or the maximum of the rows of `table` with the indices ids[..., :]: [..., K] for ids
    [..., N] and a table [M, K]. It is 0 for no ids, as in PyTorch, whose offsets ag does not have. `per_sample_weights`, of
    the shape of the ids, multiplies rows before they are summed; it is for the mode "sum". f16 and bf16 are computed in f32
    and rounded once. An id that is out of range fails the run.

    An ag.Error names shapes and modes that do not fit."""
    ids, table = coercion.tensor(ids), coercion.floats("embedding_bag", table)
    if not ids.shape or len(table.shape) != 2:
        raise Error(f"embedding_bag is given ids {ids} and {table}, expected ids of rank 1 or more, and a matrix")
    if mode not in ("sum", "mean", "max"):
        raise Error(f'mode of embedding_bag is {shown(mode)}, expected "sum", "mean" or "max"')
    rows, axis, count = coercion.widened(embedding(ids, table)), len(ids.shape) - 1, ids.shape[-1]
    if per_sample_weights is not None:
        rows = _weighted(rows, ids, coercion.floats("embedding_bag", per_sample_weights), table, mode)
    if mode == "max":
        most = reductions.max(rows, axis)
        result = elementwise.where(coercion.tensor(coercion.scalar(count, "i64")) == 0, 0, most)
    else:
        result = reductions.sum(rows, axis)
        if mode == "mean":
            result = result / coercion.scalar(largest(count, 1), result.dtype)
    return result.astype(table.dtype)


def _weighted(rows: Array, ids: Array, weights: Array, table: Array, mode: str) -> Array:
    if mode != "sum":
        raise Error(f'per_sample_weights of embedding_bag are for the mode "sum", not {shown(mode)}')
    coercion.check_types("embedding_bag", [table, weights])
    if not may_be_one_shape(weights.shape, ids.shape):
        raise Error(f"per_sample_weights of embedding_bag are {weights}, expected the shape of the ids {ids}")
    return rows * reductions.spread(coercion.widened(weights), rows, len(ids.shape))


calls.check_module(__name__)
