# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model of text: its loss falls, its derivatives are right, and one object has all of its functions. (Docs.Charlm
trains it to the end.)"""
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from proof import assert_proved

import ag

FOLDER = Path(__file__).parents[2] / "examples" / "charlm"


@pytest.fixture(scope="module")
def train():
    """Returns the example's module, under a name of its own: the digits have a module called train too."""
    sys.path.insert(0, str(FOLDER))
    spec = importlib.util.spec_from_file_location("charlm_train", FOLDER / "train.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(FOLDER))
    return module


@pytest.fixture(scope="module")
def entries(train, tmp_path_factory):
    path = tmp_path_factory.mktemp("charlm") / "charlm.so"
    ag.save(path, *train.charlm.programs())
    return [ag.load(path, entry=entry) for entry in ("step", "loss", "following")]


def test_size(train):
    assert 240_000 < sum(array.size for array in train.charlm.start().values()) < 260_000


def test_loss_falls(train, entries):
    """The loss of the held-out text falls from more than 4.5 to less than 3.2 nats in 60 steps."""
    step, loss, _ = entries
    _, losses, held = train.train(step, loss, 60)
    assert len(losses) == 60 and held[0] > 4.5 and held[60] < 3.2


def test_batch_and_length_are_free(train, entries):
    """The object and the interpreter give one loss for short texts, and a draw depends on its key."""
    _, loss, following = entries
    p = train.charlm.start()
    texts = np.random.default_rng(0).integers(len(train.charlm.ALPHABET), size=(2, 6))
    program = train.charlm.programs()[1]
    np.testing.assert_allclose(loss(p, texts), program.interpret(p, texts), rtol=1e-5)
    draws = [following(p, texts, np.array([0, seed], np.uint32), np.float32(1)) for seed in (1, 1, *range(2, 8))]
    assert np.array_equal(draws[0], draws[1]) and len({tuple(draw) for draw in draws}) > 3


def test_derivatives_are_proved(train, monkeypatch, tmp_path):
    """The derivatives of the loss are proved for a model that is small in all its sizes."""
    for name, value in {"WIDTH": 4, "HEADS": 2, "BLOCKS": 1, "CONTEXT": 3, "ALPHABET": "abcd"}.items():
        monkeypatch.setattr(train.charlm, name, value)
    p = {name: array.astype("f8") for name, array in train.charlm.start().items()}
    assert_proved(ag.trace(train.charlm.loss, p, ag.spec("i64", [2, 4])), tmp_path)
