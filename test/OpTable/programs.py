# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs with all rows that take an element type. The columns of the op table run them."""
from functools import lru_cache

import ag
from rows import ROWS

#: Sizes of the dynamic dimension: empty, one element, and some hundred.
SIZES = (0, 1, 300)


def name_of(row) -> str:
    """Returns the name of the row's argument and result."""
    return row.name.replace(".", "_")


def rows_of(dtype):
    return [row for row in ROWS if row.takes(dtype)]


def cases():
    """Returns each row with each element type that it takes."""
    return [(row, dtype) for dtype in ag.DTYPES for row in rows_of(dtype)]


def case_id(case) -> str:
    return case.name if hasattr(case, "name") else str(case)


def traced(rows, dtype, size=None, most=max(SIZES)):
    """Returns the rows as one function. The size n is dynamic, up to `most`, unless `size` is given."""
    dims = {"n": size} if size is not None else {}
    specs = {name_of(row): [spec(own, [dims.get(dim, dim) for dim in shape], most) for own, shape in row.specs(dtype)]
             for row in rows}

    def table(x):
        return {name_of(row): row.ours(*x[name_of(row)]) for row in rows}

    return ag.trace(table, specs, name="table")


def spec(dtype, dims, most=max(SIZES)):
    return ag.spec(dtype, dims, **({"n": (0, most)} if "n" in dims else {}))


def inputs(rows, dtype, size):
    return {name_of(row): row.inputs(dtype, {"n": size}) for row in rows}


@lru_cache(maxsize=None)
def dynamic(dtype):
    return traced(rows_of(dtype), dtype)


@lru_cache(maxsize=None)
def interpreted(dtype, size, is_static):
    """Returns the results by row, and their inputs."""
    rows = rows_of(dtype)
    program = traced(rows, dtype, size) if is_static else dynamic(dtype)
    given = inputs(rows, dtype, size)
    return program.interpret(given, precision="declared"), given
