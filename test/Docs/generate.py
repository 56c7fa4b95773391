# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the pages of documentation that follow from the sources.

Is docs/Spec.md what the ops' definitions say, docs/Phases.md what the table of
phases says, docs/Passes.md what the passes' records say, docs/Options.md what the
table of options says, docs/Differentiability.md what the ops' interfaces say,
and docs/Python.md what the Python package says of numpy's names? Each page is a preface and what a tool prints.

  $ generate.py BUILD              writes the pages (ninja -C build docs)
  $ generate.py BUILD spec         fails where docs/Spec.md differs
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

What every op means and what it demands. `ninja -C build docs` writes this page
from `include/ag/Dialect/AG/IR/*/*.td`; the tests fail where it differs.

An error quotes the label of the constraint that is violated, such as `[sizes]`.
"""

EDGES = """
## Derivatives that are a choice

Where a function has no derivative, or the formula has no number, these are what
gradients and tangents take; elsewhere partials are what the formula says. What
an op's Spec or its primitives have in common with these ops, they share.
`ninja -C build docs` takes them from `test/OpTable/edge_table.py`; a test for each
(`test_edges.py`) runs it interpreted and compiled.

| what | where | partial |
| --- | --- | --- |
"""

PHASES = """\
# The phases of compilation

A program goes through these phases in order. `ag-compile` runs all that remain,
and with `--to=PHASE` stops after one, as does `ag-opt`. After each phase the compiler
verifies that nothing is left but what the table allows, and records the phase
as the module's attribute `ag.phase`: a program may be printed after a phase,
edited, and continued. Printed with its locations (`--mlir-print-debuginfo`) and
continued as it is, with the same `--name` and `--opt`, it gives the bytes of
one go.

What the program is compiled for is the module's attribute `ag.target`. A pass
that is for one kind of target alone has that in its row
([AddingATarget.md](AddingATarget.md)). The passes of `schedule` that have `cpu`
there are the pipeline `ag-schedule-cpu`, too.

`ninja -C build docs` writes this page from `lib/Pipeline/Phases.cpp` and
`Targets.cpp`; the tests fail where it differs.
"""

PASSES = """\
# The passes

What each pass of ag does, what it takes, and where it stands: by the phase that
runs it, in alphabetical order, after those that several phases run; the last ones
run phases. The order in which they run, with upstream's passes between them, is in
[Phases.md](Phases.md).

`ninja -C build docs` writes this page from `include/ag/Phases/*/Passes.td` and
`include/ag/Pipeline/Passes.td`; the tests fail where it differs.
"""

OPTIONS = """\
# The options of a compilation

How each is spelled by the tools, as a field of `AgCompileOptions` in C
([CompileOptions.h](../include/ag-c/CompileOptions.h)) and as an argument in Python (of
`compile`, but `embed_weights` of `save`), and what holds without it. C++ takes all of them as one struct, `ag::CompileOptions`
([Options.h](../include/ag/Pipeline/Options.h)). A tool's `--help` has what it
takes besides.

`ninja -C build docs` writes this page, and the struct of C, from
`lib/Pipeline/Options.cpp`; the tests fail where they differ, and where Python
offers anything else.
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

In reverse and forward, by what the ops' interfaces and traits say. An op with a
Spec needs no rule: both modes follow from it, as they do from the partials of
primitives. What stands in no table has no derivative, and is refused where one
has to go through it; a value that is no float has none. Bodies that read tensors
where their values say (of `linalg.generic` and `tensor.generate`) become loops
over elements first. [Derivatives.md](Derivatives.md) tells how to ask for
derivatives, and how to write a rule.

On a batch an op with a Spec has one more loop, and an op without effects of
which nothing else is said is done for one element after the other.

`ninja -C build docs` writes this page from what the dialects register; the
tests fail where it differs, and for an op of ag that is in none of these ways
differentiable.
"""

#: What stands before the table of numpy's names.
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
    # The generator's own title and table of contents give way to the preface.
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
    """The file of each pass, by its record's name in capitals."""
    return {
        name: path.relative_to(ROOT)
        for folder in ("lib/Phases", "lib/Pipeline")
        for path in sorted((ROOT / folder).rglob("*.cpp"))
        for name in DEFINED.findall(path.read_text())
    }


def passes_of(folder, files):
    """The passes of a folder of include/ag."""
    records = ROOT / "include/ag" / folder / "Passes.td"
    names = {flag: name for name, flag in RECORD.findall(records.read_text())}

    def heading(match):
        flag, file = match[1], files[names[match[1]].upper()]
        return f"### `{flag}`\n\n_{match[2]}_ ([{file.name}](../{file}))"

    # The generator's first line is a comment that it was there.
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
    """What ag has for one of numpy's names."""
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
    from ag import names

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
            sys.exit(f"{path} is out of date; write it anew: ninja -C build docs")


if __name__ == "__main__":
    main()
