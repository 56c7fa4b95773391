#!/usr/bin/env python3
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do two builds compile every program to the same bytes?

    .venv/bin/python3 scripts/compare_objects.py ../before/build build

compiles programs with both builds, for each march and number of threads: those of test/ and examples/, split at lines
with `// -----`, and the models of the benchmark, MiniLM among them, with fixed and with dynamic sizes. It compares
objects and headers, or with --target=cuda PTX for sm_80, and the exit statuses of programs that are refused. It lists
the differences; if there are any, the exit status is 1. It is 2 if neither build compiles any of the programs.

Objects contain the name of their source file and of the header, so both builds read the same copy in the same folder.
The hash of load, 16 hexadecimal digits, is ignored: it depends on the text of load's IR, not only on what load does.
"""
from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BETWEEN_PROGRAMS = re.compile(r"^// -----.*$", re.M)
LOAD_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
#: The default targets and numbers of threads. Programs for a GPU take no number of threads.
MARCHES = {"cpu": ["x86-64-v3", "x86-64-v4", "native"], "cuda": ["sm_80"]}
THREADS = {"cpu": [1, 2], "cuda": [None]}


@dataclass(frozen=True)
class Case:
    program: str
    target: str
    march: str
    threads: int | None

    @property
    def flags(self) -> list[str]:
        flags = [f"--target={self.target}"] if self.target != "cpu" else []
        flags.append(f"--march={self.march}")
        return flags + [f"--threads={self.threads}"] * (self.threads is not None)

    @property
    def code(self) -> tuple[str, str]:
        """The kind of file that is compared besides the header, and its suffix."""
        return ("PTX", ".ptx") if self.target == "cuda" else ("object", ".o")

    def __str__(self):
        return " ".join([self.program, *self.flags])


def read_parts() -> Iterator[tuple[str, str]]:
    """Yields a name and the text of each program in a file, split at lines with `// -----`."""
    for source in sorted(path for top in ("test", "examples") for path in (ROOT / top).rglob("*.mlir")):
        name = "-".join(source.relative_to(ROOT).with_suffix("").parts)
        for number, part in enumerate(BETWEEN_PROGRAMS.split(source.read_text())):
            yield f"{name}-{number}", part


def trace_models(python: Path) -> Iterator[tuple[str, str]]:
    """Yields a name and the text of each model of the benchmark with fixed sizes and, if it has named dimensions, also
    with dynamic sizes."""
    sys.path[:0] = [str(python), str(ROOT / "test" / "Benchmark")]
    import ag
    import numpy as np
    import rows
    from vocabularies.ag_arrays import AgOps

    def trace(row, any_size: bool) -> str:
        specs = [ag.spec(part.dtype, part.dims if any_size and part.dims else part.shape,
                         **{dim: row.ranges[dim] for dim in part.dims if any_size and isinstance(dim, str)})
                 for part in row.inputs.values()]
        if row.captured:
            draw = np.random.default_rng(0)
            weights = {name: draw.standard_normal(shape, np.float32) for name, shape in row.weights.items()}
        else:
            weights = {name: ag.parameter(name, ag.spec("f32", shape)) for name, shape in row.weights.items()}
        return ag.trace(lambda inputs: row.model(AgOps, weights, *inputs), specs).as_text()

    for row in {row.name: row for group in ("full", "memory") for row in rows.ROWS[group]}.values():
        name = "model-" + re.sub(r"\W+", "-", row.name)
        yield name, trace(row, any_size=False)
        if row.ranges:
            yield f"{name}-any", trace(row, any_size=True)


def write_programs(folder: Path, word: str, python: Path) -> list[str]:
    """Writes the programs with `word` in their names to `folder`, each text once. Returns their names."""
    names = {text: name for name, text in read_parts() if word in name}
    if word in "model-" or word.startswith("model-"):
        for name, text in trace_models(python):
            if word in name:
                names.setdefault(text, name)
    for text, name in names.items():
        (folder / f"{name}.mlir").write_text(text)
    return sorted(names.values())


def compile_by(build: Path, side: str, case: Case, folder: Path) -> dict[str, bytes]:
    """Compiles a program with `build`. Returns its exit status and the bytes of its files, without the hash of load."""
    kind_of_code, suffix = case.code
    output = Path(side, case.march, str(case.threads), f"{case.program}{suffix}")
    (folder / output.parent).mkdir(parents=True, exist_ok=True)
    command = [build / "bin" / "ag-compile", f"{case.program}.mlir", "-o", output, *case.flags]
    done = subprocess.run(command, cwd=folder, capture_output=True)
    made = {"exit status": str(done.returncode).encode()}
    for kind, file in {kind_of_code: output, "header": output.with_suffix(".h")}.items():
        if (folder / file).exists():
            made[kind] = LOAD_HASH.sub(b"", (folder / file).read_bytes())
            (folder / file).unlink()
    return made


def compare(case: Case, builds: dict[str, Path], folder: Path) -> str:
    """Returns "same", "refused by both", or the differences."""
    before, after = (compile_by(build, side, case, folder) for side, build in builds.items())
    different = [kind for kind in before | after if before.get(kind) != after.get(kind)]
    if different:
        return f"{', '.join(different)} of {case}"
    return "same" if case.code[0] in before else "refused by both"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path, help="a build folder")
    parser.add_argument("after", type=Path, help="another one")
    parser.add_argument("--target", choices=sorted(MARCHES), default="cpu")
    parser.add_argument("--march", nargs="+", help=f"by default those of the target, of {MARCHES}")
    parser.add_argument("--threads", nargs="+", type=int, help="by default 1 and 2; a GPU's programs take none")
    parser.add_argument("--only", default="", metavar="WORD", help="the programs with this in their names")
    options = parser.parse_args()
    marches = options.march or MARCHES[options.target]
    threads = options.threads or THREADS[options.target]
    builds = {"before": options.before.resolve(), "after": options.after.resolve()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = write_programs(folder, options.only, builds["after"] / "python")
        if not programs:
            parser.error(f"--only={options.only}: no program has this in its name")
        cases = [Case(program, options.target, march, count) for program in programs for march in marches
                 for count in threads]
        print(f"{len(cases)} compilations by each build", flush=True)
        counts: Counter[str] = Counter()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for number, found in enumerate(pool.map(lambda case: compare(case, builds, folder), cases), 1):
                is_alike = found in ("same", "refused by both")
                counts[found if is_alike else "different"] += 1
                if not is_alike:
                    print(f"different: {found}", flush=True)
                if number % 200 == 0:
                    print(f"  {number} of {len(cases)}", flush=True)
    print(", ".join(f"{kind}: {counts[kind]}" for kind in ("same", "refused by both", "different")))
    if counts["different"]:
        return 1
    if not counts["same"]:
        print("nothing was compared: both builds refuse all of these programs", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
