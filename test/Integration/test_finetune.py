# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A training step of the sentence encoder: its gradient is PyTorch's in double, and the loss falls. (Docs.Finetune runs
the C programs.)"""
from pathlib import Path

import finetune
import model
import numpy as np
from proof import assert_proved
from summary import assert_gradient

import ag

FOLDER = Path(__file__).parent
SENTENCES = np.load(FOLDER / "minilm" / "minilm_6x32.npz")


def pairs(*rows):
    """Returns ids and masks of sentences: first the left ones, then the right ones."""
    return [SENTENCES[key][list(rows)].astype(np.int64).reshape(2, len(rows) // 2, -1)
            for key in ("input_ids", "attention_mask")]


def test_gradient():
    """The gradient by all weights is PyTorch's. Sentences 0 and 1 are paired with 2 and 3."""
    golden = np.load(FOLDER / "finetune" / "gradients.npz")
    run = finetune.traced_gradient("float64").lower().compile(march="native")
    value, gradient = run(finetune.weights("float64"), *pairs(0, 1, 2, 3))
    np.testing.assert_allclose(value, golden["loss"], rtol=1e-9)
    assert_gradient(gradient, golden, rtol=1e-6)


def test_loss_falls():
    """The loss falls below a tenth in 30 of its 100 steps, and the weights and the state are updated in place."""
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


def shrink(monkeypatch, dtype):
    """Makes the encoder small in all its sizes, and returns the specs of its weights."""
    smaller = {model.HIDDEN: 8, 4 * model.HIDDEN: 12, 30522: 7, 512: 5}
    w = {name: ag.spec(dtype, [smaller.get(size, size) for size in spec.dims])
         for name, spec in finetune.specs()[0].items() if ".layer." not in name or ".layer.0." in name}
    for name, value in {"LAYERS": 1, "HIDDEN": 8, "HEADS": 2}.items():
        monkeypatch.setattr(model, name, value)
    return w


def test_derivatives_are_proved(monkeypatch, tmp_path):
    """The derivatives of the loss are proved for a small encoder."""
    w = shrink(monkeypatch, "f64")
    tokens = ag.spec("i64", [2, 2, 3])
    assert_proved(ag.trace(finetune.loss, w, tokens, tokens), tmp_path)
