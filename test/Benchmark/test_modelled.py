# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The table of modelled and measured times is printed, and a program in groups has the results of the single ops. The
accuracy of the model is not checked, as machines of tests are busy."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from groups import PROGRAMS

HERE = Path(__file__).resolve().parent
TOOLS = Path(os.environ["AG_TOOLS"])


def test_table():
    done = subprocess.run([sys.executable, HERE / "modelled.py", "--size=tiny", "--rounds=1", "--runs=2", "--opt=0",
                           "--seconds=0.001", f"--build={TOOLS.parent}"], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr
    machine, _, header, _, *rows = done.stdout.splitlines()
    assert "gflops" in machine and "l2_gbs" in machine
    assert [row.split("|")[1].strip() for row in rows] == list(PROGRAMS["tiny"])
    assert all(row.count("|") == header.count("|") for row in rows)


@pytest.mark.parametrize("name", PROGRAMS["tiny"])
def test_groups_mean_the_same(name, tmp_path):
    program = PROGRAMS["tiny"][name]()
    apart, together = tmp_path / "apart.mlir", tmp_path / "together.mlir"
    apart.write_text(program.text(in_groups=False))
    together.write_text(program.text(in_groups=True))
    assert together.read_text().count("ag.fused") == len(program.groups)
    subprocess.run([TOOLS / "ag-run", apart, f"--same-as={together}", "--input=randn:1", "--weights=randn:2"], check=True)
