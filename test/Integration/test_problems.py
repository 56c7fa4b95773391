# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The problems of examples/problems have JAX's results in double, and their derivatives are proved."""
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from problems import inputs, particle
from problems.__main__ import NAMES, traced
from summary import summary

import ag
from ag.tree import leaves

GOLDEN = np.load(Path(__file__).parent / "problems" / "answers.npz")
TOOLS = Path(os.environ["AG_TOOLS"])

#: Sizes for the interpreter, which is slow.
SMALL = {
    "gmm": {"points": 6, "dims": 3, "parts": 2}, "lstm": {"steps": 5, "width": 3}, "llsq": {"degree": 4},
    "lse": {"count": 50}, "ode": {"count": 3}, "kmeans": {"points": 9, "centres": 3, "dims": 2},
    "ba": {"cameras": 2, "points": 3, "observations": 5},
}
MODES = [(name, mode) for name in ("saddle", "particle") for mode in ("fr", "rf", "rr")]


@pytest.mark.parametrize("name, mode", [*((name, None) for name in NAMES), *MODES])
def test_as_jax(name, mode):
    """The results are JAX's, also in the modes that are forward mode only."""
    given = getattr(inputs, name)()
    program = traced(name, given, **({"mode": mode} if mode else {}))
    found = leaves(program.lower().compile(march="native")(*given.values()))
    assert len(found) == sum(key.startswith(f"{name}.") for key in GOLDEN)
    for number, array in enumerate(found):
        expected = GOLDEN[f"{name}.{number}"]
        np.testing.assert_allclose(summary(array), expected, rtol=1e-8, atol=1e-10 * abs(expected).max())


def write_program(path, name):
    """Writes the problem's program, which has derivatives itself; for the particle, the derivative of its search."""
    if name == "particle":
        program = ag.trace(ag.grad(lambda w: particle.distance(w, "rr")), *inputs.particle().values(), name=name)
    else:
        options = {"steps": 40} if name == "ode" else {}
        program = traced(name, getattr(inputs, name)(**SMALL.get(name, {})), **options)
    program.save(path)


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_are_proved(name, tmp_path):
    write_program(tmp_path / f"{name}.mlir", name)
    done = subprocess.run([TOOLS / "ag-run", f"{name}.mlir", "--verify-grad"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "gradient against duals: same" in done.stdout, done.stdout + done.stderr
