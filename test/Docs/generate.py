# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the pages of documentation that are generated from the sources.

Are these pages current: docs/Spec.md from the ops' definitions, docs/Phases.md
from the table of phases, docs/Passes.md from the passes' records, docs/Options.md
from the table of options, docs/Differentiability.md from the ops' interfaces, and
docs/Python.md from the Python package? Each page is a preface and the output of a tool.

  $ generate.py BUILD              writes the pages (ninja -C build docs)
  $ generate.py BUILD spec         fails if docs/Spec.md differs
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "test/OpTable"))
from edge_table import EDGES as EDGE_TABLE  # noqa: E402
from numpy_table import DIFFERENCES, NAMES  # noqa: E402

SPEC = """\
# The ag dialect

This page has the meaning and the constraints of every op. `ninja -C build docs`
writes it from `include/ag/Dialect/AG/IR/*/*.td`; the tests fail if it differs.

An error quotes the label of the constraint that is violated, such as `[sizes]`.
"""

EDGES = """
## Derivatives that are a choice

If a function has no derivative at a point, or if its formula gives no number,
gradients and tangents use the partials of this table. All other partials are those
of the formula. Ops with the same primitives in their Specs have the same partials.
`ninja -C build docs` takes the table from `test/OpTable/edge_table.py`; a test for each
row (`test_edges.py`) runs it interpreted and compiled.

| what | where | partial |
| --- | --- | --- |
"""

PHASES = """\
# The phases of compilation

A program is compiled by these phases in order. `ag-compile` runs all phases that
remain; with `--to=PHASE` it stops after one, like `ag-opt`. After each phase the
compiler verifies that only the ops in the table are left, and records the phase
as the module's attribute `ag.phase`. So a program may be printed after a phase,
edited, and compiled further. If it is printed with its locations
(`--mlir-print-debuginfo`) and compiled further unchanged, with the same `--name` and
`--opt`, the result has the same bytes as a compilation in one step.

The module's attribute `ag.target` is the target of the compilation. A pass for one
kind of target only has that kind in its row ([AddingATarget.md](AddingATarget.md)).
The passes of `schedule` that have `cpu` there also form the pipeline
`ag-schedule-cpu`.

`ninja -C build docs` writes this page from `lib/Pipeline/Phases.cpp` and
`Targets.cpp`; the tests fail if it differs.
"""

PASSES = """\
# The passes

This page describes each pass of ag, its options, and its file. Passes that several
phases run come first. Then each phase has its passes in alphabetical order, and the
last passes run phases. [Phases.md](Phases.md) has the order in which passes run, with
upstream's passes between them.

`ninja -C build docs` writes this page from `include/ag/Phases/*/Passes.td` and
`include/ag/Pipeline/Passes.td`; the tests fail if it differs.
"""

OPTIONS = """\
# The options of a compilation

The table has the spelling of each option in the tools, as a field of `AgCompileOptions`
in C ([CompileOptions.h](../include/ag-c/CompileOptions.h)) and as an argument in Python
(of `compile`, except for `embed_weights`, which is one of `save`), and its default. In
C++ all options are one struct, `ag::CompileOptions`
([Options.h](../include/ag/Pipeline/Options.h)). A tool's `--help` lists its other options.

`ninja -C build docs` writes this page, and the struct of C, from
`lib/Pipeline/Options.cpp`; the tests fail if they differ, and if Python has other
options.
"""

LICENCE = """\
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===*|
"""

#: The fields of older versions stay where they are, and new ones come last.
STRUCT = f"""\
/*===- CompileOptions.h - how a C program asks to compile ---------*- C -*-===*\\
|*
{LICENCE}|*
|* How does a C program say what it wants of a compilation?
|*
|* `ninja -C build docs` writes this file from lib/Pipeline/Options.cpp; the
|* tests fail where it differs.
|*
\\*===----------------------------------------------------------------------===*/
#ifndef AG_C_COMPILEOPTIONS_H
#define AG_C_COMPILEOPTIONS_H

#include <stddef.h>

/* How to compile. Start from AG_COMPILE_OPTIONS_INIT. A later version may have
 * more fields behind these; a library takes the structs of older ones. */
%s
#endif /* AG_C_COMPILEOPTIONS_H */
"""

FIELDS = f"""\
/*===- CompileOptions.def - the fields of AgCompileOptions --------*- C -*-===*\\
|*
{LICENCE}|*
|* Which option does each field of AgCompileOptions set? By the field's type,
|* AG_TEXT, AG_NUMBER (with its initial value), AG_FLAG or AG_LIST (with the
|* field of its length). `ninja -C build docs` writes this file from
|* lib/Pipeline/Options.cpp; the tests fail where it differs.
|*
\\*===----------------------------------------------------------------------===*/
"""

DIFFERENTIABILITY = """\
# How each op is differentiated, and batched

The tables have the ways in which ops are differentiated in reverse and in forward
mode, according to their interfaces and traits. An op with a Spec needs no rule: both
modes follow from the Spec, or from the partials of primitives. An op that is in no
table has no derivative, and is refused if one is taken through it. Values that are not
floats have no derivatives. Bodies that read tensors at computed indices (of
`linalg.generic` and `tensor.generate`) become loops over elements first.
[Derivatives.md](Derivatives.md) describes how to request derivatives, and how to write
a rule.

On a batch an op with a Spec has one more loop. An op without effects and without
another rule runs for one element after the other.

`ninja -C build docs` writes this page from the registered dialects. The tests fail if
it differs, or if an op of ag is differentiable in none of these ways.
"""

#: The text before the table of numpy's names.
PYTHON = (Path(__file__).parent / "python_preface.md").read_text()

RECORD = re.compile(r'^def (\w+)\s*:\s*\w+<\s*"([^"]+)"', re.M)
DEFINED = re.compile(r"^#define GEN_PASS_DEF_(\w+)$", re.M)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def tblgen(file, *generator):
    config = output("llvm-config-22", "--bindir", "--includedir").split()
    include = (f"-I{ROOT}/include", f"-I{config[1]}")
    return output(f"{config[0]}/mlir-tblgen", *generator, *include, str(file))


def spec(build):
    file = ROOT / "include/ag/Dialect/AG/IR/Core/AGOps.td"
    text = tblgen(file, "-gen-dialect-doc", "--dialect=ag")
    # The preface replaces the generator's title and table of contents.
    text = text.partition("# 'ag' Dialect\n")[2].replace("[TOC]\n", "")
    edges = "".join(f"| {' | '.join(row)} |\n" for row in EDGE_TABLE)
    return SPEC + re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n" + EDGES + edges


def table_of_phases(build):
    return output(str(Path(build) / "bin" / "PrintPhases"))


def phases(build):
    text = table_of_phases(build)
    return PHASES + re.sub(r"^\| `(ag-[a-z-]+)`", r"| [`\1`](Passes.md#\1)", text, flags=re.M)


def options(build):
    return OPTIONS + output(str(Path(build) / "bin" / "PrintOptions"))


def option_struct(build):
    text = STRUCT % output(str(Path(build) / "bin" / "PrintOptions"), "--struct")
    command = ["clang-format-22", f"--assume-filename={ROOT}/include/ag-c/CompileOptions.h"]
    return subprocess.run(command, check=True, capture_output=True, text=True, input=text).stdout


def option_fields(build):
    fields = output(str(Path(build) / "bin" / "PrintOptions"), "--fields")
    return FIELDS + fields + "".join(f"#undef AG_{kind}\n" for kind in ("TEXT", "NUMBER", "FLAG", "LIST"))


def differentiability(build):
    return DIFFERENTIABILITY + output(str(Path(build) / "bin" / "PrintDifferentiability"))


def implementations():
    """Returns the file of each pass by its record's name in capitals."""
    return {
        name: path.relative_to(ROOT)
        for folder in ("lib/Phases", "lib/Pipeline")
        for path in sorted((ROOT / folder).rglob("*.cpp"))
        for name in DEFINED.findall(path.read_text())
    }


def passes_of(folder, files):
    """Returns the section with the passes of a folder of include/ag."""
    records = ROOT / "include/ag" / folder / "Passes.td"
    names = {flag: name for name, flag in RECORD.findall(records.read_text())}

    def heading(match):
        flag, file = match[1], files[names[match[1]].upper()]
        return f"### `{flag}`\n\n_{match[2]}_ ([{file.name}](../{file}))"

    # The generator's first line is a comment about the generator.
    text = tblgen(records, "-gen-pass-doc").partition("\n")[2]
    text = re.sub(r"^### `-(.*)`\n\n_(.*)_$", heading, text, flags=re.M)
    # A pipeline names an option without a dash: ag-fix-dims{dims=batch=4}.
    text = re.sub(r"^-([\w-]+ +: )", r"\1", text, flags=re.M)
    return f"\n## {Path(folder).name.lower()}\n" + text.replace("#### Options", "Options:")


def passes(build):
    folders = re.findall(
        r"^add_subdirectory\((\w+)\)",
        (ROOT / "lib/Phases/CMakeLists.txt").read_text(),
        flags=re.M,
    )
    files = implementations()
    folders = [f"Phases/{folder}" for folder in folders] + ["Pipeline"]
    text = "".join(passes_of(folder, files) for folder in folders)
    return PASSES + re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def state(name, names, package):
    """Returns the table's cell for one of numpy's names."""
    difference = DIFFERENCES.get(name, "")
    if hasattr(package, name) and name not in names.FORMULAS:
        return difference or "the same"
    instead, _, when = names.advice(name).partition(", for ")
    if not instead.startswith("write "):
        return "not yet"
    return f"`{instead.removeprefix('write ')}`" + (f", for {when}" if when else "") + (f", {difference}" if difference else "")


def python(build):
    sys.path.append(str(Path(build) / "python"))
    import ag
    from ag.core import names

    text = PYTHON
    for kind, listed in NAMES.items():
        rows = "".join(f"| `{name}` | {state(name, names, ag)} |\n" for name in listed.split())
        text += f"\n### {kind}\n\n| numpy | ag |\n| --- | --- |\n{rows}"
    return text


PAGES = {
    "python": ("docs/Python.md", python),
    "spec": ("docs/Spec.md", spec),
    "phases": ("docs/Phases.md", phases),
    "passes": ("docs/Passes.md", passes),
    "options": ("docs/Options.md", options),
    "option-struct": ("include/ag-c/CompileOptions.h", option_struct),
    "option-fields": ("include/ag-c/CompileOptions.def", option_fields),
    "differentiability": ("docs/Differentiability.md", differentiability),
}


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
        if not names and name == "python" and not (Path(build) / "python/ag/ops.py").exists():
            print(f"{path} stays as it is: the Python package is not built")
        elif not names:
            (ROOT / path).write_text(generate(build))
        elif not is_current(path, generate(build)):
            sys.exit(f"{path} is out of date; run ninja -C build docs")


if __name__ == "__main__":
    main()
