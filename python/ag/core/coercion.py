# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are operands converted to arrays?

 - A number of Python or a scalar of numpy takes the element type of the other operands, and must be exact in it.
 - Arrays of different element types are an error: its message says which cast to write.
 - Shapes are broadcast by numpy's rules. Each broadcast is an op of the program.
 - numpy arrays become constants, and parameters become ag.parameter.
"""
from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from .._ag import DeviceArray
from . import elements, tracing
from .arrays import Array, Operators
from .dims import Dim, Size, advice_on_ranges, is_size, may_be_equal
from .dtypes import DType, DTypeLike, as_dtype, encoded, is_known, promoted
from .errors import Error, shown
from .specs import advice_on_arrays

ArrayLike: TypeAlias = Operators | np.ndarray | np.generic | Dim | float | int | bool

_SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "divide": "/", "pow_": "**", "compare": "comparing"}


def enum(what: str, word: str, values: dict[str, int]) -> tuple[str, int]:
    """Returns the attribute of an enum whose words and values are `values`."""
    if word not in values:
        raise Error(f"{what} is {shown(word)}, expected one of {', '.join(values)}")
    return "i32", values[word]


def pins(dims: Sequence[Sequence[str] | None]) -> tuple[str, list]:
    """Returns the attribute for the mesh axes of each dimension: a list, or None for a dimension that is open."""
    def is_listed(axes: Any) -> bool:
        return axes is None or isinstance(axes, list | tuple) and all(isinstance(axis, str) for axis in axes)

    if not isinstance(dims, list | tuple) or not all(map(is_listed, dims)):
        raise Error(f"dims is {shown(dims)}, expected a list of axes, or None, for each dimension, as in "
                    '[["dp"], None]')
    return "list", [("unit", None) if axes is None else ("list", [("str", axis) for axis in axes]) for axes in dims]


# Sizes -----------------------------------------------------------------------------------------


def as_size(value: Any, what: str = "a size") -> Size:
    """Returns an int, a Dim, or an integer array of rank 0 as a size. Messages call it `what`."""
    if is_size(value):
        return value
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, Operators):
        return _index_of(value.traced(), what)
    raise Error(f"{what} is {shown(value)}, expected an int, a Dim such as x.shape[0], or an integer array of rank 0")


def as_bound(value: Any, extent: Size, step: int) -> Size:
    """Returns a bound of a slice as a size. If it is computed from integer arrays, it is a polynomial in their elements,
    so that bounds can cancel. If these could wrap, a run checks that they do not."""
    what = "a bound of a slice"
    if not isinstance(value, Operators):
        return as_size(value, what)
    x = value.traced()
    size = _index_of(x, what)
    bound = elements.polynomial(x)
    if isinstance(size, int) or size == bound:
        return size
    # A bound that wraps is out of range unless the dimension is longer than the type counts.
    if not isinstance(extent, int) or extent + step > x.dtype.bounds[1]:
        tracing.require("eq", bound, size, f"{what} is {{0}}, which an {x.dtype} does not hold: it wraps to {{1}}")
    return bound


def _index_of(x: Array, what: str) -> Size:
    if x.shape or not x.dtype.is_integer:
        raise Error(f"{what} is an {x}, expected an integer array of rank 0")
    if x.dtype.kind == "Unsigned":
        raise Error(f"{what} is an {x}, expected a signed integer: write x.astype('i64')")
    return elements.exact(x)


def as_shape(shape: Any) -> list[Size]:
    """Returns the sizes of a shape, which can be a single size."""
    is_single = is_size(shape) or isinstance(shape, np.integer) or (isinstance(shape, Operators) and not shape.shape)
    return [as_size(size) for size in ([shape] if is_single else shape)]


def indices(sizes: Sequence[Any]) -> tuple[list[Dim], list[int]]:
    """Returns the index operands and the static list of an op's sizes. None is a dynamic size without an operand."""
    sizes = [None if size is None else as_size(size) for size in sizes]
    dynamic = [size for size in sizes if isinstance(size, Dim)]
    return dynamic, [size if isinstance(size, int) else tracing.DYNAMIC for size in sizes]


# Constants -------------------------------------------------------------------------------------


#: Arrays of this many bytes or more become one constant of the program, even if they are used several times.
_LARGE = 4096


def check_unmasked(values: np.ndarray | np.generic) -> None:
    """Raises an Error for a masked array."""
    if isinstance(values, np.ma.MaskedArray):
        raise Error("a masked array's mask would be lost: write array.filled(0) for one without")


def in_order(values: np.ndarray | np.generic) -> np.ndarray:
    """Returns an array with the elements in row-major order and in this machine's byte order. It is in the same memory if
    they are so there."""
    check_unmasked(values)
    return np.asarray(values, values.dtype.newbyteorder("="), order="C")


def bytes_of(values: np.ndarray | np.generic) -> bytes:
    """Returns the elements in row-major order and in this machine's byte order, which the array need not have."""
    return in_order(values).tobytes()


def constant(values: np.ndarray | np.generic) -> Array:
    """Returns a numpy array as a constant of the program."""
    if values.dtype.hasobject:
        kinds = sorted({type(value).__name__ for value in np.ravel(values)})
        raise Error(f"a numpy array holds objects ({', '.join(kinds)}), expected numbers",
                    ["ag.array(size) is a Dim as an array, and ag.stack puts several into one"])
    dtype, shape, data = as_dtype(values.dtype), np.shape(values), bytes_of(values)
    if len(data) < _LARGE:
        return _dense(dtype, shape, data)
    known = tracing.current().constants
    if (dtype, shape, data) not in known:
        known[dtype, shape, data] = _dense(dtype, shape, data, in_prologue=True)
    return known[dtype, shape, data]


def _dense(dtype: DType, shape: Sequence[int], data: bytes, in_prologue: bool = False) -> Array:
    value = ("dense", dtype.name, list(shape), data)
    (value,), (sizes,) = tracing.current().create("arith.constant", [], {"value": value}, in_prologue=in_prologue)
    made = tracing.wrap(value, sizes)
    if elements.is_integer(made):
        made.known = int(np.frombuffer(data, dtype.numpy)[0])
    if dtype.kind == "Signed" and data:
        values = np.frombuffer(data, dtype.numpy)
        made.span = int(values.min()), int(values.max())
    return made


def scalar(number: float | int | bool | Dim, dtype: DTypeLike, shape: Sequence[Size] = ()) -> Array:
    """Returns an array of this shape that is `number` everywhere."""
    dtype = as_dtype(dtype)
    if isinstance(number, Dim):
        return broadcast_to(_array_of(number, dtype), shape)
    _check_exact(number, dtype)
    data = encoded(number, dtype).tobytes()
    if all(isinstance(size, int) for size in shape):
        return _dense(dtype, shape, data)
    return broadcast_to(_dense(dtype, (), data), shape)


def _array_of(size: Dim, dtype: DType) -> Array:
    tracer = tracing.current()
    (word,), _ = tracer.create("arith.index_cast", [tracer.index(size)], {}, result_types=[("i64", None)])
    (value,), _ = tracer.create("tensor.from_elements", [word], {}, result_types=[("i64", [])])
    made = tracing.wrap(value, ())
    made.known, made.span = size, (size, size)
    return made.astype(dtype)


def _check_exact(number: Any, dtype: DType) -> None:
    if isinstance(number, (bool, np.bool_)):
        if dtype.kind != "Bool":
            raise Error(f"{number} meets an array of {dtype}: write {int(number)}")
    elif dtype.kind == "Bool":
        wanted = "i64" if isinstance(number, (int, np.integer)) else "f32"
        raise Error(f"{number} meets an array of i1: cast the array with .astype('{wanted}')")
    elif dtype.is_integer:
        if not isinstance(number, (int, np.integer)):
            raise Error(f"{number} meets an array of {dtype}: cast the array with .astype('f32'), or round the number")
        low, high = dtype.bounds
        if not low <= number <= high:
            raise Error(f"{number} is no value of {dtype}, which goes from {low} to {high}")
    elif isinstance(number, int) and abs(number) > sys.float_info.max:
        raise Error(f"a number of {number.bit_length()} bits meets an array of {dtype}: write it as a float")


# Operands --------------------------------------------------------------------------------------


def is_number(value: Any) -> bool:
    """Returns true if the value takes the element type of other operands: Python's numbers, numpy's scalars, Dims."""
    if isinstance(value, np.generic):
        return value.dtype.kind in "biuf" or is_known(value.dtype)
    return isinstance(value, (bool, int, float, Dim))


def array_of(name: str, number: Any, dtype: DType) -> Any:
    """Returns a number that is passed for the argument `name`, which has rank 0, as an array. Returns Dims and values
    other than numbers as they are."""
    if not is_number(number) or isinstance(number, Dim):
        return number
    try:
        _check_exact(number, dtype)
    except Error:  # its message is for an operation, not for an argument
        raise Error(f"argument {name} is {shown(number)}, expected {'an' if dtype.name[0] in 'if' else 'a'} "
                    f"{dtype}") from None
    with np.errstate(over="ignore"):
        return encoded(number, dtype).view(dtype.numpy)


def suggested(number: Any, dtype: str | None = None) -> str:
    """Returns the code that messages advise for the number as an array."""
    dtype = dtype or _type_of([number])
    return f"ag.full((), {shown(int(number) if isinstance(number, bool) and dtype != 'i1' else number)}, '{dtype}')"


def _type_of(numbers: Sequence[Any]) -> str:
    """Returns the element type that messages advise for these numbers."""
    kinds = {"b" if isinstance(number, bool) else "i" if isinstance(number, (int, Dim)) else "f" for number in numbers}
    return "i1" if kinds == {"b"} else "f32" if "f" in kinds else "i64"


def tensor(x: Any) -> Array:
    """Returns the operand as an Array of the function that is being traced."""
    if isinstance(x, Operators):
        return x.traced()
    if isinstance(x, (np.ndarray, np.generic)):
        return constant(x)
    if isinstance(x, Dim):
        return scalar(x, "i64")
    if is_number(x):
        raise Error(f"{shown(x)} has no element type of its own here: write {suggested(x)}")
    raise Error(f"a {type(x).__name__} is no array: {shown(x)}", _how_to_make(x, None))


def _how_to_make(x: Any, dtype: DType | None) -> list[str]:
    """Returns advice on how to write a value that is not an array as one of this element type."""
    if x is None:
        return ["whether something was given is written `x is None`"]
    if isinstance(x, DeviceArray):
        return ["pass it as an argument, or its numpy() as a constant"]
    if not isinstance(x, (list, tuple)):
        return advice_on_arrays(x)
    leaves = list(_leaves(x))
    if any(isinstance(leaf, Operators) for leaf in leaves):
        return ["ag.stack(...) makes a list of arrays one array"]
    if not leaves or not all(map(is_number, leaves)):
        return []
    return [f"write ag.array({shown(x)}, '{dtype.name if dtype else _type_of(leaves)}')"]


def _leaves(x: Any) -> Iterator[Any]:
    """Yields the elements of nested lists."""
    for part in x:
        yield from _leaves(part) if isinstance(part, (list, tuple)) else [part]


def _typed(name: str, operands: Sequence[Any]) -> list[Array | None]:
    """Returns the operands as Arrays of one element type, with None for each number. If all operands are numbers,
    scalars of numpy become Arrays of their own type."""
    beside = next((x.dtype for x in operands if isinstance(x, Operators)), None)
    for x in operands:
        if isinstance(x, (list, tuple)):
            raise Error(f"a {type(x).__name__} is no array: {shown(x)}", _how_to_make(x, beside))
    has_arrays = any(not is_number(x) for x in operands)
    arrays = [None if is_number(x) and (has_arrays or not isinstance(x, np.generic)) else tensor(x) for x in operands]
    typed = [x for x in arrays if x is not None]
    if not typed:
        raise _of_numbers(name, operands)
    check_types(name, typed)
    return arrays


def _of_numbers(name: str, operands: Sequence[Any]) -> Error:
    """Returns the error for operands that are all numbers without an element type."""
    theirs, listed = getattr(np, name, None), ", ".join(map(shown, operands))
    hints = [f"or write np.{name}({listed}), which is a number"] if isinstance(theirs, np.ufunc) else []
    # All functions of one number take floats, and most take nothing else.
    dtype = "f32" if len(operands) == 1 or name == "divide" else _type_of(operands)
    return Error(f"{name} of numbers alone has no element type: make one an array, as in "
                 f"{suggested(operands[0], dtype)}", hints)


def check_types(name: str, arrays: Sequence[Array]) -> None:
    """Raises an Error if the arrays have different element types. Its message says which casts to write."""
    if all(x.dtype == arrays[0].dtype for x in arrays[1:]):
        return
    common = functools.reduce(promoted, (x.dtype for x in arrays))
    others = [_called(x, place, len(arrays)) for place, x in enumerate(arrays) if x.dtype != common]
    hints = [f"cast {' and '.join(others)} with .astype('{common}'); nothing is promoted silently"]
    narrow = next((x.dtype for x in arrays if x.dtype.is_integer and x.dtype.bits < 64), None)
    if narrow and any(x.dtype.is_integer and x.dtype.bits == 64 for x in arrays):
        hints.append("sums and products of integers have 64 bits, as in numpy: write "
                     f".sum(dtype='{narrow}') for one of {narrow}")
    raise Error(f"{_SYMBOLS.get(name, name)} needs equal element types, got {' and '.join(map(str, arrays))}", hints)


def _called(x: Array, place: int, count: int) -> str:
    if x.label:
        return x.label
    return ("the left", "the right")[place] if count == 2 else f"number {place + 1}"


def of_one_type(name: str, *operands: Any) -> list[Array]:
    """Returns the operands as Arrays of one element type, each with its own shape."""
    arrays = _typed(name, operands)
    dtype = next(x.dtype for x in arrays if x is not None)
    return [scalar(operand, dtype) if x is None else x for x, operand in zip(arrays, operands)]


def floats(name: str, x: Any) -> Array:
    """Returns the operand of the function `name`, which is defined on floats only, as an Array."""
    x = tensor(x)
    if not x.dtype.is_float:
        raise Error(f"{name} is defined on floats, got {x}: cast it with .astype('f32')")
    return x


def widened(x: Array) -> Array:
    """Returns floats in the type in which their sums are accumulated, which is f32 for f16 and bf16."""
    return x.astype("f32") if x.dtype.is_float and x.dtype.bits < 32 else x


def harmonize(name: str, *operands: Any) -> list[Array]:
    """Returns the operands as Arrays of one element type and one shape."""
    arrays = _typed(name, operands)
    typed = [x for x in arrays if x is not None]
    shape = broadcast_shape(_SYMBOLS.get(name, name), typed)
    return [scalar(operand, typed[0].dtype, shape) if x is None else broadcast_to(x, shape)
            for x, operand in zip(arrays, operands)]


def value_for(name: str, x: Array, value: Any, shape: Sequence[Size]) -> Array:
    """Returns the value with the element type of x, broadcast to `shape`, the shape of a slice of x."""
    _, array = _typed(name, [x, value])
    if array is None:
        return scalar(value, x.dtype, shape)
    array = broadcast_to(array, shape)
    for dim, (own, size) in enumerate(zip(array.shape, shape)):
        if own != size:
            tracing.require("eq", own, size, f"{name}: dimension {dim} of the value is {{0}}, expected {{1}}")
    return array


def broadcast_shape(what: str, arrays: Sequence[Array]) -> tuple[Size, ...]:
    """Returns the shape that the arrays are broadcast to by numpy's rule: dimensions are aligned at the last one, and a
    size of 1 is stretched."""
    rank = max(len(x.shape) for x in arrays)
    result: list[Size] = []
    for dim in range(-rank, 0):
        size: Size = 1
        for x in arrays:
            other = x.shape[dim] if -dim <= len(x.shape) else 1
            if size == 1:
                size = other
            elif other != 1 and not may_be_equal(size, other):
                raise Error(f"{what} needs shapes that broadcast, got {' and '.join(map(str, arrays))}: dimension "
                            f"{dim} is {size} and {other}", _hints(size, other))
            elif isinstance(size, Dim):
                size = other if other != 1 else size
        result.append(size)
    return tuple(result)


def _hints(a: Size, b: Size) -> list[str]:
    if advice_on_ranges(a, b):
        return advice_on_ranges(a, b)
    if isinstance(a, Dim) or isinstance(b, Dim):
        return ["sizes are taken to be equal where they have the same name in the specs, or are the same number"]
    return []


def broadcast_to(x: ArrayLike, shape: Any) -> Array:
    """Returns x copied along new leading dimensions and along its dimensions of size 1."""
    x, target = tensor(x), tuple(as_shape(shape))
    if x.shape == target:
        return x
    first = len(target) - len(x.shape)
    if first < 0:
        raise Error(f"{x} cannot be broadcast to the lower rank {len(target)}")
    return broadcast_in(x, target, range(first, len(target)))


def broadcast_in(x: Array, shape: Sequence[Size], dims: Sequence[int]) -> Array:
    """Returns x broadcast to `shape`, whose dimensions `dims` are those of x."""
    sizes: list[Size | None] = list(shape)
    for own, dim in zip(x.shape, dims):
        if own != 1:
            if not may_be_equal(own, shape[dim]):
                raise Error(f"{x} cannot be broadcast to {x.dtype}[{', '.join(map(str, shape))}]: "
                            f"{own} is neither 1 nor {shape[dim]}")
            sizes[dim] = None if isinstance(own, Dim) else own
    # ops.py imports this module, so its function cannot be called here.
    operands, static_sizes = indices(sizes)
    attributes = {"dims": ("i64s", list(dims)), "static_sizes": ("i64s", static_sizes)}
    return tracing.apply("ag.broadcast", [x, *operands], attributes)

