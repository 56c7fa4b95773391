# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How much memory does one run take, besides its arguments, its results and its weights, in ag and in its peers?

ag states its workspace, and ag-compile --report the buffers in it; XLA states its own in memory_analysis(). The memory of
other peers, and memory beyond the stated one, is measured: heap.c counts the peak of a run's heap, without the results that
it leaves there. onnxruntime runs without its arena, whose blocks would hide it.
"""
from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from packing import Buffer, compare
from peaks import find_compiler
from process import HERE, Settings
from rows import Row
from session import Session

PEERS = ["ag", "ag, any size", "JAX", "onnxruntime", "IREE", "PyTorch"]
# The passes that plan the memory, and prove the plan.
PLANNING = {"ag-compute-in-place", "ag-rotate-buffers", "ag-order-for-memory", "ag-plan-workspace",
            "ag-verify-workspace"}


def build_heap(folder: Path) -> Path:
    library = folder / "heap.so"
    subprocess.run([find_compiler(), "-O2", "-shared", "-fPIC", HERE / "heap.c", "-o", library], check=True)
    return library


def read_report(path: Path) -> dict:
    """Returns the plan of the entry `main` from a report of ag-compile. Greedy by size has one live range per buffer; for
    a buffer with several it spans all of them."""
    report = json.loads(path.read_text())
    said = [each for each in report["remarks"] if each["pass"] == "ag-plan-workspace" and each["function"] == "main"]
    buffers = [Buffer(each["values"]["start"], each["values"]["end"], each["values"]["bytes"])
               for each in said if each["name"] == "buffer"]
    workspace = next(each["values"] for each in said if each["name"] == "workspace")
    passes = {each["name"]: each["seconds"] for phase in report["phases"] for each in phase["passes"]}
    seconds = sum(phase["seconds"] for phase in report["phases"])
    return {**compare(buffers), "bytes": workspace["bytes"], "bound": workspace["bound"],
            "planning_share": sum(passes[name] for name in PLANNING) / seconds}


class MemorySession(Session):
    """A session that runs one peer at a time, because some need much memory to compile."""

    def measure(self, names: list[str]) -> dict:
        expected = self.reference()
        steps = [self.build, self.load, lambda name: self.check(name, expected), self.memory]
        for name in names:
            for step in steps:
                if "error" not in self.measured.get(name, {}):
                    self.try_for(name, step)
            process = self.processes.pop(name, None)
            if process:
                process.close()
        return {"name": self.row.name, "peers": self.measured}

    def memory(self, name: str) -> None:
        self.measured[name] |= self.processes[name].ask(do="memory")
        report = self.folder / name / "model.json"
        if report.exists():
            self.measured[name]["plan"] = read_report(report)


def measure_row(row: Row, names: list[str], settings: Settings, report: Callable[[str], None]) -> dict:
    with tempfile.TemporaryDirectory(prefix="ag-memory-") as folder:
        heap = build_heap(Path(folder))
        return MemorySession(row, replace(settings, heap=heap), Path(folder), report).measure(names)
