# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that reduce regions of images, whose sizes the program computes, to images of one size."""
from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size
from ...core.errors import Error
from ...nn.sampling import Rows, Tap, interpolated, with_channels
from ...numpy import elementwise, indexing, reductions, shaping
from ...transforms import control
from .tables import ONNX


def _over_samples(counts: Sequence[Array], init: Array, step: Callable[[Array, list[Any], Array], Array]) -> Array:
    """Returns what is carried over all samples of each region. `counts` has their numbers along both dimensions, which are
    broadcast to the rows of `init`. `step` takes the carry, the numbers of the sample, and whether regions have it."""
    most = [coercion.as_size(ops.max_(reductions.max(count), 0)) for count in counts]

    def row(i: Any, carry: Array) -> Array:
        return control.fori_loop(0, most[1], lambda j, carry: step(
            carry, [i, j], with_channels(elementwise.logical_and(counts[0] > i, counts[1] > j))), carry)

    return control.fori_loop(0, most[0], row, init)


def _bins(rois: Array, column: int, count: int, axis: int) -> tuple[Array, Array]:
    """Returns a column of the regions, and the numbers of `count` bins, as arrays that are broadcast to [R, rows,
    columns]."""
    shape = [count if dim == axis else 1 for dim in range(3)]
    return shaping.reshape(rois[:, column], [rois.shape[0], 1, 1]), ops.iota(axis, shape, "i64")


def _images(x: Array, numbers: Array, shape: list[Size]) -> Array:
    """Returns the numbers of the images of regions, which a run checks, for all bins."""
    checked = indexing.take(ops.iota(0, [x.shape[0]], "i64"), numbers.astype("i64"), 0)
    return coercion.broadcast_to(shaping.reshape(checked, [shape[0], 1, 1]), shape)


@ONNX.rule("RoiAlign", since=16)
def roi_align(x: Array, rois: Array, batch_indices: Array, *, coordinate_transformation_mode: str = "half_pixel",
              mode: str = "avg", output_height: int = 1, output_width: int = 1, sampling_ratio: int = 0,
              spatial_scale: float = 1.0) -> Array:
    if coordinate_transformation_mode not in ("half_pixel", "output_half_pixel") or mode not in ("avg", "max"):
        raise Error(f"its mode is {mode} and its coordinate_transformation_mode {coordinate_transformation_mode}, expected avg "
                    "or max, and half_pixel or output_half_pixel")
    is_half = coordinate_transformation_mode == "half_pixel"
    wide = coercion.widened(rois) * spatial_scale - (0.5 if is_half else 0)
    dtype, bounds, counts = wide.dtype, [], []
    for axis, count in ((1, output_height), (2, output_width)):
        (start, bins), (end, _) = (_bins(wide, column, count, axis) for column in (2 - axis, 4 - axis))
        extent = end - start if is_half else ops.max_(end - start, 1)
        each = extent / count
        number = coercion.scalar(sampling_ratio, "i64", each.shape) if sampling_ratio > 0 else ops.ceil(each).astype("i64")
        bounds.append((start + bins.astype(dtype) * each, each, number))
        counts.append(number)
    shape = [rois.shape[0], output_height, output_width]
    images = _images(x, batch_indices, shape)
    rows, sizes = Rows(x), x.shape[2:]
    wide_type = coercion.widened(x).dtype

    def step(carry: Array, sample: list[Any], is_there: Array) -> Array:
        taps = []
        for (start, each, number), index, size in zip(bounds, sample, sizes):
            place = start + (coercion.scalar(index, dtype) + 0.5) * each / ops.max_(number, 1).astype(dtype)
            taps.append(_clamped_taps(coercion.broadcast_to(place, shape), size))
        if mode == "avg":
            return carry + elementwise.where(is_there, interpolated(rows, images, taps), 0)
        parts = [coercion.widened(rows.at(images, [a[0], b[0]], elementwise.logical_and(a[2], b[2])))
                 * with_channels(a[1] * b[1]).astype(wide_type) for a, b in itertools.product(*taps)]
        return ops.max_(carry, elementwise.where(is_there, functools.reduce(ops.max_, parts), -math.inf))

    init = coercion.scalar(0.0 if mode == "avg" else -math.inf, wide_type, [*shape, x.shape[1]])
    y = _over_samples(counts, init, step)
    if mode == "avg":
        y = y / with_channels(ops.max_(counts[0] * counts[1], 1)).astype(wide_type)
    else:
        y = elementwise.where(y == -math.inf, 0, y)
    return shaping.moveaxis(y, -1, 1).astype(x.dtype)


@ONNX.rule("RoiAlign")
def roi_align_10(x: Array, rois: Array, batch_indices: Array, *, mode: str = "avg", output_height: int = 1,
                 output_width: int = 1, sampling_ratio: int = 0, spatial_scale: float = 1.0) -> Array:
    return roi_align(x, rois, batch_indices, coordinate_transformation_mode="output_half_pixel", mode=mode,
                     output_height=output_height, output_width=output_width, sampling_ratio=sampling_ratio,
                     spatial_scale=spatial_scale)


def _clamped_taps(place: Array, size: Size) -> list[Tap]:
    """Returns the two elements around a place. Places up to 1 outside of the image are those of the outermost elements;
    others are 0."""
    extent = coercion.scalar(size, place.dtype)
    inside = elementwise.logical_and(place >= -1, place <= extent)
    place = elementwise.clip(place, 0, extent - 1)
    floor = ops.floor(place)
    before, rest = floor.astype("i64"), place - floor
    return [(before, 1 - rest, inside), (ops.min_(before + 1, size - 1), rest, inside)]


@ONNX.rule("MaxRoiPool")
def max_roi_pool(x: Array, rois: Array, *, pooled_shape: list, spatial_scale: float = 1.0) -> Array:
    wide = coercion.widened(rois)
    whole = ops.floor(wide * spatial_scale + 0.5)
    shape = [rois.shape[0], *pooled_shape]
    firsts, counts = [], []
    for axis, (count, size) in enumerate(zip(pooled_shape, x.shape[2:], strict=True), 1):
        (start, bins), (end, _) = (_bins(whole, column, count, axis) for column in (3 - axis, 5 - axis))
        each = ops.max_(end - start + 1, 1) / count
        first, last = (elementwise.clip((edge + start).astype("i64"), 0, size) for edge in (
            ops.floor(bins.astype(wide.dtype) * each), ops.ceil((bins + 1).astype(wide.dtype) * each)))
        firsts.append(first)
        counts.append(last - first)
    images = _images(x, rois[:, 0], shape)
    rows = Rows(x)

    def step(carry: Array, sample: list[Any], is_there: Array) -> Array:
        row = rows.at(images, [coercion.broadcast_to(first + index, shape) for first, index in zip(firsts, sample)])
        return ops.max_(carry, elementwise.where(is_there, row, -math.inf))

    y = _over_samples(counts, coercion.scalar(-math.inf, x.dtype, [*shape, x.shape[1]]), step)
    has_elements = with_channels(elementwise.logical_and(counts[0] > 0, counts[1] > 0))
    return shaping.moveaxis(elementwise.where(has_elements, y, 0), -1, 1)
