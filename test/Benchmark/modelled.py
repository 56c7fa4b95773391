# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How long do programs take, as ag models it and as it is measured, on one thread of this machine?

    .venv/bin/python3 test/Benchmark/modelled.py                        all programs
    .venv/bin/python3 test/Benchmark/modelled.py --rows softmax chain   those with such a word in their name

"op by op" is the model of a program each op of which goes through memory, "in groups" of one in which ag.fused holds
what can be computed together; "measured" is the least time of some runs of the first, as ag compiles it. The model is
that of ag/Analysis/Work.h, by the numbers of lib/Machine/Processors.def, which are a core's whose neighbours are busy;
what this one does at the time is measured first.
"""
from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

from benchmark import chosen, cpu
from groups import PROGRAMS, Program
from peaks import Peaks
from process import ROOT
from report import milliseconds, table

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
LEAST = re.compile(r"time: (?:least )?([\d.]+) (s|ms|us|ns)")


def run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def model(tools: Path, march: str, text: str, folder: Path) -> dict:
    """What ag says of the entry: nanoseconds, bytes and bound."""
    source, report = folder / "program.mlir", folder / "report.json"
    source.write_text(text)
    run(tools / "ag-compile", source, "-o", folder / "program.mlir.s", f"--march={march}", f"--report={report}")
    return next(row["values"] for row in json.loads(report.read_text())["remarks"] if row["name"] == "time")


def measure(tools: Path, march: str, program: Program, folder: Path, runs: int) -> float:
    """Seconds."""
    source = folder / "program.mlir"
    source.write_text(program.text(in_groups=False))
    inputs = [f"--input=randn:{number}" for number in range(len(program.arguments))]
    weights = ["--weights=randn:9"] if program.parameters else []
    said = run(tools / "ag-run", source, "--on=cpu", f"--march={march}", *inputs, *weights, f"--time={runs}")
    found = LEAST.search(said)
    return float(found[1]) * UNITS[found[2]]


def row(name: str, seconds: float, models: list[dict]) -> list[str]:
    cells = [name, milliseconds(seconds)]
    for each in models:
        modelled = 1e-9 * max(1, each["nanoseconds"])
        cells += [milliseconds(modelled), each["bound"], f"{1e-6 * each['bytes']:.2f}", f"{seconds / modelled:.2f}"]
    return cells


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", metavar="WORD", help="only programs with one of these in their name")
    parser.add_argument("--size", choices=PROGRAMS, default="full", help="tiny is for trying the driver itself")
    parser.add_argument("--march", default="native", help="what is modelled and compiled for (native)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each program has its turn (3)")
    parser.add_argument("--runs", type=int, default=20, help="how often it runs then (20)")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="ag's build tree")
    options = parser.parse_args()
    names = chosen(options.rows, list(PROGRAMS[options.size]), "program")
    programs = {name: PROGRAMS[options.size][name]() for name in names}
    tools = options.build / "bin"
    with tempfile.TemporaryDirectory(prefix="ag-modelled-") as path:
        folder = Path(path)
        peaks = Peaks(1, folder).measure(1.0, "wall")
        print(f"{cpu()}: {', '.join(f'{value} {name}' for name, value in peaks.items())}\n")
        rounds = [{name: measure(tools, options.march, program, folder, options.runs)
                   for name, program in programs.items()} for _ in range(options.rounds)]
        rows = [row(name, min(each[name] for each in rounds),
                    [model(tools, options.march, program.text(in_groups), folder) for in_groups in (False, True)])
                for name, program in programs.items()]
    print(table(["program", "measured ms", "op by op ms", "by", "MB", "measured / that", "in groups ms", "by", "MB",
                 "measured / that"], rows))


if __name__ == "__main__":
    main()
