# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Comparison of arrays in tests."""
from __future__ import annotations

from typing import Any

import numpy as np

from .tree import Tree


def assert_close(actual: Any, expected: Any, rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Raises an AssertionError unless both are the same nest of arrays with equal shapes and element types whose values
    differ by at most atol + rtol * |expected|. NaN equals NaN. The message has the index of the largest difference."""
    trees = Tree(actual), Tree(expected)
    assert trees[0].form == trees[1].form, f"got {trees[0].form}, expected {trees[1].form}"
    for path, a, e in zip(trees[0].paths, trees[0].leaves, trees[1].leaves):
        _assert_one_close(path or "the result", np.asarray(a), np.asarray(e), rtol, atol)


def _assert_one_close(path: str, actual: np.ndarray, expected: np.ndarray, rtol: float, atol: float) -> None:
    assert actual.shape == expected.shape, f"{path} has shape {actual.shape}, expected {expected.shape}"
    assert actual.dtype == expected.dtype, f"{path} has elements {actual.dtype}, expected {expected.dtype}"
    wide = np.float64 if actual.dtype.kind not in "iub" else object
    a, e = actual.astype(wide), expected.astype(wide)
    same = (a == e) | ((a != a) & (e != e))
    with np.errstate(invalid="ignore", over="ignore"):
        difference = np.asarray(np.where(same, 0, abs(a - e)), np.float64)
        allowed = atol + rtol * np.asarray(abs(e), np.float64)
    wrong = ~same & ~(difference <= allowed)
    if wrong.any():
        worst = np.unravel_index(np.argmax(np.where(wrong & ~(difference >= 0), np.inf, difference)), a.shape)
        place = [int(i) for i in worst]
        raise AssertionError(f"{path}: {wrong.sum()} of {wrong.size} values differ; largest difference "
                             f"{difference[worst]:.3g} at {place}: {actual[worst]}, expected {expected[worst]}")
