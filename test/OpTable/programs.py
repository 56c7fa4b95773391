# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""All rows that take an element type, as one program: what a column runs."""
from functools import lru_cache

import ag
from rows import ROWS

#: Empty, one element along the dynamic dimension, and some hundred.
SIZES = (0, 1, 300)


def name_of(row) -> str:
    """The row's name as an argument's and a result's."""
    return row.name.replace(".", "_")


def rows_of(dtype):
    return [row for row in ROWS if row.takes(dtype)]


def cases():
    """Each row with each element type that it takes."""
    return [(row, dtype) for dtype in ag.DTYPES for row in rows_of(dtype)]


def case_id(case) -> str:
    return case.name if hasattr(case, "name") else str(case)


def traced(rows, dtype, size=None, most=max(SIZES)):
    """The rows as one function; the size n is dynamic, up to `most`, if none is given."""
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
    """The results by row, and the inputs that gave them."""
    rows = rows_of(dtype)
    program = traced(rows, dtype, size) if is_static else dynamic(dtype)
    given = inputs(rows, dtype, size)
    return program.interpret(given, precision="declared"), given
