# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are elements at arrays of indices replaced or combined? By ag.scatter, which has kinds for all but products: these are a
loop over the updates, in linear time."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import ops
from ..core import coercion
from ..core.arrays import Array
from ..core.dims import Dim, Size, product
from ..core.errors import Error
from ..numpy import elementwise, shaping
from ..transforms import control

#: The method of x.at[index] for each reduction.
_METHODS = {"none": "set", "add": "add", "max": "max", "min": "min"}


def scattered(x: Array, index: tuple[Array, ...], updates: Array, reduction: str) -> Array:
    """Returns x with updates at index arrays into its first dimensions, as in x.at[index]. Of several for one element the
    last one holds, or all are combined."""
    if reduction in _METHODS:
        return getattr(x.at[index], _METHODS[reduction])(updates)
    if reduction != "mul":
        raise Error(f"its attribute reduction is {reduction}, expected none, add, mul, max or min")
    sizes, rest = x.shape[:len(index)], x.shape[len(index):]
    count = product(updates.shape[:len(updates.shape) - len(rest)])
    if count == 0:
        return x
    flat, rows = shaping.reshape(x, [product(sizes), *rest]), shaping.reshape(updates, [count, *rest])
    places = shaping.reshape(_flat(index, sizes, updates.shape[:len(updates.shape) - len(rest)]), [count])

    def step(number: Dim, made: Array) -> Array:
        place = coercion.as_size(places[number])
        return made.at[place].set(ops.mul(made[place], rows[number]))

    return shaping.reshape(control.fori_loop(0, count, step, flat), x.shape)


def scattered_along(x: Array, axis: int, index: Array, updates: Array, reduction: str) -> Array:
    """Returns x with updates, which have its dimensions, at a vector of indices into one of these. One index that replaces is
    a slice, which a donated argument has replaced in place."""
    before = (slice(None),) * axis
    if reduction == "none" and product(index.shape) == 1:
        place = shaping.reshape(index, []).astype("i64")
        start = coercion.as_size(elementwise.where(place < 0, place + x.shape[axis], place))
        return x.at[(*before, slice(start, start + 1))].set(updates)
    if reduction not in _METHODS:
        order = [axis, *(dim for dim in range(len(x.shape)) if dim != axis)]
        made = scattered(shaping.transpose(x, order), (index,), shaping.transpose(updates, order), reduction)
        return shaping.transpose(made, [order.index(dim) for dim in range(len(order))])
    return getattr(x.at[(*before, index)], _METHODS[reduction])(updates)


def _flat(index: tuple[Array, ...], sizes: Sequence[Size], shape: Sequence[Size]) -> Array:
    """Returns the indices into dimensions of these sizes as those into one dimension of all elements; -1 where one is out of
    range."""
    place: Any = 0
    inside: Any = None
    for each, size in zip(index, sizes):
        each = each.astype("i64")
        each = elementwise.where(each < 0, each + size, each)
        within = (each >= 0) & (each < size)
        place, inside = each if inside is None else place * size + each, within if inside is None else inside & within
    return coercion.broadcast_to(elementwise.where(inside, place, -1), shape)
