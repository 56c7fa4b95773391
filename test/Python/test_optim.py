# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Optimisers and schedules take PyTorch's steps (training/generate.py)."""
from pathlib import Path

import numpy as np
import pytest

import ag
from ag import optim

GOLDEN = np.load(Path(__file__).parent / "training" / "optim.npz")
P = {"w": GOLDEN["given.w"], "b": GOLDEN["given.b"]}

OPTIMISERS = {
    "sgd": optim.sgd(),
    "momentum": optim.sgd(0.02, momentum=0.9, weight_decay=0.01),
    "nesterov": optim.sgd(0.02, momentum=0.9, nesterov=True),
    "adam": optim.adam(),
    "adam_decay": optim.adam(0.01, 0.8, 0.9, 1e-3, weight_decay=0.1),
    "adamw": optim.adamw(),
    "adamw_decay": optim.adamw(0.1, weight_decay=0.3),
    "nadam": optim.nadam(),
    "rmsprop": optim.rmsprop(),
    "rmsprop_centered": optim.rmsprop(0.003, 0.9, momentum=0.5, centered=True),
    "adagrad": optim.adagrad(),
    "adagrad_decay": optim.adagrad(0.1, 0.1, 0.01),
    "clipped": optim.chain(optim.clip_by_norm(1.5), optim.sgd(0.1, momentum=0.5)),
    "linear": optim.sgd(optim.linear(0.1, 0.025, 12)),
    "cosine": optim.sgd(optim.cosine(0.1, 20, 0.01)),
    "steps": optim.sgd(optim.steps(0.1, 6, 0.5)),
    "warm_up": optim.sgd(optim.warm_up(4, optim.cosine(0.1, 16), 0.01)),
}


def gradient(p, noise):
    """It draws to 0, and is disturbed."""
    return {"w": 0.5 * p["w"] + noise[:6].reshape(2, 3), "b": 0.5 * p["b"] + noise[6:]}


def places(optimiser, p=P):
    """The parameters after each step, all of them in one loop."""
    def run(p, noise):
        def step(carry, row):
            p, state = carry
            updates, state = optimiser.update(gradient(p, row), state, p)
            p = optim.apply(p, updates)
            return (p, state), ag.concat([p["w"].reshape(6), p["b"]])

        return ag.scan(step, (p, optimiser.init(p)), noise)[1]

    return ag.trace(run, p, GOLDEN["given.noise"]).interpret(p, GOLDEN["given.noise"])


@pytest.mark.parametrize("name", OPTIMISERS)
def test_steps(name):
    np.testing.assert_allclose(places(OPTIMISERS[name]), GOLDEN[name], rtol=1e-9, atol=1e-12)


def test_lion():
    """By its formula."""
    p, m, expected = np.concatenate([P["w"].ravel(), P["b"]]), 0.0, []
    for noise in GOLDEN["given.noise"]:
        g = 0.5 * p + noise
        p = p - 0.01 * (np.sign(0.9 * m + 0.1 * g) + 0.1 * p)
        m = 0.99 * m + 0.01 * g
        expected.append(p)
    np.testing.assert_allclose(places(optim.lion(0.01, weight_decay=0.1)), expected, rtol=1e-9)


def test_of_few_digits():
    """Of f16, the state is in f32: in f16 the average of 1,000 squares would not move."""
    p = {name: array.astype("f2") for name, array in P.items()}
    state = optim.adam().init(p)
    assert {leaf.dtype for leaf in state["m"].values()} == {np.dtype("f4")}

    def step(p, state):
        updates, state = optim.adam().update(p, state, p)
        return optim.apply(p, updates), state

    new, state = ag.trace(step, p, state).lower().compile()(p, state)
    assert new["w"].dtype == np.float16 and state["v"]["w"].dtype == np.float32 and state["count"] == 1
    np.testing.assert_allclose(new["w"], p["w"] - 1e-3 * np.sign(p["w"]), rtol=1e-3)


def test_state_of_specs():
    """As a step is traced with, and donates."""
    specs = {"w": ag.spec("f32", [2, "n"], n=(1, 4)), "b": ag.spec("bf16", ["n"])}
    optimiser = optim.chain(optim.clip_by_norm(1.0), optim.nadam())

    def step(p, state, g):
        updates, state = optimiser.update(g, state, p)
        return {"p": optim.apply(p, updates), "state": state}

    state = optimiser.init(specs)
    assert str(state) == "((), {'count': i64[], 'momentum': f64[], 'm': {'w': f32[2, n], 'b': f32[n]}, " \
                         "'v': {'w': f32[2, n], 'b': f32[n]}})"
    donated = ["p.w", "p.b", "state.1.count", "state.1.momentum", *(f"state.1.{s}.{x}" for s in "mv" for x in "wb")]
    text = ag.trace(step, specs, state, specs, donate=donated).as_text()
    assert text.count("ag.alias") == len(donated)


def test_rate_as_an_argument():
    def step(p, rate):
        updates, _ = optim.sgd(rate).update({"x": p["x"]}, optim.sgd(rate).init(p), p)
        return optim.apply(p, updates)

    p = {"x": np.array([1.0, 2.0], "f4")}
    np.testing.assert_allclose(ag.trace(step, p, np.float32(0.5)).interpret(p, np.float32(0.5))["x"], [0.5, 1.0])


X = np.ones(3)
REFUSALS = [
    (lambda: optim.chain(optim.sgd(), lambda p: p), "chain takes optimisers, got <function"),
    (lambda: optim.clip_by_norm(0), "clip_by_norm takes a norm above 0, got 0"),
    (lambda: optim.sgd(nesterov=True), "nesterov needs a momentum"),
    (lambda: optim.cosine(0.1, 0), "the length of cosine is 0, expected a number of steps, from 1 on"),
    (lambda: optim.adam().init({"a": {"b": np.arange(3)}}), "the parameter at a.b is i64[3], expected floats"),
    (lambda: optim.adam().init(3.0), "the parameter is 3.0, expected floats"),
    (lambda: ag.trace(lambda x: optim.sgd().update({"y": x}, {"count": 0}, {"x": x}), X),
     "0 has no element type of its own here"),
    (lambda: ag.trace(lambda x: optim.sgd().update({"y": x}, optim.sgd().init({"x": x}), {"x": x}), X),
     "the gradients are {y: *}, expected {x: *}"),
    (lambda: ag.trace(lambda x, g: optim.sgd().update({"x": g}, optim.sgd().init({"x": x}), {"x": x}), np.ones(1), X),
     "the gradients are f64[3] at x, expected the shape of the parameter f64[1]"),
    (lambda: ag.trace(lambda x: optim.apply(x, x[:2]), X),
     "the updates are f64[2], expected the shape of the parameter f64[3]"),
    (lambda: ag.trace(lambda x: optim.chain(optim.sgd()).update(x, (), x), X),
     "the state of chain is (), expected one for each of 1 optimisers"),
    (lambda: ag.trace(lambda x: optim.sgd(x).update(x, optim.sgd().init(x), x), X),
     "the rate of an optimiser is an f64[3], expected one number"),
]


@pytest.mark.parametrize("call, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(call, message):
    with pytest.raises(ag.Error) as caught:
        call()
    assert message in str(caught.value)
