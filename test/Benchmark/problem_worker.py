# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Solves problems of examples/problems by ag or by JAX, in its own process.

    problem_worker.py ag|jax

Each line of standard input is a problem and the number of seconds to run it. The answer is a line of JSON: the seconds of a
run and, the first time, of compiling, and the bytes of memory besides arguments and results.
"""
from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples"), str(ROOT / "test" / "Integration" / "problems")]
from problems import inputs  # noqa: E402


def by_ag(name: str, given: dict[str, np.ndarray]) -> tuple[Callable[[], Any], int]:
    from problems.__main__ import traced

    solve = traced(name, given).lower().compile(march="native", threads=1)
    return lambda: solve(*given.values()), solve.memory()["workspace"]


def by_jax(name: str, given: dict[str, np.ndarray]) -> tuple[Callable[[], Any], int]:
    import jax
    from jax_answers import ANSWERS

    arrays = [jax.numpy.asarray(array) for array in given.values()]
    solve = jax.jit(ANSWERS[name]).lower(*arrays).compile()
    return lambda: jax.block_until_ready(solve(*arrays)), solve.memory_analysis().temp_size_in_bytes


def main(side: str) -> None:
    known: dict[str, Callable[[], Any]] = {}
    for line in sys.stdin:
        name, seconds = line.split()
        said = {}
        if name not in known:
            start = time.perf_counter()
            known[name], said["bytes"] = {"ag": by_ag, "jax": by_jax}[side](name, getattr(inputs, name)())
            said["compile"] = time.perf_counter() - start
            known[name]()
        end, best = time.perf_counter() + float(seconds), float("inf")
        while best == float("inf") or time.perf_counter() < end:
            start = time.perf_counter()
            known[name]()
            best = min(best, time.perf_counter() - start)
        print(json.dumps({**said, "seconds": best}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
