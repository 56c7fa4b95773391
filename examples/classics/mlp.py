# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A multilayer perceptron for images of digits: its answers, its loss, and how many answers are right.

    python mlp.py
"""
from __future__ import annotations

import numpy as np

import ag

CLASSES = 10


def normalised(x):
    return (x - x.mean(-1, keepdims=True)) / ag.sqrt(x.var(-1, keepdims=True) + 1e-5)


def mlp(x, layers):
    """Returns the scores of all classes for each row of x."""
    for layer in layers[:-1]:
        x = ag.gelu(normalised(x @ layer["w"] + layer["b"]))
    return x @ layers[-1]["w"] + layers[-1]["b"]


def evaluate(x, labels, layers):
    scores = mlp(x, layers)
    log_likelihood = (ag.one_hot(labels, CLASSES) * ag.log_softmax(scores)).sum(-1)
    answers = ag.argmax(scores, axis=-1)
    return {"answers": answers, "loss": -log_likelihood.mean(), "right": ag.count_nonzero(answers == labels)}


def random_layers(sizes, seed=0):
    random = np.random.default_rng(seed)
    return [{"w": random.normal(0, rows**-0.5, (rows, columns)).astype("f"), "b": np.zeros(columns, "f")}
            for rows, columns in zip(sizes, sizes[1:])]


def traced(layers) -> ag.Traced:
    """Returns the program for 1 to 1024 images."""
    return ag.trace(evaluate, ag.spec("f32", ["batch", layers[0]["w"].shape[0]], batch=(1, 1024)),
                    ag.spec("i64", ["batch"]), layers)


if __name__ == "__main__":
    layers = random_layers([784, 128, CLASSES])
    images = np.random.default_rng(1).normal(size=(32, 784)).astype("f")
    print(traced(layers).lower().compile(march="native")(images, np.arange(32) % CLASSES, layers))
