# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models of PyTorch give PyTorch's results, at several sizes of one program. Run by hand, where torch is installed:

    PYTHONPATH=build/python .venv-peers/bin/python -m pytest test/Import/peers
"""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import ag
from models import CASES, Case

pytree = torch.utils._pytree


def made(case: Case) -> torch.nn.Module:
    torch.manual_seed(0)
    return case.model().eval()


def check(ours: Any, theirs: Any, tolerance: float) -> None:
    """Compares nests of tensors, by the largest value of each."""
    ours, theirs = pytree.tree_leaves(ours), pytree.tree_leaves(theirs)
    assert len(ours) == len(theirs)
    for mine, wanted in zip(ours, theirs):
        mine, wanted = np.asarray(mine), wanted.detach().numpy()
        assert mine.shape == wanted.shape
        assert np.abs(mine - wanted).max() <= tolerance * max(1, np.abs(wanted).max())


@pytest.mark.parametrize("name", CASES)
def test_interpreted(name: str) -> None:
    case = CASES[name]
    model = made(case)
    program = ag.torch.trace(model, *case.arguments(*case.example), dynamic_shapes=case.dims)
    for sizes in case.sizes:
        arguments = case.arguments(*sizes)
        with torch.no_grad():
            theirs = model(*arguments)
        check(program.interpret(*(each.numpy() for each in arguments)), theirs, 1e-5)


def test_compiled() -> None:
    for name in ("bert", "lstm", "resnet"):
        case = CASES[name]
        model = made(case)
        f = ag.torch.compile(model, *case.arguments(*case.example), dynamic_shapes=case.dims)
        for sizes in case.sizes:
            arguments = case.arguments(*sizes)
            with torch.no_grad():
                theirs = model(*arguments)
            ours = f(*arguments)
            assert pytree.tree_structure(ours) == pytree.tree_structure(theirs)
            check(ours, theirs, 1e-5)


def loss_of(results: Any, cosine: Any) -> Any:
    """Returns one number of all results that are floats: the sum of their cosines."""
    return sum(cosine(each).sum() for each in results)


@pytest.mark.parametrize("name", [name for name in CASES if name != "sizes"])
def test_in_double(name: str) -> None:
    """Results and gradients by weights and inputs, in f64, interpreted."""
    case = CASES[name]
    model = made(case).double()

    def doubled(arguments: tuple) -> list[torch.Tensor]:
        return [each.double() if each.is_floating_point() else each for each in arguments]

    net = ag.torch.function(model, *doubled(case.arguments(*case.example)), dynamic_shapes=case.dims)
    arguments = doubled(case.arguments(*case.sizes[-1][:1], *[min(size, 33) for size in case.sizes[-1][1:]]))
    for each in arguments:
        each.requires_grad_(each.is_floating_point())
    theirs = pytree.tree_leaves(model(*arguments))
    loss_of(theirs, torch.cos).backward()
    arrays = [each.detach().numpy() for each in arguments]
    floats = {name: array for name, array in net.parameters.items() if array.dtype.kind == "f"}
    integers = {name: array for name, array in net.parameters.items() if name not in floats}

    def results(p: Any, *inputs: Any) -> list:
        found = net({**p, **integers}, *inputs)
        return list(found.values()) if isinstance(found, dict) else [found]

    def loss(p: Any, *inputs: Any) -> Any:
        return loss_of(results(p, *inputs), ag.cos)

    check(ag.trace(results, floats, *arrays).interpret(floats, *arrays), theirs, 1e-12)
    wanted = (0, *(place + 1 for place, array in enumerate(arrays) if array.dtype.kind == "f"))
    gradients = ag.trace(ag.grad(loss, wanted), floats, *arrays).interpret(floats, *arrays)
    named = dict(model.named_parameters())
    for key, ours in gradients[0].items():
        if key in named:
            check([ours], [named[key].grad], 1e-10)
    check(list(gradients[1:]), [each.grad for each in arguments if each.grad is not None], 1e-10)


@pytest.mark.parametrize("name", ["lstm", "sound", "unet"])
def test_gradients_by_inputs(name: str) -> None:
    """Gradients through PyTorch, whose backward is a compiled program, at two sizes."""
    case = CASES[name]
    model = made(case)
    f = ag.torch.compile(model, *case.arguments(*case.example), dynamic_shapes=case.dims)
    for sizes in case.sizes[:2]:
        (x,) = case.arguments(*sizes)
        x.requires_grad_()
        gradients = []
        for function in (model, f):
            loss_of(pytree.tree_leaves(function(x)), torch.cos).backward()
            gradients.append(x.grad)
            x.grad = None
        check(gradients[1], gradients[0], 1e-4)
