# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains a perceptron on handwritten digits.

    python train.py [--epochs N] [--output work/digits]

What it leaves in the folder: the curves, the step as an object, and for a C program (train.c) what it began with; of
each step the loss, and the state at the end, to compare.
"""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from digits import BATCH, TRAIN, batches, digits
from perceptron import start, traced_predict, traced_step
from tqdm import tqdm

from ag.tree import Tree

STEPS = TRAIN // BATCH  # of an epoch


def write_start(path: Path, images: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> None:
    """The counts of images and steps, the state, the images and labels, and the rows of each step, byte by byte."""
    state = Tree(start()).leaves
    path.write_bytes(b"".join(array.tobytes() for array in
                              [np.array([len(images), len(rows)]), *state, images, labels, rows]))


def draw(path: Path, losses: list[float], accuracies: list[float]) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    left.semilogy(losses, linewidth=0.7)
    left.set(xlabel="step", ylabel="cross entropy of a batch")
    right.plot(range(1, len(accuracies) + 1), accuracies)
    right.set(xlabel="epoch", ylabel="of the test images, recognised")
    figure.savefig(path, dpi=120)


def train(step: Any, predict: Any, epochs: int) -> tuple[dict[str, Any], list[float], list[float]]:
    """The state at the end, the loss of each step, and after each epoch the share of test images that are recognised."""
    images, labels, test_images, test_labels = digits()
    state, losses, accuracies = start(), [], []
    with tqdm(batches(epochs), total=epochs * STEPS, unit="step") as steps:
        for rows in steps:
            result = step(state, images[rows], labels[rows])
            state = result["state"]
            losses.append(float(result["loss"]))
            if len(losses) % STEPS == 0:
                accuracies.append(float((predict(state["p"], test_images) == test_labels).mean()))
                steps.set_postfix(loss=f"{np.mean(losses[-STEPS:]):.4f}", accuracy=f"{accuracies[-1]:.3f}",
                                  refresh=False)
    return state, losses, accuracies


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a perceptron on handwritten digits.")
    parser.add_argument("--epochs", type=int, default=60, help="how often each image is seen; default is 60")
    parser.add_argument("--output", type=Path, default=Path("work/digits"), help="a folder; default is work/digits")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    step, predict = traced_step().lower().compile(), traced_predict().lower().compile()
    state, losses, accuracies = train(step, predict, options.epochs)
    step.save(options.output / "step.o")
    images, labels, _, _ = digits()
    write_start(options.output / "start.bin", images, labels, np.array(list(batches(options.epochs))))
    (options.output / "state.bin").write_bytes(b"".join(array.tobytes() for array in Tree(state).leaves))
    (options.output / "losses.txt").write_text("".join(f"{loss:.9g}\n" for loss in losses))
    draw(options.output / "curves.png", losses, accuracies)
    print(f"{accuracies[-1]:.1%} of the test images are recognised; {options.output}/curves.png")


if __name__ == "__main__":
    main()
