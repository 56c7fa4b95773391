# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recurrent layers, which users find in ag.nn: loops over the rows of sequences.

The weights are a dict by PyTorch's names, as a state_dict or a file of weights has them: weight_ih_l0, weight_hh_l0,
bias_ih_l0, bias_hh_l0, then those of the direction from the end, weight_ih_l0_reverse and so on, and those of the next
layer, weight_ih_l1. The names say how many layers there are, whether they have biases, and whether they are bidirectional.
"""
from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .. import ops, random
from ..core import calls, coercion, tracing
from ..core.arrays import Array, describe
from ..core.coercion import ArrayLike
from ..core.dims import Size, may_be_equal, may_be_one_shape
from ..core.errors import Error, shown, similar
from ..numpy import contraction, elementwise, joining, reductions, shaping
from ..transforms import control
from .layers import dropout as dropped

State = tuple[Array, ...]


@dataclass(frozen=True)
class Cell:
    """A recurrent layer's step. `step` takes the products of the row and of the hidden state, each with `gates` slices,
    and the state, whose first array is the hidden state. It returns the next state, of `states` arrays."""

    name: str
    gates: int
    states: int
    step: Callable[[Array, Array, State], State]


def _lstm_step(x: Array, h: Array, state: State) -> State:
    i, f, g, o = joining.split(x + h, 4, -1)
    c = ops.sigmoid(f) * state[1] + ops.sigmoid(i) * ops.tanh(g)
    return ops.sigmoid(o) * ops.tanh(c), c


def _gru_step(x: Array, h: Array, state: State) -> State:
    (x_r, x_z, x_n), (h_r, h_z, h_n) = joining.split(x, 3, -1), joining.split(h, 3, -1)
    z = ops.sigmoid(x_z + h_z)
    n = ops.tanh(x_n + ops.sigmoid(x_r + h_r) * h_n)
    return ((1 - z) * n + z * state[0],)


_RNN_STEPS = {
    "tanh": lambda x, h, state: (ops.tanh(x + h),),
    "relu": lambda x, h, state: (ops.max_(x + h, 0),),
}


def lstm(x: ArrayLike, weights: Mapping[str, ArrayLike], hx: tuple[ArrayLike, ArrayLike] | None = None,
         lengths: ArrayLike | None = None, batch_first: bool = False, dropout: float = 0.0, *,
         dropout_key: ArrayLike | None = None) -> tuple[Array, tuple[Array, Array]]:
    """Returns the hidden states of the last layer for all rows, and the last states (h_n, c_n) of all layers, with the
    meanings of torch.nn.LSTM (Hochreiter and Schmidhuber, "Long short-term memory", 1997).

    `x` is [L, N, I], or [N, L, I] with `batch_first`, or [L, I] without a batch. For D layers, or twice as many if they
    are bidirectional, `hx` is (h_0, c_0) of shapes [D, N, R] and [D, N, H], by default zeros; without a batch they lack
    N. The result is [L, N, R], or [L, N, 2 * R] if the layers are bidirectional, with dimensions in the order of x.

    `weights` is a dict by PyTorch's names. weight_ih_l0 is [4 * H, I], and [4 * H, R or 2 * R] in later layers,
    weight_hh_l0 [4 * H, R], bias_ih_l0 and bias_hh_l0 [4 * H], with gates in the order i, f, g, o. R is H, or P if there
    are projections weight_hr_l0, [P, H].

    `lengths`, integers [N], says how many rows each sequence has. The last states are those after these rows; results
    behind them are 0. A length out of range fails the run. `dropout` is the dropout rate of results between layers, by
    `dropout_key`, an argument that PyTorch does not have. f16 and bf16 are computed in f32 and rounded once.

    An ag.Error names the weights that are missing or unknown, and shapes or types that do not fit."""
    cell = Cell("lstm", 4, 2, _lstm_step)
    if hx is not None and (not isinstance(hx, (tuple, list)) or len(hx) != 2):
        raise Error(f"hx of lstm is {shown(hx)}, expected (h_0, c_0)")
    y, (h, c) = _run(cell, x, weights, hx, lengths, batch_first, dropout, dropout_key)
    return y, (h, c)


def gru(x: ArrayLike, weights: Mapping[str, ArrayLike], hx: ArrayLike | None = None, lengths: ArrayLike | None = None,
        batch_first: bool = False, dropout: float = 0.0, *,
        dropout_key: ArrayLike | None = None) -> tuple[Array, Array]:
    """Returns the hidden states of the last layer for all rows, and the last states h_n of all layers, with the meanings
    of torch.nn.GRU (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014). Arguments and errors
    are those of ag.nn.lstm, with one array `hx`, and 3 * H rows of weights: gates in the order r, z, n. As in PyTorch,
    gate r multiplies the product of the hidden state and its weights, with its bias."""
    y, (h,) = _run(Cell("gru", 3, 1, _gru_step), x, weights, None if hx is None else [hx], lengths, batch_first, dropout,
                   dropout_key)
    return y, h


def rnn(x: ArrayLike, weights: Mapping[str, ArrayLike], hx: ArrayLike | None = None, lengths: ArrayLike | None = None,
        batch_first: bool = False, dropout: float = 0.0, nonlinearity: str = "tanh", *,
        dropout_key: ArrayLike | None = None) -> tuple[Array, Array]:
    """Returns the hidden states of the last layer for all rows, and the last states h_n of all layers, with the meanings
    of torch.nn.RNN (Elman, "Finding structure in time", 1990). Arguments and errors are those of ag.nn.lstm, with one
    array `hx`, and H rows of weights. `nonlinearity` is "tanh" or "relu"."""
    if nonlinearity not in _RNN_STEPS:
        raise Error(f'nonlinearity of rnn is {shown(nonlinearity)}, expected "tanh" or "relu"')
    cell = Cell("rnn", 1, 1, _RNN_STEPS[nonlinearity])
    y, (h,) = _run(cell, x, weights, None if hx is None else [hx], lengths, batch_first, dropout, dropout_key)
    return y, h


# The loop --------------------------------------------------------------------------------------


def _run(cell: Cell, x: ArrayLike, weights: Mapping[str, ArrayLike], hx: Sequence[ArrayLike] | None,
         lengths: ArrayLike | None, batch_first: bool, dropout: float,
         dropout_key: ArrayLike | None) -> tuple[Array, list[Array]]:
    if dropout and dropout_key is None:
        raise Error(f"dropout of {cell.name} needs a dropout_key, a new one for each step: ag.random.fold_in(key, step)")
    if not isinstance(batch_first, bool):
        raise Error(f"batch_first of {cell.name} is {shown(batch_first)}, expected True or False")
    x = coercion.floats(cell.name, x)
    if len(x.shape) not in (2, 3):
        raise Error(f"x of {cell.name} is {x}, expected rank 3, or rank 2 for rows without a batch")
    layers = _layers(cell, weights)
    states = [coercion.floats(cell.name, state) for state in hx or []]
    coercion.check_types(cell.name, [x, *(array for layer in layers for part in layer for array in part.values()),
                                     *states])
    # Rows come first, then the batch.
    rows, dims = x, len(x.shape)
    if dims == 2:
        rows, states = shaping.expand_dims(x, 1), [_with_batch(cell, state) for state in states]
    elif batch_first:
        rows = shaping.swapaxes(x, 0, 1)
    _check_weights(cell, layers, x)
    y, last = _through_layers(cell, coercion.widened(rows), layers, _initial(cell, states, layers, rows),
                              None if lengths is None else mask_of(cell, lengths, rows, dims), (dropout, dropout_key))
    if dims == 2:
        y, last = y[:, 0], [state[:, 0] for state in last]
    elif batch_first:
        y = shaping.swapaxes(y, 0, 1)
    return y.astype(x.dtype), [state.astype(x.dtype) for state in last]


def _through_layers(cell: Cell, x: Array, layers: list, initial: list[list[Array]], mask: Array | None,
                    dropout: tuple[float, ArrayLike | None]) -> tuple[Array, list[Array]]:
    """Returns the last layer's results, and the last states of all layers and directions, stacked."""
    rate, key = dropout
    last: list[State] = []
    # Rows behind the end may be infinite, which would make gradients NaN.
    y = x if mask is None else elementwise.where(mask, x, 0)
    for number, layer in enumerate(layers):
        if number and rate:
            y = dropped(y, rate, random.fold_in(key, number))
        results = []
        for direction, part in enumerate(layer):
            start = tuple(states[len(last)] for states in initial)
            result, end = run_direction(cell, y, part, start, mask, direction == 1)
            results.append(result)
            last.append(end)
        y = results[0] if len(results) == 1 else joining.concat(results, -1)
    return y, [joining.stack(states) for states in zip(*last)]


def run_direction(cell: Cell, x: Array, weights: dict[str, Array], start: State, mask: Array | None,
                   reverse: bool) -> tuple[Array, State]:
    """Returns the hidden states of one direction of a layer for all rows of x, [L, N, I], and the last state. The weights
    have PyTorch's names without the layer: weight_ih, weight_hh, and bias_ih, bias_hh and weight_hr where they are. The
    mask is that of mask_of."""
    wide = {name: coercion.widened(array) for name, array in weights.items()}

    def step(state: State, row: tuple[Array, ...]) -> tuple[State, Array]:
        product, *is_there = row
        new = cell.step(product, affine(state[0], wide["weight_hh"], wide.get("bias_hh")), state)
        if "weight_hr" in wide:
            new = affine(new[0], wide["weight_hr"], None), *new[1:]
        if not is_there:
            return new, new[0]
        kept = tuple(elementwise.where(is_there[0], after, before) for after, before in zip(new, state))
        return kept, elementwise.where(is_there[0], new[0], 0)

    # The products of all rows are one, before the loop.
    products = affine(x, wide["weight_ih"], wide.get("bias_ih"))
    end, rows = control.scan(step, start, (products,) if mask is None else (products, mask), reverse=reverse)
    return rows, end


def affine(x: Array, weight: Array, bias: Array | None) -> Array:
    """Returns x @ weight.T + bias."""
    product = contraction.einsum("...i,oi->...o", x, weight)
    return product if bias is None else product + bias


def mask_of(cell: Cell, lengths: ArrayLike, rows: Array, dims: int) -> Array:
    """Returns an i1, [L, N, 1], that is true where the row is one of its sequence."""
    lengths = coercion.tensor(lengths)
    count, batch = rows.shape[:2]
    if dims == 2 or not lengths.dtype.is_integer or len(lengths.shape) != 1 or not may_be_equal(lengths.shape[0], batch):
        expected = "no lengths without a batch" if dims == 2 else f"integers, one for each of {batch} sequences"
        raise Error(f"lengths of {cell.name} is {lengths}, expected {expected}")
    lengths = with_shape(cell, "lengths", lengths.astype("i64"), [batch])
    bounds = [coercion.as_size(each) for each in (reductions.min(lengths), reductions.max(lengths))]
    inside = reductions.all(elementwise.logical_and(lengths >= 0, lengths <= count))
    tracing.demand(inside, [*bounds, count], f"{cell.name}: lengths go from {{0}} to {{1}}, expected numbers from 0 to {{2}}")
    return shaping.expand_dims(ops.iota(0, [count, batch], "i64") < lengths, 2)


# States ----------------------------------------------------------------------------------------


def _with_batch(cell: Cell, state: Array) -> Array:
    if len(state.shape) != 2:
        raise Error(f"hx of {cell.name} has {state}, expected rank 2 for rows without a batch")
    return shaping.expand_dims(state, 1)


def _initial(cell: Cell, states: list[Array], layers: list, rows: Array) -> list[list[Array]]:
    """Returns the initial states: for each array of a state, a list over layers and directions."""
    first = layers[0][0]
    sizes = [first["weight_hh"].shape[1], first.get("weight_hr", first["weight_hh"]).shape[1]][:cell.states]
    count, batch, dtype = len(layers) * len(layers[0]), rows.shape[1], coercion.widened(rows).dtype
    if not states:
        return [[coercion.scalar(0, dtype, [batch, size])] * count for size in sizes]
    for state, size in zip(states, sizes):
        shape = [count, batch, size]
        if not may_be_one_shape(state.shape, shape):
            raise Error(f"hx of {cell.name} has {state}, expected {describe(state.dtype, shape)}: layers and directions, "
                        "batch, and states")
    wide = [with_shape(cell, "hx", coercion.widened(state), [count, batch, size]) for state, size in zip(states, sizes)]
    return [[state[number] for number in range(count)] for state in wide]


def with_shape(cell: Cell, what: str, x: Array, shape: Sequence[Size]) -> Array:
    """Returns x with this shape, which it has or may have when the program runs."""
    if x.shape == tuple(shape):
        return x
    for dim, (own, size) in enumerate(zip(x.shape, shape)):
        if own != size:
            tracing.require("eq", own, size, f"{cell.name}: dimension {dim} of {what} is {{0}}, expected {{1}}")
    return ops.reshape(x, shape)


# Weights ---------------------------------------------------------------------------------------


def _layers(cell: Cell, weights: Mapping[str, ArrayLike]) -> list[list[dict[str, Array]]]:
    """Returns the weights of each layer and direction, by their names without these."""
    if not isinstance(weights, Mapping):
        raise Error(f"weights of {cell.name} is {shown(weights)}, expected a dict by PyTorch's names: weight_ih_l0, "
                    "weight_hh_l0, bias_ih_l0, bias_hh_l0, ...")
    count = next(number for number in itertools.count() if number == len(weights) or f"weight_ih_l{number}" not in weights)
    parts = ["weight_ih", "weight_hh", *(["bias_ih", "bias_hh"] if "bias_ih_l0" in weights else []),
             *(["weight_hr"] if cell.states == 2 and "weight_hr_l0" in weights else [])]
    ends = ["", "_reverse"] if "weight_ih_l0_reverse" in weights else [""]
    names = [[{part: f"{part}_l{number}{end}" for part in parts} for end in ends] for number in range(max(count, 1))]
    flat = [name for layer in names for direction in layer for name in direction.values()]
    missing = [name for name in flat if name not in weights]
    if missing:
        raise Error(f"weights of {cell.name} lacks {', '.join(missing)}, and has {', '.join(map(str, weights)) or 'none'}")
    unknown = [name for name in weights if name not in flat]
    if unknown:
        raise Error(f"weights of {cell.name} has the unknown name {shown(unknown[0])}", [similar(unknown[0], flat)])
    return [[{part: coercion.floats(cell.name, weights[name]) for part, name in direction.items()}
             for direction in layer] for layer in names]


def _check_weights(cell: Cell, layers: list, x: Array) -> None:
    """Raises an Error unless all weights have the shapes that follow from x and from the hidden state."""
    for part in ("weight_hh", "weight_hr"):
        if part in layers[0][0] and len(layers[0][0][part].shape) != 2:
            raise Error(f"{part}_l0 of {cell.name} is {layers[0][0][part]}, expected a matrix")
    state = layers[0][0]["weight_hh"].shape[1]
    hidden = layers[0][0].get("weight_hr", layers[0][0]["weight_hh"]).shape[1]
    size, rows = x.shape[-1], hidden * cell.gates
    for number, layer in enumerate(layers):
        shapes = {"weight_ih": (rows, size), "weight_hh": (rows, state), "bias_ih": (rows,), "bias_hh": (rows,),
                  "weight_hr": (state, hidden)}
        for end, direction in zip(("", "_reverse"), layer):
            for part, array in direction.items():
                if not may_be_one_shape(array.shape, shapes[part]):
                    name, expected = f"{part}_l{number}{end}", describe(array.dtype, shapes[part])
                    raise Error(f"{name} of {cell.name} is {array}, expected {expected} for x of {x} and {hidden} states")
        size = state * len(layer)


calls.check_module(__name__)
