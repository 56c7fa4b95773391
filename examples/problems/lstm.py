# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A long short-term memory of two layers with diagonal weights (ADBench's LSTM): the gradient by all weights of the
loss of predicting each row of a sequence from those before."""
from __future__ import annotations

import ag


def cell(x, h, c, w, b):
    forget, take, give, change = ag.split(ag.concat([x, h, x, h]) * w + b, 4)
    c = c * ag.sigmoid(forget) + ag.sigmoid(take) * ag.tanh(change)
    return ag.sigmoid(give) * ag.tanh(c), c


def value(w, b, v, x):
    layers, width = w.shape[0], x.shape[1]

    def step(state, row):
        now, after = row
        h, c, below = [], [], now * v[0]
        for layer in range(layers):
            below, memory = cell(below, state["h"][layer], state["c"][layer], w[layer], b[layer])
            h, c = [*h, below], [*c, memory]
        y = below * v[1] + v[2]
        likely = y - ag.log(2 + ag.exp(y).sum())
        return {"h": ag.stack(h), "c": ag.stack(c)}, (after * likely).sum()

    start = {name: ag.zeros([layers, width], x.dtype) for name in "hc"}
    return -ag.scan(step, start, (x[:-1], x[1:]))[1].sum() / (x.shape[0] - 1) / width


def answer(w, b, v, x):
    return ag.grad(value, argnums=(0, 1, 2))(w, b, v, x)
