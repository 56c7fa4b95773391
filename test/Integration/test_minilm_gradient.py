# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The gradient of a loss of the sentence encoder by all its weights, by name, is PyTorch's in double."""
from pathlib import Path

import model
import numpy as np
from summary import assert_gradient

import ag

GOLDEN = Path(__file__).parent / "minilm"


def loss(w, input_ids, attention_mask):
    embedding = model.minilm(input_ids, attention_mask, w)["embedding"]
    return ag.square(embedding @ embedding.T).sum()


def test_gradient():
    """One program for all batches and lengths gives the gradient for six sentences."""
    traced = ag.trace(ag.value_and_grad(loss), model.weights(), model.INPUT_IDS, model.ATTENTION_MASK)
    inputs, golden = np.load(GOLDEN / "minilm_6x32.npz"), np.load(GOLDEN / "gradients.npz")
    value, gradient = traced.lower().compile()(*(inputs[key].astype(np.int64) for key in ("input_ids", "attention_mask")))
    np.testing.assert_allclose(value, golden["loss"], rtol=1e-5)
    assert_gradient(gradient, golden, rtol=1e-4)
