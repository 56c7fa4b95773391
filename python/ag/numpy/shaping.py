# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that reshape arrays and permute their dimensions."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size, exact_quotient, product
from ..core.errors import Error, shown


def axis_of(axis: Any, rank: int) -> int:
    """Returns the dimension that `axis` names; negative ones count from the end."""
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)) or not -rank <= axis < rank:
        raise Error(f"there is no axis {shown(axis)} of an array of rank {rank}",
                    ["several arrays are one argument, as in ag.stack([x, y])"] if isinstance(axis, Array) else [])
    return int(axis) % rank


def axes_in_order(axis: Any, rank: int) -> list[int]:
    """Returns the dimensions that one or several axes name, in their order."""
    axes = [axis_of(a, rank) for a in (axis if isinstance(axis, Sequence) else [axis])]
    if len(set(axes)) != len(axes):
        raise Error(f"an axis is named twice in {shown(axis)}")
    return axes


def axes_of(axis: int | Sequence[int] | None, rank: int) -> list[int]:
    """Returns the dimensions that `axis` names in ascending order; all if it is None."""
    return list(range(rank)) if axis is None else sorted(axes_in_order(axis, rank))


def _listed(arguments: tuple) -> tuple:
    """Returns (2, 3) for the arguments of both f(2, 3) and f((2, 3))."""
    return tuple(arguments[0]) if len(arguments) == 1 and isinstance(arguments[0], (tuple, list)) else arguments


def reshape(x: ArrayLike, *shape: Any) -> Array:
    """Returns the elements of x in row-major order in another shape. One size can be -1; it is inferred."""
    x, sizes = coercion.tensor(x), [coercion.as_size(size) for size in _listed(shape)]
    unknown = [dim for dim, size in enumerate(sizes) if isinstance(size, int) and size == -1]
    if len(unknown) > 1:
        raise Error(f"more than one size of {shown(tuple(sizes))} is -1")
    if unknown:
        known = product(size for dim, size in enumerate(sizes) if dim != unknown[0])
        inferred = None if known == 0 else exact_quotient(x.size, known)
        if inferred is None:
            raise Error(f"the size that is -1 cannot be inferred: {known} does not divide the {x.size} elements of {x}")
        sizes[unknown[0]] = inferred
    _check_count(x, sizes)
    return x if tuple(sizes) == x.shape else ops.reshape(x, sizes)


def ravel(x: ArrayLike) -> Array:
    """Returns the elements of x in row-major order as a vector."""
    return reshape(x, -1)


def _check_count(x: Array, sizes: Sequence[Size]) -> None:
    """Raises an Error if the counts of elements are known to differ: numbers, or different multiples of one size."""
    before, after = x.size, product(sizes)
    terms = [set(count.terms) if isinstance(count, Dim) else {()} for count in (before, after)]
    if before != after and terms[0] == terms[1]:
        raise Error(f"{x} has {before} elements, the shape ({', '.join(map(str, sizes))}) has {after}")


def transpose(x: ArrayLike, *axes: Any) -> Array:
    """Returns x with its dimensions in the order of `axes`, by default reversed."""
    x = coercion.tensor(x)
    order = _listed(axes) or range(len(x.shape))[::-1]
    return ops.transpose(x, [axis_of(axis, len(x.shape)) for axis in order])


def swapaxes(x: ArrayLike, first: int, second: int) -> Array:
    """Returns x with two dimensions exchanged."""
    x = coercion.tensor(x)
    order = list(range(len(x.shape)))
    first, second = axis_of(first, len(order)), axis_of(second, len(order))
    order[first], order[second] = second, first
    return ops.transpose(x, order)


def moveaxis(x: ArrayLike, source: int | Sequence[int], destination: int | Sequence[int]) -> Array:
    """Returns x with its dimensions `source` moved to the positions `destination`. The others keep their order."""
    x = coercion.tensor(x)
    rank = len(x.shape)
    moved, places = axes_in_order(source, rank), axes_in_order(destination, rank)
    if len(moved) != len(places):
        raise Error(f"moveaxis moves {len(moved)} dimensions to {len(places)} places")
    order = [dim for dim in range(rank) if dim not in moved]
    for place, dim in sorted(zip(places, moved)):
        order.insert(place, dim)
    return ops.transpose(x, order)


def expand_dims(x: ArrayLike, axis: int | Sequence[int]) -> Array:
    """Returns x with new dimensions of size 1, which are the dimensions `axis` of the result."""
    x = coercion.tensor(x)
    rank = len(x.shape) + (1 if isinstance(axis, int) else len(axis))
    new = axes_of(axis, rank)
    dims = [dim for dim in range(rank) if dim not in new]
    shape: list[Size] = [1] * rank
    for size, dim in zip(x.shape, dims):
        shape[dim] = size
    return coercion.broadcast_in(x, shape, dims)


def squeeze(x: ArrayLike, axis: int | Sequence[int] | None = None) -> Array:
    """Returns x without the dimensions `axis`, or without all dimensions of size 1. Those in `axis` must have size
    1."""
    x = coercion.tensor(x)
    if axis is None:
        gone = [dim for dim, size in enumerate(x.shape) if size == 1]
    else:
        gone = axes_of(axis, len(x.shape))
    for dim in gone:
        if x.shape[dim] != 1:
            raise Error(f"dimension {dim} of {x} is not 1")
    return reshape(x, [size for dim, size in enumerate(x.shape) if dim not in gone])


calls.check_module(__name__)
