# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The models' steps with PyTorch's functions, and a model as a module with its weights."""
from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F


class TorchOps:
    matmul = staticmethod(torch.matmul)
    linear = staticmethod(F.linear)
    relu = staticmethod(F.relu)
    gelu = staticmethod(F.gelu)
    sigmoid = staticmethod(torch.sigmoid)
    tanh = staticmethod(torch.tanh)
    sqrt = staticmethod(torch.sqrt)
    unsqueeze = staticmethod(torch.unsqueeze)
    reshape = staticmethod(torch.reshape)
    cross_entropy = staticmethod(F.cross_entropy)
    mean = staticmethod(torch.mean)
    jvp = staticmethod(torch.func.jvp)

    @staticmethod
    def maximum(x, least):
        return x.clamp(min=least)

    @staticmethod
    def softmax(x):
        return x.softmax(-1)

    @staticmethod
    def layer_norm(x, weight, bias, eps):
        return F.layer_norm(x, x.shape[-1:], weight, bias, eps)

    @staticmethod
    def embedding(table, ids):
        return F.embedding(ids, table)

    @staticmethod
    def attention(query, key, value, mask):
        heads_first = (x.transpose(1, 2) for x in (query, key, value))
        keep = (mask != 0)[:, None, None, :]
        return F.scaled_dot_product_attention(*heads_first, attn_mask=keep).transpose(1, 2)

    @staticmethod
    def scaled_attention(query, key, value, causal):
        return F.scaled_dot_product_attention(query, key, value, is_causal=causal)

    @staticmethod
    def conv(x, w):
        """Returns a convolution. The arrays have channels last, and PyTorch treats these views as such."""
        return F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), padding="same").permute(0, 2, 3, 1)

    @staticmethod
    def max_pool(x):
        return F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)

    @staticmethod
    def floats(x, like):
        return x.to(like.dtype)

    @staticmethod
    def sum(x, axis):
        return x.sum(axis)

    @staticmethod
    def value_and_grad(function, w):
        slope, value = torch.func.grad_and_value(function)(w)
        return value, slope

    @staticmethod
    def rnn(x, inputs, bias, hidden):
        state = x.new_zeros(1, x.shape[1], hidden.shape[1])
        return torch.rnn_tanh(x, state, [inputs, hidden, bias, torch.zeros_like(bias)], True, 1, 0.0, False, False,
                              False)[0]

    @staticmethod
    def lstm(x, inputs, bias, hidden):
        state = x.new_zeros(1, x.shape[1], hidden.shape[1])
        weights = [inputs, hidden, bias, torch.zeros_like(bias)]
        return torch.lstm(x, (state, state), weights, True, 1, 0.0, False, False, False)[0]


class Model(torch.nn.Module):
    """A model with its weights as frozen parameters. They are numbered, as a module does not accept their names."""

    def __init__(self, model: Any, weights: dict):
        super().__init__()
        self.model, self.names = model, list(weights)
        for number, name in enumerate(self.names):
            tensor = torch.from_numpy(weights[name])
            setattr(self, f"w{number}", torch.nn.Parameter(tensor, requires_grad=False))

    def forward(self, *inputs):
        weights = {name: getattr(self, f"w{number}") for number, name in enumerate(self.names)}
        return tuple(self.model(TorchOps, weights, *inputs))
