# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares ag with its peers, on one machine in one run.

    .venv/bin/python3 test/Benchmark/benchmark.py setup            installs the peers into .venv-peers (2.7 GB)
    .venv/bin/python3 test/Benchmark/benchmark.py run -o results   measures, writes results.json and results.md
    .venv/bin/python3 test/Benchmark/benchmark.py memory -o memory measures the memory of runs: memory.json, memory.md
    .venv/bin/python3 test/Benchmark/benchmark.py imports -o imports  measures programs that are imported: imports.json, .md
    .venv/bin/python3 test/Benchmark/benchmark.py show results.json
    .venv/bin/python3 test/Benchmark/benchmark.py cuda-pack -o gpu makes a folder that proves programs on a GPU elsewhere

Each peer runs in its own process with its best documented settings, in f32, with results in reused memory. All results are
compared with numpy in double. Timed runs alternate, with measurements of the machine's peaks between them. Peers that fail,
or are not installed, are listed with the reason.
"""
from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tqdm import tqdm

import memory_report
import report
import stand_ins
from imported import report as import_report
from imported.measure import FIGURES, measure
from imported.rows import IMPORTED
from memory import PEERS as MEMORY_PEERS, measure_row
from peaks import Peaks
from peers import IMPORT_PEERS, PEERS, TRAINERS
from plans import measure_instance, measure_trace
from process import HERE, PEERS_PYTHON, ROOT, Settings
from rows import ROWS, Row
from session import run_row
from traces import TRACES

DISTRIBUTIONS = ["torch", "onnxruntime", "openvino", "jax", "iree-base-compiler"]


def setup() -> None:
    folder = PEERS_PYTHON.parents[1]
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    subprocess.run([PEERS_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "-r",
                    HERE / "requirements.txt"], check=True)
    stand_ins.install(PEERS_PYTHON)


def versions(settings: Settings) -> dict[str, str]:
    """Returns the versions of ag's compiler, with its optimisation level, and of the installed peers."""
    compiler = subprocess.run([settings.build / "bin" / "ag-compile", "--version"], capture_output=True, text=True)
    words = compiler.stdout.split()
    ours = words[1].rstrip(",") if len(words) > 1 else "of no known version"
    found = {"ag": f"{ours} (--opt={settings.opt})", "numpy": importlib.metadata.version("numpy")}
    if PEERS_PYTHON.exists():
        script = ("import importlib.metadata, json, sys\n"
                  "have = {d.name: d.version for d in importlib.metadata.distributions()}\n"
                  "print(json.dumps({name: have[name] for name in sys.argv[1:] if name in have}))")
        done = subprocess.run([PEERS_PYTHON, "-c", script, *DISTRIBUTIONS], capture_output=True, check=True)
        found |= json.loads(done.stdout)
    return found


def cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def chosen(words: list[str] | None, all_of_them: list[str], what: str) -> list[str]:
    """Returns the names that contain one of the words, ignoring case; all names if there are no words."""
    found = [name for name in all_of_them if not words or any(word.lower() in name.lower() for word in words)]
    if not found:
        raise SystemExit(f"error: no {what} is called {', '.join(words)}: there are {', '.join(all_of_them)}")
    return found


def those_for(row: Row, peers: list[str]) -> list[str]:
    differentiates = row.trains or row.derived
    return [name for name in peers if (name != "ag, any size" or row.ranges)
            and (name in TRAINERS or not differentiates)]


def importers_for(row: Row, peers: list[str]) -> list[str]:
    """Returns the peers that can run a row of an imported model."""
    needs = {"ag": row.model, "ag, any size": row.model and row.ranges, "ag, from torch": row.module,
             "ag, any size, from torch": row.module and row.ranges, "AOTInductor": row.module}
    return [name for name in peers if needs.get(name, True)]


def say(line: str) -> None:
    """Prints a line to standard error, above the progress bar."""
    tqdm.write(line, file=sys.stderr)


def counted(rows: Iterable[Row]) -> Iterator[Row]:
    """Yields the rows, with a progress bar on standard error: the current row, the number of rows done, the time left."""
    bar = tqdm(list(rows), unit="row", file=sys.stderr, dynamic_ncols=True)
    for row in bar:
        bar.set_postfix_str(row.name)
        yield row


def run(options: argparse.Namespace) -> None:
    settings = Settings(options.size, options.threads, options.rounds, options.seconds, options.build.resolve(),
                        options.opt, options.clock)
    rows = chosen(options.rows, [row.name for row in ROWS[options.size]], "row")
    peers = chosen(options.peers, list(PEERS), "peer")
    results = {"threads": options.threads, "clock": options.clock, "cpu": cpu(), "peers": peers,
               "versions": versions(settings), "rows": []}
    with tempfile.TemporaryDirectory() as folder:
        peaks = Peaks(options.threads, Path(folder))
        for row in counted(row for row in ROWS[options.size] if row.name in rows):
            results["rows"].append(run_row(row, those_for(row, peers), settings, peaks, say))
            write(results, options.output)
    print(markdown(results), end="")


def memory(options: argparse.Namespace) -> None:
    settings = Settings(options.size, options.threads, 0, 0, options.build.resolve(), options.opt,
                        patience=3600)
    rows = chosen(options.rows, [*(row.name for row in ROWS[options.size]), *TRACES], "row")
    peers = chosen(options.peers, MEMORY_PEERS, "peer")
    tool = settings.build / "bin" / "ag-plan"
    results = {"threads": options.threads, "peers": peers, "versions": versions(settings), "rows": [],
               "traces": [measure_trace(name, make(1), tool) for name, make in TRACES.items() if name in rows],
               "instances": [measure_instance(path, tool) for path in options.instances]}
    for row in counted(row for row in ROWS[options.size] if row.name in rows):
        results["rows"].append(measure_row(row, those_for(row, peers), settings, say))
        write(results, options.output)
    print(markdown(results), end="")


def imports(options: argparse.Namespace) -> None:
    settings = Settings(options.size, 1, options.rounds, options.seconds, options.build.resolve(), options.opt, options.clock)
    all_rows = IMPORTED[options.size]
    rows = chosen(options.rows, [*(row.name for row in all_rows), *FIGURES.values()], "row")
    peers = chosen(options.peers, IMPORT_PEERS, "peer")
    results = {"threads": 1, "clock": options.clock, "cpu": cpu(), "peers": peers, "versions": versions(settings),
               "imported": [], "figures": {}}
    with tempfile.TemporaryDirectory() as folder:
        peaks = Peaks(1, Path(folder))
        for row in counted(row for row in all_rows if row.name in rows):
            results["imported"].append(run_row(row, importers_for(row, peers), settings, peaks, say))
            write(results, options.output)
    for name, words in FIGURES.items() if options.size == "imported" else ():
        if words in rows:
            say(f"measuring {words}")
            results["figures"][words] = measure(name, settings)
            write(results, options.output)
    print(markdown(results), end="")


def pack(options: argparse.Namespace) -> None:
    """Runs cuda_pack/make.py, which imports ag, the op table and the examples."""
    examples = [ROOT / "examples" / name for name in ("", "classics", "digits", "charlm", "minilm")]
    path = [options.build.resolve() / "python", ROOT / "test" / "OpTable", HERE, *examples]
    command = [sys.executable, "-m", "cuda_pack.make", "-o", options.output, "--build", options.build.resolve()]
    done = subprocess.run([*command, *(["--programs", *options.programs] if options.programs else [])],
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONDONTWRITEBYTECODE": "1"})
    if done.returncode:
        raise SystemExit(done.returncode)


def markdown(results: dict) -> str:
    kind = memory_report if "traces" in results else import_report if "imported" in results else report
    return kind.markdown(results)


def write(results: dict, stem: Path | None) -> None:
    """Writes the results. It is called after each row, so that a run that is stopped leaves the rows before."""
    if stem:
        stem.with_suffix(".json").write_text(json.dumps(results, indent=1) + "\n")
        stem.with_suffix(".md").write_text(markdown(results))


def read_options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("setup", help="install the peers into .venv-peers")
    brings = steps.add_parser("imports", help="compare imported programs with ag's own and with peers, and print the tables")
    needs = steps.add_parser("memory", help="compare how much memory runs take, and print the tables")
    show = steps.add_parser("show", help="print the tables of a run")
    show.add_argument("results", type=Path, help="what run wrote, JSON")
    measure = steps.add_parser("run", help="measure, and print the tables")
    needs.add_argument("--instances", nargs="+", type=Path, default=[], metavar="NAME.CAPACITY.csv",
                       help="buffers to fit into a capacity, as MiniMalloc's")
    proves = steps.add_parser("cuda-pack", help="make a folder of programs and results that proves them on a GPU")
    proves.add_argument("-o", "--output", type=Path, required=True, help="the folder; an older pack is replaced")
    proves.add_argument("--programs", nargs="+", metavar="WORD", help="only programs with one of these in their name")
    proves.add_argument("--build", type=Path, default=ROOT / "build", help="ag's build tree")
    for step in (needs, measure, brings):
        step.add_argument("-o", "--output", type=Path, help="write OUTPUT.json and OUTPUT.md too")
        step.add_argument("--rows", nargs="+", metavar="WORD", help="only rows with one of these in their name")
        step.add_argument("--peers", nargs="+", metavar="WORD", help="only peers with one of these in their name")
        step.add_argument("--size", choices=IMPORTED if step is brings else ROWS, help="tiny is for trying the driver itself",
                          default={needs: "memory", measure: "full", brings: "imported"}[step])
        step.add_argument("--build", type=Path, default=ROOT / "build", help="ag's build tree")
        step.add_argument("--threads", type=int, default=1, choices=(1, 2))
        step.add_argument("--opt", type=int, default=3, choices=range(4), help="ag's optimisation level (3)")
    for step in (measure, brings):
        step.add_argument("--rounds", type=int, default=8, help="the number of runs of each peer (8)")
        step.add_argument("--seconds", type=float, default=0.4, help="the seconds of a run (0.4)")
        step.add_argument("--clock", choices=("wall", "cpu"), default="wall",
                          help="cpu counts the time on a core only, for one thread on a busy machine")
    return parser.parse_args(arguments)


def main() -> None:
    options = read_options()
    if options.step == "setup":
        setup()
    elif options.step == "show":
        print(markdown(json.loads(options.results.read_text())), end="")
    elif options.step == "memory":
        memory(options)
    elif options.step == "imports":
        imports(options)
    elif options.step == "cuda-pack":
        pack(options)
    else:
        run(options)


if __name__ == "__main__":
    main()
