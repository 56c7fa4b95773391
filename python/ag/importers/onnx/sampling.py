# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that read images at places which the program computes.

Channels come last while elements are read: an index then names a row of channels.
"""
from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size, may_be_equal, product
from ...core.errors import Error
from ...nn import resampling
from ...numpy import contraction, elementwise, indexing, reductions, shaping
from ...transforms import control
from ..rules import Sizes
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


def with_channels(x: Array) -> Array:
    """Returns numbers as an array that is broadcast to rows of channels."""
    return shaping.expand_dims(x, len(x.shape))


#: The index and the weight of an element, and whether it is one of the image; None if it always is.
Tap = tuple[Array, Array, Array | None]


def interpolated(rows: Rows, images: Array, taps: Sequence[list[Tap]]) -> Array:
    """Returns the weighted sums of elements, which are combined from those along each dimension."""
    total = None
    for corner in itertools.product(*taps):
        weight = functools.reduce(ops.mul, [each[1] for each in corner])
        masks = [each[2] for each in corner if each[2] is not None]
        row = rows.at(images, [each[0] for each in corner], functools.reduce(elementwise.logical_and, masks) if masks else None)
        term = coercion.widened(row) * with_channels(weight).astype(coercion.widened(row).dtype)
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
        raise Error(f"its mode is {mode} and its padding_mode {padding_mode}, expected {', '.join(_MODES)}, and zeros, border "
                    "or reflection")
    rank = len(x.shape) - 2
    if not may_be_equal(grid.shape[-1], rank):
        raise Error(f"its grid is {grid}, expected a last dimension of {rank} for {x}")
    wide = coercion.widened(grid)
    places = [wide[..., rank - 1 - axis] for axis in range(rank)]  # the last dimension of x comes first in the grid
    taps = [_Sampling(size, _MODES[mode], padding_mode, bool(align_corners)).taps(place)
            for size, place in zip(x.shape[2:], places)]
    y = interpolated(Rows(x), ops.iota(0, places[0].shape, "i64"), taps)
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
        row = interpolated(rows, images, taps)
        if masks is not None:
            row = row * with_channels(masks[number]).astype(dtype)
        row = shaping.reshape(shaping.moveaxis(row, 1, -2), [batch, *sizes, group, w.shape[1]])
        return total + contraction.einsum(f"n{letters}gi,goi->ngo{letters}", row, groups[..., number].astype(dtype))

    start = coercion.scalar(0, dtype, [batch, group, w.shape[0] // group, *sizes])
    y = shaping.reshape(control.fori_loop(0, count, step, start), [batch, w.shape[0], *sizes])
    return with_bias(y.astype(x.dtype), bias)


# AffineGrid ------------------------------------------------------------------------------------


@ONNX.rule("AffineGrid", since=20)
def affine_grid(theta: Array, size: Sizes, *, align_corners: int = 0) -> Array:
    spaces = size[2:]
    rank = len(spaces)
    if len(theta.shape) != 3 or not all(map(may_be_equal, theta.shape[1:], (rank, rank + 1))):
        raise Error(f"its operand theta is {theta}, expected [N, {rank}, {rank + 1}] for images of {rank} dimensions")
    wide = coercion.widened(theta)
    # The last dimension of images is the first one of places.
    y = reductions.spread(wide[:, :, rank], coercion.scalar(0, wide.dtype, [theta.shape[0], *spaces, rank]), range(1, rank + 1))
    for axis, extent in enumerate(spaces):
        number, count = ops.iota(0, [extent], "i64").astype(wide.dtype), coercion.scalar(extent, wide.dtype)
        place = 2 * number / ops.max_(count - 1, 1) - 1 if align_corners else (2 * number + 1) / count - 1
        column = shaping.reshape(wide[:, :, rank - 1 - axis], [theta.shape[0], *[1] * rank, rank])
        y = y + column * shaping.reshape(place, [extent if dim == axis else 1 for dim in range(rank)] + [1])
    return y.astype(theta.dtype)
