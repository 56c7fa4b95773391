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
