# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled functions are as accurate as their rows say: f16 and bf16 on every number, f32 on a sample of all bit patterns,
and with the same results on processors with and without fused multiply-add."""
import numpy as np
import pytest

import ag
from rows import ROWS
from values import every_pattern, function_values, ulps_between

FUNCTIONS = [row for row in ROWS if row.values is function_values]


@pytest.mark.parametrize("march", ["x86-64-v3", "x86-64"])
@pytest.mark.parametrize("dtype", ["f32", "bf16", "f16"])
def test_accuracy(dtype, march):
    points = every_pattern(dtype)
    program = ag.trace(lambda x: {row.name: row.ours(x) for row in FUNCTIONS}, ag.spec(dtype, points.shape), name="table")
    results = program.lower().compile(march=march)(points)
    for row in FUNCTIONS:
        with np.errstate(all="ignore"):
            errors = ulps_between(results[row.name], row.meaning(points.astype(np.float64)))
        worst = int(np.argmax(errors))
        assert errors[worst] <= row.ulps, f"{row.name}({points[worst]!r}) is {results[row.name][worst]!r}"
