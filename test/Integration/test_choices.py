# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Elements that aren't chosen add 0 to a gradient, whatever op is between the choice and an infinite slope
(choices.py): gradients and second derivatives are those of a program with finite slopes. Some cotangents are 0 where
the slope is finite, and the second derivative there is not 0."""
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from choices import BETWEEN, SLOPES, program

TOOLS = Path(os.environ["AG_TOOLS"])
CASES = [("sqrt", name) for name in BETWEEN] + [(slope, "reshape") for slope in SLOPES if slope != "sqrt"]


def run(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, f"{tool} {arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("slope, name", CASES, ids=lambda each: each)
def test_as_behind_a_choice(slope, name, tmp_path):
    for isSafe in (False, True):
        path = tmp_path / f"{isSafe}.mlir"
        path.write_text(program(SLOPES[slope], BETWEEN[name], isSafe))
        run("ag-opt", "--grad=main;main_grad", path, "-o", tmp_path / f"{isSafe}-grad.mlir")
    np.save(tmp_path / "x.npy", np.arange(6.0).reshape(2, 3))
    np.save(tmp_path / "v.npy", np.array([[1.0, -1, 2], [3, 1, -2]]))
    x, v = (f"--input={tmp_path}/{each}.npy" for each in "xv")
    for entry, inputs in ("main_grad", [x]), ("main_grad_grad", [x, v]):
        for on in "interpreter", "cpu":
            run("ag-run", tmp_path / "False-grad.mlir", f"--entry={entry}", *inputs, f"--on={on}", "--rtol=1e-9",
                f"--same-as={tmp_path}/True-grad.mlir")


def test_enough_are_there():
    assert len(BETWEEN) >= 40
