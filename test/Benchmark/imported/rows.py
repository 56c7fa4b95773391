# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows of imported models: those that ag has programs of its own of, and published ones.

`module` names the function of modules.py that makes the model of PyTorch's layers, and `file` finds a published ONNX file.
"""
from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from rows import Input, Row, dense, lstm, minilm, mlp, norm

from .models import DecoderStep, Llama


def decoder_step(layers: int, heads: int, width: int, words: int, positions: int) -> Row:
    weights = {"wte.weight": (words, width), "wpe.weight": (positions, width), **norm("ln_f", width)}
    for name in (f"h.{number}" for number in range(layers)):
        for part in ("query", "key", "value", "output"):
            weights |= dense(f"{name}.{part}", width, width)
        weights |= norm(f"{name}.ln_1", width) | norm(f"{name}.ln_2", width)
        weights |= dense(f"{name}.up", width, 4 * width) | dense(f"{name}.down", 4 * width, width)
    cache = Input((1, heads, positions, width // heads))
    caches = {f"{part}s_{number}": cache for number in range(layers) for part in ("key", "value")}
    inputs = caches | {"token": Input((1,), "int64", words), "position": Input((1,), "int64", positions)}
    flops = 2 * width * (12 * layers * width + words) + 4 * layers * positions * width
    return Row(f"decoder step {layers}x{width}, {positions} positions", DecoderStep(layers, heads), inputs, weights, flops,
               module="decoder_step", states=tuple(caches), costs=True, tolerance=1e-4)


def llama(batch: int, seq: int, layers: int, heads: int, key_heads: int, width: int, words: int) -> Row:
    weights = {"embed_tokens.weight": (words, width), "norm.weight": (width,)}
    for name in (f"layers.{number}" for number in range(layers)):
        narrow = width // heads * key_heads
        weights |= {f"{name}.self_attn.{part}_proj.weight": (size, width)
                    for part, size in (("q", width), ("k", narrow), ("v", narrow), ("o", width))}
        weights |= {f"{name}.mlp.{part}_proj.weight": (2 * width, width) for part in ("gate", "up")}
        weights |= {f"{name}.mlp.down_proj.weight": (width, 2 * width), f"{name}.input_layernorm.weight": (width,),
                    f"{name}.post_attention_layernorm.weight": (width,)}
    dims = ("batch", "seq")
    inputs = {"input_ids": Input((batch, seq), "int64", words, dims), "attention_mask": Input((batch, seq), "int64", 2, dims)}
    flops = layers * batch * seq * (2 * 9 * width * width + 2 * seq * width)
    return Row(f"Llama {batch}x{seq}", Llama(layers, heads, key_heads), inputs, weights, flops, module="llama",
               ranges={"batch": (1, 32), "seq": (1, 4096)}, tolerance=1e-4)


def find(file: str) -> Path:
    """Returns the path of a file in a package that is installed for ag or for its peers. The package is not imported."""
    root = Path(__file__).resolve().parents[3]
    folders = [Path(folder) for folder in sys.path] + [*root.glob(".venv*/lib/python3*/site-packages")]
    path = next((folder / file for folder in folders if (folder / file).exists()), None)
    if path is None:
        raise FileNotFoundError(f"the package {file.partition('/')[0]} is not installed")
    return path


def published(name: str, file: str, **inputs: Input) -> Row:
    """Returns the row of an ONNX file in a package."""
    return Row(name, None, inputs, file=lambda: find(file), costs=True, tolerance=1e-3)


def pictured(name: str, module: str, size: int, flops: int) -> Row:
    return Row(name, None, {"x": Input((1, 3, size, size))}, flops=flops, module=module, costs=True, tolerance=1e-4)


def bert(seq: int, **sizes: int) -> Row:
    row = minilm(1, seq, real=False, **sizes)
    return replace(row, name=f"BERT 1x{seq}", module="minilm", ranges={"batch": (1, 32), "seq": (1, seq)}, costs=False)


IMPORTED = {
    "imported": [
        replace(minilm(1, 128), module="minilm", ranges={}), replace(lstm(64, 8, 256), module="lstm", costs=True),
        replace(mlp(64, (784, 512, 512, 10)), module="mlp"), decoder_step(6, 6, 384, 8192, 256),
        bert(4096, layers=2, heads=4, width=128, words=99, positions=4096), llama(1, 4096, 2, 4, 2, 128, 99),
        published("silero-vad", "silero_vad/data/silero_vad.onnx", input=Input((1, 576)), state=Input((2, 1, 128)),
                  sr=Input((), "int64", value=16000)),
        published("PP-OCRv6 det 320x320", "rapidocr/models/PP-OCRv6_det_small.onnx", x=Input((1, 3, 320, 320))),
        pictured("ViT tiny 224x224", "vit", 224, 2_500_000_000), pictured("ResNet-18 224x224", "resnet", 224, 3_640_000_000)],
    "imported-tiny": [
        replace(minilm(2, 5, layers=1, heads=2, width=8, words=20, real=False), module="minilm"),
        replace(lstm(3, 2, 4), module="lstm"), replace(mlp(3, (8, 6, 5, 2)), module="mlp"),
        decoder_step(1, 2, 8, 20, 8), llama(2, 5, 1, 4, 2, 8, 20)],
}
