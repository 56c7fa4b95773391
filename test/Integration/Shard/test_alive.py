# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The report states how many bytes a rank holds at a time. The number is exact for straight code and loops, and an
upper bound if a branch is not taken or a loop has no iteration. (Programs/Shared.cpp tests all programs.)"""
import json
import re
from pathlib import Path

import pytest
from ranks import TOOLS, run
from test_models import block_step

ROOT = Path(__file__).parents[3]
HELD = re.compile(r"^alive: at most (\d+) bytes at once$", re.M)

LOOPS = """
func.func @main(%x: tensor<8x4xf32>, %n: tensor<i64>) -> tensor<8x4xf32> {
  %w = ag.parameter "w" : tensor<4x4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %count = tensor.extract %n[] : tensor<i64>
  %turns = arith.index_cast %count : i64 to index
  %0 = ag.exp %x : tensor<8x4xf32>
  %r = scf.for %i = %c0 to %turns step %c1 iter_args(%t = %0) -> tensor<8x4xf32> {
    %1 = ag.contract "bi,io->bo" %t, %w : tensor<8x4xf32>, tensor<4x4xf32> -> tensor<8x4xf32>
    %first = arith.cmpi eq, %i, %c0 : index
    %2 = scf.if %first -> tensor<8x4xf32> {
      %3 = ag.tanh %1 : tensor<8x4xf32>
      %4 = ag.mul %3, %1 : tensor<8x4xf32>
      %5 = ag.add %4, %3 : tensor<8x4xf32>
      scf.yield %5 : tensor<8x4xf32>
    } else {
      scf.yield %1 : tensor<8x4xf32>
    }
    scf.yield %2 : tensor<8x4xf32>
  }
  return %r : tensor<8x4xf32>
}
"""


def told(program, spec):
    """Returns the path of the rank's program, and the report of each entry."""
    rank, report = program.with_suffix(".rank.mlir"), program.with_suffix(".json")
    run(TOOLS / "ag-compile", program, f"--shard={spec}", "--to=shard", "-o", rank, f"--report={report}")
    return rank, {each["entry"]: each["alive"] for each in json.loads(report.read_text())["sharding"]["ranks"]}


def held(rank, entry, *options):
    return int(HELD.search(run(TOOLS / "ag-run", rank, f"--entry={entry}", "--alive", "--weights=randn:2", *options))[1])


@pytest.mark.parametrize("spec", ["dp2,tp2", "dp2,tp2,sp", "dp4,zero3"])
def test_step_of_adam(spec, tmp_path):
    _, step = block_step(batch=4, seq=4, width=16, heads=4, dtype="f32")
    program = tmp_path / "step.mlir"
    program.write_text(step.as_text())
    rank, alive = told(program, spec)
    assert held(rank, "step", "--input=ones") == alive["step"]


@pytest.mark.parametrize("turns, all_of_it", [("ones", True), ("zeros", False)])
def test_loops_and_branches(turns, all_of_it, tmp_path):
    program = tmp_path / "loops.mlir"
    program.write_text(LOOPS)
    rank, alive = told(program, "tp2")
    found = held(rank, "main", "--input=randn:1", f"--input={turns}")
    assert found == alive["main"] if all_of_it else found < alive["main"]


def test_each_way_of_control(tmp_path):
    """Every part of test/Reference/alive.mlir runs, except for one side of a branch."""
    program = tmp_path / "alive.mlir"
    program.write_text((ROOT / "test/Reference/alive.mlir").read_text())
    rank, alive = told(program, "x=1")
    for entry, told_of_it in alive.items():
        if entry != "sizes":
            assert held(rank, entry, "--input=ones") == told_of_it, entry
    assert held(rank, "choice", "--input=zeros") < alive["choice"]
