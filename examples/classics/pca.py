# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Principal components, one after the other, by power iteration and deflation (Hotelling, 1933).

    python pca.py
"""
from __future__ import annotations

import numpy as np

import ag


def leading(cov, steps):
    """Returns the eigenvector of the greatest eigenvalue, and that eigenvalue."""
    start = ag.ones(cov.shape[0]) / cov.shape[0] ** 0.5

    def step(_, v):
        v = cov @ v
        return v / ag.linalg.norm(v)

    v = ag.fori_loop(0, steps, step, start)
    return v, ag.dot(v, cov @ v)


def pca(X, components=2, steps=100):
    """Standardizes the columns of X, and returns the directions of greatest variance, the share of the variance that
    each one explains, and the coordinates of the rows in these directions."""
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    cov = X.T @ X / X.shape[0]
    total = (cov * ag.eye(cov.shape[0])).sum()
    directions, variances = [], []
    for _ in range(components):
        v, lam = leading(cov, steps)
        cov -= lam * ag.outer(v, v)
        directions.append(v)
        variances.append(lam)
    directions = ag.stack(directions)
    return {"directions": directions, "explained": ag.stack(variances) / total, "rows": X @ directions.T}


def correlated(rows, columns, seed=0):
    """Returns rows that are linear in two hidden variables, with noise."""
    random = np.random.default_rng(seed)
    hidden = random.normal(size=(rows, 2)) * [3, 1.5]
    return (hidden @ random.normal(size=(2, columns)) + random.normal(size=(rows, columns))).astype("f")


def traced(columns) -> ag.Traced:
    return ag.trace(pca, ag.spec("f32", ["rows", columns], rows=(2, 4096)))


if __name__ == "__main__":
    print(traced(5).lower().compile(march="native")(correlated(100, 5)))
