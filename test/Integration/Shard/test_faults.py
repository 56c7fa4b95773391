# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tests seed typical mistakes of sharding: a wrong plan is refused, and a wrong program of a rank is found.

Each mistake is an edit of a correct program, and must change it.
"""
import os
import re
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(os.environ["AG_TOOLS"])

#: %s is partial along x in the code that follows.
PLANNED = """
module attributes {ag.planned_mesh = #ag.mesh<x = 2>} {
  func.func @main(%x: tensor<4x6xf32>, %r: tensor<6xf32>) -> tensor<6xf32> {
    %s = ag.reduce sum %x [0] {ag.strategy = #ag.strategy<[[], ["x"]], []>} : tensor<4x6xf32> -> tensor<6xf32>
    LINE
    return %y : tensor<6xf32>
  }
}
"""
UNARY = "%y = ag.{0} %s {{ag.strategy = #ag.strategy<[[]], {1}>}} : tensor<6xf32>"
BINARY = "%y = ag.{0} {1} {{ag.strategy = #ag.strategy<[[]], {2}>}} : tensor<6xf32>"

#: For an op, a plan that is allowed, one that is refused, and the reason.
PLANS = {
    "through an absolute value": (UNARY.format("neg", '[["x"]]'), UNARY.format("abs", '[["x"]]'),
                                  "this is of 1 loops and 1 groups; expected 1 and 0"),
    "through one side of a sum": (BINARY.format("add", "%s, %r", '[["x"]]'), BINARY.format("add", "%s, %r", '[["x"], []]'),
                                  "this is of 1 loops and 2 groups; expected 1 and 1"),
    "through a denominator": (BINARY.format("div", "%s, %r", '[["x"]]'), BINARY.format("div", "%r, %s", '[[], ["x"]]'),
                              "this is of 1 loops and 2 groups; expected 1 and 1"),
    "through both factors": (BINARY.format("mul", "%s, %r", '[["x"], [], []]'),
                             BINARY.format("mul", "%s, %r", '[["x"], ["x"], []]'),
                             '"x" is no axis, or one in two places'),
}

RIGHT = {
    "residual": """
  func.func @main(%x: tensor<6x3xf32>, %r: tensor<3xf32>) -> tensor<3xf32> {
    %s = ag.reduce sum %x [0] {ag.strategy = #ag.strategy<[[], ["a"]], []>} : tensor<6x3xf32> -> tensor<3xf32>
    %y = ag.add %s, %r {ag.strategy = #ag.strategy<[[]], [["a"]]>} : tensor<3xf32>
    return %y : tensor<3xf32>
  }""",
    "padded": """
  func.func @main(%x: tensor<5x3xf32> {ag.planned = #ag.sharding<[["a"], []], [5, 3]>}) -> tensor<3xf32> {
    %y = ag.reduce max %x [0] {ag.strategy = #ag.strategy<[[], ["a"]], []>} : tensor<5x3xf32> -> tensor<3xf32>
    return %y : tensor<3xf32>
  }""",
    "gathered": """
  func.func @main(%x: tensor<8xf32> {ag.planned = #ag.sharding<[["a", "b"]], [8]>}) -> tensor<8xf32> {
    %y = ag.exp %x {ag.strategy = #ag.strategy<[["a", "b"]], []>} : tensor<8xf32>
    return %y : tensor<8xf32>
  }""",
    "started": """
  func.func @main(%x: tensor<6x3xf32>, %r: tensor<3xf32>) -> tensor<3xf32> {
    %y = linalg.reduce {arith.addf} ins(%x : tensor<6x3xf32>) outs(%r : tensor<3xf32>) dimensions = [0]
      {ag.strategy = #ag.strategy<[["a"], []], []>}
    return %y : tensor<3xf32>
  }""",
    "branches": """
  func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
    %s = ag.reduce max %x [0] {ag.strategy = #ag.strategy<[["a"]], []>} : tensor<8xf32> -> tensor<f32>
    %v = tensor.extract %s[] : tensor<f32>
    %c = arith.constant 6.5 : f32
    %ok = arith.cmpf ogt, %v, %c : f32
    %y = scf.if %ok -> tensor<8xf32> {
      %e = ag.exp %x : tensor<8xf32>
      scf.yield %e : tensor<8xf32>
    } else {
      scf.yield %x : tensor<8xf32>
    }
    return %y : tensor<8xf32>
  }""",
    "places": """
  func.func @main() -> (tensor<8xi32> {ag.planned = #ag.sharding<[["a"]], [8]>}) {
    %y = ag.iota 0 {ag.strategy = #ag.strategy<[["a"]], []>} : tensor<8xi32>
    return %y : tensor<8xi32>
  }""",
    "short": """
  func.func @main(%x: tensor<512x3xbf16>) -> tensor<3xbf16> {
    %y = ag.reduce sum %x [0] {ag.strategy = #ag.strategy<[[], ["a", "b"]], []>} : tensor<512x3xbf16> -> tensor<3xbf16>
    return %y : tensor<3xbf16>
  }""",
    "meets": """
  func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
    %y = ag.exp %x {ag.strategy = #ag.strategy<[["a"]], []>} : tensor<8xf32>
    return %y : tensor<8xf32>
  }""",
}

SKIPPED = r"""%i = ag.mesh_index ["a"] : index
    %zero = arith.constant 0 : index
    %own = arith.cmpi eq, %i, %zero : index
    %\1 = scf.if %own -> tensor<8xf32> {
      %all = ag.all_gather ["a"] %\2 : tensor<4xf32> -> tensor<8xf32>
      scf.yield %all : tensor<8xf32>
    } else {
      %e = tensor.empty() : tensor<8xf32>
      scf.yield %e : tensor<8xf32>
    }"""

#: A program of RIGHT, a pattern in its rank's program, the replacement, and the message.
RANKS = {
    "to-partial that keeps every copy": ("residual", r'= ag\.to_partial sum \["a"\] (%\w+)', r"= ag.stop_gradient \1", "different"),
    "a reduction that reads padding": ("padded", r"ag\.reduce max %\w+ \[0\] : tensor<\?x3xf32>",
                                       "ag.reduce max %arg0 [0] : tensor<3x3xf32>", "different"),
    "axes of one dimension swapped": ("gathered", r'ag\.all_gather \["a", "b"\]', 'ag.all_gather ["b", "a"]', "different"),
    "init added on every rank": ("started", r"outs\(%\w+ : tensor<3xf32>\)", "outs(%arg1 : tensor<3xf32>)", "different"),
    "a condition decided by a part": ("branches", r'(%\w+) = ag\.all_reduce max \["a"\] (%\w+)', r"\1 = ag.stop_gradient \2",
                                      "ranks part here"),
    "offsets forgotten": ("places", r'ag\.mesh_index \["a"\] : index', "arith.constant 0 : index", "different"),
    "sums of bf16 in bf16": ("short", r"(?s)ag\.cast (%\w+) : tensor<128x3xbf16> -> tensor<128x3xf32>(.*?)"
                                      r'(%\w+) = ag\.reduce sum %\w+ \[0\] : tensor<128x3xf32> -> tensor<3xf32>',
                             r"ag.cast \1 : tensor<128x3xbf16> -> tensor<128x3xf32>\2%short = ag.reduce sum \1 [0] : "
                             r"tensor<128x3xbf16> -> tensor<3xbf16>\n    \3 = ag.cast %short : tensor<3xbf16> -> tensor<3xf32>",
                             "different"),
    "a collective that one rank skips": ("meets", r'%(\w+) = ag\.all_gather \["a"\] %(\w+ \[0\]) : tensor<4xf32> -> tensor<8xf32>',
                                         SKIPPED, "ranks part here"),
}


def run(tool, *arguments):
    return subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("fault", PLANS)
def test_plans(fault, tmp_path):
    right, wrong, message = PLANS[fault]
    program = tmp_path / "plan.mlir"
    program.write_text(PLANNED.replace("LINE", right))
    done = run("ag-opt", "--ag-partition", program)
    assert done.returncode == 0, done.stderr
    program.write_text(PLANNED.replace("LINE", wrong))
    done = run("ag-opt", "--ag-partition", program)
    assert done.returncode == 1 and message in done.stderr, done.stderr


@pytest.mark.parametrize("fault", RANKS)
def test_ranks(fault, tmp_path):
    name, pattern, replacement, message = RANKS[fault]
    whole, rank = tmp_path / "whole.mlir", tmp_path / "rank.mlir"
    whole.write_text(f"module attributes {{ag.planned_mesh = #ag.mesh<a = 2, b = 2>}} {{{RIGHT[name]}\n}}\n")
    done = run("ag-opt", "--ag-partition", whole, "-o", rank)
    assert done.returncode == 0, done.stderr
    check = ["ag-run", rank, f"--input={'iota' if name == 'branches' else 'randn:1'}", f"--same-as={whole}", "--precision=declared",
             "--atol=1e-5"]
    done = run(*check)
    assert done.returncode == 0 and done.stdout.startswith("same"), done.stdout + done.stderr
    edited, count = re.subn(pattern, replacement, rank.read_text())
    assert count == 1, rank.read_text()
    rank.write_text(edited)
    done = run(*check)
    assert done.returncode == 1 and message in done.stdout + done.stderr, done.stdout + done.stderr
