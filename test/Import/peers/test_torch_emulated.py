# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""BERT, ResNet-18, and decoder steps with a cache give on an emulated GPU what PyTorch gives on the CPU."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from packages import MODELS, STEPS
from results import tensors_of

import ag

EMULATOR = Path(__file__).parents[3] / "build" / "lib" / "libag-emulator.so"


@pytest.fixture(autouse=True)
def emulator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AG_CUDA_DRIVER", str(EMULATOR))


def assert_near(ours: np.ndarray, theirs: torch.Tensor) -> None:
    wanted = theirs.detach().numpy()
    np.testing.assert_allclose(ours, wanted, rtol=0, atol=1e-5 * max(1, np.abs(wanted).max()))


@pytest.mark.parametrize("name, sizes", [("transformers_bert", [(1, 17), (4, 1)]),
                                         ("torchvision_resnet18", [(1, 33, 40), (2, 40, 33)])])
def test_models(name: str, sizes: list[tuple[int, ...]]) -> None:
    case = MODELS[name]
    model = case.made()
    f = ag.torch.trace(model, dynamic_shapes=case.dims, **case.drawn(*case.example)).lower(target="cuda").compile()
    for each in sizes:
        given = case.drawn(*each)
        with torch.no_grad():
            theirs = tensors_of(model(**given))
        ours = f(*(tensor.numpy() for tensor in given.values()))
        for one, wanted in zip(ours if isinstance(ours, tuple) else [ours], theirs, strict=True):
            assert_near(one, wanted)


@pytest.mark.parametrize("name", STEPS)
def test_decoder_steps(name: str) -> None:
    """Five tokens in a row, whose caches the program writes in place."""
    step = STEPS[name]()
    token, position = torch.tensor([[5]]), torch.tensor([0])
    f = ag.torch.trace(step, input_ids=token, cache_position=position).lower(target="cuda").compile()
    states = [np.zeros(each["dims"], each["dtype"]) for each in f.info["arguments"][2:]]
    for number in range(5):
        position = torch.tensor([number])
        with torch.no_grad():
            wanted = step(input_ids=token, cache_position=position)
        *after, found = f(token.numpy(), position.numpy(), *states)
        assert all(one is each for one, each in zip(after, states, strict=True))
        assert_near(found, wanted)
        token = wanted[:, -1:].argmax(-1)
