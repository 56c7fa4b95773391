# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that read images at places which the program computes.

Channels come last while elements are read: an index then names a row of channels.
"""
from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size, product
from ...core.errors import Error
from ...nn import resampling
from ...numpy import contraction, elementwise, indexing, reductions, shaping
from ...transforms import control
from .convolutions import check_kernel, pairs_of, with_bias
from .tables import ONNX


class Rows:
    """The elements of images, [N, C, ...], as rows of channels, in `groups` groups of adjacent channels."""

    def __init__(self, x: Array, groups: int = 1) -> None:
        batch, channels, *self.sizes = x.shape
        self.groups, self.space = groups, product(self.sizes)
        if isinstance(channels, int) and channels % groups:
            raise Error(f"its attribute offset_group is {groups}, which does not divide the channels of {x}")
        self.channels = channels // groups
        split = shaping.reshape(x, [batch * groups, self.channels, self.space])
        self._rows = shaping.reshape(shaping.swapaxes(split, 1, 2), [batch * groups * self.space, self.channels])

    def at(self, images: Array, index: Sequence[Array], inside: Array | None = None) -> Array:
        """Returns the rows at an index for each dimension of the images with the numbers `images`, or 0 where `inside` is
        false. The result has a last dimension of channels more than the index."""
        place = functools.reduce(lambda total, pair: total * pair[1] + pair[0], zip(index, self.sizes), images)
        if inside is None:
            return indexing.take(self._rows, place, 0, "clamp")
        return indexing.take(self._rows, elementwise.where(inside, place, -1), 0, "fill")


def _with_channels(x: Array) -> Array:
    """Returns numbers as an array that is broadcast to rows of channels."""
    return shaping.expand_dims(x, len(x.shape))


#: The index and the weight of an element, and whether it is one of the image; None if it always is.
Tap = tuple[Array, Array, Array | None]


def _interpolated(rows: Rows, images: Array, taps: Sequence[list[Tap]]) -> Array:
    """Returns the weighted sums of elements, which are combined from those along each dimension."""
    total = None
    for corner in itertools.product(*taps):
        weight = functools.reduce(ops.mul, [each[1] for each in corner])
        masks = [each[2] for each in corner if each[2] is not None]
        row = rows.at(images, [each[0] for each in corner], functools.reduce(elementwise.logical_and, masks) if masks else None)
        term = coercion.widened(row) * _with_channels(weight).astype(coercion.widened(row).dtype)
        total = term if total is None else total + term
    return total  # type: ignore[return-value]


def _within(index: Array, size: Size) -> Array:
    return elementwise.logical_and(index >= 0, index < size)


def _linear_taps(place: Array, size: Size) -> list[Tap]:
    """Returns the two elements around a place, which are 0 outside of the image."""
    floor = ops.floor(place)
    before, rest = floor.astype("i64"), place - floor
    return [(index, weight, _within(index, size)) for index, weight in ((before, 1 - rest), (before + 1, rest))]


# GridSample ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sampling:
    """How GridSample reads a dimension of `size` elements, by its attributes."""

    size: Size
    mode: str
    padding: str
    align: bool

    def taps(self, place: Array) -> list[Tap]:
        """Returns the elements around places from -1 to 1."""
        size = coercion.scalar(self.size, place.dtype)
        place = (place + 1) / 2 * (size - 1) if self.align else ((place + 1) * size - 1) / 2
        if self.mode == "nearest":
            place = ops.round_(place)
        low, high = (0 * size, size - 1) if self.align else (0 * size - 0.5, size - 0.5)
        outside = elementwise.logical_or(place < low, place > high)
        # A cubic kernel reads beyond the border instead, as in PyTorch and onnxruntime.
        if self.padding == "border" and self.mode != "cubic":
            place = elementwise.where(outside, elementwise.clip(place, 0, size - 1), place)
        elif self.padding == "reflection":
            place = elementwise.where(outside, _reflected(place, low, ops.max_(high - low, 1)), place)
        if self.mode == "nearest":
            return [self._tap(place.astype("i64"), coercion.scalar(1, place.dtype, place.shape))]
        floor = ops.floor(place)
        before, rest = floor.astype("i64"), place - floor
        kernel = resampling.cubic() if self.mode == "cubic" else resampling.linear()
        return [self._tap(before + offset, kernel.weight(offset, rest)) for offset in kernel.offsets]

    def _tap(self, index: Array, weight: Array) -> Tap:
        if self.padding == "zeros":
            return index, weight, _within(index, self.size)
        if self.padding == "reflection":
            last = self.size - 1
            # Without aligned corners, the outermost elements are repeated.
            period, shift = (2 * last, 0) if self.align else (2 * self.size, 1)
            place = elementwise.mod(index, ops.max_(coercion.scalar(period, "i64"), 1))
            index = elementwise.where(place > last, period - shift - place, place)
        return elementwise.clip(index, 0, self.size - 1), weight, None


def _reflected(place: Array, low: Array, extent: Array) -> Array:
    """Returns places mirrored at both ends of a range until they are within."""
    return low + (extent - ops.abs_(extent - elementwise.mod(place - low, 2 * extent)))


_MODES = {"bilinear": "linear", "bicubic": "cubic", "linear": "linear", "cubic": "cubic", "nearest": "nearest"}


@ONNX.rule("GridSample")
def grid_sample(x: Array, grid: Array, *, align_corners: int = 0, mode: str = "linear", padding_mode: str = "zeros") -> Array:
    if mode not in _MODES or padding_mode not in ("zeros", "border", "reflection"):
        raise Error(f"its mode is {mode} and its padding_mode {padding_mode}, expected {', '.join(_MODES)}, and zeros, border or "
                    "reflection")
    rank = len(x.shape) - 2
    if grid.shape[-1] != rank:
        raise Error(f"its grid is {grid}, expected a last dimension of {rank} for {x}")
    wide = coercion.widened(grid)
    places = [wide[..., rank - 1 - axis] for axis in range(rank)]  # the last dimension of x comes first in the grid
    taps = [_Sampling(size, _MODES[mode], padding_mode, bool(align_corners)).taps(place)
            for size, place in zip(x.shape[2:], places)]
    y = _interpolated(Rows(x), ops.iota(0, places[0].shape, "i64"), taps)
    return shaping.moveaxis(y, -1, 1).astype(x.dtype)


# DeformConv ------------------------------------------------------------------------------------


@ONNX.rule("DeformConv")
def deform_conv(x: Array, w: Array, offset: Array, bias: Array | None = None, mask: Array | None = None, *,
                dilations: list | None = None, group: int = 1, kernel_shape: list | None = None, offset_group: int = 1,
                pads: list | None = None, strides: list | None = None) -> Array:
    rank = len(x.shape) - 2
    check_kernel(w, kernel_shape)
    kernel, sizes, batch = w.shape[2:], offset.shape[2:], x.shape[0]
    count = product(kernel)
    steps, apart, border = strides or [1] * rank, dilations or [1] * rank, pairs_of(pads, rank)
    rows = Rows(x, offset_group)
    # All have the number of the window's element first, which the loop is over.
    offsets = shaping.moveaxis(shaping.reshape(offset, [batch, offset_group, count, rank, *sizes]), (2, 3), (0, 1))
    masks = None if mask is None else shaping.moveaxis(shaping.reshape(mask, [batch, offset_group, count, *sizes]), 2, 0)
    groups = shaping.reshape(w, [group, w.shape[0] // group, w.shape[1], count])
    shape = [batch, offset_group, *sizes]
    images = ops.iota(0, shape, "i64") * offset_group + ops.iota(1, shape, "i64")
    dtype = coercion.widened(x).dtype
    letters = "xyzuvw"[:rank]

    def step(number: Any, total: Array) -> Array:
        taps, left = [], number
        inner = [left // product(kernel[axis + 1:]) % kernel[axis] for axis in range(rank)]
        for axis in range(rank):
            start = ops.iota(axis + 2, shape, "i64") * steps[axis] - border[axis][0] + inner[axis] * apart[axis]
            taps.append(_linear_taps(start.astype(dtype) + offsets[number, axis].astype(dtype), x.shape[axis + 2]))
        row = _interpolated(rows, images, taps)
        if masks is not None:
            row = row * _with_channels(masks[number]).astype(dtype)
        row = shaping.reshape(shaping.moveaxis(row, 1, -2), [batch, *sizes, group, w.shape[1]])
        return total + contraction.einsum(f"n{letters}gi,goi->ngo{letters}", row, groups[..., number].astype(dtype))

    start = coercion.scalar(0, dtype, [batch, group, w.shape[0] // group, *sizes])
    y = shaping.reshape(control.fori_loop(0, count, step, start), [batch, w.shape[0], *sizes])
    return with_bias(y.astype(x.dtype), bias)


# Regions ---------------------------------------------------------------------------------------


def _over_samples(counts: Sequence[Array], init: Array, step: Callable[[Array, list[Any], Array], Array]) -> Array:
    """Returns what is carried over all samples of each region. `counts` has their numbers along both dimensions, which are
    broadcast to the rows of `init`. `step` takes the carry, the numbers of the sample, and whether regions have it."""
    most = [coercion.as_size(ops.max_(reductions.max(count), 0)) for count in counts]

    def row(i: Any, carry: Array) -> Array:
        return control.fori_loop(0, most[1], lambda j, carry: step(
            carry, [i, j], _with_channels(elementwise.logical_and(counts[0] > i, counts[1] > j))), carry)

    return control.fori_loop(0, most[0], row, init)


def _bins(rois: Array, column: int, count: int, axis: int) -> tuple[Array, Array]:
    """Returns a column of the regions, and the numbers of `count` bins, as arrays that are broadcast to [R, rows,
    columns]."""
    shape = [count if dim == axis else 1 for dim in range(3)]
    return shaping.reshape(rois[:, column], [rois.shape[0], 1, 1]), ops.iota(axis, shape, "i64")


@ONNX.rule("RoiAlign", since=16)
def roi_align(x: Array, rois: Array, batch_indices: Array, *, coordinate_transformation_mode: str = "half_pixel",
              mode: str = "avg", output_height: int = 1, output_width: int = 1, sampling_ratio: int = 0,
              spatial_scale: float = 1.0) -> Array:
    if coordinate_transformation_mode not in ("half_pixel", "output_half_pixel") or mode not in ("avg", "max"):
        raise Error(f"its mode is {mode} and its coordinate_transformation_mode {coordinate_transformation_mode}, expected avg or "
                    "max, and half_pixel or output_half_pixel")
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
    images = coercion.broadcast_to(shaping.reshape(batch_indices.astype("i64"), [rois.shape[0], 1, 1]), shape)
    rows, sizes = Rows(x), x.shape[2:]
    wide_type = coercion.widened(x).dtype

    def step(carry: Array, sample: list[Any], is_there: Array) -> Array:
        taps = []
        for (start, each, number), index, size in zip(bounds, sample, sizes):
            place = start + (coercion.scalar(index, dtype) + 0.5) * each / ops.max_(number, 1).astype(dtype)
            taps.append(_clamped_taps(coercion.broadcast_to(place, shape), size))
        if mode == "avg":
            return carry + elementwise.where(is_there, _interpolated(rows, images, taps), 0)
        parts = [coercion.widened(rows.at(images, [a[0], b[0]], elementwise.logical_and(a[2], b[2])))
                 * _with_channels(a[1] * b[1]).astype(wide_type) for a, b in itertools.product(*taps)]
        return ops.max_(carry, elementwise.where(is_there, functools.reduce(ops.max_, parts), -math.inf))

    init = coercion.scalar(0.0 if mode == "avg" else -math.inf, wide_type, [*shape, x.shape[1]])
    y = _over_samples(counts, init, step)
    if mode == "avg":
        y = y / _with_channels(ops.max_(counts[0] * counts[1], 1)).astype(wide_type)
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
    shape = [rois.shape[0], *pooled_shape]
    firsts, counts = [], []
    for axis, (count, size) in enumerate(zip(pooled_shape, x.shape[2:], strict=True), 1):
        (start, bins), (end, _) = (_bins(ops.floor(wide * spatial_scale + 0.5), column, count, axis) for column in (3 - axis, 5 - axis))
        each = ops.max_(end - start + 1, 1) / count
        first, last = (elementwise.clip((edge + start).astype("i64"), 0, size) for edge in (
            ops.floor(bins.astype(wide.dtype) * each), ops.ceil((bins + 1).astype(wide.dtype) * each)))
        firsts.append(first)
        counts.append(last - first)
    images = coercion.broadcast_to(shaping.reshape(rois[:, 0].astype("i64"), [rois.shape[0], 1, 1]), shape)
    rows = Rows(x)

    def step(carry: Array, sample: list[Any], is_there: Array) -> Array:
        row = rows.at(images, [coercion.broadcast_to(first + index, shape) for first, index in zip(firsts, sample)])
        return ops.max_(carry, elementwise.where(is_there, row, -math.inf))

    y = _over_samples(counts, coercion.scalar(-math.inf, x.dtype, [*shape, x.shape[1]]), step)
    has_elements = _with_channels(elementwise.logical_and(counts[0] > 0, counts[1] > 0))
    return shaping.moveaxis(elementwise.where(has_elements, y, 0), -1, 1)
