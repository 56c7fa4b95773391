# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Optimisers and schedules take the same steps as PyTorch (training/generate.py)."""
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
    "masked": optim.chain(optim.masked(optim.adamw(0.1, weight_decay=0.3), {"w": True, "b": False}),
                          optim.masked(optim.adamw(0.1, weight_decay=0), {"b": True, "w": False})),
    "frozen": optim.chain(optim.adamw(0.1, weight_decay=0.3), optim.masked(optim.set_to_zero(), lambda p: {
        name: len(x.shape) == 1 for name, x in p.items()})),
    "accumulated": optim.accumulate(optim.adam(0.1), 3),
    "clipped": optim.chain(optim.clip_by_norm(1.5), optim.sgd(0.1, momentum=0.5)),
    "linear": optim.sgd(optim.linear(0.1, 0.025, 12)),
    "cosine": optim.sgd(optim.cosine(0.1, 20, 0.01)),
    "steps": optim.sgd(optim.steps(0.1, 6, 0.5)),
    "warm_up": optim.sgd(optim.warm_up(4, optim.cosine(0.1, 16), 0.01)),
}


def gradient(p, noise):
    """Returns a gradient that leads to 0, with noise."""
    return {"w": 0.5 * p["w"] + noise[:6].reshape(2, 3), "b": 0.5 * p["b"] + noise[6:]}


def places(optimiser, p=P):
    """Returns the parameters after each step. All steps run in one loop."""
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
    """Lion's steps follow its formula."""
    p, m, expected = np.concatenate([P["w"].ravel(), P["b"]]), 0.0, []
    for noise in GOLDEN["given.noise"]:
        g = 0.5 * p + noise
        p = p - 0.01 * (np.sign(0.9 * m + 0.1 * g) + 0.1 * p)
        m = 0.99 * m + 0.01 * g
        expected.append(p)
    np.testing.assert_allclose(places(optim.lion(0.01, weight_decay=0.1)), expected, rtol=1e-9)


def test_of_few_digits():
    """The state for f16 parameters is in f32: in f16 the average of 1,000 squares would not change."""
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
    """Specs of parameters give specs of the state, with which a step is traced, and which it donates."""
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


# Around another optimiser ----------------------------------------------------------------------

#: Parameters in a nest: with no element and with one, with several float types, and with empty parts.
DEEP = {"layers": [(np.full((2, 3), 2.0, "f4"), None), (np.ones(0), {})], "h": np.ones(1, "f2"),
        "b": np.ones(3, ag.DTYPES["bf16"].numpy), "n": None}
WRAPPED = {
    "masked": optim.masked(optim.adam(), {"layers": True, "h": False, "b": True, "n": None}),
    "by one bool": optim.masked(optim.nadam(), True), "by none": optim.masked(optim.adam(), False),
    "of masked": optim.accumulate(optim.masked(optim.adam(), lambda p: ag.tree.map(lambda x: len(x.shape) == 1, p)), 2),
    "accumulate": optim.accumulate(optim.chain(optim.clip_by_norm(1.0), optim.sgd(0.5, momentum=0.9)), 3),
    "each": optim.accumulate(optim.rmsprop(), 1), "zero": optim.set_to_zero(), "ema": optim.chain(optim.ema(0.5), optim.adam()),
}


def as_floats(nest):
    return ag.tree.map(lambda x: np.asarray(x).astype("f8"), nest)


@pytest.mark.parametrize("name", WRAPPED)
def test_wrapped_in_place(name):
    """Seven steps that donate parameters and state give the same result as one program with a loop."""
    optimiser = WRAPPED[name]

    def step(p, state):
        updates, state = optimiser.update(ag.tree.map(lambda x: 0.5 * x, p), state, p)
        return {"p": optim.apply(p, updates), "state": state}

    def loop(p, state):
        def turn(i, carry):
            return step(*carry)["p"], step(*carry)["state"]

        return ag.fori_loop(0, 7, turn, (p, state))

    given, state = DEEP, optimiser.init(DEEP)
    specs = ag.tree.map(lambda x: ag.spec(str(ag.core.dtypes.as_dtype(x.dtype)), x.shape), DEEP)
    of_specs, of_arrays = (ag.tree.map(lambda x: repr(ag.core.specs.as_spec(x)), nest) for nest in (optimiser.init(specs), state))
    assert of_specs == of_arrays
    donated = [f"{what}.{path}" for what, nest in (("p", given), ("state", state)) for path in ag.tree.to_dict(nest)]
    expected = ag.trace(loop, given, state, name="f").lower().compile(opt=1)(given, state)
    traced = ag.trace(step, given, state, donate=donated)
    assert traced.as_text().count("ag.alias") == len(donated)
    run = traced.lower().compile(opt=1)
    result = {"p": ag.tree.map(np.copy, given), "state": ag.tree.map(np.copy, state)}
    held = ag.tree.leaves(result)
    once = as_floats(traced.interpret(given, state, precision="declared"))
    for number in range(7):
        result = run(result["p"], result["state"])
        if number == 0:
            for found, wanted in zip(ag.tree.leaves(as_floats(result)), ag.tree.leaves(once)):
                np.testing.assert_allclose(found, wanted, rtol=1e-5)
    assert [x.ctypes.data for x in ag.tree.leaves(result)] == [x.ctypes.data for x in held]
    for found, wanted in zip(ag.tree.leaves(as_floats((result["p"], result["state"]))), ag.tree.leaves(as_floats(expected))):
        np.testing.assert_allclose(found, wanted, rtol=1e-5)


def test_updates_that_are_masked_out():
    """Masked-out updates are the gradients, like in optax. The state has nothing for them."""
    optimiser = optim.masked(optim.sgd(0.1, momentum=0.9), {"w": False, "b": True})
    state = optimiser.init(P)
    assert list(ag.tree.to_dict(state)) == ["count", "m.b"]
    updates, new = ag.trace(lambda g, state, p: optimiser.update(g, state, p), P, state, P, name="f").interpret(P, state, P)
    np.testing.assert_array_equal(updates["w"], P["w"])
    np.testing.assert_allclose(updates["b"], -0.1 * P["b"])
    assert new["count"] == 1 and new["m"]["w"] is None


def test_accumulated_schedules_and_batches():
    """A schedule counts the steps that are taken. A batch of parameters has a state for each. k steps are one step with
    the mean of their gradients."""
    optimiser = optim.accumulate(optim.sgd(optim.steps(1.0, 1, 0.1)), 2)

    def run(p, slopes):
        def one(p):
            def step(carry, slope):
                updates, state = optimiser.update(slope * p, carry[1], carry[0])
                return (optim.apply(carry[0], updates), state), updates

            return ag.scan(step, (p, optimiser.init(p)), slopes)

        return ag.vmap(one)(p)

    p, slopes = np.array([1.0, 2.0]), np.array([1.0, 3, 5, 9, 7])
    (found, state), updates = ag.trace(run, p, slopes).lower().compile(opt=1)(p, slopes)
    np.testing.assert_allclose(updates, np.outer(p, [0, -2, 0, -0.7, 0]))
    np.testing.assert_allclose(found, p * (1 - 2.7))
    np.testing.assert_allclose(state["mean"], 7 * p)
    assert state["count"].tolist() == [1, 1] and state["inner"]["count"].tolist() == [2, 2]


def test_accumulating_has_no_copy_of_the_state():
    """Besides the donated arrays, memory holds only the updates, which one branch returns, and zeros for the other."""
    p = {"w": np.ones((64, 64), "f4"), "b": np.ones((64, 64), "f4")}
    optimiser = optim.accumulate(optim.adam(), 4)
    given = {"p": p, "state": optimiser.init(p)}

    def step(p, state):
        updates, state = optimiser.update(p, state, p)
        return {"p": optim.apply(p, updates), "state": state}

    memory = ag.trace(step, *given.values(), donate=list(ag.tree.to_dict(given))).lower().compile().memory()
    assert memory["workspace"] <= 4 * p["w"].nbytes + 1024


@pytest.mark.parametrize("decay", [0.0, 0.9, 0.999])
@pytest.mark.parametrize("debias", [True, False])
def test_ema(decay, debias):
    """The average follows optax's formula, next to an optimiser. The average of f16 parameters is in f32."""
    average = optim.ema(decay, debias)
    rows = GOLDEN["given.noise"]

    def run(rows):
        def step(state, row):
            mean, state = average.update({"x": row}, state)
            return state, mean["x"]

        return ag.scan(step, average.init({"x": rows[0]}), rows)

    state, means = ag.trace(run, rows).lower().compile(opt=1)(rows)
    expected, mean = [], 0
    for number, row in enumerate(rows, 1):
        mean = decay * mean + (1 - decay) * row
        expected.append(mean / (1 - decay**number) if debias else mean)
    np.testing.assert_allclose(means, expected, rtol=1e-12)
    np.testing.assert_allclose(state["ema"]["x"], mean, rtol=1e-12)
    assert state["count"] == len(rows) and optim.ema(0.9).init(np.ones(2, "f2"))["ema"].dtype == np.float32


X = np.ones(3)
REFUSALS = [
    (lambda: optim.chain(optim.sgd(), lambda p: p), "chain takes optimisers, got <function"),
    (lambda: optim.masked(lambda p: p, True), "masked takes an optimiser, got <function"),
    (lambda: optim.masked(optim.sgd(), 1).init(P), "the mask of masked is 1, expected True or False"),
    (lambda: optim.masked(optim.sgd(), {"w": True, "b": [0.5]}).init(P), "the mask of masked is 0.5 at b.0, expected True"),
    (lambda: optim.masked(optim.sgd(), {"w": True}).init(P), "masked has a mask for other parameters: they are {w: *, b: *}, "
     "expected {w: *}"),
    (lambda: optim.masked(optim.sgd(), {"w": True, "b": {"c": True}}).init(P), "masked has a mask for other parameters: they "
     "are * at b, expected {c: *}"),
    (lambda: ag.trace(lambda x: optim.masked(optim.sgd(), x > 0).init(x), X), "the mask of masked is i1[3], expected True"),
    (lambda: optim.accumulate(optim.sgd(), 0), "accumulate is over 0 steps, expected a number from 1 to below 2**63"),
    (lambda: optim.accumulate(optim.sgd(), 2.5), "accumulate is over 2.5 steps, expected a number from 1 to below 2**63"),
    (lambda: optim.accumulate(optim.sgd(), 2**63), "accumulate is over 9223372036854775808 steps, expected a number from 1"),
    (lambda: optim.accumulate(3, 2), "accumulate takes an optimiser, got 3"),
    (lambda: optim.accumulate(optim.sgd(), every_k_schedule=2), "accumulate() got an unexpected keyword argument"),
    (lambda: optim.ema(1.0), "the decay of ema is 1.0, expected a number from 0 to below 1"),
    (lambda: optim.ema(0.9).init({"a": np.arange(3)}), "the parameter at a is i64[3], expected floats"),
    (lambda: ag.trace(lambda x: optim.ema(0.9).update({"y": x}, optim.ema(0.9).init({"x": x})), X),
     "the state's ema is {x: *}, expected {y: *}"),
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
    (lambda: optim.adam().update(X, {}, X), "the state of the optimiser is {}, expected one that its init made, a dict of count, "
     "m, v"),
    (lambda: optim.sgd().update(X, {"count": 0, "m": X}, X), "expected one that its init made, a dict of count"),
    (lambda: optim.ema(0.1).update(X, {}), "the state of ema is {}, expected one that its init made, a dict of count, ema"),
    (lambda: optim.accumulate(optim.sgd(), 2).update(X, (), X), "the state of accumulate is (), expected one that its init "
     "made, a dict of count, mean, inner"),
    (lambda: optim.ema(0.1, debias="no"), "the debias of ema is 'no', expected True or False"),
    (lambda: ag.trace(lambda x: optim.sgd(x).update(x, optim.sgd().init(x), x), X),
     "the rate of an optimiser is an f64[3], expected one number"),
]


@pytest.mark.parametrize("call, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(call, message):
    with pytest.raises(ag.Error) as caught:
        call()
    assert message in str(caught.value)
