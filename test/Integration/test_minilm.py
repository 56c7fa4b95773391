# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sentence encoder as native programs: one artefact runs several batch sizes and lengths.

The executable that ag-compile makes runs on the golden inputs, and on parts of them. A
C program runs on both, one after the other. The C program of examples/minilm runs on the
golden sentences' tokens.
"""
import os
import subprocess
from pathlib import Path

import model
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "minilm"
TOOLS = Path(os.environ["AG_TOOLS"])
WEIGHTS = str(model.model_folder() / "model.safetensors")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, **options)


def golden(name):
    data = np.load(GOLDEN / f"minilm_{name}.npz")
    ids, mask = (data[key].astype(np.int64) for key in ("input_ids", "attention_mask"))
    return ids, mask, data["last_hidden_state"], data["embedding"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Returns a folder with minilm, an executable, and minilm.o with minilm.h."""
    folder = tmp_path_factory.mktemp("minilm")
    (folder / "minilm.mlir").write_text(model.traced().as_text())
    for kind, output in (("exe", "minilm"), ("obj", "minilm.o")):
        run(TOOLS / "ag-compile", folder / "minilm.mlir", f"--emit={kind}", "-o", folder / output)
    return folder


def check(mask, states, embedding, expected_states, expected_embedding):
    there = mask != 0
    np.testing.assert_allclose(states[there], expected_states[there], rtol=0, atol=2e-5)
    np.testing.assert_allclose(embedding, expected_embedding, rtol=0, atol=1e-5)


def build_c_program(folder, source):
    """Builds a program with minilm.o, like a user would."""
    program = folder / source.stem
    run("cc", "-std=c11", "-Wall", "-Wextra", "-Werror", f"-I{folder}", source, folder / "minilm.o", "-lm", "-o", program)
    return program


@pytest.mark.parametrize("name, rows", [("1x128", 1), ("6x32", 6), ("6x32", 3), ("6x32", 1)])
def test_executable(folder, name, rows):
    ids, mask, states, embedding = (part[:rows] for part in golden(name))
    np.save(folder / "ids.npy", ids)
    np.save(folder / "mask.npy", mask)
    run(folder / "minilm", folder / "ids.npy", folder / "mask.npy", f"--weights={WEIGHTS}",
        "-o", folder / "states.npy", "-o", folder / "embedding.npy")
    check(mask, np.load(folder / "states.npy"), np.load(folder / "embedding.npy"), states, embedding)


def test_the_same_bits_on_two_threads(folder):
    """The whole program gives the same bits on two threads, including the weights that load prepares."""
    run(TOOLS / "ag-compile", folder / "minilm.mlir", "--threads=2", "--emit=exe", "-o", folder / "minilm2")
    for name, array in zip(("ids", "mask"), golden("1x128")):
        np.save(folder / f"{name}.npy", array)
    for program in ("minilm", "minilm2"):
        run(folder / program, folder / "ids.npy", folder / "mask.npy", f"--weights={WEIGHTS}",
            "-o", folder / f"{program}.states.npy", "-o", folder / f"{program}.embedding.npy")
    for result in ("states", "embedding"):
        one, two = ((folder / f"{program}.{result}.npy").read_bytes() for program in ("minilm", "minilm2"))
        assert one == two, result


def test_golden_from_c(folder):
    """A model that is loaded once runs both shapes."""
    program = build_c_program(folder, GOLDEN / "states.c")
    batches = [golden(name) for name in ("6x32", "1x128")]
    with open(folder / "batches", "wb") as file:
        for ids, mask, _, _ in batches:
            for part in (np.array(ids.shape), ids, mask):
                part.tofile(file)
    with open(folder / "batches") as file, open(folder / "results", "wb") as results:
        run(program, WEIGHTS, stdin=file, stdout=results)
    with open(folder / "results", "rb") as file:
        for _, mask, *expected in batches:
            got = [np.fromfile(file, np.float32, part.size).reshape(part.shape) for part in expected]
            check(mask, *got, *expected)
        assert not file.read()


def test_c_program(folder):
    """examples/minilm/embed.c prints the cosines of the embeddings, with three digits each."""
    program = build_c_program(folder, ROOT / "examples/minilm/embed.c")
    ids, mask, _, embedding = golden("6x32")
    numbers = [*ids.shape, *ids.ravel(), *mask.ravel()]
    printed = run(program, WEIGHTS, input=" ".join(map(str, numbers)), stdout=subprocess.PIPE).stdout
    cosines = np.array([line.split() for line in printed.splitlines()[-len(ids):]], dtype=float)
    np.testing.assert_allclose(cosines, embedding @ embedding.T, rtol=0, atol=6e-4)


def test_refusals(folder):
    ids = np.zeros((33, 4), np.int64)
    np.save(folder / "ids.npy", ids)
    command = [folder / "minilm", folder / "ids.npy", folder / "ids.npy", f"--weights={WEIGHTS}",
               "-o", folder / "states.npy", "-o", folder / "embedding.npy"]
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "batch is 33, at most 32" in refused.stderr
    np.save(folder / "ids.npy", ids[:1] + 30522)
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "index 30522 is outside of a dimension of 30522" in refused.stderr
