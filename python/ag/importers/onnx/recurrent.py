# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's recurrent layers."""
from __future__ import annotations

from typing import Any

from ... import nn
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import indexing, joining, shaping
from .tables import ONNX

_DIRECTIONS = {"forward": [False], "reverse": [True], "bidirectional": [False, True]}


def _reordered(x: Array, gates: list[int], size: Any) -> Array:
    """Returns the rows of gates in another order."""
    parts = [indexing.take_slice(x, 0, slice(size * gate, size * (gate + 1))) for gate in gates]
    return joining.concat(parts, 0)


@ONNX.rule("LSTM", since=7)
def lstm(x: Array, w: Array, r: Array, b: Array | None = None, lengths: Array | None = None, initial_h: Array | None = None,
         initial_c: Array | None = None, p: Array | None = None, *, hidden_size: int | None = None,
         direction: str = "forward", layout: int = 0, activations: list | None = None, clip: float | None = None,
         input_forget: int = 0, activation_alpha: list | None = None, activation_beta: list | None = None) -> tuple[Array, ...]:
    if direction not in _DIRECTIONS or direction == "reverse":
        raise Error(f"its attribute direction is {direction}, which is not supported")
    count = len(_DIRECTIONS[direction])
    if activations not in (None, ["Sigmoid", "Tanh", "Tanh"] * count) or clip is not None or input_forget or p is not None:
        raise Error("other activations, clip, input_forget and peepholes are not supported")
    size = r.shape[-1]
    weights: dict[str, Any] = {}
    order = [0, 2, 3, 1]  # ONNX has i, o, f, c; PyTorch i, f, g, o
    for number, end in zip(range(count), ("", "_reverse")):
        weights[f"weight_ih_l0{end}"] = _reordered(w[number], order, size)
        weights[f"weight_hh_l0{end}"] = _reordered(r[number], order, size)
        if b is not None:
            weights[f"bias_ih_l0{end}"] = _reordered(b[number, :4 * size], order, size)
            weights[f"bias_hh_l0{end}"] = _reordered(b[number, 4 * size:], order, size)
    rows = shaping.swapaxes(x, 0, 1) if layout else x
    states = [each if each is None or not layout else shaping.swapaxes(each, 0, 1) for each in (initial_h, initial_c)]
    hx = None if all(each is None for each in states) else states
    y, (h, c) = nn.lstm(rows, weights, hx, lengths)
    length, batch = rows.shape[:2]
    y = shaping.reshape(y, [length, batch, count, size])
    if layout:
        return shaping.transpose(y, [1, 0, 2, 3]), shaping.swapaxes(h, 0, 1), shaping.swapaxes(c, 0, 1)
    return shaping.transpose(y, [0, 2, 1, 3]), h, c
