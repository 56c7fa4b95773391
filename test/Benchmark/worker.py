# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs one peer on one row, in its own process.

Requests are lines of JSON on standard input, answers are lines of JSON on the original standard output. Output of libraries
goes to standard error. The first request names the peer and the row. The answer to a request that fails is {"error": ...}.
"""
from __future__ import annotations

import ctypes
import importlib
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import numpy as np

from imported.rows import IMPORTED
from peers import Job
from rows import ROWS


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def resident_bytes() -> int:
    """Returns the resident bytes of this process."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


class Worker:
    def __init__(self, peer: str, size: str, row: str, folder: str, weights: str, threads: int, opt: int,
                 counts_heap: bool):
        module, variant = peer.split(":")
        found = next(each for each in (ROWS | IMPORTED)[size] if each.name == row)
        job = Job(found, Path(folder), Path(weights), threads, variant, opt, counts_heap)
        self.peer = importlib.import_module(f"peers.{module}").Peer(job)

    def build(self) -> dict:
        """Builds the artefact, if the peer has one."""
        for name in self.peer.build_imports:
            importlib.import_module(name)
        self.peer.prepare()
        start = time.perf_counter()
        files = self.peer.build()
        seconds = time.perf_counter() - start
        if not files:
            return {}
        size = sum(path.stat().st_size for path in files)
        return {"compile_s": self.peer.compile_s or seconds, "artefact_bytes": size, **self.flops()}

    def load(self) -> dict:
        """Loads the program, and runs it once."""
        for name in self.peer.load_imports:
            importlib.import_module(name)
        start = time.perf_counter()
        self.peer.load()
        seconds = time.perf_counter() - start
        self.peer.run()
        measured = {self.peer.load_is: seconds} if self.peer.load_is else {}
        stated = self.peer.stated_bytes()
        return {**measured, **self.flops(), "resident_bytes": resident_bytes(),
                **({} if stated is None else {"stated_bytes": stated})}

    def flops(self) -> dict:
        stated = self.peer.stated_flops()
        return {} if stated is None else {"flops": stated}

    def save(self, path: str) -> dict:
        """Writes the results of the last run."""
        np.savez(path, *self.peer.outputs())
        return {}

    def memory(self) -> dict:
        """Returns the peak of a run's heap without its results, and the bytes that the program states."""
        heap = ctypes.CDLL(None)
        heap.heap_live.restype = heap.heap_most.restype = heap.heap_times.restype = ctypes.c_long
        self.peer.forget()
        heap.heap_start()
        self.peer.run()
        time.sleep(0.2)  # some threads free memory only after the results are complete
        most, left, times = heap.heap_most(), heap.heap_live(), heap.heap_times()
        return {"heap_bytes": most - left, "allocations": times, "stated_bytes": self.peer.stated_bytes()}

    def time(self, seconds: float, clock: str) -> dict:
        """Runs for about `seconds`, at least twice. Returns the time of each run."""
        run, clock, times = self.peer.run, CLOCKS[clock], []
        end = time.perf_counter() + seconds
        while len(times) < 2 or time.perf_counter() < end:
            start = clock()
            run()
            times.append(clock() - start)
        times.sort()
        return {"least": times[0], "median": times[len(times) // 2], "runs": len(times)}


def headline(error: Exception) -> str:
    """Returns one line of a message: the first with "error: ", as compilers write, else the first."""
    lines = f"{type(error).__name__}: {error}".strip().splitlines()
    return next((line for line in lines if "error: " in line), lines[0])[:200]


def answer(worker: Any, request: dict) -> tuple[Any, dict]:
    """Returns the worker, which the first request creates, and its answer."""
    try:
        if worker is None:
            return Worker(**request), {}
        return worker, getattr(worker, request.pop("do"))(**request)
    except Exception as error:  # any exception of a peer becomes its answer
        traceback.print_exc()
        return worker, {"error": headline(error)}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    worker = None
    for line in sys.stdin:
        worker, said = answer(worker, json.loads(line))
        answers.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
