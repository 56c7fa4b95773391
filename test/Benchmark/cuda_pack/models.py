# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models: steps of training, stored weights, and the sentence encoder with its weights."""
from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import charlm
import convolutional
import digits
import ml_dtypes
import model
import numpy as np
import perceptron
from safetensors.numpy import load_file

import ag
from ag.tree import leaves
from cuda_pack.source import Run, Source, fixed, normal

SENTENCES = ("1x128", "6x32")
GOLDEN = Path(__file__).resolve().parents[2] / "Integration" / "minilm"


# Training -------------------------------------------------------------------------------------------

def digit_runs(network, dtype: str, steps: int = 5) -> list[Run]:
    """Returns the first step of training, and the last of some; the CPU computes the state between them."""
    images, labels, _, _ = digits.digits(dtype)
    step, state, runs = network.traced_step(dtype).lower().compile(), network.start(dtype), []
    for number, rows in enumerate(itertools.islice(digits.batches(1), steps), 1):
        given = [*leaves(state), images[rows], labels[rows]]
        if number in (1, steps):
            runs.append(Run(f"step {number}", [np.copy(each) for each in given]))
        state = step(state, *given[-2:])["state"]
    return runs


def training_sources() -> Iterator[Source]:
    for network, dtype in itertools.product((perceptron, convolutional), ("float32", "float64")):
        name = network.__name__
        yield Source(f"training/{name}/{dtype}", f"steps of training a {name} network on digits",
                     lambda network=network, dtype=dtype: network.traced_step(dtype).as_text(),
                     lambda _, network=network, dtype=dtype: digit_runs(network, dtype),
                     rtol=1e-9 if dtype == "float64" else 1e-5)
    p = charlm.start()
    texts = np.random.default_rng(0).integers(len(charlm.ALPHABET), size=(2, 13))
    yield Source("training/charlm", "a step of training a language model", lambda: charlm.programs()[0].as_text(),
                 fixed(Run("", [*leaves(p), *leaves(charlm.LEARNER.init(p)), texts])), rtol=1e-5)


# Stored weights -------------------------------------------------------------------------------------

STORED = {"w": normal("w", (5, 3)), "s": np.array([0.5, 1, 3], np.float32), "b": np.array([0, 1, 1, 0], bool)}
LOAD = """
func.func @main(%x: tensor<?x5xf32> {ag.dims = ["n", 5]}) -> (tensor<?x3xf32>, tensor<4xi1>) {
  %w = ag.parameter "w" : tensor<5x3xf32>
  %s = ag.parameter "s" : tensor<3xf32>
  %b = ag.parameter "b" : tensor<4xi1>
  %none = arith.constant dense<0.0> : tensor<f32>
  %least = ag.reduce min %s [0] : tensor<3xf32> -> tensor<f32>
  %is = ag.compare gt %least, %none : tensor<f32>, tensor<f32> -> tensor<i1>
  %holds = tensor.extract %is[] : tensor<i1>
  ag.require %holds, "s is not positive"
  %e = ag.exp %w : tensor<5x3xf32>
  %v = ag.contract "io,o->io" %e, %s : tensor<5x3xf32>, tensor<3xf32> -> tensor<5x3xf32>
  %0 = ag.contract "ni,io->no" %x, %v : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  %true = arith.constant dense<true> : tensor<4xi1>
  %1 = ag.compare ne %b, %true : tensor<4xi1>, tensor<4xi1> -> tensor<4xi1>
  return %0, %1 : tensor<?x3xf32>, tensor<4xi1>
}
"""
LOOKUP = """
func.func @main(%x: tensor<4xf32>, %i: tensor<?xi32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.gather 0 error %x, %i : tensor<4xf32>, tensor<?xi32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
"""


def stored_sources() -> Iterator[Source]:
    runs = [Run(f"size {size}", [normal("x", (size, 5))]) for size in (0, 1, 9)]
    for name, embed in ("stored", False), ("embedded", True):
        yield Source(f"weights/{name}", f"load computes of {name} parameters", lambda: LOAD, fixed(*runs), weights=STORED,
                     embed=embed)
    negative = {**STORED, "s": np.array([0.5, -1, 3], np.float32)}
    yield Source("weights/refused", "a requirement on parameters, which load finds violated", lambda: LOAD,
                 fixed(Run("", [normal("x", (2, 5))], refusal="s is not positive")), weights=negative)
    x, indices = np.arange(4, dtype=np.float32), np.array([3, 0, 1], np.int32)
    yield Source("demands/lookup", "a requirement on elements", lambda: LOOKUP,
                 fixed(Run("inside", [x, indices]), Run("outside", [x, indices + 2], refusal="is outside of a dimension of 4")))


# The sentence encoder -------------------------------------------------------------------------------

def tokens(name: str) -> list[np.ndarray]:
    """Returns the ids and the mask of golden sentences."""
    golden = np.load(GOLDEN / f"minilm_{name}.npz")
    return [golden[key].astype(np.int64) for key in ("input_ids", "attention_mask")]


@lru_cache(maxsize=None)
def minilm_weights() -> dict[str, np.ndarray]:
    """Returns the weights, rounded to bf16, in f32. Half of them are of words; those of absent words are 0, which takes
    no memory in a pack."""
    arrays = load_file(model.model_folder() / "model.safetensors")
    weights = {name: arrays[name].astype(ml_dtypes.bfloat16).astype(np.float32) for name in sorted(arrays)
               if arrays[name].dtype.kind == "f"}
    words = weights["embeddings.word_embeddings.weight"]
    present = np.unique(np.concatenate([tokens(name)[0].ravel() for name in SENTENCES]))
    words[np.setdiff1d(np.arange(len(words)), present)] = 0
    return weights


def minilm_runs(_: dict) -> list[Run]:
    """Returns runs on golden inputs. The CPU computes their results in double."""
    weights = {name: values.astype(np.float64) for name, values in minilm_weights().items()}
    exact = ag.trace(model.minilm, model.INPUT_IDS, model.ATTENTION_MASK, weights).lower().compile()
    return [Run(name, tokens(name), [values.astype(np.float32) for values in leaves(exact(*tokens(name), weights))])
            for name in SENTENCES]


def minilm_sources() -> Iterator[Source]:
    yield Source("models/minilm", "the sentence encoder with its weights", lambda: model.traced().as_text(), minilm_runs,
                 rtol=1e-5, shared_weights="minilm", limit=240)


def sources() -> Iterator[Source]:
    yield from training_sources()
    yield from stored_sources()
    yield from minilm_sources()


#: The weights that several programs read.
WEIGHTS = {"minilm": minilm_weights}
