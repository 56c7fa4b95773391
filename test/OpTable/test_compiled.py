# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled code has the results of the interpreter, optimised and not, with static and with dynamic sizes."""
from functools import lru_cache

import pytest

from programs import SIZES, case_id, cases, dynamic, inputs, interpreted, name_of, rows_of, traced
from values import assert_same


@lru_cache(maxsize=None)
def compiled(dtype, size, opt):
    """Returns the results by row: of a program with a static size if one is given, else of one program at each of SIZES."""
    program = dynamic(dtype) if size is None else traced(rows_of(dtype), dtype, size)
    code = program.lower().compile(opt=opt)
    return {n: code(inputs(rows_of(dtype), dtype, n)) for n in (SIZES if size is None else [size])}


@pytest.mark.parametrize("size, opt", [(None, 0), (None, 3), (SIZES[-1], 3), (0, 3)],
                         ids=["opt0", "opt3", "static", "empty"])
@pytest.mark.parametrize("row, dtype", cases(), ids=case_id)
def test_row(row, dtype, size, opt):
    for n, results in compiled(dtype, size, opt).items():
        expected, _ = interpreted(dtype, n, is_static=size is not None)
        assert_same(results[name_of(row)], expected[name_of(row)], row.ulps)
