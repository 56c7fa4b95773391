# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What are x.at[index].set(v) and x.at[index].add(v)? x with other elements in the part that x[index] is.

Arrays don't change; the result is another one. Where x is not needed any more, as a donated argument whose result
this is, only the part is written.
"""
from __future__ import annotations

from typing import Any, NoReturn

from . import arrays, coercion, indexing, ops
from .coercion import ArrayLike
from .dtypes import as_dtype
from .errors import Error
from .names import advice_for_update, refuse


def _is_mask(index: Any) -> bool:
    return as_dtype(index.dtype).kind == "Bool" if hasattr(index, "dtype") else any(isinstance(i, bool) for i in index)


class Update:
    """x.at[index]: what becomes of the part x[index] of x."""

    def __init__(self, x: arrays.Array, index: Any) -> None:
        self._x, self._selection = x, indexing.Selection(x.shape, index)

    def set(self, value: ArrayLike) -> arrays.Array:
        """x with `value` there, which has x's element type and is broadcast."""
        if self._selection.arrays:
            raise Error("x.at[...].set takes no arrays of indices, only numbers, slices and arrays of rank 0",
                        ["for a mask use ag.where: ag.where(mask, v, x)" if _is_mask(self._selection.arrays[0]) else
                         "write x = ag.fori_loop(0, len(i), lambda k, x: x.at[i[k]].set(v), x) for an array of indices i, "
                         "with v[k] where each has a value of its own"])
        return self._put(coercion.value_for("set", self._x, value, self._selection.shape))

    def add(self, value: ArrayLike) -> arrays.Array:
        """x with `value` added there, which has x's element type and is broadcast. What arrays of indices name several
        times adds up, in their order; an index outside is a run-time failure."""
        if self._selection.arrays:
            return self._put(indexing.added(self._x, self._selection, value))
        value = coercion.value_for("add", self._x, value, self._selection.shape)
        return self._put(ops.add(indexing.selected(self._x, self._selection), value))

    def __getattr__(self, name: str) -> NoReturn: refuse("x.at[i]", name, advice_for_update(name))

    def _put(self, value: arrays.Array) -> arrays.Array:
        selection = self._selection
        if selection.is_whole and value.shape == self._x.shape:
            return value
        return ops.update(self._x, self._unfolded(value), selection.offsets, selection.strides)

    def _unfolded(self, value: arrays.Array) -> arrays.Array:
        """The value with one dimension for each of x's."""
        if self._selection.new or self._selection.drops:
            return ops.reshape(value, self._selection.sizes)
        return value


class At:
    """x.at, to be indexed as x is: x.at[:, 3]."""

    def __init__(self, x: arrays.Operators) -> None:
        self._x = x

    def __getitem__(self, index: Any) -> Update:
        return Update(self._x.traced(), index)
