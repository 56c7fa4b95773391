# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element-wise functions of numpy that the dialect has no op for."""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np

from .. import ops
from ..core import calls, coercion, spans, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import is_at_least
from ..core.errors import Error, shown

Predicate: TypeAlias = Literal["lt", "le", "eq", "ne", "ge", "gt"]


def _compare(predicate: Predicate, x: ArrayLike, y: ArrayLike) -> Array:
    x, y = coercion.harmonize("compare", x, y)
    return ops.compare(predicate, x, y)


def less(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x < y, as i1."""
    return _compare("lt", x, y)


def less_equal(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x <= y, as i1."""
    return _compare("le", x, y)


def equal(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x == y, as i1."""
    return _compare("eq", x, y)


def not_equal(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x != y, as i1; true where either is NaN."""
    return _compare("ne", x, y)


def greater_equal(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x >= y, as i1."""
    return _compare("ge", x, y)


def greater(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x > y, as i1."""
    return _compare("gt", x, y)


def where(condition: ArrayLike, x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x where the condition is true, and y elsewhere. All three are broadcast to one shape. Two numbers have f32
    if one is a float, as in where(mask, 0.0, -math.inf)."""
    condition = coercion.tensor(condition)
    if condition.dtype.kind != "Bool":
        raise Error(f"the condition of where is an {condition}, expected i1: compare it, as in c != 0")
    if all(coercion.is_number(side) and not isinstance(side, (bool, np.generic)) for side in (x, y)):
        if isinstance(x, float) or isinstance(y, float):
            x = coercion.scalar(x, "f32")
    x, y = coercion.harmonize("where", x, y)
    shape = coercion.broadcast_shape("where", [condition, x, y])
    return ops.select(*(coercion.broadcast_to(part, shape) for part in (condition, x, y)))


def _logical(symbol: str, *operands: ArrayLike) -> list:
    given = [operand if coercion.is_number(operand) else coercion.tensor(operand) for operand in operands]
    for operand in given:
        if isinstance(operand, Array) and operand.dtype.kind != "Bool":
            raise Error(f"{symbol} is defined on i1, got {' and '.join(map(str, given))}",
                        ["compare first, as in (x > 0) & (y != 0)"])
    return coercion.harmonize(symbol, *given)


def logical_and(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x & y, which is true where both are. The operands are i1."""
    return tracing.apply("ag.min", _logical("&", x, y), {})


def logical_or(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x | y, which is true where at least one is. The operands are i1."""
    return tracing.apply("ag.max", _logical("|", x, y), {})


def logical_xor(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x ^ y, which is true where exactly one is. The operands are i1."""
    return ops.compare("ne", *_logical("^", x, y))


def logical_not(x: ArrayLike) -> Array:
    """Returns ~x, which is true where x is false. The operand is i1."""
    (operand,) = _logical("~", x)
    return ops.compare("eq", *coercion.harmonize("~", operand, False))


def _bitwise(symbol: str, op: str, logical: Callable, *operands: ArrayLike) -> Array:
    """Applies an op to integers, and a function of conditions to i1."""
    given = [operand if coercion.is_number(operand) else coercion.tensor(operand) for operand in operands]
    if any(isinstance(operand, Array) and operand.dtype.is_float for operand in given):
        raise Error(f"{symbol} is defined on integers and i1, got {' and '.join(map(str, given))}",
                    ["compare first, as in (x > 0) & (y != 0)"])
    given = coercion.harmonize(symbol, *given)
    return logical(*given) if given[0].dtype.kind == "Bool" else tracing.apply(op, given, {})


def bitwise_and(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x & y, the bits that both integers have. Of i1 it is logical_and."""
    return _bitwise("&", "ag.and", logical_and, x, y)


def bitwise_or(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x | y, the bits that one of the integers has, or both. Of i1 it is logical_or."""
    return _bitwise("|", "ag.or", logical_or, x, y)


def bitwise_xor(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x ^ y, the bits that one of the integers has, but not both. Of i1 it is logical_xor."""
    return _bitwise("^", "ag.xor", logical_xor, x, y)


def bitwise_not(x: ArrayLike) -> Array:
    """Returns ~x, the bits that the integer lacks. Of i1 it is logical_not."""
    return _bitwise("~", "ag.not", logical_not, x)


def _shift(symbol: str, op: str, x: ArrayLike, y: ArrayLike) -> Array:
    def refuse(*given: Array) -> Array:
        raise Error(f"{symbol} is defined on integers, got {' and '.join(map(str, given))}", ["cast with .astype('i32')"])

    return _bitwise(symbol, op, refuse, x, y)


def left_shift(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x << y, the integer x with its bits moved up by y. It is 0 if y is negative, or not less than the width."""
    return _shift("<<", "ag.shl", x, y)


def right_shift(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x >> y, the integer x with its bits moved down by y. It is -1 for negative x, and 0 for others, if y is
    negative, or not less than the width."""
    return _shift(">>", "ag.shr", x, y)


def true_divide(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x / y for floats. Integers are an error: ag.div truncates, // rounds down, x.astype('f32') / y casts."""
    x, y = coercion.harmonize("divide", x, y)
    if not x.dtype.is_float:
        raise Error(f"/ is defined on floats, got {x} and {y}",
                    ["of integers, // rounds down and ag.div truncates; or cast with .astype('f32')"])
    return ops.div(x, y)


def floor_divide(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns the greatest integer that is not above the exact quotient of x and y: 1.0 // 0.1 is 9. If y is 0, the
    result is x / y for floats, -1 for integers. f16 and bf16 are computed in f32 and rounded once. The derivative is
    0."""
    x, y = coercion.harmonize("//", x, y)
    if x.dtype.is_float:
        return _floor_quotient(*(ops.stop_gradient(coercion.widened(part)) for part in (x, y))).astype(x.dtype)
    quotient = ops.div(x, y)
    if x.dtype.kind == "Unsigned":
        return quotient
    result = where(_has_other_sign(x - quotient * y, y) & (y != 0), quotient - 1, quotient)
    divisor = y.span[0] if y.span and y.span[0] == y.span[1] else None
    if x.span and isinstance(divisor, int) and divisor > 0:
        spans.set_span(result, (x.span[0] // divisor, x.span[1] // divisor), tracing.current().ranges)
    return result


def _has_other_sign(rest: Array, y: Array) -> Array:
    """Returns true where a remainder is not 0 and its sign differs from the divisor's."""
    return (rest != 0) & ((rest < 0) != (y < 0))


def _floor_quotient(x: Array, y: Array) -> Array:
    """Returns x // y for floats, computed in numpy's steps so that it is rounded like numpy's."""
    rest = ops.rem(x, y)
    quotient = (x - rest) / y
    quotient = where(_has_other_sign(rest, y), quotient - 1, quotient)
    below = ops.floor(quotient)
    whole = where(quotient - below > 0.5, below + 1, below)
    ratio = x / y  # a quotient of 0 has its sign
    return where(y == 0, ratio, where(quotient == 0, ratio * 0.0, whole))


def mod(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x - x // y * y, rounded once. It is 0 or has the sign of y. If y is 0, the result is NaN for floats and x
    for integers."""
    x, y = coercion.harmonize("%", x, y)
    rest = ops.rem(x, y)
    if x.dtype.kind == "Unsigned":
        return rest
    result = where(_has_other_sign(rest, y), rest + y, rest)
    if not x.dtype.is_float:
        ranges = tracing.current().ranges
        is_positive = y.span is not None and is_at_least(y.span[0], 1, ranges)
        return spans.set_span(result, (0, y.span[1] - 1), ranges) if is_positive else result
    # Subtracting this 0 keeps the derivative of `rest`.
    zero = where(y < 0, coercion.scalar(-0.0, y.dtype), 0.0) - (ops.stop_gradient(rest) - rest)
    return where(rest == 0, zero, result)


def sign(x: ArrayLike) -> Array:
    """Returns 1 where x is positive, -1 where it is negative, NaN where it is NaN, and 0 elsewhere."""
    x = coercion.tensor(x)
    result = greater(x, 0).astype(x.dtype) - less(x, 0).astype(x.dtype)
    return where(isnan(x), x, result) if x.dtype.is_float else result


def copysign(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns the magnitude of x with the sign of y, which zeros and NaNs have, too. Both are floats, and are broadcast.
    The derivative by y is 0."""
    x, y = coercion.harmonize("copysign", x, y)
    if not x.dtype.is_float:
        raise Error(f"copysign is defined on floats, got {x} and {y}: cast them with .astype('f32')")
    return tracing.apply("math.copysign", [x, y], {})


def signbit(x: ArrayLike) -> Array:
    """Returns whether x is negative, as i1. -0.0 is, and a NaN may be."""
    x = coercion.tensor(x)
    return less(copysign(1.0, x) if x.dtype.is_float else x, 0)


def isnan(x: ArrayLike) -> Array:
    """Returns whether x is NaN, as i1; False for integers."""
    x = coercion.tensor(x)
    return ops.compare("ne", x, x)


def isinf(x: ArrayLike) -> Array:
    """Returns whether x is infinite, as i1; False for integers."""
    return logical_not(logical_or(isfinite(x), isnan(x)))


def isfinite(x: ArrayLike) -> Array:
    """Returns whether x is neither infinite nor NaN, as i1; True for integers."""
    x = coercion.tensor(x)
    return less(ops.abs_(x), math.inf) if x.dtype.is_float else ops.compare("eq", x, x)


def is_nonzero(x: ArrayLike) -> Array:
    """Returns whether x is not 0 (False), as i1."""
    x = coercion.tensor(x)
    return x.astype("i1")


def square(x: ArrayLike) -> Array:
    """Returns x * x."""
    return ops.mul(x, x)


def root(x: Array) -> Array:
    """Returns the square root of floats from 0 on. All derivatives at 0 are 0, as in PyTorch's norms."""
    is_zero = equal(x, 0)  # derivatives of the root of 0 are not finite, so it is not computed
    return where(is_zero, 0, ops.sqrt(where(is_zero, 1, x)))


def round(x: ArrayLike, decimals: int = 0) -> Array:
    """Returns x rounded to `decimals` decimals, which can be negative. Ties go to the even number. Like numpy, it
    scales x, rounds, and scales back."""
    if isinstance(decimals, bool) or not isinstance(decimals, (int, np.integer)):
        raise Error(f"round is asked for {shown(decimals)} decimals, expected an int")
    if decimals == 0:
        return ops.round_(x)
    x = coercion.floats("round", x)
    scale = 10.0 ** max(int(decimals), -int(decimals))
    return ops.round_(x * scale) / scale if decimals > 0 else ops.round_(x / scale) * scale


def clip(x: ArrayLike, low: ArrayLike | None = None, high: ArrayLike | None = None) -> Array:
    """Returns x, limited to `low` from below and to `high` from above. A bound that is None does not limit."""
    x = x if low is None else ops.max_(x, low)
    return coercion.tensor(x) if high is None else ops.min_(x, high)


calls.check_module(__name__)
