# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A bottleneck block of a residual network (He et al., "Deep residual learning", 2015), followed by the mean over the
image. Its convolutions are 1 x 1, and so are products of matrices.

    python resnet.py
"""
from __future__ import annotations

import numpy as np

import ag


def batch_norm(x, p):
    """Returns x normalized in each channel, then scaled and shifted; x has the dimensions batch, row, column,
    channel."""
    mean, variance = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    return (x - mean) / ag.sqrt(variance + 1e-5) * p["scale"] + p["shift"]


def block(x, p):
    y = ag.relu(batch_norm(x @ p["reduce"]["w"], p["reduce"]))
    y = ag.relu(batch_norm(y @ p["middle"]["w"], p["middle"]))
    y = batch_norm(y @ p["expand"]["w"], p["expand"])
    shortcut = batch_norm(x @ p["project"]["w"], p["project"])
    return ag.relu(y + shortcut)


def features(x, p):
    """Returns one vector for each image."""
    return block(x, p).mean(axis=(1, 2))


def random_weights(channels, inner, outer, seed=0):
    random = np.random.default_rng(seed)
    sizes = {"reduce": (channels, inner), "middle": (inner, inner), "expand": (inner, outer), "project": (channels, outer)}
    return {name: {"w": random.normal(0, rows**-0.5, (rows, columns)).astype("f"),
                   "scale": random.uniform(0.5, 1.5, columns).astype("f"), "shift": np.zeros(columns, "f")}
            for name, (rows, columns) in sizes.items()}


def traced(weights) -> ag.Traced:
    channels = weights["reduce"]["w"].shape[0]
    image = ag.spec("f32", ["batch", "rows", "columns", channels], batch=(1, 32), rows=(1, 64), columns=(1, 64))
    return ag.trace(features, image, weights)


if __name__ == "__main__":
    weights = random_weights(32, 16, 64)
    images = np.random.default_rng(1).normal(size=(2, 14, 14, 32)).astype("f")
    print(traced(weights).lower().compile(march="native")(images, weights)[:, :4])
