# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""C and Python offer the compilation options that the table in docs/Options.md lists for them."""
import inspect
import re
from pathlib import Path

import pytest

from ag.programs.artefacts import Compiled, Lowered

ROOT = Path(__file__).resolve().parents[2]
HEADER = (ROOT / "include/ag-c/CompileOptions.h").read_text()


def rows():
    """Returns the table's rows, each as a dict by column names."""
    lines = [line for line in (ROOT / "docs/Options.md").read_text().splitlines() if line.startswith("|")]
    names, _, *cells = ([cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in lines)
    return [dict(zip(names, row)) for row in cells]


def by(column):
    return {row[column]: row for row in rows() if row[column]}


def fields():
    """Returns the fields of AgCompileOptions with their defaults, except for its size and the lengths of its lists."""
    body = re.search(r"typedef struct AgCompileOptions \{(.*?)\n\} AgCompileOptions;", HEADER, re.S)[1]
    names = re.findall(r"(\w+);", re.sub(r"/\*.*?\*/", "", body, flags=re.S))
    values = re.search(r"define AG_COMPILE_OPTIONS_INIT[\s\\]*\{(.*?)\}", HEADER, re.S)[1].split(",")
    assert len(names) == len(values)
    return {name: value.strip("\\ \n") for name, value in zip(names, values) if name != "size" and not name.endswith("Count")}


def arguments():
    """Returns the arguments with which a program is compiled or saved, with their defaults."""
    taken = {**inspect.signature(Lowered.compile).parameters, **inspect.signature(Compiled.save).parameters}
    return {name: taken[name].default for name in taken if name not in ("self", "path")}


def test_c():
    assert fields().keys() == by("C").keys()


def test_python():
    assert arguments().keys() == by("Python").keys()


@pytest.mark.parametrize("column, offered, not_asked", [("C", fields, {"NULL", "0", '"module"'}),
                                                        ("Python", arguments, {None, False})])
def test_defaults(column, offered, not_asked):
    """A default that is a number is the table's number. Every other default means that nothing is requested."""
    for name, value in offered().items():
        default = by(column)[name]["default"]
        assert str(value) == default if default.isdigit() else value in not_asked, name
