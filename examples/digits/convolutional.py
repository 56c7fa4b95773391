# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A network with two convolutions, and a step of its training, written with ag.

Each convolution is followed by batch norm, so that it needs no bias, and by relu. Max pooling over 2 x 2 pixels and
dropout of a quarter of the pixels follow; each step has another key. The step is one program. Its state has the
parameters, the running means and variances, the state of Adam with the count of steps, and the key.
"""
from __future__ import annotations

from typing import Any

import numpy as np
from digits import BATCH, CLASSES, SEED, initial_filters

import ag

RATE, DROPPED, EPOCHS = 1e-3, 0.25, 20
LEARNER = ag.optim.adam(RATE)


def logits(p: dict[str, Any], running: dict[str, Any], x: Any, key: Any = None) -> tuple[Any, dict[str, Any]]:
    """Returns the logits of each class, and the next running means and variances. A key means training."""
    x, kept = x.reshape(x.shape[0], 8, 8, 1), {}
    for layer in ("1", "2"):
        x = ag.conv(x, p[f"filter{layer}"], padding="same")
        x, kept[f"mean{layer}"], kept[f"var{layer}"] = ag.nn.batch_norm(
            x, p[f"scale{layer}"], p[f"shift{layer}"], running[f"mean{layer}"], running[f"var{layer}"], training=key is not None)
        x = ag.nn.relu(x)
    x = ag.max_pool(x, 2)
    x = x.reshape(x.shape[0], -1)
    return (x if key is None else ag.nn.dropout(x, DROPPED, key)) @ p["w"] + p["b"], kept


def step(state: dict[str, Any], x: Any, labels: Any) -> dict[str, Any]:
    def loss(p: dict[str, Any], x: Any) -> tuple[Any, dict[str, Any]]:
        key = ag.random.fold_in(state["key"], state["adam"]["count"])
        out, running = logits(p, state["running"], x, key)
        return ag.nn.cross_entropy(out, labels), running

    (value, running), slope = ag.value_and_grad(loss, has_aux=True)(state["p"], x)
    updates, adam = LEARNER.update(slope, state["adam"], state["p"])
    after = {"p": ag.optim.apply(state["p"], updates), "running": running, "adam": adam, "key": state["key"]}
    return {"state": after, "loss": value}


def start(dtype: str = "float32") -> dict[str, Any]:
    """Returns the state before the first step."""
    p = initial_filters(dtype)
    running = {f"{part}{layer}": value(len(p[f"scale{layer}"]), dtype)
               for layer in ("1", "2") for part, value in (("mean", np.zeros), ("var", np.ones))}
    return {"p": p, "running": running, "adam": LEARNER.init(p), "key": np.array([0, SEED], np.uint32)}


def traced_step(dtype: str = "float32") -> ag.Traced:
    state = start(dtype)
    donated = [f"state.{path}" for path in ag.tree.to_dict(state)]
    return ag.trace(step, state, ag.spec(dtype, [BATCH, 64]), ag.spec("i64", [BATCH]), donate=donated)


def learned(state: dict[str, Any]) -> tuple[Any, ...]:
    """Returns the parts of a state that predict takes."""
    return state["p"], state["running"]


def predict(p: dict[str, Any], running: dict[str, Any], x: Any) -> Any:
    return ag.argmax(logits(p, running, x)[0], axis=-1)


def traced_predict(dtype: str = "float32") -> ag.Traced:
    return ag.trace(predict, *learned(start(dtype)), ag.spec(dtype, ["n", 64], n=(1, 2048)))
