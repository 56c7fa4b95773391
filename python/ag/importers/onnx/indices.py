# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops that read or replace elements at arrays of indices."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Size
from ...core.errors import Error
from ...numpy import indexing, shaping
from .. import affine
from ..scatters import scattered, scattered_along
from ..values import Value
from .reshapes import order_of
from .shapes import axis_of
from .tables import ONNX


def _places(shape: Sequence[Size], dim: int) -> Array:
    """Returns the indices into dimension `dim` of an array of this shape, with sizes of 1 in the other dimensions."""
    return ops.iota(dim, [size if other == dim else 1 for other, size in enumerate(shape)], "i64")


def _columns(x: Array, indices: Array, batch: int) -> tuple[Array, ...]:
    """Returns an index array for each dimension of x that the rows of `indices` name, after `batch` leading ones."""
    count = indices.shape[-1]
    if not isinstance(count, int) or not 1 <= count <= len(x.shape) - batch:
        raise Error(f"its indices are {indices}, whose rows name {count} dimensions of {x}")
    rows = indices.shape[:-1]
    return (*(_places(rows, dim) for dim in range(batch)),
            *(shaping.reshape(indexing.take_slice(indices, len(rows), slice(place, place + 1)), rows)
              for place in range(count)))


def _at_ranges(x: Value, indices: Value, *, batch_dims: int = 0) -> Value | None:
    """Returns x at columns of indices that are ranges."""
    if batch_dims or not indices.parts:
        return None
    columns = [affine.reshaped(part, part.shape[:-1]) for part in indices.parts]
    return None if None in columns else affine.gathered(x, columns) or affine.at_ranges(x, columns)  # type: ignore[arg-type]


@ONNX.rule("GatherND", along=lambda dim, x, indices, *, batch_dims=0: dim if indices.count and dim < len(indices.shape) - 1
           else None, known=_at_ranges)
def gather_nd(x: Array, indices: Array, *, batch_dims: int = 0) -> Array:
    if not 0 <= batch_dims < min(len(x.shape), len(indices.shape)):
        raise Error(f"its attribute batch_dims is {batch_dims}, expected a number below the ranks of {x} and {indices}")
    columns = _columns(x, indices, batch_dims)
    if not indices.shape[:-1]:  # one row
        return indexing.getitem(x, tuple(coercion.as_size(each.astype("i64")) for each in columns))
    return indexing.getitem(x, columns)


def _along(x: Array, indices: Array, axis: int) -> tuple[Array, ...]:
    """Returns an index array for each dimension of x, those along `axis` being `indices`."""
    return tuple(indices if dim == axis else _places(indices.shape, dim) for dim in range(len(x.shape)))


@ONNX.rule("GatherElements")
def gather_elements(x: Array, indices: Array, *, axis: int = 0) -> Array:
    _check_ranks(x, indices)
    return indexing.getitem(x, _along(x, indices, axis_of(axis, len(x.shape)))) if x.shape else x


def _check_ranks(x: Array, *others: Array) -> None:
    if any(len(other.shape) != len(x.shape) for other in others):
        raise Error(f"it is given {x} and {' and '.join(map(str, others))}, expected arrays of one rank")


# Scatters --------------------------------------------------------------------------------------


@ONNX.rule("ScatterElements", "Scatter")
def scatter_elements(x: Array, indices: Array, updates: Array, *, axis: int = 0, reduction: str = "none") -> Array:
    _check_ranks(x, indices, updates)
    return scattered(x, _along(x, indices, axis_of(axis, len(x.shape))), updates, reduction)


@ONNX.rule("ScatterND")
def scatter_nd(data: Value, indices: Array, updates: Array, *, reduction: str = "none") -> Any:
    x = data.array
    columns = _columns(x, indices, 0)
    if len(updates.shape) != len(indices.shape) - 1 + len(x.shape) - len(columns):
        raise Error(f"its updates are {updates}, expected one slice of {x} for each row of {indices}")
    if not indices.shape[:-1]:  # one row
        columns, updates = tuple(shaping.reshape(each, [1]) for each in columns), shaping.expand_dims(updates, 0)
    if len(columns) == 1 and len(columns[0].shape) == 1:
        return _scattered_rows(data, columns[0], updates, reduction)
    return scattered(x, columns, updates, reduction)


def _scattered_rows(x: Value, index: Array, updates: Array, reduction: str) -> Any:
    """Returns x with updates of rows. Rows of a Transpose are slices along another dimension of its operand, which is written
    there: PyTorch's exporter transposes caches in front of the ScatterND, and back behind it. The result is made by the same
    Transpose, which that one behind it undoes."""
    made = x.made_by("Transpose")
    if made is None:
        return scattered_along(x.array, 0, index, updates, reduction)
    order = order_of(len(x.shape), made[0].attributes.get("perm"))
    back = [order.index(dim) for dim in range(len(order))]
    written = scattered_along(made[1][0].array, order[0], index, shaping.transpose(updates, back), reduction)
    result = Value.of(shaping.transpose(written, order))
    result.source = made[0], [Value.of(written)]
    return result
