# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""At real sizes, programs have as few collectives as possible, or the additional ones that
test/Benchmark/collectives.py lists."""
import re
import subprocess

import pytest
from collectives import CASES, WEIGHTS, count, loss_of_transformer
from ranks import TOOLS, run


@pytest.mark.parametrize("name", CASES)
def test_count(name):
    case = CASES[name]
    found = count(case, TOOLS / "ag-opt")
    assert found.merged <= case.ideal + case.beyond and found.each <= case.each, found


@pytest.mark.parametrize("name", ["2 layers, tp4, weights' gradients", "2 layers, dp2,tp4, weights' gradients",
                                  "MLP, fsdp4, weights' gradients", "Llama's layer, tp4, all gradients",
                                  "experts, ep4, weights' gradients", "step of Adam, dp4,zero1"])
def test_fused_before_or_behind(name, tmp_path):
    """The groups of ops do not affect sharding: the programs are equal byte by byte."""
    case = CASES[name]
    program = tmp_path / "program.mlir"
    grad = [f"--grad={case.grad}"] if case.grad else []
    program.write_text(case.program().as_text())
    texts = [run(TOOLS / "ag-opt", *grad, *order, program) for order in (
        ["--fuse", f"--shard={case.spec}"], [f"--shard={case.spec}", "--fuse"])]
    assert "ag.fused" in texts[0] and texts[0] == texts[1]


def test_layers_are_planned_alike():
    """If there are too many layers for one search, every layer has the same modelled time, whatever their number."""
    def plan(layers):
        done = subprocess.run([TOOLS / "ag-opt", "-", f"--grad={WEIGHTS}", "--symbol-privatize=exclude=main_grad",
                               "--symbol-dce", "--ag-plan-sharding=spec=tp4", "--remarks-filter=ag-plan-sharding"],
                              input=loss_of_transformer(layers).as_text(), capture_output=True, text=True, check=True)
        return int(re.search(r"plan \|.* picoseconds=(\d+)", done.stderr)[1])

    few, more, many = map(plan, (4, 8, 24))
    assert many - more == 4 * (more - few)
