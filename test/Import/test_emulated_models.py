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

#: The number of calls in a row of a program with states.
STEPS = 3


def size_of(dim: int | str, spec: Spec) -> int:
    """Returns a small size of a dimension, which is not the least of its range."""
    return dim if isinstance(dim, int) else max(3, spec.ranges.get(dim, (0, 0))[0] + 1)


def argument(name: str, spec: Spec, step: int) -> np.ndarray:
    """Returns the drawn elements of an argument. A position is the number of the step."""
    shape = [size_of(dim, spec) for dim in spec.dims]
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
    states = {each: np.zeros(program.specs[each].dims, program.specs[each].dtype.numpy_name) for each in graph.states}
    expected_states = dict(states)
    for step in range(STEPS if states else 1):
        inputs = {each: argument(each, spec, step) for each, spec in program.specs.items() if each not in states}
        expected = leaves(traced.interpret(*inputs.values(), *expected_states.values()))
        found = leaves(compiled(*inputs.values(), *states.values()))
        assert len(found) == len(expected)
        for one, want in zip(found, expected):
            np.testing.assert_allclose(one, want, rtol=0, atol=1e-5 * max(1, np.abs(want).max()))
        expected_states = {each: want.astype(array.dtype) for (each, array), want in zip(states.items(), expected)}
