# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A perceptron with one hidden layer, and a step of its training, written against ag.

The step is one program: the loss, its gradient, and what Adam (Kingma and Ba, 2015) makes of it, in the memory that the
state had.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from digits import BATCH, CLASSES, initial

import ag

RATE, BETA1, BETA2, EPS = 1e-3, 0.9, 0.999, 1e-8


def logits(p: Mapping[str, Any], x: Any) -> Any:
    return ag.nn.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]


def loss(p: Mapping[str, Any], x: Any, labels: Any) -> Any:
    """The mean cross entropy."""
    likely = ag.log_softmax(logits(p, x), axis=-1)
    return -(likely * ag.one_hot(labels, CLASSES, dtype=x.dtype)).sum() / x.shape[0]


def step(state: dict[str, Any], x: Any, labels: Any) -> dict[str, Any]:
    value, slope = ag.value_and_grad(loss)(state["p"], x, labels)
    count = state["count"] + 1.0
    m = {name: BETA1 * state["m"][name] + (1 - BETA1) * slope[name] for name in slope}
    v = {name: BETA2 * state["v"][name] + (1 - BETA2) * slope[name] * slope[name] for name in slope}
    rate, root = RATE / (1.0 - BETA1**count), ag.sqrt(1.0 - BETA2**count)
    p = {name: state["p"][name] - rate * m[name] / (ag.sqrt(v[name]) / root + EPS) for name in slope}
    return {"state": {"p": p, "m": m, "v": v, "count": count}, "loss": value}


def start(dtype: str = "float32") -> dict[str, Any]:
    """The state before the first step."""
    p = initial(dtype)
    zeros = {name: np.zeros_like(array) for name, array in p.items()}
    return {"p": p, "m": zeros, "v": {name: array.copy() for name, array in zeros.items()}, "count": np.zeros((), dtype)}


def traced_step(dtype: str = "float32") -> ag.Traced:
    state = start(dtype)
    donated = [f"state.{part}.{name}" for part in "pmv" for name in state["p"]] + ["state.count"]
    return ag.trace(step, state, ag.spec(dtype, [BATCH, 64]), ag.spec("i64", [BATCH]), donate=donated)


def learned(state: dict[str, Any]) -> tuple[Any, ...]:
    """What predict takes of a state."""
    return (state["p"],)


def predict(p: dict[str, Any], x: Any) -> Any:
    return ag.argmax(logits(p, x), axis=-1)


def traced_predict(dtype: str = "float32") -> ag.Traced:
    return ag.trace(predict, initial(dtype), ag.spec(dtype, ["n", 64], n=(1, 2048)))
