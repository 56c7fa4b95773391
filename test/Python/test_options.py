# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What C and Python offer of a compilation's options is what the one table of them says (docs/Options.md)."""
import inspect
import re
from pathlib import Path

import pytest

from ag.programs import Compiled, Lowered

ROOT = Path(__file__).resolve().parents[2]
HEADER = (ROOT / "include/ag-c/CompileOptions.h").read_text()


def rows():
    """The table's rows, each a dict by its columns' names."""
    lines = [line for line in (ROOT / "docs/Options.md").read_text().splitlines() if line.startswith("|")]
    names, _, *cells = ([cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in lines)
    return [dict(zip(names, row)) for row in cells]


def by(column):
    return {row[column]: row for row in rows() if row[column]}


def fields():
    """The fields of AgCompileOptions but for its size and the lengths of its lists, each with its value by default."""
    body = re.search(r"typedef struct AgCompileOptions \{(.*?)\n\} AgCompileOptions;", HEADER, re.S)[1]
    names = re.findall(r"(\w+);", re.sub(r"/\*.*?\*/", "", body, flags=re.S))
    values = re.search(r"define AG_COMPILE_OPTIONS_INIT[\s\\]*\{(.*?)\}", HEADER, re.S)[1].split(",")
    assert len(names) == len(values)
    return {name: value.strip("\\ \n") for name, value in zip(names, values) if name != "size" and not name.endswith("Count")}


def arguments():
    """What the stages of a program take to compile or save it, each with its value by default."""
    taken = {**inspect.signature(Lowered.compile).parameters, **inspect.signature(Compiled.save).parameters}
    return {name: taken[name].default for name in taken if name not in ("self", "path")}


def test_c():
    assert fields().keys() == by("C").keys()


def test_python():
    assert arguments().keys() == by("Python").keys()


@pytest.mark.parametrize("column, offered, not_asked", [("C", fields, {"NULL", "0", '"module"'}),
                                                        ("Python", arguments, {None, False})])
def test_defaults(column, offered, not_asked):
    """A number stands in the table; all else is what holds where nothing is asked for."""
    for name, value in offered().items():
        default = by(column)[name]["default"]
        assert str(value) == default if default.isdigit() else value in not_asked, name
