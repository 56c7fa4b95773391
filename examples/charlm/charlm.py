# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A character-level language model with two blocks of causal attention.

A step of training, the loss, and sampling of the next character are entries of one object, for texts up to CONTEXT
long.
"""
from __future__ import annotations

import math
import string
from typing import Any

import numpy as np

import ag

#: The characters of the model. Any other character is read as the last of them.
ALPHABET = "\n " + string.ascii_letters + string.digits + string.punctuation + "~"
WIDTH, HEADS, BLOCKS, CONTEXT = 96, 4, 2, 64
STEPS, WARM_UP, RATE = 300, 20, 3e-3
LEARNER = ag.optim.adamw(ag.optim.warm_up(WARM_UP, ag.optim.cosine(RATE, STEPS - WARM_UP)))


def norm(x: Any, p: dict[str, Any], name: str) -> Any:
    return ag.nn.layer_norm(x, p[f"{name}_scale"], p[f"{name}_shift"])


@ag.region("attention")
def attention(x: Any, p: dict[str, Any], name: str) -> Any:
    """Returns causal attention: each position attends to itself and to those before it."""
    batch, length, _ = x.shape
    qkv = (x @ p[f"{name}_qkv"]).reshape(batch, length, 3, HEADS, WIDTH // HEADS)
    q, k, v = (qkv[:, :, part] for part in range(3))
    scores = ag.einsum("bqhd,bkhd->bhqk", q, k) * (1 / math.sqrt(WIDTH // HEADS))
    places = ag.arange(length)
    seen = ag.expand_dims(places, 0) <= ag.expand_dims(places, 1)
    mixed = ag.einsum("bhqk,bkhd->bqhd", ag.softmax(ag.where(seen, scores, -np.inf)), v)
    return mixed.reshape(x.shape) @ p[f"{name}_out"]


def logits(p: dict[str, Any], ids: Any) -> Any:
    """Returns the logits of the character that follows each one."""
    x = ag.nn.embedding(ids, p["characters"]) + p["places"][: ids.shape[1]]
    for number in range(BLOCKS):
        name = f"block{number}"
        x = x + attention(norm(x, p, f"{name}_first"), p, name)
        inner = ag.nn.gelu(norm(x, p, f"{name}_second") @ p[f"{name}_up"])
        x = x + inner @ p[f"{name}_down"]
    return norm(x, p, "last") @ p["head"]


def loss(p: dict[str, Any], ids: Any) -> Any:
    """Returns the mean loss in nats per character."""
    out = logits(p, ids[:, :-1])
    return ag.nn.cross_entropy(out.reshape(-1, len(ALPHABET)), ids[:, 1:].reshape(-1))


def step(p: dict[str, Any], state: dict[str, Any], ids: Any) -> dict[str, Any]:
    value, slope = ag.value_and_grad(loss)(p, ids)
    updates, state = LEARNER.update(slope, state, p)
    return {"p": ag.optim.apply(p, updates), "state": state, "loss": value}


def following(p: dict[str, Any], ids: Any, key: Any, temperature: Any) -> Any:
    """Returns a character to follow each text, drawn by the key."""
    return ag.random.categorical(key, logits(p, ids)[:, -1] / temperature)


def start() -> dict[str, np.ndarray]:
    """Returns the initial parameters."""
    random = np.random.default_rng(1)

    def matrix(rows: int, columns: int, scale: float = 1.0) -> np.ndarray:
        return (random.standard_normal((rows, columns)) * scale / math.sqrt(rows)).astype(np.float32)

    p = {"characters": matrix(len(ALPHABET), WIDTH), "places": matrix(CONTEXT, WIDTH), "head": matrix(WIDTH, len(ALPHABET))}
    for number in range(BLOCKS):
        name = f"block{number}"
        p |= {f"{name}_qkv": matrix(WIDTH, 3 * WIDTH), f"{name}_out": matrix(WIDTH, WIDTH, 0.5),
              f"{name}_up": matrix(WIDTH, 4 * WIDTH), f"{name}_down": matrix(4 * WIDTH, WIDTH, 0.5)}
    for name in ["last", *(f"block{number}_{part}" for number in range(BLOCKS) for part in ("first", "second"))]:
        p |= {f"{name}_scale": np.ones(WIDTH, np.float32), f"{name}_shift": np.zeros(WIDTH, np.float32)}
    return p


def programs() -> list[ag.Traced]:
    p = start()
    state = LEARNER.init(p)
    texts = ag.spec("i64", ["batch", "length"], batch=(1, 64), length=(2, CONTEXT + 1))
    before = ag.spec("i64", ["batch", "length"], batch=(1, 64), length=(1, CONTEXT))
    donated = [f"p.{name}" for name in p] + [f"state.{path}" for path in ag.tree.to_dict(state)]
    return [ag.trace(step, p, state, texts, donate=donated), ag.trace(loss, p, texts),
            ag.trace(following, p, before, ag.spec("ui32", [2]), ag.spec("f32", []))]
