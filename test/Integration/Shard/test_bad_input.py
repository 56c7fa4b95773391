# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each tool refuses a program that can't be sharded, and names the cause."""
import json
import os
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(os.environ["AG_TOOLS"])
PROGRAM = """
func.func @main(%x: tensor<?x16xf32> {ag.dims = ["batch", 16], ag.name = "x"}) -> tensor<?x16xf32> {
  %w = ag.parameter "w" : tensor<16x16xf32>
  %0 = ag.contract "bi,io->bo" %x, %w : tensor<?x16xf32>, tensor<16x16xf32> -> tensor<?x16xf32>
  return %0 : tensor<?x16xf32>
}
"""
ITEMS = "the items are dpN, tpN, epN, fsdpN"

#: Invalid specs, and their messages.
SPECS = {
    "pp2": ITEMS, "tp": ITEMS, "tp-2": ITEMS, "tp2x": ITEMS, "dp2;tp2": ITEMS, "tp2,": ITEMS,
    "tp2,tp4": "tp", "x=2,x=2": "x", "tp0": "tp0", "x=0": "x=0", "dp256,tp257": "65536", "dp99999999999999999999": "dp",
    "zero1": "zero1", "tp2,zero2": "zero2", "dp2,zero1,zero2": "zero", "sp": "sp", "dp2,sp": "sp", "dp2,zero4": ITEMS,
    "@a.json,@b.json": "@b.json",
}

#: Invalid files, or files for a different program, and their messages.
FILES = {
    "garbled": ('{"mesh": {"x": 2', "bad.json"),
    "no object": ("[]", "bad.json"),
    "unknown key": ({"mesh": {"x": 2}, "pins": {}}, "pins"),
    "size": ({"mesh": {"x": "2"}}, "mesh.x"),
    "link": ({"mesh": {"x": 2}, "links": {"x": [5e-6, 0]}}, "links.x"),
    "link's axis": ({"mesh": {"x": 2}, "links": {"y": [5e-6, 1]}}, "the mesh has no axis 'y'"),
    "axis": ({"mesh": {"x": 2}, "parameters": {"w": [["y"], []]}}, "the mesh has no axis 'y'"),
    "axis twice": ({"mesh": {"x": 2}, "parameters": {"w": [["x"], ["x"]]}}, "parameters.w"),
    "argument": ({"mesh": {"x": 2}, "arguments": {"y": [[], []]}}, "has no argument 'y' to pin"),
    "parameter": ({"mesh": {"x": 2}, "parameters": {"v": [[], []]}}, "has no parameter 'v' to pin"),
    "result": ({"mesh": {"x": 2}, "results": {"7": [[], []]}}, "has no result '7' to pin"),
    "entry": ({"mesh": {"x": 2}, "@loss": {"arguments": {}}}, "has no entry @loss to pin"),
    "dimensions": ({"mesh": {"x": 2}, "parameters": {"w": [["x"]]}}, "has 2 dimensions, but is pinned with 1"),
    "contradiction": ({"mesh": {"x": 2}, "arguments": {"x": [[], ["x"]]}, "@main": {"arguments": {"0": [["x"], []]}}},
                      "is pinned in two ways along 'x'"),
    "plan": ({"mesh": {"x": 2}, "plan": [{"op": "ag.exp", "loops": [[]], "groups": []}]}, "its plan is of another program"),
}


def run(tool, *arguments):
    return subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True, timeout=120)


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "main.mlir"
    path.write_text(PROGRAM)
    return path


@pytest.mark.parametrize("spec", SPECS)
def test_specs(spec, program):
    for command in (["ag-opt", program], ["ag-compile", program, "--to=shard", "-o", "-"],
                    ["ag-run", program, "--input=ones", "--weights=ones"]):
        done = run(*command, f"--shard={spec}")
        assert done.returncode == 2 and SPECS[spec] in done.stderr, (done.returncode, done.stderr)


def test_no_spec(program):
    for command in (["ag-opt", program], ["ag-compile", program, "-o", "-"], ["ag-run", program, "--input=ones"]):
        done = run(*command, "--shard=")
        assert done.returncode == 2 and "--shard" in done.stderr, (done.returncode, done.stderr)


@pytest.mark.parametrize("fault", FILES)
def test_files(fault, program, tmp_path):
    text, message = FILES[fault]
    path = tmp_path / "bad.json"
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    for command in (["ag-opt", program], ["ag-compile", program, "--to=shard", "-o", "-"],
                    ["ag-run", program, "--input=ones", "--weights=ones"]):
        done = run(*command, f"--shard=@{path}")
        assert done.returncode == 1 and message in done.stderr, (done.returncode, done.stderr)


def test_no_file(program, tmp_path):
    done = run("ag-opt", program, f"--shard=@{tmp_path}/none.json")
    assert done.returncode == 1 and "none.json" in done.stderr


def test_no_multiple(program, tmp_path):
    rank = tmp_path / "rank.mlir"
    assert run("ag-opt", "--shard=dp4", program, "-o", rank).returncode == 0
    done = run("ag-run", rank, "--dim=batch=6", "--input=ones", "--weights=ones")
    assert done.returncode == 1 and "batch is 6, no multiple of 4 (dp)" in done.stderr, done.stderr


def test_a_rank_is_whole_no_more(program, tmp_path):
    rank = tmp_path / "rank.mlir"
    assert run("ag-opt", "--shard=tp2", program, "-o", rank).returncode == 0
    for command in (["ag-opt", "--shard=tp2", rank], ["ag-run", rank, "--shard=tp2", "--input=ones"],
                    ["ag-opt", "--grad=main", rank], ["ag-run", rank, "--on=cpu", "--dim=batch=2", "--input=ones"],
                    ["ag-compile", rank, "-o", tmp_path / "rank.o"], ["ag-opt", "--to=structure", rank]):
        done = run(*command)
        assert done.returncode == 1 and "one rank" in done.stderr, (command, done.returncode, done.stderr)
