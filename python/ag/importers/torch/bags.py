# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rule of embedding_bag: sums, means and maxima of rows of a table, in bags that begin at offsets.

    indices = [4, 1, 7, 2, 2], offsets = [0, 2, 2]: the bags are [4, 1], [] and [7, 2, 2]
"""
from __future__ import annotations

import math

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import creation, cumulative, elementwise, indexing, shaping
from .tables import ATEN

_SUM, _MEAN, _MAX = range(3)


def _bags_of(offsets: Array, count: object) -> Array:
    """Returns the bag of each of `count` indices: how many bags begin at it or before, less 1."""
    starts = creation.zeros([count + 1], "i64").at[offsets.astype("i64")].add(creation.ones(offsets.shape, "i64"))  # type: ignore[operator]
    return cumulative.cumsum(starts)[:count] - 1


@ATEN.rule("aten._embedding_bag.default", "aten._embedding_bag_forward_only.default")
def embedding_bag(weight: Array, indices: Array, offsets: Array, scale_grad_by_freq: bool = False, mode: int = _SUM,
                  sparse: bool = False, per_sample_weights: Array | None = None, include_last_offset: bool = False,
                  padding_idx: int = -1) -> Array:
    if len(indices.shape) != 1 or len(offsets.shape) != 1:
        raise Error(f"the indices are {indices} and the offsets {offsets}, expected vectors")
    if scale_grad_by_freq:
        raise Error("gradients that are scaled by the frequency of an index are not supported")
    # Indices before the first offset are in no bag, and those behind a last offset in one that is dropped.
    count = offsets.shape[0]
    bags = _bags_of(offsets, indices.shape[0])
    bags = elementwise.where(bags < 0, count, bags)
    shape = [count, weight.shape[1]]
    rows = coercion.widened(indexing.take(weight, indices))
    if per_sample_weights is not None:
        rows = rows * shaping.expand_dims(per_sample_weights.astype(rows.dtype), 1)
    counted = creation.ones(indices.shape, "i1") if padding_idx < 0 else indices != padding_idx
    sizes = creation.zeros(shape[:1], "i64").at[bags].add(counted.astype("i64"))
    rows = elementwise.where(shaping.expand_dims(counted, 1), rows, -math.inf if mode == _MAX else 0.0)
    if mode == _MAX:
        most = creation.full(shape, -math.inf, rows.dtype).at[bags].max(rows)
        result = elementwise.where(shaping.expand_dims(sizes, 1) == 0, 0.0, most)
    else:
        result = creation.zeros(shape, rows.dtype).at[bags].add(rows)
    if mode == _MEAN:
        result = result / shaping.expand_dims(ops.max_(sizes, 1), 1).astype(rows.dtype)
    return (result[:-1] if include_last_offset else result).astype(weight.dtype)
