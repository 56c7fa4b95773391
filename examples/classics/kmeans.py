# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""k-means clustering (Lloyd, "Least squares quantization in PCM", 1982), from given initial centres.

    python kmeans.py
"""
from __future__ import annotations

import numpy as np

import ag


def nearest(points, centres):
    """Returns, for each point, the number of the nearest centre and the distance to it."""
    d = points[:, None] - centres
    distances = ag.linalg.norm(d, axis=-1)
    return ag.argmin(distances, axis=-1), distances.min(axis=-1)


def moved(points, centres):
    """Returns each centre moved to the mean of the points that are nearest to it. A centre without points stays."""
    a, _ = nearest(points, centres)
    members = ag.one_hot(a, centres.shape[0])
    counts = members.sum(axis=0)[:, None]
    return ag.where(counts > 0, members.T @ points / ag.maximum(counts, 1), centres)


def kmeans(points, centres, steps=10):
    centres = ag.fori_loop(0, steps, lambda _, centres: moved(points, centres), centres)
    a, distances = nearest(points, centres)
    return {"centres": centres, "cluster": a, "inertia": ag.square(distances).sum()}


def clouds(count, clusters, dimensions, seed=0):
    """Returns points in clusters around random places, and one point of each cluster as its initial centre."""
    random = np.random.default_rng(seed)
    places = random.uniform(-10, 10, (clusters, dimensions))
    points = (places[np.arange(count) % clusters] + random.normal(size=(count, dimensions))).astype("f")
    return points, points[:clusters].copy()


def traced(clusters, dimensions) -> ag.Traced:
    points = ag.spec("f32", ["points", dimensions], points=(1, 4096))
    return ag.trace(kmeans, points, ag.spec("f32", [clusters, dimensions]))


if __name__ == "__main__":
    print(traced(3, 2).lower().compile(march="native")(*clouds(300, 3, 2)))
