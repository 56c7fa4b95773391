# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which results does a run have, and how far may those of a GPU be from them?

The interpreter computes them, in double. Where it rounds to the program's own types instead, it gives other digits, and
a GPU may, too: a result may differ by `slack` times the greatest change of any of its elements, or units in the last
place of the greatest one. slack is 64, or 4 for bf16 and f16, as in ag-run --same-as. A column of the op table has a bound
of its own, in units in the last place of each element, against the interpreter in the program's types.
"""
from __future__ import annotations

import math
import subprocess
from pathlib import Path

import ml_dtypes
import numpy as np

from cuda_pack.source import Run, Source


class LeftOut(Exception):
    """A program is not in the pack; the message has the reason."""


def call(command: list, folder: Path, seconds: float = 600) -> None:
    """Runs a tool in the folder. Raises LeftOut with its error if it fails."""
    try:
        done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise LeftOut(f"{Path(command[0]).name} did not end in {seconds:.0f} s") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error:" in line]
        said = errors[0].split("error: ", 1)[-1] if errors else (done.stdout + done.stderr).strip()[-200:]
        raise LeftOut(f"{Path(command[0]).name} ends with {done.returncode}: {said}")


def read(path: Path) -> np.ndarray:
    """Returns an array of a file. Numpy reads bf16 as bytes."""
    values = np.load(path)
    return values.view(ml_dtypes.bfloat16) if values.dtype.kind == "V" else values


def interpreted(source: Source, inputs: list[Path], count: int, precision: str, folder: Path, tools: Path) -> list[np.ndarray]:
    """Returns the results of the interpreter."""
    outputs = [folder / f"{precision}.{number}.npy" for number in range(count)]
    call([tools / "ag-run", "program.mlir", *flags_of(source), f"--precision={precision}", "--max-steps=2000000",
          *stored_in(source), *(f"--input={path}" for path in inputs), *(f"--output={path}" for path in outputs)], folder)
    return [read(path) for path in outputs]


def flags_of(source: Source) -> list[str]:
    """Returns the options of ag-run and ag-compile that select the entry."""
    entry = f"{source.entry}_grad" if source.grad else source.entry
    return [*([f"--grad={source.entry}"] if source.grad else []), *([f"--entry={entry}"] if entry else [])]


def stored_in(source: Source) -> list[str]:
    return ["--weights=weights.safetensors"] if source.weights else []


def is_float(values: np.ndarray) -> bool:
    return values.dtype.kind not in "iub"


def tolerance(exact: np.ndarray, declared: np.ndarray, rtol: float | None) -> dict[str, float]:
    """Returns the tolerances of a result."""
    if not is_float(exact):
        if not np.array_equal(exact, declared):
            raise LeftOut("its integers depend on rounding")
        return {"rtol": 0.0, "atol": 0.0}
    slack = 64.0 if exact.dtype.itemsize > 2 else 4.0
    rtol = slack * float(ml_dtypes.finfo(exact.dtype).eps) if rtol is None else rtol
    z, y = exact.astype(np.float64), declared.astype(np.float64)
    if not np.array_equal(np.isfinite(z), np.isfinite(y)):
        raise LeftOut("rounding decides which of its results are finite")
    z, y = z[np.isfinite(z)], y[np.isfinite(y)]
    greatest, change = (float(np.max(np.abs(each), initial=0.0)) for each in (z, z - y))
    return {"rtol": rtol, "atol": rtol * max(greatest, 0.1) + slack * change}


def expected(source: Source, run: Run, inputs: list[Path], count: int, folder: Path, tools: Path) -> list[tuple]:
    """Returns each result, with its tolerances."""
    if run.refusal:
        return []
    if run.expected is not None:
        return [(values, tolerance(values, values, source.rtol)) for values in run.expected]
    declared = interpreted(source, inputs, count, "declared", folder, tools)
    if source.ulps:
        return [(values, {"ulps": math.ceil(ulps - 0.5)} if is_float(values) else {})
                for values, ulps in zip(declared, source.ulps, strict=True)]
    exact = interpreted(source, inputs, count, "double", folder, tools)
    return [(z, tolerance(z, y, source.rtol)) for z, y in zip(exact, declared, strict=True)]


def check_tolerance(name: str, found: np.ndarray, values: np.ndarray, allowed: dict[str, float]) -> None:
    """Raises LeftOut if a CPU's result is out of the tolerances: then a GPU's may be, too."""
    if "atol" not in allowed:
        return
    x, z = found.astype(np.float64), values.astype(np.float64)
    with np.errstate(invalid="ignore"):
        wrong = ~((x == z) | (np.isnan(x) & np.isnan(z)) | (np.abs(x - z) <= allowed["atol"] + allowed["rtol"] * np.abs(z)))
    if found.shape != values.shape or wrong.any():
        raise LeftOut(f"{name}: a CPU's result differs from the interpreter's by {np.max(np.abs(x - z)):.2g}, more than "
                      f"{allowed['atol']:.2g}")
