# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sharded programs, from Python."""
import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
X = np.random.default_rng(0).normal(size=(8, 16)).astype(np.float32)
W = np.random.default_rng(1).normal(size=(16, 16)).astype(np.float32)


def layer(x, w):
    return ag.relu(x @ w)


def pinned(x, w):
    return ag.sum(ag.exp(ag.shard(x @ w, [["x"], None])))


def two_layers(x, w):
    return ag.sum(layer(ag.tanh(layer(x, w)), w))


def run(tool, *arguments):
    command = [TOOLS / tool, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_ranks_mean_the_whole():
    traced = ag.trace(layer, X, W)
    shared = traced.shard("dp2,x=2")
    assert shared.mesh == {"dp": 2, "x": 2} and shared.certainty in ("optimal", "best found")
    assert "ag.mesh = #ag.mesh<dp = 2, x = 2>" in shared.as_text()
    ag.testing.assert_close(shared.interpret(X, W), traced.interpret(X, W))
    (rank,) = shared.ranks
    assert rank.arguments < X.nbytes + W.nbytes and rank.states == 0
    assert str(shared).startswith(f"dp 2 x x 2, {shared.certainty}\n  layer: parameters 0 B, ")


def collectives(text):
    return sorted(re.findall(r"ag\.(?:all_\w+|reduce_scatter) [^%]*", text))


@pytest.mark.parametrize("function", [two_layers, ag.grad(two_layers, argnums=1)])
def test_each_door_gives_one_plan(function, tmp_path):
    """ag-opt, ag-compile and Python give one plan for a program, with requests, calls and groups in it."""
    traced = ag.trace(function, X, W)
    expected = collectives(traced.shard("dp4").as_text())
    assert expected
    (tmp_path / "f.mlir").write_text(traced.as_text())
    (tmp_path / "fused.mlir").write_text(run("ag-opt", "--fuse", tmp_path / "f.mlir"))
    for file in ("f.mlir", "fused.mlir"):
        assert collectives(run("ag-opt", "--shard=dp4", tmp_path / file)) == expected
        assert collectives(run("ag-compile", "--shard=dp4", "--to=shard", tmp_path / file, "-o", "-")) == expected


def test_the_plan_given_back_is_the_same_program(tmp_path):
    traced = ag.trace(layer, X, W)
    shared = traced.shard("dp2,x=2")
    (tmp_path / "plan.json").write_text(json.dumps(shared.plan))
    again = traced.shard(f"@{tmp_path}/plan.json")
    assert again.as_text() == shared.as_text() and again.plan == shared.plan and again.certainty == "given"
    shared.save(tmp_path / "rank.mlir", locations=False)
    assert (tmp_path / "rank.mlir").read_text() == shared.as_text()


def test_pins_reach_the_gradient():
    traced = ag.trace(ag.grad(pinned), X, W)
    shared = traced.shard("x=2")
    assert len(shared.plan["plan"]) > 0
    ag.testing.assert_close(shared.interpret(X, W), traced.interpret(X, W))
    assert "ag.shard " in str(traced.module.answered().text(locations=False)) and "ag.shard " not in shared.as_text()


def test_collectives_stand_at_lines_of_the_source():
    found = ag.trace(pinned, X, W).shard("x=2").collectives
    assert found
    for each in found:
        assert each.axes == ["x"] and each.operands == each.times == 1 and each.bytes > 0 and each.seconds > 0
        assert each.file.endswith("test_shard.py") and "ag.shard" in open(__file__).read().splitlines()[each.line - 1]


def test_a_pin_changes_nothing_elsewhere():
    traced = ag.trace(pinned, X, W)
    ag.testing.assert_close(traced.lower().compile()(X, W), np.exp(X @ W).sum(dtype=np.float32), rtol=1e-4)


@pytest.mark.parametrize("spec, message", [
    ("pp2", "pp"), ("", "no items"), ("dp0", "dp"), ("@nowhere.json", "nowhere.json"), (4, "spec is 4, expected axes"),
    ("y=2", "it is pinned along 'x', which is not an axis of the mesh")])
def test_what_is_no_spec(spec, message):
    with pytest.raises(ag.Error, match=message) as raised:
        ag.trace(pinned, X, W).shard(spec)
    assert "func.func" not in str(raised.value) and not raised.value.notes


def test_a_file_that_is_garbled(tmp_path):
    (tmp_path / "pins.json").write_text('{"mesh": ')
    with pytest.raises(ag.Error, match="pins.json") as raised:
        ag.trace(layer, X, W).shard(f"@{tmp_path}/pins.json")
    assert "func.func" not in str(raised.value)


@pytest.mark.parametrize("dims, message", [
    (["x", None], "dims is .*expected a list of axes, or None, for each dimension"), ("x", "expected a list of axes"),
    ([["x"]], r"\[pins\] 1 dimensions are pinned"), ([["x"], ["x"]], r'\[pins\] "x" stands in two places')])
def test_what_is_no_pin(dims, message):
    with pytest.raises(ag.Error, match=message):
        ag.trace(lambda x: ag.shard(x, dims), X)


def test_a_rank_is_not_shared_again():
    shared = ag.trace(layer, X, W).shard("x=2")
    with pytest.raises(ag.Error, match="the program is that of one rank of"):
        shared._program.shard("x=2")
