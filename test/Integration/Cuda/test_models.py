# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models on an emulated GPU: training steps have PyTorch's results, or those of the interpreter or of the CPU. So have
loops that train, cluster, search and integrate."""
import importlib
import os
from pathlib import Path

import convolutional
import finetune
import kmeans
import lstm
import mlp
import model
import numpy as np
import pca
import perceptron
import pytest
import resnet
from digits import batches, digits
from problems import inputs, particle
from problems.__main__ import NAMES, traced
from summary import summary
from test_digits import GOLDEN, assert_pytorchs
from test_finetune import shrink
from test_problems import GOLDEN as ANSWERS
from test_problems import SMALL

import ag
from ag.testing import assert_close
from ag.tree import leaves

TOOLS = Path(os.environ["AG_TOOLS"])
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", autouse=True)
def emulator():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AG_CUDA_DRIVER", str(TOOLS.parent / "lib/libag-emulator.so"))
        yield


def on_both(program):
    """Returns the program compiled for the GPU and for the CPU."""
    return program.lower(target="cuda").compile(), program.lower().compile()


def normal(*shape, seed=1):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def as_interpreted(program, rtol, atol, *calls):
    """Asserts that the GPU's results of each call are the interpreter's in double. A call may change its arguments."""
    compiled = program.lower(target="cuda").compile()
    for arguments in calls:
        expected = leaves(program.interpret(*arguments))
        found = leaves(compiled(*arguments))
        assert len(found) == len(expected)
        for number, array in enumerate(found):
            np.testing.assert_allclose(array, expected[number], rtol=rtol, atol=atol, err_msg=f"result {number}")


# Steps of training -----------------------------------------------------------------------------


@pytest.mark.parametrize("dtype, rtol", [("float64", 1e-9), ("float32", 1e-5)])
def test_perceptron(dtype, rtol):
    """The losses of 50 steps are PyTorch's, and so is the last state, which is copied there and back by each step."""
    assert_pytorchs(perceptron, "losses", dtype, rtol, "cuda")


@pytest.mark.parametrize("steps", [1, pytest.param(5, marks=pytest.mark.long)])
@pytest.mark.parametrize("dtype, rtol", [("float64", 1e-9), ("float32", 1e-5)])
def test_convolutional(dtype, rtol, steps):
    """The losses are PyTorch's, and the state is that of the CPU."""
    golden, (images, labels, _, _) = np.load(GOLDEN / "convolutional.npz"), digits(dtype)
    programs = on_both(convolutional.traced_step(dtype))
    states = [convolutional.start(dtype) for _ in programs]
    for rows, expected in zip(batches(1), golden[f"{dtype}.losses"][:steps]):
        found, _ = (program(state, images[rows], labels[rows])["loss"] for program, state in zip(programs, states))
        np.testing.assert_allclose(found, expected, rtol=rtol)
    for found, expected in zip(*map(leaves, states)):
        np.testing.assert_allclose(found, expected, rtol=0, atol=10 * rtol * abs(expected).max())


def test_charlm(monkeypatch):
    """A step with two texts that are shorter than those of the training."""
    monkeypatch.syspath_prepend(ROOT / "examples" / "charlm")
    charlm = importlib.import_module("charlm")
    for name, value in {"WIDTH": 8, "HEADS": 2, "BLOCKS": 1, "CONTEXT": 6}.items():
        monkeypatch.setattr(charlm, name, value)
    p = charlm.start()
    texts = np.random.default_rng(0).integers(len(charlm.ALPHABET), size=(2, 4))
    as_interpreted(charlm.programs()[0], 1e-4, 1e-5, (p, charlm.LEARNER.init(p), texts))


def tokens(pairs, length, vocabulary):
    """Returns ids and masks of pairs of sentences with 1 to `length` tokens."""
    ids = np.random.default_rng(0).integers(vocabulary, size=(2, pairs, length))
    return ids, (np.arange(length) < 1 + ids[:, :, :1] % length).astype(np.int64)


def test_finetune(monkeypatch):
    """A step of a small encoder."""
    w = {name: normal(*spec.dims, seed=len(name)) for name, spec in shrink(monkeypatch, "f32").items()}
    arguments = w, finetune.OPTIMISER.init(w), *tokens(2, 3, 7)
    as_interpreted(ag.trace(finetune.step, *arguments), 1e-4, 1e-5, arguments)


@pytest.mark.long
def test_finetune_of_all_layers():
    programs, results = on_both(finetune.traced_step()), []
    for program in programs:
        w = finetune.weights()
        results.append(program(w, finetune.OPTIMISER.init(w), *tokens(2, 3, 1000)))
    assert_close(*results, rtol=1e-4, atol=1e-6)


def squares(w, input_ids, attention_mask):
    """Returns the sum of some squares of the embedding. The sum of all is 1."""
    return ag.square(model.minilm(input_ids, attention_mask, w)["embedding"][:, ::2]).sum()


@pytest.mark.parametrize("layers", [1, pytest.param(6, marks=pytest.mark.long)])
def test_gradient_of_an_encoder(monkeypatch, layers):
    """The gradient by all weights for a sentence of 16 tokens is that of the CPU."""
    monkeypatch.setattr(model, "LAYERS", layers)
    program = ag.trace(ag.value_and_grad(squares), model.weights(), model.INPUT_IDS, model.ATTENTION_MASK)
    data = np.load(ROOT / "test" / "Integration" / "minilm" / "minilm_1x128.npz")
    sentence = [data[key][:, :16].astype(np.int64) for key in ("input_ids", "attention_mask")]
    (value, gradient), (expected, slopes) = (compiled(*sentence) for compiled in on_both(program))
    np.testing.assert_allclose(value, expected, rtol=1e-6)
    largest = max(abs(slope).max() for slope in slopes.values())
    for name, slope in slopes.items():
        # The gradient of a key's bias is 0, up to rounding.
        scale = max(abs(slope).max(), 1e-3 * largest)
        np.testing.assert_allclose(gradient[name], slope, rtol=0, atol=1e-4 * scale, err_msg=name)


# Loops -----------------------------------------------------------------------------------------

LAYERS, LSTM, BLOCK = mlp.random_layers([20, 16, 10]), lstm.random_weights(3, 5), resnet.random_weights(6, 4, 8)


CLASSICS = {
    "mlp": (lambda: mlp.traced(LAYERS), [(normal(n, 20), np.arange(n) % 10, LAYERS) for n in (1, 7)]),
    "lstm": (lambda: lstm.traced(LSTM), [(normal(n, 2, 3), LSTM) for n in (1, 6)]),
    "resnet": (lambda: resnet.traced(BLOCK), [(normal(2, n, 4, 6), BLOCK) for n in (1, 5)]),
    "kmeans": (lambda: kmeans.traced(3, 2), [kmeans.clouds(n, 3, 2) for n in (3, 50)]),
    "pca": (lambda: pca.traced(4), [(pca.correlated(n, 4),) for n in (9, 30)]),
}


@pytest.mark.parametrize("name", CLASSICS)
def test_classics(name):
    program, calls = CLASSICS[name]
    as_interpreted(program(), 1e-4, 1e-5, *calls)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"saddle", "particle"}))
def test_problems(name):
    """Gradients at the smallest sizes, also through checkpointed loops."""
    given = getattr(inputs, name)(**SMALL[name])
    as_interpreted(traced(name, given, **({"steps": 40} if name == "ode" else {})), 1e-9, 1e-12, tuple(given.values()))


def test_loop_that_elements_end():
    """The gradient through a while loop whose body has a gradient, and whose condition reads an element."""
    program = ag.trace(ag.value_and_grad(lambda w: particle.distance(w, "rr")), *inputs.particle().values())
    as_interpreted(program, 1e-9, 1e-12, *((np.array([w]),) for w in (0.0, 0.2)))


@pytest.mark.long
@pytest.mark.parametrize("name", ["saddle", "particle"])
def test_searches(name):
    """Searches by gradients through searches have the results of JAX."""
    given = getattr(inputs, name)()
    for number, array in enumerate(leaves(traced(name, given, mode="rr").lower(target="cuda").compile()(*given.values()))):
        expected = ANSWERS[f"{name}.{number}"]
        np.testing.assert_allclose(summary(array), expected, rtol=1e-8, atol=1e-10 * abs(expected).max())
