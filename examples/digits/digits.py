# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which numbers does training use? numpy draws all of them, so that every program trains on the same ones.

The digits are the test set of the UCI repository's "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak,
1998), 1,797 images of 8 x 8 pixels, read from a file of the package scikit-learn. The file is sorted by writer, so the
images are shuffled: otherwise the network would be tested on the handwriting of writers that it was not trained on.
"""
from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np

TRAIN, BATCH, HIDDEN, CLASSES = 1437, 32, 128, 10
FILTERS = 32, 64
SEED = 3


def digits(dtype: str = "float32") -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns images, with values from 0 to 1, and labels to train on, then those to test on."""
    package = importlib.util.find_spec("sklearn")
    if package is None or package.origin is None:
        raise SystemExit("the digits are missing: pip install --no-deps scikit-learn==1.9.1")
    table = np.loadtxt(Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz", delimiter=",")
    table = table[np.random.default_rng(0).permutation(len(table))]
    images, labels = (table[:, :64] / 16).astype(dtype), table[:, 64].astype(np.int64)
    return images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:]


def initial(dtype: str = "float32") -> dict[str, np.ndarray]:
    """Returns the perceptron's initial parameters: weights with variance 2 / inputs (He et al., 2015), biases 0."""
    random = np.random.default_rng(1)
    parameters = {}
    for number, (inputs, outputs) in enumerate([(64, HIDDEN), (HIDDEN, CLASSES)], 1):
        parameters[f"w{number}"] = (random.standard_normal((inputs, outputs)) * (2 / inputs) ** 0.5).astype(dtype)
        parameters[f"b{number}"] = np.zeros(outputs, dtype)
    return parameters


def initial_filters(dtype: str = "float32") -> dict[str, np.ndarray]:
    """Returns the initial parameters for two 3 x 3 convolutions: weights as above, identity batch norms, biases 0."""
    random = np.random.default_rng(1)
    parameters = {}
    for number, (inputs, outputs) in enumerate(zip((1, FILTERS[0]), FILTERS), 1):
        weights = random.standard_normal((3, 3, inputs, outputs)) * (2 / (9 * inputs)) ** 0.5
        parameters[f"filter{number}"] = weights.astype(dtype)
        parameters[f"scale{number}"] = np.ones(outputs, dtype)
        parameters[f"shift{number}"] = np.zeros(outputs, dtype)
    pixels = 4 * 4 * FILTERS[-1]
    parameters["w"] = (random.standard_normal((pixels, CLASSES)) * (2 / pixels) ** 0.5).astype(dtype)
    parameters["b"] = np.zeros(CLASSES, dtype)
    return parameters


def batches(epochs: int) -> Iterator[np.ndarray]:
    """Yields the rows of each step. Each epoch has a new random order; the rest that does not fill a batch is
    dropped."""
    random = np.random.default_rng(2)
    for _ in range(epochs):
        order = random.permutation(TRAIN)
        yield from order[: TRAIN // BATCH * BATCH].reshape(-1, BATCH)
