# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The models' steps with numpy's functions: for numpy itself, whose results in double are the reference, and for JAX."""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from models import lstm_step, rnn_step


class ArrayOps:
    """`xp` is numpy or jax.numpy, which have no erf; `scan` is jax.lax.scan, or an equivalent. Steps that differentiate use
    `jax`."""

    def __init__(self, xp: Any, erf: Callable[[Any], Any], scan: Callable, jax: Any = None):
        self.xp, self.erf, self.scan, self.jax = xp, erf, scan, jax

    def matmul(self, x, y):
        return x @ y

    def linear(self, x, weight, bias):
        return x @ weight.T + bias

    def relu(self, x):
        return self.xp.maximum(x, 0)

    def gelu(self, x):
        return x * 0.5 * (self.erf(x * math.sqrt(0.5)) + 1)

    def sigmoid(self, x):
        return 1 / (1 + self.xp.exp(-x))

    def tanh(self, x):
        return self.xp.tanh(x)

    def sqrt(self, x):
        return self.xp.sqrt(x)

    def maximum(self, x, least):
        return self.xp.maximum(x, least)

    def softmax(self, x):
        exponentials = self.xp.exp(x - x.max(-1, keepdims=True))
        return exponentials / exponentials.sum(-1, keepdims=True)

    def layer_norm(self, x, weight, bias, eps):
        centered = x - x.mean(-1, keepdims=True)
        variance = (centered * centered).mean(-1, keepdims=True)
        return centered / self.xp.sqrt(variance + eps) * weight + bias

    def embedding(self, table, ids):
        return table[ids]

    def attention(self, query, key, value, mask):
        """Returns attention of [batch, seq, head, size] operands, over the positions where `mask` is not 0."""
        scores = self.xp.einsum("bqhd,bkhd->bhqk", query, key) / math.sqrt(query.shape[-1])
        masked = self.xp.where(mask[:, None, None, :] != 0, scores, -1e30)
        return self.xp.einsum("bhqk,bkhd->bqhd", self.softmax(masked), value)

    def scaled_attention(self, query, key, value, causal):
        """Returns attention of [batch, head, seq, size] operands, over all positions or those up to the query's."""
        scores = self.xp.einsum("bhid,bhjd->bhij", query, key) / math.sqrt(query.shape[-1])
        if causal:
            scores = self.xp.where(self.xp.tri(scores.shape[-1], dtype=bool), scores, -self.xp.inf)
        return self.xp.einsum("bhij,bhjd->bhid", self.softmax(scores), value)

    def conv(self, x, w):
        return self.jax.lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def max_pool(self, x):
        return self.jax.lax.reduce_window(x, -self.xp.inf, self.jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    def mean(self, x):
        return x.mean()

    def cross_entropy(self, scores, labels):
        shifted = scores - scores.max(-1, keepdims=True)
        likely = shifted - self.xp.log(self.xp.exp(shifted).sum(-1, keepdims=True))
        return -self.xp.take_along_axis(likely, labels[:, None], 1).mean()

    def value_and_grad(self, function, w):
        return self.jax.value_and_grad(function)(w)

    def jvp(self, function, primals, tangents):
        return self.jax.jvp(function, primals, tangents)

    def floats(self, x, like):
        return x.astype(like.dtype)

    def reshape(self, x, shape):
        return x.reshape(shape)

    def unsqueeze(self, x, axis):
        return self.xp.expand_dims(x, axis)

    def sum(self, x, axis):
        return x.sum(axis)

    def rms_norm(self, x, weight, eps):
        return x / self.xp.sqrt((x * x).mean(-1, keepdims=True) + eps) * weight

    def cos(self, x):
        return self.xp.cos(x)

    def sin(self, x):
        return self.xp.sin(x)

    def positions(self, count, like=None):
        return self.xp.arange(count) if like is None else self.xp.arange(count, dtype=like.dtype)

    def concatenate(self, parts):
        return self.xp.concatenate(parts, -1)

    def turned(self, x, cos, sin):
        """Returns rows of pairs (x[i], x[i + half]), each turned by its angle."""
        half = x.shape[-1] // 2
        return x * cos + self.concatenate([-x[..., half:], x[..., :half]]) * sin

    def heads_first(self, x):
        return x.transpose(0, 2, 1, 3)

    def kept_attention(self, query, key, value, keep):
        """Returns attention of [batch, head, seq, size] operands where `keep` is true. There may be fewer heads of keys."""
        key, value = (self.xp.repeat(x, query.shape[1] // x.shape[1], 1) for x in (key, value))
        scores = query @ key.swapaxes(-1, -2) / math.sqrt(query.shape[-1])
        return self.softmax(self.xp.where(keep, scores, -1e30)) @ value

    def written(self, cache, position, row):
        """Returns a cache with another row at the position of each head."""
        cache = self.xp.array(cache)
        cache[:, :, position] = row
        return cache

    def lstm(self, x, inputs, bias, hidden):
        zeros = self.xp.zeros((x.shape[1], hidden.shape[1]), x.dtype)
        return self.scan(lambda state, row: lstm_step(self, state, row, hidden), (zeros, zeros),
                         self.linear(x, inputs, bias))[1]

    def rnn(self, x, inputs, bias, hidden):
        zeros = self.xp.zeros((x.shape[1], hidden.shape[1]), x.dtype)
        return self.scan(lambda state, row: rnn_step(self, state, row, hidden), zeros, self.linear(x, inputs, bias))[1]
