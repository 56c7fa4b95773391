# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small models in plain torch.nn, with the examples on which they are exported, and the sizes at which they are compared."""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.export import Dim
from torch.nn import functional as F


@dataclass
class Case:
    """A model, its dimensions by argument, a function that makes arguments for sizes, and these sizes."""

    model: Callable[[], nn.Module]
    dims: tuple
    arguments: Callable[..., tuple]
    sizes: list[tuple[int, ...]]
    example: tuple[int, ...] = field(default=(1, 1))


def _ids(*shape: int) -> Tensor:
    return torch.randint(0, 50, shape)


# Transformers ----------------------------------------------------------------------------------


class Attention(nn.Module):
    def __init__(self, width: int = 32, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor | None = None, is_causal: bool = False) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, mask, is_causal=is_causal)
        return self.out(y.transpose(1, 2).reshape(batch, length, width))


class Bert(nn.Module):
    """An encoder with padding masks and a pooled result."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(50, 32), nn.Embedding(64, 32)
        self.register_buffer("position_ids", torch.arange(64)[None], persistent=False)
        self.layers = nn.ModuleList([nn.ModuleDict({
            "attention": Attention(), "norm1": nn.LayerNorm(32), "norm2": nn.LayerNorm(32),
            "mlp": nn.Sequential(nn.Linear(32, 64), nn.GELU(), nn.Linear(64, 32))}) for _ in range(2)])
        self.pooler = nn.Linear(32, 32)

    def forward(self, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
        x = self.words(ids) + self.places(self.position_ids[:, :ids.shape[1]])
        keys = (1.0 - mask[:, None, None, :].to(x.dtype)) * torch.finfo(x.dtype).min
        for layer in self.layers:
            x = layer["norm1"](x + layer["attention"](x, keys))
            x = layer["norm2"](x + layer["mlp"](x))
        return {"last_hidden_state": x, "pooler_output": torch.tanh(self.pooler(x[:, 0]))}


class Gpt2(nn.Module):
    """A decoder whose head has the weights of its embedding."""

    def __init__(self) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(50, 32), nn.Embedding(64, 32)
        self.blocks = nn.ModuleList([nn.ModuleDict({
            "attention": Attention(), "ln1": nn.LayerNorm(32), "ln2": nn.LayerNorm(32),
            "mlp": nn.Sequential(nn.Linear(32, 64), nn.GELU(approximate="tanh"), nn.Linear(64, 32))}) for _ in range(2)])
        self.norm = nn.LayerNorm(32)
        self.head = nn.Linear(32, 50, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, ids: Tensor) -> Tensor:
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1], device=ids.device))
        for block in self.blocks:
            x = x + block["attention"](block["ln1"](x), is_causal=True)
            x = x + block["mlp"](block["ln2"](x))
        return self.head(self.norm(x))


class Llama(nn.Module):
    """A decoder with rotary embeddings, RMS norms and keys that several heads share."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(50, 32)
        self.q, self.k, self.v = nn.Linear(32, 32, bias=False), nn.Linear(32, 16, bias=False), nn.Linear(32, 16, bias=False)
        self.o, self.norm = nn.Linear(32, 32, bias=False), nn.RMSNorm(32, eps=1e-6)
        self.gate, self.up, self.down = nn.Linear(32, 64), nn.Linear(32, 64), nn.Linear(64, 32)
        self.register_buffer("inv_freq", 1.0 / 10000 ** (torch.arange(0, 8, 2).float() / 8), persistent=False)

    def rotated(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        first, second = x[..., :4], x[..., 4:]
        return x * cos + torch.cat((-second, first), -1) * sin

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embed(ids)
        batch, length = ids.shape
        angles = torch.arange(length, device=ids.device)[:, None].float() * self.inv_freq
        cos, sin = torch.cat((angles, angles), -1).cos(), torch.cat((angles, angles), -1).sin()
        h = self.norm(x)
        q, k, v = (f(h).view(batch, length, -1, 8).transpose(1, 2) for f in (self.q, self.k, self.v))
        q, k = self.rotated(q, cos, sin), self.rotated(k, cos, sin)
        k, v = (each[:, :, None].expand(batch, 2, 2, length, 8).reshape(batch, 4, length, 8) for each in (k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).contiguous().view(batch, length, -1)
        x = x + self.o(y)
        return x + self.down(F.silu(self.gate(x)) * self.up(x))


# Images ----------------------------------------------------------------------------------------


class Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after)
        self.conv2, self.bn2 = nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after)
        self.relu = nn.ReLU(inplace=True)
        self.down = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + self.down(x))


class Resnet(nn.Module):
    """A residual network for images of any size."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True),
                                  nn.MaxPool2d(3, 2, 1))
        self.layers = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2))
        self.pool, self.head = nn.AdaptiveAvgPool2d(1), nn.Linear(16, 10)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                nn.init.uniform_(module.running_mean, -0.5, 0.5)
                nn.init.uniform_(module.running_var, 0.5, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(torch.flatten(self.pool(self.layers(self.stem(x))), 1))


class Unet(nn.Module):
    """Down and up again, with group norms, and a nearest neighbour's interpolation to the size of what was skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.down = nn.Conv2d(2, 8, 3, padding=1), nn.Conv2d(8, 16, 3, stride=2, padding=1)
        self.norm, self.middle = nn.GroupNorm(4, 16), nn.Conv2d(16, 8, 3, padding=1)
        self.last = nn.Conv2d(16, 2, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        a = F.silu(self.first(x))
        b = self.middle(F.silu(self.norm(self.down(a))))
        b = F.interpolate(b, size=a.shape[-2:], mode="nearest")
        return self.last(torch.cat([a, b], 1))


# Sequences -------------------------------------------------------------------------------------


class Recurrent(nn.Module):
    """A recurrent layer in both directions, of any length."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.layer = getattr(nn, kind)(6, 8, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        y, state = self.layer(x)
        return self.head(y), state[0] if isinstance(state, tuple) else state


class Sound(nn.Module):
    """Convolutions over samples, with statistics over time."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.back = nn.Conv1d(1, 6, 5, 2, padding=2), nn.ConvTranspose1d(6, 1, 4, 2, padding=1)
        self.prelu = nn.PReLU(6)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        y = self.prelu(self.conv(x[:, None]))
        power = y.pow(2).mean(-1, keepdim=True)
        y = (y - y.mean(-1, keepdim=True)) / torch.sqrt(power + 1e-5)
        return self.back(y).squeeze(1), torch.cat([y.amax(-1), y.std(-1, correction=0)], -1)


class Sizes(nn.Module):
    """Arithmetic of sizes, ranges, and numbers of sizes."""

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        rows, columns = x.shape
        twice = torch.cat([x, x], 1).view(rows * 2, columns)
        places = torch.arange(columns) * 2 + rows
        kept = torch.where(places[None, :] % 3 == 0, x, x / columns)
        return twice.sum(1), kept / math.sqrt(3) * rows, torch.ones(rows, columns).cumsum(1), places, x.new_full((2,), columns)


def _dims(*names: tuple[str, int, int]) -> list:
    return [Dim(name, min=low, max=high) for name, low, high in names]


_BATCH, _LENGTH = _dims(("batch", 1, 8), ("length", 1, 64))
_HEIGHT, _WIDTH = _dims(("height", 32, 96), ("width", 32, 96))
_IMAGE = {0: _BATCH, 2: _HEIGHT, 3: _WIDTH}
_WORDS = [(1, 64), (8, 1), (3, 17)]

CASES: dict[str, Case] = {
    "bert": Case(Bert, ({0: _BATCH, 1: _LENGTH},) * 2, lambda b, n: (_ids(b, n), (torch.arange(n) < n - n // 3).expand(b, n)),
                 _WORDS),
    "gpt2": Case(Gpt2, ({0: _BATCH, 1: _LENGTH},), lambda b, n: (_ids(b, n),), _WORDS),
    "llama": Case(Llama, ({0: _BATCH, 1: _LENGTH},), lambda b, n: (_ids(b, n),), _WORDS),
    "resnet": Case(Resnet, (_IMAGE,), lambda b, h, w: (torch.randn(b, 3, h, w),), [(1, 32, 33), (2, 47, 64), (8, 96, 40)],
                   (1, 64, 64)),
    "unet": Case(Unet, (_IMAGE,), lambda b, h, w: (torch.randn(b, 2, h, w),), [(1, 32, 33), (2, 47, 64), (8, 96, 40)],
                 (1, 64, 64)),
    "lstm": Case(lambda: Recurrent("LSTM"), ({0: _BATCH, 1: _LENGTH},), lambda b, n: (torch.randn(b, n, 6),), _WORDS),
    "gru": Case(lambda: Recurrent("GRU"), ({0: _BATCH, 1: _LENGTH},), lambda b, n: (torch.randn(b, n, 6),), _WORDS),
    "rnn": Case(lambda: Recurrent("RNN"), ({0: _BATCH, 1: _LENGTH},), lambda b, n: (torch.randn(b, n, 6),), _WORDS),
    "sound": Case(Sound, ({0: _BATCH, 1: Dim("samples", min=16, max=256)},), lambda b, n: (torch.randn(b, n),),
                  [(1, 16), (8, 17), (3, 256)], (1, 32)),
    "sizes": Case(Sizes, ({0: _BATCH, 1: _LENGTH},), lambda b, n: (torch.randn(b, n),), _WORDS, (2, 3)),
}
