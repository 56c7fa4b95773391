# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Are the gradients of published models right? Those of silero-vad by its inputs and by a weight of its LSTM are compared
with differences of the interpreter in f64."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from test_models import VAD

from ag.importers.__main__ import main

AG_RUN = Path(os.environ["AG_TOOLS"]) / "ag-run"

WEIGHT = "If_0_then_branch__Inline_0__decoder.rnn.weight_hh"
GRADIENT = [f"--grad=silero_vad:wrt=input,state,{WEIGHT}", "--entry=silero_vad_grad"]
STEP = 1e-6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program and its weights in both types, f32.mlir and f64.mlir."""
    folder = tmp_path_factory.mktemp("vad")
    assert main([str(VAD), "-o", str(folder / "f32.mlir"), "--set=sr=16000", "--size=input_0=2", "--size=input_1=576"]) == 0
    (folder / "f64.mlir").write_text((folder / "f32.mlir").read_text().replace("f32", "f64"))
    save_file({name: array.astype(np.float64) for name, array in load_file(folder / "f32.safetensors").items()},
              folder / "f64.safetensors")
    return folder


def run(folder: Path, dtype: str, arrays: list[np.ndarray], results: int, *options: str,
        weights: dict[str, np.ndarray] | None = None) -> list[np.ndarray]:
    """Returns the results of ag-run for arguments of this type."""
    path = folder / f"{dtype}.safetensors"
    if weights is not None:
        path = folder / "changed.safetensors"
        save_file(weights, path)
    for number, array in enumerate(arrays):
        np.save(folder / f"x{number}.npy", array.astype({"f32": np.float32, "f64": np.float64}[dtype]))
    command = [AG_RUN, folder / f"{dtype}.mlir", f"--weights={path}", *options,
               *(f"--input={folder}/x{number}.npy" for number in range(len(arrays))),
               *(f"--output={folder}/y{number}.npy" for number in range(results))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [np.load(folder / f"y{number}.npy") for number in range(results)]


def test_speech(folder: Path) -> None:
    """The gradient of the sum of both results has the slope of that sum along random directions."""
    random = np.random.default_rng(0)
    inputs = [0.1 * random.standard_normal((2, 576)), 0.1 * random.standard_normal((2, 2, 128))]
    weights = load_file(folder / "f64.safetensors")
    cotangents = [np.ones((2, 1)), np.ones((2, 2, 128))]
    gradients = run(folder, "f64", [*inputs, *cotangents], 3, *GRADIENT)
    for number, gradient in enumerate(gradients):
        direction = random.standard_normal(gradient.shape)
        sums = []
        for moved in (STEP * direction, -STEP * direction):
            arrays = [array + moved if place == number else array for place, array in enumerate(inputs)]
            changed = {**weights, WEIGHT: weights[WEIGHT] + moved} if number == 2 else weights
            sums.append(sum(each.sum() for each in run(folder, "f64", arrays, 2, weights=changed)))
        assert (sums[0] - sums[1]) / (2 * STEP) == pytest.approx((gradient * direction).sum(), rel=1e-5)
    compiled = run(folder, "f32", [*inputs, *cotangents], 3, *GRADIENT, "--on=cpu")
    for one, gradient in zip(compiled, gradients, strict=True):
        np.testing.assert_allclose(one, gradient, rtol=0, atol=1e-5 * np.abs(gradient).max())
