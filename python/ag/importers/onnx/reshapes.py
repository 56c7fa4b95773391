# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that change the shape of an array or the order of its dimensions, or that broadcast it."""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Size, exact_quotient, may_be_equal, product
from ...core.errors import Error
from ...numpy import joining, shaping
from .. import affine
from ..rules import Sizes
from ..values import MOST_ELEMENTS, Unfoldable, Value, require_others, stretched
from .shapes import axes_of
from .tables import ONNX


def _reshaping(shape_of: Callable[..., list[Size]]) -> Callable:
    """Returns what passes on what is known of an array to its reshape. `shape_of` returns the new sizes, from the old ones,
    the elements of the other operands, and the attributes."""
    def known(x: Value, *others: Value | None, **attributes: Any) -> Value | None:
        if affine.of(x) is None or any(each is not None and each.known is None for each in others):
            return None
        return affine.reshaped(x, shape_of(x.shape, *(each.known.sizes if each is not None else None  # type: ignore[union-attr]
                                                      for each in others), **attributes))

    return known


def _reshaped(own: tuple[Size, ...], shape: list[Size], allowzero: int = 0) -> list[Size]:
    """Returns the sizes of a Reshape, in which 0 is the old size unless `allowzero`, and -1 what is left."""
    sizes = [own[place] if size == 0 and not allowzero and place < len(own) else size for place, size in enumerate(shape)]
    rests = [place for place, size in enumerate(sizes) if size == -1]
    if len(rests) > 1:
        raise Error(f"the shape is {shape}, in which -1 stands more than once")
    if rests:
        others = product(size for size in sizes if size != -1)
        total = product(own)
        if others == 0:
            raise Error(f"the shape is {shape}, in which -1 stands beside 0")
        exact = exact_quotient(total, others)
        sizes[rests[0]] = total // others if exact is None else exact
    return sizes


def _reshape_elements(x: np.ndarray, shape: np.ndarray, *, allowzero: int = 0) -> np.ndarray:
    return x.reshape([int(size) for size in _reshaped(x.shape, list(shape), allowzero)])


_known_reshape = _reshaping(_reshaped)


def _split_again(x: Value, shape: Value, *, allowzero: int = 0) -> Value | None:
    """Returns x, whose leading dimensions were merged by a Reshape before a Transpose of the others, with the leading
    dimensions as they were: the Transpose of what was reshaped. PyTorch's exporter writes the keys of attention so."""
    transpose = x.made_by("Transpose")
    merge = transpose[1][0].made_by("Reshape") if transpose else None
    if transpose is None or merge is None or shape.known is None:
        return None
    whole, merged = merge[1][0], transpose[1][0]
    perm = order_of(len(merged.shape), transpose[0].attributes.get("perm"))
    lead = len(whole.shape) - len(merged.shape) + 1
    if lead < 2 or perm[0] != 0 or (product(whole.shape[:lead]), *whole.shape[lead:]) != merged.shape:
        return None
    order = [*range(lead), *(dim - 1 + lead for dim in perm[1:])]
    if [whole.shape[dim] for dim in order] != _reshaped(x.shape, shape.known.sizes, allowzero):
        return None
    return Value.of(shaping.transpose(whole.array, order))


@ONNX.rule("Reshape", since=5, fold=_reshape_elements, known=lambda x, shape, *, allowzero=0: _known_reshape(
    x, shape, allowzero=allowzero) or _split_again(x, shape, allowzero=allowzero))
def reshape(x: Array, shape: Sizes, *, allowzero: int = 0) -> Array:
    sizes = _reshaped(x.shape, shape, allowzero)
    return x if tuple(sizes) == x.shape else shaping.reshape(x, sizes)


def _flatten(own: tuple[Size, ...], axis: int = 1) -> list[Size]:
    axis = axis + len(own) if axis < 0 else axis
    return [product(own[:axis]), product(own[axis:])]


@ONNX.rule("Flatten", fold=lambda x, *, axis=1: x.reshape(_flatten(x.shape, axis)), known=_reshaping(_flatten))
def flatten(x: Array, *, axis: int = 1) -> Array:
    return shaping.reshape(x, _flatten(x.shape, axis))


def _squeeze_elements(x: np.ndarray, axes: Any = None) -> np.ndarray:
    return np.squeeze(x, None if axes is None else tuple(int(axis) for axis in np.ravel(axes)))


def _gone(shape: Sequence[Size], axes: Any) -> list[int]:
    """Returns the dimensions that a Squeeze removes."""
    return [dim for dim, size in enumerate(shape) if size == 1] if axes is None else axes_of(axes, len(shape))


def _squeezed_shape(own: tuple[Size, ...], axes: Any = None) -> list[Size]:
    return [size for dim, size in enumerate(own) if dim not in _gone(own, axes)]


def _unsqueezed_shape(own: tuple[Size, ...], axes: Any) -> list[Size]:
    rank, rest = len(own) + len(axes), iter(own)
    new = axes_of(axes, rank)
    return [1 if dim in new else next(rest) for dim in range(rank)]


def _along_squeezed(dim: int, x: Value, axes: Any = None) -> int | None:
    """Returns the dimension of padding in the result of a Squeeze."""
    gone = _gone(x.shape, axes)
    return None if dim in gone else dim - sum(each < dim for each in gone)


def _along_unsqueezed(dim: int, x: Value, axes: Any) -> int:
    """Returns the dimension of padding in the result of an Unsqueeze."""
    new = axes_of(axes, len(x.shape) + len(axes))
    return [each for each in range(len(x.shape) + len(axes)) if each not in new][dim]


def _squeezed(x: Array, axes: Any) -> Array:
    gone = _gone(x.shape, axes)
    if axes is None:
        require_others(x.shape, range(len(x.shape)))
    for dim in gone:
        if x.shape[dim] != 1:
            if not may_be_equal(x.shape[dim], 1):
                raise Error(f"dimension {dim} of {x} is not 1")
            tracing.require("eq", x.shape[dim], 1, f"Squeeze: dimension {dim} is {{0}}, expected {{1}}")
    return shaping.reshape(x, _squeezed_shape(x.shape, axes)) if gone else x


@ONNX.rule("Squeeze", since=13, fold=_squeeze_elements, along=lambda dim, x, axes=None: _along_squeezed(
    dim, x, axes.known.sizes if axes is not None and axes.known else None), known=_reshaping(_squeezed_shape))
def squeeze(x: Array, axes: Sizes | None = None) -> Array:
    return _squeezed(x, axes)


@ONNX.rule("Squeeze", fold=lambda x, *, axes=None: _squeeze_elements(x, axes),
           along=lambda dim, x, *, axes=None: _along_squeezed(dim, x, axes), known=_reshaping(_squeezed_shape))
def squeeze_1(x: Array, *, axes: list | None = None) -> Array:
    return _squeezed(x, axes)


def _unsqueeze_elements(x: np.ndarray, axes: Any) -> np.ndarray:
    return np.expand_dims(x, tuple(int(axis) for axis in np.ravel(axes)))


def _unsqueezed(x: Array, axes: Any) -> Array:
    return shaping.expand_dims(x, axes_of(axes, len(x.shape) + len(axes))) if axes else x


@ONNX.rule("Unsqueeze", since=13, fold=_unsqueeze_elements, along=lambda dim, x, axes: _along_unsqueezed(
    dim, x, axes.known.sizes) if axes.known else None, known=_reshaping(_unsqueezed_shape))
def unsqueeze(x: Array, axes: Sizes) -> Array:
    return _unsqueezed(x, axes)


@ONNX.rule("Unsqueeze", fold=lambda x, *, axes: _unsqueeze_elements(x, axes),
           along=lambda dim, x, *, axes: _along_unsqueezed(dim, x, axes), known=_reshaping(_unsqueezed_shape))
def unsqueeze_1(x: Array, *, axes: list) -> Array:
    return _unsqueezed(x, axes)


def order_of(rank: int, perm: list | None) -> list[int]:
    """Returns the order of the dimensions of a Transpose. Raises an Error if `perm` is none."""
    if perm is None:
        return list(reversed(range(rank)))
    if sorted(perm) != list(range(rank)):
        raise Error(f"its attribute perm is {perm}, expected each number from 0 to {rank - 1} once")
    return perm


@ONNX.rule("Transpose", fold=lambda x, *, perm=None: np.transpose(x, order_of(x.ndim, perm)),
           along=lambda dim, x, *, perm=None: order_of(len(x.shape), perm).index(dim),
           known=lambda x, *, perm=None: affine.permuted(x, order_of(len(x.shape), perm)))
def transpose(x: Value, *, perm: list | None = None) -> Any:
    order = order_of(len(x.shape), perm)
    made = x.made_by("Transpose")
    if made is not None:  # A transpose of a transpose reads the first one's operand.
        inner = order_of(len(order), made[0].attributes.get("perm"))
        x, order = made[1][0], [inner[dim] for dim in order]
    return shaping.transpose(x.array, order) if order != sorted(order) else x


def _broadcast_shape(own: tuple[Size, ...], wanted: list[Size]) -> list[Size]:
    rank = max(len(own), len(wanted))
    left = [1] * (rank - len(own)) + list(own)
    right = [1] * (rank - len(wanted)) + list(wanted)
    return [b if a == 1 else a for a, b in zip(left, right)]


def _expand_elements(x: np.ndarray, shape: np.ndarray) -> np.ndarray:
    sizes = [int(size) for size in _broadcast_shape(x.shape, list(shape))]
    if np.prod(sizes, dtype=object) > MOST_ELEMENTS:
        raise Unfoldable
    return np.broadcast_to(x, sizes)


def _expanded(x: Value, shape: Value) -> Value | None:
    """Returns the broadcast of a value where no check is needed."""
    if shape.known is None:
        return None
    sizes = _broadcast_shape(x.shape, shape.known.sizes)
    if any(own != 1 and size not in (1, own) for own, size in zip(reversed(x.shape), reversed(shape.known.sizes))):
        return None
    return affine.broadcast(x, sizes) or stretched(x, sizes)


@ONNX.rule("Expand", fold=_expand_elements, known=_expanded)
def expand(x: Array, shape: Sizes) -> Array:
    sizes = _broadcast_shape(x.shape, shape)
    for own, size in zip(reversed(x.shape), reversed(shape)):
        if own != 1 and size != 1 and not may_be_equal(own, size):
            raise Error(f"{x} cannot be expanded to {shape}")
    return coercion.broadcast_to(x, sizes)


def _tiled_elements(x: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    if x.size * math.prod(int(each) for each in repeats) > MOST_ELEMENTS:
        raise Unfoldable
    return np.tile(x, [int(each) for each in repeats])


@ONNX.rule("Tile", since=6, fold=_tiled_elements)
def tile(x: Array, repeats: Sizes) -> Array:
    return joining.tile(x, repeats)
