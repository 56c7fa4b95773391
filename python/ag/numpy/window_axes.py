# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Along which dimensions do windows move, and which elements do they read? The arguments of convolutions and pools say so.

A layout names the dimensions of an array by letters: n is the batch, which is optional, and c the channels. In weights,
i is the input channels and o the output channels. All other letters are dimensions along which windows move.
"""
from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..core.arrays import Array
from ..core.dims import Size, largest
from ..core.errors import Error, shown
from . import joining

Padding = Literal["valid", "same", "same_lower"] | int | Sequence[int | tuple[int, int]]


@dataclass(frozen=True)
class Axis:
    """A dimension along which windows move. Element `capital letter` of window `letter` is at index stride * letter +
    dilation * capital letter. `border` is the padding before and after. `beyond` is the number of elements behind the
    padding that the last window has with ceil_mode, and `windows` the number of windows then."""

    letter: str
    size: Size
    window: Size
    stride: int
    dilation: int
    border: tuple[Size, Size] = (0, 0)
    beyond: Size = 0
    windows: Size | None = None

    @property
    def reach(self) -> Size:
        """The distance from the first element of a window to its last."""
        return (self.window - 1) * self.dilation

    @property
    def count(self) -> Size:
        """The number of windows."""
        return self.windows if self.windows is not None else (self.size + sum(self.border) - self.reach - 1) // self.stride + 1

    @property
    def text(self) -> str:
        terms = [f"{factor if factor > 1 else ''}{letter}"
                 for factor, letter in ((self.stride, self.letter), (self.dilation, self.letter.upper()))]
        return f"({'+'.join(terms)})"


# Arguments -----------------------------------------------------------------------------------------


def parts_of(name: str, layout: str | None, ranks: Sequence[int], roles: Sequence[str], default: str) -> list[str]:
    """Returns the parts of a layout. Raises an Error unless each part has the letters of its role, all parts have the
    other letters, and their numbers are the ranks."""
    if layout is None:
        layout = default
    expected = "x,w->y" if len(roles) > 1 else "x"
    if not isinstance(layout, str):
        raise Error(f"the layout of {name} is {shown(layout)}, expected a string as {shown(default)}")
    left, arrow, right = layout.partition("->")
    parts = [*left.split(","), *([right] if arrow else [])]
    if len(parts) != len(roles):
        raise Error(f"the layout of {name} is {shown(layout)}, expected one of the form {expected}, as {shown(default)}")
    for part, role in zip(parts, roles):
        for letter in part:
            if letter not in string.ascii_lowercase:
                raise Error(f"the layout {shown(layout)} has the unknown letter {letter!r}, expected small letters")
            if part.count(letter) > 1:
                raise Error(f"the layout {shown(layout)} has {letter!r} twice in {shown(part)}")
        for letter in role:
            if letter not in part:
                raise Error(f"the layout {shown(layout)} lacks {letter!r} in {shown(part)}")
    moving = [set(part) - set(role) - {"n"} for part, role in zip(parts, roles)]
    for letter in sorted(set.union(*moving)):
        if letter in "cio" or not all(letter in each for each in moving):
            raise Error(f"the layout {shown(layout)} has the unknown letter {letter!r}: windows move along letters that "
                        "all its parts have")
    if len(parts) > 1 and (parts[0].count("n") != parts[2].count("n") or "n" in parts[1]):
        raise Error(f"the layout {shown(layout)} has 'n' in one part; a batch is in x and in the result")
    for part, rank, what in zip(parts, ranks, ("x", "the weights")):
        if len(part) != rank:
            raise Error(f"the layout {shown(layout)} names {len(part)} dimensions of {what}, which has {rank}")
    return parts


def for_each(name: str, what: str, value: Any, count: int, least: int = 1) -> list[int]:
    """Returns a number for each dimension along which windows move; a single number is for all of them."""
    values = list(value) if isinstance(value, (tuple, list)) else [value] * count
    for number in values:
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            raise Error(f"{what} of {name} are {shown(value)}, expected numbers from {least} on")
    if len(values) != count:
        raise Error(f"{what} of {name} are {shown(value)}, expected one number, or {count}: windows move along {count} "
                    "dimensions")
    return values


def moving_axes(name: str, letters: str, shape: Sequence[Size], windows: dict[str, Size], strides: Any,
            dilations: Any) -> list[Axis]:
    """Returns the dimensions along which windows move, in x's order."""
    moving = [(letter, size) for letter, size in zip(letters, shape) if letter not in "nc"]
    steps = for_each(name, "the strides", strides, len(moving))
    apart = for_each(name, "the dilations", dilations, len(moving))
    return [Axis(letter, size, windows[letter], *numbers) for (letter, size), *numbers in zip(moving, steps, apart)]


def with_border(name: str, axes: list[Axis], padding: Any) -> list[Axis]:
    """Returns the dimensions with the widths of a padding before and after each."""
    if isinstance(padding, str):
        if padding not in ("valid", "same", "same_lower"):
            raise Error(f'the padding of {name} is {shown(padding)}, expected "valid", "same", "same_lower", or widths')
        return axes if padding == "valid" else [_same(axis, padding == "same_lower") for axis in axes]
    widths = list(padding) if isinstance(padding, (tuple, list)) else [padding] * len(axes)
    pairs = [tuple(width) if isinstance(width, (tuple, list)) else (width, width) for width in widths]
    for pair in pairs:
        if len(pair) != 2 or any(isinstance(width, bool) or not isinstance(width, int) or width < 0 for width in pair):
            raise Error(f"the padding of {name} is {shown(padding)}, expected widths from 0 on, one or a pair for each "
                        "dimension along which windows move")
    if len(pairs) != len(axes):
        raise Error(f"the padding of {name} is {shown(padding)}, of {len(pairs)} dimensions; windows move along {len(axes)}")
    return [Axis(**{**vars(axis), "border": pair}) for axis, pair in zip(axes, pairs)]


def checked_axes(name: str, axes: list[Axis]) -> list[Axis]:
    """Returns the dimensions. Raises an Error if a window does not fit into one."""
    for axis in axes:
        if isinstance(axis.count, int) and axis.count < 1:
            places = f"{axis.size} places" + (f" and a border of {sum(axis.border)}" if sum(axis.border) else "")
            raise Error(f"{name} has windows of {axis.window} along {axis.letter!r}, {axis.dilation} apart, which don't fit "
                        f"into {places}")
    return axes


def _same(axis: Axis, is_lower: bool) -> Axis:
    """Returns the axis padded so that it has size / stride windows, rounded up. An odd row of padding is at the end, or
    at the beginning if `is_lower`."""
    count = (axis.size + axis.stride - 1) // axis.stride
    total = largest((count - 1) * axis.stride + axis.reach + 1 - axis.size, 0)
    halves = total // 2, total - total // 2
    return Axis(**{**vars(axis), "border": halves[::-1] if is_lower else halves})


def padded(x: Array, letters: str, axes: Sequence[Axis], value: Any = 0) -> Array:
    """Returns x with elements of `value` around it, as the dimensions say."""
    borders = {axis.letter: (axis.border[0], axis.border[1] + axis.beyond) for axis in axes}
    widths = [borders.get(letter, (0, 0)) for letter in letters]
    return x if all(width == (0, 0) for width in widths) else joining.pad(x, widths, value)


def default_layout(rank: int, weights: str) -> str:
    """Returns the layout of images of this rank and their weights, whose channels come last."""
    moving = "dhw"[-(rank - 2):] if 3 <= rank <= 5 else "hw"
    return f"n{moving}c,{moving}{weights}->n{moving}c"
