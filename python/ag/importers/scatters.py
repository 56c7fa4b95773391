# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are elements at arrays of indices replaced?

Sums are an ag.scatter. Where an update replaces an element, a loop finds for each element the last update for it, and a
gather reads these. Products and extremes are a loop over the updates. Both take time linear in the sizes of arrays.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import ops
from ..core import coercion
from ..core.arrays import Array
from ..core.dims import Dim, Size, product
from ..core.errors import Error
from ..numpy import creation, elementwise, indexing, shaping
from ..transforms import control

_COMBINATIONS: dict[str, Callable[[Array, Array], Array]] = {"mul": ops.mul, "max": ops.max_, "min": ops.min_}


def scattered(x: Array, index: tuple[Array, ...], updates: Array, reduction: str) -> Array:
    """Returns x with updates at index arrays into its first dimensions, as in x.at[index]."""
    if reduction not in ("none", "add", *_COMBINATIONS):
        raise Error(f"its attribute reduction is {reduction}, expected none, add, mul, max or min")
    if reduction == "add":
        return x.at[index].add(updates)
    sizes, rest = x.shape[:len(index)], x.shape[len(index):]
    count = product(updates.shape[:len(updates.shape) - len(rest)])
    flat, rows = shaping.reshape(x, [product(sizes), *rest]), shaping.reshape(updates, [count, *rest])
    if count == 0:
        return x
    places = shaping.reshape(_flat(index, sizes, updates.shape[:len(updates.shape) - len(rest)]), [count])
    if reduction == "none":
        return shaping.reshape(_replaced(flat, places, rows), x.shape)
    combine = _COMBINATIONS[reduction]

    def step(number: Dim, made: Array) -> Array:
        place = coercion.as_size(places[number])
        return made.at[place].set(combine(made[place], rows[number]))

    return shaping.reshape(control.fori_loop(0, count, step, flat), x.shape)


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


def _replaced(x: Array, places: Array, rows: Array) -> Array:
    """Returns x with rows in place of those at `places`. Of several for one place it is the last."""
    latest = control.fori_loop(0, places.shape[0], lambda number, made: made.at[coercion.as_size(places[number])].set(
        creation.array(number)), creation.full([x.shape[0]], -1, "i64"))
    chosen = indexing.take(rows, latest, 0, "fill")
    is_replaced = shaping.reshape(latest >= 0, [x.shape[0]] + [1] * (len(x.shape) - 1))
    return elementwise.where(is_replaced, chosen, x)
