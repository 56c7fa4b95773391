# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are derivatives of functions traced, to any order? To ag.derivative.

The function that is differentiated is traced into a private function of the module. Its arguments are the arrays that
it is differentiated by, followed by the values that it captures. The op requests that function's derivative, which the
compiler generates. So derivatives can be used anywhere in a traced function: in loops, branches and regions, and in
functions that are differentiated themselves.
"""
from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any

from ..core import coercion, tracing
from ..core.arguments import argument_names
from ..core.arrays import Array
from ..core.dims import Dim
from ..core.errors import Error, shown
from ..core.parameters import Parameters
from ..core.source import find_definition
from ..tree import Tree
from .control import arrays_in, outside, type_of


def _is_weights(value: Any) -> bool:
    return isinstance(value, Parameters)


def _name(function: Callable) -> str:
    return getattr(function, "__name__", "function")


def _check_callable(what: str, function: Any) -> None:
    if not callable(function):
        raise Error(f"{what} takes a function, got {shown(function)}")


# Arguments -------------------------------------------------------------------------------------


class _Argument:
    """An argument that a function is differentiated by: a nest of arrays and weights. Only the floats among the weights
    count."""

    def __init__(self, what: str, name: str, value: Any) -> None:
        self._nest = Tree(value, _is_weights)
        self._parts = [leaf.floats() if _is_weights(leaf) else leaf for leaf in self._nest.leaves]
        self.name, self.tree = name, Tree(self._nest.unflatten(self._parts))
        self.paths = [f"{name}.{path}" if path else name for path in self.tree.paths]
        self.arrays = [_float(what, path, leaf) for path, leaf in zip(self.paths, self.tree.leaves)]
        if not self.arrays:
            raise Error(f"{what} differentiates by {name}, which has no arrays")

    def replaced(self, arrays: list[Array]) -> Any:
        """Returns the argument in the form that the function takes, with its arrays replaced by these."""
        rest = iter(arrays)
        leaves = [leaf.replaced({name: next(rest) for name in part}) if _is_weights(leaf) else next(rest)
                  for leaf, part in zip(self._nest.leaves, self._parts)]
        return self._nest.unflatten(leaves)

    def matched(self, what: str, value: Any) -> list[Array]:
        """Returns the leaves of a nest that is like this one. Messages call it `what`, followed by the argument's
        name."""
        return _matched(f"{what} {self.name}", value, self.tree, self.arrays)


def _float(what: str, path: str, leaf: Any) -> Array:
    if coercion.is_number(leaf) and not isinstance(leaf, Dim):
        raise Error(f"{what} differentiates by arrays, and {path} is {shown(leaf)}: write {coercion.suggested(leaf)}")
    array = coercion.tensor(leaf)
    if not array.dtype.is_float:
        raise Error(f"{what} differentiates by floats, and {path} is an {array}",
                    ["leave it out of argnums, or cast it before with .astype('f32')"])
    return array


def _matched(what: str, value: Any, tree: Tree, like: Sequence[Array]) -> list[Array]:
    """Returns the leaves of `value` in the order of the tree's leaves. Raises an Error unless it is the same nest, with
    the element types and shapes of `like`."""
    given, arrays = arrays_in(value, what)
    by_path = dict(zip(given.paths, arrays))
    if by_path.keys() != set(tree.paths):
        raise Error(f"{what} is {given.form}, expected {tree.form}")
    for path, expected in zip(tree.paths, like):
        array = by_path[path]
        if (array.dtype, array.shape) != (expected.dtype, expected.shape):
            raise Error(f"{what} is {array}{f' at {path}' if path else ''}, expected {expected}")
    return [by_path[path] for path in tree.paths]


def _find_arguments(what: str, function: Callable, arguments: tuple, numbers: Sequence[int]) -> list[_Argument]:
    """Returns the arguments with these numbers."""
    try:
        names = argument_names(function, arguments)
    except TypeError:  # the function has arguments that are passed by name
        names = [f"argument {number}" for number in range(len(arguments))]
    return [_Argument(what, names[number], arguments[number]) for number in numbers]


def _check_numbers(what: str, argnums: Any) -> None:
    numbers = argnums if isinstance(argnums, (tuple, list)) else [argnums]
    if not numbers or any(not isinstance(number, int) or isinstance(number, bool) for number in numbers):
        raise Error(f"argnums of {what} is {shown(argnums)}, expected an int or a tuple of ints")


def _find_numbers(what: str, argnums: Any, function: Callable, count: int) -> list[int]:
    """Returns `argnums` as a list of numbers from 0 on; negative ones count from the end."""
    found = []
    for number in argnums if isinstance(argnums, (tuple, list)) else [argnums]:
        if not -count <= number < count:
            raise Error(f"argnums of {what} names argument {number}, and {_name(function)} is given "
                        f"{count} by position")
        found.append(number % count)
    if len(set(found)) < len(found):
        raise Error(f"argnums of {what} is {shown(argnums)}, which names an argument twice")
    return found


# Functions -------------------------------------------------------------------------------------


class _Outlined:
    """A function of the arguments `by` that is traced into a private function of the module. `call` binds the others.

    Its results are `values`, which are differentiated, and `aux`, which are not. With `ranked`, a single value of rank
    0 gets rank 1: ag.derivative takes one of rank 0 for a loss, whose cotangent is 1.
    """

    def __init__(self, what: str, function: Callable, by: Sequence[_Argument], call: Callable[[list], Any],
                 has_aux: bool, ranked: bool = False) -> None:
        self.what, self.called, self.by = what, _name(function), by
        self._tracer = tracing.current()
        self._primals = [array for argument in by for array in argument.arrays]
        paths = [path for argument in by for path in argument.paths]
        place = find_definition(function)
        with self._tracer.body([type_of(x) for x in self._primals], paths, place) as body:
            inner = iter([Array(self._tracer, value, x.shape, path)
                          for value, x, path in zip(body.arguments, self._primals, paths)])
            self._take(call([argument.replaced([next(inner) for _ in argument.arrays]) for argument in by]), has_aux)
            self._is_ranked = ranked and [x.shape for x in self.values] == [()]
            values = [x.reshape(1) for x in self.values] if self._is_ranked else self.values
            self._results = [*values, *self.aux]
            closed = body.close("func.return", [x.value for x in self._results])
        symbol = self.called if re.fullmatch(r"[A-Za-z_]\w*", self.called) else "lambda"
        self._symbol, self._captured = self._tracer.trace.outline(
            symbol, closed, [_dims(x) for x in self._primals], place.location(""))

    def _take(self, returned: Any, has_aux: bool) -> None:
        if has_aux and not (isinstance(returned, tuple) and len(returned) == 2):
            raise Error(f"{self.what} with has_aux takes a function that returns (value, aux), {self.called} returns "
                        f"{shown(returned)}")
        value, aux = returned if has_aux else (returned, ())
        self.value_tree, self.values = arrays_in(value, f"what {self.called} returns")
        self.aux_tree, self.aux = arrays_in(aux, f"aux of what {self.called} returns")
        for path, x in zip(self.value_tree.paths, self.values):
            if not x.dtype.is_float:
                raise Error(f"{self.what} differentiates floats, and {self.called} returns an {x}"
                            f"{f' at {path}' if path else ''}", ["return it beside them: (value, aux), with has_aux"])

    def call(self) -> tuple[Any, Any]:
        """Calls the function, and returns its values and aux."""
        return self._split(self._create("func.call", "callee", {}, [], self._results))

    def derive(self, words: str, further: Sequence[Array], like: Sequence[Array]) -> list[Array]:
        """Creates an ag.derivative by all arguments, with `words` added to its request, at the arguments and the
        operands `further`. Returns its results, which are like `like`."""
        request = f"wrt={','.join(str(number) for number in range(len(self._primals)))}"
        if self.aux:
            request += f":of={','.join(str(number) for number in range(len(self.values)))}"
        return self._create("ag.derivative", "function", {"request": ("str", request + words)}, further, like)

    def _create(self, op: str, symbol: str, attributes: dict, further: Sequence[Array],
                like: Sequence[Array]) -> list[Array]:
        operands = [*(x.traced().value for x in self._primals), *self._captured, *(x.value for x in further)]
        values, _ = self._tracer.create(op, operands, {symbol: ("symbol", self._symbol), **attributes},
                                        result_types=[type_of(x) for x in like])
        return [outside(self._tracer, value, x.shape) for value, x in zip(values, like)]

    def _split(self, results: list[Array]) -> tuple[Any, Any]:
        """Returns the function's results as values and aux."""
        values = [x.reshape() for x in results[:1]] if self._is_ranked else results[:len(self.values)]
        return self.value_tree.unflatten(values), self.aux_tree.unflatten(results[len(self.values):])

    def gradients(self, cotangents: Sequence[Array]) -> list[Any]:
        """Returns the gradient by each argument, as a nest like it. `cotangents` has one for each value; it is empty
        for a loss."""
        further = [x.reshape(1) for x in cotangents] if self._is_ranked else cotangents
        return self._nested(self.derive("", further, self._primals))

    def value_and_gradients(self) -> tuple[Any, Any, list[Any]]:
        """Returns the loss, aux, and the gradient by each argument."""
        results = self.derive(":value", [], [*self._results, *self._primals])
        count = len(self._results)
        return *self._split(results[:count]), self._nested(results[count:])

    def value_and_tangents(self, tangents: Sequence[Array]) -> tuple[Any, Any, Any]:
        """Returns the values, aux, and the tangents of the values."""
        results = self.derive(":mode=jvp", tangents, [*self._results, *self.values])
        count = len(self._results)
        return *self._split(results[:count]), self.value_tree.unflatten(results[count:])

    def _nested(self, gradients: list[Array]) -> list[Any]:
        rest = iter(gradients)
        return [argument.tree.unflatten([next(rest) for _ in argument.arrays]) for argument in self.by]


def _dims(x: Array) -> tuple | None:
    """Returns the attribute ag.dims of an argument like x. Returns None if x has no names, or a size that is neither a
    number nor a name."""
    names = [str(size) for size in x.shape if isinstance(size, Dim)]
    if not names or not all(name.isidentifier() for name in names):
        return None
    return "list", [("str", str(size)) if isinstance(size, Dim) else ("i64", size) for size in x.shape]


# Gradients -------------------------------------------------------------------------------------


def _check_loss(outlined: _Outlined) -> None:
    if [x.shape for x in outlined.values] == [()] and outlined.value_tree.form == "*":
        return
    returned = outlined.values[0] if outlined.value_tree.form == "*" else outlined.value_tree.form
    notes = {"*": "reduce it, as by .sum() or .mean(), or use ag.vjp, which takes a cotangent"}
    raise Error(f"{outlined.what} takes a function that returns one float, {outlined.called} returns {returned}",
                [notes.get(outlined.value_tree.form, "return what is not differentiated beside it: (loss, aux), with "
                                                     "has_aux=True")])


def _outline_loss(what: str, function: Callable, argnums: Any, has_aux: bool, arguments: tuple,
                  named: dict[str, Any]) -> _Outlined:
    tracing.current()
    numbers = _find_numbers(what, argnums, function, len(arguments))

    def call(replaced: list[Any]) -> Any:
        inner = dict(enumerate(arguments)) | dict(zip(numbers, replaced))
        return function(*inner.values(), **named)

    outlined = _Outlined(what, function, _find_arguments(what, function, arguments, numbers), call, has_aux)
    _check_loss(outlined)
    return outlined


def _gradients_of(argnums: Any, gradients: list[Any]) -> Any:
    return tuple(gradients) if isinstance(argnums, (tuple, list)) else gradients[0]


def _wrapped(function: Callable, suffix: str, call: Callable) -> Callable:
    wrapped = functools.wraps(function)(call)
    wrapped.__name__ = f"{_name(function).replace('<lambda>', 'main')}_{suffix}"  # ag.trace names the program so
    return wrapped


def grad(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """Returns a function with the arguments of `function` that returns the gradient of its result, which is one float.

        def loss(p, x, t):
            return ((x @ p["w"] + p["b"] - t) ** 2).mean()
        gradient = ag.grad(loss)(p, x, t)  # {"w": ..., "b": ...}

    `argnums` are the numbers of the arguments that it is differentiated by; negative numbers count from the end. The
    gradient by an argument is a nest of arrays like it; by weights, a dict by name of those that are floats. With a
    tuple of argnums the gradient is a tuple. With `has_aux`, `function` returns (loss, aux), and the new function
    (gradient, aux).

    The function is called while another one is traced, or is traced itself. An ag.Error names an argument that has no
    floats, or a result that is not a loss. Ops without a derivative are reported when the program is lowered, compiled
    or interpreted.
    """
    _check_callable("grad", function)
    _check_numbers("grad", argnums)

    def call(*arguments: Any, **named: Any) -> Any:
        outlined = _outline_loss("grad", function, argnums, has_aux, arguments, named)
        if not has_aux:
            return _gradients_of(argnums, outlined.gradients([]))
        _, aux, gradients = outlined.value_and_gradients()
        return _gradients_of(argnums, gradients), aux

    return _wrapped(function, "grad", call)


def value_and_grad(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """Returns a function that returns (loss, gradient), computed together: see ag.grad. With `has_aux` it returns
    ((loss, aux), gradient)."""
    _check_callable("value_and_grad", function)
    _check_numbers("value_and_grad", argnums)

    def call(*arguments: Any, **named: Any) -> Any:
        outlined = _outline_loss("value_and_grad", function, argnums, has_aux, arguments, named)
        value, aux, gradients = outlined.value_and_gradients()
        return (value, aux) if has_aux else value, _gradients_of(argnums, gradients)

    return _wrapped(function, "value_and_grad", call)


# Products with the Jacobian --------------------------------------------------------------------


def vjp(function: Callable, *primals: Any, has_aux: bool = False) -> tuple:
    """Returns (value, pull). The value is function(*primals). pull(cotangent), for a nest of arrays like the value,
    returns the cotangents of the primals: a tuple with a nest for each. With `has_aux` the function returns (value,
    aux), and this (value, pull, aux).

        y, pull = ag.vjp(ag.sin, x)
        (x_bar,) = pull(y_bar)  # ag.cos(x) * y_bar
    """
    _check_callable("vjp", function)
    tracing.current()
    by = _find_arguments("vjp", function, primals, range(len(primals)))
    outlined = _Outlined("vjp", function, by, lambda inner: function(*inner), has_aux, ranked=True)
    value, aux = outlined.call()
    _, values = arrays_in(value, "the value")  # whose sizes can be computed, which are other ones in the function

    def pull(cotangent: Any) -> tuple:
        cotangents = _matched(f"the cotangent of what {_name(function)} returns", cotangent, outlined.value_tree, values)
        return tuple(outlined.gradients(cotangents))

    return (value, pull, aux) if has_aux else (value, pull)


def jvp(function: Callable, primals: Sequence[Any], tangents: Sequence[Any], has_aux: bool = False) -> tuple:
    """Returns (value, tangent): function(*primals), and its derivative in the direction of the tangents, which are
    nests of arrays like the primals. With `has_aux` the function returns (value, aux), and this (value, tangent, aux).

        y, y_dot = ag.jvp(ag.sin, (x,), (x_dot,))  # y_dot is ag.cos(x) * x_dot
    """
    _check_callable("jvp", function)
    tracing.current()
    for what, values in (("primals", primals), ("tangents", tangents)):
        if not isinstance(values, (tuple, list)):
            raise Error(f"the {what} of jvp are {shown(values)}, expected a tuple with one for each argument")
    if len(primals) != len(tangents):
        raise Error(f"jvp is given {len(primals)} primals and {len(tangents)} tangents, expected one for each")
    by = _find_arguments("jvp", function, primals, range(len(primals)))
    further = [x for argument, tangent in zip(by, tangents) for x in argument.matched("the tangent of", tangent)]
    outlined = _Outlined("jvp", function, by, lambda inner: function(*inner), has_aux)
    value, aux, tangent = outlined.value_and_tangents(further)
    return (value, tangent, aux) if has_aux else (value, tangent)
