# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that change the resolution of images."""
from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ... import ops
from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Dim, Size, exact_quotient, is_at_least, largest, may_be_equal
from ...core.errors import Error
from ...nn import resampling
from ...numpy import elementwise, indexing, joining, reductions, shaping
from ..rules import Undecided, places_of
from ..values import Value
from .scales import Resized, Scale, extreme, floor_of
from .shapes import axes_of
from .tables import ONNX

_NEAREST = {
    "round_prefer_floor": lambda places: places.before + (places.rest > 0.5).astype("int64"),
    "round_prefer_ceil": lambda places: places.before + (places.rest >= 0.5).astype("int64"),
    "floor": lambda places: places.before,
    "ceil": lambda places: places.before + (places.rest > 0).astype("int64"),
}

#: The mode before version 11: ceil for smaller sizes, otherwise floor.
_SIMPLE = "simple"


# Resize ----------------------------------------------------------------------------------------


@ONNX.rule("Resize", since=11)
def resize(x: Array, roi: Value | None = None, scales: Value | None = None, sizes: Value | None = None, *, antialias: int = 0,
           axes: list | None = None, coordinate_transformation_mode: str = "half_pixel", cubic_coeff_a: float = -0.75,
           exclude_outside: int = 0, extrapolation_value: float = 0.0, keep_aspect_ratio_policy: str = "stretch",
           mode: str = "nearest", nearest_mode: str = "round_prefer_floor") -> Array:
    if coordinate_transformation_mode not in _TRANSFORMATIONS:
        raise Error(f"its attribute coordinate_transformation_mode is {coordinate_transformation_mode}, expected one of "
                    f"{', '.join(_TRANSFORMATIONS)}")
    chosen = axes_of(range(len(x.shape)) if axes is None else axes, len(x.shape))
    given, wanted = (_numbers_of(each, len(chosen), what) for each, what in ((scales, "scales"), (sizes, "sizes")))
    ends = _numbers_of(roi, 2 * len(chosen), "roi") if coordinate_transformation_mode == "tf_crop_and_resize" else None
    before = [x.shape[axis] for axis in chosen]
    pairs = [None] * len(chosen) if ends is None else list(zip(ends[:len(chosen)], ends[len(chosen):]))
    if (given is None) == (wanted is None):
        raise Error("it has both scales and sizes, or none of them, expected one")
    if given is not None:
        ratios = [each if isinstance(each, Scale) else Scale.of(each) for each in given]
        after = [_size_of_part(*each) for each in zip(before, ratios, pairs)]
    else:
        ratios, after = _ratios(before, wanted, keep_aspect_ratio_policy)  # type: ignore[arg-type]
    resized = {axis: Resized(*each) for axis, *each in zip(chosen, before, after, ratios, pairs)}
    method = _Method(mode, nearest_mode, cubic_coeff_a, bool(antialias), bool(exclude_outside), coordinate_transformation_mode,
                     extrapolation_value)
    return method.apply(x, resized)


_TRANSFORMATIONS = ("half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
                    "tf_crop_and_resize")


@ONNX.rule("Resize", "Upsample", since=9)
def resize_10(x: Array, scales: Value, *, mode: str = "nearest") -> Array:
    return _by_scales(x, _numbers_of(scales, len(x.shape), "scales"), mode)


@ONNX.rule("Upsample")
def upsample_7(x: Array, *, scales: list, mode: str = "nearest") -> Array:
    return _by_scales(x, scales, mode)


def _by_scales(x: Array, scales: Sequence[Any] | None, mode: str) -> Array:
    if scales is None or len(scales) != len(x.shape):
        raise Error(f"its scales are {scales}, expected one for each of {len(x.shape)} dimensions")
    ratios = [each if isinstance(each, Scale) else Scale.of(each) for each in scales]
    resized = {axis: Resized(size, ratio.size(size), ratio) for axis, (size, ratio) in enumerate(zip(x.shape, ratios))}
    return _Method("linear" if mode == "bilinear" else mode, _SIMPLE, transformation="asymmetric").apply(x, resized)


def _numbers_of(value: Value | None, count: int, what: str) -> list[Any] | None:
    """Returns the elements of an operand, or None if it is absent or empty. Those that are not known are Scales, sizes, or
    arrays."""
    if value is None or value.shape == (0,):
        return None
    if value.known is None and value.origins:
        raise Undecided(f"its operand {what} decides the shape of its result, and is computed from inputs", value.origins)
    if len(value.shape) != 1 or not may_be_equal(value.shape[0], count):
        raise Error(f"its {what} are {value}, expected {count} numbers")
    if value.known is not None:
        return value.known.sizes
    if what == "sizes":
        return places_of(value)
    floats = value.array.astype("f32")
    parts = [indexing.getitem(floats, number) for number in range(count)]
    return [Scale(array=part) for part in parts] if what == "scales" else parts


def _size_of_part(before: Size, scale: Scale, roi: Any) -> Size:
    """Returns the new size of the part of a dimension that is read."""
    if roi is None:
        return scale.size(before)
    part = coercion.scalar(before, "f32") * (roi[1] - roi[0]) * scale.as_array()
    known = all(isinstance(each, (int, float)) for each in (*roi, before)) and scale.array is None
    return int(np.floor(before * np.float32(roi[1] - roi[0]) * np.float32(scale.numerator / scale.denominator))) if known \
        else floor_of(part)


def _ratios(before: list[Size], sizes: list[Size], policy: str) -> tuple[list[Scale], list[Size]]:
    """Returns the scales and the new sizes for the sizes that a node states."""
    if policy == "stretch":
        return [Scale(after, size) for size, after in zip(before, sizes)], sizes
    if policy not in ("not_larger", "not_smaller"):
        raise Error(f"its attribute keep_aspect_ratio_policy is {policy}, expected stretch, not_larger or not_smaller")
    scale = functools.reduce(functools.partial(extreme, policy == "not_larger"), map(Scale, sizes, before))
    p, q = scale.numerator, scale.denominator
    return [scale] * len(sizes), [(size * p * 2 + q) // (q * 2) for size in before]


@dataclass(frozen=True)
class _Method:
    """How elements are computed from those around their places, by ONNX's attributes."""

    mode: str
    nearest: str = _SIMPLE
    a: float = -0.75
    antialias: bool = False
    only_inside: bool = False
    transformation: str = "half_pixel"
    extrapolation: float = 0.0

    def apply(self, x: Array, resized: dict[int, Resized]) -> Array:
        """Returns x resized along some of its dimensions."""
        if self.mode not in ("nearest", "linear", "cubic") or self.nearest not in (*_NEAREST, _SIMPLE):
            raise Error(f"its mode is {self.mode} and its nearest_mode {self.nearest}, expected nearest, linear or cubic, and "
                        f"one of {', '.join(_NEAREST)}")
        wide = x if self.mode == "nearest" else _wide(x)
        for axis, each in resized.items():
            if not each.is_same:
                _check_not_empty(x, axis, each)
                wide = self._along(wide, axis, each)
        if wide.dtype == x.dtype:
            return wide
        return wide.astype(x.dtype) if x.dtype.is_float else ops.round_(wide).clip(*x.dtype.bounds).astype(x.dtype)

    def _along(self, x: Array, axis: int, resized: Resized) -> Array:
        times = exact_quotient(resized.after, resized.before)
        if self.mode == "nearest" and isinstance(times, int) and self._repeats(resized.scale, times):
            return joining.repeat(x, times, axis)
        places = resized.places(self.transformation, x if x.dtype.is_float else coercion.scalar(0, "f32"))
        if self.mode == "nearest":
            y = resampling.taken(x, axis, _NEAREST[self._rounding(resized.scale)](places))
        else:
            y = resampling.resampled(x, axis, places, self._kernel(resized))
        if resized.roi is None:
            return y
        place = places.before.astype("f32") + places.rest
        is_inside = elementwise.logical_and(place >= 0, place <= coercion.scalar(resized.before - 1, "f32"))
        others = [dim for dim in range(len(y.shape)) if dim != axis]
        value = int(self.extrapolation) if y.dtype.is_integer else self.extrapolation
        return elementwise.where(reductions.spread(is_inside, y, others), y, value)

    def _repeats(self, scale: Scale, times: int) -> bool:
        """Returns true if each element is the nearest one of `times` new elements."""
        is_whole = scale.array is None and exact_quotient(scale.numerator, scale.denominator) == times
        by_floor = self.transformation == "asymmetric" and self._rounding(scale) == "floor"
        return is_whole and (by_floor or ("half_pixel" in self.transformation and self.nearest.startswith("round")))

    def _rounding(self, scale: Scale) -> str:
        if self.nearest != _SIMPLE:
            return self.nearest
        is_less = scale.array is None and is_at_least(scale.denominator - scale.numerator, 1, tracing.current().ranges)
        return "ceil" if is_less else "floor"

    def _kernel(self, resized: Resized) -> resampling.Kernel:
        options: dict[str, Any] = {"only_inside": self.only_inside}
        if self.antialias:
            scale = resized.scale
            if scale.array is not None:
                raise Error("its attribute antialias is 1, which needs scales that are known, or sizes")
            options["stretch"] = largest(scale.denominator, scale.numerator), scale.numerator
        return resampling.cubic(self.a, **options) if self.mode == "cubic" else resampling.linear(**options)


def _wide(x: Array) -> Array:
    """Returns x in the type in which weighted sums are computed."""
    if x.dtype.is_float:
        return coercion.widened(x)
    return x.astype("f64" if x.dtype.bits > 16 else "f32")


def _check_not_empty(x: Array, axis: int, resized: Resized) -> None:
    if resized.before == 0:
        raise Error(f"it resizes dimension {axis} of {x}, which has no elements")
    if isinstance(resized.before, Dim):
        tracing.require("ne", resized.before, 0, f"Resize reads dimension {axis}, which has no elements")


# Blocks ----------------------------------------------------------------------------------------


def _divided(size: Size, by: int, what: str) -> Size:
    """Returns an exact quotient, which the program checks if it is not known."""
    quotient = exact_quotient(size, by) if by else None
    if quotient is None and (by < 1 or isinstance(size, int)):
        raise Error(f"its attribute blocksize is {by}, which does not divide {what}, {size}")
    if quotient is None:
        tracing.require("eq", size % by, 0, f"blocks of {by} do not divide {what}: {{0}} are left over")
        quotient = size // by
    return quotient


@ONNX.rule("DepthToSpace")
def depth_to_space(x: Array, *, blocksize: int, mode: str = "DCR") -> Array:
    n, c, h, w = x.shape
    depth = _divided(c, blocksize * blocksize, "the channels")
    if mode not in ("DCR", "CRD"):
        raise Error(f"its attribute mode is {mode}, expected DCR or CRD")
    split = [n, blocksize, blocksize, depth, h, w] if mode == "DCR" else [n, depth, blocksize, blocksize, h, w]
    order = [0, 3, 4, 1, 5, 2] if mode == "DCR" else [0, 1, 4, 2, 5, 3]
    y = shaping.transpose(shaping.reshape(x, split), order)
    return shaping.reshape(y, [n, depth, h * blocksize, w * blocksize])


@ONNX.rule("SpaceToDepth")
def space_to_depth(x: Array, *, blocksize: int) -> Array:
    n, c, h, w = x.shape
    rows, columns = (_divided(size, blocksize, f"the {what}") for size, what in ((h, "height"), (w, "width")))
    y = shaping.transpose(shaping.reshape(x, [n, c, rows, blocksize, columns, blocksize]), [0, 3, 5, 1, 2, 4])
    return shaping.reshape(y, [n, c * (blocksize * blocksize), rows, columns])
