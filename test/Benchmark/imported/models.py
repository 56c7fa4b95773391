# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models as ag's own programs of what modules.py has in PyTorch's layers, by vocabularies of ag and of numpy."""
from __future__ import annotations

from typing import Any

from models import Weights, layer_norm, linear


class DecoderStep:
    """One token of a decoder like GPT-2. The caches of keys and values of each layer, [batch, head, position, size], are the
    first inputs and results: the step writes the row `position` of each."""

    EPS = 1e-5

    def __init__(self, layers: int, heads: int):
        self.layers, self.heads = layers, heads

    def __call__(self, ops: Any, w: Weights, *inputs: Any) -> list:
        *caches, token, position = inputs
        x = ops.embedding(w["wte.weight"], token) + ops.embedding(w["wpe.weight"], position)
        for number in range(self.layers):
            x, *caches[2 * number : 2 * number + 2] = self.attend(ops, w, number, x, *caches[2 * number :][:2], position)
            normal = layer_norm(ops, w, f"h.{number}.ln_2", x, self.EPS)
            inner = ops.gelu(linear(ops, w, f"h.{number}.up", normal))
            x = linear(ops, w, f"h.{number}.down", inner) + x
        return [*caches, ops.matmul(layer_norm(ops, w, "ln_f", x, self.EPS), w["wte.weight"].T)]

    def attend(self, ops: Any, w: Weights, number: int, x: Any, keys: Any, values: Any, position: Any) -> tuple:
        normal = layer_norm(ops, w, f"h.{number}.ln_1", x, self.EPS)
        query, key, value = (ops.reshape(linear(ops, w, f"h.{number}.{part}", normal), (1, self.heads, 1, -1))
                             for part in ("query", "key", "value"))
        keys, values = ops.written(keys, position, key), ops.written(values, position, value)
        context = ops.kept_attention(query, keys, values, ops.positions(keys.shape[2]) <= position)
        return linear(ops, w, f"h.{number}.output", ops.reshape(context, x.shape)) + x, keys, values


class Llama:
    """A decoder with RMS norms, rotary embeddings, and keys that several heads share, without its last layer."""

    EPS, THETA = 1e-6, 10000.0

    def __init__(self, layers: int, heads: int, key_heads: int):
        self.layers, self.heads, self.key_heads = layers, heads, key_heads

    def __call__(self, ops: Any, w: Weights, input_ids: Any, attention_mask: Any) -> list:
        x = ops.embedding(w["embed_tokens.weight"], input_ids)
        length = input_ids.shape[1]
        places = ops.positions(length)
        keep = (places[:, None] >= places[None, :]) & (attention_mask != 0)[:, None, None, :]
        turns = self.turns(ops, w, x, length)
        for number in range(self.layers):
            name = f"layers.{number}"
            x = x + self.attend(ops, w, f"{name}.self_attn", ops.rms_norm(x, w[f"{name}.input_layernorm.weight"], self.EPS),
                                keep, turns)
            normal = ops.rms_norm(x, w[f"{name}.post_attention_layernorm.weight"], self.EPS)
            gate, up = (self.product(ops, w, f"{name}.mlp.{part}_proj", normal) for part in ("gate", "up"))
            x = x + self.product(ops, w, f"{name}.mlp.down_proj", gate * ops.sigmoid(gate) * up)
        return [ops.rms_norm(x, w["norm.weight"], self.EPS)]

    @staticmethod
    def product(ops: Any, w: Weights, name: str, x: Any) -> Any:
        return ops.matmul(x, w[f"{name}.weight"].T)

    def turns(self, ops: Any, w: Weights, x: Any, length: int) -> tuple[Any, Any]:
        """Returns cosines and sines of the angles by which halves of rows turn at each position."""
        size = x.shape[-1] // self.heads
        rates = self.THETA ** (ops.positions(size // 2, x) * (-2.0 / size))
        angles = ops.positions(length, x)[:, None] * rates
        both = ops.concatenate([angles, angles])
        return ops.cos(both), ops.sin(both)

    def attend(self, ops: Any, w: Weights, name: str, x: Any, keep: Any, turns: tuple[Any, Any]) -> Any:
        batch, length, width = x.shape

        def heads(part: str) -> Any:
            product = self.product(ops, w, f"{name}.{part}_proj", x)
            return ops.heads_first(ops.reshape(product, (batch, length, -1, width // self.heads)))

        query, key, value = heads("q"), heads("k"), heads("v")
        query, key = (ops.turned(each, *turns) for each in (query, key))
        context = ops.kept_attention(query, key, value, keep)
        return self.product(ops, w, f"{name}.o_proj", ops.reshape(ops.heads_first(context), (batch, length, width)))
