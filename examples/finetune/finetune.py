# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A step of training all layers of the sentence encoder of examples/minilm, as one program: AdamW with a contrastive
loss, by which the sentences of a pair get similar embeddings.

It takes the weights and the optimiser's state, and returns the next ones in the same memory.
"""
from __future__ import annotations

from typing import Any

import model
import numpy as np
from safetensors.numpy import load_file

import ag

TEMPERATURE = 0.05
OPTIMISER = ag.optim.adamw(ag.optim.warm_up(10, 5e-5))


def weights(dtype: str = "float32") -> dict[str, np.ndarray]:
    """Returns the initial weights by name."""
    arrays = load_file(model.model_folder() / "model.safetensors")
    return {name: arrays[name].astype(dtype) for name in sorted(arrays) if arrays[name].dtype.kind == "f"}


def loss(w: dict[str, Any], ids: Any, mask: Any) -> Any:
    """Returns the loss. Ids and masks have the dimensions side of a pair, pair and token."""
    _, pairs, seq = ids.shape
    found = model.minilm(ids.reshape(2 * pairs, seq), mask.reshape(2 * pairs, seq), w)["embedding"]
    left, right = found.reshape(2, pairs, model.HIDDEN)
    return ag.nn.contrastive_loss(left, right, TEMPERATURE)


def step(w: dict[str, Any], state: dict[str, Any], ids: Any, mask: Any) -> dict[str, Any]:
    value, slope = ag.value_and_grad(loss)(w, ids, mask)
    updates, state = OPTIMISER.update(slope, state, w)
    return {"w": ag.optim.apply(w, updates), "state": state, "loss": value}


def specs(dtype: str = "float32") -> tuple[dict[str, ag.Spec], ag.Spec, ag.Spec]:
    """Returns the specs of the weights, ids and masks for 1 to 16 pairs."""
    w = {name: ag.spec(dtype, array.shape) for name, array in weights().items()}
    tokens = ag.spec("i64", [2, "pairs", "seq"], pairs=(1, 16), seq=(1, 128))
    return w, tokens, tokens


def traced_step() -> ag.Traced:
    w, ids, mask = specs()
    donated = [f"{part}.{name}" for part in ("w", "state.m", "state.v") for name in w]
    return ag.trace(step, w, OPTIMISER.init(w), ids, mask, donate=[*donated, "state.count"])


def traced_gradient(dtype: str = "float32") -> ag.Traced:
    """Returns the program that computes the loss and its gradient by all weights."""
    return ag.trace(ag.value_and_grad(loss), *specs(dtype))
