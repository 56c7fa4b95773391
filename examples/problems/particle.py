# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which position w of a charge lets a particle, repelled by two charges, meet the axis at 0 (Pearlmutter and Siskind,
2008)? The particle's path is a while loop that contains the gradient of a potential. Gradients through the loop find w.
The first letter of `mode` is the mode of the outer gradient."""
from __future__ import annotations

import ag

from .descent import MAX_TRIPS, MODES, argmin

TIME_STEP = 0.1


def potential(x, w):
    charges = ag.stack([ag.full((), 10.0, x.dtype), 10.0 - w[0]]), ag.array([10.0, 0.0]).astype(x.dtype)
    return sum(1.0 / ag.linalg.norm(x - charge) for charge in charges)


def meeting(w, gradient):
    """Returns where the particle meets the axis."""
    def falls(now):
        x, v = now
        return (x + TIME_STEP * v)[1] > 0

    def move(now):
        x, v = now
        return x + TIME_STEP * v, v - TIME_STEP * gradient(lambda x: potential(x, w))(x)

    start = ag.array([0.0, 8.0]).astype(w.dtype), ag.array([0.75, 0.0]).astype(w.dtype)
    x, v = ag.while_loop(falls, move, start, max_trips=MAX_TRIPS)
    return (x - v * (x[1] / v[1]))[0]


def distance(w, mode: str = "ff"):
    """Returns the squared distance of the meeting point from 0."""
    return ag.square(meeting(w, MODES[mode[1]]))


def answer(w, mode: str = "ff"):
    return argmin(lambda w: distance(w, mode), w, MODES[mode[0]])
