# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small models in plain torch.nn, with the examples on which they are exported, and the sizes at which they are compared."""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import drawn
import torch
from torch import Tensor, nn
from torch.export import Dim
from torch.nn import functional as F


@dataclass
class Case:
    """A model, the free dimensions of its arguments by their names, a function that makes arguments of the right types and
    shapes for sizes, the sizes at which it is compared, and those of the example. `is_published` is true if the model
    comes with its weights."""

    model: Callable[[], nn.Module]
    dims: dict[str, dict[int, Dim]]
    arguments: Callable[..., dict[str, Tensor]]
    sizes: list[tuple[int, ...]]
    example: tuple[int, ...] = (1, 1)
    is_published: bool = False

    def made(self) -> nn.Module:
        """Returns the model with drawn weights or, if they are published, with its own."""
        return self.model().eval() if self.is_published else with_drawn_weights(self.model())

    def drawn(self, *sizes: int) -> dict[str, Tensor]:
        """Returns arguments whose elements are drawn by their names."""
        return {name: torch.from_numpy(drawn.argument(name, str(each.dtype)[6:], tuple(each.shape)))
                for name, each in self.arguments(*sizes).items()}


def with_drawn_weights(model: nn.Module, prefix: str = "") -> nn.Module:
    """Returns the model with weights that are drawn by their names behind a prefix. Those that are integers stay as they are."""
    with torch.no_grad():
        for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
            if tensor.is_floating_point():
                tensor.copy_(torch.from_numpy(drawn.weight(prefix + name, tuple(tensor.shape))))
    return model.eval()


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


class Speaker(nn.Module):
    """Resemblyzer's encoder of voices: embeddings of length 1, of the last layer's state after all frames."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.linear = nn.LSTM(40, 256, 3, batch_first=True), nn.Linear(256, 256)

    def forward(self, mels: Tensor) -> Tensor:
        _, (hidden, _) = self.lstm(mels)
        embedding = torch.relu(self.linear(hidden[-1]))
        return embedding / torch.norm(embedding, dim=1, keepdim=True)


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
        counts = torch.ones(rows, columns, dtype=torch.float32).cumsum(1)
        return twice.sum(1), kept / math.sqrt(3) * rows, counts, places, x.new_full((2,), columns)


def _dims(*names: tuple[str, int, int]) -> list:
    return [Dim(name, min=low, max=high) for name, low, high in names]


_BATCH, _LENGTH = _dims(("batch", 1, 8), ("length", 1, 64))
_HEIGHT, _WIDTH = _dims(("height", 32, 96), ("width", 32, 96))
_WORDS, _ROWS = [(1, 64), (8, 1), (3, 17)], {0: _BATCH, 1: _LENGTH}


def _ids(batch: int, length: int) -> dict[str, Tensor]:
    return {"ids": torch.zeros(batch, length, dtype=torch.int64)}


def _masked(batch: int, length: int) -> dict[str, Tensor]:
    return _ids(batch, length) | {"mask": torch.zeros(batch, length, dtype=torch.bool)}


def _of_sequences(model: Callable[[], nn.Module]) -> Case:
    return Case(model, {"x": _ROWS}, lambda batch, length: {"x": torch.zeros(batch, length, 6)}, _WORDS)


def _of_images(model: Callable[[], nn.Module], channels: int) -> Case:
    return Case(model, {"x": {0: _BATCH, 2: _HEIGHT, 3: _WIDTH}},
                lambda batch, height, width: {"x": torch.zeros(batch, channels, height, width)},
                [(1, 32, 33), (2, 47, 64), (8, 96, 40)], (1, 64, 64))


CASES: dict[str, Case] = {
    "bert": Case(Bert, {"ids": _ROWS, "mask": _ROWS}, _masked, _WORDS),
    "gpt2": Case(Gpt2, {"ids": _ROWS}, _ids, _WORDS),
    "llama": Case(Llama, {"ids": _ROWS}, _ids, _WORDS),
    "resnet": _of_images(Resnet, 3),
    "unet": _of_images(Unet, 2),
    "lstm": _of_sequences(lambda: Recurrent("LSTM")),
    "gru": _of_sequences(lambda: Recurrent("GRU")),
    "rnn": _of_sequences(lambda: Recurrent("RNN")),
    "speaker": Case(Speaker, {"mels": {0: _BATCH, 1: Dim("frames", min=1, max=1600)}},
                    lambda batch, frames: {"mels": torch.zeros(batch, frames, 40)}, [(1, 1600), (8, 1), (3, 9)]),
    "sound": Case(Sound, {"x": {0: _BATCH, 1: Dim("samples", min=16, max=256)}},
                  lambda batch, samples: {"x": torch.zeros(batch, samples)}, [(1, 16), (8, 17), (3, 256)], (1, 32)),
    "sizes": Case(Sizes, {"x": _ROWS}, lambda batch, columns: {"x": torch.zeros(batch, columns)}, _WORDS, (2, 3)),
}
