# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Regions of a program with a name, with recomputation for gradients, or with a user's derivative, as ag.region.
"""
from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from ..core import tracing
from ..core.arguments import argument_names
from ..core.arrays import Array
from ..core.dtypes import DTYPES
from ..core.errors import Error, shown
from ..core.source import find_definition
from ..numpy import creation
from ..tree import Tree
from .control import arrays_in, outside, type_of


def _create(name: str, inputs: Sequence[Any], results: Sequence[Array], body: Any, attributes: dict) -> list[Array]:
    """Creates an ag.region with results like `results`, and returns these."""
    tracer = tracing.current()
    values, _ = tracer.create("ag.region", inputs, {"name": ("str", name), **attributes},
                              result_types=[type_of(x) for x in results], bodies=[body])
    return [outside(tracer, value, x.shape) for value, x in zip(values, results)]


def _call(name: str, function: Callable, attributes: dict, args: tuple, kwargs: dict) -> Any:
    tracer = tracing.current()
    with tracer.body([], []) as body:
        tree, results = arrays_in(function(*args, **kwargs), f"what the region {name} returns")
        closed = body.close("ag.yield", [x.value for x in results])
    return tree.unflatten(_create(name, tracer.trace.isolate(closed), results, closed, attributes))


def region(name: str, fuse: str | None = None) -> Callable[[Callable], Callable]:
    """Returns a decorator that puts the ops of a function into a region of the program that is called `name`:

        @ag.region("attention")
        def attention(x, mask): ...

    Ops are fused across the boundary of the region by default. With fuse="within" they are fused with each other only,
    and with fuse="never" not at all.
    """
    if not isinstance(name, str):
        raise Error('region takes a name, as in @ag.region("attention")')
    if fuse not in (None, "within", "never"):
        raise Error(f'region takes fuse="within", fuse="never" or none, got {shown(fuse)}')
    attributes = {} if fuse is None else {"fuse": ("str", fuse)}

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            return _call(name, function, attributes, args, kwargs)

        return call

    return decorate


def _name(function: Callable) -> str:
    return getattr(function, "__name__", "function")


def recomputed(name: str, function: Callable, *args: Any, **kwargs: Any) -> Any:
    """Returns function(*args, **kwargs), computed in a region called `name` whose values gradients recompute."""
    return _call(name, function, {"checkpoint": ("unit", None)}, args, kwargs)


def checkpoint(function: Callable) -> Callable:
    """Returns the function as a region of the program whose values gradients do not save: they recompute them from the
    inputs.

        hidden = ag.checkpoint(layer)(hidden, p)
    """
    if not callable(function):
        raise Error(f"checkpoint takes a function, got {shown(function)}")

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return recomputed(_name(function), function, *args, **kwargs)

    return call


# Derivatives of one's own ----------------------------------------------------------------------


class custom_vjp:
    """A function with a user's gradient:

        @ag.custom_vjp
        def log1pexp(x):
            return ag.log1p(ag.exp(x))

        @log1pexp.defvjp
        def _(inputs, result, cotangent):
            (x,) = inputs
            return (cotangent * ag.sigmoid(x),)

    The rule takes the arguments, the function's results, and their cotangents, which are None for results that are not
    floats. It returns the cotangents of the arguments: a tuple with a nest for each, or None if it has no floats or its
    cotangents are 0. The rule must be linear in the cotangent, as its transpose is the tangent. Neither the function
    nor the rule may use floats from outside. ag-run --verify-grad compares the rule with the function's own derivative,
    unless it is a surrogate, which is meant to differ:

        rounded.defvjp(lambda inputs, result, cotangent: (cotangent,), surrogate=True)
    """

    def __init__(self, function: Callable) -> None:
        if not callable(function):
            raise Error(f"custom_vjp takes a function, got {shown(function)}")
        functools.update_wrapper(self, function)
        self._function, self._rule, self._is_surrogate = function, None, False

    def defvjp(self, rule: Callable, surrogate: bool = False) -> Callable:
        """Sets the rule and returns it. The rule of a surrogate is not compared with the function's derivative."""
        if not callable(rule):
            raise Error(f"the rule of {_name(self)} is {shown(rule)}, expected a function")
        self._rule, self._is_surrogate = rule, surrogate
        return rule

    def __call__(self, *arguments: Any) -> Any:
        if self._rule is None:
            raise Error(f"{_name(self)} has no rule so far: give it one by @{_name(self)}.defvjp")
        return _CallWithRule(_name(self), self._function, self._rule, arguments).create(self._is_surrogate)


class _CallWithRule:
    """A call of a function with a rule: an ag.region, which names the rule, a private function of the module. Both take
    the arguments, followed by the values that the function and the rule capture. These are sizes and other values that
    are not floats."""

    def __init__(self, name: str, function: Callable, rule: Callable, arguments: tuple) -> None:
        self._name, self._function, self._rule = name, function, rule
        self._tracer = tracing.current()
        self._nests = [Tree(argument) for argument in arguments]
        names = argument_names(function, arguments)
        self._labels = [f"{name}.{path}" if path else name for name, nest in zip(names, self._nests)
                        for path in nest.paths]
        self._tree, self._inputs = arrays_in(arguments, f"the arguments of {name}")

    def create(self, is_surrogate: bool) -> Any:
        before, self._tracer.touched = self._tracer.touched, set()
        body = self._trace_function()
        rule, of_rule = self._trace_rule()
        captured = self._tracer.trace.isolate(body, of_rule) + of_rule
        self._check_captured(captured)
        self._tracer.touched |= before
        attributes = {"vjp": ("symbol", self._ordered(rule, captured, len(of_rule)))}
        if is_surrogate:
            attributes["surrogate"] = ("unit", None)
        inputs = [*(x.value for x in self._inputs), *captured]
        return self._result_tree.unflatten(_create(self._name, inputs, self._results, body, attributes))

    def _trace_function(self) -> Any:
        place = find_definition(self._function)
        with self._tracer.body([type_of(x) for x in self._inputs], self._labels, place) as body:
            inner = [Array(self._tracer, value, x.shape, label)
                     for value, x, label in zip(body.arguments, self._inputs, self._labels)]
            self._result_tree, self._results = arrays_in(self._function(*self._tree.unflatten(inner)),
                                                         f"what {self._name} returns")
            return body.close("ag.yield", [x.value for x in self._results])

    def _trace_rule(self) -> tuple[str, list]:
        """Traces the rule into a function of inputs, results, cotangents and captured values. Returns its name and the
        captured values."""
        like = [*self._inputs, *self._results, *filter(_is_float, self._results)]
        place = find_definition(self._rule)
        labels = self._labels + [""] * (len(like) - len(self._labels))
        with self._tracer.body([type_of(x) for x in like], labels, place) as body:
            values = iter(body.arguments)
            inputs = [Array(self._tracer, next(values), x.shape, label)
                      for x, label in zip(self._inputs, self._labels)]
            results = [outside(self._tracer, next(values), x.shape) for x in self._results]
            cotangents = [Array(self._tracer, next(values), x.shape) if _is_float(x) else None for x in results]
            made = self._cotangents_of(self._rule(self._tree.unflatten(inputs), self._result_tree.unflatten(results),
                                                  self._result_tree.unflatten(cotangents)))
            closed = body.close("func.return", [x.value for x in made])
        name, captured = self._tracer.trace.outline(f"{self._name}_rule", closed, [None] * len(like), place.location(""))
        return name, captured

    def _cotangents_of(self, returned: Any) -> list[Array]:
        """Returns the cotangents of all inputs that are floats, from the result of the rule."""
        if not isinstance(returned, tuple) or len(returned) != len(self._nests):
            raise Error(f"the rule of {self._name} returns {shown(returned)}, expected a tuple with the cotangents of "
                        f"{len(self._nests)} arguments")
        arrays, made = iter(self._inputs), []
        for number, (nest, part) in enumerate(zip(self._nests, returned)):
            tree, given = arrays_in(part, f"what the rule of {self._name} returns for argument {number}")
            by_path = dict(zip(tree.paths, given))
            for path, array in zip(nest.paths, arrays):
                if _is_float(array):
                    made.append(self._cotangent_of(array, by_path.pop(path, None), number, path))
            if by_path:
                raise Error(f"the rule of {self._name} returns {tree.form} for argument {number}, expected {nest.form}")
        return made

    def _cotangent_of(self, array: Array, cotangent: Array | None, number: int, path: str) -> Array:
        if cotangent is None:
            return creation.zeros_like(array)
        if (cotangent.dtype, cotangent.shape) != (array.dtype, array.shape):
            raise Error(f"the rule of {self._name} returns {cotangent} for argument {number}"
                        f"{f' at {path}' if path else ''}, expected {array}")
        return cotangent

    def _check_captured(self, captured: list) -> None:
        floats = [value for value in captured if value.dtype in DTYPES and DTYPES[value.dtype].is_float]
        used = sorted(self._tracer.touched) or [str(Array(self._tracer, x, x.shape or ())) for x in floats]
        if used:
            raise Error(f"{self._name} has a derivative of its own, and uses {used[0]} from outside, by which it would "
                        "have none", ["pass it as an argument"])

    def _ordered(self, rule: str, captured: list, of_rule: int) -> str:
        """Returns the name of a function like the rule that takes all captured values after the inputs, as the region
        does."""
        if not captured:
            return rule
        cotangents = [x for x in self._results if _is_float(x)]
        like = [*map(type_of, self._inputs), *((x.dtype, x.shape) for x in captured), *map(type_of, self._results),
                *map(type_of, cotangents)]
        place = find_definition(self._rule)
        with self._tracer.body(like, ["" for _ in like], place) as body:
            behind = len(self._inputs) + len(captured)
            operands = [*body.arguments[:len(self._inputs)], *body.arguments[behind:],
                        *body.arguments[behind - of_rule:behind]]
            values, _ = self._tracer.create("func.call", operands, {"callee": ("symbol", rule)}, result_types=[
                type_of(x) for x in self._inputs if _is_float(x)])
            closed = body.close("func.return", values)
        return self._tracer.trace.outline(rule, closed, [None] * len(like), place.location(""))[0]


def _is_float(x: Array) -> bool:
    return x.dtype.is_float
