# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The op table: the meaning of each op of the dialect in numpy.

A row is an op with its attributes. The columns (test_*.py) are tests that take any row. So a new
op adds a row here, and nothing else.
"""
from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from safetensors.numpy import save_file

import ag
from ag import ops
from ag.core import tracing
from ag.transforms.control import outside, type_of
from threefry import threefry
from values import edge_values, index_values, rounded

KINDS = {"Any": ("Float", "Signed", "Unsigned", "Bool"), "Number": ("Float", "Signed", "Unsigned"),
         "Float": ("Float",), "Integer": ("Signed", "Unsigned"), "Bits": ("Signed", "Unsigned", "Bool")}


@dataclass(frozen=True)
class Row:
    """`ours` creates the op from Arrays. `meaning` returns its result from arrays of numpy. Floats are passed as float64,
    and integers, if `exact`, as Python's ints. The result is rounded or wrapped to the result's type.

    An operand is its dimensions, in which "n" is a size that may be dynamic; an operand with another element type than the
    row's is (type, dimensions). `ulps` bounds the error of floats from the exact value, in units in the last place; half a
    unit is the nearest number."""

    name: str
    ours: Callable
    meaning: Callable
    operands: tuple = (("n", 4),)
    kinds: str = "Any"
    exact: bool = False
    ulps: float = 0.5
    values: Callable = edge_values
    result: str | None = None  # the result's element type, if it is not the row's
    also: tuple = ()  # other ops that `ours` creates
    wrong: tuple = ()  # (label, pattern, replacement): an edit of the generic form that violates a constraint

    @property
    def op(self) -> str:
        """The row's op. The row's name is that of the op, followed by a dot and the form of the op."""
        return self.name.split(".")[0]

    @property
    def ops(self) -> set[str]:
        return {self.op, *self.also}

    def takes(self, dtype: str) -> bool:
        return ag.DTYPES[dtype].kind in KINDS.get(self.kinds, ()) or dtype == self.kinds

    def specs(self, dtype: str) -> list[tuple[str, tuple]]:
        """Returns the element type and dimensions of each operand."""
        return [(dims[0], dims[1]) if len(dims) == 2 and isinstance(dims[1], tuple) else (dtype, dims)
                for dims in self.operands]

    def inputs(self, dtype: str, sizes: dict[str, int]) -> list[np.ndarray]:
        """Returns values for the operands. Operands with their own type are i1 or indices."""
        made = []
        for number, (own, dims) in enumerate(self.specs(dtype)):
            shape = tuple(sizes.get(dim, dim) for dim in dims)
            fill = self.values if own == "i1" or self.operands[number] == dims else index_values
            made.append(fill(own, shape, number))
        return made

    def expected(self, dtype: str, arrays: list[np.ndarray]) -> np.ndarray:
        """Returns numpy's result."""
        with np.errstate(all="ignore"):
            return rounded(self.meaning(*map(self._widened, arrays)), self.result or dtype)

    def _widened(self, array: np.ndarray) -> np.ndarray:
        if array.dtype.kind in "iub":
            return array.astype(object) if self.exact and array.dtype.kind != "b" else array
        return array.astype(np.float64)


PAIR = (("n", 4), ("n", 4))


# Meanings that numpy does not have ------------------------------------------------------------------

def by_element(floats: Callable, integers: Callable) -> Callable:
    """Returns a function that calls `floats` on floats, and `integers` on each element of other arrays."""

    def meaning(*arrays):
        if arrays[0].dtype == np.float64:
            return floats(*arrays)
        return np.frompyfunc(integers, len(arrays), 1)(*arrays)

    return meaning


def divided(x: int, y: int) -> int:
    return -1 if y == 0 else abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)


def remainder(x: int, y: int) -> int:
    return x if y == 0 else abs(x) % abs(y) * (-1 if x < 0 else 1)


def power(x: int, y: int) -> int:
    if y >= 0:
        return pow(x, y, 2**64)
    return {1: 1, -1: -1 if y % 2 else 1}.get(x, 0)


def shifted_up(x: int, y: int) -> int:
    if isinstance(x, bool):
        return x and not y
    return x << y if 0 <= y < 64 else 0


def shifted_down(x: int, y: int) -> int:
    if isinstance(x, bool):
        return x and not y
    return x >> (y if 0 <= y < 64 else 64)


def extreme(pick: Callable, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Returns np.maximum or np.minimum of x and y, with -0 less than +0."""
    if x.dtype != np.float64:
        return pick(x, y)
    zeros = np.copysign(0.0, pick(np.copysign(1.0, x), np.copysign(1.0, y)))
    return np.where((x == 0) & (y == 0), zeros, pick(x, y))


def erf(x: np.ndarray) -> np.ndarray:
    return np.array([math.erf(number) for number in x.ravel()]).reshape(x.shape)


def sigmoid(x: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1) / (1 + e)


def negated(x):
    return -x


def neutral(kind: str, dtype: np.dtype):
    """Returns the result of a reduction of that kind over no elements."""
    info = np.iinfo(dtype) if dtype.kind in "iu" else None
    least, most = (-np.inf, np.inf) if dtype == np.float64 else (info.min, info.max) if info else (False, True)
    return {"sum": 0, "prod": 1, "max": least, "min": most}[kind]


def reduced(kind: str, x: np.ndarray, axis: int) -> np.ndarray:
    if kind in ("sum", "prod"):
        return getattr(np, kind)(x, axis=axis)
    if x.shape[axis]:
        return functools.reduce(partial(extreme, np.maximum if kind == "max" else np.minimum), np.moveaxis(x, axis, 0))
    return np.full(np.delete(x.shape, axis), neutral(kind, x.dtype), x.dtype)


def windowed(kind: str, einsum: str, shape: tuple, *arrays: np.ndarray, **extents: int) -> np.ndarray:
    """Returns the reduction of the arrays' product that an einsum string with windows describes, in the given shape.
    `extents` has the extents of letters that are not a dimension by themselves."""
    *parts, result = [re.findall(r"\(.*?\)|\w", part) for part in re.split(",|->", einsum)]
    for part, sizes in zip([*parts, result], [*(array.shape for array in arrays), shape]):
        for dim, size in zip(part, sizes):
            extents.setdefault(dim, size)
    letters = sorted(set(re.findall("[a-zA-Z]", einsum)))
    grid = dict(zip(letters, np.indices([extents[letter] for letter in letters])))

    def places(part: list[str]) -> tuple:
        return tuple(sum(int(factor or 1) * grid[letter] for factor, letter in re.findall("([0-9]*)([a-zA-Z])", dim))
                     for dim in part)

    product = functools.reduce(np.multiply, [array[places(part)] for part, array in zip(parts, arrays)])
    total = np.full(shape, neutral(kind, product.dtype), product.dtype)
    combine = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}[kind]
    combine.at(total, places(result), product)
    return total


def random_bits(key: np.ndarray, x: np.ndarray, offsets: np.ndarray | None = None) -> np.ndarray:
    first = [0] * x.ndim if offsets is None else offsets.tolist()
    places = (range(start, start + size) for start, size in zip(first, x.shape))
    bits = [threefry(key, [place % 2**32 for place in index]) for index in itertools.product(*places)]
    return np.array(bits, np.uint32).reshape(x.shape)


def updated(x: np.ndarray, y: np.ndarray, part: tuple) -> np.ndarray:
    result = x.copy()
    result[part] = y
    return result


def spread(x: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Returns x, which has 4 columns, with a column inserted between each two, and with padding around."""
    return updated(np.full((1 + 2 * len(x), 9), value, x.dtype), x, np.s_[1:1 + len(x), 0:7:2])


def added(x: np.ndarray, indices: np.ndarray, updates: np.ndarray) -> np.ndarray:
    """Returns x with the updates added to the indexed columns, one after the other."""
    result = x.copy()
    np.add.at(result, np.s_[:, indices], updates)
    return result


def scattered(kind: str, x: np.ndarray, indices: np.ndarray, updates: np.ndarray) -> np.ndarray:
    """Returns x with each indexed column replaced by an update, or by the extremum of it and the update, in order."""
    result = x.copy()
    for place, update in zip(indices.flat, updates.reshape(len(x), indices.size).T):
        old = result[:, place]
        result[:, place] = update if kind == "set" else extreme(np.maximum if kind == "max" else np.minimum, old, update)
    return result


def spread_index(i):
    """Maps indices from 0 to 3 to -3, 0, 3 and 6: below a dimension of 4, its first, its last, and past it."""
    return i * 3 - 3


def is_inside(indices: np.ndarray) -> np.ndarray:
    """Returns, for each index, whether it is in range for a dimension of 4."""
    return (indices >= 0) & (indices < 4)


def clamped(x: np.ndarray, indices: np.ndarray, mode: str) -> np.ndarray:
    """Returns the columns at `indices` of x, which has 4. An index out of range gives the nearest column with mode clamp,
    otherwise 0."""
    taken = x[:, np.clip(indices, 0, 3)]
    return taken if mode == "clamp" else np.where(is_inside(indices), taken, np.zeros((), taken.dtype))


# Ops that the package creates only together with others ---------------------------------------------

def either(condition, x):
    return ops.select(condition, x, x)


def required(x):
    """Returns x after a requirement on its size, which holds."""
    tracer = tracing.current()
    size = tracer.index(x.shape[0])
    holds, _ = tracer.create("arith.cmpi", [size, size], {"predicate": ("i64", 0)})
    tracer.create("ag.require", [holds[0], size], {"message": ("str", "{0} is not itself")})
    return x


def fused(function):
    """Returns a function that computes `function` of its operand in a group."""

    def call(x):
        tracer = tracing.current()
        with tracer.body([], []) as body:
            result = function(x)
            closed = body.close("ag.yield", [result.value])
        values, _ = tracer.create("ag.fused", tracer.trace.isolate(closed), {"passes": ("i64", 1)},
                                  result_types=[type_of(result)], bodies=[closed])
        return outside(tracer, values[0], result.shape)

    return call


PARAMETER = np.array([0, 1, 1, 0, 1])
_FOLDER = TemporaryDirectory()


@lru_cache(maxsize=None)
def parameters():
    """Returns a file of weights with PARAMETER in each element type, by the type's name."""
    path = Path(_FOLDER.name) / "parameters.safetensors"
    save_file({name: PARAMETER.astype(dtype.numpy) for name, dtype in ag.DTYPES.items()}, path)
    return ag.safetensors(path)
