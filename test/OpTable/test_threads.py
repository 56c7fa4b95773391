# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One and two threads compute the same bits, at a size at which two share the loops."""
import pytest

import ag
from programs import inputs, name_of, rows_of, traced
from table import parameters

SIZE = 100_003


@pytest.mark.parametrize("dtype", ["f32", "i16"])
def test_table(dtype, tmp_path):
    # The result of gather.error has n * n elements.
    rows = [row for row in rows_of(dtype) if row.name != "gather.error"]
    program = traced(rows, dtype, most=SIZE).lower().compile(opt=1, threads=2)
    program.save(tmp_path / "table.so")
    program.save(tmp_path / "table.ll")
    assert (tmp_path / "table.ll").read_text().count("call void (ptr, i32, ptr, ...) @__kmpc_fork_call(") > len(rows) / 2
    given = inputs(rows, dtype, SIZE)
    names = [argument["name"].split(".") for argument in program.info["arguments"]]
    flat = [given[row][int(operand)] for _, row, operand in names]
    one, two = (ag.load(tmp_path / "table.so", parameters(), threads=threads)(*flat) for threads in (1, 2))
    for name in map(name_of, rows):
        assert one[name].tobytes() == two[name].tobytes(), name
