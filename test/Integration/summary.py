# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The summary of an array, for comparisons: its norm, 64 of its entries, and a random projection."""
from collections.abc import Mapping

import numpy as np

ENTRIES = 64


def summary(array: np.ndarray) -> np.ndarray:
    flat = np.asarray(array, np.float64).ravel()
    random = np.random.default_rng(flat.size)
    places = random.integers(flat.size, size=ENTRIES)
    direction = random.standard_normal(flat.size) / flat.size**0.5
    return np.array([np.linalg.norm(flat), *flat[places], flat @ direction])


def assert_gradient(gradient: Mapping[str, np.ndarray], golden: Mapping[str, np.ndarray], rtol: float) -> None:
    """Asserts that each part of the gradient has its summary in `golden`, which also has the loss."""
    assert gradient.keys() == set(golden) - {"loss"}
    largest = max(abs(golden[name]).max() for name in gradient)
    for name, found in gradient.items():
        # The gradient of a key's bias is 0, up to rounding.
        scale = max(abs(golden[name]).max(), 1e-3 * largest)
        np.testing.assert_allclose(summary(found), golden[name], rtol=0, atol=rtol * scale, err_msg=name)
