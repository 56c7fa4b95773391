# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are images read at places that the program computes? As weighted sums of the elements around. Users find grid_sample in
ag.nn.

Channels come last while elements are read: an index then names a row of channels.
"""
from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .. import ops
from ..core import coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Size, may_be_equal, product
from ..core.errors import Error, shown
from ..numpy import elementwise, indexing, shaping
from .resampling import cubic, linear


class Rows:
    """The elements of images, [N, C, ...], as rows of channels, in `groups` groups of adjacent channels."""

    def __init__(self, x: Array, groups: int = 1) -> None:
        batch, channels, *self.sizes = x.shape
        self.groups, self.space = groups, product(self.sizes)
        if isinstance(channels, int) and channels % groups:
            raise Error(f"{groups} groups do not divide the channels of {x}")
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


def within(index: Array, size: Size) -> Array:
    return elementwise.logical_and(index >= 0, index < size)


def linear_taps(place: Array, size: Size) -> list[Tap]:
    """Returns the two elements around a place, which are 0 outside of the image."""
    floor = ops.floor(place)
    before, rest = floor.astype("i64"), place - floor
    return [(index, weight, within(index, size)) for index, weight in ((before, 1 - rest), (before + 1, rest))]


# Grids -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sampling:
    """How grid_sample reads a dimension of `size` elements. If `rounds_first`, the mode "nearest" takes whole places before
    it mirrors those outside, as in ONNX."""

    size: Size
    mode: str
    padding: str
    align: bool
    rounds_first: bool = False

    def taps(self, place: Array) -> list[Tap]:
        """Returns the elements around places from -1 to 1."""
        size = coercion.scalar(self.size, place.dtype)
        place = (place + 1) / 2 * (size - 1) if self.align else ((place + 1) * size - 1) / 2
        if self.mode == "nearest" and self.rounds_first:
            place = ops.round_(place)
        if self.padding != "zeros" and self.mode != "bicubic":  # whose kernel reads beyond the border
            place = self._moved(place, size)
        if self.mode == "nearest":
            place = elementwise.where(elementwise.isnan(place), -1, place)  # which is no index of the image
            return [self._tap(ops.round_(place).astype("i64"), coercion.scalar(1, place.dtype, place.shape))]
        floor = ops.floor(place)
        before, rest = floor.astype("i64"), place - floor
        kernel = cubic() if self.mode == "bicubic" else linear()
        return [self._tap(before + offset, kernel.weight(offset, rest)) for offset in kernel.offsets]

    def _moved(self, place: Array, size: Array) -> Array:
        """Returns places within the image for those outside and for NaN. They do not depend on these at the border and beyond
        it."""
        if self.padding == "reflection":
            low, extent = (0, ops.max_(size - 1, 1)) if self.align else (-0.5, size)
            place = low + (extent - ops.abs_(extent - elementwise.mod(place - low, 2 * extent)))
        return elementwise.where(place > 0, elementwise.where(place < size - 1, place, size - 1), 0)

    def _tap(self, index: Array, weight: Array) -> Tap:
        if self.padding == "zeros":
            return index, weight, within(index, self.size)
        if self.padding == "reflection" and self.mode == "bicubic":
            last = self.size - 1
            # Without aligned corners, the outermost elements are repeated.
            period, shift = (2 * last, 0) if self.align else (2 * self.size, 1)
            place = elementwise.mod(index, ops.max_(coercion.scalar(period, "i64"), 1))
            index = elementwise.where(place > last, period - shift - place, place)
        return elementwise.clip(index, 0, self.size - 1), weight, None


def sampled(x: Array, grid: Array, mode: str, padding: str, align: bool, rounds_first: bool = False) -> Array:
    """Returns grid_sample's result for arguments that fit."""
    rank = len(x.shape) - 2
    wide = coercion.widened(grid)
    places = [wide[..., rank - 1 - axis] for axis in range(rank)]  # the last dimension of x comes first in the grid
    taps = [Sampling(size, mode, padding, align, rounds_first).taps(place) for size, place in zip(x.shape[2:], places)]
    y = interpolated(Rows(x), ops.iota(0, places[0].shape, "i64"), taps)
    return shaping.moveaxis(y, -1, 1).astype(x.dtype)


def check_grid(x: Array, grid: Array) -> None:
    """Raises an Error if a grid has no places of the images x. A run checks sizes that may be equal."""
    rank = len(x.shape) - 2
    if rank < 1 or len(grid.shape) != len(x.shape) or not may_be_equal(grid.shape[-1], rank):
        raise Error(f"the grid is {grid}, expected a last dimension of {max(rank, 1)} for {x}, and as many dimensions as it has")
    if not may_be_equal(grid.shape[0], x.shape[0]):
        raise Error(f"the grid is {grid}, expected places of {x.shape[0]} images, as x is {x}")
    for own, expected in ((grid.shape[0], x.shape[0]), (grid.shape[-1], rank)):
        if own != expected:
            tracing.require("eq", own, expected, "grid_sample: a dimension of the grid is {0}, expected {1}")


_MODES, _PADDINGS = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")


def grid_sample(x: ArrayLike, grid: ArrayLike, mode: Literal["bilinear", "nearest", "bicubic"] = "bilinear",
                padding_mode: Literal["zeros", "border", "reflection"] = "zeros", align_corners: bool = False) -> Array:
    """Returns the images x, [N, C, ...], at the places of the grid, [N, ..., rank], by torch.nn.functional.grid_sample's rules.

    A place has a number for each dimension of an image, the last dimension first (Jaderberg et al., "Spatial transformer
    networks", 2015). -1 and 1 are the centres of the first and the last element with `align_corners`, and the outer edges of
    these otherwise. The element at a place is linear in those around it along each dimension, or cubic with the mode
    "bicubic", or the nearest one. Elements outside of the image are 0, those at the border, or those of the image that is
    mirrored at its border. f16 and bf16 are computed in f32 and rounded once.

    An ag.Error names arguments that don't fit. Sizes that differ when the program runs fail the run."""
    x, grid = (coercion.floats("grid_sample", each) for each in (x, grid))
    for what, given, known in (("mode", mode, _MODES), ("padding_mode", padding_mode, _PADDINGS)):
        if given not in known:
            raise Error(f"{what} of grid_sample is {shown(given)}, expected one of {', '.join(known)}")
    if not isinstance(align_corners, (bool, np.bool_)):
        raise Error(f"align_corners of grid_sample is {shown(align_corners)}, expected True or False")
    check_grid(x, grid)
    return sampled(x, grid, mode, padding_mode, bool(align_corners))
