# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that read images at places which the program computes."""
from __future__ import annotations

from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import may_be_equal, product
from ...core.errors import Error
from ...nn.sampling import Rows, check_grid, interpolated, linear_taps, sampled, with_channels
from ...numpy import contraction, reductions, shaping
from ...transforms import control
from ..rules import Sizes
from .convolutions import check_kernel, pairs_of, with_bias
from .tables import ONNX


_MODES = {"bilinear": "bilinear", "bicubic": "bicubic", "linear": "bilinear", "cubic": "bicubic", "nearest": "nearest"}


@ONNX.rule("GridSample")
def grid_sample(x: Array, grid: Array, *, align_corners: int = 0, mode: str = "linear", padding_mode: str = "zeros") -> Array:
    if mode not in _MODES or padding_mode not in ("zeros", "border", "reflection"):
        raise Error(f"its mode is {mode} and its padding_mode {padding_mode}, expected {', '.join(_MODES)}, and zeros, border "
                    "or reflection")
    check_grid(x, grid)
    return sampled(x, grid, _MODES[mode], padding_mode, bool(align_corners), rounds_first=True)


# DeformConv ------------------------------------------------------------------------------------


@ONNX.rule("DeformConv")
def deform_conv(x: Array, w: Array, offset: Array, bias: Array | None = None, mask: Array | None = None, *,
                dilations: list | None = None, group: int = 1, kernel_shape: list | None = None, offset_group: int = 1,
                pads: list | None = None, strides: list | None = None) -> Array:
    rank = len(x.shape) - 2
    check_kernel(w, kernel_shape)
    kernel, sizes, batch = w.shape[2:], offset.shape[2:], x.shape[0]
    count = product(kernel)
    steps, apart, border = strides or [1] * rank, dilations or [1] * rank, pairs_of(pads, rank)
    rows = Rows(x, offset_group)
    # All have the number of the window's element first, which the loop is over.
    offsets = shaping.moveaxis(shaping.reshape(offset, [batch, offset_group, count, rank, *sizes]), (2, 3), (0, 1))
    masks = None if mask is None else shaping.moveaxis(shaping.reshape(mask, [batch, offset_group, count, *sizes]), 2, 0)
    groups = shaping.reshape(w, [group, w.shape[0] // group, w.shape[1], count])
    shape = [batch, offset_group, *sizes]
    images = ops.iota(0, shape, "i64") * offset_group + ops.iota(1, shape, "i64")
    dtype = coercion.widened(x).dtype
    letters = "xyzuvw"[:rank]

    def step(number: Any, total: Array) -> Array:
        taps, left = [], number
        inner = [left // product(kernel[axis + 1:]) % kernel[axis] for axis in range(rank)]
        for axis in range(rank):
            start = ops.iota(axis + 2, shape, "i64") * steps[axis] - border[axis][0] + inner[axis] * apart[axis]
            taps.append(linear_taps(start.astype(dtype) + offsets[number, axis].astype(dtype), x.shape[axis + 2]))
        row = interpolated(rows, images, taps)
        if masks is not None:
            row = row * with_channels(masks[number]).astype(dtype)
        row = shaping.reshape(shaping.moveaxis(row, 1, -2), [batch, *sizes, group, w.shape[1]])
        return total + contraction.einsum(f"n{letters}gi,goi->ngo{letters}", row, groups[..., number].astype(dtype))

    start = coercion.scalar(0, dtype, [batch, group, w.shape[0] // group, *sizes])
    y = shaping.reshape(control.fori_loop(0, count, step, start), [batch, w.shape[0], *sizes])
    return with_bias(y.astype(x.dtype), bias)


# AffineGrid ------------------------------------------------------------------------------------


@ONNX.rule("AffineGrid", since=20)
def affine_grid(theta: Array, size: Sizes, *, align_corners: int = 0) -> Array:
    spaces = size[2:]
    rank = len(spaces)
    if len(theta.shape) != 3 or not all(map(may_be_equal, theta.shape[1:], (rank, rank + 1))):
        raise Error(f"its operand theta is {theta}, expected [N, {rank}, {rank + 1}] for images of {rank} dimensions")
    wide = coercion.widened(theta)
    # The last dimension of images is the first one of places.
    y = reductions.spread(wide[:, :, rank], coercion.scalar(0, wide.dtype, [theta.shape[0], *spaces, rank]), range(1, rank + 1))
    for axis, extent in enumerate(spaces):
        number, count = ops.iota(0, [extent], "i64").astype(wide.dtype), coercion.scalar(extent, wide.dtype)
        place = 2 * number / ops.max_(count - 1, 1) - 1 if align_corners else (2 * number + 1) / count - 1
        column = shaping.reshape(wide[:, :, rank - 1 - axis], [theta.shape[0], *[1] * rank, rank])
        y = y + column * shaping.reshape(place, [extent if dim == axis else 1 for dim in range(rank)] + [1])
    return y.astype(theta.dtype)
