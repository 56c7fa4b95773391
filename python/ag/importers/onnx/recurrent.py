# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's recurrent layers: the loop of ag.nn's, with steps by ONNX's order of gates and its activations."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array, describe
from ...core.dims import Size, may_be_equal
from ...core.errors import Error
from ...nn import recurrent
from ...nn.recurrent import Cell, State
from ...numpy import elementwise, joining, shaping
from .tables import ONNX

#: For each direction, whether the rows are read from the end.
_DIRECTIONS = {"forward": [False], "reverse": [True], "bidirectional": [False, True]}

Function = Callable[[Array], Array]

#: The activations, with the defaults of alpha and beta for those that have them.
_ACTIVATIONS: dict[str, tuple[Callable[..., Array], tuple[float, ...]]] = {
    "relu": (nn.relu, ()),
    "tanh": (ops.tanh, ()),
    "sigmoid": (ops.sigmoid, ()),
    "softsign": (nn.softsign, ()),
    "softplus": (nn.softplus, ()),
    "leakyrelu": (nn.leaky_relu, (0.01,)),
    "elu": (nn.elu, (1.0,)),
    "thresholdedrelu": (lambda x, alpha: elementwise.where(x >= alpha, x, 0), (1.0,)),
    "affine": (lambda x, alpha, beta: x * alpha + beta, (1.0, 0.0)),
    "scaledtanh": (lambda x, alpha, beta: ops.tanh(x * beta) * alpha, (1.0, 1.0)),
    "hardsigmoid": (lambda x, alpha, beta: elementwise.clip(x * alpha + beta, 0, 1), (0.2, 0.5)),
}


def _activations(names: Sequence[str], alphas: Sequence[float] | None, betas: Sequence[float] | None,
                 clips: Sequence[float | None]) -> list[Function]:
    """Returns the activations. Each takes the next alpha and the next beta if it has them. Its operand is limited to a
    bound and its negative unless that is None."""
    values = [list(alphas or []), list(betas or [])]
    functions = []
    for name, clip in zip(names, clips):
        if name.lower() not in _ACTIVATIONS:
            raise Error(f"its attribute activations has {name}, expected one of {', '.join(_ACTIVATIONS)}")
        function, defaults = _ACTIVATIONS[name.lower()]
        numbers = [given.pop(0) if given else default for given, default in zip(values, defaults)]
        functions.append(_clipped(function, numbers, clip))
    return functions


def _clipped(function: Callable[..., Array], numbers: list[float], clip: float | None) -> Function:
    if clip is None:
        return (lambda x: function(x, *numbers)) if numbers else function
    return lambda x: function(elementwise.clip(x, -clip, clip), *numbers)


@dataclass(frozen=True)
class _Layer:
    """A recurrent layer by ONNX's attributes. `default` has the activations of one direction, and `gates` is the number
    of slices of its weights."""

    name: str
    gates: int
    default: tuple[str, ...]
    direction: str
    layout: int
    activations: Sequence[str] | None
    alphas: Sequence[float] | None
    betas: Sequence[float] | None
    clip: float | None

    def functions(self) -> list[list[Function]]:
        """Returns the activations of each direction."""
        if self.direction not in _DIRECTIONS:
            raise Error(f"its attribute direction is {self.direction}, expected one of {', '.join(_DIRECTIONS)}")
        count, each = len(_DIRECTIONS[self.direction]), len(self.default)
        names = list(self.activations or self.default * count)
        if len(names) != count * each:
            raise Error(f"its attribute activations has {len(names)} names, expected {count * each}")
        # Gates are clipped, and not the cell's state before LSTM's last activation, as in onnxruntime.
        clips = [self.clip, self.clip, None][:each] * count
        made = _activations(names, self.alphas, self.betas, clips)
        return [made[number * each:(number + 1) * each] for number in range(count)]

    def run(self, x: Array, weights: Sequence[Array | None], lengths: Array | None, states: Sequence[Array | None],
            step_of: Callable[..., tuple[Callable, dict[str, Array]]]) -> tuple[Array, ...]:
        """Returns the hidden states of all rows, and the last states. For each direction, `step_of` gets the activations,
        and the slices of the weights and biases, and returns the step and the weights of its products."""
        functions = self.functions()
        count, size = len(functions), weights[1].shape[-1]
        cell = Cell(self.name, self.gates, len(states), lambda x, h, state: state)
        shapes = [count, self.gates * size, x.shape[-1]], [count, self.gates * size, size], [count, 2 * self.gates * size]
        w, r, b = (None if each is None else _with_shape(cell, what, each, shape)
                   for what, each, shape in zip("WRB", weights, shapes))
        rows = coercion.widened(shaping.swapaxes(x, 0, 1) if self.layout else x)
        batch = rows.shape[1]
        shape = [count, batch, size]
        given = [coercion.scalar(0, rows.dtype, shape) if state is None else self._initial(cell, state, shape)
                 for state in states]
        mask = None if lengths is None else recurrent.mask_of(cell, lengths, rows, 3)
        hidden, last = [], []
        for number, reverse in enumerate(_DIRECTIONS[self.direction]):
            biases = None if b is None else [b[number, :self.gates * size], b[number, self.gates * size:]]
            step, products = step_of(number, functions[number], w[number], r[number], biases)
            start = tuple(state[number] for state in given)
            cell = Cell(self.name, self.gates, len(states), step)
            y, end = recurrent.run_direction(cell, rows, products, start, mask, reverse)
            hidden.append(y)
            last.append(end)
        axis = 2 if self.layout else 1
        # Rows are [L, N, H], and results [L, D, N, H] or, with the other layout, [N, L, D, H].
        y = joining.stack([shaping.swapaxes(each, 0, 1) if self.layout else each for each in hidden], axis)
        ends = [joining.stack(each, 1 if self.layout else 0) for each in zip(*last)]
        return tuple(each.astype(x.dtype) for each in (y, *ends))

    def _initial(self, cell: Cell, state: Array, shape: list[Size]) -> Array:
        """Returns an initial state as [D, N, H]."""
        if len(state.shape) == 3 and self.layout:
            state = shaping.swapaxes(state, 0, 1)
        return _with_shape(cell, "an initial state", coercion.widened(state), shape)


def _with_shape(cell: Cell, what: str, x: Array, shape: list[Size]) -> Array:
    """Returns an operand with this shape, which it has or may have when the program runs."""
    if len(x.shape) != len(shape) or not all(map(may_be_equal, x.shape, shape)):
        raise Error(f"its operand {what} is {x}, expected {describe(x.dtype, shape)}")
    return recurrent.with_shape(cell, what, x, shape)


def _products(w: Array, r: Array, biases: list[Array] | None) -> dict[str, Array]:
    """Returns weights of which both products are added."""
    return {"weight_ih": w, "weight_hh": r} | ({} if biases is None else {"bias_ih": biases[0] + biases[1]})


@ONNX.rule("RNN")
def rnn(x: Array, w: Array, r: Array, b: Array | None = None, lengths: Array | None = None, initial_h: Array | None = None, *,
        activation_alpha: list | None = None, activation_beta: list | None = None, activations: list | None = None,
        clip: float | None = None, direction: str = "forward", hidden_size: int | None = None, layout: int = 0) -> Any:
    activations = _of_one(activations, direction)
    layer = _Layer("RNN", 1, ("Tanh",), direction, layout, activations, activation_alpha, activation_beta, clip)

    def step_of(number: int, functions: list[Function], w: Array, r: Array, biases: list[Array] | None) -> Any:
        (f,) = functions
        return lambda x, h, state: (f(x + h),), _products(w, r, biases)

    return layer.run(x, (w, r, b), lengths, [initial_h], step_of)


def _of_one(activations: list | None, direction: str) -> list | None:
    """Returns the activations. The default that ONNX states for RNN has two, also for one direction."""
    return activations[:1] if activations and direction != "bidirectional" else activations


@ONNX.rule("GRU")
def gru(x: Array, w: Array, r: Array, b: Array | None = None, lengths: Array | None = None, initial_h: Array | None = None, *,
        activation_alpha: list | None = None, activation_beta: list | None = None, activations: list | None = None,
        clip: float | None = None, direction: str = "forward", hidden_size: int | None = None, layout: int = 0,
        linear_before_reset: int = 0) -> Any:
    layer = _Layer("GRU", 3, ("Sigmoid", "Tanh"), direction, layout, activations, activation_alpha, activation_beta, clip)
    size = r.shape[-1]

    def step_of(number: int, functions: list[Function], w: Array, r: Array, biases: list[Array] | None) -> Any:
        f, g = functions

        def after_reset(x: Array, h: Array, state: State) -> State:
            x_z, x_r, x_h = joining.split(x, 3, -1)
            h_z, h_r, h_h = joining.split(h, 3, -1)
            z = f(x_z + h_z)
            return ((1 - z) * g(x_h + f(x_r + h_r) * h_h) + z * state[0],)

        def before_reset(x: Array, h: Array, state: State) -> State:
            x_z, x_r, x_h = joining.split(x, 3, -1)
            h_z, h_r = joining.split(h, 2, -1)
            z = f(x_z + h_z)
            new = recurrent.affine(f(x_r + h_r) * state[0], inner, None)
            return ((1 - z) * g(x_h + new) + z * state[0],)

        if linear_before_reset:
            return after_reset, {"weight_ih": w, "weight_hh": r} | (
                {} if biases is None else {"bias_ih": biases[0], "bias_hh": biases[1]})
        inner = coercion.widened(r[2 * size:])
        return before_reset, _products(w, r[:2 * size], biases)

    return layer.run(x, (w, r, b), lengths, [initial_h], step_of)


@ONNX.rule("LSTM")
def lstm(x: Array, w: Array, r: Array, b: Array | None = None, lengths: Array | None = None, initial_h: Array | None = None,
         initial_c: Array | None = None, p: Array | None = None, *, activation_alpha: list | None = None,
         activation_beta: list | None = None, activations: list | None = None, clip: float | None = None,
         direction: str = "forward", hidden_size: int | None = None, input_forget: int = 0, layout: int = 0) -> Any:
    layer = _Layer("LSTM", 4, ("Sigmoid", "Tanh", "Tanh"), direction, layout, activations, activation_alpha, activation_beta,
                   clip)
    size = r.shape[-1]
    if p is not None:
        p = _with_shape(Cell("LSTM", 4, 2, lambda x, h, state: state), "P", p, [w.shape[0], 3 * size])

    def step_of(number: int, functions: list[Function], w: Array, r: Array, biases: list[Array] | None) -> Any:
        f, g, h_of = functions
        peepholes = None if p is None else [coercion.widened(p[number, size * gate:size * (gate + 1)]) for gate in range(3)]

        def step(x: Array, h: Array, state: State) -> State:
            i, o, forget, c = joining.split(x + h, 4, -1)
            if peepholes is not None:
                i, forget = i + peepholes[0] * state[1], forget + peepholes[2] * state[1]
            i = f(i)
            cell = (1 - i if input_forget else f(forget)) * state[1] + i * g(c)
            if peepholes is not None:
                o = o + peepholes[1] * cell
            return f(o) * h_of(cell), cell

        return step, _products(w, r, biases)

    return layer.run(x, (w, r, b), lengths, [initial_h, initial_c], step_of)
