# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What can be done with an array in a traced function?"""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from .dims import Size, product
from .dtypes import DType, as_dtype
from .errors import AssignmentError, Error
from .names import advice_for_array, refuse

if TYPE_CHECKING:
    from ..numpy.operators import Methods
else:
    class Methods:
        """An empty base class: operators.py, which imports this module, installs the methods later."""

        __slots__ = ()


def describe(dtype: DType, shape: Any) -> str:
    """Returns a type as messages show it: f32[batch, 784]."""
    return f"{dtype}[{', '.join(map(str, shape))}]"


class Operators(Methods):
    """The base class of arrays and parameters. operators.py installs numpy's operators and methods in it."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def traced(self) -> Array:
        """Returns this as an array of the function that is being traced."""
        raise NotImplementedError

    @property
    def shape(self) -> tuple[Size, ...]:
        """The sizes, as ints or Dims."""
        raise NotImplementedError

    @property
    def dtype(self) -> DType:
        """The element type."""
        raise NotImplementedError

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    def __str__(self) -> str:
        return describe(self.dtype, self.shape)

    __repr__ = __str__

    def __setitem__(self, index: Any, value: Any) -> NoReturn:
        raise AssignmentError("arrays don't change: write x = x.at[i].set(v) for x[i] = v",
                              ["x = x.at[i].add(v) for x[i] += v"])

    def __getattr__(self, name: str) -> NoReturn: refuse("an array", name, advice_for_array(name))

    # Conversions that need a value, and are refused
    def __bool__(self) -> bool:
        raise Error(f"whether an {self} is true is not known while tracing; use ag.cond, ag.where or ag.while_loop",
                    ["of arrays `and`, `or` and `not` are written &, | and ~, as in (x > 0) & (x < 1) for 0 < x < 1",
                     "max, min, any and all of Python are ag.maximum, ag.minimum, ag.any and ag.all"])

    def _refuse_value(self) -> NoReturn:
        raise Error(f"the value of an {self} is not known while tracing; use the array as it is, .astype to cast it, "
                    "ag.cond or ag.fori_loop where it decides what is done",
                    ["functions of math take numbers: ag has its own for arrays, such as ag.sqrt and ag.floor"])

    def __float__(self) -> float: self._refuse_value()
    def __int__(self) -> int: self._refuse_value()
    def __index__(self) -> int: self._refuse_value()
    def __complex__(self) -> complex: self._refuse_value()

    def __round__(self, digits: int | None = None) -> int:
        raise Error(f"the value of an {self} is not known while tracing: write ag.round(x, {digits or 0})")

    def __format__(self, how: str) -> str:
        if how:
            self._refuse_value()
        return str(self)

    # numpy's protocols
    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NoReturn:
        self._refuse_numpy("ag.stack([x, y]) puts several arrays into one; ag has functions of its own, mostly by the "
                           "names of numpy's")

    def _refuse_numpy(self, note: str) -> NoReturn:
        raise Error(f"numpy is given an {self}, whose values are not known while tracing", [note])

    def __len__(self) -> int:
        if not self.shape:
            raise Error(f"an {self} has rank 0, and so no length")
        if isinstance(self.shape[0], int):
            return self.shape[0]
        raise Error(f"the length of an {self} is not a number; use .shape[0]")

    def __iter__(self) -> Iterator[Array]:
        if not self.shape:
            raise Error(f"an {self} has rank 0, and so no rows to go over")
        if not isinstance(self.shape[0], int):
            raise Error(f"how many rows an {self} has is not known while tracing; go over them by ag.scan or "
                        "ag.fori_loop")
        return iter([self[row] for row in range(self.shape[0])])


class Array(Operators):
    """A value of a function that is being traced. Its element type and shape are known, its elements are not."""

    __slots__ = ("tracer", "value", "_shape", "_dtype", "label", "known", "span")

    def __init__(self, tracer: Any, value: Any, shape: tuple[Size, ...], label: str = "") -> None:
        self.tracer = tracer
        self.value = value
        self._shape = shape
        self._dtype = as_dtype(value.dtype)
        self.label = label  #: the name in messages: that of an argument or a parameter, or empty
        self.known: Size | None = None  #: the element of an integer array of rank 0, if core/elements.py knows it
        self.span: tuple[Size, Size] | None = None  #: the bounds of the elements, if core/spans.py knows them

    @property
    def shape(self) -> tuple[Size, ...]:
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def size(self) -> Size:
        """The number of elements."""
        return product(self._shape)

    def traced(self) -> Array:
        self.tracer.check_current(self)
        return self
