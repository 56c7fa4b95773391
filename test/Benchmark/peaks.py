# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the machine can do at the time: peaks.c, compiled here and run between the peers."""
from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

COMPILERS = ("clang-22", "clang", "gcc", "cc")
FLAGS = ["-std=gnu11", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffp-contract=fast", "-pthread"]


class Peaks:
    """The best figures so far: gflops, read_gbs, triad_gbs."""

    def __init__(self, threads: int, folder: Path):
        self.threads, self.program, self.best = threads, folder / "peaks", {}
        compiler = next(filter(shutil.which, COMPILERS), None)
        if compiler is None:
            raise SystemExit(f"error: the machine's peaks need a C compiler, one of {', '.join(COMPILERS)}")
        subprocess.run([compiler, *FLAGS, Path(__file__).with_suffix(".c"), "-o", self.program], check=True)

    def measure(self, seconds: float) -> dict[str, float]:
        """Now, for so long."""
        done = subprocess.run([self.program, str(self.threads), str(seconds)], check=True, capture_output=True)
        found = json.loads(done.stdout)
        self.best = {name: max(value, self.best.get(name, 0)) for name, value in found.items()}
        return found
