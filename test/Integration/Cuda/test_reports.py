# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A report about kernels is true: the grids are those of the launches, at all sizes, and the work adds up."""
import itertools
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(os.environ["AG_TOOLS"])

#: The functions that formulas call.
FUNCTIONS = {"ceildiv": lambda a, b: -(-a // b), "floordiv": lambda a, b: a // b, "min": min, "max": max}

PROGRAMS = """
func.func @chain(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.mul %x, %x : tensor<?xf32>
  %1 = ag.abs %0 : tensor<?xf32>
  return %1 : tensor<?xf32>
}
func.func @sum(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<f32> {
  %0 = ag.reduce sum %x [0] : tensor<?xf32> -> tensor<f32>
  return %0 : tensor<f32>
}
func.func @rows(%x: tensor<?x40xf32> {ag.dims = ["n", 40]}) -> (tensor<?xf32>, tensor<40xf32>) {
  %0 = ag.reduce sum %x [1] : tensor<?x40xf32> -> tensor<?xf32>
  %1 = ag.reduce max %x [0] : tensor<?x40xf32> -> tensor<40xf32>
  return %0, %1 : tensor<?xf32>, tensor<40xf32>
}
func.func @product(%x: tensor<?x5xf32> {ag.dims = ["n", 5]}, %w: tensor<5x3xf32>) -> tensor<?x3xf32> {
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
func.func @epilogue(%x: tensor<?x70xf32> {ag.dims = ["n", 70]}, %w: tensor<70x67xf32>,
                    %b: tensor<67xf32>) -> tensor<?x67xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x70xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x70xf32>, tensor<70x67xf32> -> tensor<?x67xf32>
  %1 = ag.broadcast %b [1] (%n) : tensor<67xf32> -> tensor<?x67xf32>
  %2 = ag.add %0, %1 : tensor<?x67xf32>
  %3 = ag.abs %2 : tensor<?x67xf32>
  return %3 : tensor<?x67xf32>
}
func.func @joined(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %v = arith.constant dense<1.5> : tensor<f32>
  %0 = ag.pad %x low [1] high [2] with %v : tensor<?xf32>, tensor<f32> -> tensor<?xf32>
  %1 = ag.concat 0 %0, %0 : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
  return %1 : tensor<?xf32>
}
func.func @scatter(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %i: tensor<4xi32>, %u: tensor<4x3xf32>) -> tensor<?x3xf32> {
  %0 = ag.scatter 0 drop %x, %i, %u : tensor<?x3xf32>, tensor<4xi32>, tensor<4x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
"""
#: The largest n that the emulator runs in a few seconds, for the entries that need a smaller one than the others.
LARGEST = {"rows": 10**5, "product": 10**6, "epilogue": 10**4, "scatter": 10**6, "joined": 10**6}
ENTRIES = re.findall(r"@(\w+)\(", PROGRAMS)


def evaluate(formula, **sizes):
    """Returns the value of a number, or of a formula at these sizes."""
    return eval(formula, FUNCTIONS, sizes) if isinstance(formula, str) else formula


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    (folder / "programs.mlir").write_text(PROGRAMS)
    return folder


def compile_entry(folder, entry, *options):
    subprocess.run([TOOLS / "ag-compile", folder / "programs.mlir", f"--entry={entry}", "--target=cuda", "-o",
                    folder / "p.o", f"--report={folder / 'report.json'}", *options], check=True, capture_output=True)
    return json.loads((folder / "report.json").read_text())


@pytest.fixture(scope="module")
def reports(folder):
    return {entry: compile_entry(folder, entry) for entry in ENTRIES}


@pytest.mark.parametrize("n", [0, 1, 300, 10**7])
@pytest.mark.parametrize("entry", ENTRIES)
def test_grids_are_those_of_the_launches(folder, reports, entry, n):
    n = min(n, LARGEST.get(entry, n))
    blocks = {}
    for kernel in reports[entry]["kernels"]:
        blocks[kernel["name"]] = blocks.get(kernel["name"], 0) + evaluate(kernel["grid"], n=n)
    run = subprocess.run([TOOLS / "ag-run", folder / "programs.mlir", f"--entry={entry}", "--on=emulator",
                          "--input=zeros", f"--dim=n={n}", "--time"], check=True, capture_output=True, text=True)
    launched = dict(re.findall(r"^  (\S+): \d+ by (\d+) block", run.stdout, re.M))
    # A kernel without blocks is not launched.
    launched = {name: int(count) for name, count in launched.items()}
    assert launched == {name: count for name, count in blocks.items() if count != 0}


@pytest.mark.parametrize("entry", ["chain", "product", "epilogue"])
def test_work_is_that_of_the_program(reports, entry):
    """If no kernel repeats another's work, the flops of all kernels add up to the costs, which are counted before
    there are kernels."""
    cost, = (cost for cost in reports[entry]["costs"])
    n = int(cost["sizes"].removeprefix("n "))
    assert sum(evaluate(kernel["flops"], n=n) for kernel in reports[entry]["kernels"]) == cost["flops"]


@pytest.mark.parametrize("n", [0, 1, 300, 10**7])
def test_bytes_are_those_of_the_tensors(reports, n):
    chain, = reports["chain"]["kernels"]
    assert evaluate(chain["bytes"], n=n) == 8 * n
    # The product does not leave the group.
    epilogue, = reports["epilogue"]["kernels"]
    assert evaluate(epilogue["bytes"], n=n) == 4 * (70 * n + 70 * 67 + 67 + 67 * n)
    product, = reports["product"]["kernels"]
    assert evaluate(product["bytes"], n=n) == 4 * (5 * n + 15 + 3 * n)
    assert evaluate(product["flops"], n=n) == 30 * n
    parts = min(512, n // 4096 + 1)
    fill, part, join = reports["sum"]["kernels"]
    assert evaluate(part["flops"], n=n) == n
    assert evaluate(part["bytes"], n=n) == 4 * n + 4 * parts
    assert evaluate(join["bytes"], n=n) == 4 * parts + 4
    assert evaluate(fill["bytes"], n=n) == 4 * parts


def test_groups_are_counted(reports):
    for entry in "chain", "epilogue":
        assert reports[entry]["groups"] == {"planned": 1, "made": 1, "taken_back": 0}


def test_numbers_where_sizes_are(folder):
    # The work of a scatter depends on its elements.
    for entry, n in itertools.product([entry for entry in ENTRIES if entry != "scatter"], (1, 300)):
        for kernel in compile_entry(folder, entry, f"--dim=n={n}").get("kernels", []):
            assert all(isinstance(kernel[key], int) for key in ("grid", "threads", "shared_bytes", "flops", "bytes"))


def test_kernels_have_the_line_of_their_op(reports):
    lines = PROGRAMS.split("\n")
    kernels = [kernel for report in reports.values() for kernel in report["kernels"]]
    for kernel in kernels:
        assert kernel["file"].endswith("programs.mlir")
        # A copy into a result is at the line of the return.
        assert re.search("ag[.]|constant|return", lines[kernel["line"] - 1])
    assert {kernel["threads"] for kernel in kernels} == {256}
    shared = [kernel["shared_bytes"] for kernel in reports["sum"]["kernels"]]
    assert shared == [0, 1024, 1024]
