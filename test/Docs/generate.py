# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the pages of documentation that follow from the sources.

Is docs/Spec.md what the ops' definitions say, and docs/Phases.md what the table
of phases says? Each page is a preface and what a tool prints.

  $ generate.py BUILD              writes the pages (ninja -C build docs)
  $ generate.py BUILD spec         fails where docs/Spec.md differs
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

SPEC = """\
# The ag dialect

What every op means and what it demands. `ninja -C build docs` writes this page
from `include/ag/Dialect/AG/IR/*.td`; the tests fail where it differs.

An error quotes the label of the constraint that is violated, such as `[sizes]`.
"""

PHASES = """\
# The phases of compilation

A program goes through these phases in order. `ag-compile` runs all that remain,
and with `--to=PHASE` stops after one, as does `ag-opt`. After each phase the compiler
verifies that nothing is left but what the table allows, and records the phase
as the module's attribute `ag.phase`: a program may be printed after a phase,
edited, and continued.

`ninja -C build docs` writes this page from `lib/Pipeline/Phases.cpp`; the tests
fail where it differs.
"""


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def spec(build):
    config = output("llvm-config-22", "--bindir", "--includedir").split()
    text = output(
        f"{config[0]}/mlir-tblgen",
        "-gen-dialect-doc",
        "--dialect=ag",
        f"-I{ROOT}/include",
        f"-I{config[1]}",
        str(ROOT / "include/ag/Dialect/AG/IR/AGOps.td"),
    )
    # The generator's own title and table of contents give way to the preface.
    text = text.partition("# 'ag' Dialect\n")[2].replace("[TOC]\n", "")
    return SPEC + re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def phases(build):
    return PHASES + output(str(Path(build) / "bin" / "PrintPhases"))


PAGES = {"spec": ("docs/Spec.md", spec), "phases": ("docs/Phases.md", phases)}


def is_current(path, text):
    old = (ROOT / path).read_text()
    diff = difflib.unified_diff(
        old.splitlines(), text.splitlines(), path, "generated", lineterm=""
    )
    print(*diff, sep="\n")
    return old == text


def main():
    build, names = sys.argv[1], sys.argv[2:]
    for name in names or PAGES:
        path, generate = PAGES[name]
        if not names:
            (ROOT / path).write_text(generate(build))
        elif not is_current(path, generate(build)):
            sys.exit(f"{path} is out of date; write it anew: ninja -C build docs")


if __name__ == "__main__":
    main()
