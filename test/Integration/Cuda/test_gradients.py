# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Derivatives of the programs of test/Integration that are compiled for a GPU are the interpreted ones: each program's
own check of its derivatives, on the emulator. (Integration.Cuda.programs runs the programs themselves.)"""
import os
import re
import shlex
import subprocess
import zlib
from pathlib import Path

import pytest

TOOLS = Path(os.environ["AG_TOOLS"])
FOLDER = Path(__file__).parents[1]
#: The number of derivatives of a program that are refused for a GPU: one that adds to a diagonal.
REFUSED = {"generic-diagonal": 1}
CHECK = re.compile(r"^// RUN: ag-run %s (.*--verify-grad[^|\n]*)$", re.M)


def checks():
    """Returns for each program the options of its check. A tenth, by the files' names, is not long."""
    programs = sorted(path for folder in ("Foreign", "Gradients") for path in (FOLDER / folder).glob("*.mlir"))
    return [pytest.param(path, options, id=path.stem,
                         marks=[] if zlib.crc32(path.name.encode()) % 10 == 0 else pytest.mark.long)
            for path in programs for options in CHECK.findall(path.read_text())]


@pytest.mark.parametrize("program, options", checks())
def test_derivatives(program, options):
    done = subprocess.run([TOOLS / "ag-run", program, *shlex.split(options), "--on=emulator"], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"^compiled against interpreted: @(\w+?)_(?:grad|jvp): (same|.* is not compiled for target=cuda yet)",
                       done.stdout, re.M)
    assert len(found) == 2 * len({name for name, _ in found}) > 0, done.stdout
    assert sum(outcome != "same" for _, outcome in found) == REFUSED.get(program.stem, 0), done.stdout


def test_enough_are_there():
    assert len(checks()) >= 90
    assert sum(not check.marks for check in checks()) >= 8
