# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How much memory does one run take, beside its arguments, its results and its weights? ag's plan and its peers.

ag states its workspace, and ag-compile --report the buffers in it; XLA states its own in memory_analysis(). What the
others take, and what all take beside what they state, is measured: heap.c counts what a run holds of the heap at most,
without the results that it leaves there. onnxruntime runs without its arena, whose blocks would hide it.
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
# The passes that decide what lies where, and prove it.
PLANNING = {"ag-compute-in-place", "ag-rotate-buffers", "ag-order-for-memory", "ag-plan-workspace",
            "ag-verify-workspace"}


def build_heap(folder: Path) -> Path:
    library = folder / "heap.so"
    subprocess.run([find_compiler(), "-O2", "-shared", "-fPIC", HERE / "heap.c", "-o", library], check=True)
    return library


def read_report(path: Path) -> dict:
    """What the report of ag-compile says of the plan for the entry `main`. Greedy by size knows of no buffer that lives
    more than once: for that it counts what is between."""
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
    """Each peer alone in its turn, for some take much while they compile."""

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
