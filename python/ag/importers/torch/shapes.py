# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules that change shapes, take slices of arrays and join arrays."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import nn, ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim, Size, exact_quotient, product
from ...core.errors import Error
from ...numpy import indexing, joining, shaping
from .. import affine
from ..graph import Node
from ..values import Value, clamped, require_others, stretched
from .promotion import cast, number, result_of_levels
from .tables import ATEN


def axis_of(dim: int, rank: int) -> int:
    """Returns a dimension, counted from the end if it is negative. An array of rank 0 has one."""
    if not -max(rank, 1) <= dim < max(rank, 1):
        raise Error(f"the dimension is {dim}, expected one of {rank}")
    return dim + max(rank, 1) if dim < 0 else dim


def axes_of(dims: Any, rank: int) -> list[int]:
    """Returns the dimensions in a list, or all if it is absent or empty."""
    if dims is None or dims == []:
        return list(range(rank))
    listed = dims if isinstance(dims, list) else [dims]
    return [axis_of(dim, rank) for dim in listed] if rank else []


# Other shapes of the same elements -------------------------------------------------------------


def _sizes(own: Sequence[Size], wanted: Sequence[Size]) -> list[Size]:
    """Returns the sizes of a view, in which -1 is what is left."""
    rests = [place for place, size in enumerate(wanted) if isinstance(size, int) and size == -1]
    sizes = list(wanted)
    if rests:
        total, others = product(own), product(size for size in wanted if not isinstance(size, int) or size != -1)
        exact = exact_quotient(total, others) if others != 0 else 0
        sizes[rests[0]] = total // others if exact is None else exact
    return sizes


@ATEN.rule("aten.view.default", "aten.reshape.default", "aten._unsafe_view.default", "aten.view_copy.default",
           "aten._reshape_copy.default")
def view(self: Value, size: list) -> Any:
    sizes = _sizes(self.shape, size)
    if tuple(sizes) == self.shape:
        return self
    return affine.reshaped(self, sizes) or shaping.reshape(self.array, sizes)


@ATEN.rule("aten.flatten.using_ints")
def flatten(self: Value, start_dim: int = 0, end_dim: int = -1) -> Any:
    rank = len(self.shape)
    first, last = axis_of(start_dim, rank), axis_of(end_dim, rank)
    return view(self, [*self.shape[:first], product(self.shape[first:last + 1]), *self.shape[last + 1:]])


@ATEN.rule("aten.unflatten.int")
def unflatten(self: Value, dim: int, sizes: list) -> Any:
    dim = axis_of(dim, len(self.shape))
    return view(self, [*self.shape[:dim], *_sizes([self.shape[dim]], sizes), *self.shape[dim + 1:]])


@ATEN.rule("aten.unsqueeze.default", "aten.unsqueeze_copy.default")
def unsqueeze(self: Value, dim: int) -> Any:
    dim = axis_of(dim, len(self.shape) + 1)
    shape = [*self.shape[:dim], 1, *self.shape[dim:]]
    return affine.reshaped(self, shape) or shaping.expand_dims(self.array, dim)


def _squeezed(x: Value, dims: list[int]) -> Any:
    gone = [dim for dim in dims if x.shape and isinstance(x.shape[dim], int) and x.shape[dim] == 1]
    require_others(x.shape, dims if x.shape else [])
    shape = [size for dim, size in enumerate(x.shape) if dim not in gone]
    return x if not gone else affine.reshaped(x, shape) or shaping.squeeze(x.array, gone)


@ATEN.rule("aten.squeeze.dim", "aten.squeeze.dims", "aten.squeeze_copy.dim", "aten.squeeze_copy.dims")
def squeeze(self: Value, dim: Any) -> Any:
    return _squeezed(self, [] if dim == [] else axes_of(dim, len(self.shape)))


@ATEN.rule("aten.squeeze.default")
def squeeze_all(self: Value) -> Any:
    return _squeezed(self, list(range(len(self.shape))))


@ATEN.rule("aten.expand.default", "aten.expand_copy.default", "aten.broadcast_to.default")
def expand(self: Value, size: list, *, implicit: bool = False) -> Any:
    missing = len(size) - len(self.shape)
    own = [1] * missing + list(self.shape)
    sizes = [mine if isinstance(wanted, int) and wanted == -1 else wanted for mine, wanted in zip(own, size)]
    return self if tuple(sizes) == self.shape else stretched(self, sizes)


@ATEN.rule("aten.expand_as.default")
def expand_as(self: Value, other: Value) -> Any:
    return expand(self, list(other.shape))


@ATEN.rule("aten.permute.default", "aten.permute_copy.default")
def permute(self: Value, dims: list) -> Any:
    order = [axis_of(dim, len(self.shape)) for dim in dims]
    return affine.permuted(self, order) or shaping.transpose(self.array, order)


@ATEN.rule("aten.transpose.int", "aten.transpose_copy.int", "aten.swapaxes.default", "aten.swapdims.default")
def transpose(self: Value, dim0: int, dim1: int) -> Any:
    rank = len(self.shape)
    order = list(range(rank))
    first, second = axis_of(dim0, rank), axis_of(dim1, rank)
    if rank:
        order[first], order[second] = second, first
    return permute(self, order)


@ATEN.rule("aten.t.default", "aten.mT.default", "aten.adjoint.default")
def t(self: Value) -> Any:
    return transpose(self, -2, -1) if len(self.shape) > 1 else self


@ATEN.rule("aten.numpy_T.default")
def numpy_t(self: Value) -> Any:
    return permute(self, list(reversed(range(len(self.shape)))))


@ATEN.rule("aten.movedim.int", "aten.movedim.intlist")
def movedim(self: Array, source: Any, destination: Any) -> Array:
    return shaping.moveaxis(self, source, destination)


# Slices ----------------------------------------------------------------------------------------


def _from_start(bound: Size, extent: Size) -> Size:
    """Returns a bound of a slice, counted from the start."""
    return bound + extent if isinstance(bound, int) and bound < 0 else bound


def bounds_of_slice(extent: Size, start: Any, end: Any, step: int) -> tuple[Size, Size]:
    """Returns the offset and the number of the elements that a slice takes."""
    if not isinstance(step, int) or step < 1:
        raise Error(f"its step is {step}, expected a number from 1 on")
    first = clamped(_from_start(start or 0, extent), 0, extent) if start is not None and start != 0 else 0
    is_end = end is None or (isinstance(end, int) and end >= 2**31 - 1)
    last = extent if is_end else clamped(_from_start(end, extent), first, extent)
    return first, last - first if step == 1 else (last - first + (step - 1)) // step


@ATEN.rule("aten.slice.Tensor", "aten.slice_copy.Tensor")
def slice_(self: Value, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Any:
    dim = axis_of(dim, len(self.shape))
    first, count = bounds_of_slice(self.shape[dim], start, end, step)
    return sliced(self, dim, first, count, step)


def sliced(x: Value, dim: int, first: Size, count: Size, step: int = 1) -> Any:
    """Returns elements of x along a dimension."""
    if count == x.shape[dim] and first == 0 and step == 1:
        return x
    known = affine.part(x, dim, first, count, step)
    if known is not None:
        return known
    sizes = [*x.shape[:dim], count, *x.shape[dim + 1:]]
    places = range(len(sizes))
    return ops.slice_(x.array, [first if each == dim else 0 for each in places], sizes,
                      [step if each == dim else 1 for each in places])


@ATEN.rule("aten.narrow.default", "aten.narrow_copy.default")
def narrow(self: Value, dim: int, start: Any, length: Any) -> Any:
    dim = axis_of(dim, len(self.shape))
    return sliced(self, dim, _from_start(start, self.shape[dim]), length)


@ATEN.rule("aten.select.int", "aten.select_copy.int")
def select(self: Value, dim: int, index: Any) -> Any:
    dim = axis_of(dim, len(self.shape))
    place = _from_start(index, self.shape[dim])
    return affine.part(self, dim, place, None) or indexing.getitem(self.array, (*[slice(None)] * dim, place))


@ATEN.rule("aten.slice_scatter.default")
def slice_scatter(self: Value, src: Array, dim: int = 0, start: Any = None, end: Any = None, step: int = 1) -> Array:
    dim = axis_of(dim, len(self.shape))
    first, _ = bounds_of_slice(self.shape[dim], start, end, step)
    places = range(len(self.shape))
    return ops.update(self.array, cast(src, self.dtype), [first if each == dim else 0 for each in places],
                      [step if each == dim else 1 for each in places])


@ATEN.rule("aten.select_scatter.default")
def select_scatter(self: Value, src: Array, dim: int, index: Any) -> Array:
    dim = axis_of(dim, len(self.shape))
    place = _from_start(index, self.shape[dim])
    row = shaping.expand_dims(cast(src, self.dtype), dim)
    return ops.update(self.array, row, [place if each == dim else 0 for each in range(len(self.shape))], [1] * len(self.shape))


@ATEN.rule("aten.diagonal.default", "aten.diagonal_copy.default")
def diagonal(self: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    rank = len(self.shape)
    first, second = axis_of(dim1, rank), axis_of(dim2, rank)
    x = shaping.moveaxis(self, [first, second], [rank - 2, rank - 1])
    rows, columns = (clamped(size - max(skipped, 0), 0, size) for size, skipped in ((x.shape[-2], -offset), (x.shape[-1], offset)))
    count = clamped(rows, 0, columns)
    places = ops.iota(0, [count], "i64")
    return indexing.getitem(x, (..., places + max(-offset, 0), places + max(offset, 0)))


@ATEN.rule("aten.unfold.default", "aten.unfold_copy.default")
def unfold(self: Array, dimension: int, size: int, step: int) -> Array:
    dim = axis_of(dimension, len(self.shape))
    count = (self.shape[dim] - size) // step + 1
    places = ops.iota(0, [count, size], "i64") * step + ops.iota(1, [count, size], "i64")
    taken = indexing.take(self, places, dim, "clamp")
    return shaping.moveaxis(taken, dim + 1, len(taken.shape) - 1)


@ATEN.rule("aten.as_strided.default", "aten.as_strided_copy.default")
def as_strided(self: Array, size: list, stride: list, storage_offset: Any = None, *, is_row_major: bool = False) -> Array:
    if not is_row_major:
        raise Error("its operand is not stored in row-major order, so that its strides are others in ag",
                    ["call contiguous() before"])
    places: Any = coercion.scalar(storage_offset or 0, "i64", size)
    for dim, step in enumerate(stride):
        places = places + ops.iota(dim, list(size), "i64") * step
    return indexing.take(shaping.ravel(self), places)


# Parts of an array -----------------------------------------------------------------------------


def _cut(x: Value, dim: int, sizes: Sequence[Size]) -> tuple[Any, ...]:
    first: Size = 0
    parts = []
    for size in sizes:
        parts.append(sliced(x, dim, first, size))
        first = first + size
    return tuple(parts)


@ATEN.rule("aten.split.Tensor", "aten.split_copy.Tensor")
def split(self: Value, split_size: Any, dim: int = 0, *, node: Any) -> tuple[Any, ...]:
    dim = axis_of(dim, len(self.shape))
    count = len(node.results)
    return _cut(self, dim, [split_size] * (count - 1) + [self.shape[dim] - split_size * (count - 1)])


@ATEN.rule("aten.chunk.default")
def chunk(self: Value, chunks: int, dim: int = 0, *, node: Any) -> tuple[Any, ...]:
    extent = self.shape[axis_of(dim, len(self.shape))]
    return split(self, (extent + (chunks - 1)) // chunks, dim, node=node)


@ATEN.rule("aten.split_with_sizes.default", "aten.split_with_sizes_copy.default", "aten.split.sizes")
def split_with_sizes(self: Value, split_sizes: list, dim: int = 0) -> tuple[Any, ...]:
    return _cut(self, axis_of(dim, len(self.shape)), split_sizes)


@ATEN.rule("aten.tensor_split.sections")
def tensor_split(self: Value, sections: int, dim: int = 0) -> tuple[Any, ...]:
    dim = axis_of(dim, len(self.shape))
    extent = self.shape[dim]
    return _cut(self, dim, [extent // sections + (extent % sections > place if isinstance(extent, int) else 0)
                            for place in range(sections)])


@ATEN.rule("aten.unbind.int", "aten.unbind_copy.int")
def unbind(self: Value, dim: int = 0) -> tuple[Any, ...]:
    extent = self.shape[axis_of(dim, len(self.shape))]
    if isinstance(extent, Dim):
        raise Error(f"the dimension has {extent} elements, expected a number that is known before the program runs")
    return tuple(select(self, dim, place) for place in range(extent))


# Joined ----------------------------------------------------------------------------------------


@ATEN.rule("aten.cat.default", "aten.concat.default")
def cat(tensors: Value, dim: int = 0) -> Any:
    # An empty vector counts for nothing, whatever the rank of the others is.
    given = [x for x in tensors if x.shape != (0,)] or tensors[:1]  # type: ignore[attr-defined,index]
    dim = axis_of(dim, len(given[0].shape))
    dtype = result_of_levels([x.dtype for x in tensors])  # type: ignore[attr-defined]
    if len(given) == 1:
        return given[0] if given[0].dtype == dtype else cast(given[0].array, dtype)
    known = affine.joined(given, dim) if all(x.dtype == dtype for x in given) else None
    return known or joining.concat([cast(x.array, dtype) for x in given], dim)


@ATEN.rule("aten.diff.default")
def diff(self: Value, n: int = 1, dim: int = -1, prepend: Value | None = None, append: Value | None = None, *, node: Node,
         walk: Any) -> Any:
    axis = axis_of(dim, len(self.shape))
    if n == 0:
        return self
    joined = Value.of(cat([each for each in (prepend, self, append) if each is not None], axis))  # type: ignore[arg-type]
    size = joined.shape[axis]
    # The op's own rule keeps what is known of the elements.
    rule = ATEN.find("aten.logical_xor.default" if joined.dtype.kind == "Bool" else "aten.sub.Tensor", 1)
    for _ in range(min(n, size) if isinstance(size, int) else n):
        parts = [Value.of(sliced(joined, axis, first, joined.shape[axis] - 1)) for first in (1, 0)]
        joined, = rule.apply(node, parts, {}, walk)  # type: ignore[union-attr]
    return joined


@ATEN.rule("aten.stack.default")
def stack(tensors: Array, dim: int = 0) -> Any:
    dtype = result_of_levels([x.dtype for x in tensors])  # type: ignore[attr-defined]
    return joining.stack([cast(x, dtype) for x in tensors], axis_of(dim, len(tensors[0].shape) + 1))  # type: ignore[attr-defined]


@ATEN.rule("aten.repeat.default")
def repeat(self: Array, repeats: list) -> Array:
    return joining.tile(self, repeats)


@ATEN.rule("aten.tile.default")
def tile(self: Array, dims: list) -> Array:
    return joining.tile(self, dims)


@ATEN.rule("aten.repeat_interleave.self_int")
def repeat_interleave(self: Array, repeats: Any, dim: int | None = None, *, output_size: Any = None) -> Array:
    return joining.repeat(self, repeats, None if dim is None else axis_of(dim, len(self.shape)))


@ATEN.rule("aten.roll.default")
def roll(self: Array, shifts: list, dims: list | None = None) -> Array:
    if not dims:
        return joining.roll(self, shifts[0])
    return joining.roll(self, shifts, [axis_of(dim, len(self.shape)) for dim in dims])


@ATEN.rule("aten.flip.default")
def flip(self: Array, dims: list) -> Array:
    return joining.flip(self, [axis_of(dim, len(self.shape)) for dim in dims])


@ATEN.rule("aten.constant_pad_nd.default")
def constant_pad_nd(self: Array, pad: list, value: Any = 0) -> Array:
    return padded(self, pad, number(value, self.dtype))


@ATEN.rule("aten.pad.default")
def pad(self: Array, pad: list, mode: str = "constant", value: Any = None) -> Array:
    if mode == "constant":
        return padded(self, pad, number(value or 0, self.dtype))
    return _mirrored(self, pad, mode)


for _name, _mode in (("reflection_pad", "reflect"), ("replication_pad", "replicate")):
    ATEN.rule(*(f"aten.{_name}{_rank}d.default" for _rank in (1, 2, 3)))(
        (lambda mode: lambda self, padding: _mirrored(self, padding, mode))(_mode))


def _mirrored(x: Array, pad: Sequence[Size], mode: Any) -> Array:
    """Returns x with a border of its own elements. Widths below 0 remove elements afterwards."""
    added = [width if isinstance(width, Dim) else max(width, 0) for width in pad]
    removed = [0 if isinstance(width, Dim) else min(width, 0) for width in pad]
    y = nn.images.pad(x, added, mode) if any(isinstance(width, Dim) or width for width in added) else x
    return nn.images.pad(y, removed) if any(removed) else y


def padded(x: Array, pad: Sequence[Size], value: Any) -> Array:
    """Returns x with a border of `value`, whose widths are those of torch.nn.functional.pad."""
    widths: list[tuple[Size, Size]] = [(0, 0)] * len(x.shape)
    for place in range(len(pad) // 2):
        widths[-1 - place] = pad[2 * place], pad[2 * place + 1]
    if all(isinstance(width, Dim) or width >= 0 for pair in widths for width in pair):
        return joining.pad(x, widths, value)
    return nn.images.pad(x, list(pad), "constant", value)
