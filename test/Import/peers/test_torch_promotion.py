# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do the importer's types agree with torch.promote_types for all pairs, and with torch.result_type for levels?"""
from __future__ import annotations

import itertools

import pytest
import torch

import ag
from ag.core.dtypes import DTYPES
from ag.importers.torch.promotion import promoted, result_type

TYPES = {name: getattr(torch, dtype.numpy_name) for name, dtype in DTYPES.items()}


@pytest.mark.parametrize("a,b", list(itertools.product(TYPES, TYPES)))
def test_pairs(a: str, b: str) -> None:
    try:
        theirs = torch.promote_types(TYPES[a], TYPES[b])
    except RuntimeError:
        with pytest.raises(ag.Error, match="no common type"):
            promoted(DTYPES[a], DTYPES[b])
        return
    assert TYPES[promoted(DTYPES[a], DTYPES[b]).name] == theirs


def test_levels() -> None:
    """Arrays, arrays of rank 0 and numbers: a lower level counts by its kind alone."""
    found = {}

    def compare(x: ag.Array, scalar: ag.Array) -> ag.Array:
        for number in (True, 2, 0.5):
            found[number] = result_type(x, number), result_type(scalar, number), result_type(x, scalar)
        return x

    for a, b in itertools.product(("i1", "ui8", "i32", "i64", "f16", "bf16", "f32", "f64"), repeat=2):
        ag.trace(compare, ag.spec(a, [3]), ag.spec(b))
        x, scalar = torch.ones(3, dtype=TYPES[a]), torch.ones((), dtype=TYPES[b])
        for number, ours in found.items():
            theirs = torch.result_type(x, number), torch.result_type(scalar, number), torch.result_type(x, scalar)
            assert [TYPES[each.name] for each in ours] == list(theirs), (a, b, number)
