# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sentence encoder of examples/minilm: its program's text, and its results."""
from pathlib import Path

import model
import numpy as np
import pytest
import tokenizer

import ag

GOLDEN = Path(__file__).parents[1] / "Integration" / "minilm"


@pytest.fixture(scope="module")
def traced():
    return model.traced()


def test_text(traced):
    text = traced.as_text()
    assert '%input_ids: tensor<?x?xi64> {ag.dims = ["batch", "seq"], ag.name = "input_ids"}' in text
    assert 'tensor<?x?x384xf32> {ag.name = "last_hidden_state"}, tensor<?x384xf32> {ag.name = "embedding"}' in text
    assert "{ag.ranges = {batch = [1, 32], seq = [1, 512]}}" in text
    regions = ["embeddings", *["attention", "feed_forward"] * model.LAYERS, "pooling"]
    assert [line.split('"')[1] for line in text.splitlines() if "ag.region" in line] == regions
    assert '%query.weight = ag.parameter "encoder.layer.0.attention.self.query.weight" : tensor<384x384xf32>' in text
    assert '%context = ag.contract "bhqk,bkhd->bqhd" ' in text
    assert "%words = ag.gather 0 error %word_embeddings.weight, " in text
    assert len(text.splitlines()) < 800


def test_locations(traced):
    line = model.pooling.__wrapped__.__code__.co_firstlineno + 3
    assert f'model.py":{line}:12)' in traced.as_text(locations=True)  # the mask's cast


@pytest.mark.parametrize("name", ["1x128", "6x32"])
def test_golden(traced, name):
    golden = np.load(GOLDEN / f"minilm_{name}.npz")
    ids, mask = (golden[key].astype(np.int64) for key in ("input_ids", "attention_mask"))
    result = traced.interpret(ids, mask)
    there = mask != 0
    ag.testing.assert_close(result["last_hidden_state"][there], golden["last_hidden_state"][there].astype(np.float64),
                            rtol=0, atol=1e-6)
    ag.testing.assert_close(result["embedding"], golden["embedding"], rtol=0, atol=1e-6)


@pytest.fixture(scope="module")
def compiled(traced):
    return traced.lower().compile()


@pytest.mark.parametrize("name", ["1x128", "6x32"])
def test_golden_compiled(compiled, name):
    """One compiled program runs several sizes of batch and length."""
    golden = np.load(GOLDEN / f"minilm_{name}.npz")
    ids, mask = (golden[key].astype(np.int64) for key in ("input_ids", "attention_mask"))
    result = compiled(ids, mask)
    there = mask != 0
    ag.testing.assert_close(result["last_hidden_state"][there], golden["last_hidden_state"][there], rtol=0, atol=2e-5)
    ag.testing.assert_close(result["embedding"].astype(np.float64), golden["embedding"], rtol=0, atol=1e-5)


def test_tokens():
    golden = np.load(GOLDEN / "minilm_6x32.npz")
    ids, mask = tokenizer.tokenize(golden["sentences"])
    length = ids.shape[1]
    assert length == golden["attention_mask"].sum(axis=1).max()
    np.testing.assert_array_equal(ids, golden["input_ids"][:, :length])
    np.testing.assert_array_equal(mask, golden["attention_mask"][:, :length])
    assert tokenizer.tokenize(["word " * 1000])[0].shape == (1, tokenizer.LONGEST)
