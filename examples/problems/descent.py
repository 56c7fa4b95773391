# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Steepest descent with an adaptive step, as a while loop that contains gradients, in forward or reverse mode."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ag

Function = Callable[[Any], Any]

#: The greatest trip count, for which reverse mode has memory.
MAX_TRIPS = 1000


def forward(f: Function) -> Function:
    """Returns a function that computes the gradient of f by forward mode, with one tangent for each element."""
    def gradient(x):
        return ag.stack([ag.jvp(f, (x,), (row,))[1] for row in ag.eye(x.shape[0], dtype=x.dtype)])

    return gradient


MODES = {"f": forward, "r": ag.grad}


def argmin(f: Function, x: Any, gradient: Callable[[Function], Function]) -> Any:
    """Returns where f is least, starting at x. Ten successful steps double the next one, a failed step halves it."""
    few = 1e-5

    def step(now):
        x, eta, count, slope = now["x"], now["eta"], now["count"], gradient(f)(now["x"])
        z = x - eta * slope

        def grow():
            return {**now, "eta": eta * 2.0, "count": ag.zeros_like(count)}

        def accept():
            return {**now, "x": z, "count": count + 1}

        def shrink():
            return {**now, "eta": eta / 2.0, "count": ag.zeros_like(count)}

        def move():
            return ag.cond(f(z) < f(x), accept, shrink)

        def end():
            return {**now, "done": ag.array(True)}

        def go():
            is_near = (count != 10) & (ag.linalg.norm(z - x) <= few)
            return ag.cond(is_near, end, lambda: ag.cond(count == 10, grow, move))

        return ag.cond(ag.linalg.norm(slope) <= few, end, go)

    start = {"x": x, "eta": ag.full((), few, x.dtype), "count": ag.zeros([], "i64"), "done": ag.array(False)}
    return ag.while_loop(lambda now: ~now["done"], step, start, max_trips=MAX_TRIPS)["x"]
