# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is an array computed at places between its elements along one dimension? As the element that is nearest, or as a
weighted sum of those around.

A place is the index of the element before it, and the distance from there. Places that are known while the program is
traced are arrays of numpy and become constants.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from .. import ops
from ..core import coercion
from ..core.arrays import Array
from ..core.dims import Size
from ..numpy import contraction, elementwise, indexing, reductions

#: An array of the program, or one of numpy if its elements are known.
Numbers: TypeAlias = Any


def numbers(count: Size, *sizes: Size) -> Numbers:
    """Returns the integers from 0 to below `count`, as an array of numpy if this and the other sizes, with which they are
    computed, are known."""
    is_known = all(isinstance(size, int) for size in (count, *sizes))
    return np.arange(count) if is_known else ops.iota(0, [count], "i64")


def _choice(condition: Numbers, x: Numbers, y: Numbers) -> Numbers:
    return np.where(condition, x, y) if isinstance(condition, np.ndarray) else elementwise.where(condition, x, y)


def _typed(x: Numbers, like: Array) -> Array:
    """Returns numbers as an array of the program with the type of `like`."""
    return coercion.constant(x.astype(like.dtype.numpy)) if isinstance(x, np.ndarray) else x.astype(like.dtype)


@dataclass(frozen=True)
class Places:
    """Places along a dimension: the indices of the elements before them, and the distances from these, from 0 to 1."""

    before: Numbers
    rest: Numbers

    @staticmethod
    def of_fractions(numerator: Numbers, denominator: Size, like: Array) -> "Places":
        """Returns places that are fractions of integers, which have no rounding errors. The distances have the type of
        `like`."""
        before = numerator // denominator
        left = numerator - before * denominator
        if isinstance(left, np.ndarray):
            return Places(before, left / denominator)
        return Places(before, left.astype(like.dtype) / coercion.scalar(denominator, like.dtype))

    @staticmethod
    def of_floats(place: Numbers) -> "Places":
        """Returns places that are floats."""
        floor = np.floor(place) if isinstance(place, np.ndarray) else ops.floor(place)
        return Places(floor.astype("int64"), place - floor)


# Weights ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kernel:
    """The weights of elements by their distance from a place: `near` up to a distance of 1, and `far` from there to
    `support`. `stretch` multiplies distances, as a fraction of at least 1, so that an element of a smaller result is the
    mean of more elements. If `only_inside`, elements beyond the ends have no weight; otherwise they are the outermost
    ones."""

    near: Callable[[Numbers], Numbers]
    far: Callable[[Numbers], Numbers]
    support: int
    stretch: tuple[Size, Size] | None = None
    only_inside: bool = False

    @property
    def offsets(self) -> range:
        """The distances in elements from the one before a place to those that have weights, if none is stretched."""
        return range(1 - self.support, self.support + 1)

    def weight(self, offset: int, rest: Numbers) -> Numbers:
        """Returns the weight of the element `offset` after the one that is `rest` before the place."""
        function = self.near if offset in (0, 1) else self.far
        return function(rest - offset if offset <= 0 else offset - rest)

    def at(self, distance: Numbers) -> Numbers:
        """Returns the weights at distances from 0 on."""
        outer = _choice(distance < self.support, self.far(distance), 0) if self.support > 1 else 0
        return _choice(distance <= 1, self.near(distance), outer)


def linear(**options: Any) -> Kernel:
    """Returns the kernel of linear interpolation."""
    return Kernel(lambda t: 1 - t, lambda t: 0 * t, 1, **options)


def cubic(a: float = -0.75, **options: Any) -> Kernel:
    """Returns the kernel of cubic interpolation (Keys, "Cubic convolution interpolation", 1981) with the parameter a."""
    return Kernel(lambda t: ((a + 2) * t - (a + 3)) * t * t + 1, lambda t: ((a * t - 5 * a) * t + 8 * a) * t - 4 * a, 2,
                  **options)


def _inside(index: Numbers, size: Size, weight: Numbers) -> Numbers:
    """Returns the weights of elements, with 0 for those beyond the ends."""
    return _choice((index >= 0) & (index < size), weight, 0)


# Resampling ------------------------------------------------------------------------------------


def taken(x: Array, axis: int, index: Numbers) -> Array:
    """Returns the elements along `axis` at the indices. Those beyond the ends are the outermost ones."""
    if isinstance(index, np.ndarray):
        index = np.clip(index, 0, x.shape[axis] - 1)
    return indexing.take(x, index, axis, "clamp")


def resampled(x: Array, axis: int, places: Places, kernel: Kernel) -> Array:
    """Returns x at places along `axis`, as the sum of the elements around each, weighted by the kernel."""
    if kernel.stretch is not None and kernel.stretch[0] != kernel.stretch[1]:
        return _over_windows(x, axis, places, kernel)
    others = [dim for dim in range(len(x.shape)) if dim != axis]
    indices, weights = [], []
    for offset in kernel.offsets:
        weight = kernel.weight(offset, places.rest)
        index = places.before + offset
        indices.append(index)
        weights.append(_inside(index, x.shape[axis], weight) if kernel.only_inside else weight)
    scale = 1 / sum(weights[1:], weights[0]) if kernel.only_inside else None
    total = None
    for index, weight in zip(indices, weights):
        part = taken(x, axis, index)
        term = part * reductions.spread(_typed(weight if scale is None else weight * scale, x), part, others)
        total = term if total is None else total + term
    return total


def _over_windows(x: Array, axis: int, places: Places, kernel: Kernel) -> Array:
    """Returns what `resampled` does for a kernel that is stretched, whose windows are a dimension of their own."""
    numerator, denominator = kernel.stretch  # type: ignore[misc]
    first = (-kernel.support * numerator) // denominator + 1
    is_known = isinstance(places.before, np.ndarray)
    offsets = (numbers(2 - 2 * first, *([] if is_known else x.shape)) + first)[None, :]
    if not is_known:
        numerator, denominator = (coercion.scalar(size, x.dtype) for size in (numerator, denominator))
    index = places.before[:, None] + offsets
    apart = ((offsets if is_known else offsets.astype(x.dtype)) - places.rest[:, None]) * (denominator / numerator)
    weights = kernel.at(np.abs(apart) if isinstance(apart, np.ndarray) else ops.abs_(apart))
    if kernel.only_inside:
        weights = _inside(index, x.shape[axis], weights)
    weights = weights / weights.sum(1, keepdims=True)
    return contraction.einsum("...ijx,ij->...ix".replace("x", "xyzuvw"[:len(x.shape) - axis - 1]), taken(x, axis, index),
                              _typed(weights, x))
