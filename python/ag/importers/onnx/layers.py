# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's layers: products, convolutions, pools, normalisations."""
from __future__ import annotations

from typing import Any

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size
from ...core.errors import Error
from ...numpy import contraction, joining, reductions, shaping, statistics, windows
from ..rules import Sizes
from ..values import Value
from .tables import ONNX

_SPACE = "dhwxyz"


@ONNX.rule("MatMul")
def matmul(x: Array, y: Array) -> Array:
    return contraction.matmul(x, y)


@ONNX.rule("Gemm", since=7)
def gemm(a: Array, b: Array, c: Array | None = None, *, alpha: float = 1.0, beta: float = 1.0, transA: int = 0,
         transB: int = 0) -> Array:
    product = contraction.matmul(a.T if transA else a, b.T if transB else b)
    product = product if alpha == 1 else product * alpha
    if c is None or beta == 0:
        return product
    return product + (c if beta == 1 else c * beta)


# Convolutions ----------------------------------------------------------------------------------


def padding_of(auto_pad: str, pads: list[int] | None, count: int) -> Any:
    """Returns the padding of a convolution or a pool for ag: pairs of widths, or a word."""
    if auto_pad in ("NOTSET", ""):
        pads = pads or [0] * (2 * count)
        if len(pads) != 2 * count:
            raise Error(f"its pads are {pads}, expected two for each of {count} dimensions")
        return list(zip(pads[:count], pads[count:]))
    if auto_pad == "VALID":
        return "valid"
    if auto_pad == "SAME_UPPER":
        return "same"
    raise Error(f"its attribute auto_pad is {auto_pad}, which is not supported")


def _layout(count: int) -> str:
    """Returns ONNX's layout of images, weights and results with this many dimensions of space."""
    if count > len(_SPACE):
        raise Error(f"it has {count} dimensions of space, expected at most {len(_SPACE)}")
    space = _SPACE[:count]
    return f"nc{space},oi{space}->nc{space}"


@ONNX.rule("Conv")
def conv(x: Array, w: Array, bias: Array | None = None, *, auto_pad: str = "NOTSET", dilations: list | None = None,
         group: int = 1, kernel_shape: list | None = None, pads: list | None = None, strides: list | None = None) -> Array:
    count = len(x.shape) - 2
    y = windows.conv(x, w, strides or 1, padding_of(auto_pad, pads, count), dilations or 1, group, _layout(count))
    return y if bias is None else y + shaping.reshape(bias, [bias.shape[0]] + [1] * count)


@ONNX.rule("GlobalMaxPool")
def global_max_pool(x: Array) -> Array:
    return reductions.max(x, list(range(2, len(x.shape))), keepdims=True)


@ONNX.rule("GlobalAveragePool")
def global_average_pool(x: Array) -> Array:
    return statistics.mean(x, list(range(2, len(x.shape))), keepdims=True)


@ONNX.rule("Pad", since=11)
def pad(x: Array, pads: Sizes, value: Array | None = None, axes: Sizes | None = None, *, mode: str = "constant") -> Array:
    return _padded(x, pads, value, axes, mode)


@ONNX.rule("Pad", since=2)
def pad_2(x: Array, *, pads: list, mode: str = "constant", value: float = 0.0) -> Array:
    return _padded(x, pads, value, None, mode)


def _padded(x: Array, pads: list[Size], value: Any, axes: list | None, mode: str) -> Array:
    axes = list(range(len(x.shape))) if axes is None else [axis + len(x.shape) if axis < 0 else axis for axis in axes]
    widths: list[tuple[Size, Size]] = [(0, 0)] * len(x.shape)
    for axis, before, after in zip(axes, pads[:len(axes)], pads[len(axes):]):
        widths[axis] = before, after
    flat = [width for pair in reversed(widths) for width in pair]
    words = {"constant": "constant", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}
    if mode not in words:
        raise Error(f"its attribute mode is {mode}, which is not supported")
    if mode == "constant" and all(isinstance(width, int) and width >= 0 for width in flat):
        return joining.pad(x, widths, _false_or_zero(x) if value is None else _scalar(value))
    return nn.images.pad(x, flat, words[mode], *([value] if mode == "constant" and value is not None else []))


def _false_or_zero(x: Array) -> Any:
    return coercion.scalar(False if x.dtype.kind == "Bool" else 0, x.dtype)


def _scalar(value: Any) -> Any:
    return shaping.reshape(value, []) if isinstance(value, Array) else value
