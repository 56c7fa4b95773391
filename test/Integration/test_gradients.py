# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The gradients of imported programs are those that JAX computes (import_gradients.py)."""
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent / "Gradients"
TOOLS = Path(os.environ["AG_TOOLS"])
GOLDENS = json.loads((FOLDER / "gradients.json").read_text())


@pytest.mark.parametrize("name", GOLDENS)
def test_as_jax(name, tmp_path):
    golden = GOLDENS[name]
    arrays = {f"--input={tmp_path}/{number}.npy": np.array(values, dtype)
              for number, (dtype, values) in enumerate(golden["inputs"])}
    arrays |= {f"--expect={tmp_path}/of-{number}.npy": np.array(values, np.float32)
               for number, values in enumerate(golden["gradients"])}
    for argument, array in arrays.items():
        np.save(argument.split("=")[1], array)
    command = [TOOLS / "ag-run", FOLDER / f"jax-{name}.mlir", "--grad", *arrays, "--rtol=1e-6"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_enough_are_there():
    assert len(GOLDENS) >= 12
    assert len(list(FOLDER.glob("*.mlir"))) >= 60
