# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which element type and shape does an argument of a traced function have?"""
from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from .._ag import DeviceArray
from .arrays import describe
from .dims import Dim, Size, Symbol
from .dtypes import DType, DTypeLike, as_dtype
from .errors import Error, shown


class Spec:
    """The element type and shape of an argument. Dimensions are numbers or names; names can have ranges."""

    def __init__(self, dtype: DType, dims: Sequence[int | str], ranges: dict[str, tuple[int, int]]) -> None:
        self.dtype, self.dims, self.ranges = dtype, tuple(dims), ranges

    @property
    def shape(self) -> tuple[Size, ...]:
        """The dimensions, with Dims for names."""
        return tuple(Dim.of(Symbol(dim)) if isinstance(dim, str) else dim for dim in self.dims)

    def at(self, sizes: dict[str, int]) -> "Spec":
        """Returns the Spec with the names replaced by these sizes. Raises an Error if a size is not in its range."""
        _check_in_ranges(sizes, self.ranges)
        return spec(self.dtype, [sizes[dim] if isinstance(dim, str) else dim for dim in self.dims])

    @property
    def type(self) -> tuple[str, list[int]]:
        """The type as the extension spells it: (element type, shape)."""
        return self.dtype.name, [-1 if isinstance(dim, str) else dim for dim in self.dims]

    def __repr__(self) -> str:
        return describe(self.dtype, self.dims)


def is_count(value: Any) -> bool:
    """Returns true if the value is an integer from 0 to below 2**63."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and 0 <= value < 2**63


def check_named(sizes: dict[str, Any], names: Collection[str]) -> None:
    """Raises an Error unless `sizes` has exactly these names, and its values are counts."""
    if sorted(sizes) != sorted(names):
        raise Error(f"the sizes are {sorted(sizes)}, expected {sorted(names)}")
    for name, size in sizes.items():
        if not is_count(size):
            raise Error(f"{name} is {shown(size)}, expected a number from 0 to 2^63 - 1")


def spec(dtype: DTypeLike, dims: Sequence[int | str] = (), **ranges: tuple[int, int]) -> Spec:
    """Returns the Spec of an argument. A dimension is a number, or a name, whose size is known when the program runs.
    Dimensions with the same name have the same size. A keyword argument gives the range of a name:

        x = ag.spec("f32", ["batch", 784], batch=(1, 64))
    """
    if isinstance(dims, str):
        raise Error(f"the dimensions are {shown(dims)}, expected a list, as in [{shown(dims)}]")
    for dim in dims:
        if isinstance(dim, str):
            if not dim.isidentifier() or not dim.isascii():
                raise Error(f"a dimension is called {shown(dim)}, expected a name like batch, of letters from a to z, digits "
                            "and _, as C has it")
        elif not is_count(dim):
            raise Error(f"a dimension is {shown(dim)}, expected a number from 0 to 2^63 - 1, or a name")
    for name, bounds in ranges.items():
        _check_range(name, bounds, dims)
    return Spec(as_dtype(dtype), [dim if isinstance(dim, str) else int(dim) for dim in dims],
                {name: (int(low), int(high)) for name, (low, high) in ranges.items()})


def _check_range(name: str, bounds: Any, dims: Sequence[Any]) -> None:
    if name not in dims:
        raise Error(f"a range is given for {name}, which is none of the dimensions {shown(list(dims))}")
    valid = isinstance(bounds, (tuple, list)) and len(bounds) == 2 and all(map(is_count, bounds))
    if not valid or bounds[0] > bounds[1]:
        raise Error(f"the range of {name} is {shown(bounds)}, expected (least, greatest), as in {name}=(1, 64)")


def as_spec(value: Any) -> Spec | None:
    """Returns the Spec of an argument from a Spec or an example array. Returns None for other values."""
    if isinstance(value, Spec):
        return value
    if isinstance(value, (np.ndarray, np.generic, DeviceArray)):
        return Spec(as_dtype(value.dtype), value.shape, {})
    return None


def advice_on_arrays(value: Any) -> list[str]:
    """Returns advice for a value that is an array of a library other than numpy."""
    if as_spec(value) is not None:
        return []
    for method, function in (("__array__", "asarray"), ("__dlpack__", "from_dlpack")):
        if hasattr(value, method):
            return [f"write numpy.{function}(x), which is an array of numpy with its elements"]
    return []


def merged_ranges(specs: Sequence[Spec]) -> dict[str, tuple[int, int]]:
    """Returns the range of each name. Raises an Error if two specs give different ranges."""
    ranges: dict[str, tuple[int, int]] = {}
    for one in specs:
        for name, bounds in one.ranges.items():
            if ranges.setdefault(name, bounds) != bounds:
                raise Error(f"the range of {name} is {ranges[name]} in one spec and {bounds} in another")
    return ranges


def _check_in_ranges(sizes: dict[str, int], ranges: dict[str, tuple[int, int]]) -> None:
    for name, (low, high) in ranges.items():
        if not low <= sizes[name] <= high:
            raise Error(f"{name} is {sizes[name]}, expected {low} to {high}")


def check_sizes(specs: dict[str, Spec], given: Sequence[Spec]) -> None:
    """Raises an Error unless the arrays, which have the ranks of their specs, also have their sizes: the numbers, and
    for each name one size in its range."""
    known: dict[str, tuple[int, str]] = {}
    for (path, spec), like in zip(specs.items(), given):
        for dim, size in zip(spec.dims, like.dims):
            expected, other = known.setdefault(dim, (size, path)) if isinstance(dim, str) else (dim, "")
            if size != expected:
                reason = f", and {dim} is {expected} in {other}" if other else ""
                raise Error(f"{path} is {like}, expected {spec}{reason}")
    _check_in_ranges({name: size for name, (size, _) in known.items()}, merged_ranges(list(specs.values())))
