# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loops and branches, which the host runs: examples, problems, and loops whose conditions read elements."""
from __future__ import annotations

from collections.abc import Iterator

import kmeans
import lstm
import numpy as np
from problems import inputs
from problems.__main__ import NAMES, traced

import ag
from ag.tree import leaves
from cuda_pack.source import Run, Source, fixed, normal

#: Smaller sizes of problems than theirs, for the interpreter.
SMALL = {"gmm": {"points": 50, "dims": 3, "parts": 4}, "lstm": {"steps": 10, "width": 5}, "llsq": {"degree": 6},
         "lse": {"count": 5000}, "ode": {"count": 5}, "kmeans": {"points": 100, "centres": 4, "dims": 3},
         "ba": {"cameras": 3, "points": 9, "observations": 20}}
OPTIONS = {"ode": {"steps": 40}}
#: Problems whose loops take minutes in the interpreter.
LONG = {"saddle", "particle"}
LSTM = lstm.random_weights(16, 32)


def halve(x):
    """Halves x until its sum is at most 1. The condition reads an element in each iteration."""
    return ag.while_loop(lambda state: state[0].sum() > 1, lambda state: (state[0] * 0.5, state[1] + 1), (x, ag.array(0)),
                         max_trips=40)


def sign_of_sum(x):
    """Takes a branch by an element."""
    return ag.cond(x.sum() > 0, lambda x: ag.exp(-x), lambda x: ag.sin(x) * 2, x)


def nested(x):
    """Has a loop in a loop, whose trip count depends on the outer iteration."""
    return ag.fori_loop(0, 3, lambda i, x: ag.fori_loop(0, i + 1, lambda j, x: ag.sin(x) + 0.5 * x, x), x)


def gradient_of_lstm(xs, p):
    return ag.grad(lambda p: ag.square(lstm.lstm(xs, p)["outputs"]).sum())(p)


def own(name: str, proves: str, function, *sizes: int, shift: float = 0.0) -> Source:
    return Source(f"loops/{name}", proves, lambda: ag.trace(function, ag.spec("f32", ["n"], n=(0, 2048)), name="loop").as_text(),
                  fixed(*(Run(f"size {size}", [normal(name, (size,)) + np.float32(shift)]) for size in sizes)))


def sources() -> Iterator[Source]:
    yield own("while", "a loop whose condition reads an element", halve, 0, 1, 700, shift=1)
    for name, shift in ("then", 1), ("else", -1):
        yield own(f"branch/{name}", "a branch that an element decides", sign_of_sum, 0, 1, 700, shift=shift)
    yield own("nested", "nested loops", nested, 1, 700)
    yield own("nested/gradient", "the gradient of nested loops", lambda x: ag.grad(lambda x: nested(x).sum())(x), 1, 700)
    yield Source("loops/kmeans", "k-means clustering in ten steps", lambda: kmeans.traced(3, 2).as_text(),
                 fixed(*(Run(f"{count} points", list(kmeans.clouds(count, 3, 2))) for count in (3, 300))))
    steps = [(1, 1), (20, 4)]
    yield Source("loops/lstm", "a scan over rows of dynamic number", lambda: lstm.traced(LSTM).as_text(),
                 fixed(*(Run(f"{time} steps", [normal("lstm", (time, batch, 16)), *leaves(LSTM)]) for time, batch in steps)))
    spec = ag.spec("f32", ["time", "batch", 16], time=(1, 256), batch=(1, 64))
    yield Source("loops/lstm/gradient", "the gradient of a scan", lambda: ag.trace(gradient_of_lstm, spec, LSTM).as_text(),
                 fixed(*(Run(f"{time} steps", [normal("lstm", (time, batch, 16)), *leaves(LSTM)]) for time, batch in steps)))
    for name in [name for name in NAMES if name not in LONG]:
        given = getattr(inputs, name)(**SMALL.get(name, {}))
        yield Source(f"problems/{name}", f"examples/problems: {name}, in double", lambda name=name, given=given:
                     traced(name, given, **OPTIONS.get(name, {})).as_text(), fixed(Run("", list(given.values()))), rtol=1e-9)
