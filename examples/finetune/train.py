# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains the sentence encoder on three pairs of sentences that have little in common.

    python train.py [--steps N] [--output work/finetune]

The folder then has the step and the encoder as objects; for embed.c of examples/minilm the new weights and the tokens;
and for step.c the arguments of one more step and its loss.
"""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import finetune
import model
import numpy as np
from safetensors.numpy import save_file
from tokenizer import tokenize

from ag.tree import leaves

#: Sentences at the same index are a pair. The encoder finds other sentences more similar at first.
LEFT = ["A compiler turns a program into machine code.", "She bought fresh bread at the market.",
        "The ferry leaves at six in the morning."]
RIGHT = ["Warm loaves were on sale.", "The boat is gone before breakfast.", "Source text becomes instructions."]


def tokens() -> tuple[np.ndarray, np.ndarray]:
    """Returns ids and masks with the dimensions side of a pair, pair and token."""
    ids, mask = tokenize([*LEFT, *RIGHT])
    return ids.reshape(2, len(LEFT), -1), mask.reshape(2, len(LEFT), -1)


def train(step: Any, steps: int, ids: np.ndarray, mask: np.ndarray) -> tuple[dict, dict, list[float]]:
    """Returns the weights and the state after `steps` steps, and the loss of each step."""
    w = finetune.weights()
    state, losses = finetune.OPTIMISER.init(w), []
    for _ in range(steps):
        result = step(w, state, ids, mask)
        w, state = result["w"], result["state"]
        losses.append(float(result["loss"]))
    return w, state, losses


def write_arguments(path: Path, arguments: Any) -> None:
    """Writes the number of arrays, and for each array the kind (DLPack's number) and bits of its elements, its rank,
    its sizes, and its elements."""
    arrays = [np.asarray(leaf) for leaf in leaves(arguments)]
    with path.open("wb") as file:
        file.write(np.int64(len(arrays)).tobytes())
        for array in arrays:
            kind = {"i": 0, "f": 2}[array.dtype.kind]
            header = [kind, 8 * array.itemsize, array.ndim, *array.shape]
            file.write(np.array(header, np.int64).tobytes() + array.tobytes())


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the sentence encoder on three pairs of sentences.")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--output", type=Path, default=Path("work/finetune"), help="a folder; default is work/finetune")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    ids, mask = tokens()
    step = finetune.traced_step().lower().compile()
    w, state, losses = train(step, options.steps, ids, mask)
    print(f"loss {losses[0]:.4f}, after {options.steps} steps {losses[-1]:.3g}")
    step.save(options.output / "step.o")
    model.traced().lower().compile().save(options.output / "minilm.o")
    save_file(w, options.output / "model.safetensors")
    flat = [part.reshape(len(LEFT) + len(RIGHT), -1) for part in (ids, mask)]
    numbers = [*flat[0].shape, *flat[0].ravel(), *flat[1].ravel()]
    (options.output / "tokens.txt").write_text(" ".join(map(str, numbers)) + "\n")
    write_arguments(options.output / "arguments.bin", (w, state, ids, mask))
    (options.output / "loss.txt").write_text(f"loss {step(w, state, ids, mask)['loss']:.9g}\n")


if __name__ == "__main__":
    main()
