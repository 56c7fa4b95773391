# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that reduce dimensions, and the normalisations that they are made of."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import product
from ...numpy import elementwise, reductions, searching, shaping, statistics
from ..rules import Sizes
from .shapes import axes_of
from .tables import ONNX


def _reduction(op: str, since: int, function: Callable[[Array, list[int]], Array], fold: Callable | None = None) -> None:
    """Adds the rules of a reduction, whose axes are an operand from the version `since` on, and an attribute before."""
    def reduced(x: Array, axes: Any, keepdims: int, nothing: int) -> Array:
        chosen = axes_of(axes, len(x.shape)) if axes else [] if nothing else list(range(len(x.shape)))
        y = function(x, chosen)
        return shaping.expand_dims(y, chosen) if keepdims and chosen else y

    def folded(x: np.ndarray, axes: Any, keepdims: int, nothing: int) -> np.ndarray:
        if axes is None and nothing:
            return x
        return fold(x, None if axes is None else tuple(int(axis) for axis in axes), keepdims=bool(keepdims))  # type: ignore[misc]

    @ONNX.rule(op, since=since, fold=fold and (
        lambda x, axes=None, *, keepdims=1, noop_with_empty_axes=0: folded(x, axes, keepdims, noop_with_empty_axes)))
    def by_operand(x: Array, axes: Sizes | None = None, *, keepdims: int = 1, noop_with_empty_axes: int = 0) -> Array:
        return reduced(x, axes, keepdims, noop_with_empty_axes)

    @ONNX.rule(op, fold=fold and (lambda x, *, axes=None, keepdims=1: folded(x, axes, keepdims, 0)))
    def by_attribute(x: Array, *, axes: list | None = None, keepdims: int = 1) -> Array:
        return reduced(x, axes, keepdims, 0)


def _in_floats(function: Callable[[Array, list[int]], Array]) -> Callable[[Array, list[int]], Array]:
    """Returns a reduction that is computed in floats: f16 and bf16 in f32, and integers in f64, rounded towards 0."""
    return lambda x, axes: function(coercion.widened(x) if x.dtype.is_float else x.astype("f64"), axes).astype(x.dtype)


def _mean(x: Array, axes: list[int]) -> Array:
    if x.dtype.is_float:
        return statistics.mean(x, axes)
    total = reductions.sum(x, axes, dtype=x.dtype)
    return ops.div(total, coercion.scalar(product(x.shape[axis] for axis in axes), x.dtype))


def _sum_of_squares(x: Array, axes: list[int]) -> Array:
    wide = coercion.widened(x)
    return reductions.sum(wide * wide, axes, dtype=wide.dtype).astype(x.dtype)


_reduction("ReduceSum", 13, lambda x, axes: reductions.sum(x, axes, dtype=x.dtype), np.sum)
_reduction("ReduceProd", 18, lambda x, axes: reductions.prod(x, axes, dtype=x.dtype), np.prod)
_reduction("ReduceMax", 18, reductions.max)
_reduction("ReduceMin", 18, reductions.min)
_reduction("ReduceMean", 18, _mean)
_reduction("ReduceSumSquare", 18, _sum_of_squares)
_reduction("ReduceL1", 18, lambda x, axes: reductions.sum(ops.abs_(x), axes, dtype=x.dtype))
_reduction("ReduceL2", 18, _in_floats(lambda x, axes: elementwise.root(reductions.sum(x * x, axes))))
_reduction("ReduceLogSum", 18, _in_floats(lambda x, axes: ops.log(reductions.sum(x, axes))))
_reduction("ReduceLogSumExp", 18, _in_floats(reductions.logsumexp))


def _normalised(op: str, function: Callable[[Array, Any], Array]) -> None:
    """Adds the rules of Softmax and its like, which before version 13 take all dimensions from `axis` on for one."""
    @ONNX.rule(op, since=13)
    def along(x: Array, *, axis: int = -1) -> Array:
        return function(x, axis)

    @ONNX.rule(op)
    def from_axis(x: Array, *, axis: int = 1) -> Array:
        axis = axis + len(x.shape) if axis < 0 else axis
        flat = shaping.reshape(x, [product(x.shape[:axis]), product(x.shape[axis:])])
        return shaping.reshape(function(flat, 1), x.shape)


def _hardmax(x: Array, axis: int) -> Array:
    """Returns 1 at the first of the greatest elements along the axis, and 0 elsewhere."""
    places = reductions.spread(searching.argmax(x, axis), x, axis)
    return elementwise.equal(places, ops.iota(shaping.axis_of(axis, len(x.shape)), list(x.shape), "i64")).astype(x.dtype)


_normalised("Hardmax", _hardmax)
_normalised("Softmax", reductions.softmax)
_normalised("LogSoftmax", reductions.log_softmax)
