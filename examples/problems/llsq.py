# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Least squares: the gradient by the coefficients of the squared distance between a polynomial and the sign of t, at
10,000 points from -1 to 1 (GradBench's LLSQ)."""
from __future__ import annotations

import ag

PLACES = 10_000


def value(x, places: int = PLACES):
    t = ag.iota([places], 0, x.dtype) * (2 / (places - 1)) - 1
    polynomial = ag.zeros_like(t)
    for number in reversed(range(x.shape[0])):
        polynomial = polynomial * t + x[number]
    return 0.5 * ag.square(ag.sign(t) - polynomial).sum()


def answer(x):
    return ag.grad(value)(x)
