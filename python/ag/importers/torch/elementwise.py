# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules of arithmetic, comparisons and choices, which promote types."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import elementwise, transcendental
from .. import affine, values
from ..powers import integer_power, known_power
from ..values import Known, Value
from .promotion import cast, floats, known, number, of_one_type, result_type
from .tables import ATEN


def overloads(name: str, *words: str) -> list[str]:
    """Returns the names of overloads of an op of ATen."""
    return [f"aten.{name}.{word}" for word in words]


def _is_true(x: Any) -> bool:
    return isinstance(x, bool) or (isinstance(x, Array) and x.dtype.kind == "Bool")


# Arithmetic ------------------------------------------------------------------------------------


def _scaled(x: Any, alpha: Any) -> Any:
    return x if isinstance(alpha, (int, float)) and alpha == 1 else ops.mul(x, alpha) if isinstance(x, Array) else x * alpha


@ATEN.rule(*overloads("add", "Tensor", "Scalar"), single=True)
def add(self: Value, other: Value, *, alpha: Any = 1) -> Any:
    known = affine.added(self, other, alpha, result_type(self, other))
    if known is not None:
        return known
    x, y = of_one_type(self, other)
    if _is_true(x):
        return elementwise.logical_or(x, y)
    return ops.add(x, _scaled(y, number(alpha, x.dtype if isinstance(x, Array) else y.dtype)))


@ATEN.rule(*overloads("sub", "Tensor", "Scalar"), single=True)
def sub(self: Value, other: Value, *, alpha: Any = 1) -> Any:
    known = affine.added(self, other, -alpha, result_type(self, other))
    if known is not None:
        return known
    x, y = of_one_type(self, other)
    return ops.sub(x, _scaled(y, number(alpha, x.dtype if isinstance(x, Array) else y.dtype)))


@ATEN.rule("aten.rsub.Tensor", single=True)
def rsub(self: Value, other: Value, *, alpha: Any = 1) -> Any:
    return sub(other, self, alpha=alpha)


@ATEN.rule("aten.rsub.Scalar", single=True)
def rsub_scalar(self: Value, other: Value, alpha: Any = 1) -> Any:
    return sub(other, self, alpha=alpha)


@ATEN.rule(*overloads("mul", "Tensor", "Scalar"), single=True)
def mul(self: Value, other: Value) -> Any:
    known = affine.multiplied(self, other, result_type(self, other))
    if known is not None:
        return known
    x, y = of_one_type(self, other)
    return elementwise.logical_and(x, y) if _is_true(x) else ops.mul(x, y)


@ATEN.rule(*overloads("div", "Tensor", "Scalar"), "aten.true_divide.Tensor", single=True)
def div(self: Any, other: Any) -> Array:
    return ops.div(*floats(self, other))


@ATEN.rule(*overloads("div", "Tensor_mode", "Scalar_mode"))
def div_mode(self: Any, other: Any, *, rounding_mode: str | None = None) -> Array:
    if rounding_mode is None:
        return div(self, other)
    x, y = of_one_type(self, other)
    if rounding_mode == "floor":
        return elementwise.floor_divide(x, y)
    quotient = ops.div(x, y)
    return ops.trunc(quotient) if quotient.dtype.is_float else quotient


@ATEN.rule("aten.floor_divide.default", "aten.floor_divide.Scalar")
def floor_divide(self: Any, other: Any) -> Array:
    return elementwise.floor_divide(*of_one_type(self, other))


@ATEN.rule(*overloads("remainder", "Tensor", "Scalar", "Scalar_Tensor"))
def remainder(self: Any, other: Any) -> Array:
    return elementwise.mod(*of_one_type(self, other))


@ATEN.rule(*overloads("fmod", "Tensor", "Scalar"))
def fmod(self: Any, other: Any) -> Array:
    return ops.rem(*coercion.harmonize("fmod", *of_one_type(self, other)))


@ATEN.rule(*overloads("pow", "Tensor_Tensor", "Tensor_Scalar", "Scalar"))
def pow_(self: Any, exponent: Any) -> Array:
    x, y = of_one_type(self, exponent)
    if isinstance(y, (int, float)) and y == 2:
        return x * x
    if isinstance(y, (int, float)) and y == 1:
        return x
    if isinstance(x, Array) and x.dtype.is_integer or isinstance(y, Array) and y.dtype.is_integer:
        return _integer_power(x, y)
    return ops.pow_(x, y)


def _integer_power(x: Any, y: Any) -> Array:
    if isinstance(y, int) and y >= 0:
        return known_power(x, int(y))
    if isinstance(y, int):
        raise Error(f"a power of integers with the exponent {y} is not supported: expected one from 0 on")
    return integer_power(*coercion.harmonize("pow", x, y))


for _name, _function in (("max", ops.max_), ("min", ops.min_)):
    ATEN.rule(f"aten.{_name}imum.default", f"aten.{_name}.other")((lambda function: lambda self, other: function(*of_one_type(self, other)))(_function))

for _name, _function in (("atan2", transcendental.arctan2), ("copysign", elementwise.copysign),
                         ("hypot", transcendental.hypot), ("logaddexp", transcendental.logaddexp)):
    ATEN.rule(f"aten.{_name}.default", f"aten.{_name}.Tensor", f"aten.{_name}.Scalar")(
        (lambda function: lambda self, other: function(*coercion.harmonize("two", *floats(self, other))))(_function))


@ATEN.rule("aten.xlogy.Tensor", "aten.xlogy.Scalar_Self", "aten.xlogy.Scalar_Other")
def xlogy(self: Any, other: Any) -> Array:
    x, y = coercion.harmonize("xlogy", *floats(self, other))
    is_zero = (x == 0) & ~elementwise.isnan(y)
    return elementwise.where(is_zero, 0, x * ops.log(elementwise.where(is_zero, 1, y)))


def _extreme(name: str, function: Callable[[Array, Array], Array]) -> None:
    """Adds the rule of an extreme of two arrays, which is the other one where one is NaN."""
    @ATEN.rule(f"aten.{name}.default")
    def extreme(self: Array, other: Array) -> Array:
        x, y = coercion.harmonize(name, *of_one_type(self, other))
        if not x.dtype.is_float:
            return function(x, y)
        return elementwise.where(elementwise.isnan(x), y, elementwise.where(elementwise.isnan(y), x, function(x, y)))


_extreme("fmax", ops.max_)
_extreme("fmin", ops.min_)


@ATEN.rule("aten.addcmul.default")
def addcmul(self: Array, tensor1: Array, tensor2: Array, *, value: Any = 1) -> Array:
    x, a, b = of_one_type(self, tensor1, tensor2)
    return x + _scaled(a * b, number(value, x.dtype))


@ATEN.rule("aten.addcdiv.default")
def addcdiv(self: Array, tensor1: Array, tensor2: Array, *, value: Any = 1) -> Array:
    x, a, b = floats(self, tensor1, tensor2)
    return x + _scaled(a / b, number(value, x.dtype))


@ATEN.rule(*overloads("lerp", "Tensor", "Scalar"))
def lerp(self: Array, end: Array, weight: Any) -> Array:
    return self + (end - self) * number(weight, self.dtype)


# Comparisons -----------------------------------------------------------------------------------


def _comparison(name: str, function: Callable) -> None:
    @ATEN.rule(*overloads(name, "Tensor", "Scalar"), single=True)
    def comparison(self: Value, other: Value) -> Any:
        known = affine.compared(name, self, other)
        return function(*of_one_type(self, other)) if known is None else known


_comparison("eq", elementwise.equal)
_comparison("ne", elementwise.not_equal)
_comparison("lt", elementwise.less)
_comparison("gt", elementwise.greater)
_comparison("le", elementwise.less_equal)
_comparison("ge", elementwise.greater_equal)


@ATEN.rule("aten.isnan.default")
def isnan(self: Array) -> Array:
    return elementwise.isnan(self) if self.dtype.is_float else coercion.scalar(False, "i1", self.shape)


@ATEN.rule("aten.isinf.default")
def isinf(self: Array) -> Array:
    return elementwise.isinf(self) if self.dtype.is_float else coercion.scalar(False, "i1", self.shape)


@ATEN.rule("aten.isfinite.default")
def isfinite(self: Array) -> Array:
    return elementwise.isfinite(self) if self.dtype.is_float else coercion.scalar(True, "i1", self.shape)


# Bits and conditions ---------------------------------------------------------------------------

def _combined(x: Any, y: Any, decides: bool | None) -> Value | None:
    """Returns the result of two conditions of which one is the same everywhere, and `decides` if it is that."""
    if decides is None or not all(isinstance(each, bool) or (isinstance(each, Value) and each.dtype.kind == "Bool")
                                  for each in (x, y)):
        return None
    return affine.combined(decides, Value.of(x), Value.of(y))


def _bitwise(name: str, function: Callable, decides: bool | None, logical: Callable) -> None:
    @ATEN.rule(*overloads(f"bitwise_{name}", "Tensor", "Scalar"), *overloads(f"__{name}__", "Tensor", "Scalar"),
               single=True)
    def bitwise(self: Value, other: Value) -> Any:
        known = _combined(self, other, decides)
        return function(*of_one_type(self, other)) if known is None else known

    @ATEN.rule(f"aten.logical_{name}.default", single=True)
    def of_conditions(self: Value, other: Value) -> Any:
        known = _combined(self, other, decides)
        return logical(elementwise.is_nonzero(self.array), elementwise.is_nonzero(other.array)) if known is None else known


_bitwise("and", elementwise.bitwise_and, False, elementwise.logical_and)
_bitwise("or", elementwise.bitwise_or, True, elementwise.logical_or)
_bitwise("xor", elementwise.bitwise_xor, None, elementwise.logical_xor)


for _name, _function in (("bitwise_left_shift", elementwise.left_shift), ("bitwise_right_shift", elementwise.right_shift)):
    ATEN.rule(*overloads(_name, "Tensor", "Tensor_Scalar", "Scalar_Tensor"),
              *overloads({"left": "__lshift__", "righ": "__rshift__"}[_name[8:12]], "Tensor", "Scalar"))(
        (lambda function: lambda self, other: function(*of_one_type(self, other)))(_function))


@ATEN.rule("aten.bitwise_not.default", single=True)
def bitwise_not(self: Value) -> Any:
    return affine.negated(self) or elementwise.bitwise_not(self.array)


@ATEN.rule("aten.logical_not.default", single=True)
def logical_not(self: Value) -> Any:
    return affine.negated(self) or elementwise.logical_not(elementwise.is_nonzero(self.array))


# Choices ---------------------------------------------------------------------------------------


@ATEN.rule(*overloads("where", "self", "ScalarSelf", "ScalarOther", "Scalar"), single=True)
def where(condition: Value, self: Any, other: Any) -> Array:
    flag = affine.flag_of(condition)
    if flag is not None and isinstance(self, Array) and isinstance(other, Array):
        shape = coercion.broadcast_shape("where", [condition.array, self, other])
        return coercion.broadcast_to(cast(self if flag else other, result_type(self, other)), shape)
    return elementwise.where(elementwise.is_nonzero(condition.array), *of_one_type(self, other))


@ATEN.rule(*overloads("masked_fill", "Scalar", "Tensor"), single=True)
def masked_fill(self: Array, mask: Array, value: Any) -> Array:
    return elementwise.where(mask, cast(value, self.dtype) if isinstance(value, Array) else number(value, self.dtype), self)


@ATEN.rule(*overloads("clamp", "default", "Tensor"))
def clamp(self: Array, min: Any = None, max: Any = None) -> Array:
    bounds = [each for each in (min, max) if each is not None]
    dtype = result_type(self, *bounds)
    x = cast(self, dtype)
    x = x if min is None else ops.max_(x, number(min, dtype))
    return x if max is None else ops.min_(x, number(max, dtype))


@ATEN.rule(*overloads("clamp_min", "default", "Tensor"))
def clamp_min(self: Array, min: Any) -> Array:
    return clamp(self, min)


@ATEN.rule(*overloads("clamp_max", "default", "Tensor"))
def clamp_max(self: Array, max: Any) -> Array:
    return clamp(self, None, max)


# Casts and copies ------------------------------------------------------------------------------


def _with_type(x: Value, dtype: Any) -> Any:
    if dtype is None or known(dtype) == x.dtype:
        return x
    if x.known is not None and x.dtype.is_integer and dtype.is_integer:
        return Known(x.known.elements, dtype)
    return affine.cast(x, dtype) or x.array.astype(dtype)


@ATEN.rule("aten._to_copy.default", "aten.to.dtype_layout", single=True)
def to_copy(self: Value, *, dtype: Any = None, non_blocking: Any = None, copy: Any = None) -> Any:
    return _with_type(self, dtype)


@ATEN.rule("aten.to.dtype", "prims.convert_element_type.default", single=True)
def to_dtype(self: Value, dtype: Any, non_blocking: Any = None, copy: Any = None) -> Any:
    return _with_type(self, dtype)


@ATEN.rule("aten.to.device", single=True)
def to_device(self: Value, device: Any = None, dtype: Any = None, non_blocking: Any = None, copy: Any = None) -> Any:
    return _with_type(self, dtype)


@ATEN.rule("aten.type_as.default")
def type_as(self: Value, other: Value) -> Any:
    return _with_type(self, other.dtype)


@ATEN.rule("aten.clone.default", "aten.alias.default", "aten.contiguous.default", "aten.lift_fresh_copy.default",
           "aten.lift_fresh.default", "aten.positive.default")
def same(self: Value) -> Value:
    return self


@ATEN.rule("aten.detach.default", "aten.detach_.default")
def detach(self: Value) -> Any:
    return ops.stop_gradient(self.array) if self.dtype.is_float else self


@ATEN.rule("aten.copy.default")
def copy_(self: Value, src: Value, non_blocking: Any = None) -> Any:
    copied = _with_type(src, self.dtype)
    copied = copied.array if isinstance(copied, Value) else values.array_of(copied) if isinstance(copied, Known) else copied
    return coercion.broadcast_to(copied, self.shape)
