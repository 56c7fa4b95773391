# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A long short-term memory (Hochreiter and Schmidhuber, 1997) over sequences of any length.

    python lstm.py
"""
from __future__ import annotations

import numpy as np

import ag


def cell(state, x, p):
    """Returns the next state, computed from the current one and a row of inputs."""
    gates = x @ p["w"] + state["h"] @ p["u"] + p["b"]
    i, f, g, o = ag.split(gates, 4, axis=-1)
    c = ag.sigmoid(f) * state["c"] + ag.sigmoid(i) * ag.tanh(g)
    return {"h": ag.sigmoid(o) * ag.tanh(c), "c": c}


def lstm(xs, p):
    """Returns the outputs of each time step and the last state. xs has the dimensions time, batch and feature."""
    start = ag.zeros_like(xs[0] @ p["w"][:, : p["u"].shape[0]])

    def step(state, x):
        state = cell(state, x, p)
        return state, state["h"]

    state, outputs = ag.scan(step, {"h": start, "c": start}, xs)
    return {"outputs": outputs, "h": state["h"], "c": state["c"]}


def random_weights(features, hidden, seed=0):
    random = np.random.default_rng(seed)
    shapes = {"w": (features, 4 * hidden), "u": (hidden, 4 * hidden), "b": (4 * hidden,)}
    return {name: random.normal(0, hidden**-0.5, shape).astype("f") for name, shape in shapes.items()}


def traced(weights) -> ag.Traced:
    xs = ag.spec("f32", ["time", "batch", weights["w"].shape[0]], time=(1, 256), batch=(1, 64))
    return ag.trace(lstm, xs, weights)


if __name__ == "__main__":
    weights = random_weights(16, 32)
    xs = np.random.default_rng(1).normal(size=(20, 4, 16)).astype("f")
    print(traced(weights).lower().compile(march="native")(xs, weights)["outputs"][-1, :, :4])
