# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that find elements along an axis, or that combine those up to each one."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import ops
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import creation, cumulative, elementwise, indexing, reductions, searching, shaping
from .. import affine
from ..rules import Sizes
from ..values import Value
from .shapes import axis_of
from .tables import ONNX

# Extremes --------------------------------------------------------------------------------------


def _place_of_extreme(op: str, extreme: Callable[..., Array]) -> None:
    @ONNX.rule(op)
    def place(x: Array, *, axis: int = 0, keepdims: int = 1, select_last_index: int = 0) -> Array:
        return searching.place_of_extreme(op, extreme, x, axis_of(axis, len(x.shape)), bool(keepdims),
                                          bool(select_last_index))


_place_of_extreme("ArgMax", reductions.max)
_place_of_extreme("ArgMin", reductions.min)


@ONNX.rule("TopK", since=10)
def top_k(x: Array, k: Sizes, *, axis: int = -1, largest: int = 1, sorted: int = 1) -> tuple[Array, Array]:
    return _top_k(x, k[0], axis, largest)


@ONNX.rule("TopK")
def top_k_1(x: Array, *, k: int, axis: int = -1) -> tuple[Array, Array]:
    return _top_k(x, k, axis, 1)


def _top_k(x: Array, k: Any, axis: int, largest: int) -> tuple[Array, Array]:
    if not isinstance(k, int) or not 0 <= k <= searching.MOST_ROUNDS:
        raise Error(f"its K is {k}, expected a number from 0 to {searching.MOST_ROUNDS}: all elements are read for each "
                    "one that is found")
    axis = axis_of(axis, len(x.shape))
    if largest:
        return searching.top_k(x, k, axis)
    # ~x is in the reverse order of integers, and does not overflow.
    _, indices = searching.top_k(ops.neg(x) if x.dtype.is_float else elementwise.bitwise_not(x), k, axis)
    return indexing.take_along_axis(x, indices, axis), indices


@ONNX.rule("OneHot", since=9)
def one_hot(indices: Array, depth: Sizes, values: Array, *, axis: int = -1) -> Array:
    if len(depth) != 1:
        raise Error(f"its depth is {depth}, expected one number")
    count = int(depth[0]) if isinstance(depth[0], float) else depth[0]
    ids = indices.astype("i64")
    ids = elementwise.where(ids < 0, ids + count, ids)
    is_hot = creation.one_hot(ids, count, "i1")
    return elementwise.where(shaping.moveaxis(is_hot, -1, axis_of(axis, len(is_hot.shape))), values[1], values[0])


# Sums and products up to each element ----------------------------------------------------------


def _known_sums(x: Value, axis: Value, *, exclusive: int = 0, reverse: int = 0) -> Value | None:
    """Returns the sums of a constant, which are a range."""
    if exclusive or reverse or axis.known is None:
        return None
    return affine.cumulative(x, axis_of(axis.known.sizes[0], len(x.shape)), x.dtype)


def _cumulative(op: str, function: Callable[..., Array], known: Callable | None = None) -> None:
    @ONNX.rule(op, known=known)
    def total(x: Array, axis: Sizes, *, exclusive: int = 0, reverse: int = 0) -> Array:
        return function(x, axis_of(axis[0], len(x.shape)), dtype=x.dtype, reverse=bool(reverse), exclusive=bool(exclusive))


_cumulative("CumSum", cumulative.cumsum, _known_sums)
_cumulative("CumProd", cumulative.cumprod)
