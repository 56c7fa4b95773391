# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sentence encoder runs on ranks, for any batch and length."""
from pathlib import Path

import model
import numpy as np
import pytest
from ranks import count, interpret, shared

GOLDEN = np.load(Path(__file__).parents[1] / "minilm" / "minilm_6x32.npz")
WEIGHTS = model.model_folder() / "model.safetensors"
SENTENCES, LENGTH = 2, 12  # no sentence has more tokens


@pytest.mark.parametrize("spec", ["tp2", "tp4", "dp2,tp2"])
def test_golden(spec, tmp_path):
    """A program has at most two all_reduces per layer, and one before the layers."""
    program = tmp_path / "minilm.mlir"
    program.write_text(model.traced().as_text())
    rank = shared(program, spec)
    assert "?" in rank.read_text() and count(rank) <= 2 * (2 * model.LAYERS + 1)
    ids, mask = (GOLDEN[name][:SENTENCES, :LENGTH].astype(np.int64) for name in ("input_ids", "attention_mask"))
    states, embedding = interpret(rank, [ids, mask], 2, f"--weights={WEIGHTS}")
    there = mask != 0
    np.testing.assert_allclose(states[there], GOLDEN["last_hidden_state"][:SENTENCES, :LENGTH][there], rtol=0, atol=2e-5)
    np.testing.assert_allclose(embedding, GOLDEN["embedding"][:SENTENCES], rtol=0, atol=1e-5)
