# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How does an optimiser's rate change with its steps? A schedule is a function that maps the number of steps so far, an
i64[], to the rate, an f64[]. Users find these functions in ag.optim."""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.errors import Error, shown
from ..core.specs import is_count
from ..numpy import elementwise

Schedule: TypeAlias = Callable[[Array], Array]
Rate: TypeAlias = ArrayLike | Schedule


def at(rate: Rate, count: Array) -> Array:
    """Returns the rate after `count` steps, as an f64[]."""
    given = rate(count) if callable(rate) else rate
    if coercion.is_number(given):
        return coercion.scalar(float(given), "f64")
    array = coercion.floats("the rate of an optimiser", given)
    if array.shape:
        raise Error(f"the rate of an optimiser is an {array}, expected one number")
    return array.astype("f64")


def _check_steps(what: str, number: Any) -> None:
    if not is_count(number) or number == 0:
        raise Error(f"{what} is {shown(number)}, expected a number of steps, from 1 on")


def linear(first: float, last: float, steps: int) -> Schedule:
    """Returns a schedule that goes linearly from `first` to `last` in `steps` steps, and stays there."""
    _check_steps("the length of linear", steps)
    return lambda count: first + (last - first) * (ops.min_(count, steps).astype("f64") / steps)


def cosine(rate: float, steps: int, least: float = 0.0) -> Schedule:
    """Returns a schedule that goes from `rate` to `least` along half a cosine in `steps` steps, and stays there
    (Loshchilov and Hutter, 2017)."""
    _check_steps("the length of cosine", steps)
    return lambda count: least + (rate - least) * 0.5 * (
        1 + ops.cos(ops.min_(count, steps).astype("f64") * (math.pi / steps)))


def steps(rate: float, every: int, factor: float = 0.1) -> Schedule:
    """Returns a schedule that starts at `rate` and multiplies it by `factor` after each `every` steps."""
    _check_steps("the length of steps", every)
    return lambda count: rate * factor ** ops.div(count, every).astype("f64")


def warm_up(steps: int, rate: Rate, first: float = 0.0) -> Schedule:
    """Returns a schedule that goes linearly from `first` to the start of `rate` in `steps` steps, and then follows
    `rate`, whose steps are counted from there."""
    _check_steps("the length of warm_up", steps)

    def schedule(count: Array) -> Array:
        then = at(rate, ops.max_(count - steps, 0))
        growing = first + (then - first) * (ops.min_(count, steps).astype("f64") / steps)
        return elementwise.where(count < steps, growing, then)

    return schedule


calls.check_module(__name__)
