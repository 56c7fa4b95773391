# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Contractions: @, dot, outer, tensordot and einsum, as ag.contract."""
from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from ..core import calls, coercion
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import may_be_equal
from ..core.errors import Error, shown
from . import reductions, shaping


_BATCH_LETTERS = "abcdefghijlopqrstuvwxyz"


def matmul(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns x @ y, the matrix product over the last two dimensions. The others are broadcast; vectors are treated as
    in numpy."""
    x, y = coercion.tensor(x), coercion.tensor(y)
    if not x.shape or not y.shape:
        raise Error(f"@ needs at least vectors, got {x} @ {y}: a product with one number is written *")
    _check_matmul(x, y)
    is_matrix = len(x.shape) > 1, len(y.shape) > 1
    x, y, batch_x, batch_y = _align_batches(x, y)
    letters = _BATCH_LETTERS[: max(len(batch_x), len(batch_y))]
    rows, columns = "m" if is_matrix[0] else "", "n" if is_matrix[1] else ""
    left, right = _pick(letters, batch_x), _pick(letters, batch_y)
    return ops.contract(f"{left}{rows}k,{right}k{columns}->{letters}{rows}{columns}", x, y)


def dot(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns the contraction of the last dimension of x with the second-to-last of y, like numpy.dot; if one has rank
    0, x * y."""
    x, y = coercion.of_one_type("dot", x, y)
    if not x.shape or not y.shape:
        return ops.mul(x, y)
    return tensordot(x, y, ([-1], [max(-2, -len(y.shape))]))


def outer(x: ArrayLike, y: ArrayLike) -> Array:
    """Returns the matrix with x[i] * y[j] at row i and column j, for the elements of x and y in row-major order."""
    x, y = coercion.of_one_type("outer", x, y)
    return ops.mul(shaping.expand_dims(shaping.ravel(x), 1), shaping.ravel(y))


def tensordot(x: ArrayLike, y: ArrayLike, axes: Any = 2) -> Array:
    """Returns the contraction over `axes`: a number n for the last n dimensions of x and the first n of y, or a pair of
    lists, one for x and one for y. The result has the other dimensions of x, followed by those of y."""
    x, y = coercion.of_one_type("tensordot", x, y)
    over = [shaping.axes_in_order(part, len(z.shape)) for part, z in zip(_pair(axes, len(x.shape)), (x, y))]
    if len(over[0]) != len(over[1]):
        raise Error(f"tensordot sums over {len(over[0])} dimensions of {x}, but {len(over[1])} of {y}")
    letters = [list(string.ascii_lowercase[: len(x.shape)]), list(string.ascii_uppercase[: len(y.shape)])]
    for a, b in zip(*over):
        if not may_be_equal(x.shape[a], y.shape[b]):
            raise Error(f"tensordot needs equal sizes, got {x} and {y}: {x.shape[a]} in dimension {a}, and "
                        f"{y.shape[b]} in dimension {b}")
        letters[1][b] = letters[0][a]
    kept = [letter for part, gone in zip(letters, over) for dim, letter in enumerate(part) if dim not in gone]
    return ops.contract(f"{''.join(letters[0])},{''.join(letters[1])}->{''.join(kept)}", x, y)


def _pair(axes: Any, rank: int) -> tuple:
    """Returns the axes of both operands. A number n means the last n of x and the first n of y."""
    if isinstance(axes, (int, np.integer)) and not isinstance(axes, bool) and axes >= 0:
        return range(rank - axes, rank), range(axes)
    if not isinstance(axes, (tuple, list)) or len(axes) != 2:
        raise Error(f"the axes of tensordot are {shown(axes)}, expected a number or a pair of lists")
    return tuple(axes)


def _pick(letters: str, present: Sequence[bool]) -> str:
    aligned = letters[len(letters) - len(present) :]
    return "".join(letter for letter, there in zip(aligned, present) if there)


def _check_matmul(x: Array, y: Array) -> None:
    coercion.check_types("@", [x, y])
    rows = y.shape[-2] if len(y.shape) > 1 else y.shape[0]
    if may_be_equal(x.shape[-1], rows):
        return
    name = y.label or "it"
    notes = []
    parameter = y.tracer.sources.get(y.label)
    if parameter is not None and parameter.source is not None:
        notes.append(f"{name} comes from {parameter.source.called}.")
    if len(y.shape) == 2 and may_be_equal(x.shape[-1], y.shape[1]):
        notes.append(f"Did you mean {y.label or 'the right'}.T?")
    raise Error(f"@ needs {x.shape[-1]} rows on the right, {name} has {rows}: {x} @ {y}",
                [" ".join(notes)] if notes else [])


def _align_batches(x: Array, y: Array) -> tuple[Array, Array, list[bool], list[bool]]:
    """Returns the operands without the batch dimensions of size 1 that are broadcast, and for both, for each batch
    dimension, whether it is left."""
    batches = [list(operand.shape[:-2]) for operand in (x, y)]
    coercion.broadcast_shape("@", [_Shaped(x, batches[0]), _Shaped(y, batches[1])])
    present = [[True] * len(batch) for batch in batches]
    for dim in range(-min(map(len, batches)), 0):
        sizes = [batch[dim] for batch in batches]
        if sizes[0] != sizes[1] and 1 in sizes:
            present[sizes.index(1)][dim] = False
    return _without(x, present[0]), _without(y, present[1]), present[0], present[1]


class _Shaped:
    """The batch dimensions of an operand. Messages show the full operand."""

    def __init__(self, x: Array, shape: list) -> None:
        self.x, self.shape = x, shape

    def __str__(self) -> str:
        return str(self.x)


def _without(x: Array, present: list[bool]) -> Array:
    gone = [dim for dim, there in enumerate(present) if not there]
    return shaping.squeeze(x, gone) if gone else x


# einsum ----------------------------------------------------------------------------------------


def _count_hidden(letters: str, x: Array) -> int:
    """Returns the number of dimensions that ... stands for."""
    named = letters.replace("...", "")
    hidden = len(x.shape) - len(named)
    if hidden < 0 or (hidden and "..." not in letters):
        raise Error(f'"{letters}" names {len(named)} dimensions of {x}')
    return hidden


def _parse(subscripts: str, arrays: Sequence[Array]) -> tuple[list[str], str]:
    """Returns the letters of each operand and of the result. Letters that are not in use replace ..."""
    text = subscripts.replace(" ", "")
    left, arrow, output = text.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(arrays):
        raise Error(f'"{subscripts}" names {len(inputs)} operands, got {len(arrays)}')
    hidden = [_count_hidden(letters, x) for letters, x in zip(inputs, arrays)]
    rest = "".join(letter for letter in string.ascii_letters if letter not in text)[: max(hidden)]
    inputs = [letters.replace("...", rest[len(rest) - count :]) for letters, count in zip(inputs, hidden)]
    if not arrow:
        counts = {letter: "".join(inputs).count(letter) for letter in "".join(inputs)}
        output = rest + "".join(sorted(l for l, count in counts.items() if count == 1 and l not in rest))
    output = output.replace("...", rest)
    for letter in "".join(inputs) + output:
        if letter not in string.ascii_letters:
            raise Error(f'"{subscripts}" has a {letter!r}, expected letters, commas, ... and one ->')
    return inputs, output


def einsum(subscripts: str, *operands: ArrayLike) -> Array:
    """Returns the contraction that an einsum string describes, like numpy.einsum. Dimensions of size 1 are broadcast. More
    than two operands are contracted from left to right."""
    arrays = [coercion.tensor(x) for x in operands]
    coercion.check_types("einsum", arrays)
    inputs, output = _parse(subscripts, arrays)
    arrays, inputs = _without_broadcast(arrays, inputs)
    if len(arrays) == 1:
        return _einsum_one(inputs[0], output, arrays[0])
    while len(arrays) > 2:
        later = output + "".join(inputs[2:])
        kept = "".join(sorted(set(inputs[0] + inputs[1]) & set(later)))
        arrays[:2] = [ops.contract(f"{inputs[0]},{inputs[1]}->{kept}", *arrays[:2])]
        inputs[:2] = [kept]
    return ops.contract(f"{inputs[0]},{inputs[1]}->{output}", *arrays)


def _without_broadcast(arrays: list[Array], inputs: list[str]) -> tuple[list[Array], list[str]]:
    """Returns the operands and their letters without the dimensions of size 1 that are longer in another operand."""
    longer = {letter for letters, x in zip(inputs, arrays) for letter, size in zip(letters, x.shape) if size != 1}
    present = [[size != 1 or letter not in longer or letters.count(letter) > 1 for letter, size in zip(letters, x.shape)]
               for letters, x in zip(inputs, arrays)]
    return [_without(x, there) for x, there in zip(arrays, present)], [
        "".join(letter for letter, is_there in zip(letters, there) if is_there) for letters, there in zip(inputs, present)]


def _einsum_one(letters: str, output: str, x: Array) -> Array:
    if len(set(letters)) < len(letters) or not set(output) <= set(letters):
        return ops.contract(f"{letters},->{output}", x, coercion.scalar(1, x.dtype))
    gone = [dim for dim, letter in enumerate(letters) if letter not in output]
    left = "".join(letter for letter in letters if letter in output)
    x = reductions.sum(x, gone, dtype=x.dtype) if gone else x
    return x if left == output else ops.transpose(x, [left.index(letter) for letter in output])


calls.check_module(__name__)
