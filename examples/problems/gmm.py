# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The likelihood of points under a mixture of normal distributions, with a Wishart prior (ADBench's GMM).

Component k of the mixture has the logarithm of its weight, its mean, and the inverse root of its covariance: a lower
triangular matrix whose diagonal is given by logarithms. The gradient is by all three.
"""
from __future__ import annotations

import numpy as np

import ag


def triangles(r, dims: int):
    """Returns matrices that have the rows of r below the diagonal, column by column."""
    rows, columns = np.mgrid[:dims, :dims]
    place = columns * dims - columns * (columns + 1) // 2 + rows - columns - 1
    return ag.where(rows > columns, ag.take(r, np.where(rows > columns, place, 0), axis=1), 0)


def value(a, m, c, x):
    points, dims = x.shape
    q, r = ag.exp(c[:, :dims]), c[:, dims:]
    apart = x[:, None] - m
    scaled = q * apart + ag.einsum("kij,nkj->nki", triangles(r, dims), apart)
    likely = a + c[:, :dims].sum(1) - 0.5 * ag.square(scaled).sum(2)
    prior = 0.5 * (ag.square(q).sum() + ag.square(r).sum())
    return ag.logsumexp(likely, axis=1).sum() - points * ag.logsumexp(a) + prior


def answer(a, m, c, x):
    return ag.grad(value, argnums=(0, 1, 2))(a, m, c, x)
