# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows' models in PyTorch's layers and those of published packages, and ag's programs of them. It needs PyTorch."""
from __future__ import annotations

import logging
import shutil
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import timm
import torch
import torchvision
import transformers
from torch import Tensor, nn
from torch.nn import functional as F

from peers import Base
from rows import Row

Weights = Mapping[str, np.ndarray]


def loaded(module: nn.Module, weights: Weights, names: Mapping[str, str] = {}) -> nn.Module:
    """Returns a module with these weights. `names` maps beginnings of its names to those of the weights, if they differ."""
    def given(name: str) -> Tensor:
        first = name.rpartition(".")[0]
        return torch.from_numpy(weights[names.get(first, first) + name[len(first):]])

    module.load_state_dict({name: given(name) for name, _ in module.named_parameters()}, strict=False)
    return module.requires_grad_(False).eval()


class MiniLM(nn.Module):
    """The encoder of transformers, with the mean over the tokens that the mask keeps, scaled to length 1."""

    def __init__(self, config: Any):
        super().__init__()
        self.bert = transformers.BertModel(config, add_pooling_layer=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.bert(input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return hidden, F.normalize((hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9), dim=-1)


def minilm(row: Row, weights: Weights) -> nn.Module:
    (words, width), (positions, _) = (row.weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position"))
    config = transformers.BertConfig(
        vocab_size=words, hidden_size=width, num_hidden_layers=row.model.layers, num_attention_heads=row.model.heads,
        intermediate_size=4 * width, max_position_embeddings=positions)
    module = MiniLM(config)
    loaded(module.bert, weights)
    return module.eval()


class Recurrent(nn.Module):
    """An LSTM's rows, without its last state."""

    def __init__(self, size: int):
        super().__init__()
        self.layer = nn.LSTM(size, size)

    def forward(self, x: Tensor) -> tuple[Tensor]:
        return (self.layer(x)[0],)


def lstm(row: Row, weights: Weights) -> nn.Module:
    module = Recurrent(row.inputs["x"].shape[2])
    names = {"weight_ih_l0": "inputs.weight", "weight_hh_l0": "hidden.weight", "bias_ih_l0": "inputs.bias"}
    nn.init.zeros_(module.layer.bias_hh_l0)
    module.layer.load_state_dict({name: torch.from_numpy(weights[ours]) for name, ours in names.items()}, strict=False)
    return module.requires_grad_(False).eval()


class Perceptron(nn.Sequential):
    """Linear layers with rectifiers between them."""

    def forward(self, x: Tensor) -> tuple[Tensor]:
        return (super().forward(x),)


def mlp(row: Row, weights: Weights) -> nn.Module:
    first, second, third = (nn.Linear(*weights[f"{name}.weight"].shape[::-1]) for name in ("first", "second", "third"))
    return loaded(Perceptron(first, nn.ReLU(), second, nn.ReLU(), third), weights,
                  {"0": "first", "2": "second", "4": "third"})


class Layer(nn.Module):
    """A layer of a decoder step, which `write`s a row of its caches."""

    def __init__(self, heads: int, width: int, eps: float):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.ln_1, self.ln_2 = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, keys: Tensor, values: Tensor, position: Tensor, write: Callable) -> tuple[Tensor, ...]:
        normal = self.ln_1(x)
        query, key, value = (each(normal).view(1, self.heads, 1, -1) for each in (self.query, self.key, self.value))
        keys, values = write(keys, 2, position, key), write(values, 2, position, value)
        mask = torch.arange(keys.shape[2]) <= position
        x = x + self.output(F.scaled_dot_product_attention(query, keys, values, mask[None, None, None]).reshape(x.shape))
        return x + self.down(F.gelu(self.up(self.ln_2(x)))), keys, values


class DecoderStep(nn.Module):
    """A step of a decoder. It takes and returns the caches, or has these as buffers, which it writes in place."""

    def __init__(self, row: Row, caches: Iterable[np.ndarray]):
        super().__init__()
        (words, width), (positions, _) = row.weights["wte.weight"], row.weights["wpe.weight"]
        self.wte, self.wpe = nn.Embedding(words, width), nn.Embedding(positions, width)
        self.h = nn.ModuleList(Layer(row.model.heads, width, row.model.EPS) for _ in range(row.model.layers))
        self.ln_f = nn.LayerNorm(width, row.model.EPS)
        self.names = []
        for name, cache in zip(row.states, caches):
            self.names.append(name)
            self.register_buffer(name, torch.from_numpy(cache.copy()))

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        *caches, token, position = inputs
        write = Tensor.index_copy_ if self.names else torch.index_copy
        caches = [getattr(self, name) for name in self.names] or caches
        x = self.wte(token) + self.wpe(position)
        for number, layer in enumerate(self.h):
            x, *caches[2 * number:2 * number + 2] = layer(x, *caches[2 * number:2 * number + 2], position, write)
        scores = F.linear(self.ln_f(x), self.wte.weight)
        return (scores,) if self.names else (*caches, scores)


def decoder_step(row: Row, weights: Weights, caches: Iterable[np.ndarray]) -> nn.Module:
    return loaded(DecoderStep(row, caches), weights)


class Hidden(nn.Module):
    """A model of transformers, whose last hidden states are the result."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor]:
        return (self.model(input_ids, attention_mask=attention_mask).last_hidden_state,)


def llama(row: Row, weights: Weights) -> nn.Module:
    words, width = row.weights["embed_tokens.weight"]
    config = transformers.LlamaConfig(
        vocab_size=words, hidden_size=width, num_hidden_layers=row.model.layers, num_attention_heads=row.model.heads,
        num_key_value_heads=row.model.key_heads, intermediate_size=2 * width, rms_norm_eps=row.model.EPS, use_cache=False,
        max_position_embeddings=row.inputs["input_ids"].shape[1], rope_theta=row.model.THETA)
    return Hidden(loaded(transformers.LlamaModel(config), weights)).eval()


class Single(nn.Module):
    """A model of pictures, with a list of one result."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> tuple[Tensor]:
        return (self.model(x),)


def vit(row: Row, weights: Weights) -> nn.Module:
    return Single(timm.create_model("vit_tiny_patch16_224")).requires_grad_(False).eval()


def resnet(row: Row, weights: Weights) -> nn.Module:
    return Single(torchvision.models.resnet18()).requires_grad_(False).eval()


MODULES = {each.__name__: each for each in (minilm, lstm, mlp, decoder_step, llama, vit, resnet)}


def module_of(row: Row, weights: Weights, states: Iterable[np.ndarray] = ()) -> nn.Module:
    """Returns the row's model, with these buffers for its states, or with states as arguments and results. Weights that the
    row does not have are drawn."""
    torch.manual_seed(0)
    make = MODULES[row.module]
    return make(row, weights, states) if row.states else make(row, weights)


def examples(inputs: Iterable[np.ndarray]) -> tuple[Tensor, ...]:
    return tuple(torch.from_numpy(x) for x in inputs)


def write_file(peer: Base, path: Path) -> None:
    """Writes the row's model in ONNX's format: a copy of the published file, or what PyTorch exports."""
    row = peer.job.row
    if row.file:
        shutil.copyfile(row.file(), path)
        return
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(module_of(row, peer.weights), examples(peer.inputs.values()), path, verbose=False,
                          input_names=list(row.inputs), external_data=False)
