# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How fast do ag and JAX solve the problems of examples/problems, on one thread?

    .venv/bin/python3 test/Benchmark/problem_times.py [--rounds N] [--seconds S]    # after benchmark.py setup

Runs of the two alternate on each problem; the fastest run of each counts.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from process import HERE, PEERS_PYTHON, ROOT, Settings, environment

NAMES = ["gmm", "ba", "lstm", "kmeans", "llsq", "lse", "ode", "saddle", "particle"]


class Side:
    def __init__(self, name: str, settings: Settings, folder: Path) -> None:
        python = sys.executable if name == "ag" else PEERS_PYTHON
        self.process = subprocess.Popen([python, HERE / "problem_worker.py", name], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment(settings, folder, name))

    def ask(self, problem: str, seconds: float) -> dict:
        self.process.stdin.write(f"{problem} {seconds}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"error: {problem} was not answered, and the process ended with {self.process.wait()}")
        return json.loads(line)


def measure(problem: str, sides: list[Side], rounds: int, seconds: float) -> list[dict]:
    """Returns the first answer of each side, with the least time of all its runs."""
    found = [side.ask(problem, 0.0) for side in sides]
    for _ in range(rounds):
        for side, result in zip(sides, found):
            result["seconds"] = min(result["seconds"], side.ask(problem, seconds)["seconds"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Times the problems by ag and by JAX, side by side.")
    parser.add_argument("--rounds", type=int, default=5, help="the number of runs of each side (5)")
    parser.add_argument("--seconds", type=float, default=0.2, help="the seconds of a run (0.2)")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="ag's build tree")
    options = parser.parse_args()
    settings = Settings("full", 1, options.rounds, options.seconds, options.build.resolve())
    print("| problem | ag ms | JAX ms | ratio | compile s | JAX s | workspace | JAX's temporaries |\n" + "|---" * 8 + "|")
    with tempfile.TemporaryDirectory() as folder:
        sides = [Side(name, settings, Path(folder)) for name in ("ag", "jax")]
        for problem in NAMES:
            ours, theirs = measure(problem, sides, options.rounds, options.seconds)
            print(f"| {problem} | {1e3 * ours['seconds']:.3f} | {1e3 * theirs['seconds']:.3f} "
                  f"| {ours['seconds'] / theirs['seconds']:.2f} | {ours['compile']:.2f} | {theirs['compile']:.2f} "
                  f"| {ours['bytes']:,} | {theirs['bytes']:,} |", flush=True)
        for side in sides:
            side.process.stdin.close()


if __name__ == "__main__":
    main()
