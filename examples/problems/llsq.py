# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Least squares: how far a polynomial is from the sign of t, at many places from -1 to 1 (GradBench's LLSQ), and its
gradient by the coefficients."""
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
