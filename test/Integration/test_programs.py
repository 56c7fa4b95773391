# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The three tools on every program that the tests and the examples have, as it stands.

Each ends with exit status 0, 1 or 2, whatever the program is; and a function that can
be interpreted and compiled computes the same by both.
"""
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ["AG_TOOLS"])
FILES = sorted(str(path.relative_to(ROOT)) for folder in ("test", "examples") for path in (ROOT / folder).rglob("*.mlir"))

compared = []


def run(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1, 2), (tool, *arguments, done.stderr)
    return done


def dims(program):
    """--dim=batch=3 for each name in the program's ag.dims."""
    names = {name for dims in re.findall(r"ag\.dims = \[(.*?)\]", program) for name in re.findall(r'"(.*?)"', dims)}
    return [f"--dim={name}=3" for name in sorted(names)]


def compare(path, entry, program):
    """Compiled with interpreted, where both take it and its loops end."""
    command = ["ag-run", path, f"--entry={entry}", "--input=randn:1", "--weights=randn:2", *dims(program)]
    if run(*command, "--max-steps=1000000").returncode == 0:
        done = run(*command, "--on=cpu", "--opt=0", f"--same-as={path}", "--atol=1e-3")
        assert not done.stdout.startswith("different"), (path, entry, done.stdout)
        if done.returncode == 0:
            compared.append((path, entry))


@pytest.mark.parametrize("file", FILES)
def test_tools(file, tmp_path):
    for number, program in enumerate((ROOT / file).read_text().split("// -----")):
        path = tmp_path / f"{number}.mlir"
        path.write_text(program)
        run("ag-compile", path, "--opt=0", "-o", tmp_path / "out.o")
        if run("ag-opt", path).returncode == 0:
            for entry in re.findall(r"^ *func\.func @(\w+)", program, re.M):
                compare(path, entry, program)


def test_enough_was_compared():
    assert len(compared) > 85
