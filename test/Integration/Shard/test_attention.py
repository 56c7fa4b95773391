# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention over any batch and length, split at random among ranks, gives the results of the whole program."""
import os
import re
import subprocess
from pathlib import Path

import pytest

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
HEADS, WIDTH, WORDS, MOST = 4, 16, 64, 16
SPECS = {"words": ag.spec("f64", [WORDS, WIDTH]), "places": ag.spec("f64", [MOST, WIDTH]),
         "qkv": ag.spec("f64", [3, WIDTH, WIDTH]), "out": ag.spec("f64", [WIDTH, WIDTH])}


def encode(ids, w):
    batch, seq = ids.shape
    x = ag.nn.embedding(ids, w["words"]) + w["places"][:seq]
    query, key, value = ((x @ w["qkv"][k]).reshape(batch, seq, HEADS, WIDTH // HEADS) for k in range(3))
    scores = ag.einsum("bqhd,bkhd->bhqk", query, key)
    masked = ag.where((ids != 0)[:, None, None, :], scores, -1e9)
    context = ag.einsum("bhqk,bkhd->bqhd", ag.softmax(masked), value)
    return context.reshape(batch * seq, WIDTH) @ w["out"]


def loss(w, ids):
    return (encode(ids, w) ** 2).sum()


IDS = ag.spec("i64", ["batch", "seq"], batch=(0, 8), seq=(1, MOST))
PROGRAMS = {"forward": lambda: ag.trace(encode, IDS, SPECS), "gradient": lambda: ag.trace(ag.grad(loss), SPECS, IDS)}

WEIGHTS = [f"--input=randn:{k}" for k in range(len(SPECS))]
INPUTS = {"forward": ["--input=iota", *WEIGHTS], "gradient": [*WEIGHTS, "--input=iota"]}


@pytest.mark.parametrize("kind", PROGRAMS)
@pytest.mark.parametrize("mesh, batch, seq", [("x=2,y=2", 4, 4), ("x=2,y=2", 2, 6), ("x=2,y=3", 6, 6), ("x=4", 0, 4)])
def test_attention(kind, mesh, batch, seq, tmp_path):
    text = PROGRAMS[kind]().as_text()
    subprocess.run([TOOLS / "ag-opt", "--to=trace", "-", "-o", tmp_path / "a.mlir"], input=text.encode(), check=True)
    done = subprocess.run([TOOLS / "Plans", tmp_path / "a.mlir", f"--mesh={mesh}", "--count=25", *INPUTS[kind],
                           f"--dim=batch={batch}", f"--dim=seq={seq}"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    same, refused, uneven = map(int, re.search(r"(\d+) same, (\d+) refused, (\d+) uneven", done.stdout).groups())
    assert same > 0 and (refused == 0 or "3" in mesh) and (uneven == 0 or batch == 2)
