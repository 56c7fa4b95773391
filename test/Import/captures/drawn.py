# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The weights and arguments of captures, which are drawn by name, so that no capture contains them.

A capture is a zip archive with model.json, which describes the program as torch.export.save does, constants.json, the
elements that are not drawn, tied.json, the names of weights that are other ones, and goldens.json: for sizes, the arguments,
and summaries of the results and gradients that PyTorch gave in double precision.
"""
from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

#: The number of entries of a result that a golden has.
ENTRIES = 64


def weight(name: str, shape: Sequence[int]) -> np.ndarray:
    """Returns the elements of a weight: near 1 for variances and vectors of scales, and near 0 for others. A product with
    a matrix or a filter leaves the scale of what it multiplies."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    if name.endswith(("running_var", "inv_freq")):
        return random.uniform(0.5, 1.5, shape).astype(np.float32)
    mean = 1.0 if len(shape) == 1 and name.endswith("weight") else 0.0
    deviation = 1.2 / math.sqrt(math.prod(shape[1:])) if len(shape) > 1 else 0.2
    return (mean + deviation * random.standard_normal(shape)).astype(np.float32)


def argument(name: str, dtype: str, shape: Sequence[int]) -> np.ndarray:
    """Returns the elements of an argument. Integers are ids or, for masks, rows of 1 that end before the last third."""
    random = np.random.default_rng(zlib.crc32(f"{name} {list(shape)}".encode()))
    if "mask" in name:
        length = shape[-1]
        return np.broadcast_to(np.arange(length) < length - length // 3, shape).astype(dtype)
    if np.dtype(dtype).kind in "iu":
        return random.integers(0, 50, shape, dtype)
    return random.standard_normal(shape).astype(dtype)


def arguments(golden: Mapping[str, Any], wide: type = np.float32) -> list[np.ndarray]:
    """Returns the arguments of a golden. Floats have the type `wide`."""
    arrays = [argument(name, *given) for name, given in golden["arguments"].items()]
    return [each.astype(wide) if each.dtype.kind == "f" else each for each in arrays]


def summary(result: np.ndarray) -> dict[str, Any]:
    """Returns what a golden has of a result."""
    flat = np.asarray(result, np.float64).ravel()
    return {"shape": list(result.shape), "largest": float(np.abs(flat).max(initial=0)), "norm": float(np.linalg.norm(flat)),
            "entries": flat[:ENTRIES].tolist(), "projection": projection(flat)}


def projection(result: np.ndarray) -> float:
    """Returns the product of a result with a drawn vector."""
    return float(result.ravel() @ np.random.default_rng(0).standard_normal(result.size)) if result.size else 0.0


def check(result: np.ndarray, golden: Mapping[str, Any], tolerance: float) -> None:
    """Raises an AssertionError unless a result has this summary, to a part of its largest value."""
    ours = summary(result)
    assert ours["shape"] == golden["shape"], (ours["shape"], golden["shape"])
    allowed = tolerance * golden["largest"]
    assert np.abs(np.subtract(ours["entries"], golden["entries"])).max(initial=0) <= allowed
    assert abs(ours["norm"] - golden["norm"]) <= tolerance * golden["norm"]
    assert abs(ours["projection"] - golden["projection"]) <= 4 * allowed * max(1, result.size) ** 0.5


def check_all(results: Any, golden: Mapping[str, Any], tolerance: float) -> None:
    """Compares the results of a program with a golden."""
    results = list(results) if isinstance(results, tuple) else [results]
    assert len(results) == len(golden["results"])
    for ours, theirs in zip(results, golden["results"]):
        check(ours, theirs, tolerance)


def check_gradients(gradients: Mapping[str, np.ndarray], golden: Mapping[str, Sequence[float]], tolerance: float) -> None:
    """Raises an AssertionError unless gradients have these norms and projections, to a part of the norm. One that is mostly
    rounding, as that of a bias which softmax removes, is compared by the norm of all."""
    least = 1e-3 * max(norm for norm, _ in golden.values())
    for name, (norm, projected) in golden.items():
        allowed = tolerance * max(norm, least)
        assert abs(np.linalg.norm(gradients[name]) - norm) <= allowed, name
        assert abs(projection(gradients[name]) - projected) <= 4 * allowed, name
