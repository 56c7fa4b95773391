# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The interpreter's results have numpy's values and shapes, with static and with dynamic sizes."""
import json
from pathlib import Path

import pytest

import ag
from rank_rows import COLLECTIVES
from programs import SIZES, case_id, cases, interpreted, name_of, traced
from rows import ROWS
from values import assert_same


@pytest.mark.parametrize("is_static", [False, True], ids=["dynamic", "static"])
@pytest.mark.parametrize("row, dtype", cases(), ids=case_id)
def test_row(row, dtype, is_static):
    for size in SIZES:
        results, given = interpreted(dtype, size, is_static)
        name = name_of(row)
        assert_same(results[name], row.expected(dtype, given[name]), row.ulps)


def test_every_op_has_a_row():
    records = json.loads((Path(ag.__file__).parent.parent / "ops.json").read_text())
    there = {records[record]["opName"] for record in records["!instanceof"]["AG_Op"]}
    for row in ROWS:
        text = traced([row], next(filter(row.takes, ag.DTYPES))).as_text()
        assert all(f"ag.{op} " in text for op in row.ops), f"{row.name} makes\n{text}"
    covered = set().union(*(row.ops for row in ROWS), (row.op for row in COLLECTIVES), {"mesh_index"})
    assert covered == there, f"without a row: {sorted(there - covered)}; no ops: {sorted(covered - there)}"
