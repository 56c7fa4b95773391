# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's rules that reduce dimensions."""
from __future__ import annotations

import math
from typing import Any

from ... import ops
from ...core import coercion
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import cumulative, elementwise, reductions, searching, shaping, statistics
from .promotion import cast, floats, known, summed
from .shapes import axes_of, axis_of
from .tables import ATEN

# Sums ------------------------------------------------------------------------------------------


@ATEN.rule("aten.sum.default")
def sum_all(self: Array, *, dtype: Any = None) -> Array:
    return reductions.sum(self, dtype=summed(self, dtype))


@ATEN.rule("aten.sum.dim_IntList")
def sum_(self: Array, dim: list | None, keepdim: bool = False, *, dtype: Any = None) -> Array:
    return reductions.sum(self, axes_of(dim, len(self.shape)), keepdim, dtype=summed(self, dtype))


@ATEN.rule("aten.prod.default")
def prod_all(self: Array, *, dtype: Any = None) -> Array:
    return reductions.prod(self, dtype=summed(self, dtype))


@ATEN.rule("aten.prod.dim_int")
def prod(self: Array, dim: int, keepdim: bool = False, *, dtype: Any = None) -> Array:
    return reductions.prod(self, axes_of(dim, len(self.shape)), keepdim, dtype=summed(self, dtype))


def _in_type(x: Array, dtype: Any) -> Array:
    return x if dtype is None else cast(x, known(dtype))


@ATEN.rule("aten.mean.default")
def mean_all(self: Array, *, dtype: Any = None) -> Array:
    return statistics.mean(_in_type(self, dtype))


@ATEN.rule("aten.mean.dim")
def mean(self: Array, dim: list | None, keepdim: bool = False, *, dtype: Any = None) -> Array:
    return statistics.mean(_in_type(self, dtype), axes_of(dim, len(self.shape)), keepdim)


def _degrees(correction: Any) -> float:
    return 1 if correction is None else correction


@ATEN.rule("aten.var.correction")
def var(self: Array, dim: list | None = None, *, correction: Any = None, keepdim: bool = False) -> Array:
    return statistics.var(self, axes_of(dim, len(self.shape)), keepdim, ddof=_degrees(correction))


@ATEN.rule("aten.std.correction")
def std(self: Array, dim: list | None = None, *, correction: Any = None, keepdim: bool = False) -> Array:
    return statistics.std(self, axes_of(dim, len(self.shape)), keepdim, ddof=_degrees(correction))


@ATEN.rule("aten.var.dim", "aten.var.default")
def var_dim(self: Array, dim: list | None = None, unbiased: bool = True, keepdim: bool = False) -> Array:
    return var(self, dim, correction=int(unbiased), keepdim=keepdim)


@ATEN.rule("aten.std.dim", "aten.std.default")
def std_dim(self: Array, dim: list | None = None, unbiased: bool = True, keepdim: bool = False) -> Array:
    return std(self, dim, correction=int(unbiased), keepdim=keepdim)


@ATEN.rule("aten.var_mean.correction")
def var_mean(self: Array, dim: list | None = None, *, correction: Any = None, keepdim: bool = False) -> tuple[Array, Array]:
    return var(self, dim, correction=correction, keepdim=keepdim), mean(self, dim, keepdim)


@ATEN.rule("aten.logsumexp.default")
def logsumexp(self: Array, dim: list, keepdim: bool = False) -> Array:
    x, = floats(self)
    return reductions.logsumexp(x, axes_of(dim, len(x.shape)), keepdim)


@ATEN.rule("aten.norm.ScalarOpt_dim", "aten.linalg_vector_norm.default", "aten.norm.Scalar")
def vector_norm(self: Array, ord: Any = 2, dim: list | None = None, keepdim: bool = False, *, dtype: Any = None) -> Array:
    axes = axes_of(dim, len(self.shape))
    x = coercion.widened(_in_type(self, dtype))
    size, ord = ops.abs_(x), 2 if ord is None else float(ord)
    if ord in (math.inf, -math.inf):
        norm = (reductions.max if ord > 0 else reductions.min)(size, axes, keepdim)
    elif ord == 0:
        norm = reductions.sum((x != 0).astype(x.dtype), axes, keepdim)
    elif ord == 1:
        norm = reductions.sum(size, axes, keepdim)
    elif ord == 2:
        norm = ops.sqrt(reductions.sum(x * x, axes, keepdim))
    else:
        norm = reductions.sum(size ** ord, axes, keepdim) ** (1 / ord)
    return norm.astype(known(dtype) if dtype is not None else self.dtype)


# Extremes --------------------------------------------------------------------------------------

for _name, _function in (("amax", reductions.max), ("amin", reductions.min)):
    ATEN.rule(f"aten.{_name}.default")((lambda function: lambda self, dim=None, keepdim=False: function(
        self, axes_of(dim, len(self.shape)), keepdim))(_function))

for _name, _function in (("max", reductions.max), ("min", reductions.min)):
    ATEN.rule(f"aten.{_name}.default")((lambda function: lambda self: function(self))(_function))

for _name, _function, _search in (("max", reductions.max, searching.argmax), ("min", reductions.min, searching.argmin)):
    ATEN.rule(f"aten.{_name}.dim")((lambda function, search: lambda self, dim, keepdim=False: (
        function(self, axes_of(dim, len(self.shape)), keepdim),
        search(self, axis_of(dim, len(self.shape)), keepdim) if self.shape else coercion.scalar(0, "i64")))(
            _function, _search))


@ATEN.rule("aten.aminmax.default")
def aminmax(self: Array, *, dim: int | None = None, keepdim: bool = False) -> tuple[Array, Array]:
    axes = axes_of(dim, len(self.shape))
    return reductions.min(self, axes, keepdim), reductions.max(self, axes, keepdim)


for _name, _function in (("any", reductions.any), ("all", reductions.all)):
    ATEN.rule(f"aten.{_name}.default")((lambda function: lambda self: _flags(function(self), self))(_function))
    ATEN.rule(f"aten.{_name}.dim", f"aten.{_name}.dims")(
        (lambda function: lambda self, dim=None, keepdim=False: _flags(
            function(self, axes_of(dim, len(self.shape)), keepdim), self))(_function))


def _flags(found: Array, x: Array) -> Array:
    """Returns flags in PyTorch's type, which for ui8 is that."""
    return found.astype("ui8") if x.dtype.name == "ui8" else found


@ATEN.rule("aten.count_nonzero.default", "aten.count_nonzero.dim_IntList")
def count_nonzero(self: Array, dim: Any = None) -> Array:
    return reductions.count_nonzero(self, axes_of(dim, len(self.shape)))


def _cumulative_extreme(name: str, function: Any) -> None:
    @ATEN.rule(f"aten.{name}.default")
    def extreme(self: Array, dim: int) -> Any:
        if not self.shape:
            return self, coercion.scalar(0, "i64")
        axis = axis_of(dim, len(self.shape))
        found = function(self, axis)
        places = ops.iota(axis, list(self.shape), "i64")
        is_new = (self == found) | (elementwise.isnan(self) if self.dtype.is_float else coercion.scalar(False, "i1"))
        return found, cumulative.cummax(elementwise.where(is_new, places, 0), axis)


_cumulative_extreme("cummax", cumulative.cummax)
_cumulative_extreme("cummin", cumulative.cummin)


# Softmax ---------------------------------------------------------------------------------------


def _softmax(function: Any, x: Array, dim: int, dtype: Any) -> Array:
    x = _in_type(x, dtype)
    if not x.dtype.is_float:
        raise Error(f"it is given {x}, expected floats")
    if not x.shape:
        return shaping.reshape(function(shaping.reshape(x, [1]), 0), [])
    return function(x, axis_of(dim, len(x.shape)))


@ATEN.rule("aten.softmax.int")
def softmax(self: Array, dim: int, dtype: Any = None) -> Array:
    return _softmax(reductions.softmax, self, dim, dtype)


@ATEN.rule("aten._softmax.default")
def softmax_(self: Array, dim: int, half_to_float: bool) -> Array:
    return _softmax(reductions.softmax, self.astype("f32") if half_to_float else self, dim, None)


@ATEN.rule("aten._safe_softmax.default")
def safe_softmax(self: Array, dim: int, dtype: Any = None) -> Array:
    x = _in_type(self, dtype)
    axis = axis_of(dim, len(x.shape))
    is_there = reductions.any(x != -math.inf, axis)
    weights = reductions.softmax(x, axis)
    return elementwise.where(reductions.spread(is_there, x, axis), weights, 0)


@ATEN.rule("aten.log_softmax.int")
def log_softmax(self: Array, dim: int, dtype: Any = None) -> Array:
    return _softmax(reductions.log_softmax, self, dim, dtype)


@ATEN.rule("aten._log_softmax.default")
def log_softmax_(self: Array, dim: int, half_to_float: bool) -> Array:
    return _softmax(reductions.log_softmax, self.astype("f32") if half_to_float else self, dim, None)
