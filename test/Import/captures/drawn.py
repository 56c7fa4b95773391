# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The weights and arguments of captures, which are drawn by name, so that no capture contains them.

A capture is a zip archive with model.json, which describes the program as torch.export.save does, integers.json, the
constants that are integers, and goldens.json: sizes with the arguments, and summaries of the results that PyTorch gave.
"""
from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

#: The number of entries of a result that a golden has.
ENTRIES = 16


def weight(name: str, shape: Sequence[int]) -> np.ndarray:
    """Returns the elements of a weight: near 1 for variances and vectors of scales, and near 0 for others."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    if name.endswith(("running_var", "inv_freq")):
        return random.uniform(0.5, 1.5, shape).astype(np.float32)
    scale = 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0
    return (scale + 0.2 * random.standard_normal(shape)).astype(np.float32)


def argument(name: str, dtype: str, shape: Sequence[int]) -> np.ndarray:
    """Returns the elements of an argument. Integers are ids or, for masks, rows of 1 that end before the last third."""
    random = np.random.default_rng(zlib.crc32(f"{name} {list(shape)}".encode()))
    if "mask" in name:
        length = shape[-1]
        return np.broadcast_to(np.arange(length) < length - length // 3, shape).astype(dtype)
    if np.dtype(dtype).kind in "iu":
        return random.integers(0, 50, shape, dtype)
    return random.standard_normal(shape).astype(dtype)


def summary(result: np.ndarray) -> dict[str, Any]:
    """Returns what a golden has of a result."""
    flat = np.asarray(result, np.float64).ravel()
    random = np.random.default_rng(0)
    return {"shape": list(result.shape), "norm": float(np.linalg.norm(flat)),
            "entries": [float(f"{each:.8g}") for each in flat[:ENTRIES]],
            "projection": float(flat @ random.standard_normal(flat.size)) if flat.size else 0.0}


def check(result: np.ndarray, golden: Mapping[str, Any], tolerance: float) -> None:
    """Raises an AssertionError unless a result has this summary."""
    ours = summary(result)
    assert ours["shape"] == golden["shape"], (ours["shape"], golden["shape"])
    norm = max(golden["norm"], 1.0)
    assert abs(ours["norm"] - golden["norm"]) <= tolerance * norm
    assert abs(ours["projection"] - golden["projection"]) <= tolerance * norm * 4
    assert np.allclose(ours["entries"], golden["entries"], 0, tolerance * norm)
