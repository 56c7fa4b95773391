# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolution and pooling: windows that move along some dimensions, as the ops ag.contract and ag.reduce_window. Layouts are
those of window_axes.py."""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Size, largest, may_be_equal, product
from ..core.errors import Error, shown
from . import creation, elementwise, joining, reductions, shaping
from .window_axes import Axis, Padding, checked_axes, default_layout, for_each, moving_axes, padded, parts_of, with_border

# Convolution ---------------------------------------------------------------------------------------


class _Channels:
    """The letters and sizes of the channels of both operands in the contraction. Several groups have a letter of their
    own; if a group has one channel, that letter is the only one."""

    def __init__(self, name: str, groups: int, inner: tuple[str, Size, Size], outer: tuple[str, Size], used: str) -> None:
        letter, whole, each = inner
        if isinstance(groups, bool) or not isinstance(groups, int) or groups < 1:
            raise Error(f"{name} has {shown(groups)} groups, expected a number from 1 on")
        for what, size in (("channels of x", whole), ("outputs", outer[1])):
            if isinstance(size, int) and size % groups:
                raise Error(f"{name} has {size} {what}, which {groups} groups don't divide")
        if not may_be_equal(whole, each * groups):
            raise Error(f"{name} has {whole} channels in x, but weights for {each * groups}"
                        + (f": {groups} groups of {each}" if groups > 1 else ""))
        group = next(each for each in "gjklmpqr" if each not in used)
        self.groups = groups
        self.split = [(group, groups), (letter, each)] if groups > 1 else [(letter, each)]
        self.kept = [(outer[0], outer[1] // groups)]
        if groups > 1 and each == 1:
            self.split.pop()
        if groups > 1 and self.kept[0][1] == 1:
            self.kept.pop()
        self.out = [self.split[0], *self.kept] if groups > 1 else self.kept


def _arranged(x: Array, letters: str, changes: dict[str, list[tuple[str, Size]]], axes: dict[str, str]) -> tuple[Array, str]:
    """Returns x with the dimensions in `changes` split, and its part of the einsum string, in which `axes` gives the
    text of letters."""
    shape: list[Size] = []
    text = ""
    for letter, size in zip(letters, x.shape):
        dims = changes.get(letter, [(axes.get(letter, letter), size)])
        text += "".join(name for name, _ in dims)
        shape += [extent for _, extent in dims]
    return (x if shape == list(x.shape) else shaping.reshape(x, shape)), text


def _operands(name: str, x: ArrayLike, w: ArrayLike, layout: str | None, weights: str, strides: Any, padding: Any,
              dilations: Any) -> tuple[Array, Array, list[str], dict[str, Size], dict[str, Size], list[Axis]]:
    """Returns the operands, the parts of the layout, the sizes of x and of the weights by letter, and the dimensions
    along which windows move. `weights` are the letters of channels that end the weights' part of the default
    layout."""
    x, w = coercion.of_one_type(name, x, w)
    ranks = [len(x.shape), len(w.shape)]
    parts = parts_of(name, layout, ranks, ("c", "io", "c"), default_layout(ranks[0], weights))
    size, of_weights = dict(zip(parts[0], x.shape)), dict(zip(parts[1], w.shape))
    axes = moving_axes(name, parts[0], x.shape, of_weights, strides, dilations)
    return x, w, parts, size, of_weights, with_border(name, axes, padding)


def conv(x: ArrayLike, w: ArrayLike, strides: int | Sequence[int] = 1, padding: Padding = "valid",
         dilations: int | Sequence[int] = 1, groups: int = 1, layout: str | None = None) -> Array:
    """Returns the convolution of x with the weights w as neural networks define it: a cross-correlation, without
    flipped windows.

    `layout` names the dimensions, by default "nhwc,hwio->nhwc" for rank 4, with one letter less or more for other
    ranks. `padding` is "valid", "same" or "same_lower" (as in JAX: size / stride windows, rounded up), or widths, one
    number or a pair for each dimension along which windows move. With `groups` the channels are split into that many
    groups, which have separate weights; i is the size of a group."""
    x, w, parts, size, of_weights, axes = _operands("conv", x, w, layout, "io", strides, padding, dilations)
    axes = checked_axes("conv", axes)
    channels = _Channels("conv", groups, ("i", size["c"], of_weights["i"]), ("o", of_weights["o"]), parts[0])
    x, left = _arranged(x, parts[0], {"c": channels.split}, {axis.letter: axis.text for axis in axes})
    # The padding follows the reshape, so that its reader is the contraction: the schedule then removes it.
    split = "".join(name for name, _ in channels.split)
    x = padded(x, parts[0].replace("c", split), axes)
    w, right = _arranged(w, parts[1], {"i": channels.split[groups > 1:], "o": channels.out},
                         {axis.letter: axis.letter.upper() for axis in axes})
    counts = {axis.letter: axis.count for axis in axes}
    result = "".join("".join(name for name, _ in channels.out) if letter == "c" else letter for letter in parts[2])
    y = ops.contract(f"{left},{right}->{result}", x, w, [counts[letter] for letter in parts[2] if letter in counts])
    whole = {**counts, "n": size.get("n"), "c": of_weights["o"]}
    return y if len(result) == len(parts[2]) else shaping.reshape(y, [whole[letter] for letter in parts[2]])


def conv_transpose(x: ArrayLike, w: ArrayLike, strides: int | Sequence[int] = 1, padding: Padding = "valid",
                   output_padding: int | Sequence[int] = 0, dilations: int | Sequence[int] = 1, groups: int = 1,
                   layout: str | None = None) -> Array:
    """Returns the transposed convolution, which is the gradient of a convolution by its input, like PyTorch's
    conv_transpose: every element of x adds its multiple of the weights to a window. `layout` is by default
    "nhwc,hwoi->nhwc", where i is the channels of x.

    `padding` removes rows of the result, and `output_padding` adds rows at its end. A dimension of size n of x becomes
    (n - 1) * stride + dilation * (window - 1) + 1 - padding + output_padding."""
    if padding in ("same", "same_lower"):
        raise Error(f'conv_transpose has no padding "{padding}": give widths',
                    ["what its size is hangs on output_padding, too"])
    x, w, parts, size, of_weights, axes = _operands("conv_transpose", x, w, layout, "oi", strides, padding, dilations)
    behind = for_each("conv_transpose", "output_padding", output_padding, len(axes), least=0)
    channels = _Channels("conv_transpose", groups, ("i", size["c"], of_weights["i"] // groups),
                         ("o", of_weights["o"] * groups), parts[0])
    x, left = _arranged(x, parts[0], {"c": channels.split}, {})
    w, right = _arranged(w, parts[1], {"i": channels.split, "o": channels.kept},
                         {axis.letter: axis.letter.upper() for axis in axes})
    first = {axis.letter: axis.border[0] for axis in axes}
    reached = {axis.letter: (axis.size - 1) * axis.stride + axis.reach + 1 for axis in axes}
    stay = {axis.letter: reached[axis.letter] - sum(axis.border) + more for axis, more in zip(axes, behind)}
    made = {axis.letter: reached[axis.letter] + max(more - axis.border[1], 0) for axis, more in zip(axes, behind)}
    texts = {**{axis.letter: axis.text for axis in axes}, "c": "".join(name for name, _ in channels.out)}
    y = ops.contract(f"{left},{right}->{''.join(texts.get(letter, letter) for letter in parts[2])}", x, w,
                     [made[letter] for letter in parts[2] if letter in made])
    whole = {"n": size.get("n"), "c": of_weights["o"] * groups, **made}
    if len(y.shape) != len(parts[2]):
        y = shaping.reshape(y, [whole[letter] for letter in parts[2]])
    if stay == made:
        return y
    return ops.slice_(y, [first.get(letter, 0) for letter in parts[2]],
                      [stay.get(letter, whole[letter]) for letter in parts[2]], [1] * len(parts[2]))


# Pooling -------------------------------------------------------------------------------------------


def _pool_axes(name: str, x: Array, window: Any, strides: Any, padding: Any, dilations: Any,
               layout: str | None, ceil_mode: bool) -> tuple[str, list[Axis]]:
    rank = len(x.shape)
    (letters,) = parts_of(name, layout, [rank], ("c",), default_layout(rank, "io").split(",")[0])
    moving = [letter for letter in letters if letter not in "nc"]
    windows = for_each(name, "the windows", window, len(moving))
    axes = moving_axes(name, letters, x.shape, dict(zip(moving, windows)), windows if strides is None else strides, dilations)
    axes = with_border(name, axes, padding)
    return letters, checked_axes(name, [_rounded_up(axis) if ceil_mode else axis for axis in axes])


def _rounded_up(axis: Axis) -> Axis:
    """Returns the axis with a last window that may begin with the elements which are left over, and read beyond the
    padding. It does not begin in the padding at the end."""
    rest = axis.size + sum(axis.border) - axis.reach - 1
    count = (rest + axis.stride - 1) // axis.stride + 1
    most = (axis.size + axis.border[0] - 1) // axis.stride + 1
    needs_limit = not all(isinstance(each, int) for each in (axis.reach, axis.border[1])) or \
        axis.border[1] + axis.stride > axis.reach + 1  # type: ignore[operator]
    count = -largest(-count, -most) if needs_limit else count
    return Axis(**{**vars(axis), "windows": count, "beyond": largest((count - 1) * axis.stride - rest, 0)})


def _pooled(kind: str, x: Array, letters: str, axes: Sequence[Axis]) -> Array:
    texts = {axis.letter: axis.text for axis in axes}
    counts = {axis.letter: axis.count for axis in axes}
    read = "".join(texts.get(letter, letter) for letter in letters)
    return ops.reduce_window(kind, f"{read}->{letters}", x, [axis.window for axis in axes],
                             [counts[letter] for letter in letters if letter in counts])


def max_pool(x: ArrayLike, window: int | Sequence[int], strides: int | Sequence[int] | None = None,
             padding: Padding = "valid", dilations: int | Sequence[int] = 1, layout: str | None = None,
             ceil_mode: bool = False, return_indices: bool = False) -> Any:
    """Returns the maximum over windows. The strides are by default the windows' sizes. Padding has the least value of
    the type. `layout` is by default "nhwc" for rank 4, with one letter less or more for other ranks; `padding` is that
    of ag.conv. With `ceil_mode`, as in PyTorch, elements that are left over at the end have a window, too. With
    `return_indices`, also as there, the result is a pair: the second array has the index of the first element of x that is
    the maximum, i64, counted in row-major order along the dimensions along which windows move."""
    x = coercion.tensor(x)
    letters, axes = _pool_axes("max_pool", x, window, strides, padding, dilations, layout, ceil_mode)
    least = -math.inf if x.dtype.is_float else False if x.dtype.kind == "Bool" else x.dtype.bounds[0]
    if return_indices:
        return _with_places(x, letters, axes, least)
    return _pooled("max", padded(x, letters, axes, least), letters, axes)


def _with_places(x: Array, letters: str, axes: Sequence[Axis], least: Any) -> tuple[Array, Array]:
    """Returns the maxima of windows, and the index of the first element of each window that is its maximum. The windows
    move along one dimension after the other, the last one first, so that a window of 3 x 3 is read as 3 + 3 elements."""
    count = product(axis.size for axis in axes)
    y, place, factor = x, None, 1
    for axis in reversed(axes):
        dim = letters.index(axis.letter)
        y = padded(y, letters, [axis], least)
        view, y = _view(y, letters, axis), _pooled("max", y, letters, [axis])
        found = view == reductions.spread(y, view, len(letters))
        if x.dtype.is_float:
            found = elementwise.logical_or(found, elementwise.isnan(view))
        # An index in the padding is greater than all others.
        along = padded(ops.iota(0, [axis.size], "i64") * factor, axis.letter, [axis], count)
        candidate = coercion.broadcast_in(_view(along, axis.letter, axis), view.shape, [dim, len(letters)])
        if place is not None:
            candidate = candidate + _view(padded(place, letters, [axis]), letters, axis)
        place, factor = reductions.min(elementwise.where(found, candidate, count), len(letters)), factor * axis.size
    return y, place


def _view(x: Array, letters: str, axis: Axis) -> Array:
    """Returns x with windows along the axis, whose elements are a new last dimension."""
    inner = axis.letter.upper()
    sizes = [axis.count, axis.window]
    return ops.reduce_window("max", f"{letters.replace(axis.letter, axis.text)}->{letters}{inner}", x, [], sizes)


def avg_pool(x: ArrayLike, window: int | Sequence[int], strides: int | Sequence[int] | None = None,
             padding: Padding = "valid", dilations: int | Sequence[int] = 1, layout: str | None = None,
             count_padding: bool = True, ceil_mode: bool = False) -> Array:
    """Returns the mean over windows, which are those of ag.max_pool. Padding is 0 and counts as elements; with
    `count_padding=False` the mean is over the elements of x in a window only. Elements beyond the padding, which windows
    have with `ceil_mode`, do not count. f16 and bf16 are computed in f32 and rounded once."""
    x = coercion.floats("avg_pool", x)
    letters, axes = _pool_axes("avg_pool", x, window, strides, padding, dilations, layout, ceil_mode)
    wide = coercion.widened(x)
    total = _pooled("sum", padded(wide, letters, axes), letters, axes)
    full = [axis for axis in axes if axis.beyond == 0 and (count_padding or axis.border == (0, 0))]
    total = total / float(product(axis.window for axis in full))
    for axis in axes:
        if axis not in full:
            counts = coercion.broadcast_in(_counts(axis, count_padding, wide), total.shape, [letters.index(axis.letter)])
            total = total / counts
    return total.astype(x.dtype)


def _counts(axis: Axis, count_padding: bool, x: Array) -> Array:
    """Returns the number of elements along the axis in each window, for which the padding counts or not."""
    before, after = axis.border
    inner = axis.size + before + after if count_padding else axis.size
    border = (0, axis.beyond) if count_padding else (before, after + axis.beyond)
    ones = joining.pad(creation.ones([inner], x.dtype), [border], 0)
    return _pooled("sum", ones, axis.letter, [axis])


def lp_pool(x: ArrayLike, p: float, window: int | Sequence[int], strides: int | Sequence[int] | None = None,
            padding: Padding = "valid", dilations: int | Sequence[int] = 1, layout: str | None = None,
            ceil_mode: bool = False) -> Array:
    """Returns the p-norm over windows, which are those of ag.max_pool: the p-th root of the sum of the p-th powers of
    absolute values. Padding is 0. f16 and bf16 are computed in f32 and rounded once."""
    x = coercion.floats("lp_pool", x)
    letters, axes = _pool_axes("lp_pool", x, window, strides, padding, dilations, layout, ceil_mode)
    powers = padded(power(coercion.widened(x), p), letters, axes)
    return root_of_sum(_pooled("sum", powers, letters, axes), p).astype(x.dtype)


def power(x: Array, p: float) -> Array:
    """Returns the p-th power of the absolute values of x."""
    return x * x if p == 2 else ops.abs_(x) if p == 1 else ops.pow_(ops.abs_(x), float(p))


def root_of_sum(total: Array, p: float) -> Array:
    """Returns the p-th root."""
    return ops.sqrt(total) if p == 2 else total if p == 1 else ops.pow_(total, 1 / p)


calls.check_module(__name__)
