# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every row, sharded in each way that its rule allows, has the results of the unsharded program."""
import re

import numpy as np
import pytest

import ag
from programs import dynamic, inputs, name_of, rows_of, traced
from tools import run_tool

#: Sizes that the ranks do not divide, 0, 1, and fewer than ranks; an element type of each kind.
CASES = [("f32", "x=2", 5), ("f32", "x=4", 3), ("f32", "x=2,y=2", 6), ("f32", "x=2,y=3", 0), ("f64", "x=2,y=3", 1),
         ("bf16", "x=2,y=3", 5), ("f16", "x=4", 5), ("i32", "x=2,y=2", 3), ("i8", "x=2,y=3", 5), ("ui8", "x=2,y=2", 5),
         ("ui32", "x=2", 3), ("i1", "x=2,y=2", 5)]


def tame(array, number):
    """Returns the array with floats whose sums and products need no rounding, in any order."""
    if array.dtype.kind in "iub":
        return array
    return np.random.default_rng(number).choice([-2, -1, -0.5, 0.5, 1, 2], array.shape).astype(array.dtype)


#: Dynamic sizes: multiples of all numbers of blocks, and one that is a multiple of some.
DYNAMIC_CASES = [("f32", "x=2,y=2", 4), ("f32", "x=2,y=3", 6), ("f64", "x=2,y=2", 0), ("i32", "x=4", 8),
                 ("f32", "x=2,y=2", 2)]


def name(case):
    return str(case).replace("=", "").replace(",", "")


def share(program, dtype, mesh, size, tmp_path):
    """Returns the numbers of plans with the same results, of refused ones, and of those with sizes that are no
    multiples."""
    rows = rows_of(dtype)
    table = f"{tmp_path}/table.mlir"
    run_tool("ag-opt", "--to=trace", "-", "-o", table, text=str(program))
    given = inputs(rows, dtype, size)
    files = []
    for row in rows:
        for array in given[name_of(row)]:
            files.append(f"{tmp_path}/{len(files)}.npy")
            np.save(files[-1], tame(array, len(files)))
    said = run_tool("Plans", table, f"--mesh={mesh}", f"--keep={tmp_path}/bad.mlir",
                    *(f"--input={file}" for file in files))
    return map(int, re.search(r"(\d+) same, (\d+) refused, (\d+) uneven", said.decode()).groups())


@pytest.mark.parametrize("dtype, mesh, size", CASES, ids=name)
def test_rows(dtype, mesh, size, tmp_path):
    same, _, uneven = share(traced(rows_of(dtype), dtype, size), dtype, mesh, size, tmp_path)
    assert same > 0 and uneven == 0


@pytest.mark.parametrize("dtype, mesh, size", DYNAMIC_CASES, ids=name)
def test_dynamic_rows(dtype, mesh, size, tmp_path):
    same, _, uneven = share(dynamic(dtype), dtype, mesh, size, tmp_path)
    assert same > 0 and (uneven > 0) == (size == 2)
