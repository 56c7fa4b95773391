# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""At real sizes, ranks meet as often as they must, but where test/Benchmark/collectives.py says how much more."""
import re
import subprocess

import pytest
from collectives import CASES, WEIGHTS, count, loss_of_transformer
from ranks import TOOLS


@pytest.mark.parametrize("name", CASES)
def test_count(name):
    case = CASES[name]
    found = count(case, TOOLS / "ag-opt")
    assert found.merged <= case.ideal + case.beyond and found.each <= case.each, found


def test_layers_are_planned_alike():
    """However many, each takes as long as another by the model, where they are too many for one search."""
    def plan(layers):
        done = subprocess.run([TOOLS / "ag-opt", "-", f"--grad={WEIGHTS}", "--symbol-privatize=exclude=main_grad",
                               "--symbol-dce", "--ag-plan-sharding=spec=tp4", "--remarks-filter=ag-plan-sharding"],
                              input=loss_of_transformer(layers).as_text(), capture_output=True, text=True, check=True)
        return int(re.search(r"plan \|.* picoseconds=(\d+)", done.stderr)[1])

    few, more, many = map(plan, (4, 8, 24))
    assert many - more == 4 * (more - few)
