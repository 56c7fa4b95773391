# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do the times that ag models compare with measured ones, on one thread of this machine?

    .venv/bin/python3 test/Benchmark/modelled.py                        all programs
    .venv/bin/python3 test/Benchmark/modelled.py --rows softmax chain   programs with one of these words in their name

"op by op" is the model of a program in which each op reads and writes memory, "by ag-fuse" that of the groups that the
compiler finds, and "in groups" that of groups by hand, an ag.fused around all ops that can be fused. "measured" is the least
time of some runs of the program that ag compiles. The model is that of ag/Analysis/Cost/Work.h, with the numbers of
lib/Machine/CPU/Processors.def, which are those of a core whose neighbours are busy. This machine's speeds are measured first.
"""
from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmark import chosen, cpu
from groups import PROGRAMS, Program
from peaks import Peaks
from process import ROOT
from report import milliseconds, table

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
LEAST = re.compile(r"time: (?:least )?([\d.]+) (s|ms|us|ns)")
TIME = re.compile(r"\] time \|.*bound=(?P<bound>\w+), bytes=(?P<bytes>\d+), nanoseconds=(?P<nanoseconds>\d+)")


@dataclass
class Model:
    seconds: float
    bound: str
    megabytes: float

    def cells(self) -> list[str]:
        return [milliseconds(self.seconds), f"{self.megabytes:.2f}"]


def run(*command: str | Path) -> str:
    """Runs a command, and returns its standard output and error."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout + done.stderr


def model(tools: Path, march: str, text: str, folder: Path, *passes: str) -> Model:
    """Returns ag's model of the program after these passes."""
    source = folder / "program.mlir"
    source.write_text(text)
    found = TIME.search(run(tools / "ag-opt", f"--march={march}", source, "--ag-record-signature", *passes,
                            "--ag-estimate-cost", "--remarks-filter=ag-estimate-cost", "-o", folder / "after.mlir"))
    return Model(1e-9 * max(1, int(found["nanoseconds"])), found["bound"], 1e-6 * int(found["bytes"]))


def measure(options: argparse.Namespace, program: Program, folder: Path) -> float:
    """Returns the measured time in seconds."""
    source = folder / "program.mlir"
    source.write_text(program.text(in_groups=False))
    inputs = [f"--input=randn:{number}" for number in range(len(program.arguments))]
    weights = ["--weights=randn:9"] if program.parameters else []
    said = run(options.build / "bin" / "ag-run", source, "--on=cpu", f"--march={options.march}", f"--opt={options.opt}",
               *inputs, *weights, f"--time={options.runs}")
    found = LEAST.search(said)
    return float(found[1]) * UNITS[found[2]]


def row(name: str, program: Program, seconds: float, options: argparse.Namespace, folder: Path) -> list[str]:
    tools, apart = options.build / "bin", program.text(in_groups=False)
    by_op, by_compiler = (model(tools, options.march, apart, folder, *passes) for passes in ([], ["--ag-fuse"]))
    by_hand = model(tools, options.march, program.text(in_groups=True), folder)
    return [name, milliseconds(seconds), *by_op.cells(), *by_compiler.cells(), *by_hand.cells(), by_hand.bound,
            f"{seconds / by_hand.seconds:.2f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", metavar="WORD", help="only programs with one of these in their name")
    parser.add_argument("--size", choices=PROGRAMS, default="full", help="tiny is for trying the driver itself")
    parser.add_argument("--march", default="native", help="what is modelled and compiled for (native)")
    parser.add_argument("--opt", type=int, default=3, choices=range(4), help="the optimisation level (3)")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long the machine's peaks are measured (1)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each program has its turn (3)")
    parser.add_argument("--runs", type=int, default=20, help="how often it runs then (20)")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="ag's build tree")
    options = parser.parse_args()
    names = chosen(options.rows, list(PROGRAMS[options.size]), "program")
    programs = {name: PROGRAMS[options.size][name]() for name in names}
    with tempfile.TemporaryDirectory(prefix="ag-modelled-") as path:
        folder = Path(path)
        peaks = Peaks(1, folder).measure(options.seconds, "wall")
        print(f"{cpu()}: {', '.join(f'{value} {name}' for name, value in peaks.items())}\n")
        rounds = [{name: measure(options, program, folder) for name, program in programs.items()}
                  for _ in range(options.rounds)]
        rows = [row(name, program, min(each[name] for each in rounds), options, folder)
                for name, program in programs.items()]
    print(table(["program", "measured ms", "op by op ms", "MB", "by ag-fuse ms", "MB", "in groups ms", "MB", "by",
                 "measured / that"], rows))


if __name__ == "__main__":
    main()
