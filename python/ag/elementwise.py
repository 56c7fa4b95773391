# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What numpy does element by element, and the dialect says in other words."""
from __future__ import annotations

import math
from typing import Literal, TypeAlias

import numpy as np

from . import calls, coercion, ops, tracing
from .arrays import Array
from .coercion import ArrayLike
from .errors import Error, shown

Predicate: TypeAlias = Literal["lt", "le", "eq", "ne", "ge", "gt"]


def _compare(predicate: Predicate, x: ArrayLike, y: ArrayLike) -> Array:
    x, y = coercion.harmonize("compare", x, y)
    return ops.compare(predicate, x, y)


def less(x: ArrayLike, y: ArrayLike) -> Array:
    """x < y, as i1."""
    return _compare("lt", x, y)


def less_equal(x: ArrayLike, y: ArrayLike) -> Array:
    """x <= y, as i1."""
    return _compare("le", x, y)


def equal(x: ArrayLike, y: ArrayLike) -> Array:
    """x == y, as i1."""
    return _compare("eq", x, y)


def not_equal(x: ArrayLike, y: ArrayLike) -> Array:
    """x != y, as i1; true where either is NaN."""
    return _compare("ne", x, y)


def greater_equal(x: ArrayLike, y: ArrayLike) -> Array:
    """x >= y, as i1."""
    return _compare("ge", x, y)


def greater(x: ArrayLike, y: ArrayLike) -> Array:
    """x > y, as i1."""
    return _compare("gt", x, y)


def where(condition: ArrayLike, x: ArrayLike, y: ArrayLike) -> Array:
    """x where the condition holds, else y; the three are broadcast together."""
    condition = coercion.tensor(condition)
    if condition.dtype.kind != "Bool":
        raise Error(f"the condition of where is an {condition}, expected i1: compare it, as in c != 0")
    x, y = coercion.harmonize("where", x, y)
    shape = coercion.broadcast_shape("where", [condition, x, y])
    return ops.select(*(coercion.broadcast_to(part, shape) for part in (condition, x, y)))


def _logical(symbol: str, *operands: ArrayLike) -> list:
    given = [operand if coercion.is_number(operand) else coercion.tensor(operand) for operand in operands]
    for operand in given:
        if isinstance(operand, Array) and operand.dtype.kind != "Bool":
            raise Error(f"{symbol} is defined on i1, got {' and '.join(map(str, given))}",
                        ["compare first, as in (x > 0) & (y != 0); there are no functions of an integer's bits so far"])
    return coercion.harmonize(symbol, *given)


def logical_and(x: ArrayLike, y: ArrayLike) -> Array:
    """Whether both hold; of i1 alone. Also written x & y."""
    return tracing.apply("ag.min", _logical("&", x, y), {})


def logical_or(x: ArrayLike, y: ArrayLike) -> Array:
    """Whether one holds; of i1 alone. Also written x | y."""
    return tracing.apply("ag.max", _logical("|", x, y), {})


def logical_xor(x: ArrayLike, y: ArrayLike) -> Array:
    """Whether exactly one holds; of i1 alone. Also written x ^ y."""
    return ops.compare("ne", *_logical("^", x, y))


def logical_not(x: ArrayLike) -> Array:
    """Whether x does not hold; of i1 alone. Also written ~x."""
    (operand,) = _logical("~", x)
    return ops.compare("eq", *coercion.harmonize("~", operand, False))


def true_divide(x: ArrayLike, y: ArrayLike) -> Array:
    """x / y of floats. Integers must say what they want: ag.div truncates, // rounds down, .astype('f32') / y."""
    x, y = coercion.harmonize("divide", x, y)
    if not x.dtype.is_float:
        raise Error(f"/ is defined on floats, got {x} and {y}",
                    ["of integers, // rounds down and ag.div truncates; or cast with .astype('f32')"])
    return ops.div(x, y)


def floor_divide(x: ArrayLike, y: ArrayLike) -> Array:
    """The greatest whole number not above x / y before that is rounded: 1.0 // 0.1 is 9. Where y is 0 it is x / y of
    floats, -1 of integers; f16 and bf16 are computed in f32, and rounded once. Its derivative is 0."""
    x, y = coercion.harmonize("//", x, y)
    if x.dtype.is_float:
        return _floor_quotient(*(ops.stop_gradient(coercion.widened(part)) for part in (x, y))).astype(x.dtype)
    quotient = ops.div(x, y)
    if x.dtype.kind == "Unsigned":
        return quotient
    return where(_has_other_sign(x - quotient * y, y) & (y != 0), quotient - 1, quotient)


def _has_other_sign(rest: Array, y: Array) -> Array:
    """Whether a remainder is not 0 and has not the sign of the divisor."""
    return (rest != 0) & ((rest < 0) != (y < 0))


def _floor_quotient(x: Array, y: Array) -> Array:
    """In numpy's steps, so that it is rounded as there."""
    rest = ops.rem(x, y)
    quotient = (x - rest) / y
    quotient = where(_has_other_sign(rest, y), quotient - 1, quotient)
    below = ops.floor(quotient)
    whole = where(quotient - below > 0.5, below + 1, below)
    ratio = x / y  # its sign is that of a quotient of 0
    return where(y == 0, ratio, where(quotient == 0, ratio * 0.0, whole))


def mod(x: ArrayLike, y: ArrayLike) -> Array:
    """x - x // y * y, exact but for one rounding: 0 or of the sign of y. Where y is 0 it is NaN of floats, x of
    integers."""
    x, y = coercion.harmonize("%", x, y)
    rest = ops.rem(x, y)
    if x.dtype.kind == "Unsigned":
        return rest
    result = where(_has_other_sign(rest, y), rest + y, rest)
    if not x.dtype.is_float:
        return result
    # The 0 is subtracted so that the derivative goes on being that of `rest`.
    zero = where(y < 0, coercion.scalar(-0.0, y.dtype), 0.0) - (ops.stop_gradient(rest) - rest)
    return where(rest == 0, zero, result)


def sign(x: ArrayLike) -> Array:
    """1 where x is positive, -1 where it is negative, else 0; NaN of NaN."""
    x = coercion.tensor(x)
    result = greater(x, 0).astype(x.dtype) - less(x, 0).astype(x.dtype)
    return where(isnan(x), x, result) if x.dtype.is_float else result


def isnan(x: ArrayLike) -> Array:
    """Whether x is not a number, as i1; integers are numbers."""
    x = coercion.tensor(x)
    return ops.compare("ne", x, x)


def isinf(x: ArrayLike) -> Array:
    """Whether x is infinite, as i1; integers are not."""
    return logical_not(logical_or(isfinite(x), isnan(x)))


def isfinite(x: ArrayLike) -> Array:
    """Whether x is a number that is not infinite, as i1."""
    x = coercion.tensor(x)
    return less(ops.abs_(x), math.inf) if x.dtype.is_float else ops.compare("eq", x, x)


def is_nonzero(x: ArrayLike) -> Array:
    """Whether x is not 0 (False), as i1."""
    x = coercion.tensor(x)
    return x.astype("i1")


def square(x: ArrayLike) -> Array:
    """x * x."""
    return ops.mul(x, x)


def round(x: ArrayLike, decimals: int = 0) -> Array:
    """The nearest number with so many decimals, of which there can be fewer than none; of two, the even one. As in numpy,
    x is scaled, rounded and scaled back."""
    if isinstance(decimals, bool) or not isinstance(decimals, (int, np.integer)):
        raise Error(f"round is asked for {shown(decimals)} decimals, expected an int")
    if decimals == 0:
        return ops.round_(x)
    x = coercion.floats("round", x)
    scale = 10.0 ** max(int(decimals), -int(decimals))
    return ops.round_(x * scale) / scale if decimals > 0 else ops.round_(x / scale) * scale


def clip(x: ArrayLike, low: ArrayLike | None = None, high: ArrayLike | None = None) -> Array:
    """x, but not below `low` and not above `high`, where they are given."""
    x = x if low is None else ops.max_(x, low)
    return coercion.tensor(x) if high is None else ops.min_(x, high)


calls.check_module(__name__)
