# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A chain of differential equations (GradBench's ODE), y_0' = x_0 and y_i' = x_i y_(i-1) from y = 0, solved by the
classical Runge-Kutta method, and the gradient of the last y by x.

The reverse saves the state of every 32nd of the 1,000 steps, and recomputes those between.
"""
from __future__ import annotations

import ag

STEPS, END = 1000, 2.0


def value(x, steps: int = STEPS):
    h = END / steps
    one = ag.ones([1], x.dtype)

    def slope(y):
        return x * ag.concat([one, y[:-1]])

    def step(number, y):
        k1 = slope(y)
        k2 = slope(y + h / 2 * k1)
        k3 = slope(y + h / 2 * k2)
        k4 = slope(y + h * k3)
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)

    return ag.fori_loop(0, steps, step, ag.zeros_like(x), checkpoint=32)[-1]


def answer(x, steps: int = STEPS):
    return ag.grad(lambda x: value(x, steps))(x)
