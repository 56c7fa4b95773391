# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's convolutions, and what their ops share with pools: attributes of windows, and the layout of images."""
from __future__ import annotations

from typing import Any

from ... import ops
from ...core.arrays import Array
from ...core.dims import Size, product
from ...core.errors import Error
from ...numpy import shaping, windows
from ..rules import Numbers, Sizes
from .padding import above_0, bordered
from .tables import ONNX

_SPACE = "dhwxyz"

_WORDS = {"VALID": "valid", "SAME_UPPER": "same", "SAME_LOWER": "same_lower"}


def pairs_of(pads: list | None, count: int) -> list[tuple[Any, Any]]:
    """Returns the widths before and after each of `count` dimensions."""
    pads = list(pads or [0] * (2 * count))
    if len(pads) != 2 * count:
        raise Error(f"its pads are {pads}, expected two for each of {count} dimensions")
    return list(zip(pads[:count], pads[count:]))


def padding_of(auto_pad: str, pads: list[int] | None, count: int) -> Any:
    """Returns the padding of a convolution or a pool for ag: pairs of widths, or a word."""
    if auto_pad in ("NOTSET", ""):
        return pairs_of(pads, count)
    if auto_pad not in _WORDS:
        raise Error(f"its attribute auto_pad is {auto_pad}, expected one of NOTSET, {', '.join(_WORDS)}")
    return _WORDS[auto_pad]


def layout(count: int) -> str:
    """Returns ONNX's layout of images with this many dimensions of space."""
    if not 1 <= count <= len(_SPACE):
        raise Error(f"its operand has {count} dimensions after the first two, expected 1 to {len(_SPACE)}")
    return f"nc{_SPACE[:count]}"


def check_kernel(w: Array, kernel_shape: list | None) -> None:
    """Raises an Error unless the weights have the sizes that a node states for the windows."""
    sizes = w.shape[2:]
    if kernel_shape and (len(kernel_shape) != len(sizes) or any(
            isinstance(size, int) and size != stated for size, stated in zip(sizes, kernel_shape))):
        raise Error(f"its attribute kernel_shape is {kernel_shape}, but its weights are {w}")


def with_bias(y: Array, bias: Array | None) -> Array:
    """Returns images with a number for each channel added."""
    return y if bias is None else y + shaping.reshape(bias, [bias.shape[0]] + [1] * (len(y.shape) - 2))


@ONNX.rule("Conv")
def conv(x: Array, w: Array, bias: Array | None = None, *, auto_pad: str = "NOTSET", dilations: list | None = None,
         group: int = 1, kernel_shape: list | None = None, pads: list | None = None, strides: list | None = None) -> Array:
    count = len(x.shape) - 2
    letters = layout(count)
    check_kernel(w, kernel_shape)
    y = windows.conv(x, w, strides or 1, padding_of(auto_pad, pads, count), dilations or 1, group,
                     f"{letters},oi{letters[2:]}->{letters}")
    return with_bias(y, bias)


@ONNX.rule("ConvTranspose")
def conv_transpose(x: Array, w: Array, bias: Array | None = None, *, auto_pad: str = "NOTSET", dilations: list | None = None,
                   group: int = 1, kernel_shape: list | None = None, output_padding: list | None = None,
                   output_shape: list | None = None, pads: list | None = None, strides: list | None = None) -> Array:
    count = len(x.shape) - 2
    letters = layout(count)
    check_kernel(w, kernel_shape)
    more, steps = output_padding or [0] * count, strides or [1] * count
    if len(more) != count or len(steps) != count:
        raise Error(f"its strides are {steps} and its output_padding is {more}, expected one number for each of {count} "
                    "dimensions")
    y = windows.conv_transpose(x, w, steps, "valid", 0, dilations or 1, group, f"{letters},io{letters[2:]}->{letters}")
    widths = pairs_of(pads, count)
    for axis, (extra, step, pair) in enumerate(zip(more, steps, widths)):
        size = x.shape[axis + 2] * step if auto_pad.startswith("SAME") else None
        if output_shape:
            size = output_shape[axis - count]
        widths[axis] = pair if size is None else _halves(y.shape[axis + 2] + extra - size, auto_pad)
    # Padding removes elements of the result.
    y = bordered(y, [(0, 0)] * 2 + [(-before, extra - after) for (before, after), extra in zip(widths, more)])
    return with_bias(y, bias)


def _halves(total: Size, auto_pad: str) -> tuple[Size, Size]:
    """Returns the padding before and after, whose sum decides the size of a transposed convolution. Elements that a
    negative one adds come at the end."""
    removed = above_0(total)
    before = removed // 2 if auto_pad == "SAME_UPPER" else removed - removed // 2
    return before, total - before


@ONNX.rule("Col2Im")
def col2im(x: Array, image_shape: Sizes, block_shape: Numbers, *, dilations: list | None = None, pads: list | None = None,
           strides: list | None = None) -> Array:
    count = len(image_shape)
    block = [int(size) for size in block_shape]
    steps, apart, widths = strides or [1] * count, dilations or [1] * count, pairs_of(pads, count)
    full = [size + sum(pair) for size, pair in zip(image_shape, widths)]
    counts = [(size - (k - 1) * d - 1) // s + 1 for size, k, s, d in zip(full, block, steps, apart)]
    channels = x.shape[1] // product(block)
    columns = shaping.reshape(x, [x.shape[0], channels, *block, *counts])
    space, inner = layout(count)[2:], layout(count)[2:].upper()
    terms = "".join(f"({s if s > 1 else ''}{a}+{d if d > 1 else ''}{b})" for s, a, d, b in zip(steps, space, apart, inner))
    y = ops.reduce_window("sum", f"nc{inner}{space}->nc{terms}", columns, [], full)
    return bordered(y, [(0, 0)] * 2 + [(-before, -after) for before, after in widths])
