# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of layers: products, attention, convolutions, pools, changes of resolution."""
from __future__ import annotations

import math
from typing import Any

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import product
from ...core.errors import Error
from ...numpy import contraction, creation, reductions, shaping, statistics, windows
from ..graph import Node
from ..values import Value
from .promotion import number
from .shapes import axis_of
from .tables import ATEN

# Products --------------------------------------------------------------------------------------


@ATEN.rule("aten.linear.default")
def linear(input: Array, weight: Array, bias: Array | None = None) -> Array:
    if len(weight.shape) == 1:
        product = contraction.matmul(input, weight)
        return product if bias is None else product + bias
    return nn.linear(input, weight, bias)


@ATEN.rule("aten.mm.default", "aten.bmm.default", "aten.matmul.default", "aten.mv.default", "aten.dot.default",
           "aten.linalg_matmul.default")
def matmul(self: Array, mat2: Array) -> Array:
    return contraction.matmul(self, mat2)


@ATEN.rule("aten.inner.default")
def inner(self: Array, other: Array) -> Array:
    return contraction.tensordot(self, other, ([-1], [-1])) if self.shape and other.shape else ops.mul(self, other)


@ATEN.rule("aten.bilinear.default")
def bilinear(input1: Array, input2: Array, weight: Array, bias: Array | None = None) -> Array:
    product = contraction.einsum("...i,oij,...j->...o", input1, weight, input2)
    return product if bias is None else product + bias


def _plus(x: Array, product: Array, beta: Any, alpha: Any) -> Array:
    product = product if alpha == 1 else product * number(alpha, product.dtype)
    return product if beta == 0 else product + (x if beta == 1 else x * number(beta, x.dtype))


@ATEN.rule("aten.addmm.default", "aten.baddbmm.default", "aten.addmv.default")
def addmm(self: Array, mat1: Array, mat2: Array, *, beta: Any = 1, alpha: Any = 1) -> Array:
    return _plus(self, contraction.matmul(mat1, mat2), beta, alpha)


@ATEN.rule("aten.addbmm.default")
def addbmm(self: Array, batch1: Array, batch2: Array, *, beta: Any = 1, alpha: Any = 1) -> Array:
    return _plus(self, reductions.sum(contraction.matmul(batch1, batch2), 0), beta, alpha)


@ATEN.rule("aten.outer.default", "aten.ger.default")
def outer(self: Array, vec2: Array) -> Array:
    return contraction.outer(self, vec2)


@ATEN.rule("aten.einsum.default")
def einsum(equation: str, tensors: Array, path: Any = None) -> Array:
    return contraction.einsum(equation, *tensors)  # type: ignore[misc]


@ATEN.rule("aten.scaled_dot_product_attention.default")
def attention(query: Array, key: Array, value: Array, attn_mask: Value | None = None, dropout_p: float = 0.0,
              is_causal: bool = False, *, scale: float | None = None, enable_gqa: bool = False) -> Array:
    if dropout_p:
        raise Error("attention with dropout is not supported", ["export the model after model.eval()"])
    mask = None if attn_mask is None else (attn_mask.core or attn_mask).array
    if mask is not None and mask.dtype.is_float and mask.dtype != query.dtype:
        mask = mask.astype(coercion.widened(query).dtype)
    return nn.scaled_dot_product_attention(query, key, value, mask, 0.0, is_causal, scale, enable_gqa)


# Convolutions ----------------------------------------------------------------------------------

_SPACE = "dhw"


def _letters(rank: int, count: int) -> tuple[str, str]:
    """Returns the letters of an image's dimensions, the first of which it may lack, and those of space."""
    space = _SPACE[len(_SPACE) - count:]
    return ("nc" if rank > count + 1 else "c") + space, space


def _numbers(values: Any, count: int) -> list[int]:
    listed = list(values) if isinstance(values, list) else [values]
    return listed * count if len(listed) == 1 else listed


def _with_bias(y: Array, bias: Array | None, count: int) -> Array:
    return y if bias is None else y + shaping.reshape(bias, [bias.shape[0]] + [1] * count)


def convolved(x: Array, w: Array, bias: Array | None, stride: Any, padding: Any, dilation: Any, groups: int) -> Array:
    """Returns a convolution in PyTorch's layout."""
    count = len(w.shape) - 2
    letters, space = _letters(len(x.shape), count)
    stride, dilation = _numbers(stride, count), _numbers(dilation, count)
    if padding == "same":
        totals = [step * (size - 1) for step, size in zip(dilation, w.shape[2:])]
        widths: Any = [(total // 2, total - total // 2) for total in totals]
    else:
        widths = "valid" if padding == "valid" else [(each, each) for each in _numbers(padding, count)]
    y = windows.conv(x, w, stride, widths, dilation, groups, f"{letters},oi{space}->{letters}")
    return _with_bias(y, bias, count)


@ATEN.rule(*(f"aten.conv{rank}d.{word}" for rank in (1, 2, 3) for word in ("default", "padding")))
def conv(input: Array, weight: Array, bias: Array | None = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
         groups: int = 1) -> Array:
    return convolved(input, weight, bias, stride, padding, dilation, groups)


def transposed(x: Array, w: Array, bias: Array | None, stride: Any, padding: Any, output_padding: Any, groups: int,
               dilation: Any) -> Array:
    """Returns a transposed convolution in PyTorch's layout."""
    count = len(w.shape) - 2
    letters, space = _letters(len(x.shape), count)
    widths = [(each, each) for each in _numbers(padding, count)]
    y = windows.conv_transpose(x, w, _numbers(stride, count), widths, _numbers(output_padding, count),
                               _numbers(dilation, count), groups, f"{letters},io{space}->{letters}")
    return _with_bias(y, bias, count)


@ATEN.rule("aten.conv_transpose1d.default", "aten.conv_transpose2d.input", "aten.conv_transpose3d.input")
def conv_transpose(input: Array, weight: Array, bias: Array | None = None, stride: Any = 1, padding: Any = 0,
                   output_padding: Any = 0, groups: int = 1, dilation: Any = 1) -> Array:
    return transposed(input, weight, bias, stride, padding, output_padding, groups, dilation)


@ATEN.rule("aten.convolution.default")
def convolution(input: Array, weight: Array, bias: Array | None, stride: list, padding: list, dilation: list,
                is_transposed: bool, output_padding: list, groups: int) -> Array:
    if is_transposed:
        return transposed(input, weight, bias, stride, padding, output_padding, groups, dilation)
    return convolved(input, weight, bias, stride, padding, dilation, groups)


# Pools -----------------------------------------------------------------------------------------


def _moving(x: Array, rank: int, kernel_size: Any, stride: Any, padding: Any) -> tuple[str, list[int], list[int], Any]:
    """Returns the layout of a pool, its windows, strides and paddings."""
    letters, _ = _letters(len(x.shape), rank)
    kernel = _numbers(kernel_size, rank)
    strides = _numbers(stride, rank) if stride not in ([], None) else kernel
    return letters, kernel, strides, [(each, each) for each in _numbers(padding, rank)]


def max_pool(x: Array, rank: int, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool,
             return_indices: bool) -> Any:
    """Returns a max pool in PyTorch's layout."""
    letters, kernel, strides, widths = _moving(x, rank, kernel_size, stride, padding)
    return windows.max_pool(x, kernel, strides, widths, _numbers(dilation, rank), letters, ceil_mode, return_indices)


def avg_pool(x: Array, rank: int, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
             count_include_pad: bool = True, divisor_override: Any = None) -> Array:
    """Returns an average pool in PyTorch's layout."""
    letters, kernel, strides, widths = _moving(x, rank, kernel_size, stride, padding)
    if divisor_override is None:
        return windows.avg_pool(x, kernel, strides, widths, 1, letters, count_include_pad, ceil_mode)
    if ceil_mode:
        raise Error("divisor_override with ceil_mode is not supported")
    return windows.avg_pool(x, kernel, strides, widths, 1, letters) * (math.prod(kernel) / divisor_override)


def _pools(rank: int) -> None:
    @ATEN.rule(f"aten.max_pool{rank}d.default")
    def of_maxima(self: Array, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                  ceil_mode: bool = False) -> Array:
        return max_pool(self, rank, kernel_size, stride, padding, dilation, ceil_mode, False)

    @ATEN.rule(f"aten.max_pool{rank}d_with_indices.default")
    def with_indices(self: Array, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                     ceil_mode: bool = False, *, node: Node) -> Any:
        return max_pool(self, rank, kernel_size, stride, padding, dilation, ceil_mode, bool(node.results[1]))

    @ATEN.rule(f"aten.max_pool{rank}d_with_indices_backward.default")
    def of_maxima_backward(grad_output: Array, self: Array, kernel_size: Any, stride: Any, padding: Any, dilation: Any,
                           ceil_mode: bool, indices: Array) -> Array:
        batch = self.shape[:-rank]
        rows = [product(batch), product(indices.shape[-rank:])]
        flat = creation.zeros([rows[0], product(self.shape[-rank:])], self.dtype)
        places = ops.iota(0, rows, "i64"), shaping.reshape(indices, rows)
        return shaping.reshape(flat.at[places].add(shaping.reshape(grad_output, rows)), self.shape)

    @ATEN.rule(f"aten.avg_pool{rank}d.default")
    def of_means(self: Array, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
                 count_include_pad: bool = True, divisor_override: Any = None) -> Array:
        return avg_pool(self, rank, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


for _rank in (1, 2, 3):
    _pools(_rank)


@ATEN.rule("aten.adaptive_avg_pool1d.default", "aten.adaptive_avg_pool2d.default", "aten._adaptive_avg_pool2d.default",
           "aten.adaptive_avg_pool3d.default", "aten._adaptive_avg_pool3d.default")
def adaptive_avg_pool(self: Array, output_size: list) -> Array:
    rank = len(output_size)
    if all(isinstance(size, int) and size == 1 for size in output_size):
        return statistics.mean(self, list(range(len(self.shape) - rank, len(self.shape))), keepdims=True)
    if rank == 1:
        return nn.images.adaptive_avg_pool1d(self, output_size[0])
    flat = nn.images.adaptive_avg_pool2d(self, output_size[-2:])
    if rank == 2:
        return flat
    depth = len(self.shape) - 3
    moved = nn.images.adaptive_avg_pool1d(shaping.moveaxis(flat, depth, -1), output_size[0])
    return shaping.moveaxis(moved, -1, depth)


@ATEN.rule("aten.adaptive_max_pool1d.default", "aten.adaptive_max_pool2d.default")
def adaptive_max_pool(self: Array, output_size: list) -> Array:
    return nn.images.adaptive_max_pool1d(self, output_size[0]) if len(output_size) == 1 else \
        nn.images.adaptive_max_pool2d(self, output_size)


# Changes of resolution -------------------------------------------------------------------------


def _upsampled(x: Array, size: list | None, factors: list | None, mode: str, align_corners: bool = False,
               antialias: bool = False) -> Array:
    """Returns images that are resized. Factors decide the places, and the sizes if these are not given."""
    if align_corners and antialias:
        raise Error("align_corners with antialias is not supported")
    factors = factors or [None] * len(x.shape[2:])
    scaled = [(None, None) if factor is None else nn.images.scaled(x, axis, factor) for axis, factor in enumerate(factors, 2)]
    sizes = [each for each, _ in scaled] if size is None else size
    return nn.images.resized(x, list(zip(sizes, [factor for _, factor in scaled])), mode, align_corners, antialias)


def _resizes(name: str, mode: str, antialias: bool = False) -> None:
    """Makes the rules of an op of a linear or cubic mode. Its .vec has sizes or factors, its .default sizes, and may have
    factors, too."""
    @ATEN.rule(f"aten.{name}.vec")
    def by_either(input: Array, output_size: list | None = None, align_corners: bool = False,
                  scale_factors: list | None = None) -> Array:
        return _upsampled(input, output_size, scale_factors, mode, align_corners, antialias)

    @ATEN.rule(f"aten.{name}.default")
    def by_both(self: Array, output_size: list, align_corners: bool, a: Any = None, b: Any = None, c: Any = None) -> Array:
        return _upsampled(self, output_size, [a, b, c][:len(output_size)], mode, align_corners, antialias)


def _repeats(name: str, mode: str) -> None:
    """Makes those of an op of the nearest elements."""
    @ATEN.rule(f"aten.{name}.vec")
    def by_either(input: Array, output_size: list | None = None, scale_factors: list | None = None) -> Array:
        return _upsampled(input, output_size, scale_factors, mode)

    @ATEN.rule(f"aten.{name}.default")
    def by_both(self: Array, output_size: list, a: Any = None, b: Any = None, c: Any = None) -> Array:
        return _upsampled(self, output_size, [a, b, c][:len(output_size)], mode)


for _rank in (1, 2, 3):
    _repeats(f"upsample_nearest{_rank}d", "nearest")
    _repeats(f"_upsample_nearest_exact{_rank}d", "nearest-exact")
for _rank, _mode in ((1, "linear"), (2, "bilinear"), (3, "trilinear"), (2, "bicubic")):
    _resizes(f"upsample_{_mode}{_rank}d", _mode)
for _mode in ("bilinear", "bicubic"):
    _resizes(f"_upsample_{_mode}2d_aa", _mode, True)


_MODES, _PADDINGS = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")


@ATEN.rule("aten.grid_sampler.default", "aten.grid_sampler_2d.default", "aten.grid_sampler_3d.default")
def grid_sampler(input: Array, grid: Array, interpolation_mode: int, padding_mode: int, align_corners: bool) -> Array:
    return nn.sampling.grid_sample(input, grid, _MODES[interpolation_mode], _PADDINGS[padding_mode],  # type: ignore[arg-type]
                                   align_corners)


@ATEN.rule("aten.pixel_shuffle.default")
def pixel_shuffle(self: Array, upscale_factor: int) -> Array:
    *batch, channels, height, width = self.shape
    rank, factor = len(batch), upscale_factor
    x = shaping.reshape(self, [*batch, channels // (factor * factor), factor, factor, height, width])
    x = shaping.transpose(x, [*range(rank), *(rank + each for each in (0, 3, 1, 4, 2))])
    return shaping.reshape(x, [*batch, channels // (factor * factor), height * factor, width * factor])


@ATEN.rule("aten.pixel_unshuffle.default")
def pixel_unshuffle(self: Array, downscale_factor: int) -> Array:
    *batch, channels, height, width = self.shape
    rank, factor = len(batch), downscale_factor
    x = shaping.reshape(self, [*batch, channels, height // factor, factor, width // factor, factor])
    x = shaping.transpose(x, [*range(rank), *(rank + each for each in (0, 2, 4, 1, 3))])
    return shaping.reshape(x, [*batch, channels * factor * factor, height // factor, width // factor])


@ATEN.rule("aten.cosine_similarity.default")
def cosine_similarity(x1: Array, x2: Array, dim: int = 1, eps: float = 1e-8) -> Array:
    x, y = coercion.harmonize("cosine_similarity", x1, x2)
    axis = axis_of(dim, len(x.shape))
    sizes = [ops.max_(ops.sqrt(reductions.sum(each * each, axis)), eps) for each in (x, y)]
    return reductions.sum(x * y, axis) / (sizes[0] * sizes[1])


@ATEN.rule("aten._cdist_forward.default", "aten.cdist.default")
def cdist(x1: Array, x2: Array, p: float = 2.0, compute_mode: Any = None) -> Array:
    x, y = shaping.expand_dims(x1, len(x1.shape) - 1), shaping.expand_dims(x2, len(x2.shape) - 2)
    size = ops.abs_(ops.sub(*coercion.harmonize("cdist", x, y)))
    if p == 0:
        return reductions.sum((size != 0).astype(size.dtype), -1)
    if math.isinf(p):
        return reductions.max(size, -1)
    return reductions.sum(size, -1) if p == 1 else ops.sqrt(reductions.sum(size * size, -1)) if p == 2 else \
        ops.pow_(reductions.sum(ops.pow_(size, float(p)), -1), 1 / p)
