# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's pools: reductions over windows, and over all of an image."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size, product
from ...numpy import reductions, shaping, statistics, windows
from ..graph import Node
from ..rules import Sizes
from .convolutions import layout, padding_of, pairs_of
from .padding import bordered
from .tables import ONNX


def _windows_of(x: Array, kernel_shape: list, auto_pad: str, ceil_mode: int, dilations: list | None, pads: list | None,
                strides: list | None) -> dict[str, Any]:
    """Returns the arguments by which ag's pools know the windows."""
    count = len(x.shape) - 2
    # A padding by a word is such that windows cover all elements, or none is left over by definition.
    return {"window": kernel_shape, "strides": strides or 1, "padding": padding_of(auto_pad, pads, count),
            "dilations": dilations or 1, "layout": layout(count), "ceil_mode": bool(ceil_mode) and auto_pad in ("NOTSET", "")}


@ONNX.rule("MaxPool")
def max_pool(x: Array, *, kernel_shape: list, auto_pad: str = "NOTSET", ceil_mode: int = 0, dilations: list | None = None,
             pads: list | None = None, strides: list | None = None, storage_order: int = 0, node: Node) -> Any:
    options = _windows_of(x, kernel_shape, auto_pad, ceil_mode, dilations, pads, strides)
    if len(node.results) < 2 or not node.results[1]:
        return windows.max_pool(x, **options)
    y, places = windows.max_pool(x, **options, return_indices=True)
    image = product(x.shape[2:])
    if storage_order:
        places = _in_columns(places, x.shape[2:])
    first = ops.iota(0, x.shape[:2], "i64") * x.shape[1] + ops.iota(1, x.shape[:2], "i64")
    return y, places + reductions.spread(first * image, places, list(range(2, len(x.shape))))


def _in_columns(places: Array, sizes: Sequence[Size]) -> Array:
    """Returns indices in row-major order as those in column-major order."""
    total, rest, factor = None, places, product(sizes[:-1])
    for size, other in zip(reversed(sizes), [*reversed(sizes[:-1]), 1]):
        term = rest % size * factor
        total = term if total is None else total + term
        rest, factor = rest // size, factor // other
    return total


@ONNX.rule("AveragePool")
def average_pool(x: Array, *, kernel_shape: list, auto_pad: str = "NOTSET", ceil_mode: int = 0, count_include_pad: int = 0,
                 dilations: list | None = None, pads: list | None = None, strides: list | None = None) -> Array:
    options = _windows_of(x, kernel_shape, auto_pad, ceil_mode, dilations, pads, strides)
    return windows.avg_pool(x, **options, count_padding=bool(count_include_pad))


@ONNX.rule("LpPool")
def lp_pool(x: Array, *, kernel_shape: list, auto_pad: str = "NOTSET", ceil_mode: int = 0, dilations: list | None = None,
            p: int = 2, pads: list | None = None, strides: list | None = None) -> Array:
    options = _windows_of(x, kernel_shape, auto_pad, ceil_mode, dilations, pads, strides)
    return windows.lp_pool(x, p, **options)


def _space(x: Array) -> list[int]:
    return list(range(2, len(x.shape)))


@ONNX.rule("GlobalMaxPool")
def global_max_pool(x: Array) -> Array:
    return reductions.max(x, _space(x), keepdims=True)


@ONNX.rule("GlobalAveragePool")
def global_average_pool(x: Array) -> Array:
    return statistics.mean(x, _space(x), keepdims=True)


@ONNX.rule("GlobalLpPool")
def global_lp_pool(x: Array, *, p: int = 2) -> Array:
    powers = windows.power(coercion.widened(x), p)
    return windows.root_of_sum(reductions.sum(powers, _space(x), keepdims=True), p).astype(x.dtype)


@ONNX.rule("MaxUnpool")
def max_unpool(x: Array, indices: Array, output_shape: Sizes | None = None, *, kernel_shape: list, pads: list | None = None,
               strides: list | None = None) -> Array:
    count = len(x.shape) - 2
    steps = strides or [1] * count
    own = [(size - 1) * step - sum(pair) + window for size, step, pair, window
           in zip(x.shape[2:], steps, pairs_of(pads, count), kernel_shape, strict=True)]
    shape = [*x.shape[:2], *own]
    total, number = product(shape), product(x.shape)
    flat, places = shaping.reshape(x, [number]), shaping.reshape(indices, [number])
    y = ops.scatter(0, "error", coercion.scalar(0, x.dtype, [total]), places, flat)
    # Windows that overlap can name an element several times, with the same maximum.
    times = ops.scatter(0, "error", coercion.scalar(0, x.dtype, [total]), places, coercion.scalar(1, x.dtype, [number]))
    y = shaping.reshape(y / ops.max_(times, 1), shape)
    return y if output_shape is None else bordered(y, [(0, size - made) for size, made in zip(output_shape, shape)])
