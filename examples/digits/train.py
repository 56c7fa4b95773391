# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains a network on handwritten digits.

    python train.py [--network perceptron|convolutional] [--epochs N] [--target cpu|cuda] [--output work/digits]

The folder then has the curves and the step as an object; for a C program (train.c) the initial state and the data; and
to compare, the loss of each step and the final state.
"""
from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from digits import BATCH, TRAIN, batches, digits
from tqdm import tqdm

import ag
from ag.tree import leaves

STEPS = TRAIN // BATCH  # in an epoch


def write_start(path: Path, state: list[np.ndarray], images: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> None:
    """Writes the numbers of images, steps and arrays of the state; each array, after its rank, shape, element kind and
    bits; then the bytes of the images, the labels, and the rows of each step."""
    kinds = {"i": 0, "u": 1, "f": 2}  # DLPack's
    parts = [np.array([len(images), len(rows), len(state)])]
    for array in state:
        parts += [np.array([array.ndim, *array.shape, kinds[array.dtype.kind], 8 * array.itemsize]), array]
    path.write_bytes(b"".join(array.tobytes() for array in [*parts, images, labels, rows]))


def draw(path: Path, losses: list[float], accuracies: list[float]) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    left.semilogy(losses, linewidth=0.7)
    left.set(xlabel="step", ylabel="cross entropy of a batch")
    right.plot(range(1, len(accuracies) + 1), accuracies)
    right.set(xlabel="epoch", ylabel="of the test images, recognised")
    figure.savefig(path, dpi=120)


def train(network: Any, step: Any, predict: Any, epochs: int,
          place: Callable = np.asarray) -> tuple[dict[str, Any], list[float], list[float]]:
    """Returns the final state, the loss of each step, and the share of recognised test images after each epoch. `place`
    copies an array of the first state to where the state then stays."""
    images, labels, test_images, test_labels = digits()
    state, losses, accuracies = ag.tree.map(place, network.start()), [], []
    with tqdm(batches(epochs), total=epochs * STEPS, unit="step") as steps:
        for rows in steps:
            result = step(state, images[rows], labels[rows])
            state = result["state"]
            losses.append(float(result["loss"]))
            if len(losses) % STEPS == 0:
                found = np.asarray(predict(*network.learned(state), test_images))
                accuracies.append(float((found == test_labels).mean()))
                steps.set_postfix(loss=f"{np.mean(losses[-STEPS:]):.4f}", accuracy=f"{accuracies[-1]:.3f}",
                                  refresh=False)
    return state, losses, accuracies


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a network on handwritten digits.")
    parser.add_argument("--network", choices=["perceptron", "convolutional"], default="perceptron",
                        help="which one; default is perceptron")
    parser.add_argument("--epochs", type=int, help="how often each image is seen; default is what the network needs")
    parser.add_argument("--target", choices=["cpu", "cuda"], default="cpu", help="where it trains; default is cpu")
    parser.add_argument("--output", type=Path, default=Path("work/digits"), help="a folder; default is work/digits")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    network = importlib.import_module(options.network)
    epochs = options.epochs or network.EPOCHS
    step, predict = (traced.lower(target=options.target).compile()
                     for traced in (network.traced_step(), network.traced_predict()))
    place = ag.device_array if options.target == "cuda" else np.asarray
    state, losses, accuracies = train(network, step, predict, epochs, place)
    step.save(options.output / "step.o")
    images, labels, _, _ = digits()
    write_start(options.output / "start.bin", leaves(network.start()), images, labels, np.array(list(batches(epochs))))
    (options.output / "state.bin").write_bytes(b"".join(np.asarray(array).tobytes() for array in leaves(state)))
    (options.output / "losses.txt").write_text("".join(f"{loss:.9g}\n" for loss in losses))
    draw(options.output / "curves.png", losses, accuracies)
    print(f"{accuracies[-1]:.1%} of the test images are recognised; {options.output}/curves.png")


if __name__ == "__main__":
    main()
