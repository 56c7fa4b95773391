# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The models that are measured, each written once.

A model is a function of a vocabulary (vocabularies/), which has a peer's functions for its steps, of the weights by name, and
of the inputs. It returns a list of results. Weights of linear layers are [out, in], as in PyTorch.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

Weights = dict[str, Any]


def matmul(ops: Any, w: Weights, x: Any, y: Any) -> list:
    return [ops.matmul(x, y)]


def matmul_constant(ops: Any, w: Weights, x: Any) -> list:
    return [ops.matmul(x, w["b"])]


def matmul_transposed(ops: Any, w: Weights, x: Any, y: Any) -> list:
    return [ops.matmul(x, y.T)]


def softmax(ops: Any, w: Weights, x: Any) -> list:
    return [ops.softmax(x)]


def attention(ops: Any, w: Weights, query: Any, key: Any, value: Any) -> list:
    return [ops.scaled_attention(query, key, value, causal=False)]


def causal_attention(ops: Any, w: Weights, query: Any, key: Any, value: Any) -> list:
    return [ops.scaled_attention(query, key, value, causal=True)]


def attention_loss(causal: bool) -> Callable:
    """Returns a loss with the operands of attention as weights, scaled so that each element of the result matters."""

    def loss(ops: Any, w: Weights, target: Any) -> Any:
        off = ops.scaled_attention(w["query"], w["key"], w["value"], causal) - target
        return ops.mean(off * off) * float(off.shape[-1])

    return loss


def layer_norm_alone(ops: Any, w: Weights, x: Any) -> list:
    return [layer_norm(ops, w, "norm", x, 1e-5)]


def chain(ops: Any, w: Weights, x: Any) -> list:
    return [ops.sigmoid(x * 1.5 + 0.25) * ops.tanh(x) + x * x]


def linear(ops: Any, w: Weights, name: str, x: Any) -> Any:
    return ops.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def layer_norm(ops: Any, w: Weights, name: str, x: Any, eps: float) -> Any:
    return ops.layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"], eps)


def mlp(ops: Any, w: Weights, x: Any) -> list:
    h = ops.relu(linear(ops, w, "first", x))
    h = ops.relu(linear(ops, w, "second", h))
    return [linear(ops, w, "third", h)]


def mlp_loss(ops: Any, w: Weights, x: Any, labels: Any) -> Any:
    return ops.cross_entropy(mlp(ops, w, x)[0], labels)


def cnn_loss(ops: Any, w: Weights, x: Any, labels: Any) -> Any:
    """Returns the loss of a network: three times a 3 x 3 convolution, relu and 2 x 2 max pooling, then a linear layer."""
    for name in ("first", "second", "third"):
        x = ops.max_pool(ops.relu(ops.conv(x, w[f"{name}.filter"]) + w[f"{name}.bias"]))
    return ops.cross_entropy(linear(ops, w, "last", ops.reshape(x, (x.shape[0], -1))), labels)


class Training:
    """A step of training by the gradient of `loss`. It returns the new state, which is passed as the weights, and the loss.
    With `adam`, the state also has moments and the number of steps, with names that begin with adam; otherwise the step is
    stochastic gradient descent."""

    BETAS = 0.9, 0.999
    EPS = 1.0  # so that a gradient that is 0 up to rounding changes nothing

    def __init__(self, loss: Callable, adam: bool = False):
        self.loss, self.adam, self.rate = loss, adam, 1.0 if adam else 0.1

    def __call__(self, ops: Any, state: Weights, *inputs: Any) -> list:
        w = {name: x for name, x in state.items() if not name.startswith("adam.")}
        loss, slope = ops.value_and_grad(lambda w: self.loss(ops, w, *inputs), w)
        new = self.by_adam(ops, state, w, slope) if self.adam else {name: w[name] - slope[name] * self.rate for name in w}
        return [*(new[name] for name in state), loss]

    def by_adam(self, ops: Any, state: Weights, w: Weights, slope: Weights) -> Weights:
        (b1, b2), count = self.BETAS, state["adam.count"] + 1.0
        new = {"adam.count": count}
        rate, root = self.rate / (1.0 - b1**count), ops.sqrt(1.0 - b2**count)
        for name, g in slope.items():
            new[f"adam.m.{name}"] = m = state[f"adam.m.{name}"] * b1 + g * (1 - b1)
            new[f"adam.v.{name}"] = v = state[f"adam.v.{name}"] * b2 + g * g * (1 - b2)
            new[name] = w[name] - rate * m / (ops.sqrt(v) / root + self.EPS)
        return new


def matmul_tangent(ops: Any, w: Weights, x: Any, y: Any, dx: Any, dy: Any) -> list:
    """Returns a product, and its tangent by both factors."""
    return list(ops.jvp(ops.matmul, (x, y), (dx, dy)))


def conv_tangent(ops: Any, w: Weights, x: Any, filter: Any, dx: Any, dfilter: Any) -> list:
    return list(ops.jvp(ops.conv, (x, filter), (dx, dfilter)))


class Curvature:
    """The Hessian of `loss`, which takes `data` inputs, times a direction: the derivative of the gradient by the weights.
    The direction is the inputs after these, one for each weight."""

    def __init__(self, loss: Callable, data: int):
        self.loss, self.data = loss, data

    def __call__(self, ops: Any, w: Weights, *inputs: Any) -> list:
        data, direction = inputs[: self.data], dict(zip(w, inputs[self.data :]))
        slope = lambda w: ops.value_and_grad(lambda w: self.loss(ops, w, *data), w)[1]  # noqa: E731
        return list(ops.jvp(slope, (w,), (direction,))[1].values())


def block(ops: Any, w: Weights, x: Any) -> list:
    """Returns the second half of a transformer's block."""
    normal = layer_norm(ops, w, "norm", x, 1e-5)
    inner = ops.gelu(linear(ops, w, "up", normal))
    return [linear(ops, w, "down", inner) + x]


def lstm(ops: Any, w: Weights, x: Any) -> list:
    """Returns an LSTM layer of x, [step, batch, size], from a state of zeros. The weights are PyTorch's, of i, f, g and o."""
    return [ops.lstm(x, w["inputs.weight"], w["inputs.bias"], w["hidden.weight"])]


def lstm_step(ops: Any, state: tuple, row: Any, hidden: Any) -> tuple[tuple, Any]:
    """Returns one step of an LSTM, for vocabularies that have no LSTM. `row` is the inputs' part of the gates of the step."""
    output, cell = state
    gates, size = ops.linear(output, hidden, row), output.shape[1]
    enter, forget, new, leave = (gates[:, size * gate : size * (gate + 1)] for gate in range(4))
    cell = ops.sigmoid(forget) * cell + ops.sigmoid(enter) * ops.tanh(new)
    output = ops.sigmoid(leave) * ops.tanh(cell)
    return (output, cell), output


def rnn_loss(ops: Any, w: Weights, x: Any) -> Any:
    """Returns a loss of all states of a recurrent layer of [step, batch, size], scaled so that each state matters."""
    states = ops.rnn(x, w["inputs.weight"], w["inputs.bias"], w["hidden.weight"])
    return ops.mean(states * states) * float(x.shape[-1])


def rnn_step(ops: Any, state: Any, row: Any, hidden: Any) -> tuple[Any, Any]:
    """Returns one step of a recurrent layer, for vocabularies that have none: see lstm_step."""
    state = ops.tanh(ops.linear(state, hidden, row))
    return state, state


def attend(ops: Any, w: Weights, names: list[str], heads: int, x: Any, mask: Any) -> Any:
    """Returns attention with layers of these names for query, key, value and output."""
    batch, seq, width = x.shape
    query, key, value = (ops.reshape(linear(ops, w, name, x), (batch, seq, heads, width // heads))
                         for name in names[:3])
    context = ops.reshape(ops.attention(query, key, value, mask), (batch, seq, width))
    return linear(ops, w, names[3], context)


class Transformer:
    """Blocks like those of GPT-2, which normalise the inputs of attention and of the inner layer."""

    EPS = 1e-5

    def __init__(self, layers: int, heads: int):
        self.layers, self.heads = layers, heads

    def __call__(self, ops: Any, w: Weights, x: Any, mask: Any) -> list:
        for number in range(self.layers):
            name = f"layer.{number}"
            names = [f"{name}.{part}" for part in ("query", "key", "value", "output")]
            x = attend(ops, w, names, self.heads, layer_norm(ops, w, f"{name}.first", x, self.EPS), mask) + x
            inner = ops.gelu(linear(ops, w, f"{name}.up", layer_norm(ops, w, f"{name}.second", x, self.EPS)))
            x = linear(ops, w, f"{name}.down", inner) + x
        return [layer_norm(ops, w, "last", x, self.EPS)]


def transformer_loss(layers: int, heads: int) -> Callable:
    """Returns a loss: the mean squared distance between the inputs and the results of a transformer."""

    def loss(ops: Any, w: Weights, x: Any, mask: Any) -> Any:
        (y,) = Transformer(layers, heads)(ops, w, x, mask)
        return ops.mean((y - x) * (y - x)) * float(x.shape[-1])

    return loss


def minilm_loss(layers: int, heads: int) -> Callable:
    """Returns a contrastive loss: it pairs sentences of the first and the second half by their cosine divided by .05."""

    def loss(ops: Any, w: Weights, input_ids: Any, attention_mask: Any, labels: Any) -> Any:
        pooled = MiniLM(layers, heads)(ops, w, input_ids, attention_mask)[1]
        half = pooled.shape[0] // 2
        return ops.cross_entropy(ops.matmul(pooled[:half], pooled[half:].T) * 20.0, labels)

    return loss


class MiniLM:
    """The sentence encoder of examples/minilm with given numbers of layers and heads."""

    EPS = 1e-12

    def __init__(self, layers: int, heads: int):
        self.layers, self.heads = layers, heads

    def __call__(self, ops: Any, w: Weights, input_ids: Any, attention_mask: Any) -> list:
        hidden = self.embed(ops, w, input_ids)
        for number in range(self.layers):
            name = f"encoder.layer.{number}"
            hidden = self.attend(ops, w, f"{name}.attention", hidden, attention_mask)
            inner = ops.gelu(linear(ops, w, f"{name}.intermediate.dense", hidden))
            output = linear(ops, w, f"{name}.output.dense", inner) + hidden
            hidden = layer_norm(ops, w, f"{name}.output.LayerNorm", output, self.EPS)
        return [hidden, self.pool(ops, hidden, attention_mask)]

    def embed(self, ops: Any, w: Weights, input_ids: Any) -> Any:
        words = ops.embedding(w["embeddings.word_embeddings.weight"], input_ids)
        positions = w["embeddings.position_embeddings.weight"][: input_ids.shape[1]]
        embedded = words + positions + w["embeddings.token_type_embeddings.weight"][0]
        return layer_norm(ops, w, "embeddings.LayerNorm", embedded, self.EPS)

    def attend(self, ops: Any, w: Weights, name: str, hidden: Any, mask: Any) -> Any:
        names = [f"{name}.{part}" for part in ("self.query", "self.key", "self.value", "output.dense")]
        output = attend(ops, w, names, self.heads, hidden, mask) + hidden
        return layer_norm(ops, w, f"{name}.output.LayerNorm", output, self.EPS)

    def pool(self, ops: Any, hidden: Any, attention_mask: Any) -> Any:
        """Returns the mean over the tokens that the mask keeps, scaled to length 1."""
        mask = ops.unsqueeze(ops.floats(attention_mask, hidden), 2)
        mean = ops.sum(hidden * mask, 1) / ops.maximum(ops.sum(mask, 1), 1e-9)
        norm = ops.sqrt(ops.unsqueeze(ops.sum(mean * mean, 1), 1))
        return mean / ops.maximum(norm, 1e-12)
