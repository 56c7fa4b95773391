# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Padding, pooling and interpolation along the last dimensions of an array, which users find in ag.nn, with PyTorch's
arguments and meanings: images are [N, C, H, W] or [C, H, W], and so on."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from .. import ops
from ..core import calls, coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size, exact_quotient, is_at_least, is_size, largest
from ..core.dtypes import DTYPES
from ..core.errors import Error, shown
from ..core.specs import is_count
from ..numpy import elementwise, indexing, joining, reductions, shaping, statistics
from .resampling import Places, cubic, linear, numbers, resampled, taken

# Padding ---------------------------------------------------------------------------------------


def _reflected(place: Array, size: Size) -> Array:
    return (size - 1) - ops.abs_((size - 1) - ops.abs_(place))


#: The index that is read for each place from -before to size + after - 1.
_BORDERS: dict[str, Callable[[Array, Size], Array]] = {
    "reflect": _reflected,
    "replicate": lambda place, size: elementwise.clip(place, 0, size - 1),
    "circular": elementwise.mod,
}


def pad(x: ArrayLike, pad: Sequence[Size], mode: Literal["constant", "reflect", "replicate", "circular"] = "constant",
        value: float | None = None) -> Array:
    """Returns x with a border. `pad` has the widths before and after the last dimension, then those of the dimension
    before it, and so on: (left, right, top, bottom).

    With the mode "constant" the border is `value`, by default 0, and negative widths remove elements; ag.pad takes widths
    in the order of dimensions. "reflect" mirrors elements at the first and the last one, "replicate" repeats these, and
    "circular" continues with the other end.

    Widths that are not pairs, that are negative, or that need more elements than a dimension has are an ag.Error. If its
    size is known only when the program runs, they fail the run."""
    x = coercion.tensor(x)
    if not isinstance(pad, (tuple, list)) or len(pad) % 2 or len(pad) > 2 * len(x.shape) or not all(map(is_size, pad)):
        raise Error(f"pad of pad is {shown(pad)}, expected widths (before, after) of at most {len(x.shape)} dimensions, the "
                    "last one first")
    pairs = [(len(x.shape) - 1 - number // 2, pad[number], pad[number + 1]) for number in range(0, len(pad), 2)]
    if mode == "constant":
        return _with_value(x, pairs, 0 if value is None else value)
    if mode not in _BORDERS:
        raise Error(f"mode of pad is {shown(mode)}, expected one of constant, {', '.join(_BORDERS)}")
    if value is not None:
        raise Error(f'value of pad is {shown(value)}, which the mode "{mode}" does not read')
    for axis, before, after in pairs:
        _check_border(x, axis, before, after, mode)
        size = x.shape[axis]
        if (before, after) != (0, 0):
            place = ops.iota(0, [before + size + after], "i64") - before
            x = indexing.take(x, _BORDERS[mode](place, size), axis, "clamp")
    return x


def _with_value(x: Array, pairs: list[tuple[int, Size, Size]], value: Any) -> Array:
    widths: list[tuple[Size, Size]] = [(0, 0)] * len(x.shape)
    for axis, *pair in pairs:
        cut = [-width if isinstance(width, int) and width < 0 else 0 for width in pair]
        if any(cut):
            x = indexing.take_slice(x, axis, slice(cut[0], x.shape[axis] - cut[1]))
        widths[axis] = pair[0] + cut[0], pair[1] + cut[1]
    return joining.pad(x, widths, value) if any(width != (0, 0) for width in widths) else x


def _check_border(x: Array, axis: int, before: Size, after: Size, mode: str) -> None:
    """Raises an Error, or appends a check to the program, unless dimension `axis` has the elements of its border."""
    needed = {"reflect": largest(before, after) + 1, "replicate": 1, "circular": largest(before, after)}[mode]
    size, known = x.shape[axis], [width for width in (before, after) if isinstance(width, int)]
    if any(width < 0 for width in known):
        raise Error(f'pad of pad has the widths ({before}, {after}), expected none below 0 with the mode "{mode}"')
    if isinstance(size, int) and isinstance(needed, int):
        if size < needed:
            raise Error(f'pad has a border of ({before}, {after}) for dimension {axis} of {x}, which needs {needed} elements '
                        f'with the mode "{mode}"')
    elif (before, after) != (0, 0) and not is_at_least(size - needed, 0, tracing.current().ranges):
        tracing.demand(coercion.tensor(size - needed) >= 0, [size, needed],
                       f"pad: dimension {axis} is {{0}}, and a border with the mode {mode} needs {{1}}")


# Adaptive pooling ------------------------------------------------------------------------------


def adaptive_avg_pool1d(x: ArrayLike, output_size: int) -> Array:
    """Returns the means of `output_size` windows along the last dimension of x, as in PyTorch: window i goes from
    i * size / output_size, rounded down, to (i + 1) * size / output_size, rounded up. f16 and bf16 are computed in f32
    and rounded once. An ag.Error says if `output_size` does not divide a size that is known only when the program runs, as
    windows would have different sizes, or if x has no elements along a dimension."""
    return _adaptive("adaptive_avg_pool1d", _mean_of_windows, x, output_size, 1)


def adaptive_avg_pool2d(x: ArrayLike, output_size: int | Sequence[int | None]) -> Array:
    """Returns the means of windows along the last two dimensions of x, which are those of ag.nn.adaptive_avg_pool1d.
    `output_size` is one number for both or a pair, in which None is the size of x."""
    return _adaptive("adaptive_avg_pool2d", _mean_of_windows, x, output_size, 2)


def adaptive_max_pool1d(x: ArrayLike, output_size: int) -> Array:
    """Returns the maxima of the windows of ag.nn.adaptive_avg_pool1d."""
    return _adaptive("adaptive_max_pool1d", _max_of_windows, x, output_size, 1)


def adaptive_max_pool2d(x: ArrayLike, output_size: int | Sequence[int | None]) -> Array:
    """Returns the maxima of the windows of ag.nn.adaptive_avg_pool2d."""
    return _adaptive("adaptive_max_pool2d", _max_of_windows, x, output_size, 2)


def _adaptive(name: str, function: Callable[[Array, int, Any], Array], x: ArrayLike, output_size: Any, rank: int) -> Array:
    x = coercion.floats(name, x)
    sizes = list(output_size) if isinstance(output_size, (tuple, list)) else [output_size] * rank
    if len(sizes) != rank or not all(size is None or (is_count(size) and size) for size in sizes):
        raise Error(f"output_size of {name} is {shown(output_size)}, expected {rank} numbers from 1 on")
    if len(x.shape) < rank:
        raise Error(f"{name} is given {x}, expected a rank of at least {rank}")
    wide = coercion.widened(x)
    for axis, size in zip(range(len(x.shape) - rank, len(x.shape)), sizes):
        if size is not None and x.shape[axis] != size:
            wide = _along(name, function, wide, axis, int(size))
    return wide.astype(x.dtype)


def _along(name: str, function: Callable[[Array, int, Any], Array], x: Array, axis: int, count: int) -> Array:
    """Returns the windows along `axis`, reduced by `function`."""
    size = x.shape[axis]
    if size == 0:
        raise Error(f"{name} is given {x}, expected elements along dimension {axis}")
    window = exact_quotient(size, count)
    if window is not None:
        windows = shaping.reshape(x, [*x.shape[:axis], count, window, *x.shape[axis + 1:]])
        return function(windows, axis + 1, None)
    if isinstance(size, Dim):
        raise Error(f"{name} divides dimension {axis} of {x} into {count} windows, which may have different sizes",
                    [f"a multiple of {count} is divided, as the size n // {count} * {count} of a slice is"])
    first = np.arange(count) * size // count
    last = -(-(np.arange(count) + 1) * size // count) - 1
    places = first[:, None] + np.arange((last - first).max() + 1)
    windows = indexing.take(x, np.minimum(places, last[:, None]), axis)
    return function(windows, axis + 1, places <= last[:, None])


def _mean_of_windows(windows: Array, axis: int, is_inside: np.ndarray | None) -> Array:
    """Returns means along `axis`, of the elements for which `is_inside`, [windows, elements], is true."""
    if is_inside is None:
        return statistics.mean(windows, axis)
    others = [dim for dim in range(len(windows.shape)) if dim not in (axis - 1, axis)]
    mask = reductions.spread(coercion.tensor(is_inside), windows, others)
    total = reductions.sum(elementwise.where(mask, windows, 0), axis)
    counts = coercion.tensor(is_inside.sum(1).astype(windows.dtype.numpy))
    return total / reductions.spread(counts, total, [dim for dim in range(len(total.shape)) if dim != axis - 1])


def _max_of_windows(windows: Array, axis: int, is_inside: np.ndarray | None) -> Array:
    """Returns maxima along `axis`. Elements outside of a window repeat its last one, and do not change it."""
    return reductions.max(windows, axis)


# Interpolation ---------------------------------------------------------------------------------


def interpolate(x: ArrayLike, size: Size | Sequence[Size] | None = None,
                scale_factor: float | Sequence[float] | None = None,
                mode: Literal["nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic"] = "nearest",
                align_corners: bool = False, antialias: bool = False) -> Array:
    """Returns x, [N, C, ...], resized along all dimensions from the third on, by torch.nn.functional.interpolate's rules.

    `size` is the new size, or `scale_factor` the ratio to the old one; both are one number for all dimensions, or one for
    each. Old sizes times factors are rounded down, and must be whole numbers if the old size is a Dim. Sizes can be Dims. The
    modes linear, bilinear and trilinear are one for 1, 2 and 3 dimensions; bicubic (Keys, "Cubic convolution interpolation", 1981) is
    for 2. With `align_corners`, which the last four have, the first and last elements keep their places; otherwise the
    outer edges do. With `antialias`, which bilinear and bicubic have, the elements of a smaller result are means over all
    elements near them. f16 and bf16 are computed in f32 and rounded once.

    An ag.Error names arguments that don't fit, or a dimension without elements. If the program first knows of that when it
    runs, the run fails."""
    x = coercion.floats("interpolate", x)
    rank = len(x.shape) - 2
    if mode not in _RANKS:
        raise Error(f"mode of interpolate is {shown(mode)}, expected one of {', '.join(_RANKS)}")
    if rank not in _RANKS[mode]:
        raise Error(f"interpolate is given {x} for the mode {mode}, which is for {_listed(_RANKS[mode])} dimensions after the "
                    "first two")
    if not isinstance(align_corners, (bool, np.bool_)) or (align_corners and mode.startswith("nearest")):
        raise Error(f"align_corners of interpolate is {shown(align_corners)}, expected "
                    + ("False with the mode " + mode if mode.startswith("nearest") else "True or False"))
    if not isinstance(antialias, (bool, np.bool_)) or (antialias and mode not in ("bilinear", "bicubic")):
        raise Error(f"antialias of interpolate is {shown(antialias)}, expected True or False, and False with the mode {mode}")
    return resized(x, _new_sizes(x, size, scale_factor), mode, bool(align_corners), bool(antialias))


def resized(x: Array, sizes: Sequence[tuple[Size, float | None]], mode: str, align_corners: bool, antialias: bool) -> Array:
    """Returns interpolate's result for arguments that fit. Each dimension has a new size, and a factor if that is another one
    than the ratio of sizes. The old size is a number then."""
    y = coercion.widened(x)
    for axis, (after, factor) in enumerate(sizes, 2):
        before = x.shape[axis]
        if before == 0 or (isinstance(after, int) and after < 1):
            raise Error(f"interpolate has {after} elements for the {before} of dimension {axis} of {x}, expected 1 or more of both")
        # Three modes read factors where sizes are equal, as in PyTorch.
        is_read = factor is not None and (mode == "nearest-exact" or (mode == "bicubic" and not antialias)
                                          or (mode == "nearest" and len(x.shape) != 4))
        if before != after or is_read:
            y = _resized(y, axis, after, factor, mode, align_corners, antialias)
    return y.astype(x.dtype)


_RANKS = {"nearest": (1, 2, 3), "nearest-exact": (1, 2, 3), "linear": (1,), "bilinear": (2,), "trilinear": (3,),
          "bicubic": (2,)}


def _listed(ranks: tuple[int, ...]) -> str:
    return " or ".join(map(str, ranks))


def _new_sizes(x: Array, size: Any, scale_factor: Any) -> list[tuple[Size, float | None]]:
    rank = len(x.shape) - 2
    if (size is None) == (scale_factor is None):
        raise Error(f"interpolate has size={shown(size)} and scale_factor={shown(scale_factor)}, expected one of both")
    given, name = (size, "size") if scale_factor is None else (scale_factor, "scale_factor")
    values = list(given) if isinstance(given, (tuple, list)) else [given] * rank
    if len(values) != rank:
        raise Error(f"{name} of interpolate is {shown(given)}, expected one number, or {rank} for {x}")
    if scale_factor is None:
        return [(coercion.as_size(value, "size of interpolate"), None) for value in values]
    return [scaled(x, axis, value) for axis, value in enumerate(values, 2)]


def scaled(x: Array, axis: int, factor: Any) -> tuple[Size, float | None]:
    """Returns the size of a dimension times a factor, and the factor, or None if it is the ratio of the sizes."""
    if not coercion.is_number(factor) or isinstance(factor, (bool, Dim)) or not 0 < factor < 2**31:
        raise Error(f"scale_factor of interpolate is {shown(factor)}, expected a number above 0")
    before = x.shape[axis]
    if float(factor).is_integer():
        return before * int(factor), None
    if isinstance(before, Dim):
        raise Error(f"scale_factor {shown(factor)} of interpolate times {before}, dimension {axis} of {x}, may be no whole "
                    "number: give the size")
    return int(before * factor), None if float(before * factor).is_integer() else float(factor)


def _resized(x: Array, axis: int, after: Size, factor: float | None, mode: str, align_corners: bool, antialias: bool) -> Array:
    """Returns x interpolated at `after` places along `axis`."""
    before = x.shape[axis]
    new, old = (after, before) if factor is None else Fraction(factor).limit_denominator(_FINEST).as_integer_ratio()
    if mode.startswith("nearest"):
        return _nearest(x, axis, after, factor, 0 if mode == "nearest" else 0.5)
    number = numbers(after, before)
    if align_corners:
        numerator, denominator = number * (before - 1), largest(after - 1, 1)
    else:
        numerator, denominator = (number * 2 + 1) * old - new, new * 2
    options = {"stretch": (largest(old, new), new), "only_inside": True} if antialias else {}
    # PyTorch's cubic kernel has a parameter of its own with antialiasing.
    kernel = cubic(-0.5 if antialias else -0.75, **options) if mode == "bicubic" else linear(**options)
    return resampled(x, axis, Places.of_fractions(numerator, denominator, x), kernel)


#: The greatest denominator of a factor.
_FINEST = 10**6


def _nearest(x: Array, axis: int, after: Size, factor: float | None, half: float) -> Array:
    """Returns the elements of x that are nearest to `after` places along `axis`. As PyTorch does, it computes their indices in
    single precision. Those of f64 and of sizes which the program computes have no rounding errors."""
    before, number = x.shape[axis], numbers(after, x.shape[axis])
    times = exact_quotient(after, before)
    is_exact = factor is None and (x.dtype.name == "f64" or not isinstance(number, np.ndarray))
    if isinstance(times, int) and (is_exact or _is_doubled(x, times, half)):
        return joining.repeat(x, times, axis)
    if is_exact:
        return taken(x, axis, (number * 2 + int(2 * half)) * before // (after * 2))
    step = np.float32(before) / np.float32(after) if factor is None else np.float32(1 / factor)
    index = np.floor((number + half).astype(np.float32) * step).astype(np.int64)
    is_repeated = isinstance(times, int) and np.array_equal(index, number // times)
    return joining.repeat(x, times, axis) if is_repeated else taken(x, axis, index)


def _is_doubled(x: Array, times: int, half: float) -> bool:
    """Returns true if PyTorch repeats the elements of images, whatever the factor is."""
    return len(x.shape) == 4 and times == 2 and not half


calls.check_module(__name__)
