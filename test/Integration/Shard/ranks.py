# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs that --shard plans and splits among ranks: their results, and the data that ranks send."""
from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

TOOLS = Path(os.environ["AG_TOOLS"])
COLLECTIVE = re.compile(r"ag\.(all_gather|all_reduce|all_to_all|collective_permute|reduce_scatter) ")


def run(*command) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shared(program: Path, spec: str) -> Path:
    """Writes a rank's program next to the whole program, and returns its path."""
    rank = program.with_suffix(f".{re.sub('[^a-z0-9]', '', spec.split('@')[0])}.mlir")
    run(TOOLS / "ag-opt", f"--shard={spec}", program, "-o", rank)
    return rank


def count(program: Path) -> int:
    """Returns the number of collectives. An all_reduce counts as a reduce_scatter and an all_gather."""
    return sum(2 if kind == "all_reduce" else 1 for kind in COLLECTIVE.findall(program.read_text()))


def interpret(program: Path, arguments: Sequence[np.ndarray], results: int, *options: str) -> list[np.ndarray]:
    """Returns the results of all ranks, put together."""
    names = [[program.with_name(f"{kind}{number}.npy") for number in range(length)]
             for kind, length in (("argument", len(arguments)), ("result", results))]
    for name, array in zip(names[0], arguments):
        np.save(name, array)
    run(TOOLS / "ag-run", program, *(f"--input={name}" for name in names[0]), *(f"--output={name}" for name in names[1]),
        *options)
    return [np.load(name) for name in names[1]]
