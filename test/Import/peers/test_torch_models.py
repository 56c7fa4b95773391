# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models of PyTorch and of packages give what they give in PyTorch, at three sizes of one program. Results in double precision
and gradients are those of the committed captures, as PyTorch takes minutes for them. Run by hand, where torch is installed:

    PYTHONPATH=build/python .venv-peers/bin/python -m pytest test/Import/peers
"""
from __future__ import annotations

import zlib
from typing import Any

import drawn
import numpy as np
import pytest
import torch

import ag
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK
from captured import Gradients, contents, doubled, graph_of
from models import CASES
from packages import MODELS
from results import pytree, tensors_of

ALL = {**CASES, **MODELS}


def check(ours: Any, theirs: Any, tolerance: float) -> None:
    """Compares nests of arrays and tensors, by the largest value of each."""
    ours, theirs = [each for each in pytree.tree_leaves(ours) if each is not None], tensors_of(theirs)
    assert len(ours) == len(theirs)
    for mine, wanted in zip(ours, theirs):
        mine, wanted = np.asarray(mine), wanted.detach().numpy()
        assert mine.shape == wanted.shape
        assert np.abs(mine - wanted).max(initial=0) <= tolerance * np.abs(wanted).max(initial=0)


@pytest.mark.parametrize("name", ALL)
def test_compiled(name: str) -> None:
    """Results in the model's own classes."""
    case = ALL[name]
    model = case.made()
    f = ag.torch.compile(model, dynamic_shapes=case.dims, **case.drawn(*case.example))
    for sizes in case.sizes:
        arguments = case.drawn(*sizes)
        with torch.no_grad():
            theirs = model(**arguments)
        ours = f(**arguments)
        assert type(ours) is type(theirs) and pytree.tree_structure(ours) == pytree.tree_structure(theirs)
        assert [each.dtype for each in tensors_of(ours)] == [each.dtype for each in tensors_of(theirs)]
        check(tensors_of(ours), theirs, 1e-5)


@pytest.mark.parametrize("name", ALL)
def test_in_double(name: str) -> None:
    files = contents(name)
    run = Program(doubled(graph_of(name, files)), FRAMEWORK, {}).trace().lower().compile()
    for golden in files["goldens"]:
        drawn.check_all(run(*drawn.arguments(golden, np.float64)), golden, 1e-12)


@pytest.mark.parametrize("name", ALL)
def test_gradients(name: str) -> None:
    """Gradients by weights and inputs in single precision. A third are compiled in double, too; all are interpreted so without
    PyTorch."""
    files = contents(name)
    graph = graph_of(name, files)
    run = Gradients(graph).trace().lower().compile()
    for golden in files["goldens"]:
        drawn.check_gradients(run(*drawn.arguments(golden)), golden["gradients"], 1e-4)
    if zlib.crc32(name.encode()) % 3 == 0:
        run = Gradients(doubled(graph)).trace().lower().compile()
        for golden in files["goldens"]:
            drawn.check_gradients(run(*drawn.arguments(golden, np.float64)), golden["gradients"], 1e-10)


@pytest.mark.parametrize("name", ["lstm", "sound", "unet", "transformers_vit"])
def test_gradients_by_inputs(name: str) -> None:
    """Gradients through PyTorch, whose backward is a compiled program, at two sizes."""
    case = ALL[name]
    model = case.made()
    f = ag.torch.compile(model, dynamic_shapes=case.dims, **case.drawn(*case.example))
    for sizes in case.sizes[:2]:
        (key, x), = case.drawn(*sizes).items()
        x.requires_grad_()
        gradients = []
        for function in (model, f):
            sum(each.cos().sum() for each in tensors_of(function(**{key: x}))).backward()
            gradients.append(x.grad)
            x.grad = None
        check([gradients[1]], gradients[0], 1e-4)
