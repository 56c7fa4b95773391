# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What do x.at[index].set(v), .add(v), .max(v) and .min(v) return? The array x with the slice x[index] changed.

Arrays are immutable, so the result is a new one. If x has no other use, as a donated argument whose memory the result
takes over, the program writes only the slice.
"""
from __future__ import annotations

from typing import Any, Callable, Literal, NoReturn

from .. import ops
from ..core import arrays, coercion
from ..core.coercion import ArrayLike
from ..core.dtypes import as_dtype
from ..core.errors import Error
from ..core.names import advice_for_update, refuse
from . import indexing

Kind = Literal["add", "set", "max", "min"]

#: For each method, the result for a slice of x and a value, and how it is written for a mask.
_COMBINED: dict[str, tuple[Callable[[arrays.Array, arrays.Array], arrays.Array], str]] = {
    "set": (lambda old, value: value, "v"),
    "add": (ops.add, "x + v"),
    "max": (ops.max_, "ag.maximum(x, v)"),
    "min": (ops.min_, "ag.minimum(x, v)"),
}


def _is_mask(index: Any) -> bool:
    return as_dtype(index.dtype).kind == "Bool" if hasattr(index, "dtype") else any(isinstance(i, bool) for i in index)


class Update:
    """x.at[index], whose methods return x with the slice x[index] updated.

    A value has x's element type and is broadcast. An index array may name an element several times, and an index out of
    range fails the run."""

    def __init__(self, x: arrays.Array, index: Any) -> None:
        self._x, self._selection = x, indexing.Selection(x.shape, index)

    def set(self, value: ArrayLike) -> arrays.Array:
        """Returns x with the slice replaced by `value`. If index arrays name an element several times, it has the last of
        its values, in their order."""
        return self._combined("set", value)

    def add(self, value: ArrayLike) -> arrays.Array:
        """Returns x with `value` added to the slice. Values for an element that index arrays name several times add up, in
        their order."""
        return self._combined("add", value)

    def max(self, value: ArrayLike) -> arrays.Array:
        """Returns x with each element of the slice replaced by the greatest of it and its values; NaN if one is NaN."""
        return self._combined("max", value)

    def min(self, value: ArrayLike) -> arrays.Array:
        """Returns x with each element of the slice replaced by the least of it and its values; NaN if one is NaN."""
        return self._combined("min", value)

    def _combined(self, kind: Kind, value: ArrayLike) -> arrays.Array:
        combine, of_mask = _COMBINED[kind]
        if any(map(_is_mask, self._selection.arrays)):
            raise Error(f"x.at[...].{kind} takes no masks, only numbers, slices and arrays of integers",
                        [f"for a mask use ag.where: ag.where(mask, {of_mask}, x)"])
        if self._selection.arrays:
            return self._put(indexing.scattered(kind, self._x, self._selection, value))
        value = coercion.value_for(kind, self._x, value, self._selection.shape)
        return self._put(value if kind == "set" else combine(indexing.selected(self._x, self._selection), value))

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
