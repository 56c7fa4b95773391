# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag.tree treats nests like jax.tree, and names their leaves like ag.trace."""
from collections import OrderedDict
from typing import NamedTuple

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import ag


class Layer(NamedTuple):
    w: object
    b: object


W, B = np.arange(6, dtype="f4").reshape(2, 3), np.zeros(3, "f4")
NEST = {"layers": [Layer(W, B), Layer(W + 1, None)], "scale": (np.full((), 2, "f4"),), "none": None, "empty": {}, "of": []}
NAMES = ["layers.0.w", "layers.0.b", "layers.1.w", "scale.0"]

#: A nest, its names and its leaves.
NESTS = [
    ({}, {}), ([], {}), ((), {}), ([None, {}], {}), ({"a": 1}, {"a": 1}), ([1, 2], {"0": 1, "1": 2}),
    ({"b": 1, "a": (2, [3])}, {"b": 1, "a.0": 2, "a.1.0": 3}), (Layer(1, (2,)), {"w": 1, "b.0": 2}),
    ({3: "x", "y": None}, {"3": "x"}), (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
]


def same(x, y):
    """Returns whether two nests have the same types and contents at all levels."""
    if isinstance(x, dict):
        return isinstance(y, dict) and list(x) == list(y) and all(same(x[key], y[key]) for key in x)
    if isinstance(x, (list, tuple)):
        return type(x) is type(y) and len(x) == len(y) and all(map(same, x, y))
    return x is y or np.array_equal(x, y)


@pytest.mark.parametrize("nest, named", NESTS, ids=str)
def test_round_trips(nest, named):
    leaves, structure = ag.tree.flatten(nest)
    assert leaves == ag.tree.leaves(nest) == list(named.values())
    assert same(ag.tree.unflatten(structure, leaves), nest) and same(ag.tree.unflatten(nest, leaves), nest)
    assert ag.tree.to_dict(nest) == ag.tree.to_dict(structure) == named
    backwards = dict(reversed(named.items()))
    assert same(ag.tree.from_dict(nest, backwards), nest) and same(ag.tree.from_dict(structure, backwards), nest)


def test_map():
    assert ag.tree.map(lambda x: x + 1, 1) == 2
    assert same(ag.tree.map(lambda x: x * 2, NEST)["layers"][1], Layer((W + 1) * 2, None))
    assert ag.tree.map(lambda *x: x, {"a": 1, "b": [2]}, {"b": [4], "a": 3}) == {"a": (1, 3), "b": [(2, 4)]}
    assert ag.tree.map(lambda x, part: (x, part), {"a": 1}, {"a": {"of": [2]}}) == {"a": (1, {"of": [2]})}
    assert ag.tree.map(len, [(1, 2), (3,)], is_leaf=lambda x: isinstance(x, tuple)) == [2, 1]
    assert ag.tree.leaves({"a": (1, 2)}, is_leaf=lambda x: isinstance(x, tuple)) == [(1, 2)]


def test_names_are_those_of_arguments_and_files(tmp_path):
    named = ag.tree.to_dict(NEST)
    assert list(named) == NAMES
    traced = ag.trace(lambda p: ag.tree.map(lambda x: x + 1, p), NEST, donate=[f"p.{name}" for name in named])
    assert same(traced.interpret(NEST)["layers"][0].w, W + 1)
    save_file(named, tmp_path / "p.safetensors")
    specs = ag.tree.map(lambda x: ag.spec("f32", x.shape), NEST)
    assert same(ag.tree.from_dict(specs, load_file(tmp_path / "p.safetensors")), NEST)
    parameters = ag.tree.from_dict(specs, ag.safetensors(tmp_path / "p.safetensors"))
    summed = ag.trace(lambda: sum(x.sum() for x in ag.tree.leaves(parameters)), name="f").interpret()
    assert summed == sum(x.sum() for x in named.values())


def test_traced():
    """ag.tree works in gradients, batches and loops, and with donated arguments."""
    p = {"a": [np.ones(3)], "b": (np.zeros((0, 2)), np.float64(2))}

    def loss(p):
        return sum((x * x).sum() for x in ag.tree.leaves(p))

    def step(p):
        return ag.tree.map(lambda x, g: x - 0.25 * g, p, ag.grad(loss)(p))

    def run(p):
        batch = ag.vmap(step)(ag.tree.map(lambda x: ag.stack([x, 2 * x]), p))
        return {"p": ag.fori_loop(0, 2, lambda i, p: step(p), p), "batch": ag.tree.map(lambda x: x[1], batch)}

    traced = ag.trace(run, p, donate=[f"p.{name}" for name in ag.tree.to_dict(p)])
    wanted = {"p": ag.tree.map(lambda x: 0.25 * x, p), "batch": p}
    for found in (traced.interpret(p), traced.lower().compile()(ag.tree.map(np.copy, p))):
        assert same(ag.tree.map(np.asarray, found), ag.tree.map(np.asarray, wanted))


def nested(depth):
    return [nested(depth - 1)] if depth else 1


def within_itself():
    nest = [1]
    nest.append(nest)
    return nest


def test_deep_nests():
    assert same(ag.tree.map(lambda x: x + 1, nested(100))[0], ag.tree.map(lambda x: x + 1, nested(99)))


DEEP = "a nest is more than 100 deep, or holds itself"
REFUSALS = [
    (lambda: ag.tree.leaves(nested(101)), DEEP),
    (lambda: ag.tree.map(abs, within_itself()), DEEP),
    (lambda: ag.tree.unflatten({"a": 1}, 3), "unflatten takes a list of leaves, got 3"),
    (lambda: ag.tree.map(abs, [1], is_leaf=3), "is_leaf is 3, expected a function of a nest"),
    (lambda: ag.tree.to_dict({"a": {"b": 1}, "a.b": 2}), "2 leaves are called a.b: rename a key of a dict that has a dot, or "
     "that is a number beside a string of its digits"),
    (lambda: ag.tree.to_dict({1: 1, "1": 2}), "2 leaves are called 1"),
    (lambda: ag.tree.to_dict(2), "2 has no name, expected a nest, as in {'x': x}"),
    (lambda: ag.tree.to_dict({(1, 2): 3}), "the keys of a dict of arrays are strings"),
    (lambda: ag.tree.from_dict(NEST, {name: 0 for name in NAMES[1:]}), "from_dict is not given 'layers.0.w'"),
    (lambda: ag.tree.from_dict([1], {"0": 1, "1": 2}), "from_dict is given '1', which the nest has not"),
    (lambda: ag.tree.from_dict({"weight": 1}, {"wieght": 1}),
     "from_dict is not given 'weight'; from_dict is given 'wieght', which the nest has not"),
    (lambda: ag.tree.from_dict([1], [1]), "from_dict takes a dict of names, got [1]"),
    (lambda: ag.tree.from_dict({"a": {"b": 1}, "a.b": 2}, {"a.b": 1}), "2 leaves are called a.b"),
    (lambda: ag.tree.unflatten([1, 2], [1]), "unflatten is given 1 leaves for [*, *], expected 2"),
    (lambda: ag.tree.unflatten([1, 2], [1, 2, 3]), "unflatten is given 3 leaves for [*, *], expected 2"),
    (lambda: ag.tree.map([1], [1]), "map takes a function and nests, got [1]"),
    (lambda: ag.tree.map(max, {"a": [1]}, {"a": (1,)}), "nest 2 of map is (*) at a, expected [*]"),
    (lambda: ag.tree.map(max, {"a": [1]}, {"b": [1]}), "nest 2 of map is {b: [*]}, expected {a: [*]}"),
    (lambda: ag.tree.map(max, (1,), (1,), (1, 2)), "nest 3 of map is (*, *), expected (*)"),
    (lambda: ag.tree.map(max, {"a": None}, {"a": 1}), "nest 2 of map is * at a, expected None"),
    (lambda: ag.tree.map(max, [1], 2), "nest 2 of map is *, expected [*]"),
    (lambda: ag.tree.map(max, [1], dim=2), "map() got an unexpected keyword argument 'dim'"),
]


@pytest.mark.parametrize("call, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(call, message):
    with pytest.raises(ag.Error) as caught:
        call()
    assert caught.value.message.startswith(message)


def test_a_name_that_is_nearly_right():
    with pytest.raises(ag.Error) as caught:
        ag.tree.from_dict({"weight": 1}, {"weight": 1, "wieght": 1})
    assert caught.value.notes == ("Did you mean 'weight'?",)
