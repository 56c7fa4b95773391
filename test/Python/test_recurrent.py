# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Recurrent layers give what the formulas of their cells give, one sequence and row after the other, in numpy."""
import numpy as np
import pytest

import ag

LAYER = {"lstm": ag.nn.lstm, "gru": ag.nn.gru, "rnn": ag.nn.rnn,
         "relu": lambda *args, **options: ag.nn.rnn(*args, nonlinearity="relu", **options)}
GATES = {"lstm": 4, "gru": 3, "rnn": 1, "relu": 1}
ROW, HIDDEN, PROJECTED = 3, 4, 2


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cell(kind, x, state, weights):
    """Returns the next state of one sequence, from one row of it."""
    product = weights["weight_ih"] @ x + weights.get("bias_ih", 0)
    of_state = weights["weight_hh"] @ state[0] + weights.get("bias_hh", 0)
    if kind == "lstm":
        i, f, g, o = np.split(product + of_state, 4)
        c = sigmoid(f) * state[1] + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        return (weights["weight_hr"] @ h if "weight_hr" in weights else h), c
    if kind == "gru":
        (r, z, n), (of_r, of_z, of_n) = np.split(product, 3), np.split(of_state, 3)
        z = sigmoid(z + of_z)
        return (1 - z) * np.tanh(n + sigmoid(r + of_r) * of_n) + z * state[0],
    return (np.tanh if kind == "rnn" else lambda x: np.maximum(x, 0))(product + of_state),


def expected(kind, x, weights, hx, lengths):
    """Returns the results for x of shape [L, N, I], and the last states. Only rows of a sequence are read."""
    layers = sum(name.startswith("weight_ih_l") and "reverse" not in name for name in weights)
    ends = ("", "_reverse") if "weight_ih_l0_reverse" in weights else ("",)
    last = [state.copy() for state in hx]
    for layer in range(layers):
        results = []
        for direction, end in enumerate(ends):
            own = {name: weights[f"{name}_l{layer}{end}"] for name in
                   ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr") if f"{name}_l{layer}{end}" in weights}
            place, y = layer * len(ends) + direction, np.zeros((*x.shape[:2], hx[0].shape[2]))
            for n, length in enumerate(lengths):
                state = tuple(part[place, n] for part in hx)
                for t in range(length) if direction == 0 else reversed(range(length)):
                    state = cell(kind, x[t, n], state, own)
                    y[t, n] = state[0]
                for part, value in zip(last, state):
                    part[place, n] = value
            results.append(y)
        x = np.concatenate(results, -1)
    return x, last


def random_weights(kind, layers=1, bidirectional=False, biases=True, projected=False):
    draw, weights = np.random.default_rng(3).standard_normal, {}
    rows, state = GATES[kind] * HIDDEN, PROJECTED if projected else HIDDEN
    for layer in range(layers):
        for end in ("", "_reverse")[:1 + bidirectional]:
            size = ROW if layer == 0 else state * (1 + bidirectional)
            shapes = {"weight_ih": (rows, size), "weight_hh": (rows, state)}
            if biases:
                shapes.update(bias_ih=(rows,), bias_hh=(rows,))
            if projected:
                shapes["weight_hr"] = (state, HIDDEN)
            weights.update({f"{name}_l{layer}{end}": draw(shape) / 2 for name, shape in shapes.items()})
    return weights


def given(kind, weights, length, batch):
    """Returns rows, initial states and lengths."""
    draw = np.random.default_rng(length)
    places = sum(name.startswith("weight_ih") for name in weights)
    sizes = [weights["weight_hh_l0"].shape[1], HIDDEN][:2 if kind == "lstm" else 1]
    hx = [draw.standard_normal((places, batch, size)) for size in sizes]
    return draw.standard_normal((length, batch, ROW)), hx, draw.integers(0, length + 1, batch)


def as_hx(kind, hx):
    return tuple(hx) if kind == "lstm" else hx[0]


def states_of(kind, last):
    return list(last) if kind == "lstm" else [last]


OPTIONS = {
    "plain": {}, "no biases": {"biases": False}, "layers": {"layers": 3},
    "both directions": {"layers": 2, "bidirectional": True, "biases": False},
}
CASES = [*((kind, name) for kind in ("lstm", "gru", "rnn") for name in OPTIONS), ("relu", "layers")]


@pytest.mark.parametrize("kind, name", CASES)
def test_rows_and_batches_of_any_number(kind, name):
    """One program takes sequences of any length, initial states, and lengths, or none of both."""
    weights = random_weights(kind, **OPTIONS[name])

    def f(x, weights, hx, lengths):
        return LAYER[kind](x, weights), LAYER[kind](x, weights, as_hx(kind, hx), lengths)

    def specs(hx):
        return ag.spec("f64", ["l", "n", ROW]), weights, [ag.spec("f64", [x.shape[0], "n", x.shape[2]]) for x in hx]

    traced = ag.trace(f, *specs(given(kind, weights, 1, 1)[1]), ag.spec("i64", ["n"]))
    compiled = traced.lower().compile(opt=1)
    for length, batch in ((5, 3), (1, 1), (2, 1), (0, 2), (2, 0)):
        x, hx, lengths = given(kind, weights, length, batch)
        zeros, all_rows = [np.zeros_like(state) for state in hx], [length] * batch
        for run in (traced.interpret, compiled):
            for (y, last), arguments in zip(run(x, weights, hx, lengths), ((zeros, all_rows), (hx, lengths))):
                rows, states = expected(kind, x, weights, *arguments)
                ag.testing.assert_close([y, *states_of(kind, last)], [rows, *states], 1e-10, 1e-12)


def test_projections():
    """Hidden states of lstm are smaller than the others if there are weights that project them."""
    weights = random_weights("lstm", 2, True, projected=True)
    x, hx, lengths = given("lstm", weights, 4, 3)
    found = ag.trace(ag.nn.lstm, x, weights, tuple(hx), lengths, name="f").lower().compile(opt=1)(x, weights, tuple(hx), lengths)
    rows, states = expected("lstm", x, weights, hx, lengths)
    ag.testing.assert_close(found, (rows, tuple(states)), 1e-10, 1e-12)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("length", [0, 1, 4])
def test_other_orders(kind, length):
    """With batch_first, sequences are the first dimension of x and of the result, but not of states. Without a batch, no
    array has its dimension. The sizes are numbers."""
    weights = random_weights(kind, 2, True)
    x, hx, lengths = given(kind, weights, length, 2)

    def f(x, hx, lengths):
        first = LAYER[kind](x.swapaxes(0, 1), weights, as_hx(kind, hx), lengths, batch_first=True)
        return first, LAYER[kind](x[:, 1], weights, as_hx(kind, [state[:, 1] for state in hx]))

    traced = ag.trace(f, x, hx, lengths)
    (y, last), (alone, of_one) = traced.lower().compile(opt=1)(x, hx, lengths)
    rows, states = expected(kind, x, weights, hx, lengths)
    ag.testing.assert_close([y, *states_of(kind, last)], [rows.swapaxes(0, 1), *states], 1e-10, 1e-12)
    rows, states = expected(kind, x, weights, hx, [length, length])
    ag.testing.assert_close([alone, *states_of(kind, of_one)], [rows[:, 1], *(state[:, 1] for state in states)], 1e-10, 1e-12)


@pytest.mark.parametrize("kind, layers, bidirectional", [("lstm", 1, True), ("gru", 2, False), ("rnn", 1, False)])
def test_gradients(kind, layers, bidirectional):
    """The gradient along a direction is the difference quotient of the formulas, by rows, weights and initial states. Rows
    behind the end have no gradient, whatever they hold. The program's tangent is the same."""
    weights = random_weights(kind, layers, bidirectional)
    x, hx, _ = given(kind, weights, 4, 3)
    lengths = np.array([2, 4, 0])
    along = np.random.default_rng(8)
    direction = ag.tree.map(lambda x: along.standard_normal(x.shape), (x, weights, hx))
    x[2:, 0], direction[0][2:, 0], direction[0][:, 2] = np.nan, 0, 0

    def layer(x, weights, hx, lengths):
        y, last = LAYER[kind](x, weights, as_hx(kind, hx), lengths)
        return ag.sin(y).sum() + sum(ag.square(state).sum() for state in states_of(kind, last))

    def f(x, weights, hx, lengths, direction):
        gradients = ag.grad(layer, argnums=(0, 1, 2))(x, weights, hx, lengths)
        return gradients, ag.jvp(lambda *inputs: layer(*inputs, lengths), (x, weights, hx), direction)[1]

    def value(step):
        moved = ag.tree.map(lambda x, by: x + step * by, (x, weights, hx), direction)
        y, last = expected(kind, *moved, lengths)
        return np.sin(y).sum() + sum(np.square(state).sum() for state in last)

    slope = (value(1e-5) - value(-1e-5)) / 2e-5
    moving = ag.spec("f64", ["l", "n", ROW]), weights, [ag.spec("f64", [len(state), "n", HIDDEN]) for state in hx]
    traced = ag.trace(f, *moving, ag.spec("i64", ["n"]), moving)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        gradients, tangent = run(x, weights, hx, lengths, direction)
        assert not gradients[0][2:, 0].any() and not gradients[0][:, 2].any()
        products = ag.tree.map(lambda g, by: (g * by).sum(), gradients, direction)
        np.testing.assert_allclose([sum(ag.tree.leaves(products)), tangent], slope, rtol=1e-7)


@pytest.mark.parametrize("dtype", ["f32", "f16", "bf16"])
def test_of_few_digits(dtype):
    """Narrow types are computed in f32, from the first layer to the last, and rounded once."""
    weights = random_weights("lstm", 2)
    x, hx, lengths = given("lstm", weights, 30, 2)
    narrow = ag.tree.map(lambda x: x.astype(ag.DTYPES[dtype].numpy), (x, weights, tuple(hx)))
    y, (h, c) = ag.trace(ag.nn.lstm, *narrow, lengths, name="f").lower().compile(opt=1)(*narrow, lengths)
    rows, states = expected("lstm", *ag.tree.map(lambda x: x.astype("f8"), narrow), lengths)
    tolerance = {"f32": 1e-5, "f16": 5e-4, "bf16": 4e-3}[dtype]
    for found, wanted in zip((y, h, c), (rows, *states)):
        assert found.dtype == ag.DTYPES[dtype].numpy
        np.testing.assert_allclose(found.astype("f8"), wanted, tolerance, tolerance / 10)


def test_batches_and_loops():
    """A layer can be mapped over a batch of its own, and be called in a loop."""
    weights = random_weights("gru")
    x, hx, lengths = given("gru", weights, 4, 2)
    many = np.stack([x, -x, x + 1])

    def f(many, hx, lengths):
        mapped = ag.vmap(lambda x: ag.nn.gru(x, weights, hx[0], lengths))(many)
        return mapped, ag.fori_loop(0, 2, lambda i, h: ag.nn.gru(many[i], weights, h)[1], hx[0])

    traced = ag.trace(f, many, hx, lengths)
    state = hx
    for x in many[:2]:
        state = expected("gru", x, weights, state, [4, 4])[1]
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        (y, h), looped = run(many, hx, lengths)
        for number, x in enumerate(many):
            rows, states = expected("gru", x, weights, hx, lengths)
            ag.testing.assert_close([y[number], h[number]], [rows, *states], 1e-10, 1e-12)
        ag.testing.assert_close(looped, state[0], 1e-10, 1e-12)


def test_dropout_is_between_layers():
    """Dropout with the key of the second layer is that of the rows between layers."""
    weights = random_weights("rnn", 2)
    layers = [{name.replace(f"_l{layer}", "_l0"): array for name, array in weights.items() if f"_l{layer}" in name}
              for layer in range(2)]
    x, key = given("rnn", weights, 4, 2)[0], np.array([1, 2], "u4")

    def f(x, key):
        between = ag.nn.dropout(ag.nn.rnn(x, layers[0])[0], 0.5, ag.random.fold_in(key, 1))
        found = ag.nn.rnn(x, weights, dropout=0.5, dropout_key=key)[0]
        return found, ag.nn.rnn(between, layers[1])[0], ag.nn.rnn(x, weights)[0]

    found, wanted, without = ag.trace(f, x, key).interpret(x, key)
    np.testing.assert_array_equal(found, wanted)
    assert (found != without).any()


def test_lengths_out_of_range():
    weights = random_weights("gru")
    traced = ag.trace(lambda x, lengths: ag.nn.gru(x, weights, lengths=lengths), ag.spec("f64", ["l", 2, ROW]),
                      ag.spec("i32", [2]), name="f")
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        for lengths in ([-1, 2], [2, 4]):
            message = f"gru: lengths go from {lengths[0]} to {lengths[1]}, expected numbers from 0 to 3"
            with pytest.raises(ag.Error, match=message):
                run(np.zeros((3, 2, ROW)), np.array(lengths, "i4"))


WEIGHTS = random_weights("lstm", 2)


def without(name, **others):
    return {**{key: value for key, value in WEIGHTS.items() if key != name}, **others}


REFUSALS = [
    (lambda x: ag.nn.lstm(x, list(WEIGHTS.values())), "weights of lstm is [array("),
    (lambda x: ag.nn.lstm(x, {}), "weights of lstm lacks weight_ih_l0, weight_hh_l0, and has none"),
    (lambda x: ag.nn.lstm(x, without("bias_hh_l1")), "weights of lstm lacks bias_hh_l1, and has weight_ih_l0, weight_hh_l0"),
    (lambda x: ag.nn.lstm(x, without("", weight_hx_l0=x)), "weights of lstm has the unknown name 'weight_hx_l0'"),
    (lambda x: ag.nn.gru(x, without("", weight_hr_l0=x)), "weights of gru has the unknown name 'weight_hr_l0'"),
    (lambda x: ag.nn.lstm(x, without("", bias_ih_l1=x)), "bias_ih_l1 of lstm is f64[5, 2, 3], expected f64[16] for x of "
     "f64[5, 2, 3] and 4 states"),
    (lambda x: ag.nn.lstm(x[..., :2], WEIGHTS), "weight_ih_l0 of lstm is f64[16, 3], expected f64[16, 2] for x of f64[5, 2, 2]"),
    (lambda x: ag.nn.lstm(x, without("", weight_hh_l0=x)), "weight_hh_l0 of lstm is f64[5, 2, 3], expected a matrix"),
    (lambda x: ag.nn.gru(x, WEIGHTS), "weight_ih_l0 of gru is f64[16, 3], expected f64[12, 3] for x of f64[5, 2, 3]"),
    (lambda x: ag.nn.lstm(x[0, 0], WEIGHTS), "x of lstm is f64[3], expected rank 3, or rank 2 for rows without a batch"),
    (lambda x: ag.nn.lstm(x.astype("f32"), WEIGHTS), "lstm needs equal element types, got f32[5, 2, 3] and f64[16, 3]"),
    (lambda x: ag.nn.lstm(x.astype("i64"), WEIGHTS), "lstm is defined on floats, got i64[5, 2, 3]"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, x), "hx of lstm is f64[5, 2, 3], expected (h_0, c_0)"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, (x, x)), "hx of lstm has f64[5, 2, 3], expected f64[2, 2, 4]: layers and directions"),
    (lambda x: ag.nn.lstm(x[0], WEIGHTS, (x, x)), "hx of lstm has f64[5, 2, 3], expected rank 2 for rows without a batch"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, lengths=x[0, 0]), "lengths of lstm is f64[3], expected integers, one for each of 2"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, lengths=np.ones(3, int)), "lengths of lstm is i64[3], expected integers, one for each"),
    (lambda x: ag.nn.lstm(x[0], WEIGHTS, lengths=np.ones(1, int)), "lengths of lstm is i64[1], expected no lengths without a"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, batch_first=1), "batch_first of lstm is 1, expected True or False"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, dropout=0.5), "dropout of lstm needs a dropout_key, a new one for each step"),
    (lambda x: ag.nn.lstm(x, WEIGHTS, dropout=2, dropout_key=np.zeros(2, "u4")), "the rate of dropout is 2, expected"),
    (lambda x: ag.nn.rnn(x, WEIGHTS, nonlinearity="elu"), 'nonlinearity of rnn is \'elu\', expected "tanh" or "relu"'),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, np.zeros((5, 2, ROW)), name="f")
    assert caught.value.message.startswith(message)
