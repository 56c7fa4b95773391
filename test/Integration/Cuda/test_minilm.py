# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sentence encoder on an emulated GPU: one executable runs several batch sizes and lengths, with a few kernels."""
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import model
import numpy as np
import pytest

TOOLS = Path(os.environ["AG_TOOLS"])
GOLDEN = Path(__file__).parents[1] / "minilm"
WEIGHTS = model.model_folder() / "model.safetensors"
EMULATOR = {**os.environ, "AG_CUDA_DRIVER": str(TOOLS.parent / "lib/libag-emulator.so")}
LAYERS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("minilm")
    (folder / "minilm.mlir").write_text(model.traced().as_text())
    subprocess.run([TOOLS / "ag-compile", folder / "minilm.mlir", "--target=cuda", "--emit=exe", "-o", folder / "minilm",
                    f"--report={folder / 'report.json'}"], check=True, capture_output=True)
    return folder


def run(folder, name, rows, env):
    data = np.load(GOLDEN / f"minilm_{name}.npz")
    for key, file in ("input_ids", "ids"), ("attention_mask", "mask"):
        np.save(folder / f"{file}.npy", data[key][:rows].astype(np.int64))
    done = subprocess.run([folder / "minilm", folder / "ids.npy", folder / "mask.npy", "-o", folder / "states.npy", "-o",
                           folder / "embedding.npy", f"--weights={WEIGHTS}"], env=env, capture_output=True, text=True)
    return data, done


@pytest.mark.parametrize("name, rows", [("1x128", 1), ("6x32", 2)])
def test_golden(folder, name, rows):
    data, done = run(folder, name, rows, EMULATOR)
    assert done.returncode == 0, done.stderr
    there = data["attention_mask"][:rows] != 0
    np.testing.assert_allclose(np.load(folder / "states.npy")[there], data["last_hidden_state"][:rows][there], rtol=0,
                               atol=2e-5)
    np.testing.assert_allclose(np.load(folder / "embedding.npy"), data["embedding"][:rows], rtol=0, atol=1e-5)


def test_needs_a_driver(folder):
    _, done = run(folder, "6x32", 1, {**os.environ, "AG_CUDA_DRIVER": "none.so"})
    assert done.returncode == 1
    assert "needs an NVIDIA GPU and its driver" in done.stderr


def test_kernels_of_a_layer(folder):
    """Scores of attention are in no kernel's operands or results."""
    report = json.loads((folder / "report.json").read_text())
    kernels = [kernel for kernel in report["kernels"] if kernel["entry"] == "minilm"]
    assert len(kernels) <= 10 * LAYERS
    assert report["groups"]["taken_back"] == 0
    assert not [kernel["name"] for kernel in kernels if "seq * seq" in str(kernel["bytes"])]
    assert Counter("seq * seq" in str(kernel["flops"]) for kernel in kernels)[True] == LAYERS
