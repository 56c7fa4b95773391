# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The driver's side of worker.py: a process for one peer on one row, which may fail in any way."""
from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peers import IMPORTERS, PEERS, REFERENCES
from rows import Row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python3"


@dataclass
class Settings:
    size: str  # a key of rows.ROWS
    threads: int
    rounds: int
    seconds: float  # the time that each peer runs in each round
    build: Path  # the build tree that holds ag's Python package
    opt: int = 3  # the optimisation level of ag's compilations, as --opt
    clock: str = "wall"  # or "cpu": the core time of a process
    heap: Path | None = None  # heap.c as a library, if a peer's memory is measured instead
    patience: float = 600  # the seconds after which a peer that does not answer has failed


class Failed(Exception):
    """A peer failed; the message has the reason."""


def environment(settings: Settings, folder: Path, where: str) -> dict[str, str]:
    """Returns the environment of a peer. Memory that a library frees stays in its process, so that libraries that allocate
    results in each call do not pay for new pages. No library uses more threads than requested, or lets them spin while
    other peers are measured."""
    count = str(settings.threads)
    malloc = {"mmap_max": 0, "mmap_threshold": 1 << 34, "trim_threshold": 1 << 34}
    made = dict(os.environ, OMP_NUM_THREADS=count, MKL_NUM_THREADS=count, OPENBLAS_NUM_THREADS=count, NPROC=count,
                KMP_BLOCKTIME="0", OMP_WAIT_POLICY="passive", TMPDIR=str(folder), CUDA_VISIBLE_DEVICES="",
                JAX_PLATFORMS="cpu", PYTHONDONTWRITEBYTECODE="1",
                GLIBC_TUNABLES=":".join(f"glibc.malloc.{name}={value}" for name, value in malloc.items()))
    made.pop("PYTHONPATH", None)
    if settings.threads == 1:
        made["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    if settings.heap:
        made["LD_PRELOAD"] = str(settings.heap)
    if where != "peers":
        made["PYTHONPATH"] = str(settings.build / "python")
        made["PATH"] = f"{settings.build / 'bin'}:{made['PATH']}"
    return made


class Process:
    """A process that answers requests, or raises Failed and ends."""

    def __init__(self, name: str, row: Row, settings: Settings, folder: Path, weights: Path):
        peer, where = {**PEERS, **IMPORTERS, **REFERENCES}[name]
        python = Path(sys.executable) if where == "ag" else PEERS_PYTHON
        if not python.exists():
            raise Failed("not installed: run benchmark.py setup")
        self.patience, self.log = settings.patience, folder / "log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [python, HERE / "worker.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=folder,
                env=environment(settings, folder, where))
        self.ask(peer=peer, size=settings.size, row=row.name, folder=str(folder), weights=str(weights),
                 threads=settings.threads, opt=settings.opt, counts_heap=settings.heap is not None)

    def ask(self, **request: Any) -> dict:
        said = self._answer_to(request)
        if "error" in said:
            self.close()
            raise Failed(said["error"])
        return said

    def _answer_to(self, request: dict) -> dict:
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"error": self._last_words()}
        if not select.select([self.process.stdout], [], [], self.patience)[0]:
            self.process.kill()
            return {"error": f"no answer in {self.patience:.0f} s"}
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"error": self._last_words()}

    def _last_words(self) -> str:
        status = self.process.wait()
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return f"the process ended with {status}: {lines[-1][:160] if lines else 'it said nothing'}"

    def close(self) -> None:
        try:
            self.process.stdin.close()
            self.process.wait(5)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
