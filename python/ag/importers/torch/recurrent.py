# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of recurrent layers of any length: ATen's ops, and those of ag that capture puts in their place."""
from __future__ import annotations

from ... import nn
from ...core.arrays import Array
from ...core.errors import Error
from .tables import ATEN


def _weights(params: list[Array], has_biases: bool, num_layers: int, bidirectional: bool) -> dict[str, Array]:
    """Returns the flat weights of a layer by PyTorch's names."""
    ends = ["", "_reverse"] if bidirectional else [""]
    parts = ["weight_ih", "weight_hh"] + (["bias_ih", "bias_hh"] if has_biases else [])
    count = num_layers * len(ends)
    if len(params) == count * (len(parts) + 1):
        parts.append("weight_hr")
    if len(params) != count * len(parts):
        raise Error(f"it has {len(params)} weights, expected {count * len(parts)}")
    return dict(zip((f"{part}_l{layer}{end}" for layer in range(num_layers) for end in ends for part in parts), params))


def _check(dropout: float, train: bool) -> None:
    if dropout and train:
        raise Error("dropout in training is not supported", ["export the model after model.eval()"])


@ATEN.rule("aten.lstm.input", "ag.lstm.default")
def lstm(input: Array, hx: Array, params: Array, has_biases: bool, num_layers: int, dropout: float, train: bool,
         bidirectional: bool, batch_first: bool) -> tuple[Array, Array, Array]:
    _check(dropout, train)
    weights = _weights(params, has_biases, num_layers, bidirectional)  # type: ignore[arg-type]
    y, (h, c) = nn.lstm(input, weights, tuple(hx), None, batch_first)  # type: ignore[arg-type]
    return y, h, c


@ATEN.rule("aten.gru.input", "ag.gru.default")
def gru(input: Array, hx: Array, params: Array, has_biases: bool, num_layers: int, dropout: float, train: bool,
        bidirectional: bool, batch_first: bool) -> tuple[Array, Array]:
    _check(dropout, train)
    return nn.gru(input, _weights(params, has_biases, num_layers, bidirectional), hx, None, batch_first)  # type: ignore[arg-type]


for _name in ("tanh", "relu"):
    def _rnn(name: str) -> None:
        @ATEN.rule(f"aten.rnn_{name}.input", f"ag.rnn_{name}.default")
        def rnn(input: Array, hx: Array, params: Array, has_biases: bool, num_layers: int, dropout: float, train: bool,
                bidirectional: bool, batch_first: bool) -> tuple[Array, Array]:
            _check(dropout, train)
            weights = _weights(params, has_biases, num_layers, bidirectional)  # type: ignore[arg-type]
            return nn.rnn(input, weights, hx, None, batch_first, nonlinearity=name)

    _rnn(_name)
