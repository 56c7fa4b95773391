# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains a character-level language model on this project's own pages.

    python train.py [--steps N] [--sample N] [--output work/charlm]

The folder then has charlm.so, with entries for the step, the loss and sampling, and a plot of the losses.
"""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import charlm
import numpy as np

import ag

DOCS = Path(__file__).parents[2] / "docs"
BATCH, LENGTH = 32, charlm.CONTEXT + 1


def encode(text: str) -> np.ndarray:
    known = {character: number for number, character in enumerate(charlm.ALPHABET)}
    return np.array([known.get(character, len(known) - 1) for character in text], np.int64)


def pages() -> tuple[np.ndarray, np.ndarray]:
    """Returns the characters of all pages in two parts; the second, the last tenth, is held out."""
    ids = encode("\n".join(path.read_text() for path in sorted(DOCS.glob("*.md"))))
    return np.split(ids, [len(ids) * 9 // 10])


def nested(results: dict[str, np.ndarray]) -> dict[str, Any]:
    """Returns the nest that the traced function returned. A saved program has flat results with names such as
    p.head."""
    nest: dict[str, Any] = {}
    for path, array in results.items():
        *above, last = path.split(".")
        inner = nest
        for name in above:
            inner = inner.setdefault(name, {})
        inner[last] = array
    return nest


def held_out_loss(loss: Any, p: dict[str, np.ndarray], ids: np.ndarray) -> float:
    """Returns the mean loss over all rows of the held-out text."""
    rows = ids[: len(ids) // LENGTH * LENGTH].reshape(-1, LENGTH)
    parts = [rows[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    return float(sum(float(loss(p, part)) * len(part) for part in parts) / len(rows))


def sample(following: Any, p: dict[str, np.ndarray], count: int, temperature: float = 0.7) -> str:
    ids = [0]
    for number in range(count):
        text = np.array([ids[-charlm.CONTEXT :]], np.int64)
        ids.append(int(following(p, text, np.array([7, number], np.uint32), np.float32(temperature))[0]))
    return "".join(charlm.ALPHABET[number] for number in ids[1:])


def draw(path: Path, losses: list[float], held: dict[int, float]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.5), layout="constrained")
    axes.plot(losses, linewidth=0.7, label="of a batch")
    axes.plot(list(held), list(held.values()), "o-", label="held out")
    axes.set(xlabel="step", ylabel="nats a character")
    axes.legend()
    figure.savefig(path, dpi=120)


def train(step: Any, loss: Any, steps: int) -> tuple[dict[str, np.ndarray], list[float], dict[int, float]]:
    """Returns the parameters, the loss of each step, and the held-out loss by step."""
    ids, rest = pages()
    p, random = charlm.start(), np.random.default_rng(2)
    state, losses, held = charlm.LEARNER.init(p), [], {0: held_out_loss(loss, p, rest)}
    for number in range(1, steps + 1):
        places = random.integers(len(ids) - LENGTH, size=BATCH)
        result = nested(step(p, state, ids[places[:, None] + np.arange(LENGTH)]))
        p, state = result["p"], result["state"]
        losses.append(float(result["loss"]))
        if number % 50 == 0 or number == steps:
            held[number] = held_out_loss(loss, p, rest)
            print(f"step {number:3}: {held[number]:.2f} nats a character {'#' * round(20 * held[number])}", flush=True)
    return p, losses, held


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a model of text on this project's pages.")
    parser.add_argument("--steps", type=int, default=charlm.STEPS, help=f"default is {charlm.STEPS}")
    parser.add_argument("--sample", type=int, default=300, help="how many characters are drawn in the end; default is 300")
    parser.add_argument("--output", type=Path, default=Path("work/charlm"), help="a folder; default is work/charlm")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "charlm.so"
    ag.save(path, *charlm.programs(), march="native")
    step, loss, following = (ag.load(path, entry=entry) for entry in ("step", "loss", "following"))
    p, losses, held = train(step, loss, options.steps)
    draw(options.output / "curve.png", losses, held)
    print(sample(following, p, options.sample))
    print(f"{len(losses)} steps of one object: {path}, {options.output / 'curve.png'}")


if __name__ == "__main__":
    main()
