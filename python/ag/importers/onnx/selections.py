# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that select slices by their elements.

How many there are is not known before the program runs. The result has the greatest number that there can be, and a count
(Value.counted).
"""
from __future__ import annotations

from typing import Any

import numpy as np

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim
from ...core.errors import Error
from ...numpy import creation, cumulative, elementwise, indexing, joining, reductions, searching, shaping
from ...transforms import control
from ..rules import Numbers, Undecided
from ..values import Known, Value, clamped
from .shapes import axis_of
from .tables import ONNX


def _indices_of(flags: Array) -> tuple[Array, Array]:
    """Returns the indices of the true elements of a vector in ascending order, followed by -1 for each other element, and
    the number of these indices."""
    extent = flags.shape[0]
    ones = flags.astype("i64")
    places = elementwise.where(flags, cumulative.cumsum(ones, 0) - 1, extent)
    numbers = ops.iota(0, [extent], "i64")
    found = ops.scatter(0, "drop", creation.full([extent], -1, "i64"), places, numbers + 1)
    return found, reductions.sum(ones, 0)


def _compressed_elements(x: np.ndarray, condition: np.ndarray, *, axis: int | None = None) -> np.ndarray:
    return np.compress(condition.astype(bool), x, axis)


@ONNX.rule("Compress", fold=_compressed_elements)
def compress(x: Array, condition: Value, *, axis: int | None = None) -> Any:
    x = shaping.ravel(x) if axis is None else x
    axis = axis_of(axis or 0, len(x.shape))
    if condition.known is not None:
        return indexing.take(x, np.flatnonzero(condition.known.elements.astype(bool)), axis)
    found, count = _indices_of(condition.array)
    return Value.counted(indexing.take(x, found, axis, "fill"), axis, count)


def _nonzero_elements(x: np.ndarray) -> Known:
    if any(isinstance(each, Dim) for each in x.flat):
        raise Error("whether a size is 0 is not known")
    return Known(np.array(np.nonzero(x) if x.ndim else np.zeros((0, int(x != 0)))).astype(np.int64), "i64")


@ONNX.rule("NonZero", fold=_nonzero_elements)
def nonzero(x: Array) -> Any:
    zero = coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype)
    found, count = _indices_of(shaping.ravel(elementwise.not_equal(x, zero)))
    rest, places = elementwise.where(found < 0, 0, found), []
    for size in reversed(x.shape):
        places.append(rest % size)
        rest = rest // size
    made = joining.stack(places[::-1]) if places else creation.zeros([0, 1], "i64")
    return Value.counted(made, 1, count)


def _unique_elements(x: np.ndarray, *, axis: int | None = None, sorted: int = 1) -> tuple[Known, ...]:
    plain = x.astype(np.float64 if any(isinstance(each, float) for each in x.flat) else np.int64)
    y, first, inverse, counts = np.unique(plain, True, True, True, axis=axis)
    inverse = inverse.ravel()
    if not sorted:
        order = np.argsort(first)
        y, first, counts = np.take(y, order, axis or 0), first[order], counts[order]
        inverse = np.argsort(order)[inverse]
    return y.astype(object), *(Known(each.astype(np.int64), "i64") for each in (first, inverse, counts))


@ONNX.rule("Unique", fold=_unique_elements)
def unique(x: Value, *, axis: int | None = None, sorted: int = 1) -> Any:
    message = "it sorts elements that are not known before the program runs"
    if x.origins:
        raise Undecided(message, x.origins)
    raise Error(message, ["export the model so that it ends before"])


# Boxes -----------------------------------------------------------------------------------------


@ONNX.rule("NonMaxSuppression")
def non_max_suppression(boxes: Array, scores: Array, most: Numbers | None = None, iou_threshold: Array | None = None,
                        score_threshold: Array | None = None, *, center_point_box: int = 0) -> Any:
    """Each round takes the box with the greatest score of each class, and drops those that overlap it. There are as many
    rounds as boxes of a class are taken."""
    if len(boxes.shape) != 3 or len(scores.shape) != 3 or boxes.shape[2] != 4:
        raise Error(f"it is given {boxes} and {scores}, expected boxes [batch, count, 4] and scores [batch, classes, count]")
    batch, classes, extent = scores.shape
    rounds = clamped(0 if most is None else int(most.ravel()[0]), 0, extent)
    if 0 in (batch, classes, extent, rounds):
        return creation.zeros([0, 3], "i64")
    low, high = _corners(boxes, center_point_box)
    numbers = ops.iota(2, [1, 1, extent], "i64")
    limit = coercion.scalar(0, boxes.dtype) if iou_threshold is None else shaping.reshape(iou_threshold, [])
    open_ = scores > (coercion.scalar(-np.inf, scores.dtype) if score_threshold is None else
                      shaping.reshape(score_threshold, []))

    def goes_on(carry: tuple[Array, Array, Array]) -> Array:
        number, open_, _ = carry
        return (number < rounds) & reductions.max(open_, [0, 1, 2])

    def take(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        number, open_, taken = carry
        best = searching.argmax(elementwise.where(open_, scores, -np.inf), 2)
        is_open = reductions.max(open_, 2)
        chosen = [shaping.reshape(indexing.take_along_axis(each, shaping.expand_dims(best, 2), 1), [batch, classes, 1, 2])
                  for each in (low, high)]
        overlaps = _overlap(chosen, [shaping.expand_dims(each, 1) for each in (low, high)]) > limit
        open_ = open_ & ~overlaps & elementwise.not_equal(numbers, shaping.expand_dims(best, 2))
        place = coercion.as_size(number)
        return number + 1, open_, taken.at[:, :, place].set(elementwise.where(is_open, best, -1))

    start = coercion.scalar(0, "i64"), open_, creation.full([batch, classes, rounds], -1, "i64")
    taken = shaping.ravel(control.while_loop(goes_on, take, start)[2])
    found, count = _indices_of(taken >= 0)
    safe = elementwise.where(found < 0, 0, found)
    rows = joining.stack([safe // (classes * rounds), safe // rounds % classes, indexing.take(taken, safe)], 1)
    return Value.counted(rows, 0, count)


def _corners(boxes: Array, is_centered: int) -> tuple[Array, Array]:
    """Returns the least and the greatest coordinates of boxes, [batch, count, 2] each."""
    first, second = boxes[:, :, :2], boxes[:, :, 2:]
    if is_centered:
        return first - second / 2, first + second / 2
    return ops.min_(first, second), ops.max_(first, second)


def _overlap(one: list[Array], other: list[Array]) -> Array:
    """Returns the area that two boxes share, divided by that of both; 0 if a box has no area."""
    def area(low: Array, high: Array) -> Array:
        sides = ops.max_(high - low, 0)
        return sides[..., 0] * sides[..., 1]

    shared = area(ops.max_(one[0], other[0]), ops.min_(one[1], other[1]))
    areas = area(*one), area(*other)
    union = areas[0] + areas[1] - shared
    has_area = (areas[0] > 0) & (areas[1] > 0)
    return elementwise.where(has_area & (union > 0), shared / elementwise.where(union > 0, union, 1), 0)


# Sequences of several lengths ------------------------------------------------------------------


@ONNX.rule("ReverseSequence")
def reverse_sequence(x: Array, lengths: Array, *, batch_axis: int = 1, time_axis: int = 0) -> Array:
    if {batch_axis, time_axis} != {0, 1}:
        raise Error(f"its attributes are batch_axis={batch_axis} and time_axis={time_axis}, expected 0 and 1")
    extents = x.shape[:2]
    times, elements = (ops.iota(axis, list(extents), "i64") for axis in (time_axis, batch_axis))
    lengths = shaping.expand_dims(lengths.astype("i64"), time_axis)
    places = elementwise.where(times < lengths, lengths - 1 - times, times)
    index = (places, elements) if time_axis == 0 else (elements, places)
    return indexing.getitem(x, index)
