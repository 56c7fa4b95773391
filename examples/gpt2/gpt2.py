# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""GPT-2, which generates one token after the other, written with ag.

    python gpt2.py model.safetensors 15496 11 995     prints these tokens and 20 that follow

A decoder (Radford et al., "Language models are unsupervised multitask learners", 2019). The weights have the names of
those that are published as gpt2. They determine the number of layers, their width, and the number of positions.

The keys and values of earlier tokens are in caches. Callers donate the caches to a step, which writes the keys and
values of its token into them in place.
"""
from __future__ import annotations

import math
import sys

import numpy as np

import ag

HEAD = 64  # the width of a head in all sizes of GPT-2


def linear(x, w, name):
    return x @ w[f"{name}.weight"] + w[f"{name}.bias"]


def layer_norm(x, w, name):
    return ag.nn.layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"])


def heads(x):
    return x.reshape(x.shape[0], -1, HEAD)


@ag.region("attention")
def attention(x, cache, position, w, name):
    """Returns the attention of the token to itself and to those before it, and the cache with its keys and values."""
    qkv = linear(x, w, f"{name}.c_attn")
    q, k, v = map(heads, ag.split(qkv, 3, axis=-1))
    keys = cache["k"].at[:, :, position].set(k)
    values = cache["v"].at[:, :, position].set(v)
    scores = ag.einsum("bhd,bhpd->bhp", q, keys) * (1 / math.sqrt(HEAD))
    written = ag.arange(keys.shape[2]) <= position
    context = ag.einsum("bhp,bhpd->bhd", ag.softmax(ag.where(written, scores, -np.inf)), values)
    return linear(context.reshape(x.shape), w, f"{name}.c_proj"), {"k": keys, "v": values}


@ag.region("feed_forward")
def feed_forward(x, w, name):
    inner = ag.nn.gelu(linear(x, w, f"{name}.c_fc"), "tanh")
    return linear(inner, w, f"{name}.c_proj")


def step(token, position, caches, w):
    """Returns the most likely token after the one at this position, the logits of all tokens, and the caches."""
    x = w["wte.weight"][token] + w["wpe.weight"][position]
    new = []
    for number, cache in enumerate(caches):
        layer = f"h.{number}"
        context, cache = attention(layer_norm(x, w, f"{layer}.ln_1"), cache, position, w, f"{layer}.attn")
        x = x + context
        x = x + feed_forward(layer_norm(x, w, f"{layer}.ln_2"), w, f"{layer}.mlp")
        new.append(cache)
    logits = ag.nn.linear(layer_norm(x, w, "ln_f"), w["wte.weight"])
    return {"token": ag.argmax(logits, axis=-1), "logits": logits, "caches": new}


def cache_shapes(w, batch):
    """Returns the shapes of the keys and values of each layer."""
    positions, width = w["wpe.weight"].shape
    layers = sum(name.endswith(".ln_1.weight") for name in w)
    return [{"k": (batch, width // HEAD, positions, HEAD), "v": (batch, width // HEAD, positions, HEAD)}] * layers


def empty_caches(w, batch):
    return [{part: np.zeros(shape, "f") for part, shape in layer.items()} for layer in cache_shapes(w, batch)]


def traced(w: ag.Weights) -> ag.Traced:
    caches = [{part: ag.spec("f32", shape) for part, shape in layer.items()} for layer in cache_shapes(w, "batch")]
    donated = [f"caches.{number}.{part}" for number, layer in enumerate(caches) for part in layer]
    return ag.trace(step, ag.spec("i64", ["batch"], batch=(1, 32)), ag.spec("i64"), caches, w, donate=donated)


def generate(w: ag.Weights, prompts: np.ndarray, count: int, **options) -> np.ndarray:
    """Returns the tokens of each prompt, a row of `prompts`, followed by `count` generated ones."""
    program = traced(w).lower().compile(**options)
    caches = empty_caches(w, len(prompts))
    tokens = list(np.ascontiguousarray(prompts.T, np.int64))
    for position in range(len(tokens) + count - 1):
        result = program(token=tokens[position], position=position, caches=caches)
        if position + 1 == len(tokens):
            tokens.append(result["token"])
    return np.stack(tokens, 1)


if __name__ == "__main__":
    print(*generate(ag.safetensors(sys.argv[1]), np.array([sys.argv[2:]], np.int64), 20, march="native")[0])
