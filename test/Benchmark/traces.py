# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Live ranges of networks with operations that ag does not have yet, and of large networks, as MiniMalloc's CSV files.

    .venv/bin/python3 test/Benchmark/traces.py FOLDER [--batch=8]

The rules, for f32 and convolutions that keep the size:
 - Only buffers that a plan places count: activations, values that are saved for backward steps, and the gradients of
   activations. Weights, their gradients, inputs and results of the network, and scratch inside of a step do not count.
 - A buffer is live from the step that writes it to the last step that reads it. No step is done twice.
 - ReLU is part of the step before it. In inference a batch normalisation is part of its convolution. The sum of a residual
   and softmax overwrite their first operand; a concatenation copies.
 - In training a convolution and a product save their inputs; a normalisation its input and its statistics; ReLU and softmax
   their results; GELU its input; a maximum over a window both.
 - Backward, element-wise steps, a normalisation and softmax overwrite the gradient that they read, unless another step still
   needs it. A gradient from several steps is accumulated in one buffer. The operands of a sum share its gradient; those of a
   concatenation are slices of its gradient.
"""
from __future__ import annotations

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from packing import Buffer, write_csv
from tape import Memory, Tape, Tensor

F32 = 4


@dataclass
class Image:
    tensor: Tensor
    channels: int
    size: int


class ImageNetwork:
    """Convolutional steps on a batch of square images."""

    def __init__(self, batch: int, training: bool):
        self.batch, self.tape = batch, Tape(training)

    def input(self, channels: int, size: int) -> Image:
        return Image(Tensor(Memory(self.bytes(channels, size))), channels, size)

    def bytes(self, channels: int, size: int) -> int:
        return F32 * self.batch * channels * size * size

    def apply(self, inputs: list[Image], channels: int, size: int, **how) -> Image:
        tensors = [x.tensor for x in inputs]
        return Image(self.tape.apply(tensors, self.bytes(channels, size), **how), channels, size)

    def conv(self, x: Image, channels: int, stride: int = 1, relu: bool = True) -> Image:
        """Adds a convolution with a batch normalisation, which has a mean and a variance for each channel."""
        folded = not self.tape.training
        y = self.apply([x], channels, x.size // stride, keeps="x", has_weights=True, relu=relu and folded)
        if folded:
            return y
        return self.apply([y], channels, y.size, keeps="x", statistics=2 * F32 * channels, relu=relu, gradient="over")

    def plain_conv(self, x: Image, channels: int, scale: int = 1) -> Image:
        return self.apply([x], channels, x.size * scale, keeps="x", has_weights=True)

    def max_pool(self, x: Image) -> Image:
        return self.apply([x], x.channels, x.size // 2, keeps="xy")

    def add(self, x: Image, y: Image) -> Image:
        return self.apply([x, y], x.channels, x.size, over=True, relu=True, gradient="shared")

    def concat(self, x: Image, y: Image) -> Image:
        return self.apply([x, y], x.channels + y.channels, x.size, gradient="parts")


def finish(tape: Tape, result: Tensor) -> list[Buffer]:
    """Returns the buffers of the tape. The caller owns `result`, so it is not one of them."""
    tape.written.remove(result.memory)
    if tape.training:
        tape.differentiate(result)
    return tape.buffers()


def resnet18(batch: int, training: bool) -> list[Buffer]:
    """Returns the buffers of ResNet-18 for images of 3x224x224 (He et al., 2015)."""
    net = ImageNetwork(batch, training)
    x = net.max_pool(net.conv(net.input(3, 224), 64, stride=2))
    for stage, channels in enumerate((64, 128, 256, 512)):
        for block in range(2):
            stride = 2 if stage and not block else 1
            y = net.conv(net.conv(x, channels, stride), channels, relu=False)
            x = net.add(y, net.conv(x, channels, stride, relu=False) if stride > 1 else x)
    mean = net.apply([x], 512, 1)
    return finish(net.tape, net.plain_conv(mean, 1000).tensor)


def unet(batch: int, training: bool) -> list[Buffer]:
    """Returns the buffers of a U-Net for images of 3x256x256, with four levels (Ronneberger et al., 2015)."""
    net = ImageNetwork(batch, training)
    x, skips = net.input(3, 256), []
    for channels in (64, 128, 256, 512):
        x = net.conv(net.conv(x, channels), channels)
        skips.append(x)
        x = net.max_pool(x)
    x = net.conv(net.conv(x, 1024), 1024)
    for skip in reversed(skips):
        x = net.concat(skip, net.plain_conv(x, skip.channels, scale=2))
        x = net.conv(net.conv(x, skip.channels), skip.channels)
    return finish(net.tape, net.plain_conv(x, 2).tensor)


class Transformer:
    """Blocks like those of GPT-2. With `apart`, each head's attention has separate steps."""

    def __init__(self, batch: int, training: bool, width: int, heads: int, seq: int, apart: bool):
        self.tape, self.rows = Tape(training), F32 * batch * seq
        self.width, self.heads, self.seq = width, heads, seq
        self.groups = heads if apart else 1

    def norm(self, x: Tensor) -> Tensor:
        return self.tape.apply([x], self.rows * self.width, keeps="x", statistics=2 * self.rows, gradient="over")

    def linear(self, x: Tensor, size: int) -> Tensor:
        return self.tape.apply([x], self.rows * size, keeps="x", has_weights=True)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return self.tape.apply([x, y], self.rows * self.width, over=True, gradient="shared")

    def attend(self, x: Tensor) -> Tensor:
        query, key, value = (self.linear(x, self.width) for _ in range(3))
        parts = []
        for _ in range(self.groups):
            size = self.rows * self.heads * self.seq // self.groups
            scores = self.tape.apply([query, key], size, keeps="x")
            scores = self.tape.apply([scores], size, over=True, keeps="y", gradient="over")
            parts.append(self.tape.apply([scores, value], self.rows * self.width // self.groups, keeps="x"))
        joined = self.tape.apply(parts, self.rows * self.width, gradient="parts") if len(parts) > 1 else parts[0]
        return self.linear(joined, self.width)

    def block(self, x: Tensor) -> Tensor:
        x = self.add(self.attend(self.norm(x)), x)
        inner = self.linear(self.norm(x), 4 * self.width)
        active = self.tape.apply([inner], inner.memory.size, keeps="x", gradient="over")
        return self.add(self.linear(active, self.width), x)


def transformer(batch: int, training: bool, apart: bool = False, layers: int = 24, width: int = 1024, heads: int = 16,
                seq: int = 512) -> list[Buffer]:
    """Returns the buffers of a transformer, from embeddings, which are arguments, to the last normalisation."""
    net = Transformer(batch, training, width, heads, seq, apart)
    x = Tensor(Memory(net.rows * width))
    for _ in range(layers):
        x = net.block(x)
    return finish(net.tape, net.norm(x))


TRACES = {
    "resnet18-inference": partial(resnet18, training=False),
    "resnet18-training": partial(resnet18, training=True),
    "unet-inference": partial(unet, training=False),
    "unet-training": partial(unet, training=True),
    "transformer24-inference": partial(transformer, training=False),
    "transformer24-training": partial(transformer, training=True),
    "transformer24-training-by-head": partial(transformer, training=True, apart=True),
    "transformer96-training-by-head": partial(transformer, training=True, apart=True, layers=96),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where a file for each trace is written")
    parser.add_argument("--batch", type=int, default=1, help="how many images or texts are in a batch (1)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, make in TRACES.items():
        write_csv(make(options.batch), options.folder / f"{name}.csv")


if __name__ == "__main__":
    main()
