# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random numbers, which depend only on a key and on the index in the result.

A key is a tensor<2xui32>. The same key gives the same numbers: split it to get new ones.
"""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import ops
from .core import calls, coercion, tracing
from .core.arrays import Array, Operators
from .core.coercion import ArrayLike
from .core.dims import Dim, may_be_equal
from .core.dtypes import DType, DTypeLike, as_dtype
from .core.errors import Error, shown
from .core.names import absent
from .numpy import creation, elementwise, indexing, joining, searching, shaping
from .transforms import control

__getattr__ = absent(__name__)

__all__ = ["bernoulli", "bits", "categorical", "fold_in", "key", "normal", "permutation", "randint", "split", "uniform"]

_SALT = 0x9E3779B9


def key(seed: int) -> Array:
    """Returns the key of a seed, an unsigned number of 64 bits."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**64:
        raise Error(f"the seed is {shown(seed)}, expected a number of 64 bits",
                    ["write ag.random.fold_in(key, number) for the number in an array"] if isinstance(seed, Array) else [])
    return coercion.constant(np.array([seed >> 32, seed & 0xFFFFFFFF], np.uint32))


def bits(key: ArrayLike, shape: Sequence[Any]) -> Array:
    """Returns uniformly distributed ui32 numbers."""
    return ops.random_bits(_key(key), coercion.as_shape(shape))


def _key(given: ArrayLike) -> Array:
    if coercion.is_number(given):
        raise Error(f"the key is {shown(given)}: write ag.random.key({shown(given)})")
    array = coercion.tensor(given)
    if array.dtype.name != "ui32" or len(array.shape) != 1 or not may_be_equal(array.shape[0], 2):
        raise Error(f"the key is {array}, expected a ui32[2], as ag.random.key makes")
    return array


def split(key: ArrayLike, count: int = 2) -> list[Array]:
    """Returns `count` new keys, independent of each other and of the numbers of this key."""
    return [fold_in(key, number) for number in range(count)]


def fold_in(key: ArrayLike, number: ArrayLike) -> Array:
    """Returns a new key for each number: an int from 0 to 2**31 - 1, or an integer array of rank 0, whose low 32 bits
    count."""
    return ops.random_bits(ops.add(_key(key), _offset(number)), [2])


def _offset(number: ArrayLike) -> Array:
    if isinstance(number, (int, np.integer)) and not isinstance(number, bool):
        if not 0 <= number < 2**31:
            raise Error(f"the number is {number}, expected one from 0 to 2**31 - 1")
        return coercion.constant(np.array([number, _SALT], np.uint32))
    number = coercion.tensor(number)
    if number.shape or not number.dtype.is_integer:
        raise Error(f"fold_in is given an {number}, expected a number, or an integer array of rank 0")
    return joining.concat([number.astype("ui32").reshape(1), coercion.constant(np.array([_SALT], np.uint32))])


def uniform(key: ArrayLike, shape: Sequence[Any], low: float = 0.0, high: float = 1.0,
            dtype: DTypeLike = "f32") -> Array:
    """Returns uniformly distributed numbers from `low` to below `high`; `low` if both are equal. Each has 24 random
    bits, or 11 for f16 and 8 for bf16, the precision of these types."""
    dtype = as_dtype(dtype)
    if not dtype.is_float:
        raise Error(f"uniform is defined on floats, got {dtype}")
    unit = _unit(key, shape, min(24, _PRECISIONS[dtype.name][0]))
    if (low, high) == (0.0, 1.0):
        return unit.astype(dtype)
    scaled = _scaled(unit.astype("f64") if dtype.name == "f64" else unit, low, high).astype(dtype)
    return ops.min_(scaled, _below(high, dtype)) if low < high else scaled


#: For each type, the bits of the significand and the exponent of the least positive number.
_PRECISIONS = {"f64": (53, -1074), "f32": (24, -149), "bf16": (8, -133), "f16": (11, -24)}


def _below(high: float, dtype: DType) -> float:
    """Returns the greatest value of the type that is less than `high`."""
    digits, least = _PRECISIONS[dtype.name]
    _, exponent = math.frexp(math.nextafter(high, -math.inf))
    unit = 2.0 ** max(exponent - digits, least)
    return (math.ceil(high / unit) - 1) * unit


def _unit(key: ArrayLike, shape: Sequence[Any], digits: int) -> Array:
    """Returns random multiples of 2**-digits from 0 to below 1, in f32."""
    return ops.div(bits(key, shape), 2 ** (32 - digits)).astype("f32") * 2.0**-digits


def _scaled(unit: Array, low: float, high: float) -> Array:
    return unit * (high - low) + low


def bernoulli(key: ArrayLike, probability: float, shape: Sequence[Any]) -> Array:
    """Returns an i1 that is true with this probability."""
    return uniform(key, shape) < probability


def _polynomial(x: Array, coefficients: Sequence[float]) -> Array:
    result = ops.mul(x, coefficients[0]) + coefficients[1]
    for coefficient in coefficients[2:]:
        result = result * x + coefficient
    return result


def _erfinv(x: Array) -> Array:
    """Returns the inverse of erf, computed in f32 (Giles, "Approximating the erfinv function", 2010)."""
    w = -ops.log((1 - x) * (1 + x))
    central = _polynomial(w - 2.5, [2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                                    -0.00125372503, -0.00417768164, 0.246640727, 1.50140941])
    tail = _polynomial(ops.sqrt(w) - 3, [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
                                         -0.0076224613, 0.00943887047, 1.00167406, 2.83297682])
    return elementwise.where(w < 5, central, tail) * x


def normal(key: ArrayLike, shape: Sequence[Any], dtype: DTypeLike = "f32") -> Array:
    """Returns numbers of the standard normal distribution."""
    # Uses the middle of each of 2**24 intervals. It is never -1 or 1, where erfinv is infinite.
    centered = _scaled(_unit(key, shape, 24), -1 + 2.0**-24, 1 + 2.0**-24)
    return (_erfinv(centered) * math.sqrt(2)).astype(dtype)


# Whole numbers ---------------------------------------------------------------------------------


def _below_span(key: ArrayLike, shape: Sequence[Any], span: Array | int) -> Array:
    """Returns ui64 numbers from 0 to below `span`, which is from 1 to 2**64 - 1. A number is span * w / 2**96, rounded
    down, for 96 random bits w. So the probability of each differs from 1 / span by less than 2**-96.

    The product is a long multiplication in base 2**32. Only the digits above those of w are kept."""
    words = bits(key, [3, *coercion.as_shape(shape)]).astype("ui64")
    base = 2**32
    high, low = (span // base, span % base) if isinstance(span, int) else (ops.div(span, base), ops.rem(span, base))
    carried = ops.div(words[0] * low, base) + words[0] * high
    for word in (words[1], words[2]):
        carried = ops.div(word * low + ops.rem(carried, base), base) + word * high + ops.div(carried, base)
    return carried


def _bound(value: Any) -> Array | int:
    """Returns a bound of randint as an int or an i64[]."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (Operators, np.ndarray, Dim)):
        bound = coercion.tensor(value)
        if not bound.shape and bound.dtype.kind == "Signed":
            return bound.astype("i64")
        value = bound
    raise Error(f"a bound of randint is {value if isinstance(value, Array) else shown(value)}, expected an int, a Dim, or "
                "a signed integer array of rank 0")


def _check_bounds(low: Array | int, high: Array | int, dtype: DType) -> None:
    """Refuses bounds without a number between them, and numbers that the type does not have. If the bounds are ints, it
    raises an Error; otherwise the program checks them when it runs."""
    least, most = dtype.bounds
    if isinstance(low, int) and isinstance(high, int):
        if low >= high:
            raise Error(f"randint goes from {low} to below {high}, between which there is no number")
        for number in (low, high - 1):
            if not least <= number <= most:
                raise Error(f"{number} is no value of {dtype}, which goes from {least} to {most}: give randint another "
                            "dtype")
        return
    ends = [coercion.scalar(end, "i64") if isinstance(end, int) else end for end in (low, high)]
    inside = (ends[0] < ends[1]) & (ends[0] >= max(least, -2**63)) & (ends[1] - 1 <= min(most, 2**63 - 1))
    tracing.demand(inside, [coercion.as_size(end) for end in ends], "randint goes from {0} to below {1}, expected one or "
                   f"more numbers of {dtype}")


def randint(key: ArrayLike, shape: Sequence[Any], low: ArrayLike, high: ArrayLike, dtype: DTypeLike = "i64") -> Array:
    """Returns uniformly distributed integers from `low` to below `high`, like jax.random.randint. The bounds are ints,
    Dims, or signed integer arrays of rank 0. The probability of each differs from 1 / (high - low) by less than 2**-96.

    Bounds without a number between them, or with a number that `dtype` does not have, are an ag.Error. If the bounds
    are known only when the program runs, they fail the run."""
    dtype = as_dtype(dtype)
    if not dtype.is_integer:
        raise Error(f"randint is defined on integers, got {dtype}")
    first, last = _bound(low), _bound(high)
    _check_bounds(first, last, dtype)
    if isinstance(first, int) and isinstance(last, int):
        if last - first == 2**64:
            words = bits(key, [2, *coercion.as_shape(shape)]).astype("ui64")
            return (words[0] * 2**32 + words[1]).astype(dtype)
        return (_below_span(key, shape, last - first) + first % 2**64).astype(dtype)
    lows, highs = coercion.harmonize("randint", first, last)
    return (_below_span(key, shape, (highs - lows).astype("ui64")) + lows.astype("ui64")).astype(dtype)


def permutation(key: ArrayLike, x: ArrayLike, axis: int = 0) -> Array:
    """Returns the numbers from 0 to below x, an i64[x], in random order if x is an int, a Dim or an integer array of
    rank 0; otherwise the array x with its slices along `axis` in random order. It is like jax.random.permutation.

    All orders have the same probability: each element, from the first one on, is swapped with a random element up to
    it, drawn as by ag.random.randint (Durstenfeld, "Algorithm 235: Random permutation", 1964)."""
    if coercion.is_number(x) or not coercion.tensor(x).shape:
        return _order(key, coercion.as_size(x, "what permutation is given"))
    x = coercion.tensor(x)
    axis = shaping.axis_of(axis, len(x.shape))
    return indexing.take(x, _order(key, x.shape[axis]), axis)


def _order(key: ArrayLike, count: Any) -> Array:
    if isinstance(count, int) and count < 0:
        raise Error(f"permutation is asked for {count} numbers, expected a number from 0 on")
    numbers = creation.arange(count)
    if isinstance(count, int) and count < 2:
        _key(key)
        return numbers
    partners = _below_span(key, [count], numbers.astype("ui64") + 1).astype("i64")

    def exchange(place: Dim, order: Array) -> Array:
        partner = partners[place]
        here, there = order[place], order[partner]
        return order.at[partner].set(here).at[place].set(there)

    return control.fori_loop(0, count, exchange, numbers)


def categorical(key: ArrayLike, logits: ArrayLike, axis: int = -1, shape: Sequence[Any] | None = None) -> Array:
    """Returns the index along `axis` of a random class for each row of logits, as i64: class k with the probability
    softmax(logits)[k], like jax.random.categorical. A class with the logit -inf is not drawn, unless all are -inf; then
    the result is 0.

    The result has the shape of `logits` without that axis, or `shape`, to which that shape is broadcast, for several
    draws from each row. f16 and bf16 are computed in f32. A number of the Gumbel distribution is added to each logit,
    and the greatest sum wins (Gumbel, 1954; Maddison, Tarlow and Minka, "A* sampling", 2014)."""
    x = ops.stop_gradient(coercion.widened(coercion.floats("categorical", logits)))
    axis = shaping.axis_of(axis, len(x.shape))
    if x.shape[axis] == 0:
        raise Error(f"categorical is given {x}, which has no class along axis {axis}")
    if shape is not None:
        x = shaping.moveaxis(x, axis, -1)
        x, axis = coercion.broadcast_to(x, [*coercion.as_shape(shape), x.shape[-1]]), -1
    return searching.argmax(x + _gumbel(key, x.shape).astype(x.dtype), axis)


def _gumbel(key: ArrayLike, shape: Sequence[Any]) -> Array:
    """Returns numbers of the Gumbel distribution, -log(e) for e = -log(1 - u), in f32. The greatest ones, which belong
    to small u, have all 32 random bits."""
    u = ops.min_((bits(key, shape).astype("f32") + 0.5) * 2.0**-32, 1 - 2.0**-24)
    return -ops.log(-ops.log1p(-u))


calls.check_module(__name__)
