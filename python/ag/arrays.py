# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can be done with an array in a traced function?"""
from __future__ import annotations

from typing import Any

from .dims import Size
from .dtypes import DType, DTypeLike, as_dtype
from .errors import Error


def describe(dtype: DType, shape: Any) -> str:
    """As messages show a type: f32[batch, 784]."""
    return f"{dtype}[{', '.join(map(str, shape))}]"


class Operators:
    """What arrays, and parameters that stand for one, can do: numpy's operators and methods."""

    __slots__ = ()
    __array_ufunc__ = None  # numpy's own operators leave mixed expressions to these
    __hash__ = None  # type: ignore[assignment]

    def traced(self) -> "Array":
        """This as an array of the function that is being traced."""
        raise NotImplementedError

    @property
    def shape(self) -> tuple[Size, ...]:
        raise NotImplementedError

    @property
    def dtype(self) -> DType:
        raise NotImplementedError

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def T(self) -> "Array":
        """The dimensions in reverse order."""
        return shaping.transpose(self)

    def __str__(self) -> str:
        return describe(self.dtype, self.shape)

    __repr__ = __str__

    # Arithmetic
    def __add__(self, y): return ops.add(self, y)
    def __radd__(self, y): return ops.add(y, self)
    def __sub__(self, y): return ops.sub(self, y)
    def __rsub__(self, y): return ops.sub(y, self)
    def __mul__(self, y): return ops.mul(self, y)
    def __rmul__(self, y): return ops.mul(y, self)
    def __truediv__(self, y): return elementwise.true_divide(self, y)
    def __rtruediv__(self, y): return elementwise.true_divide(y, self)
    def __floordiv__(self, y): return elementwise.floor_divide(self, y)
    def __rfloordiv__(self, y): return elementwise.floor_divide(y, self)
    def __mod__(self, y): return elementwise.mod(self, y)
    def __rmod__(self, y): return elementwise.mod(y, self)
    def __pow__(self, y): return ops.pow_(self, y)
    def __rpow__(self, y): return ops.pow_(y, self)
    def __matmul__(self, y): return contraction.matmul(self, y)
    def __rmatmul__(self, y): return contraction.matmul(y, self)
    def __neg__(self): return ops.neg(self)
    def __pos__(self): return self
    def __abs__(self): return ops.abs_(self)

    # Comparisons and logic
    def __lt__(self, y): return elementwise.less(self, y)
    def __le__(self, y): return elementwise.less_equal(self, y)
    def __gt__(self, y): return elementwise.greater(self, y)
    def __ge__(self, y): return elementwise.greater_equal(self, y)
    def __eq__(self, y): return elementwise.equal(self, y)  # type: ignore[override]
    def __ne__(self, y): return elementwise.not_equal(self, y)  # type: ignore[override]
    def __and__(self, y): return elementwise.logical_and(self, y)
    def __rand__(self, y): return elementwise.logical_and(y, self)
    def __or__(self, y): return elementwise.logical_or(self, y)
    def __ror__(self, y): return elementwise.logical_or(y, self)
    def __xor__(self, y): return elementwise.logical_xor(self, y)
    def __rxor__(self, y): return elementwise.logical_xor(y, self)
    def __invert__(self): return elementwise.logical_not(self)

    # Shapes and reductions
    def __getitem__(self, index: Any) -> "Array": return indexing.getitem(self, index)
    def reshape(self, *shape: Any) -> "Array": return shaping.reshape(self, *shape)
    def transpose(self, *axes: int) -> "Array": return shaping.transpose(self, *axes)
    def sum(self, axis=None, keepdims=False) -> "Array": return reductions.sum(self, axis, keepdims)
    def prod(self, axis=None, keepdims=False) -> "Array": return reductions.prod(self, axis, keepdims)
    def max(self, axis=None, keepdims=False) -> "Array": return reductions.max(self, axis, keepdims)
    def min(self, axis=None, keepdims=False) -> "Array": return reductions.min(self, axis, keepdims)
    def mean(self, axis=None, keepdims=False) -> "Array": return reductions.mean(self, axis, keepdims)

    def astype(self, dtype: DTypeLike) -> "Array":
        """The same values in another element type: floats truncate to integers, which saturate."""
        x, wanted = self.traced(), as_dtype(dtype)
        return x if x.dtype == wanted else ops.cast(x, wanted.name)

    # What would need a value
    def __bool__(self) -> bool:
        raise Error(f"whether an {self} is true is not known while tracing; use ag.cond, ag.where or ag.while_loop")

    def __float__(self) -> float:
        raise Error(f"the value of an {self} is not known while tracing")

    __int__ = __index__ = __float__  # type: ignore[assignment]

    def __len__(self) -> int:
        if self.shape and isinstance(self.shape[0], int):
            return self.shape[0]
        raise Error(f"the length of an {self} is not a number; use .shape[0]")

    def __iter__(self):
        return iter([self[row] for row in range(len(self))])


class Array(Operators):
    """A value of a function that is being traced: its element type and shape are known, its elements are not."""

    __slots__ = ("tracer", "value", "_shape", "_dtype", "label")

    def __init__(self, tracer: Any, value: Any, shape: tuple[Size, ...], label: str = ""):
        self.tracer = tracer
        self.value = value
        self._shape = shape
        self._dtype = as_dtype(value.dtype)
        self.label = label  #: what messages call it: an argument's or a parameter's name

    @property
    def shape(self) -> tuple[Size, ...]:
        """The sizes; those that are not numbers are Dims."""
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def size(self) -> Size:
        """How many elements there are."""
        return product(self._shape)

    def traced(self) -> "Array":
        if self.tracer is not tracing.current():
            raise Error(f"an {self} of another function, or of one whose tracing has ended, is used here",
                        ["pass it as an argument"])
        return self


# The functions are written in terms of arrays, and arrays carry them as methods.
from . import contraction, elementwise, indexing, ops, reductions, shaping, tracing  # noqa: E402
from .dims import product  # noqa: E402
