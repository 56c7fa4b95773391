# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The plans of the published hard tables fit their capacity. The check shares no code with the planner.

RUN: python3 %s %S/Inputs/minimalloc %t
"""
import csv
import pathlib
import subprocess
import sys

CAPACITY = 1 << 20
tables = sorted(pathlib.Path(sys.argv[1]).glob("*.csv"))
assert len(tables) == 11, tables


def plan(table, *options):
    out = pathlib.Path(sys.argv[2] + "." + table.name)
    command = ["ag-plan", str(table), "-o", str(out), *options]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, (table.name, said)
    return out.read_text()


def read(text):
    return [
        {key: value if key == "id" else int(value) for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


def check(table, text, capacity):
    rows = read(text)
    given = [{k: v for k, v in row.items() if k != "offset"} for row in rows]
    assert given == read(table.read_text()), table.name
    for number, a in enumerate(rows):
        assert 0 <= a["offset"] <= capacity - a["size"], (table.name, a)
        for b in rows[:number]:
            together = a["lower"] < b["upper"] and b["lower"] < a["upper"]
            overlap = (
                a["offset"] < b["offset"] + b["size"]
                and b["offset"] < a["offset"] + a["size"]
            )
            assert not (together and overlap), (table.name, a, b)


for table in tables:
    text = plan(table, f"--capacity={CAPACITY}")
    check(table, text, CAPACITY)
    assert text == plan(table, f"--capacity={CAPACITY}"), table.name

# The plans are also right without a capacity and with little effort.
for table in tables:
    check(table, plan(table, "--effort=100000"), 2 * CAPACITY)
