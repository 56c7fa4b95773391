# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A perceptron with one hidden layer, and a step of its training, written with ag.

The step is one program: it computes the loss, its gradient, and the update by Adam (Kingma and Ba, 2015), which is
written to the memory of the state.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digits import BATCH, initial

import ag

LEARNER = ag.optim.adam(1e-3)
EPOCHS = 60


def logits(p: Mapping[str, Any], x: Any) -> Any:
    return ag.nn.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]


def loss(p: Mapping[str, Any], x: Any, labels: Any) -> Any:
    """Returns the mean cross entropy."""
    return ag.nn.cross_entropy(logits(p, x), labels)


def step(state: dict[str, Any], x: Any, labels: Any) -> dict[str, Any]:
    value, slope = ag.value_and_grad(loss)(state["p"], x, labels)
    updates, adam = LEARNER.update(slope, state["adam"], state["p"])
    return {"state": {"p": ag.optim.apply(state["p"], updates), "adam": adam}, "loss": value}


def start(dtype: str = "float32") -> dict[str, Any]:
    """Returns the state before the first step."""
    p = initial(dtype)
    return {"p": p, "adam": LEARNER.init(p)}


def traced_step(dtype: str = "float32") -> ag.Traced:
    state = start(dtype)
    donated = [f"state.{path}" for path in ag.tree.to_dict(state)]
    return ag.trace(step, state, ag.spec(dtype, [BATCH, 64]), ag.spec("i64", [BATCH]), donate=donated)


def learned(state: dict[str, Any]) -> tuple[Any, ...]:
    """Returns the parts of a state that predict takes."""
    return (state["p"],)


def predict(p: dict[str, Any], x: Any) -> Any:
    return ag.argmax(logits(p, x), axis=-1)


def traced_predict(dtype: str = "float32") -> ag.Traced:
    return ag.trace(predict, initial(dtype), ag.spec(dtype, ["n", 64], n=(1, 2048)))
