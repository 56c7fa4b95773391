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
    compared = re.findall(r"^compiled against interpreted: @(\w+?)_(?:grad|jvp): same", done.stdout, re.M)
    assert len(compared) == 2 * len(set(compared)) > 0, done.stdout


def test_enough_are_there():
    assert len(checks()) >= 90
    assert sum(not check.marks for check in checks()) >= 8
