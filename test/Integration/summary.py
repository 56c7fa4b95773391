# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is kept of an array, to compare with another by: its norm, 64 of its entries, and a random projection."""
import numpy as np

ENTRIES = 64


def summary(array: np.ndarray) -> np.ndarray:
    flat = np.asarray(array, np.float64).ravel()
    random = np.random.default_rng(flat.size)
    places = random.integers(flat.size, size=ENTRIES)
    direction = random.standard_normal(flat.size) / flat.size**0.5
    return np.array([np.linalg.norm(flat), *flat[places], flat @ direction])
