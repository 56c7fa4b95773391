# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A step of training the sentence encoder: its gradient is PyTorch's in double, and what it learns. (Docs.Finetune runs
the C programs.)"""
from pathlib import Path

import finetune
import numpy as np
from summary import summary

FOLDER = Path(__file__).parent
SENTENCES = np.load(FOLDER / "minilm" / "minilm_6x32.npz")


def pairs(*rows):
    """Ids and masks of sentences, those of the left, then those of the right."""
    return [SENTENCES[key][list(rows)].astype(np.int64).reshape(2, len(rows) // 2, -1)
            for key in ("input_ids", "attention_mask")]


def test_gradient():
    """By all weights, sentences 0 and 1 paired with 2 and 3."""
    golden = np.load(FOLDER / "finetune" / "gradients.npz")
    run = finetune.traced_gradient("float64").lower().compile(march="native")
    value, gradient = run(finetune.weights("float64"), *pairs(0, 1, 2, 3))
    np.testing.assert_allclose(value, golden["loss"], rtol=1e-9)
    assert gradient.keys() == set(golden.files) - {"loss"}
    largest = max(abs(golden[name]).max() for name in gradient)
    for name, found in gradient.items():
        # Of a key's bias it is 0, up to rounding.
        scale = max(abs(golden[name]).max(), 1e-3 * largest)
        np.testing.assert_allclose(summary(found), golden[name], rtol=0, atol=1e-6 * scale, err_msg=name)


def test_loss_falls():
    """Below a tenth in 30 of its 100 steps, in the memory that the weights and the state have."""
    step, (ids, mask) = finetune.traced_step().lower().compile(march="native"), pairs(*range(6))
    w = finetune.weights()
    state, losses = finetune.OPTIMISER.init(w), []
    before = w["encoder.layer.0.output.dense.weight"]
    for _ in range(30):
        result = step(w, state, ids, mask)
        w, state = result["w"], result["state"]
        losses.append(float(result["loss"]))
    assert losses[-1] < losses[0] / 10
    assert w["encoder.layer.0.output.dense.weight"] is before and state["count"] == 30
