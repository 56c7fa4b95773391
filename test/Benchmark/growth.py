# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How does compile time grow with the program? It compiles n ops of each shape, with a report, and measures each pass's time
per op.

    .venv/bin/python3 test/Benchmark/growth.py                     all shapes, 100 to 1,600 ops
    .venv/bin/python3 test/Benchmark/growth.py --shapes concat updates --sizes 200 400

The time per op grows even if a pass does the same for each, since a larger program is in slower caches. So it is compared
with that of a plain walk over the program in the same compilations: the verification after a pass that does nothing,
ag-split-loops without threads. A pass is listed if its time per op grows more than twice as much as the walk's, between 200
ops, or the first larger size, and the last size. Passes that take less than --least seconds for the last size are too short
to measure. Passes of MLIR and LLVM are in a separate table. Times are core times: wall times are scaled by the compilation's
share of a core, which removes the effect of other processes. They are the least of some rounds.

Caches slow a pass down more than the walk if it reads more. If valgrind is there, it counts the instructions of the listed
passes of ag, for 100 and 400 ops. Passes whose instructions per op grow by less than a twentieth have a table of their
own: work that doubles the time per op from 200 ops to 1,600 adds more than that. --instructions counts those of all passes of ag
instead of times, and lists the passes where they grow by more.

The exit status is 1 if a pass of ag is listed, other than by memory alone, or if a program did not compile.
"""
from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from instructions import can_count, class_of, count_instructions
from process import ROOT
from report import table
from shapes import SHAPES

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6}
COUNTED, COUNTABLE = (100, 400), 1_000_000
LINEAR = 1.05
WALK = "allocate: ag-split-loops"
LINE = re.compile(r"\s*([\d.]+) (s|ms|us) (\s+)(\S.*)")


@dataclass
class Times:
    """The times of one compilation in seconds."""
    total: float = 0
    passes: dict[str, float] = field(default_factory=dict)  # by phase and name, as "lower: cse"


class Failed(Exception):
    """The compiler failed; the message has the reason."""


def parse_times(text: str, share: float = 1) -> Times:
    """Parses the output of --time: phases, each followed by its passes, which may run several times. Times are multiplied
    by `share`, the part that was spent on a core."""
    times, phase = Times(), ""
    for seconds, name, is_pass in ((share * float(found[1]) * UNITS[found[2]], found[4], len(found[3]) > 1)
                                   for found in map(LINE.fullmatch, text.splitlines()) if found):
        if name == "total":
            times.total = seconds
        elif is_pass or name.startswith("LLVM"):
            label = f"{phase}: {name}" if is_pass else name
            times.passes[label] = times.passes.get(label, 0) + seconds
        else:
            phase = name
    return times


def core_seconds() -> float:
    """Returns the core seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(compiler: Path, text: str, patience: float, opt: int) -> Times:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "program.mlir"
        source.write_text(text)
        start, start_core = time.perf_counter(), core_seconds()
        try:
            done = subprocess.run([compiler, source, "--time", f"--report={source.with_suffix('.json')}", f"--opt={opt}",
                                   "-o", source.with_suffix(".o")], capture_output=True, text=True, timeout=patience)
        except subprocess.TimeoutExpired:
            raise Failed(f"no end in {patience:.0f} s") from None
    if done.returncode:
        raise Failed(done.stderr.strip().splitlines()[0])
    return parse_times(done.stdout + done.stderr,
                       min(1, (core_seconds() - start_core) / (time.perf_counter() - start)))


def least(rounds: list[Times]) -> Times:
    """Returns the least time of each pass and of all passes. --time leaves out very short ones."""
    names = dict.fromkeys(name for each in rounds for name in each.passes)
    return Times(min(each.total for each in rounds),
                 {name: min(each.passes[name] for each in rounds if name in each.passes) for name in names})


def growth(found: dict[int, Times], name: str | None = None) -> float:
    """Returns the factor by which the time per op, in one pass or in all, grows from 200 ops on."""
    first = min((n for n in found if n >= 200), default=min(found))
    last = max(found)
    before, after = (found[n].passes.get(name, 0) / n if name else found[n].total / n for n in (first, last))
    return after / before if before else 0


def walk_growth(found: dict[int, Times]) -> float:
    """Returns the growth of a plain walk, which is due to the machine, at least 1."""
    return max(1, growth(found, WALK))


def flagged(found: dict[int, Times], shortest: float) -> list[str]:
    """Returns the passes that grow more than twice as much as a plain walk."""
    passes = found[max(found)].passes
    return [name for name, seconds in passes.items()
            if seconds >= shortest and growth(found, name) > 2 * walk_growth(found)]


def counted_growth(counts: dict[int, dict[str, int]], name: str) -> float | None:
    """Returns the factor by which the instructions per op of a pass grow; None if they were not counted."""
    first, last = (counts[n].get(class_of(name.rpartition(": ")[2]), 0) / n for n in (min(counts), max(counts)))
    return last / first if first else None


def count(compiler: Path, shape: str) -> dict[int, dict[str, int]]:
    """Returns the instructions of passes by size."""
    return {n: count_instructions(compiler, SHAPES[shape](n)) for n in COUNTED}


def is_ours(name: str) -> bool:
    return name.partition(": ")[2].startswith("ag-")


def measure_shape(shape: str, settings: argparse.Namespace) -> dict[int, Times]:
    """Returns times by size, up to the size at which the compiler fails."""
    found = {}
    for n in sorted(settings.sizes):
        try:
            found[n] = least([measure(settings.build / "bin" / "ag-compile", SHAPES[shape](n), settings.patience,
                                      settings.opt)
                              for _ in range(settings.rounds)])
        except Failed as failure:
            print(f"{shape}, {n} ops: {failure}", file=sys.stderr)
            break
    return found


def cells(shape: str, found: dict[int, Times], sizes: list[int]) -> list[str]:
    times = [f"{1e3 * found[n].total / n:.2f}" if n in found else "failed" for n in sizes]
    return [shape, *times, *(f"{grown(found):.2f}" if found else "-" for grown in (growth, walk_growth))]


def pass_cells(shape: str, name: str, found: dict[int, Times]) -> list[str]:
    last = max(found)
    return [shape, name, f"{found[last].passes[name]:.2f}", f"{found[last].passes[name] / found[last].total:.0%}",
            f"{growth(found, name):.1f}", f"{walk_growth(found):.1f}"]


def find_slowed(settings: argparse.Namespace, listed: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Returns the passes of shapes whose instructions per op do not grow."""
    if not listed or not can_count():
        return []
    compiler = settings.build / "bin" / "ag-compile"
    counts = {shape: count(compiler, shape) for shape in dict.fromkeys(shape for shape, _ in listed)}
    grown = {each: counted_growth(counts[each[0]], each[1]) for each in listed}
    return [each for each, factor in grown.items() if factor is not None and factor < LINEAR]


def list_counted(settings: argparse.Namespace) -> int:
    """Prints the passes of ag whose instructions per op grow. Returns the exit status."""
    rows = []
    for shape in settings.shapes:
        counts = count(settings.build / "bin" / "ag-compile", shape)
        grown = {name: counted_growth(counts, name) or 0
                 for name, number in counts[max(counts)].items() if number >= COUNTABLE}
        rows += [[shape, name, f"{counts[max(counts)][name] / 1e6:.1f}", f"{factor:.2f}"]
                 for name, factor in grown.items() if factor >= LINEAR]
    print(table(["grows", "class of a pass", "million instructions", "growth"], rows) if rows else "no pass grows")
    return 1 if rows else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 200, 400, 800, 1600], help="how many ops")
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=list(SHAPES), metavar="SHAPE",
                        help=", ".join(SHAPES))
    parser.add_argument("--least", type=float, default=0.05, help="seconds that a pass takes in the end to be named")
    parser.add_argument("--rounds", type=int, default=3, help="how often each program is compiled")
    parser.add_argument("--patience", type=float, default=300, help="seconds that a compilation may take")
    parser.add_argument("--opt", type=int, default=3, choices=range(4), help="the optimisation level (3)")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="the build tree")
    parser.add_argument("--instructions", action="store_true", help="count instructions instead of times, by valgrind")
    return parser.parse_args()


def main() -> int:
    settings = parse_arguments()
    if settings.instructions:
        return list_counted(settings)
    sizes = sorted(settings.sizes)
    found = {shape: measure_shape(shape, settings) for shape in settings.shapes}
    print(table(["ms for an op", *map(str, sizes), "growth", "walk"],
                [cells(shape, times, sizes) for shape, times in found.items()]))
    named = [(shape, name) for shape, times in found.items() if times for name in flagged(times, settings.least)]
    slowed = set(find_slowed(settings, [(shape, name) for shape, name in named if is_ours(name)]))
    kinds = {"of ag": lambda each: is_ours(each[1]) and each not in slowed,
             "of MLIR and LLVM": lambda each: not is_ours(each[1]),
             "of ag, by memory alone": slowed.__contains__}
    for whose, is_of in kinds.items():
        rows = [pass_cells(shape, name, found[shape]) for shape, name in filter(is_of, named)]
        if rows:
            print("\n" + table(["grows", f"pass {whose}", "s", "of all", "growth", "walk"], rows))
    complete = all(len(times) == len(sizes) for times in found.values())
    return 0 if complete and not any(is_ours(name) and (shape, name) not in slowed for shape, name in named) else 1


if __name__ == "__main__":
    sys.exit(main())
