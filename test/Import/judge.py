# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does the program of an ONNX file give what onnxruntime gives for the same file?"""
from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

import ag

try:
    import onnxruntime
except ImportError:  # .venv has none
    onnxruntime = None

_TYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16, "tensor(bool)": np.bool_,
          **{f"tensor({sign}int{bits})": np.dtype(f"{sign}int{bits}") for sign in ("", "u") for bits in (8, 16, 32, 64)}}

#: The size of dimensions that the file does not state.
_SIZE = 3


def is_there() -> bool:
    """Returns true if onnxruntime is installed."""
    return importlib.util.find_spec("onnxruntime") is not None


def _argument(declared: Any, random: np.random.Generator) -> np.ndarray:
    shape = [size if isinstance(size, int) else _SIZE for size in declared.shape]
    dtype = np.dtype(_TYPES[declared.type])
    if dtype.kind in "biu":
        return random.integers(0, 2, shape).astype(dtype)
    return random.uniform(0.25, 1, shape).astype(dtype)


def compare(path: Path, program: ag.Traced) -> str:
    """Returns "right" if the program's results are onnxruntime's, "wrong" with the difference, or "unjudged" if onnxruntime
    does not take the file, or its results are not all finite."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    random = np.random.default_rng(0)
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        arguments = {each.name: _argument(each, random) for each in session.get_inputs()}
        wanted = session.run(None, arguments)
    except Exception:  # onnxruntime's own, of many classes, and types that ag does not have
        return "unjudged"
    if len(arguments) != len(program.arguments.leaves) or not all(isinstance(want, np.ndarray) and np.all(np.isfinite(
            want.astype(np.float64))) for want in wanted):
        return "unjudged"
    found = program.interpret(*arguments.values(), precision="declared")
    found = found if isinstance(found, tuple) else (found,)
    for number, (one, want) in enumerate(zip(found, wanted)):
        one = np.asarray(one)
        if one.shape != want.shape:
            return f"wrong: its result {number} has the shape {one.shape}, expected {want.shape}"
        if not np.allclose(one.astype(np.float64), want.astype(np.float64), 1e-2, 1e-3):
            return f"wrong: its result {number} is {one.ravel()[:8]}, expected {want.ravel()[:8]}"
    return "right"
