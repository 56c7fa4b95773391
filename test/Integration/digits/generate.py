# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes what PyTorch comes to in the first steps of examples/digits: losses.npz beside this file.

    PYTHONPATH=examples/digits:test/Integration .venv-peers/bin/python3 test/Integration/digits/generate.py

.venv-peers is made by test/Benchmark/benchmark.py setup.
"""
from pathlib import Path

import numpy as np
import torch
from digits import batches, digits, initial
from summary import summary

STEPS = 50


def train(dtype: str) -> dict[str, np.ndarray]:
    """The losses, and of each parameter and its moments a summary at the end."""
    images, labels, _, _ = (torch.from_numpy(array) for array in digits(dtype))
    p = {name: torch.from_numpy(array).requires_grad_() for name, array in initial(dtype).items()}
    adam = torch.optim.Adam(p.values(), lr=1e-3)
    losses = []
    for _, rows in zip(range(STEPS), batches(2)):
        logits = torch.relu(images[rows] @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]
        loss = torch.nn.functional.cross_entropy(logits, labels[rows])
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    found = {f"{dtype}.losses": np.array(losses)}
    for name, parameter in p.items():
        state = adam.state[parameter]
        for part, tensor in (("p", parameter), ("m", state["exp_avg"]), ("v", state["exp_avg_sq"])):
            found[f"{dtype}.{part}.{name}"] = summary(tensor.detach().numpy())
    return found


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("losses.npz"), **train("float64"), **train("float32"))
