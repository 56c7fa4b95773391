# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops on single elements."""
from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ... import nn, ops
from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Dim
from ...core.errors import Error
from ...numpy import creation, elementwise, transcendental
from .. import affine, values
from ..powers import integer_power, known_power
from ..ratios import Ratio
from ..values import Known, Unfoldable, Value
from .shapes import dtype_named
from .tables import ONNX


def _each(function: Callable) -> Callable:
    """Returns a function of single elements as a fold."""
    return lambda *xs, **_: np.frompyfunc(function, len(xs), 1)(*xs)


def _flags(function: Callable) -> Callable:
    """Returns a comparison of two elements as a fold."""
    return lambda x, y: Known(np.frompyfunc(function, 2, 1)(x, y), "i1")


# Arithmetic ------------------------------------------------------------------------------------

for _op, _function, _fold, _known in (
        ("Add", ops.add, np.add, lambda x, y: affine.added(x, y, 1, x.dtype)),
        ("Sub", ops.sub, np.subtract, lambda x, y: affine.added(x, y, -1, x.dtype)),
        ("Mul", ops.mul, np.multiply, lambda x, y: affine.multiplied(x, y, x.dtype))):
    ONNX.rule(_op, since=7, fold=_fold, known=_known, single=True)((lambda function: lambda x, y: function(x, y))(_function))


@ONNX.rule("Div", since=7, fold=_each(values.quotient))
def div(x: Array, y: Array) -> Array:
    return ops.div(x, y)


def _remainder(x: Any, y: Any) -> Any:
    if isinstance(x, (float, Ratio)) or isinstance(y, (float, Ratio)) or (isinstance(y, int) and y <= 0):
        raise Unfoldable
    return x % y


@ONNX.rule("Mod", fold=lambda x, y, *, fmod=0: _each(_remainder)(x, y))
def mod(x: Array, y: Array, *, fmod: int = 0) -> Array:
    return ops.rem(*coercion.harmonize("Mod", x, y)) if fmod else elementwise.mod(x, y)


@ONNX.rule("Neg", fold=_each(lambda x: -x))
def neg(x: Array) -> Array:
    return ops.neg(x)


@ONNX.rule("Abs", fold=_each(lambda x: values.greater(x, -x)))
def abs_(x: Array) -> Array:
    return ops.abs_(x)


@ONNX.rule("Reciprocal")
def reciprocal(x: Array) -> Array:
    return ops.div(1, x)


def _sum_of(xs: Sequence[Array]) -> Array:
    """Returns the sum of arrays. f16 and bf16 are summed in f32."""
    return functools.reduce(ops.add, map(coercion.widened, xs))


@ONNX.rule("Sum", since=8)
def sum_(*xs: Array) -> Array:
    return _sum_of(xs).astype(xs[0].dtype)


@ONNX.rule("Mean", since=8)
def mean(*xs: Array) -> Array:
    return (_sum_of(xs) / len(xs)).astype(xs[0].dtype)


@ONNX.rule("Max", since=8, fold=lambda *xs: functools.reduce(_each(values.greater), xs))
def max_(*xs: Array) -> Array:
    return functools.reduce(ops.max_, xs)


@ONNX.rule("Min", since=8, fold=lambda *xs: functools.reduce(_each(values.lesser), xs))
def min_(*xs: Array) -> Array:
    return functools.reduce(ops.min_, xs)


# Powers ----------------------------------------------------------------------------------------


@ONNX.rule("Pow", since=7)
def pow_(x: Value, y: Value) -> Array:
    """The result has the base's type. Integers to the power of integers are exact, and wrap like products."""
    base, exponent, number = x.array, y.array, _number_of(y)
    if number is not None:
        base = coercion.broadcast_to(base, coercion.broadcast_shape("Pow", [base, exponent]))
        if base.dtype.is_float and number != 2:
            return ops.pow_(base, number)
        if number.is_integer() and number >= 0:
            return known_power(base, int(number))
    if base.dtype.is_integer and exponent.dtype.is_integer:
        return integer_power(*(coercion.broadcast_to(each, coercion.broadcast_shape("Pow", [base, exponent]))
                                for each in (base, exponent)))
    wide = coercion.promoted(exponent.dtype, base.dtype)
    return ops.pow_(base.astype(wide), exponent.astype(wide)).astype(base.dtype)


def _number_of(y: Value) -> float | None:
    """Returns the exponent if it is one known number."""
    if y.known is None or y.known.elements.size != 1 or isinstance(y.known.sizes[0], Dim):
        return None
    return float(y.known.sizes[0])


# Functions of one number -----------------------------------------------------------------------

for _op, _function in (
        ("Exp", ops.exp), ("Log", ops.log), ("Sqrt", ops.sqrt), ("Sin", ops.sin), ("Cos", ops.cos), ("Tanh", ops.tanh),
        ("Sigmoid", ops.sigmoid), ("Erf", ops.erf), ("Tan", transcendental.tan),
        ("Asin", transcendental.arcsin), ("Acos", transcendental.arccos), ("Atan", transcendental.arctan),
        ("Sinh", transcendental.sinh), ("Cosh", transcendental.cosh), ("Asinh", transcendental.arcsinh),
        ("Acosh", transcendental.arccosh), ("Atanh", transcendental.arctanh), ("Sign", elementwise.sign),
        ("Softplus", nn.activations.softplus), ("Softsign", nn.activations.softsign), ("Mish", nn.activations.mish),
        ("HardSwish", nn.activations.hardswish)):
    ONNX.rule(_op)((lambda function: lambda x: function(x))(_function))


@ONNX.rule("Relu", fold=_each(lambda x: values.greater(x, 0)))
def relu(x: Array) -> Array:
    return nn.relu(x)


@ONNX.rule("Floor", fold=_each(lambda x: Ratio.of(x.floor()) if isinstance(x, Ratio) else float(math.floor(x))))
def floor(x: Array) -> Array:
    return ops.floor(x)


@ONNX.rule("Ceil", fold=_each(lambda x: Ratio.of(x.ceil()) if isinstance(x, Ratio) else float(math.ceil(x))))
def ceil(x: Array) -> Array:
    return ops.ceil(x)


@ONNX.rule("Round")
def round_(x: Array) -> Array:
    return elementwise.round(x)


@ONNX.rule("IsNaN")
def is_nan(x: Array) -> Array:
    return elementwise.isnan(x)


@ONNX.rule("IsInf")
def is_inf(x: Array, *, detect_negative: int = 1, detect_positive: int = 1) -> Array:
    infinite = elementwise.isinf(x)
    if detect_negative and detect_positive:
        return infinite
    if not detect_negative and not detect_positive:
        return creation.zeros(x.shape, "i1")
    return infinite & (x < 0 if detect_negative else x > 0)


# Bits ------------------------------------------------------------------------------------------

for _op, _function in (("BitwiseAnd", elementwise.bitwise_and), ("BitwiseOr", elementwise.bitwise_or),
                       ("BitwiseXor", elementwise.bitwise_xor)):
    ONNX.rule(_op)((lambda function: lambda x, y: function(x, y))(_function))


@ONNX.rule("BitwiseNot")
def bitwise_not(x: Array) -> Array:
    return elementwise.bitwise_not(x)


@ONNX.rule("BitShift")
def bit_shift(x: Array, y: Array, *, direction: str) -> Array:
    if direction not in ("LEFT", "RIGHT"):
        raise Error(f"its attribute direction is {direction}, expected LEFT or RIGHT")
    return elementwise.left_shift(x, y) if direction == "LEFT" else elementwise.right_shift(x, y)


@ONNX.rule("BitCast")
def bit_cast(x: Array, *, to: int) -> Array:
    dtype = dtype_named(to)
    widths = [max(each.bits, 8) for each in (x.dtype, dtype)]  # bools have a byte
    if widths[0] != widths[1]:
        raise Error(f"it reads {x} as {dtype}, expected a type of {widths[0]} bits")
    x = _same_bits(x, f"i{widths[0]}") if x.dtype.is_float else x
    return _same_bits(x.astype(f"i{widths[0]}"), dtype.name) if dtype.is_float else x.astype(dtype)


def _same_bits(x: Array, dtype: str) -> Array:
    """Returns floats as integers of their bits, or such integers as floats."""
    sizes = [size if isinstance(size, int) else -1 for size in x.shape]
    (value,), _ = tracing.current().create("arith.bitcast", [x.value], {}, result_types=[(dtype, sizes)])
    return tracing.wrap(value, x.shape)


# Comparisons and choices -----------------------------------------------------------------------

for _op, _predicate, _function, _compare in (
        ("Equal", "eq", elementwise.equal, values.is_equal), ("Less", "lt", elementwise.less, values.is_less),
        ("Greater", "gt", elementwise.greater, lambda x, y: values.is_less(y, x)),
        ("LessOrEqual", "le", elementwise.less_equal, lambda x, y: not values.is_less(y, x)),
        ("GreaterOrEqual", "ge", elementwise.greater_equal, lambda x, y: not values.is_less(x, y))):
    ONNX.rule(_op, since=7, fold=_flags(_compare), known=functools.partial(affine.compared, _predicate),
               single=True)((lambda function: lambda x, y: function(x, y))(_function))

for _op, _function, _fold, _known in (
        ("And", elementwise.logical_and, lambda x, y: x and y, functools.partial(affine.combined, False)),
        ("Or", elementwise.logical_or, lambda x, y: x or y, functools.partial(affine.combined, True)),
        ("Xor", elementwise.logical_xor, lambda x, y: x != y, None)):
    ONNX.rule(_op, since=7, fold=_each(_fold), known=_known, single=True)((lambda function: lambda x, y: function(x, y))(_function))


@ONNX.rule("Not", fold=_each(lambda x: not x), known=affine.negated, single=True)
def not_(x: Array) -> Array:
    return elementwise.logical_not(x)


def _attention_weights(condition: Value, x: Value, y: Value) -> Value | None:
    """Returns the softmax y whose rows are x = 0 where they are NaN, as PyTorch exports attention. The rows that are NaN are
    those in which no key is seen; an op of ag has 0 there, and can be computed as it is used."""
    is_nan, softmax = condition.made_by("IsNaN"), y.made_by("Softmax")
    if is_nan is None or softmax is None or is_nan[1][0] is not y:
        return None
    axis = softmax[0].attributes.get("axis", -1)
    if x.known is None or any(each != 0 for each in x.known.sizes) or axis not in (-1, len(y.shape) - 1):
        return None
    return Value.of(nn._softmax_or_zero(softmax[1][0].array))


@ONNX.rule("Where", fold=_each(lambda flag, x, y: x if flag else y), like=1, single=True,
           known=lambda condition, x, y: affine.chosen(condition, x, y) or _attention_weights(condition, x, y))
def where(condition: Array, x: Array, y: Array) -> Array:
    return elementwise.where(condition, x, y)


@ONNX.rule("Clip", since=11)
def clip(x: Array, low: Array | None = None, high: Array | None = None) -> Array:
    x = x if low is None else ops.max_(x, low)
    return x if high is None else ops.min_(x, high)


@ONNX.rule("Clip")
def clip_6(x: Array, *, min: float | None = None, max: float | None = None) -> Array:
    x = x if min is None else ops.max_(x, min)
    return x if max is None else ops.min_(x, max)
