# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sums, products and extremes of the elements up to each one.

They are loops along one axis, in linear time and memory. Each iteration computes the next state and writes one slice of the
result, in place:

    %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%total = %zeros, %y = %result) -> (tensor<8xf32>, tensor<?x8xf32>) {
      %1 = ag.slice %x [%i, 0] [1, 8] [1, 1] : tensor<?x8xf32> -> tensor<1x8xf32>
      %row = ag.reshape %1 : tensor<1x8xf32> -> tensor<8xf32>
      %following = ag.add %total, %row : tensor<8xf32>
      %2 = ag.reshape %following : tensor<8xf32> -> tensor<1x8xf32>
      %3 = ag.update %y, %2 [%i, 0] [1, 1] : tensor<?x8xf32>, tensor<1x8xf32> -> tensor<?x8xf32>
      scf.yield %following, %3 : tensor<8xf32>, tensor<?x8xf32>
    }

`axis` is one dimension, or None for all elements in row-major order. With `reverse`, as in jax.lax, the elements are those
from each one to the last. f16 and bf16 are accumulated in f32 and rounded once.
"""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size
from ..core.dtypes import DTypeLike
from ..core.errors import Error, shown
from ..transforms import control
from . import creation, elementwise, reductions, shaping


def _along(x: Array, axis: int, reverse: bool, start: Callable[[Sequence[Size]], Any],
           step: Callable[[Any, Array], tuple[Any, Array]]) -> Array:
    """Returns the slices that `step` computes along `axis`. `step` takes a state and a slice of x, and returns the next
    state and a slice of the result. `start` returns the first state, given the shape of a slice."""
    extent = x.shape[axis]
    before = (slice(None),) * axis

    def write(number: Dim, carry: tuple[Any, Array]) -> tuple[Any, Array]:
        state, result = carry
        place = (*before, extent - 1 - number if reverse else number)
        state, row = step(state, x[place])
        return state, result.at[place].set(row)

    result = creation.zeros_like(x)
    first = start([*x.shape[:axis], *x.shape[axis + 1 :]])
    return result if extent == 0 else control.fori_loop(0, extent, write, (first, result))[1]


def _cumulative(name: str, x: Array, axis: int | None, reverse: bool, start: Callable[[Sequence[Size]], Any],
                step: Callable[[Any, Array], tuple[Any, Array]]) -> Array:
    """Returns the slices that `step` computes, as of _along, for arguments of the function `name`."""
    if not isinstance(reverse, bool):
        raise Error(f"reverse of {name} is {shown(reverse)}, expected True or False")
    x = shaping.ravel(x) if axis is None else x
    axis = shaping.axis_of(0 if axis is None else axis, len(x.shape))
    if 0 < axis == len(x.shape) - 1:  # slices along the last axis are not contiguous
        return shaping.moveaxis(_along(shaping.moveaxis(x, -1, 0), 0, reverse, start, step), 0, -1)
    return _along(x, axis, reverse, start, step)


# Sums and products -----------------------------------------------------------------------------


def cumsum(x: ArrayLike, axis: int | None = None, *, dtype: DTypeLike | None = None, reverse: bool = False,
           exclusive: bool = False) -> Array:
    """Returns the sum of the elements up to each one along `axis`, in the types of ag.sum. With `exclusive` the element
    itself is not in its sum. With the dtype i1 it is whether any of them is not 0."""
    return _total("cumsum", (ops.add, ops.max_), 0, x, axis, dtype, reverse, exclusive)


def cumprod(x: ArrayLike, axis: int | None = None, *, dtype: DTypeLike | None = None, reverse: bool = False,
            exclusive: bool = False) -> Array:
    """Returns the product of the elements up to each one along `axis`, in the types of ag.sum. With `exclusive` the
    element itself is not in its product. With the dtype i1 it is whether all of them are not 0."""
    return _total("cumprod", (ops.mul, ops.min_), 1, x, axis, dtype, reverse, exclusive)


def _total(name: str, functions: tuple[Callable, Callable], neutral: int, x: ArrayLike, axis: int | None,
           dtype: DTypeLike | None, reverse: bool, exclusive: bool) -> Array:
    """Returns the combinations of elements by the first of the functions, or by the second if they are i1."""
    if not isinstance(exclusive, bool):
        raise Error(f"exclusive of {name} is {shown(exclusive)}, expected True or False")
    x = coercion.tensor(x)
    wanted = reductions.accumulating(x, dtype)
    wide = coercion.widened(x.astype(wanted.name))
    combine = functions[wanted.kind == "Bool"]

    def start(shape: Sequence[Size]) -> Array:
        return creation.full(shape, bool(neutral) if wanted.kind == "Bool" else neutral, wide.dtype.name)

    def step(total: Array, row: Array) -> tuple[Array, Array]:
        following = combine(total, row)
        return following, total if exclusive else following

    return _cumulative(name, wide, axis, reverse, start, step).astype(wanted.name)


# Extremes --------------------------------------------------------------------------------------


def cummax(x: ArrayLike, axis: int | None = None, *, reverse: bool = False) -> Array:
    """Returns the greatest of the elements up to each one along `axis`, as numpy's maximum.accumulate. It is NaN from the
    first NaN on. The last of equal elements has the gradient."""
    return _extreme("cummax", elementwise.greater_equal, 0, x, axis, reverse)


def cummin(x: ArrayLike, axis: int | None = None, *, reverse: bool = False) -> Array:
    """Returns the least of the elements up to each one along `axis`, as numpy's minimum.accumulate. It is NaN from the
    first NaN on. The last of equal elements has the gradient."""
    return _extreme("cummin", elementwise.less_equal, 1, x, axis, reverse)


def _extreme(name: str, reaches: Callable[[Array, Array], Array], bound: int, x: ArrayLike, axis: int | None,
             reverse: bool) -> Array:
    """Returns the extremes of elements, where a row replaces the extreme that it reaches. The first extreme is that
    bound of the element type."""
    x = coercion.tensor(x)
    wide = coercion.widened(x)  # the gradient of a loop that carries f16 or bf16 converts all of the result each time

    def start(shape: Sequence[Size]) -> Array:
        bounds = {"Float": (-math.inf, math.inf), "Bool": (False, True)}
        return creation.full(shape, (bounds.get(x.dtype.kind) or x.dtype.bounds)[bound], wide.dtype.name)

    def step(extreme: Array, row: Array) -> tuple[Array, Array]:
        replaces = reaches(row, extreme)
        if x.dtype.is_float:
            replaces = replaces | elementwise.isnan(row)
        following = ops.select(replaces, row, extreme)
        return following, following

    return _cumulative(name, wide, axis, reverse, start, step).astype(x.dtype.name)


def logcumsumexp(x: ArrayLike, axis: int | None = None, *, reverse: bool = False) -> Array:
    """Returns the logarithm of the sum of exp(x) of the elements up to each one along `axis`, computed without
    overflow."""
    x = coercion.tensor(x)
    wide = coercion.widened(coercion.floats("logcumsumexp", x))

    def start(shape: Sequence[Size]) -> tuple[Array, Array]:
        return creation.full(shape, -math.inf, wide.dtype.name), creation.zeros(shape, wide.dtype.name)

    def step(state: tuple[Array, Array], row: Array) -> tuple[tuple[Array, Array], Array]:
        """The state is the greatest element and the sum of exp(x - shift), whose shift is that element if it is
        finite, and 0 otherwise. The results do not depend on it, so it has no gradient."""
        greatest, total = state
        largest = ops.stop_gradient(ops.max_(greatest, row))
        shift = elementwise.where(elementwise.isfinite(largest), largest, 0)
        # There is nothing to scale before the first finite element.
        change = elementwise.where(elementwise.isfinite(greatest), greatest - shift, 0)
        total = total * ops.exp(change) + ops.exp(row - shift)
        is_none = elementwise.equal(total, 0)
        logarithm = ops.log(elementwise.where(is_none, 1, total)) + shift
        return (largest, total), elementwise.where(is_none, -math.inf, logarithm)

    return _cumulative("logcumsumexp", wide, axis, reverse, start, step).astype(x.dtype.name)


calls.check_module(__name__)
