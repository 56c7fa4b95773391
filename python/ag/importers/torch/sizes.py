# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of sizes: numbers of Python that shapes, and arithmetic of other sizes, give."""
from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.dims import Dim, product
from ...core.errors import Error
from ...numpy import elementwise, shaping
from .. import values
from ..values import Unfoldable, Value
from .promotion import cast, floats
from .tables import ATEN


@ATEN.rule("aten.sym_size.int")
def sym_size(self: Value, dim: int) -> Any:
    return self.shape[dim]


@ATEN.rule("aten.sym_numel.default", "aten.numel.default")
def sym_numel(self: Value) -> Any:
    return product(self.shape)


@ATEN.rule("aten.sym_stride.int")
def sym_stride(self: Value, dim: int) -> Any:
    return product(self.shape[dim % len(self.shape) + 1:])


def _as_float(x: Any) -> Any:
    """Returns a number as an f64, which a program computes if it depends on a size."""
    if isinstance(x, Array):
        return x.astype("f64")
    return coercion.scalar(x, "f64") if isinstance(x, Dim) else float(x)


def _is_plain(*numbers: Any) -> bool:
    return not any(isinstance(each, (Dim, Array)) for each in numbers)


def _arithmetic(names: str, function: Callable) -> None:
    @ATEN.rule(*names.split())
    def arithmetic(x: Any, y: Any) -> Any:
        if any(isinstance(each, (Array, float)) for each in (x, y)) and not _is_plain(x, y):
            return function(_as_float(x), _as_float(y))
        return function(x, y)


_arithmetic("_operator.add", operator.add)
_arithmetic("_operator.sub", operator.sub)
_arithmetic("_operator.mul", operator.mul)
_arithmetic("_operator.floordiv", operator.floordiv)
_arithmetic("_operator.mod", operator.mod)


@ATEN.rule("_operator.truediv", "torch.sym_truediv")
def truediv(x: Any, y: Any) -> Any:
    return x / y if _is_plain(x, y) else _as_float(x) / _as_float(y)


@ATEN.rule("_operator.pow")
def pow_(x: Any, y: Any) -> Any:
    if _is_plain(x, y) or (isinstance(y, int) and y >= 0 and not isinstance(x, Array)):
        return x ** y
    return _as_float(x) ** _as_float(y)


@ATEN.rule("_operator.neg")
def neg(x: Any) -> Any:
    return -x


@ATEN.rule("torch.sym_sum")
def sym_sum(terms: list) -> Any:
    return sum(terms)


@ATEN.rule("torch.sym_max")
def sym_max(x: Any, y: Any) -> Any:
    return values.extreme("maxsi", x, y)


@ATEN.rule("torch.sym_min")
def sym_min(x: Any, y: Any) -> Any:
    return values.extreme("minsi", x, y)


@ATEN.rule("torch.sym_float")
def sym_float(x: Any) -> Any:
    return _as_float(x)


@ATEN.rule("torch.sym_int", "math.trunc", "_operator.index")
def sym_int(x: Any) -> Any:
    return x.astype("i64") if isinstance(x, Array) else x if isinstance(x, Dim) else int(x)


def _rounded(names: str, function: Callable) -> None:
    @ATEN.rule(*names.split())
    def rounded(x: Any) -> Any:
        if isinstance(x, Array):
            return getattr(ops, function.__name__)(x).astype("i64")
        return x if isinstance(x, Dim) else function(x)


_rounded("math.floor", math.floor)
_rounded("math.ceil", math.ceil)


@ATEN.rule("torch._sym_sqrt")
def sym_sqrt(x: Any) -> Any:
    return math.sqrt(x) if _is_plain(x) else ops.sqrt(_as_float(x))


# Conditions ------------------------------------------------------------------------------------


def _comparison(name: str, fold: Callable[[Any, Any], bool], function: Callable) -> None:
    @ATEN.rule(f"_operator.{name}")
    def comparison(x: Any, y: Any) -> Any:
        if not isinstance(x, Array) and not isinstance(y, Array):
            try:
                return bool(fold(x, y))
            except Unfoldable:
                pass
        return function(_as_float(x), _as_float(y))


_comparison("eq", values.is_equal, elementwise.equal)
_comparison("ne", lambda x, y: not values.is_equal(x, y), elementwise.not_equal)
_comparison("lt", values.is_less, elementwise.less)
_comparison("gt", lambda x, y: values.is_less(y, x), elementwise.greater)
_comparison("le", lambda x, y: not values.is_less(y, x), elementwise.less_equal)
_comparison("ge", lambda x, y: not values.is_less(x, y), elementwise.greater_equal)


@ATEN.rule("_operator.and_", "torch.sym_and")
def and_(x: Any, y: Any) -> Any:
    return x & y


@ATEN.rule("_operator.or_", "torch.sym_or")
def or_(x: Any, y: Any) -> Any:
    return x | y


@ATEN.rule("_operator.not_", "torch.sym_not")
def not_(x: Any) -> Any:
    return elementwise.logical_not(x) if isinstance(x, Array) else not x


@ATEN.rule("torch.sym_ite")
def sym_ite(condition: Any, x: Any, y: Any) -> Any:
    if isinstance(condition, Array):
        raise Error("a size that a condition decides is not supported: the condition is not known before the program runs")
    return x if condition else y


# Numbers of arrays -----------------------------------------------------------------------------


@ATEN.rule("aten.item.default", "aten._local_scalar_dense.default")
def item(self: Value) -> Any:
    if self.known is not None:
        return self.known
    x = shaping.reshape(self.array, [])
    return x.astype("i64") if self.dtype.is_integer else ops.stop_gradient(x) if self.dtype.is_float else x


@ATEN.rule("aten.scalar_tensor.default")
def scalar_tensor(s: Any, *, dtype: Any = None) -> Any:
    return cast(s, dtype) if dtype is not None else floats(s)[0]


# Checks that PyTorch's tracer adds; ag's program has its own.


@ATEN.rule("aten._assert_scalar.default", "aten._assert_tensor_metadata.default", "aten._assert_async.default",
           "aten._assert_async.msg", "aten._linalg_check_errors.default", "aten.sym_constrain_range.default",
           "aten.sym_constrain_range_for_size.default")
def dropped(a: Value, b: Any = None, c: Any = None, d: Any = None, *, dtype: Any = None, min: Any = None,
            max: Any = None, is_matrix: Any = None) -> Any:
    return ()
