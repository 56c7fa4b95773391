# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The current peak speeds of the machine: peaks.c, which is compiled here and run between the peers."""
from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

COMPILERS = ("clang-22", "clang", "gcc", "cc")
FLAGS = ["-std=gnu11", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffp-contract=fast", "-pthread"]


def find_compiler() -> str:
    compiler = next(filter(shutil.which, COMPILERS), None)
    if compiler is None:
        raise SystemExit(f"error: the benchmark needs a C compiler, one of {', '.join(COMPILERS)}")
    return compiler


class Peaks:
    """The compiled program, for a number of threads."""

    def __init__(self, threads: int, folder: Path):
        self.threads, self.program = threads, folder / "peaks"
        source = Path(__file__).with_suffix(".c")
        subprocess.run([find_compiler(), *FLAGS, source, "-o", self.program], check=True)

    def measure(self, seconds: float, clock: str) -> dict[str, float]:
        """Measures for some seconds: gflops; l1_gbs, l2_gbs, l3_gbs and, from memory, read_gbs and triad_gbs."""
        done = subprocess.run([self.program, str(self.threads), str(seconds), clock], check=True, capture_output=True)
        return json.loads(done.stdout)
