# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Activations, which users find in ag.nn, with PyTorch's arguments and meanings."""
from __future__ import annotations

import math
from typing import Literal

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.errors import Error, shown


def relu(x: ArrayLike) -> Array:
    """Returns the greater of x and 0."""
    return ops.max_(x, 0)


def silu(x: ArrayLike) -> Array:
    """Returns x * sigmoid(x)."""
    return ops.mul(x, ops.sigmoid(x))


def gelu(x: ArrayLike, approximate: Literal["none", "tanh"] = "none") -> Array:
    """Returns x times the distribution function of the standard normal distribution at x, computed by erf, or
    approximated by tanh with `approximate="tanh"` (Hendrycks and Gimpel, "Gaussian error linear units", 2016)."""
    x = coercion.tensor(x)
    if approximate == "none":
        return x * 0.5 * (ops.erf(x * math.sqrt(0.5)) + 1)
    if approximate != "tanh":
        raise Error(f'approximate is {shown(approximate)}, expected "none" or "tanh"')
    inner = (x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)
    return x * 0.5 * (ops.tanh(inner) + 1)


calls.check_module(__name__)
