# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is measured, each model written once.

A model is a function of a vocabulary (vocabularies/), which states its steps in a peer's own words, of the weights by
name, and of the inputs; it returns a list of results. Weights of linear layers are [out, in], as PyTorch stores them.
"""
from __future__ import annotations

from typing import Any

Weights = dict[str, Any]


def matmul(ops: Any, w: Weights, x: Any, y: Any) -> list:
    return [ops.matmul(x, y)]


def matmul_constant(ops: Any, w: Weights, x: Any) -> list:
    return [ops.matmul(x, w["b"])]


def softmax(ops: Any, w: Weights, x: Any) -> list:
    return [ops.softmax(x)]


def chain(ops: Any, w: Weights, x: Any) -> list:
    return [ops.sigmoid(x * 1.5 + 0.25) * ops.tanh(x) + x * x]


def linear(ops: Any, w: Weights, name: str, x: Any) -> Any:
    return ops.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def layer_norm(ops: Any, w: Weights, name: str, x: Any, eps: float) -> Any:
    return ops.layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"], eps)


def mlp(ops: Any, w: Weights, x: Any) -> list:
    h = ops.relu(linear(ops, w, "first", x))
    h = ops.relu(linear(ops, w, "second", h))
    return [linear(ops, w, "third", h)]


def block(ops: Any, w: Weights, x: Any) -> list:
    """The second half of a transformer's block."""
    normal = layer_norm(ops, w, "norm", x, 1e-5)
    inner = ops.gelu(linear(ops, w, "up", normal))
    return [linear(ops, w, "down", inner) + x]


class MiniLM:
    """The sentence encoder of examples/minilm with so many layers and heads."""

    EPS = 1e-12

    def __init__(self, layers: int, heads: int):
        self.layers, self.heads = layers, heads

    def __call__(self, ops: Any, w: Weights, input_ids: Any, attention_mask: Any) -> list:
        hidden = self.embed(ops, w, input_ids)
        for number in range(self.layers):
            name = f"encoder.layer.{number}"
            hidden = self.attend(ops, w, f"{name}.attention", hidden, attention_mask)
            inner = ops.gelu(linear(ops, w, f"{name}.intermediate.dense", hidden))
            output = linear(ops, w, f"{name}.output.dense", inner) + hidden
            hidden = layer_norm(ops, w, f"{name}.output.LayerNorm", output, self.EPS)
        return [hidden, self.pool(ops, hidden, attention_mask)]

    def embed(self, ops: Any, w: Weights, input_ids: Any) -> Any:
        words = ops.embedding(w["embeddings.word_embeddings.weight"], input_ids)
        positions = w["embeddings.position_embeddings.weight"][: input_ids.shape[1]]
        embedded = words + positions + w["embeddings.token_type_embeddings.weight"][0]
        return layer_norm(ops, w, "embeddings.LayerNorm", embedded, self.EPS)

    def attend(self, ops: Any, w: Weights, name: str, hidden: Any, mask: Any) -> Any:
        batch, seq, width = hidden.shape
        query, key, value = (
            ops.reshape(linear(ops, w, f"{name}.self.{part}", hidden), (batch, seq, self.heads, width // self.heads))
            for part in ("query", "key", "value"))
        context = ops.reshape(ops.attention(query, key, value, mask), (batch, seq, width))
        output = linear(ops, w, f"{name}.output.dense", context) + hidden
        return layer_norm(ops, w, f"{name}.output.LayerNorm", output, self.EPS)

    def pool(self, ops: Any, hidden: Any, attention_mask: Any) -> Any:
        """The mean over the tokens that are there, with length 1."""
        mask = ops.unsqueeze(ops.floats(attention_mask), 2)
        mean = ops.sum(hidden * mask, 1) / ops.maximum(ops.sum(mask, 1), 1e-9)
        norm = ops.sqrt(ops.unsqueeze(ops.sum(mean * mean, 1), 1))
        return mean / ops.maximum(norm, 1e-12)
