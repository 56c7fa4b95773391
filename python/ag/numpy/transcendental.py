# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trigonometric and hyperbolic functions, exponentials, logarithms and roots that the dialect has no op for.

They are ops of upstream's math dialect, or are composed of such ops. All take floats, and keep the shape and element type of
their operand; two operands are broadcast. Functions of more than one op compute f16 and bf16 in f32 and round once.
Outside of its domain, a function is NaN.
"""
from __future__ import annotations

import math

from .. import ops
from ..core import calls, coercion, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.errors import Error
from . import elementwise


def _unary(op: str, name: str, x: ArrayLike) -> Array:
    return tracing.apply(op, [coercion.floats(name, x)], {})


def _floats(name: str, x: ArrayLike, y: ArrayLike) -> list[Array]:
    """Returns the operands as floats of one element type and one shape."""
    operands = coercion.harmonize(name, x, y)
    if not operands[0].dtype.is_float:
        raise Error(f"{name} is defined on floats, got {' and '.join(map(str, operands))}: cast them with .astype('f32')")
    return operands


# Angles ----------------------------------------------------------------------------------------


def tan(x: ArrayLike) -> Array:
    """Returns the tangent of an angle in radians."""
    return _unary("math.tan", "tan", x)


def arcsin(x: ArrayLike) -> Array:
    """Returns the angle in radians, from -pi/2 to pi/2, whose sine is x."""
    return _unary("math.asin", "arcsin", x)


def arccos(x: ArrayLike) -> Array:
    """Returns the angle in radians, from 0 to pi, whose cosine is x."""
    return _unary("math.acos", "arccos", x)


def arctan(x: ArrayLike) -> Array:
    """Returns the angle in radians, from -pi/2 to pi/2, whose tangent is x."""
    return _unary("math.atan", "arctan", x)


def arctan2(y: ArrayLike, x: ArrayLike) -> Array:
    """Returns the angle in radians, from -pi to pi, of the point (x, y). The signs of zeros count, as in numpy. Like
    numpy's, the function takes y first."""
    return tracing.apply("math.atan2", _floats("arctan2", y, x), {})


def deg2rad(x: ArrayLike) -> Array:
    """Returns an angle in degrees as one in radians."""
    return _scaled("deg2rad", x, math.pi / 180)


def rad2deg(x: ArrayLike) -> Array:
    """Returns an angle in radians as one in degrees."""
    return _scaled("rad2deg", x, 180 / math.pi)


def _scaled(name: str, x: ArrayLike, factor: float) -> Array:
    x = coercion.floats(name, x)
    return (coercion.widened(x) * factor).astype(x.dtype)


#: The coefficients of sin(t) / t in powers of t^2, from the highest one on.
_SINC = [(-1) ** power / math.factorial(2 * power + 1) for power in reversed(range(11))]


def sinc(x: ArrayLike) -> Array:
    """Returns sin(pi x) / (pi x), which is 1 at 0, and exactly 0 at other integers."""
    x = coercion.floats("sinc", x)
    wide = coercion.widened(x)
    # The derivative of the quotient loses digits near 0; that of a series does not.
    is_small = elementwise.less(ops.abs_(wide), 0.35)
    square = elementwise.square(elementwise.where(is_small, wide, 0) * math.pi)
    series = coercion.scalar(_SINC[0], wide.dtype, wide.shape)
    for coefficient in _SINC[1:]:
        series = series * square + coefficient
    large = elementwise.where(is_small, 1, wide)
    return elementwise.where(is_small, series, _sine_of_turns(large) / math.pi / large).astype(x.dtype)


def _sine_of_turns(x: Array) -> Array:
    """Returns sin(pi x), from the distance of x to the nearest integer, which is exact."""
    nearest = ops.round_(x)
    half = nearest * 0.5
    sine = ops.sin((x - nearest) * math.pi)
    return elementwise.where(elementwise.equal(half, ops.floor(half)), sine, -sine)


# Hyperbolic functions --------------------------------------------------------------------------


def sinh(x: ArrayLike) -> Array:
    """Returns the hyperbolic sine, exact near 0."""
    return _unary("math.sinh", "sinh", x)


def cosh(x: ArrayLike) -> Array:
    """Returns the hyperbolic cosine."""
    return _unary("math.cosh", "cosh", x)


def arcsinh(x: ArrayLike) -> Array:
    """Returns the number whose hyperbolic sine is x, exact near 0."""
    return _unary("math.asinh", "arcsinh", x)


def arccosh(x: ArrayLike) -> Array:
    """Returns the number from 0 on whose hyperbolic cosine is x."""
    return _unary("math.acosh", "arccosh", x)


def arctanh(x: ArrayLike) -> Array:
    """Returns the number whose hyperbolic tangent is x, exact near 0."""
    return _unary("math.atanh", "arctanh", x)


# Exponentials, logarithms, roots ---------------------------------------------------------------


def exp2(x: ArrayLike) -> Array:
    """Returns 2 to the power of x."""
    return _unary("math.exp2", "exp2", x)


def log10(x: ArrayLike) -> Array:
    """Returns the logarithm to base 10; NaN below 0."""
    return _unary("math.log10", "log10", x)


def cbrt(x: ArrayLike) -> Array:
    """Returns the cube root, which has the sign of x."""
    return _unary("math.cbrt", "cbrt", x)


def erfc(x: ArrayLike) -> Array:
    """Returns 1 - erf(x), exact where it is near 0."""
    return _unary("math.erfc", "erfc", x)


def logaddexp(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns log(exp(x) + exp(y)), computed without overflow."""
    x, y = _floats("logaddexp", x, y)
    wide_x, wide_y = coercion.widened(x), coercion.widened(y)
    # The difference of equal infinities is NaN.
    distance = ops.abs_(elementwise.where(elementwise.equal(wide_x, wide_y), 0, wide_x - wide_y))
    return (ops.max_(wide_x, wide_y) + ops.log1p(ops.exp(-distance))).astype(x.dtype)


def hypot(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns sqrt(x^2 + y^2), computed without overflow of the squares. It is infinite if an operand is, even if the
    other one is NaN. Derivatives at (0, 0) are 0, as those of ag.linalg.norm."""
    x, y = _floats("hypot", x, y)
    wide_x, wide_y = coercion.widened(x), coercion.widened(y)
    # The result does not depend on the scale, so it has no gradient.
    greatest = ops.stop_gradient(ops.max_(ops.abs_(wide_x), ops.abs_(wide_y)))
    has_scale = elementwise.greater(greatest, 0) & elementwise.isfinite(greatest)
    scale = elementwise.where(has_scale, greatest, 1)
    total = elementwise.square(wide_x / scale) + elementwise.square(wide_y / scale)
    is_zero = elementwise.equal(total, 0)
    root = elementwise.where(is_zero, 0, scale * ops.sqrt(elementwise.where(is_zero, 1, total)))
    is_infinite = elementwise.isinf(wide_x) | elementwise.isinf(wide_y)
    return elementwise.where(is_infinite, math.inf, root).astype(x.dtype)


calls.check_module(__name__)
