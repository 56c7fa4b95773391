# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random numbers that depend on a key and on the place in the result alone.

A key is a tensor<2xui32>. The same key gives the same numbers: split it to get new ones.
"""
from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import calls, coercion, elementwise, joining, ops
from .arrays import Array
from .coercion import ArrayLike
from .dims import may_be_equal
from .dtypes import DType, DTypeLike, as_dtype
from .errors import Error, shown
from .names import absent

__getattr__ = absent(__name__)

__all__ = ["bernoulli", "bits", "fold_in", "key", "normal", "split", "uniform"]

_SALT = 0x9E3779B9


def key(seed: int) -> Array:
    """The key of a seed, a number of 64 bits."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**64:
        raise Error(f"the seed is {shown(seed)}, expected a number of 64 bits",
                    ["write ag.random.fold_in(key, number) for the number in an array"] if isinstance(seed, Array) else [])
    return coercion.constant(np.array([seed >> 32, seed & 0xFFFFFFFF], np.uint32))


def bits(key: ArrayLike, shape: Sequence[Any]) -> Array:
    """Uniform ui32."""
    return ops.random_bits(_key(key), coercion.as_shape(shape))


def _key(given: ArrayLike) -> Array:
    if coercion.is_number(given):
        raise Error(f"the key is {shown(given)}: write ag.random.key({shown(given)})")
    array = coercion.tensor(given)
    if array.dtype.name != "ui32" or len(array.shape) != 1 or not may_be_equal(array.shape[0], 2):
        raise Error(f"the key is {array}, expected a ui32[2], as ag.random.key makes")
    return array


def split(key: ArrayLike, count: int = 2) -> list[Array]:
    """New keys, independent of each other and of this one's numbers."""
    return [fold_in(key, number) for number in range(count)]


def fold_in(key: ArrayLike, number: ArrayLike) -> Array:
    """A new key for each number, from 0 to 2**31 - 1: Python's, or an integer array of rank 0, of which 32 bits count."""
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
    """Numbers from `low` to below `high`, or `low` where both are equal, of 24 random bits each; of f16 11 and of bf16
    8, as many as these have."""
    dtype = as_dtype(dtype)
    if not dtype.is_float:
        raise Error(f"uniform is defined on floats, got {dtype}")
    unit = _unit(key, shape, min(24, _PRECISIONS[dtype.name][0]))
    if (low, high) == (0.0, 1.0):
        return unit.astype(dtype)
    scaled = _scaled(unit.astype("f64") if dtype.name == "f64" else unit, low, high).astype(dtype)
    return ops.min_(scaled, _below(high, dtype)) if low < high else scaled


#: Of each type the bits of a number, and the exponent of the least positive one.
_PRECISIONS = {"f64": (53, -1074), "f32": (24, -149), "bf16": (8, -133), "f16": (11, -24)}


def _below(high: float, dtype: DType) -> float:
    """The greatest value of the type that is less."""
    digits, least = _PRECISIONS[dtype.name]
    _, exponent = math.frexp(math.nextafter(high, -math.inf))
    unit = 2.0 ** max(exponent - digits, least)
    return (math.ceil(high / unit) - 1) * unit


def _unit(key: ArrayLike, shape: Sequence[Any], digits: int) -> Array:
    """Multiples of 2**-digits from 0 to below 1, in f32."""
    return ops.div(bits(key, shape), 2 ** (32 - digits)).astype("f32") * 2.0**-digits


def _scaled(unit: Array, low: float, high: float) -> Array:
    return unit * (high - low) + low


def bernoulli(key: ArrayLike, probability: float, shape: Sequence[Any]) -> Array:
    """True with this probability, as i1."""
    return uniform(key, shape) < probability


def _polynomial(x: Array, coefficients: Sequence[float]) -> Array:
    result = ops.mul(x, coefficients[0]) + coefficients[1]
    for coefficient in coefficients[2:]:
        result = result * x + coefficient
    return result


def _erfinv(x: Array) -> Array:
    """The inverse of erf in f32 (Giles, "Approximating the erfinv function", 2010)."""
    w = -ops.log((1 - x) * (1 + x))
    central = _polynomial(w - 2.5, [2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087,
                                    -0.00125372503, -0.00417768164, 0.246640727, 1.50140941])
    tail = _polynomial(ops.sqrt(w) - 3, [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773,
                                         -0.0076224613, 0.00943887047, 1.00167406, 2.83297682])
    return elementwise.where(w < 5, central, tail) * x


def normal(key: ArrayLike, shape: Sequence[Any], dtype: DTypeLike = "f32") -> Array:
    """Numbers of the standard normal distribution."""
    # The middle of each of 2**24 intervals: never -1 or 1, where erfinv is infinite.
    centered = _scaled(_unit(key, shape, 24), -1 + 2.0**-24, 1 + 2.0**-24)
    return (_erfinv(centered) * math.sqrt(2)).astype(dtype)


calls.check_module(__name__)
