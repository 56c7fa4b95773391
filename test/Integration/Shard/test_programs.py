# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every program that the tests and the examples have, shared among ranks: by chance, and as --shard plans it.

Where the whole can be interpreted, its ranks compute the same: as it is written, and behind trace.
"""
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TOOLS = Path(os.environ["AG_TOOLS"])
FILES = sorted(str(path.relative_to(ROOT)) for folder in ("test", "examples") for path in (ROOT / folder).rglob("*.mlir"))
SPECS = ["tp2", "tp4", "dp2,tp2", "fsdp2", "x=3"]

shared = []


def run(tool, *arguments):
    return subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True, timeout=300)


def dims(program):
    """--dim=batch=4 for each name in the program's ag.dims."""
    names = {name for dims in re.findall(r"ag\.dims = \[(.*?)\]", program) for name in re.findall(r'"(.*?)"', dims)}
    return [f"--dim={name}=4" for name in sorted(names)]


def share(path, entry, program, *how):
    """Whether it could be interpreted."""
    done = run("Plans", path, f"--entry={entry}", "--input=randn:1", *dims(program), *how)
    # What a program pins is along axes of its own.
    pinned = "it is pinned along" in done.stderr and "which the mesh has not" in done.stderr
    assert done.returncode in (0, 2) or pinned, (path, entry, done.stderr)
    return done.returncode == 0


@pytest.mark.parametrize("file", FILES)
def test_ranks(file, tmp_path):
    for number, program in enumerate((ROOT / file).read_text().split("// -----")):
        path, traced = tmp_path / f"{number}.mlir", tmp_path / f"{number}.trace.mlir"
        path.write_text(program)
        if run("ag-opt", "--to=trace", path, "-o", traced).returncode == 0:
            for entry in re.findall(r"^ *func\.func @(\w+)", program, re.M):
                if share(path, entry, program, *(f"--shard={spec}" for spec in SPECS)):
                    shared.append((path, entry))
                if share(traced, entry, program, "--shard=dp2,tp2"):
                    share(traced, entry, program, "--mesh=x=2,y=2", "--count=2")


def test_enough_was_shared():
    assert len(shared) > 500
