# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models with their published weights give what they give in PyTorch, at three sizes of one program."""
from __future__ import annotations

import drawn
import pytest
import torch

import ag
from captured import Gradients, contents, graph_of
from published import PUBLISHED, minilm
from results import results_in_double, tensors_of


@pytest.mark.parametrize("name", PUBLISHED)
def test_published(name: str) -> None:
    """Judged by PyTorch in double precision, whose own results in single precision are wrong by 1.1e-5 after 1,600 frames."""
    case = PUBLISHED[name]
    model, wide = case.made(), case.made().double()
    f = ag.torch.compile(model, dynamic_shapes=case.dims, **case.drawn(*case.example))
    for sizes in case.sizes:
        arguments = case.drawn(*sizes)
        with torch.no_grad():
            theirs, _ = results_in_double(wide, arguments)
        for ours, wanted in zip(tensors_of(f(**arguments)), theirs, strict=True):
            assert ours.shape == wanted.shape
            assert (ours - wanted).abs().max() <= 1e-5 * wanted.abs().max()


def test_gradients_of_minilm() -> None:
    """Gradients by weights in single precision, with the capture's goldens."""
    weights, files = minilm().state_dict(), contents("minilm")
    run = Gradients(graph_of("minilm", files, lambda name, shape: weights[name].numpy())).trace().lower().compile()
    for golden in files["goldens"]:
        drawn.check_gradients(run(*drawn.arguments(golden)), golden["gradients"], 1e-4)
