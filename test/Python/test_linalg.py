# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Determinants of matrices of any number and size, and their gradients, equal numpy's."""
import numpy as np
import pytest

import ag

DRAW = np.random.default_rng(5).standard_normal


@pytest.mark.parametrize("shape", [(4, 4), (3, 5, 5), (2, 3, 2, 2), (1, 1), (6, 0, 0)])
def test_det(shape):
    """The sizes are named, and the compiled program has one loop for all of them."""
    x = DRAW(shape)
    traced = ag.trace(ag.linalg.det, ag.spec("f64", [f"batch{dim}" for dim in range(len(shape) - 2)] + ["n", "n"]))
    for run in (traced.interpret, traced.lower().compile()):
        np.testing.assert_allclose(run(x), np.linalg.det(x), rtol=1e-9)


def test_pivots():
    """A pivot of 0 is exchanged, and a matrix of rank n - 1 has the determinant 0."""
    x = np.stack([np.eye(4)[[1, 2, 0, 3]], np.eye(4)[[1, 0, 2, 3]], np.diag([2.0, 0, 3, 1])])
    assert ag.trace(ag.linalg.det, x).interpret(x).tolist() == [1, -1, 0]


def test_gradient():
    x = DRAW((3, 5, 5))
    traced = ag.trace(ag.grad(lambda x: ag.linalg.det(x).sum()), x, name="f")
    expected = np.linalg.det(x)[:, None, None] * np.linalg.inv(x).swapaxes(1, 2)
    for run in (traced.interpret, traced.lower().compile()):
        np.testing.assert_allclose(run(x), expected, rtol=1e-8)
