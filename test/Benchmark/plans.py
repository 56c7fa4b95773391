# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How good are the plans of ag-plan for traces of networks and for MiniMalloc's instances? Its results are checked here."""
from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from packing import Buffer, compare, overlap, peak, read_csv, write_csv

# Published milliseconds to fit the capacity, for the instances that google/minimalloc calls challenging.
PUBLISHED = dict(A=4910, B=3661, C=637, D=2674, E=3717, F=5358, G=1181, H=1808, I=3908, J=883, K=628)
LONG_EFFORT = 2_000_000_000  # steps; about ten seconds


def plan(source: Path, buffers: list[Buffer], tool: Path, *options: str) -> dict:
    """Returns the peak of a plan and the tool's time, or the error. Empty if the tool is not built."""
    if not tool.exists():
        return {}
    with tempfile.TemporaryDirectory(prefix="ag-plan-") as folder:
        target, start = Path(folder) / "plan.csv", time.perf_counter()
        done = subprocess.run([tool, source, *options, "-o", target], capture_output=True, text=True)
        taken = time.perf_counter() - start
        if done.returncode:
            return {"error": done.stderr.strip().removeprefix("error: ")}
        planned, offsets = read_csv(target)
    if planned != buffers:
        return {"error": "it wrote other buffers than it read"}
    both = overlap(buffers, offsets)
    if both:
        return {"error": f"{both[0]} and {both[1]} overlap"}
    return {"bytes": peak(buffers, offsets), "seconds": taken}


def measure_trace(name: str, buffers: list[Buffer], tool: Path) -> dict:
    with tempfile.TemporaryDirectory(prefix="ag-plan-") as folder:
        source = Path(folder) / f"{name}.csv"
        write_csv(buffers, source)
        return {"name": name, **compare(buffers), **plan(source, buffers, tool)}


def measure_instance(source: Path, tool: Path) -> dict:
    """Measures a file called NAME.CAPACITY.csv: it fits the buffers into the capacity, and then into as little as
    possible."""
    name, capacity = source.name.split(".")[:2]
    buffers, _ = read_csv(source)
    found = {"name": name, "capacity": int(capacity), "published_ms": PUBLISHED.get(name), **compare(buffers)}
    fitted = plan(source, buffers, tool, f"--capacity={capacity}")
    if fitted.get("bytes", 0) > int(capacity):
        fitted = {"error": f"a plan of {fitted['bytes']} bytes was said to fit into {capacity}"}
    least = plan(source, buffers, tool, f"--effort={LONG_EFFORT}")
    return {**found, **least, **({"error": fitted["error"]} if "error" in fitted else {}),
            "fit_seconds": fitted.get("seconds")}
