# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ops on constants fold to the results that running them gives."""
import pytest

import ag
from programs import inputs, name_of, rows_of
from tools import run_tool

SIZE = 5


def constant_program(dtype):
    """Returns the rows on constants as a function without arguments. Rows that read parameters are left out."""
    rows = [row for row in rows_of(dtype) if "parameter" not in row.ops]
    given = inputs(rows, dtype, SIZE)
    return ag.trace(lambda: {name_of(row): row.ours(*map(ag.array, given[name_of(row)])) for row in rows}, name="table")


@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_fold(dtype, tmp_path):
    plain, folded = tmp_path / "plain.mlir", tmp_path / "folded.mlir"
    plain.write_text(constant_program(dtype).as_text())
    folded.write_bytes(run_tool("ag-opt", "--canonicalize", str(plain)))
    assert folded.read_text().count(" ag.") < plain.read_text().count(" ag.")
    run_tool("ag-run", str(folded), f"--same-as={plain}", "--rtol=0", "--atol=0", "--precision=declared")
