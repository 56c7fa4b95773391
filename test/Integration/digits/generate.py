# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes PyTorch's results for the first steps of examples/digits, and JAX's for a Hessian: losses.npz,
convolutional.npz and hessian.npz next to this file.

    PYTHONPATH=examples/digits:test/Integration:test/OpTable .venv-peers/bin/python3 test/Integration/digits/generate.py

test/Benchmark/benchmark.py setup makes .venv-peers.
"""
from pathlib import Path

import numpy as np
import torch
from digits import BATCH, FILTERS, SEED, batches, digits, initial, initial_filters
from summary import summary
from threefry import threefry

STEPS = 50


def train(dtype: str) -> dict[str, np.ndarray]:
    """Returns the losses, and a summary of each parameter and of its moments after the last step."""
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


def fold_in(key: np.ndarray, number: int) -> np.ndarray:
    salted = np.array([key[0] + number, key[1] + 0x9E3779B9], np.uint64) % 2**32
    return np.array([threefry(salted, (0,)), threefry(salted, (1,))])


def mask(step: int) -> torch.Tensor:
    """Returns which three quarters of the pooled pixels the step's key keeps."""
    places = np.indices((BATCH, 16 * FILTERS[-1])).astype(np.uint64)
    bits = threefry(fold_in(np.array([0, SEED], np.uint64), step), tuple(places))
    return torch.from_numpy((bits >> 8) * 2.0**-24 < 0.75)


def train_filters(dtype: str) -> dict[str, np.ndarray]:
    """Returns the losses of examples/digits/convolutional.py, and a summary of its state after the last step."""
    images, labels, _, _ = (torch.from_numpy(array) for array in digits(dtype))
    p = {name: torch.from_numpy(array).requires_grad_() for name, array in initial_filters(dtype).items()}
    running = {f"{part}{layer}": value(count, dtype=images.dtype) for layer, count in zip("12", FILTERS)
               for part, value in (("mean", torch.zeros), ("var", torch.ones))}
    adam = torch.optim.Adam(p.values(), lr=1e-3)
    losses = []
    for number, rows in zip(range(STEPS), batches(2)):
        x = images[rows].reshape(BATCH, 1, 8, 8)
        for layer in "12":
            x = torch.nn.functional.conv2d(x, p[f"filter{layer}"].permute(3, 2, 0, 1), padding="same")
            x = torch.nn.functional.batch_norm(x, running[f"mean{layer}"], running[f"var{layer}"], p[f"scale{layer}"],
                                               p[f"shift{layer}"], training=True)
            x = torch.relu(x)
        x = torch.nn.functional.max_pool2d(x, 2).permute(0, 2, 3, 1).reshape(BATCH, -1)
        x = torch.where(mask(number), x / 0.75, 0)
        loss = torch.nn.functional.cross_entropy(x @ p["w"] + p["b"], labels[rows])
        adam.zero_grad()
        loss.backward()
        adam.step()
        losses.append(loss.item())
    learned = {**{f"p.{name}": parameter.detach() for name, parameter in p.items()},
               **{f"running.{name}": tensor for name, tensor in running.items()}}
    return {f"{dtype}.losses": np.array(losses),
            **{f"{dtype}.{name}": summary(tensor.numpy()) for name, tensor in learned.items()}}


def hessian() -> dict[str, np.ndarray]:
    """Returns the Hessian of the perceptron's loss on the first batch, by its last bias."""
    import jax

    jax.config.update("jax_enable_x64", True)
    images, labels, _, _ = digits("float64")
    p = initial("float64")

    def loss(bias):
        logits = jax.nn.relu(images[:BATCH] @ p["w1"] + p["b1"]) @ p["w2"] + bias
        return -jax.nn.log_softmax(logits)[np.arange(BATCH), labels[:BATCH]].mean()

    return {"by_last_bias": np.asarray(jax.hessian(loss)(p["b2"]))}


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("hessian.npz"), **hessian())
    for name, network in (("losses", train), ("convolutional", train_filters)):
        np.savez_compressed(Path(__file__).with_name(f"{name}.npz"), **network("float64"), **network("float32"))
