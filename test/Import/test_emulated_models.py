# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do captured models give on an emulated GPU what the interpreter gives? They are BERT, residual networks, and steps of
decoders, whose states are arguments and results."""
from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from ag.core.specs import Spec
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK
from ag.tree import leaves

sys.path.insert(0, str(Path(__file__).parent / "captures"))

import drawn  # noqa: E402
from captured import NAMES, contents, graph_of  # noqa: E402

EMULATOR = Path(os.environ["AG_TOOLS"]).parent / "lib/libag-emulator.so"
CHOSEN = [name for name in NAMES if any(word in name for word in ("bert", "resnet", "step"))]
LONG = ("torchvision_resnet18",)  # the interpreter takes a quarter of a minute

#: The number of calls in a row of a program with states, and of others.
STEPS, SIZES = 3, 2


def size_of(dim: int | str, spec: Spec, is_least: bool) -> int:
    """Returns the least size of a dimension, or a small one."""
    least = spec.ranges.get(dim, (1, 0))[0] if isinstance(dim, str) else 0
    return dim if isinstance(dim, int) else least if is_least else max(3, least + 1)


def argument(name: str, spec: Spec, step: int) -> np.ndarray:
    """Returns the drawn elements of an argument, of the least sizes in the second step. A position is the number of the step."""
    shape = [size_of(dim, spec, step == 1) for dim in spec.dims]
    if "position" in name:
        return np.full(shape, step, spec.dtype.numpy_name)
    return drawn.argument(name, spec.dtype.numpy_name, shape)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long if name in LONG else ()) for name in CHOSEN])
def test_emulated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AG_CUDA_DRIVER", str(EMULATOR))
    graph = graph_of(name, contents(name))
    program = Program(graph, FRAMEWORK, {})
    traced = program.trace()
    compiled = traced.lower(target="cuda").compile()
    states = [np.zeros(spec.dims, spec.dtype.numpy_name) for each, spec in program.specs.items() if each in graph.states]
    expected_states = states
    for step in range(STEPS if states else SIZES):
        inputs = [argument(each, spec, step) for each, spec in program.specs.items() if each not in graph.states]
        expected = leaves(traced.interpret(*inputs, *expected_states))
        expected_states = [want.astype(array.dtype) for want, array in zip(expected, states)]
        found = leaves(compiled(*inputs, *states))
        assert all(one is each for one, each in zip(found, states))  # which are written in place
        for one, want in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, want, rtol=0, atol=1e-5 * max(1, np.abs(want).max()))
