# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which operators and methods do arrays have? Each one calls a function of ag; `install` adds them to arrays."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from ..core.arrays import Array, Operators
from ..core.calls import check_class
from ..core.coercion import ArrayLike
from ..core.dims import product
from ..core.dtypes import DTypeLike, as_dtype
from ..core.names import advice_for_array
from . import contraction, cumulative, elementwise, indexing, joining, reductions, searching, shaping, statistics
from .reductions import Axis
from .updates import At


class Methods:
    """numpy's operators and methods, for arrays and parameters."""

    __slots__ = ()

    @property
    def T(self) -> Array:
        """The array with its dimensions in reverse order."""
        return shaping.transpose(self)

    # Arithmetic
    def __add__(self, y: ArrayLike) -> Array: return ops.add(self, y)
    def __radd__(self, y: ArrayLike) -> Array: return ops.add(y, self)
    def __sub__(self, y: ArrayLike) -> Array: return ops.sub(self, y)
    def __rsub__(self, y: ArrayLike) -> Array: return ops.sub(y, self)
    def __mul__(self, y: ArrayLike) -> Array: return ops.mul(self, y)
    def __rmul__(self, y: ArrayLike) -> Array: return ops.mul(y, self)
    def __truediv__(self, y: ArrayLike) -> Array: return elementwise.true_divide(self, y)
    def __rtruediv__(self, y: ArrayLike) -> Array: return elementwise.true_divide(y, self)
    def __floordiv__(self, y: ArrayLike) -> Array: return elementwise.floor_divide(self, y)
    def __rfloordiv__(self, y: ArrayLike) -> Array: return elementwise.floor_divide(y, self)
    def __mod__(self, y: ArrayLike) -> Array: return elementwise.mod(self, y)
    def __rmod__(self, y: ArrayLike) -> Array: return elementwise.mod(y, self)
    def __pow__(self, y: ArrayLike) -> Array: return ops.pow_(self, y)
    def __rpow__(self, y: ArrayLike) -> Array: return ops.pow_(y, self)
    def __divmod__(self, y: ArrayLike) -> tuple[Array, Array]: return self // y, self % y
    def __rdivmod__(self, y: ArrayLike) -> tuple[Array, Array]: return y // self, y % self
    def __matmul__(self, y: ArrayLike) -> Array: return contraction.matmul(self, y)
    def __rmatmul__(self, y: ArrayLike) -> Array: return contraction.matmul(y, self)
    def __neg__(self) -> Array: return ops.neg(self)
    def __pos__(self) -> Array: return self.traced()
    def __abs__(self) -> Array: return ops.abs_(self)

    # Comparisons, logic and bits
    def __lt__(self, y: ArrayLike) -> Array: return elementwise.less(self, y)
    def __le__(self, y: ArrayLike) -> Array: return elementwise.less_equal(self, y)
    def __gt__(self, y: ArrayLike) -> Array: return elementwise.greater(self, y)
    def __ge__(self, y: ArrayLike) -> Array: return elementwise.greater_equal(self, y)
    def __eq__(self, y: ArrayLike) -> Array: return elementwise.equal(self, y)  # type: ignore[override]
    def __ne__(self, y: ArrayLike) -> Array: return elementwise.not_equal(self, y)  # type: ignore[override]
    def __and__(self, y: ArrayLike) -> Array: return elementwise.bitwise_and(self, y)
    def __rand__(self, y: ArrayLike) -> Array: return elementwise.bitwise_and(y, self)
    def __or__(self, y: ArrayLike) -> Array: return elementwise.bitwise_or(self, y)
    def __ror__(self, y: ArrayLike) -> Array: return elementwise.bitwise_or(y, self)
    def __xor__(self, y: ArrayLike) -> Array: return elementwise.bitwise_xor(self, y)
    def __rxor__(self, y: ArrayLike) -> Array: return elementwise.bitwise_xor(y, self)
    def __invert__(self) -> Array: return elementwise.bitwise_not(self)
    def __lshift__(self, y: ArrayLike) -> Array: return elementwise.left_shift(self, y)
    def __rlshift__(self, y: ArrayLike) -> Array: return elementwise.left_shift(y, self)
    def __rshift__(self, y: ArrayLike) -> Array: return elementwise.right_shift(self, y)
    def __rrshift__(self, y: ArrayLike) -> Array: return elementwise.right_shift(y, self)

    # Shapes and reductions
    def __getitem__(self, index: Any) -> Array: return indexing.getitem(self, index)

    @property
    def at(self) -> At:
        """Updates of elements, which return new arrays: x.at[i].set(v), and add, max and min."""
        return At(self)

    def reshape(self, *shape: Any) -> Array:
        """Returns the elements in row-major order in another shape: ag.reshape."""
        return shaping.reshape(self, *shape)

    def transpose(self, *axes: int | Sequence[int]) -> Array:
        """Returns the array with its dimensions permuted, by default reversed: ag.transpose."""
        return shaping.transpose(self, *axes)

    def ravel(self) -> Array:
        """Returns the elements in row-major order as a vector: ag.ravel."""
        return shaping.ravel(self)

    def squeeze(self, axis: Axis = None) -> Array:
        """Returns the array without the dimensions `axis`, or without all dimensions of size 1: ag.squeeze."""
        return shaping.squeeze(self, axis)

    def swapaxes(self, first: int, second: int) -> Array:
        """Returns the array with two dimensions exchanged: ag.swapaxes."""
        return shaping.swapaxes(self, first, second)

    def repeat(self, repeats: Any, axis: int | None = None) -> Array:
        """Returns the array with each element repeated: ag.repeat."""
        return joining.repeat(self, repeats, axis)

    def dot(self, y: ArrayLike) -> Array:
        """Returns the dot product: ag.dot."""
        return contraction.dot(self, y)

    def clip(self, low: ArrayLike | None = None, high: ArrayLike | None = None) -> Array:
        """Returns the array limited to `low` and `high`: ag.clip."""
        return elementwise.clip(self, low, high)

    def round(self, decimals: int = 0) -> Array:
        """Returns the array rounded to `decimals` decimals, ties to even: ag.round."""
        return elementwise.round(self, decimals)

    def sum(self, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None) -> Array:
        """Returns the sum along `axis`: ag.sum."""
        return reductions.sum(self, axis, keepdims, dtype=dtype)

    def prod(self, axis: Axis = None, keepdims: bool = False, *, dtype: DTypeLike | None = None) -> Array:
        """Returns the product along `axis`: ag.prod."""
        return reductions.prod(self, axis, keepdims, dtype=dtype)

    def cumsum(self, axis: int | None = None, *, dtype: DTypeLike | None = None) -> Array:
        """Returns the sum of the elements up to each one along `axis`: ag.cumsum."""
        return cumulative.cumsum(self, axis, dtype=dtype)

    def cumprod(self, axis: int | None = None, *, dtype: DTypeLike | None = None) -> Array:
        """Returns the product of the elements up to each one along `axis`: ag.cumprod."""
        return cumulative.cumprod(self, axis, dtype=dtype)

    def max(self, axis: Axis = None, keepdims: bool = False) -> Array:
        """Returns the greatest element along `axis`: ag.max."""
        return reductions.max(self, axis, keepdims)

    def min(self, axis: Axis = None, keepdims: bool = False) -> Array:
        """Returns the least element along `axis`: ag.min."""
        return reductions.min(self, axis, keepdims)

    def mean(self, axis: Axis = None, keepdims: bool = False) -> Array:
        """Returns the mean along `axis`: ag.mean."""
        return statistics.mean(self, axis, keepdims)

    def var(self, axis: Axis = None, keepdims: bool = False, *, ddof: float = 0) -> Array:
        """Returns the variance along `axis`: ag.var."""
        return statistics.var(self, axis, keepdims, ddof=ddof)

    def std(self, axis: Axis = None, keepdims: bool = False, *, ddof: float = 0) -> Array:
        """Returns the standard deviation along `axis`: ag.std."""
        return statistics.std(self, axis, keepdims, ddof=ddof)

    def any(self, axis: Axis = None, keepdims: bool = False) -> Array:
        """Returns whether any element along `axis` is not 0: ag.any."""
        return reductions.any(self, axis, keepdims)

    def all(self, axis: Axis = None, keepdims: bool = False) -> Array:
        """Returns whether all elements along `axis` are not 0: ag.all."""
        return reductions.all(self, axis, keepdims)

    def argmax(self, axis: int | None = None, keepdims: bool = False) -> Array:
        """Returns the index of the greatest element along `axis`: ag.argmax."""
        return searching.argmax(self, axis, keepdims)

    def argmin(self, axis: int | None = None, keepdims: bool = False) -> Array:
        """Returns the index of the least element along `axis`: ag.argmin."""
        return searching.argmin(self, axis, keepdims)

    def astype(self, dtype: DTypeLike) -> Array:
        """Returns the array in another element type. Floats are truncated to integers, and saturate."""
        x, wanted = self.traced(), as_dtype(dtype)
        return x if x.dtype == wanted else ops.cast(x, wanted.name)

    # numpy's protocols
    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Array:
        """Computes an operator of an array of numpy and an array of ag. Refuses other functions of numpy."""
        if method == "__call__" and not options and ufunc in _OPERATORS:
            return _OPERATORS[ufunc](*inputs)
        if options.get("out"):
            self._refuse_numpy("an array of numpy cannot hold it: write y = y + x for y += x")
        self._refuse_numpy(_instead_of(ufunc) if method == "__call__" else
                           f"np.{ufunc.__name__}.{method} has no counterpart: ag.sum, ag.prod, ag.max and ag.min reduce, "
                           "and ag.cumsum, ag.cumprod, ag.cummax and ag.cummin accumulate")

    def __array_function__(self, function: Any, types: Any, arguments: tuple, options: dict) -> Any:
        """Computes numpy's functions of shapes. Refuses functions of values."""
        if function in _OF_SHAPES and len(arguments) == 1 and arguments[0] is self and not options:
            return _OF_SHAPES[function](self)
        self._refuse_numpy(_instead_of(function))


def _instead_of(function: Any) -> str:
    """Returns the advice for a function of numpy that is called on an array x."""
    advice = advice_for_array(function.__name__) or "ag has no such function"
    module = getattr(function, "__module__", "numpy").replace("numpy", "np", 1)
    return f"instead of {module}.{function.__name__} {advice}" if advice.startswith("write") else (
        f"{module}.{function.__name__}: {advice}")


_OPERATORS = {
    np.add: ops.add, np.subtract: ops.sub, np.multiply: ops.mul, np.divide: elementwise.true_divide,
    np.floor_divide: elementwise.floor_divide, np.remainder: elementwise.mod, np.power: ops.pow_,
    np.matmul: contraction.matmul, np.less: elementwise.less, np.less_equal: elementwise.less_equal,
    np.equal: elementwise.equal, np.not_equal: elementwise.not_equal, np.greater: elementwise.greater,
    np.greater_equal: elementwise.greater_equal, np.bitwise_and: elementwise.logical_and,
    np.bitwise_or: elementwise.logical_or, np.bitwise_xor: elementwise.logical_xor,
    np.divmod: lambda x, y: (elementwise.floor_divide(x, y), elementwise.mod(x, y)),
}
_OF_SHAPES = {np.shape: lambda x: x.shape, np.ndim: lambda x: x.ndim, np.size: lambda x: product(x.shape)}


def install() -> None:
    """Adds the operators and methods to arrays."""
    check_class(Methods)
    own = vars(type("Empty", (), {"__slots__": ()}))
    for name, member in vars(Methods).items():
        if name not in own and name != "__hash__":
            setattr(Operators, name, member)


install()
