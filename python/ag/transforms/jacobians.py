# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are Jacobians and Hessians computed? As vmap (batching.py), over the rows of an identity matrix, of products with
them (transforms.py). So the program has the same number of ops for any number of columns."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..core.arrays import Array
from ..core.dims import Size, product
from ..numpy.matrices import eye
from ..tree import Tree
from .batching import vmap
from .derivatives import (
    _check_callable, _check_numbers, _find_arguments, _find_numbers, _gradients_of, _Outlined, _wrapped, grad, jvp,
)


def _sizes(arrays: Sequence[Array]) -> list[Size]:
    return [product(x.shape) for x in arrays]


def _basis(arrays: Sequence[Array]) -> list[Array]:
    """Returns, for each array, the rows of an identity matrix over the elements of all arrays, in the array's shape."""
    sizes = _sizes(arrays)
    total, parts, at = sum(sizes), [], 0
    for x, size in zip(arrays, sizes):
        rows = eye(total, dtype=x.dtype)
        part = rows if len(arrays) == 1 else rows[:, at:at + size]
        parts.append(part.reshape(total, *x.shape))
        at = at + size
    return parts


def _outline(what: str, function: Callable, argnums: Any, has_aux: bool, arguments: tuple, named: dict,
             ranked: bool) -> _Outlined:
    numbers = _find_numbers(what, argnums, function, len(arguments))

    def call(replaced: list[Any]) -> Any:
        inner = dict(enumerate(arguments)) | dict(zip(numbers, replaced))
        return function(*inner.values(), **named)

    return _Outlined(what, function, _find_arguments(what, function, arguments, numbers), call, has_aux, ranked)


def _by_argument(outlined: _Outlined, argnums: Any, columns: list[list[Array]]) -> Any:
    """Returns the blocks of the Jacobian as the nest of the values, with a nest of the arguments for each value.
    `columns` has, for each value, a block for each array that it is differentiated by."""
    nested = []
    for own in columns:
        rest = iter(own)
        nested.append(_gradients_of(argnums, [argument.tree.unflatten([next(rest) for _ in argument.arrays])
                                              for argument in outlined.by]))
    return outlined.value_tree.unflatten(nested)


def _jacobian(what: str, function: Callable, argnums: int | Sequence[int], has_aux: bool, blocks: Callable,
              ranked: bool) -> Callable:
    _check_callable(what, function)
    _check_numbers(what, argnums)

    def call(*arguments: Any, **named: Any) -> Any:
        outlined = _outline(what, function, argnums, has_aux, arguments, named, ranked)
        jacobian = _by_argument(outlined, argnums, blocks(outlined))
        return (jacobian, outlined.call()[1]) if has_aux else jacobian

    return _wrapped(function, what, call)


def _primals(outlined: _Outlined) -> list[Array]:
    return [x for argument in outlined.by for x in argument.arrays]


def _forward(outlined: _Outlined) -> list[list[Array]]:
    primals = _primals(outlined)

    def push(*tangents: Array) -> tuple:
        return tuple(Tree(outlined.value_and_tangents(tangents)[2]).leaves)

    columns, blocks = vmap(push, out_axes=-1)(*_basis(primals)), []
    for value, column in zip(outlined.values, columns):
        own, at = [], 0
        for x, size in zip(primals, _sizes(primals)):
            part = column if len(primals) == 1 else column[..., at:at + size]
            own.append(part.reshape(*value.shape, *x.shape))
            at = at + size
        blocks.append(own)
    return blocks


def _reverse(outlined: _Outlined) -> list[list[Array]]:
    def pull(*cotangents: Array) -> tuple:
        return tuple(Tree(outlined.gradients(list(cotangents))).leaves)

    rows, blocks, at = vmap(pull)(*_basis(outlined.values)), [], 0
    for value, size in zip(outlined.values, _sizes(outlined.values)):
        parts = rows if len(outlined.values) == 1 else [row[at:at + size] for row in rows]
        blocks.append([part.reshape(*value.shape, *x.shape) for part, x in zip(parts, _primals(outlined))])
        at = at + size
    return blocks


def jacfwd(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """Returns a function with the arguments of `function` that returns its Jacobian. It is computed by columns: one
    tangent for each element of the argument. For a value of shape (3,) and an argument of shape (2, 4) it has the
    shape (3, 2, 4). For nests it is the value's nest, with a nest like the argument for each value. With `has_aux`,
    `function` returns (value, aux), and the new function (Jacobian, aux).

        columns = ag.jacfwd(lambda x: w @ ag.tanh(x))(x)
    """
    return _jacobian("jacfwd", function, argnums, has_aux, _forward, ranked=False)


def jacrev(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """Returns the function that ag.jacfwd returns, computed by rows: one gradient for each element of the value. It is
    faster if the value has fewer elements than the argument."""
    return _jacobian("jacrev", function, argnums, has_aux, _reverse, ranked=True)


def hessian(function: Callable, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Callable:
    """Returns a function that returns the second derivatives of `function`, of shape (*value, *argument, *argument).

        curvature = ag.hessian(lambda x: (x**4.0).sum())(x)
    """
    _check_callable("hessian", function)
    return _wrapped(function, "hessian", jacfwd(jacrev(function, argnums, has_aux), argnums, has_aux))


def hvp(function: Callable, primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """Returns the product of the Hessian of `function`, which returns one float, and the tangents, without computing
    the Hessian: the derivative of the gradient in the direction of the tangents. It is a nest like the primal, or a
    tuple of nests if there are several primals.

        along = ag.hvp(loss, (x,), (v,))
    """
    _check_callable("hvp", function)
    numbers = tuple(range(len(primals)))
    gradient = grad(function, numbers if len(numbers) > 1 else 0)
    return jvp(gradient, primals, tangents)[1]


def linearize(function: Callable, *primals: Any, has_aux: bool = False) -> tuple:
    """Returns (value, push). The value is function(*primals), and push(*tangents), for nests of arrays like the
    primals, is the tangent of the value. With `has_aux` the function returns (value, aux), and this (value, push,
    aux).

        y, push = ag.linearize(ag.sin, x)
        y_dot = push(x_dot)  # ag.cos(x) * x_dot
    """
    _check_callable("linearize", function)
    by = _find_arguments("linearize", function, primals, range(len(primals)))
    outlined = _Outlined("linearize", function, by, lambda inner: function(*inner), has_aux)
    value, aux = outlined.call()

    def push(*tangents: Any) -> Any:
        further = [x for argument, tangent in zip(by, tangents, strict=True)
                   for x in argument.matched("the tangent of", tangent)]
        return outlined.value_and_tangents(further)[2]

    return (value, push, aux) if has_aux else (value, push)
