# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is a power of integers? It is exact, and wraps like products."""
from __future__ import annotations

from typing import Any

from .. import ops
from ..core.arrays import Array
from ..numpy import creation, elementwise, reductions
from ..transforms import control


def known_power(base: Array, exponent: int) -> Array:
    """Returns the power by a product for each bit of the exponent."""
    power = creation.ones_like(base) if exponent == 0 else None
    while exponent:
        if exponent & 1:
            power = base if power is None else power * base
        exponent >>= 1
        base = base * base if exponent else base
    return power  # type: ignore[return-value]


def integer_power(base: Array, exponent: Array) -> Array:
    """Returns the powers in as many iterations as the greatest exponent has bits. Powers with negative exponents are
    rounded towards 0, and that of 0 is 0."""
    def is_left(state: Any) -> Array:
        return reductions.any(state[2] != 0)

    def multiply(state: Any) -> Any:
        power, square, left = state
        return elementwise.where((left & 1) != 0, power * square, power), square * square, left >> 1

    # Shifted, a number without a sign becomes 0.
    magnitude = ops.abs_(exponent.astype("i64")).astype("ui64") if exponent.dtype.kind != "Unsigned" else exponent
    power, _, _ = control.while_loop(is_left, multiply, (creation.ones_like(base), base, magnitude))
    if exponent.dtype.kind == "Unsigned":
        return power
    is_unit = (base == 1) | (base == -1) if base.dtype.kind != "Unsigned" else base == 1
    return elementwise.where((exponent >= 0) | is_unit, power, 0)
