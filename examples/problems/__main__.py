# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Solves a problem by one compiled program, in double.

    python -m problems gmm [--save gmm.mlir]
    python -m problems saddle --mode fr
"""
from __future__ import annotations

import argparse
import functools
import importlib
import time
from pathlib import Path
from typing import Any

import numpy as np

import ag
from ag.tree import leaves

from . import inputs

NAMES = [name for name, function in vars(inputs).items() if callable(function) and not name.startswith("_")]


def traced(name: str, given: dict[str, Any], **options: Any) -> ag.Traced:
    """Returns the program that solves the problem called `name`, for inputs like `given`."""
    answer = importlib.import_module(f"problems.{name}").answer
    return ag.trace(functools.partial(answer, **options), *given.values(), name=name)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m problems", description="Solves a problem as one program.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--mode", choices=["ff", "fr", "rf", "rr"], help="of gradients in gradients: forward or reverse")
    parser.add_argument("--save", type=Path, help="a file of MLIR to write the program into, instead")
    options = parser.parse_args()
    given = getattr(inputs, options.name)()
    program = traced(options.name, given, **({"mode": options.mode} if options.mode else {}))
    if options.save:
        program.save(options.save)
        return
    solve = program.lower().compile(march="native")
    solve(*given.values())
    start = time.perf_counter()
    results = leaves(solve(*given.values()))
    took = time.perf_counter() - start
    norms = ", ".join(f"{np.linalg.norm(array):.6g}" for array in results)
    print(f"{options.name}: of norm {norms}; {1e3 * took:.2f} ms")


if __name__ == "__main__":
    main()
