# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Linear algebra, with the names of numpy.linalg."""
from __future__ import annotations

from typing import Any

from .core import calls, coercion
from .core.arrays import Array
from .core.coercion import ArrayLike
from .core.errors import Error, shown
from .core.names import absent
from .numpy import elementwise, reductions, shaping
from .numpy.reductions import Axis

__all__ = ["norm"]

__getattr__ = absent(__name__)


def norm(x: ArrayLike, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Array:
    """Returns the root of the sum of squares: the 2-norm of vectors along one axis, the Frobenius norm ("fro") of
    matrices over two axes, or the norm of all elements if neither `axis` nor `ord` is given. f16 and bf16 are computed
    in f32 and rounded once. All derivatives at zeros are 0, as in PyTorch."""
    x = coercion.floats("norm", x)
    count = len(shaping.axes_of(axis, len(x.shape)))
    if count > 2 and (axis is not None or ord is not None):
        raise Error(f"norm is defined over one axis or two, got {count}", ["ag.linalg.norm(ag.ravel(x)) takes all"])
    if ord is not None and ord != {1: 2, 2: "fro"}.get(count):
        raise Error(f"the norm of order {shown(ord)} over {count} axes is not yet there: 2 over one, \"fro\" over two")
    total = reductions.sum(elementwise.square(coercion.widened(x)), axis, keepdims)
    return elementwise.root(total).astype(x.dtype)


calls.check_module(__name__)
