# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What do x.at[index].set(v) and x.at[index].add(v) return? The array x with the slice x[index] replaced.

Arrays are immutable, so the result is a new one. If x has no other use, as a donated argument whose memory the result
takes over, the program writes only the slice.
"""
from __future__ import annotations

from typing import Any, NoReturn

from .. import ops
from ..core import arrays, coercion
from ..core.coercion import ArrayLike
from ..core.dtypes import as_dtype
from ..core.errors import Error
from ..core.names import advice_for_update, refuse
from . import indexing


def _is_mask(index: Any) -> bool:
    return as_dtype(index.dtype).kind == "Bool" if hasattr(index, "dtype") else any(isinstance(i, bool) for i in index)


class Update:
    """x.at[index], whose methods return x with the slice x[index] updated."""

    def __init__(self, x: arrays.Array, index: Any) -> None:
        self._x, self._selection = x, indexing.Selection(x.shape, index)

    def set(self, value: ArrayLike) -> arrays.Array:
        """Returns x with the slice replaced by `value`, which has x's element type and is broadcast."""
        if self._selection.arrays:
            raise Error("x.at[...].set takes no arrays of indices, only numbers, slices and arrays of rank 0",
                        ["for a mask use ag.where: ag.where(mask, v, x)" if _is_mask(self._selection.arrays[0]) else
                         "write x = ag.fori_loop(0, len(i), lambda k, x: x.at[i[k]].set(v), x) for an array of indices i, "
                         "with v[k] where each has a value of its own"])
        return self._put(coercion.value_for("set", self._x, value, self._selection.shape))

    def add(self, value: ArrayLike) -> arrays.Array:
        """Returns x with `value` added to the slice; `value` has x's element type and is broadcast. Values for an
        element that index arrays name several times add up, in their order. An index out of range fails the run."""
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
        """Returns the value reshaped to have one dimension for each of x's."""
        if self._selection.new or self._selection.drops:
            return ops.reshape(value, self._selection.sizes)
        return value


class At:
    """x.at, which is indexed like x: x.at[:, 3]."""

    def __init__(self, x: arrays.Operators) -> None:
        self._x = x

    def __getitem__(self, index: Any) -> Update:
        return Update(self._x.traced(), index)
