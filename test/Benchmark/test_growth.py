# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The harness for growth: each shape compiles, the table is printed, and passes that grow are listed. Times are not checked,
except for shapes that once did not end."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from growth import LINEAR, WALK, Times, counted_growth, flagged, growth, is_ours, least, measure, parse_times, walk_growth
from instructions import class_of, parse_counts
from shapes import SHAPES

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ["AG_TOOLS"]).parent


def test_table():
    done = subprocess.run([sys.executable, HERE / "growth.py", "--sizes", "12", "24", "--rounds=1", "--opt=0",
                           "--least=60", f"--build={BUILD}"], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr
    header, _, *rows = done.stdout.splitlines()
    assert [cell.strip() for cell in header.split("|")[1:-1]] == ["ms for an op", "12", "24", "growth", "walk"]
    assert [row.split("|")[1].strip() for row in rows] == list(SHAPES)


@pytest.mark.parametrize("shape", ["concat", "updates", "branches"])
def test_chains_of_writes_end(shape):
    times = measure(BUILD / "bin" / "ag-compile", SHAPES[shape](400), patience=60, opt=0)
    assert 0 < times.passes["allocate: ag-bufferize"] < times.total


def test_results_take_text_each():
    """With four times as many results, the lowered text is four times as long, and no function or call of the LLVM IR has
    more arguments: LLVM's work grows with the square of the number of arguments."""
    lowered, longest = [], []
    for n in (64, 256):
        program = SHAPES["arguments"](n)
        run = [subprocess.run([BUILD / "bin" / tool, "-", *flags], input=program, capture_output=True, text=True, check=True)
               for tool, flags in (("ag-opt", ["--lower=cpu"]), ("ag-compile", ["--emit=llvm", "--opt=0", "-o", "-"]))]
        lowered.append(len(run[0].stdout))
        longest.append(max(line.count(",") for line in run[1].stdout.splitlines() if "define " in line or "call " in line))
    assert lowered[1] < 4.5 * lowered[0]
    assert longest[1] == longest[0]


def test_what_is_named():
    text = """  210 us  trace
   90 us    canonicalize
  110 us    canonicalize
 1.50 ms  LLVM: emit
 2.50 s  total
"""
    times = parse_times(text)
    assert times.total == 2.5
    assert times.passes == {"trace: canonicalize": pytest.approx(2e-4), "LLVM: emit": pytest.approx(1.5e-3)}
    assert least([Times(2, {"a": 1, "b": 4}), Times(3, {"a": 2, "b": 3})]) == Times(2, {"a": 1, "b": 3})
    assert least([Times(2, {"a": 1, "b": 4}), Times(2, {"a": 2, "c": 3})]).passes == {"a": 1, "b": 4, "c": 3}
    found = {100: Times(9, {"slow": 9}), 200: Times(1, {"slow": 0.2, "fast": 0.2, "short": 1e-6}),
             400: Times(2, {"slow": 1, "fast": 0.6, "short": 1e-3})}
    assert growth(found) == pytest.approx(1)
    assert flagged(found, shortest=0.05) == ["slow"]


def test_walk_is_allowed_for():
    """If the walk's time per op grows, passes that grow twice as much are listed; if it shrinks, those that double."""
    found = {200: Times(1, {WALK: 0.01, "lower: ag-a": 0.1, "lower: cse": 0.1}),
             1600: Times(9, {WALK: 0.16, "lower: ag-a": 3.1, "lower: cse": 3.3})}
    assert walk_growth(found) == pytest.approx(2)
    assert flagged(found, shortest=0.05) == ["lower: cse"] and not is_ours("lower: cse") and is_ours("lower: ag-a")
    found[1600].passes[WALK] = 0.01
    assert walk_growth(found) == 1
    assert flagged(found, shortest=0.05) == ["lower: ag-a", "lower: cse"]


def test_walk_is_measured():
    times = measure(BUILD / "bin" / "ag-compile", SHAPES["matrix products"](24), patience=60, opt=0)
    assert times.passes[WALK] > 0


def test_instructions_tell_work_from_memory():
    """A pass whose instructions per op do not grow is slowed down by memory alone."""
    text = """
67,000 (0.5%)  < ???:ag::(anonymous namespace)::TileGroupsPass::runOnOperation() [ag-compile]
 1,000 (0.1%)  ???:void llvm::function_ref<void ()>::callback_fn<ag::TileGroupsPass::runOnOperation()::$_0>() [a]
 2,000 (0.1%)  ???:ag::OnForm<(ag::ProgramForm)1, ag::Base<ag::(anonymous namespace)::AGToLinalgPass> >::runOnOperation() [a]
"""
    assert parse_counts(text) == {"tilegroups": 67_000, "tolinalg": 2_000}
    assert class_of("ag-tile-groups") == "tilegroups"
    counts = {100: {"tilegroups": 100, "fuse": 100}, 400: {"tilegroups": 410, "fuse": 500}}
    assert counted_growth(counts, "schedule: ag-tile-groups") == pytest.approx(1.025) and 1.025 < LINEAR
    assert counted_growth(counts, "fuse: ag-fuse") == pytest.approx(1.25)
    assert counted_growth(counts, "fuse: ag-other") is None
