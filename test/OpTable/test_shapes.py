# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Inferred shapes are numpy's with static sizes, and all that is known of them with dynamic sizes."""
import pytest

from programs import SIZES, case_id, cases, spec

import ag


def inferred(row, dtype, size):
    """Returns the element type and the dimensions of the row's result in tracing."""
    seen = []

    def function(*operands):
        result = ag.array(row.ours(*operands))
        seen.append((result.dtype.name, result.shape))
        return result

    dims = {"n": size} if size is not None else {}
    ag.trace(function, *[spec(own, [dims.get(dim, dim) for dim in shape]) for own, shape in row.specs(dtype)], name="f")
    return seen[0]


def shape_of(row, dtype, size):
    """Returns numpy's shape."""
    return row.expected(dtype, row.inputs(dtype, {"n": size})).shape


@pytest.mark.parametrize("row, dtype", cases(), ids=case_id)
def test_static(row, dtype):
    for size in SIZES:
        assert inferred(row, dtype, size) == (row.result or dtype, shape_of(row, dtype, size))


@pytest.mark.parametrize("row, dtype", cases(), ids=case_id)
def test_dynamic(row, dtype):
    """A size is a polynomial in n that equals numpy's size at two values of n. It is a number if numpy's is the same at
    both."""
    small, large = (shape_of(row, dtype, size) for size in (2, 300))
    _, dims = inferred(row, dtype, None)
    assert len(dims) == len(small)
    for dim, low, high in zip(dims, small, large):
        assert (at(dim, 2), at(dim, 300)) == (low, high), f"{dim} of {dims}"
        assert isinstance(dim, int) == (low == high), f"{dim} of {dims}"


def at(dim, n):
    """Returns the size for a value of n."""
    if isinstance(dim, int):
        return dim
    return sum(factor * n ** len(monomial) for monomial, factor in dim.terms.items())
