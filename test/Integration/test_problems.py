# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Problems of others are answered as JAX answers them, in double, and their derivatives are proved."""
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from problems import inputs
from problems.__main__ import NAMES, traced
from summary import summary

from ag.tree import Tree

GOLDEN = np.load(Path(__file__).parent / "problems" / "answers.npz")
TOOLS = Path(os.environ["AG_TOOLS"])

#: Sizes for the interpreter, which is slow.
SMALL = {
    "gmm": {"points": 6, "dims": 3, "parts": 2}, "lstm": {"steps": 5, "width": 3}, "llsq": {"degree": 4},
    "lse": {"count": 50}, "ode": {"count": 3}, "kmeans": {"points": 9, "centres": 3, "dims": 2},
}


@pytest.mark.parametrize("name", NAMES)
def test_as_jax(name):
    given = getattr(inputs, name)()
    found = Tree(traced(name, given).lower().compile(march="native")(*given.values())).leaves
    assert len(found) == sum(key.startswith(f"{name}.") for key in GOLDEN)
    for number, array in enumerate(found):
        expected = GOLDEN[f"{name}.{number}"]
        np.testing.assert_allclose(summary(array), expected, rtol=1e-8, atol=1e-10 * abs(expected).max())


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_are_proved(name, tmp_path):
    """Those of the answer, which is made of derivatives itself."""
    options = {"steps": 40} if name == "ode" else {}
    traced(name, getattr(inputs, name)(**SMALL[name]), **options).save(tmp_path / f"{name}.mlir")
    done = subprocess.run([TOOLS / "ag-run", f"{name}.mlir", "--verify-grad"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "gradient against duals: same" in done.stdout, done.stdout + done.stderr
