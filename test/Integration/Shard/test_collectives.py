# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""At real sizes, ranks meet as often as they must, but where test/Benchmark/collectives.py says how much more."""
import pytest
from collectives import CASES, count
from ranks import TOOLS


@pytest.mark.parametrize("name", CASES)
def test_count(name):
    case = CASES[name]
    found = count(case, TOOLS / "ag-opt")
    assert found.merged <= case.ideal + case.beyond and found.each <= case.each, found
