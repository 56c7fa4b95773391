# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers other than norms, attention and loops, which users find in ag.nn."""
from __future__ import annotations

from .. import random
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim
from ..core.errors import Error, shown
from ..numpy import contraction, elementwise, indexing
from ..transforms import regions


def dropout(x: ArrayLike, rate: float, key: ArrayLike, training: bool = True) -> Array:
    """In training, returns x with elements set to 0, each with probability `rate`, and the others divided by 1 - rate
    (Srivastava et al., "Dropout", 2014). Otherwise it returns x. Each step of training needs its own key:
    ag.random.fold_in(key, step)."""
    x = coercion.floats("dropout", x)
    if not coercion.is_number(rate) or isinstance(rate, Dim) or not 0 <= rate < 1:
        raise Error(f"the rate of dropout is {shown(rate)}, expected a number from 0 to below 1")
    if not training or rate == 0:
        return x

    def masked() -> Array:
        return elementwise.where(random.bernoulli(key, 1 - rate, x.shape), x * (1 / (1 - rate)), 0)

    # Gradients save no mask, as the key determines it again.
    return regions.recomputed("dropout", masked)


def linear(x: ArrayLike, weight: ArrayLike, bias: ArrayLike | None = None) -> Array:
    """Returns x @ weight.T + bias. The rows of `weight` are outputs, as in PyTorch."""
    product = contraction.einsum("...i,oi->...o", x, weight)
    return product if bias is None else product + bias


def embedding(ids: ArrayLike, table: ArrayLike) -> Array:
    """Returns the rows of `table` with the indices `ids`. An id that is out of range fails the run."""
    return indexing.take(table, ids)


calls.check_module(__name__)
