# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that add or remove elements at the ends of dimensions."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import ops
from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Size, is_at_least
from ...core.errors import Error
from ...numpy import elementwise, indexing, joining, shaping
from ..rules import Sizes
from .shapes import axes_of
from .tables import ONNX


def bordered(x: Array, widths: Sequence[tuple[Size, Size]], value: Any = None) -> Array:
    """Returns x with a border of `value`, by default 0. Negative widths remove elements."""
    cuts = [tuple(above_0(-width) for width in pair) for pair in widths]
    x = _cut(x, cuts)
    added = [tuple(width + cut for width, cut in zip(*both)) for both in zip(widths, cuts)]
    if all(pair == (0, 0) for pair in added):
        return x
    return joining.pad(x, added, coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype) if value is None else value)


def above_0(width: Size) -> Size:
    """Returns a size, or 0 in place of a negative one."""
    if isinstance(width, int):
        return max(width, 0)
    ranges = tracing.current().ranges
    if is_at_least(-width, 0, ranges):
        return 0
    return width if is_at_least(width, 0, ranges) else tracing.extreme("maxsi", width, 0)


def _cut(x: Array, cuts: Sequence[tuple[Size, ...]]) -> Array:
    """Returns x without elements at both ends of its dimensions."""
    if all(pair == (0, 0) for pair in cuts):
        return x
    sizes = [size - sum(pair) for size, pair in zip(x.shape, cuts)]
    if any(isinstance(size, int) and size < 0 for size in sizes):
        raise Error(f"it removes {list(cuts)} elements at the ends of the dimensions of {x}, more than there are")
    return ops.slice_(x, [before for before, _ in cuts], sizes, [1] * len(sizes))


# Pad -------------------------------------------------------------------------------------------


@ONNX.rule("Pad", since=11)
def pad(x: Array, pads: Sizes, value: Array | None = None, axes: Sizes | None = None, *, mode: str = "constant") -> Array:
    return _padded(x, pads, None if value is None else shaping.reshape(value, []), axes, mode)


@ONNX.rule("Pad", since=2)
def pad_2(x: Array, *, pads: list, mode: str = "constant", value: float = 0.0) -> Array:
    return _padded(x, pads, coercion.scalar(value, x.dtype), None, mode)


def _padded(x: Array, pads: list[Size], value: Any, axes: list | None, mode: str) -> Array:
    chosen = axes_of(range(len(x.shape)) if axes is None else axes, len(x.shape))
    if len(pads) != 2 * len(chosen):
        raise Error(f"its pads are {pads}, expected two for each of {len(chosen)} dimensions")
    widths: list[tuple[Size, Size]] = [(0, 0)] * len(x.shape)
    for axis, *pair in zip(chosen, pads[:len(chosen)], pads[len(chosen):]):
        widths[axis] = pair[0], pair[1]
    if mode == "constant":
        return bordered(x, widths, value)
    if mode not in _BORDERS:
        raise Error(f"its attribute mode is {mode}, expected constant, {', '.join(_BORDERS)}")
    cuts = [tuple(above_0(-width) for width in pair) for pair in widths]
    x = _cut(x, cuts)
    for axis, (pair, cut) in enumerate(zip(widths, cuts)):
        x = _continued(x, axis, pair[0] + cut[0], pair[1] + cut[1], mode)
    return x


def _reflected(place: Any, size: Size) -> Any:
    """Returns the index of the element that is read for a place, mirrored at both ends as often as needed."""
    last = size - 1
    if isinstance(last, int) and isinstance(place, np.ndarray):
        return last - np.abs(last - place % max(2 * last, 1))
    return last - ops.abs_(last - elementwise.mod(place, above_0(2 * last - 1) + 1))


#: The index that is read for each place from -before to size + after - 1, by mode.
_BORDERS = {
    "reflect": _reflected,
    "edge": lambda place, size: place.clip(0, size - 1),
    "wrap": lambda place, size: place % size,
}


def _continued(x: Array, axis: int, before: Size, after: Size, mode: str) -> Array:
    """Returns x with elements of itself around it along `axis`."""
    if (before, after) == (0, 0):
        return x
    size = x.shape[axis]
    if size == 0:
        raise Error(f"it repeats elements of dimension {axis} of {x}, which has none")
    if not isinstance(size, int) and not is_at_least(size, 1, tracing.current().ranges):
        tracing.demand(coercion.tensor(size) > 0, [size], f"Pad repeats elements of dimension {axis}, which has {{0}}")
    count = before + size + after
    # Places that are known now are a constant, which the program need not compute.
    is_known = all(isinstance(each, int) for each in (before, size, after))
    places = np.arange(count) - before if is_known else ops.iota(0, [count], "i64") - before
    return indexing.take(x, _BORDERS[mode](places, size), axis, "clamp")


# CenterCropPad ---------------------------------------------------------------------------------


@ONNX.rule("CenterCropPad", since=18)
def center_crop_pad(x: Array, shape: Sizes, *, axes: list | None = None) -> Array:
    chosen = axes_of(range(len(shape)) if axes is None else axes, len(x.shape))
    widths: list[tuple[Size, Size]] = [(0, 0)] * len(x.shape)
    for axis, size in zip(chosen, shape, strict=True):
        own = x.shape[axis]
        added, removed = above_0(size - own), above_0(own - size)
        widths[axis] = added // 2 - removed // 2, added - added // 2 - (removed - removed // 2)
    return bordered(x, widths)
