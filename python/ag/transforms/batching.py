# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is a function mapped over a batch? By the op ag.vmap.

The function is traced for one element into a private function of the module, as functions that are differentiated are
(transforms.py). Values that it captures are the same for all elements. The op requests that function on all elements
at once, and the compiler generates it.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..core import coercion, tracing
from ..core.arguments import argument_names
from ..core.arrays import Array
from ..core.dims import Dim, Size
from ..core.errors import Error, shown
from ..core.parameters import Parameters
from ..core.source import find_definition
from ..core.specs import is_count
from ..tree import Tree, is_nest
from .control import arrays_in, outside, type_of
from .derivatives import _check_callable, _dims, _is_weights, _name, _wrapped

#: The axis, in the op's attributes, of a value that is the same for all elements.
NONE = -1


def _is_axis(value: Any) -> bool:
    return value is None or isinstance(value, int) and not isinstance(value, bool)


def _axes_in(what: str, axes: Any, value: Any) -> list[int | None]:
    """Returns an axis for each leaf of the nest `value`. An axis for a nest is that of all its leaves."""
    if _is_axis(axes):
        return [axes] * len(Tree(value, _is_weights).leaves)
    if not is_nest(axes):
        raise Error(f"{what} of vmap has {shown(axes)}, expected an int or None")
    keys = list(axes) if isinstance(axes, Mapping) else list(range(len(axes)))
    own = list(value) if isinstance(value, Mapping) else list(range(len(value))) if is_nest(value) else None
    if own is None or isinstance(axes, Mapping) != isinstance(value, Mapping) or set(keys) != set(own):
        raise Error(f"{what} of vmap is {shown(axes)} for {Tree(value, _is_weights).form}, expected a nest like it, or "
                    "one axis for all of it")
    return [axis for key in own for axis in _axes_in(what, axes[key], value[key])]


def _checked(what: str, axis: int, array: Array, rank: int) -> int:
    if not -rank <= axis < rank:
        raise Error(f"{what} of vmap is {axis} for an {array}, expected {-rank} to {rank - 1}" if rank else
                    f"{what} of vmap is {axis} for an {array}, which has no dimension: give it None")
    return axis % rank


class _Batch:
    """The arguments of a call, with their axes and the number of elements."""

    def __init__(self, function: Callable, arguments: tuple, named: dict, in_axes: Any, axis_size: Size | None) -> None:
        if is_nest(in_axes) and len(in_axes) != len(arguments):
            raise Error(f"in_axes of vmap has {len(in_axes)} axes, and {_name(function)} is given {len(arguments)} "
                        "arguments by position")
        axes = _axes_in("in_axes", tuple(in_axes) if is_nest(in_axes) else in_axes, arguments)
        self.nest = Tree((arguments, named), _is_weights)
        self.axes = axes + [0] * (len(self.nest.leaves) - len(axes))
        self.paths = self._spell(function, arguments)
        self.arrays = [self._array(path, leaf) if axis is not None else None
                       for path, leaf, axis in zip(self.paths, self.nest.leaves, self.axes)]
        self.axes = [_checked("in_axes", axis, array, len(array.shape)) if array is not None else None
                     for axis, array in zip(self.axes, self.arrays)]
        self.batched = [number for number, array in enumerate(self.arrays) if array is not None]
        self.size, self.is_given = self._find_size(axis_size)

    def _spell(self, function: Callable, arguments: tuple) -> list[str]:
        try:
            names = argument_names(function, arguments)
        except TypeError:  # the function has arguments that are passed by name
            names = [f"argument {number}" for number in range(len(arguments))]
        spelled = []
        for path in self.nest.paths:
            place, _, rest = path.partition(".")
            number, _, rest = rest.partition(".")
            spelled.append(".".join(filter(None, [names[int(number)] if place == "0" else number, rest])))
        return spelled

    @staticmethod
    def _array(path: str, leaf: Any) -> Array:
        if isinstance(leaf, Parameters):
            raise Error(f"vmap takes {path}, which are weights, for what has an axis: give it None in in_axes")
        if coercion.is_number(leaf) and not isinstance(leaf, Dim):
            raise Error(f"vmap takes {path}, which is {shown(leaf)}, for what has an axis: give it None in in_axes")
        return coercion.tensor(leaf)

    def _find_size(self, axis_size: Size | None) -> tuple[Size, bool]:
        """Returns the batch size and whether it is an operand of the op, which it is if `axis_size` is given. The size
        is the first that is a number, or the first if none is."""
        sizes = [(self.paths[number], self.arrays[number].shape[self.axes[number]]) for number in self.batched]
        if axis_size is not None:
            if not (is_count(axis_size) or isinstance(axis_size, Dim)):
                raise Error(f"axis_size of vmap is {shown(axis_size)}, expected a size")
            sizes.insert(0, ("axis_size", axis_size))
        if not sizes:
            raise Error("vmap is given no argument that has an axis, and no axis_size")
        numbers = [(path, size) for path, size in sizes if isinstance(size, int)]
        for path, size in numbers[1:]:
            if size != numbers[0][1]:
                raise Error(f"vmap is given {numbers[0][1]} elements by {numbers[0][0]} and {size} by {path}")
        return (numbers or sizes)[0][1], axis_size is not None

    def elements(self) -> list[tuple[int, tuple]]:
        """Returns, for each argument with an axis, its number and the shape of one element."""
        return [(number, tuple(size for dim, size in enumerate(self.arrays[number].shape)
                               if dim != self.axes[number])) for number in self.batched]


def _call(function: Callable, batch: _Batch, out_axes: Any) -> Any:
    tracer, place = tracing.current(), find_definition(function)
    elements = batch.elements()
    types = [(batch.arrays[number].dtype.name, [size if isinstance(size, int) else -1 for size in shape])
             for number, shape in elements]
    leaves = list(batch.nest.leaves)
    paths = [batch.paths[number] for number in batch.batched]
    with tracer.body(types, paths, place) as body:
        for value, (number, shape), path in zip(body.arguments, elements, paths):
            leaves[number] = Array(tracer, value, shape, path)
        inner = [leaves[number] for number in batch.batched]
        arguments, named = batch.nest.unflatten(leaves)
        returned = function(*arguments, **named)
        tree, results = arrays_in(returned, f"what {_name(function)} returns")
        closed = body.close("func.return", [x.value for x in results])
    axes = [None if axis is None else _checked("out_axes", axis, x, len(x.shape) + 1)
            for axis, x in zip(_axes_in("out_axes", out_axes, returned), results)]
    symbol = _name(function) if re.fullmatch(r"[A-Za-z_]\w*", _name(function)) else "lambda"
    symbol, captured = tracer.trace.outline(symbol, closed, [_dims(x) for x in inner], place.location(""))
    sizes = [tracer.index(batch.size)] if batch.is_given else []
    given = [batch.arrays[number].traced().value for number in batch.batched]
    shapes = [x.shape if axis is None else (*x.shape[:axis], batch.size, *x.shape[axis:])
              for axis, x in zip(axes, results)]
    values, _ = tracer.create(
        "ag.vmap", [*sizes, *given, *captured],
        {"function": ("symbol", symbol),
         "in_axes": ("i64s", [batch.axes[number] for number in batch.batched] + [NONE] * len(captured)),
         "out_axes": ("i64s", [NONE if axis is None else axis for axis in axes]),
         "operandSegmentSizes": ("i32s", [len(sizes), len(given) + len(captured)])},
        result_types=[(x.dtype.name, [size if isinstance(size, int) else -1 for size in shape])
                      for x, shape in zip(results, shapes)])
    return tree.unflatten([outside(tracer, value, shape) for value, shape in zip(values, shapes)])


def vmap(function: Callable, in_axes: Any = 0, out_axes: Any = 0, axis_name: Any = None,
         axis_size: Size | None = None) -> Callable:
    """Returns a function that maps `function` over the elements of a batch.

        distances = ag.vmap(lambda x, y: ((x - y) ** 2.0).sum(), in_axes=(0, None))(xs, y)

    `in_axes` is the batch dimension of the arguments: one number for all, or a tuple with an entry for each. An entry
    is a number, None for an argument that is the same for all elements, or a nest of these for an argument that is a
    nest. The batch dimension of arguments that are passed by name is 0. `out_axes` is that of the results; None is for
    a result that is the same for all elements. With `axis_size`, no argument needs a batch dimension.

    The function is called while another one is traced. vmap of grad and grad of vmap nest in any order. A run fails if
    `function` would fail for one of the elements. If a condition differs between elements, both branches are computed
    for all of them and the results are selected; a loop runs until it has ended for all. An ag.Error names the axis
    that fits no argument, or the sizes that differ.
    """
    _check_callable("vmap", function)
    if axis_name is not None:
        raise Error("vmap takes no axis_name: there are no sums over elements by a name; sum over the result instead")
    if not _is_axis(in_axes) and not isinstance(in_axes, (tuple, list)):
        raise Error(f"in_axes of vmap is {shown(in_axes)}, expected an int, None, or a tuple with one for each argument")

    def call(*arguments: Any, **named: Any) -> Any:
        tracing.current()
        return _call(function, _Batch(function, arguments, named, in_axes, axis_size), out_axes)

    return _wrapped(function, "vmap", call)
