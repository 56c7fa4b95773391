# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops on integers that stand for floats: an element q is (q - zero_point) * scale.

Products are computed in i32. Scales and zero points are one number, a vector along an axis, or a number for each block of
adjacent elements along it.
"""
from __future__ import annotations

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size
from ...core.dtypes import DTYPES, DType
from ...core.errors import Error
from ...numpy import contraction, elementwise, indexing, shaping
from .convolutions import conv
from .shapes import axis_of, dtype_named
from .tables import MICROSOFT, ONNX

# Scales ----------------------------------------------------------------------------------------


def _along(numbers: Array, x: Array, axis: int) -> Array:
    """Returns one number, or a vector along the axis, such that it is broadcast to x."""
    if numbers.shape in ((), (1,)):
        return shaping.reshape(numbers, [])
    return shaping.reshape(numbers, [numbers.shape[0]] + [1] * (len(x.shape) - 1 - axis))


def _of_elements(numbers: Array, x: Array, axis: int, block: int) -> Array:
    """Returns scales or zero points such that they are broadcast to x."""
    if len(numbers.shape) > 1 or block:
        return _of_blocks(numbers, x, axis_of(axis, len(x.shape)), block)
    return _along(numbers, x, axis_of(axis, len(x.shape)) if numbers.shape not in ((), (1,)) else 0)


def _of_blocks(numbers: Array, x: Array, axis: int, block: int) -> Array:
    """Returns the numbers with each repeated for the elements of its block. The last block may be shorter."""
    if block < 1 or len(numbers.shape) != len(x.shape):
        raise Error(f"the scales {numbers} of {x} have blocks of {block} elements, expected a number from 1 on, and equal "
                    "ranks")
    shape = list(numbers.shape)
    split: list[Size] = [*shape[:axis + 1], block, *shape[axis + 1:]]
    wide = coercion.broadcast_in(numbers, split, [dim for dim in range(len(split)) if dim != axis + 1])
    repeated = shaping.reshape(wide, [*shape[:axis], shape[axis] * block, *shape[axis + 1:]])
    return repeated if shape[axis] * block == x.shape[axis] else indexing.take_slice(repeated, axis, slice(0, x.shape[axis]))


def _quantized(x: Array, zero_point: Array | None, dtype: DType) -> Array:
    """Returns floats rounded and moved by the zero point, limited to the range of the type."""
    wide = ops.round_(coercion.widened(x))
    wide = wide if zero_point is None else wide + zero_point.astype(wide.dtype)
    low, high = dtype.bounds
    return elementwise.clip(wide, float(low), float(high)).astype(dtype)


@MICROSOFT.rule("QuantizeLinear")
@ONNX.rule("QuantizeLinear")
def quantize_linear(x: Array, scale: Array, zero_point: Array | None = None, *, axis: int = 1, block_size: int = 0,
                    output_dtype: int = 0, precision: int = 0, saturate: int = 1) -> Array:
    dtype = dtype_named(output_dtype) if output_dtype else zero_point.dtype if zero_point is not None else DTYPES["ui8"]
    if not dtype.is_integer:
        raise Error(f"it makes elements of {dtype}, expected integers")
    divided_in = dtype_named(precision) if precision else scale.dtype
    scales = _of_elements(scale, x, axis, block_size).astype(divided_in)
    zeros = None if zero_point is None else _of_elements(zero_point, x, axis, block_size)
    return _quantized(x.astype(divided_in) / scales, zeros, dtype)


@MICROSOFT.rule("DequantizeLinear")
@ONNX.rule("DequantizeLinear")
def dequantize_linear(x: Array, scale: Array, zero_point: Array | None = None, *, axis: int = 1, block_size: int = 0,
                      output_dtype: int = 0) -> Array:
    zeros = None if zero_point is None else _of_elements(zero_point, x, axis, block_size)
    scales = coercion.widened(_of_elements(scale, x, axis, block_size))
    y = _from_zero(x, zeros).astype(scales.dtype) * scales
    return y.astype(dtype_named(output_dtype) if output_dtype else scale.dtype)


# Products of integers --------------------------------------------------------------------------


def _from_zero(x: Array, zero_point: Array | None) -> Array:
    """Returns x minus the zero point, as i32."""
    wide = x.astype("i32")
    return wide if zero_point is None else wide - zero_point.astype("i32")


def _of_rows(numbers: Array | None, x: Array) -> Array | None:
    """Returns one number, or a vector with one for each row of a matrix, such that it is broadcast to x."""
    return numbers if numbers is None or len(numbers.shape) > 1 else _along(numbers, x, len(x.shape) - 2)


def _of_columns(numbers: Array | None) -> Array | None:
    return shaping.reshape(numbers, []) if numbers is not None and numbers.shape == (1,) else numbers


@ONNX.rule("MatMulInteger")
def matmul_integer(a: Array, b: Array, a_zero_point: Array | None = None, b_zero_point: Array | None = None) -> Array:
    left, right = _from_zero(a, _of_rows(a_zero_point, a)), _from_zero(b, _of_columns(b_zero_point))
    return contraction.matmul(left, right)


@ONNX.rule("QLinearMatMul")
def qlinear_matmul(a: Array, a_scale: Array, a_zero_point: Array, b: Array, b_scale: Array, b_zero_point: Array,
                   y_scale: Array, y_zero_point: Array) -> Array:
    product = matmul_integer(a, b, a_zero_point, b_zero_point)
    left, right = coercion.widened(_of_rows(a_scale, a)), coercion.widened(_of_columns(b_scale))  # type: ignore[arg-type]
    scale = left * right / coercion.widened(_of_rows(y_scale, product))  # type: ignore[arg-type]
    return _quantized(product.astype(scale.dtype) * scale, _of_rows(y_zero_point, product), y_zero_point.dtype)


@ONNX.rule("ConvInteger")
def conv_integer(x: Array, w: Array, x_zero_point: Array | None = None, w_zero_point: Array | None = None, *,
                 auto_pad: str = "NOTSET", dilations: list | None = None, group: int = 1, kernel_shape: list | None = None,
                 pads: list | None = None, strides: list | None = None) -> Array:
    zeros = None if x_zero_point is None else _along(x_zero_point, x, 1)
    of_outputs = None if w_zero_point is None else _along(w_zero_point, w, 0)
    return conv(_from_zero(x, zeros), _from_zero(w, of_outputs), auto_pad=auto_pad, dilations=dilations, group=group,
                kernel_shape=kernel_shape, pads=pads, strides=strides)


@ONNX.rule("QLinearConv")
def qlinear_conv(x: Array, x_scale: Array, x_zero_point: Array, w: Array, w_scale: Array, w_zero_point: Array,
                 y_scale: Array, y_zero_point: Array, bias: Array | None = None, *, auto_pad: str = "NOTSET",
                 dilations: list | None = None, group: int = 1, kernel_shape: list | None = None, pads: list | None = None,
                 strides: list | None = None) -> Array:
    product = conv_integer(x, w, x_zero_point, w_zero_point, auto_pad=auto_pad, dilations=dilations, group=group,
                           kernel_shape=kernel_shape, pads=pads, strides=strides)
    if bias is not None:
        product = product + _along(bias, product, 1)
    scale = _along(x_scale, x, 1) * _along(w_scale, product, 1) / _along(y_scale, product, 1)
    return _quantized(product.astype(scale.dtype) * scale, _along(y_zero_point, product, 1), y_zero_point.dtype)
