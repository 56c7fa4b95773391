# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's recurrent layers give what their equations give, with all of their attributes?"""
from __future__ import annotations

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(9)

GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
DEFAULTS = {"RNN": ["Tanh"], "GRU": ["Sigmoid", "Tanh"], "LSTM": ["Sigmoid", "Tanh", "Tanh"]}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {
    "relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "sigmoid": sigmoid, "softsign": lambda x: x / (1 + abs(x)),
    "softplus": lambda x: np.logaddexp(0, x), "affine": lambda x, a=1, b=0: a * x + b,
    "leakyrelu": lambda x, a=0.01: np.where(x < 0, a * x, x), "thresholdedrelu": lambda x, a=1: np.where(x < a, 0, x),
    "scaledtanh": lambda x, a=1, b=1: a * np.tanh(b * x), "hardsigmoid": lambda x, a=0.2, b=0.5: np.clip(a * x + b, 0, 1),
    "elu": lambda x, a=1: np.where(x < 0, a * np.expm1(x), x),
}


def activation(name, clip, *numbers):
    function = FUNCTIONS[name.lower()]
    return (lambda x: function(x, *numbers)) if clip is None else lambda x: function(np.clip(x, -clip, clip), *numbers)


def step(op, x, state, w, r, b, p, functions, linear_before_reset, input_forget):
    """Returns the next state by the equations of ONNX's documentation."""
    h, size = state[0], r.shape[1]
    wb, rb = b[:len(w)], b[len(w):]
    xs, hs = (np.split(each, GATES[op], -1) for each in (x @ w.T + wb, h @ r.T + rb))
    if op == "RNN":
        return [functions[0](xs[0] + hs[0])]
    if op == "GRU":
        f, g = functions
        z, reset = f(xs[0] + hs[0]), f(xs[1] + hs[1])
        inner = reset * hs[2] if linear_before_reset else (reset * h) @ r[2 * size:].T + rb[2 * size:]
        return [(1 - z) * g(xs[2] + inner) + z * h]
    f, g, last = functions
    pi, po, pf = np.split(p, 3)
    i, o, forget, c = (a + b for a, b in zip(xs, hs))
    i, forget = f(i + pi * state[1]), f(forget + pf * state[1])
    cell = (1 - i if input_forget else forget) * state[1] + i * g(c)
    return [f(o + po * cell) * last(cell), cell]


def layer(op, x, w, r, b=None, lengths=None, *states, p=None, direction="forward", activations=None, activation_alpha=None,
          activation_beta=None, clip=None, linear_before_reset=0, input_forget=0):
    """Returns the results of a layer, sequence by sequence."""
    count, batch, size = len(w), x.shape[1], r.shape[2]
    b = np.zeros((count, 2 * w.shape[1])) if b is None else b
    p = np.zeros((count, 3 * size)) if p is None else p
    states = [np.zeros((count, batch, size)) if state is None else state for state in states]
    names, each = list(activations or DEFAULTS[op] * count), len(DEFAULTS[op])
    numbers = [list(activation_alpha or []), list(activation_beta or [])]
    takes = {"affine": 2, "scaledtanh": 2, "hardsigmoid": 2, "leakyrelu": 1, "thresholdedrelu": 1, "elu": 1}
    functions = [activation(name, clip if place % each < 2 else None,
                            *(given.pop(0) for given in numbers[:takes.get(name.lower(), 0)] if given))
                 for place, name in enumerate(names)]
    y, last = np.zeros((len(x), count, batch, size)), [np.zeros((count, batch, size)) for _ in states]
    for number in range(count):
        backwards = direction == "reverse" or number == 1
        for sequence in range(batch):
            length = len(x) if lengths is None else lengths[sequence]
            state = [each[number, sequence] for each in states]
            for t in reversed(range(length)) if backwards else range(length):
                state = step(op, x[t, sequence], state, w[number], r[number], b[number], p[number],
                             functions[number * each:(number + 1) * each], linear_before_reset, input_forget)
                y[t, number, sequence] = state[0]
            for final, value in zip(last, state):
                final[number, sequence] = value
    return [y, *last]


def operands(op, direction, length=4, batch=3, inputs=2, size=3):
    count, rows = 2 if direction == "bidirectional" else 1, GATES[op] * size
    shapes = [(length, batch, inputs), (count, rows, inputs), (count, rows, size), (count, 2 * rows)]
    states = [(count, batch, size)] * (2 if op == "LSTM" else 1)
    return [DRAW.standard_normal(shape) / 2 for shape in shapes], [DRAW.standard_normal(shape) for shape in states]


def check(op, given, states, lengths=None, p=None, compiled=False, **attributes):
    """Compares a layer, whose length and batch are dims, with the equations."""
    wanted = layer(op, *given, *[None] * (4 - len(given)), lengths, *states, p=p, **attributes)
    inputs = [*given, *[None] * (4 - len(given)), lengths, *states, *([p] if p is not None else [])]
    found = run(op, inputs, 14, known=[1, 2, *([3] if len(given) > 3 else []), *([7] if p is not None else [])] if not compiled
                else [], results=len(wanted), compiled=compiled, hidden_size=3, **attributes)
    for one, want in zip(found, wanted):
        np.testing.assert_allclose(one, want, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("op", GATES)
@pytest.mark.parametrize("direction", ["forward", "reverse", "bidirectional"])
def test_layers(op, direction):
    """Sequences have a length of their own, and a first state, which may be absent, as the biases may."""
    given, states = operands(op, direction)
    lengths = np.array([4, 1, 2], np.int32)
    check(op, given, states, direction=direction)
    check(op, given, states, lengths, direction=direction, compiled=direction == "reverse" and op == "RNN")
    check(op, given[:3], [states[0], *[None] * (len(states) - 1)], direction=direction)
    if op == "GRU":
        check(op, given, states, direction=direction, linear_before_reset=1)
    if op == "LSTM":
        p = DRAW.standard_normal((len(given[1]), 9))
        check(op, given, states, lengths, p, direction=direction, input_forget=1)


@pytest.mark.parametrize("names", [["Relu", "Affine", "HardSigmoid"], ["LeakyRelu", "ScaledTanh", "Elu"],
                                   ["ThresholdedRelu", "Softsign", "softplus"]])
def test_activations(names):
    """The numbers of activations are those of the functions that have them, in their order."""
    for op in GATES:
        given, states = operands(op, "bidirectional")
        chosen = [*names[:len(DEFAULTS[op])], *names[::-1][:len(DEFAULTS[op])]]
        for numbers in ({}, {"activation_alpha": [0.25, 0.5, 0.75], "activation_beta": [0.375]}):
            check(op, given, states, direction="bidirectional", activations=chosen, **numbers)


def test_clip():
    """Gates are limited, and not the state of a cell."""
    for op in GATES:
        check(op, *operands(op, "forward"), clip=0.25)


@pytest.mark.parametrize("op", GATES)
def test_batch_first(op):
    """With layout 1, the batch is the first dimension of all but the weights."""
    given, states = operands(op, "bidirectional")
    plain = layer(op, *given, None, *states, direction="bidirectional")
    swapped = [given[0].swapaxes(0, 1), *given[1:], None, *(state.swapaxes(0, 1) for state in states)]
    found = run(op, swapped, 14, known=[1, 2, 3], results=len(plain), direction="bidirectional", hidden_size=3, layout=1)
    np.testing.assert_allclose(found[0], plain[0].transpose(2, 0, 1, 3), rtol=1e-6, atol=1e-8)
    for one, want in zip(found[1:], plain[1:]):
        np.testing.assert_allclose(one, want.swapaxes(0, 1), rtol=1e-6, atol=1e-8)


def test_weights_that_are_inputs():
    """Weights have dims of their own, and sequences may have no rows."""
    given, states = operands("LSTM", "forward")
    p = DRAW.standard_normal((1, 9))
    program = load("LSTM", [*given, None, *states, p], 14, results=3, hidden_size=3)
    for found, want in zip(program.interpret(*given, *states, p), layer("LSTM", *given, None, *states, p=p)):
        np.testing.assert_allclose(found, want, rtol=1e-6, atol=1e-8)
    y, h, c = program.interpret(given[0][:0], *given[1:], *states, p)
    assert y.shape == (0, 1, 3, 3) and np.array_equal(h, states[0]) and np.array_equal(c, states[1])
    with pytest.raises(ag.Error, match=r"its operand R is f64\[1, 9, 3\], expected f64\[1, 12, 3\]"):
        load("LSTM", [np.zeros((1, 1, 1)), np.zeros((1, 12, 1)), np.zeros((1, 9, 3))], 14, known=[0, 1, 2], results=3)


def test_halves():
    """f16 is computed in f32, and rounded once for each result."""
    given, states = operands("LSTM", "forward")
    wanted = layer("LSTM", *given, None, *states)
    halves = [None if x is None else x.astype("f2") for x in (*given, None, *states)]
    found = run("LSTM", halves, 22, known=[1, 2, 3], results=3)
    assert all(one.dtype == np.float16 for one in found)
    for one, want in zip(found, wanted):
        np.testing.assert_allclose(one, want, rtol=2e-2, atol=2e-2)


@pytest.mark.parametrize("attributes, message", [
    ({"direction": "both"}, "its attribute direction is both, expected one of forward, reverse, bidirectional"),
    ({"activations": ["Tanh"]}, "its attribute activations has 1 names, expected 2"),
    ({"activations": ["Tanh", "Gelu"]}, "its attribute activations has Gelu, expected one of relu, "),
])
def test_refusals(attributes, message):
    given, _ = operands("GRU", "forward")
    with pytest.raises(ag.Error, match=message):
        load("GRU", given, 14, known=[1, 2, 3], **attributes)
