# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The models' steps with functions of ag's Python package."""
from __future__ import annotations

import math

import ag

from models import lstm_step, rnn_step


class AgOps:
    matmul = staticmethod(ag.matmul)
    linear = staticmethod(ag.nn.linear)
    relu = staticmethod(ag.nn.relu)
    gelu = staticmethod(ag.nn.gelu)
    sigmoid = staticmethod(ag.sigmoid)
    tanh = staticmethod(ag.tanh)
    sqrt = staticmethod(ag.sqrt)
    maximum = staticmethod(ag.maximum)
    softmax = staticmethod(ag.softmax)
    reshape = staticmethod(ag.reshape)
    unsqueeze = staticmethod(ag.expand_dims)
    sum = staticmethod(ag.sum)
    mean = staticmethod(ag.mean)
    jvp = staticmethod(ag.jvp)

    @staticmethod
    def layer_norm(x, weight, bias, eps):
        return ag.nn.layer_norm(x, weight, bias, eps=eps)

    @staticmethod
    def embedding(table, ids):
        return ag.nn.embedding(ids, table)

    @staticmethod
    def attention(query, key, value, mask):
        scores = ag.einsum("bqhd,bkhd->bhqk", query, key) * (1 / math.sqrt(query.shape[-1]))
        masked = ag.where((mask != 0)[:, None, None, :], scores, -1e30)
        return ag.einsum("bhqk,bkhd->bqhd", ag.softmax(masked), value)

    @staticmethod
    def scaled_attention(query, key, value, causal):
        scores = ag.einsum("bhid,bhjd->bhij", query, key) * (1 / math.sqrt(query.shape[-1]))
        if causal:
            places = ag.arange(scores.shape[-1])
            scores = ag.where(places[:, None] >= places[None, :], scores, -math.inf)
        return ag.einsum("bhij,bhjd->bhid", ag.softmax(scores), value)

    @staticmethod
    def conv(x, w):
        return ag.conv(x, w, padding="same")

    @staticmethod
    def max_pool(x):
        return ag.max_pool(x, 2)

    @staticmethod
    def cross_entropy(scores, labels):
        likely = ag.log_softmax(scores)
        return -(likely * ag.one_hot(labels, scores.shape[1], dtype=scores.dtype)).sum() / scores.shape[0]

    @staticmethod
    def value_and_grad(function, w):
        return ag.value_and_grad(function)(w)

    @staticmethod
    def floats(x, like):
        return x.astype(like.dtype)

    rms_norm = staticmethod(ag.nn.rms_norm)
    cos, sin = staticmethod(ag.cos), staticmethod(ag.sin)

    @staticmethod
    def positions(count, like=None):
        return ag.arange(count) if like is None else ag.arange(count).astype(like.dtype)

    @staticmethod
    def concatenate(parts):
        return ag.concatenate(parts, axis=-1)

    @staticmethod
    def turned(x, cos, sin):
        half = x.shape[-1] // 2
        return x * cos + ag.concatenate([-x[..., half:], x[..., :half]], axis=-1) * sin

    @staticmethod
    def heads_first(x):
        return ag.transpose(x, (0, 2, 1, 3))

    @staticmethod
    def kept_attention(query, key, value, keep):
        return ag.nn.scaled_dot_product_attention(query, key, value, keep, enable_gqa=query.shape[1] != key.shape[1])

    @staticmethod
    def written(cache, position, row):
        return cache.at[:, :, position[0]].set(row[:, :, 0])

    @staticmethod
    def lstm(x, inputs, bias, hidden):
        zeros = ag.zeros((x.shape[1], hidden.shape[1]))
        return ag.scan(lambda state, row: lstm_step(AgOps, state, row, hidden), (zeros, zeros),
                       ag.nn.linear(x, inputs, bias))[1]

    @staticmethod
    def rnn(x, inputs, bias, hidden):
        zeros = ag.zeros((x.shape[1], hidden.shape[1]), dtype=x.dtype)
        return ag.scan(lambda state, row: rnn_step(AgOps, state, row, hidden), zeros, ag.nn.linear(x, inputs, bias))[1]
