# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The messages for names that ag lacks."""
import inspect
import math
import pickle
import sys

import pytest

import ag
from ag.core import names


def said(module, name):
    with pytest.raises(AttributeError) as caught:
        getattr(module, name)
    return str(caught.value)


@pytest.mark.parametrize("module, name, message", [
    (ag, "cat", "module 'ag' has no attribute 'cat': write ag.concat"),
    (ag, "conv2d", "module 'ag' has no attribute 'conv2d': write ag.conv"),
    (ag, "sort", "module 'ag' has no attribute 'sort': not yet, ag has no such function so far"),
    (ag, "layer_norm", "module 'ag' has no attribute 'layer_norm': write ag.nn.layer_norm"),
    (ag.nn, "sigmoid", "module 'ag.nn' has no attribute 'sigmoid': write ag.sigmoid"),
    (ag.linalg, "svd", "module 'ag.linalg' has no attribute 'svd': not yet, ag has no such function so far"),
    (ag.random, "randn", "module 'ag.random' has no attribute 'randn': write ag.random.normal"),
    (ag, "norm", "module 'ag' has no attribute 'norm': write ag.linalg.norm"),
    (ag.optim, "MultiSteps", "module 'ag.optim' has no attribute 'MultiSteps': write ag.optim.accumulate"),
    (ag, "tree_map", "module 'ag' has no attribute 'tree_map': write ag.tree.map"),
    (ag.tree, "state_dict", "module 'ag.tree' has no attribute 'state_dict': write ag.tree.to_dict"),
    (ag.tree, "structure",
     "module 'ag.tree' has no attribute 'structure': there are flatten, from_dict, leaves, map, to_dict, unflatten"),
    (ag, "nonsense", "module 'ag' has no attribute 'nonsense'"),
    (ag, "_private", "module 'ag' has no attribute '_private'"),
    (ag, "float32", "module 'ag' has no attribute 'float32': write 'f32'"),
], ids=str)
def test_message(module, name, message):
    assert said(module, name) == message


@pytest.mark.parametrize("name, message", [
    ("view", ": write ag.reshape"), ("permute", ": write ag.transpose"), ("exp", ": write ag.exp"),
    ("softmax", ": write ag.softmax"), ("sort", ": not yet, ag has no such function so far"), ("nonsense", ""),
])
def test_of_an_array(name, message):
    for array in (lambda x: x, lambda x: ag.parameter("w", ag.spec("f32", [3]))):
        with pytest.raises(AttributeError) as caught:
            ag.trace(lambda x: getattr(array(x), name), ag.spec("f32", [3]))
        assert str(caught.value) == f"an array has no attribute {name!r}{message}"


def test_what_is_advised_is_there():
    for name, spelling in names.SPELLINGS.items():
        assert not hasattr(ag, name)
        if not spelling.startswith("x."):
            assert eval(spelling, {"ag": ag, "math": math}) is not names


def test_what_is_not_yet_there_is_not():
    assert [name for name in names.NOT_YET if hasattr(ag, name) or hasattr(ag.nn, name)] == []


def test_modules_are_still_modules():
    """Code that asks for attributes that a module may lack gets the usual answer."""
    assert inspect.getmodule(ag.concat) is sys.modules["ag.numpy.joining"] and pickle.loads(pickle.dumps(ag.concat)) is ag.concat
    assert getattr(ag, "cat", None) is None and inspect.unwrap(ag) is ag
