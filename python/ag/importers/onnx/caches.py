# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's caches of keys and values, which a program updates where they are."""
from __future__ import annotations

from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim
from ...core.errors import Error
from ...numpy import indexing
from ...transforms import control
from .shapes import axis_of
from .tables import ONNX


@ONNX.rule("TensorScatter")
def tensor_scatter(cache: Array, update: Array, write_indices: Array | None = None, *, axis: int = -2,
                   mode: str = "linear") -> Array:
    axis = axis_of(axis, len(cache.shape))
    if mode not in ("linear", "circular") or axis == 0:
        raise Error(f"its mode is {mode} and its axis {axis}, expected linear or circular, and an axis other than the batch's")
    count, most = update.shape[axis], cache.shape[axis]
    if write_indices is None:
        return cache.at[(*[slice(None)] * axis, slice(0, count))].set(update)
    starts = write_indices.astype("i64")

    def row(number: Dim, cache: Array) -> Array:
        start = coercion.as_size(indexing.getitem(starts, number))
        if mode == "linear":
            where = (number, *[slice(None)] * (axis - 1), slice(start, start + count))
            return cache.at[where].set(indexing.getitem(update, number))

        def one(place: Dim, cache: Array) -> Array:
            inner = [slice(None)] * (axis - 1)
            return cache.at[(number, *inner, (start + place) % most)].set(indexing.getitem(update, (number, *inner, place)))

        return control.fori_loop(0, count, one, cache)

    return control.fori_loop(0, cache.shape[0], row, cache)
