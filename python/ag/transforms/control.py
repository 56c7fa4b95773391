# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is control flow that depends on values traced? To scf.if, scf.for and scf.while.

A branch or a body returns a nest of arrays (ag/tree.py), and can use arrays from outside. The arrays that a loop
carries keep their element types and shapes.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..core import coercion, spans, tracing
from ..core.arrays import Array
from ..core.coercion import ArrayLike
from ..core.dims import Dim, Size, Unknown, advice_on_ranges
from ..core.errors import Error, shown
from ..core.specs import is_count
from ..numpy import creation
from ..tree import Tree


def arrays_in(value: Any, what: str) -> tuple[Tree, list[Array]]:
    """Returns the nest `value` and its leaves as arrays. Messages call it `what`. Numbers are an error."""
    tree = Tree(value)
    for path, leaf in zip(tree.paths, tree.leaves):
        if coercion.is_number(leaf) and not isinstance(leaf, (Dim, np.generic)):
            raise Error(f"{what} has the number {shown(leaf)} at {path or 'its only place'}, expected an array: write "
                        f"{coercion.suggested(leaf)}")
    return tree, [coercion.tensor(leaf) for leaf in tree.leaves]


def type_of(x: Array) -> tuple[str, list[int]]:
    """Returns the type of x as the extension spells it: (element type, shape)."""
    return x.dtype.name, [size if isinstance(size, int) else -1 for size in x.shape]


def outside(tracer: tracing.Tracer, value: Any, shape: tuple[Size, ...]) -> Array:
    """Returns a result of an op with a body as an Array. Sizes that depend on values of the body become unknown."""
    return tracing.wrap(value, [size if tracer.is_visible(size) else None for size in shape])


def _flag(tracer: tracing.Tracer, condition: ArrayLike, what: str) -> Any:
    condition = coercion.tensor(condition)
    if condition.shape or condition.dtype.kind != "Bool":
        raise Error(f"the condition of {what} is an {condition}, expected an i1[]: compare, as in x.sum() > 0")
    (flag,), _ = tracer.create("tensor.extract", [condition.value], {}, result_types=[("i1", None)],
                               location=tracing.find_place().location(""))
    return flag


# Branches --------------------------------------------------------------------------------------


def _branch(tracer: tracing.Tracer, function: Callable, operands: tuple) -> tuple[Any, Tree, list[Array]]:
    with tracer.body([], []) as body:
        tree, arrays = arrays_in(function(*operands), "what a branch of cond returns")
        return body.close("scf.yield", [x.value for x in arrays]), tree, arrays


def cond(condition: ArrayLike, then: Callable, otherwise: Callable, *operands: Any) -> Any:
    """Returns then(*operands) if the condition, an i1[], is true, else otherwise(*operands). Only one of them runs."""
    tracer = tracing.current()
    for branch in (then, otherwise):
        if not callable(branch):
            raise Error(f"cond takes functions, got {shown(branch)}",
                        ["ag.cond(c, lambda: x, lambda: y) runs one of them; ag.where(c, x, y) has both"])
    flag = _flag(tracer, condition, "cond")
    bodies, trees, results = zip(*(_branch(tracer, function, operands) for function in (then, otherwise)))
    if trees[0].form != trees[1].form:
        raise Error(f"the branches of cond return {trees[0].form} and {trees[1].form}")
    for path, x, y in zip(trees[0].paths, *results):
        if type_of(x) != type_of(y):
            raise Error(f"the branches of cond return {x} and {y}{f' at {path}' if path else ''}",
                        ["cast or reshape one of them, so that both have one type"])
    values, _ = tracer.create("scf.if", [flag], {}, result_types=[type_of(x) for x in results[0]], bodies=bodies)
    shapes = [tuple(a if a == b else None for a, b in zip(x.shape, y.shape)) for x, y in zip(*results)]
    return trees[0].unflatten([outside(tracer, value, shape) for value, shape in zip(values, shapes)])


# Loops -----------------------------------------------------------------------------------------


def _check_carry(what: str, tree: Tree, carried: list[Array], new_tree: Tree, new: list[Array]) -> None:
    if tree.form != new_tree.form:
        raise Error(f"the body of {what} returns {new_tree.form}, and carries {tree.form}")
    for path, before, after in zip(tree.paths, carried, new):
        if (before.dtype, before.shape) != (after.dtype, after.shape):
            raise Error(f"the body of {what} returns {after}{f' at {path}' if path else ''}, and carries {before}",
                        ["what a loop carries keeps its element type and shape",
                         *advice_on_ranges(*before.shape, *after.shape)])


def _labels(tree: Tree) -> list[str]:
    return [path.split(".")[-1] if not path.split(".")[-1].isdigit() else "" for path in tree.paths]


def _loop(what: str, bounds: list[Size], carry: Any, step: Callable[[Dim, Any], Any], checkpoint: int | None,
          carry_spans: Sequence[spans.Span | None] = ()) -> Any:
    """Creates an scf.for from bounds[0] to bounds[1], and returns the last carry. `step` takes the index and the carry
    and returns the next carry. `carry_spans` has what is known of the first arrays of the carry in all iterations."""
    tracer = tracing.current()
    if checkpoint is not None and (not is_count(checkpoint) or checkpoint == 0):
        raise Error(f"checkpoint of {what} is {shown(checkpoint)}, expected a positive number of iterations")
    attributes = {} if checkpoint is None else {"ag.checkpoint": ("i64", int(checkpoint))}
    tree, init = arrays_in(carry, f"the carry of {what}")
    types = [type_of(x) for x in init]
    with tracer.body([("index", None), *types], ["i", *_labels(tree)]) as body:
        index, *values = body.arguments
        carried = [tracing.wrap(value, x.shape) for value, x in zip(values, init)]
        for x, span in zip(carried, carry_spans):
            x.span = span
        returned = step(Dim.of(Unknown(index)), tree.unflatten(carried))
        new_tree, new = arrays_in(returned, f"what the body of {what} returns")
        _check_carry(what, tree, init, new_tree, new)
        closed = body.close("scf.yield", [x.value for x in new])
    limits = [tracer.index(bound) for bound in (*bounds, 1)]
    values, _ = tracer.create("scf.for", [*limits, *(x.value for x in init)], attributes, result_types=types,
                              bodies=[closed])
    return tree.unflatten([tracing.wrap(value, x.shape) for value, x in zip(values, init)])


def fori_loop(lower: Any, upper: Any, body: Callable[[Dim, Any], Any], init: Any, *,
              checkpoint: int | None = None) -> Any:
    """Computes carry = body(i, carry) for each i from `lower` to below `upper`, starting with `init`. Returns the last
    carry.

    The index i is a Dim: it can index and size arrays. ag.array(i) is its value as an i64[].

    Gradients save values of each iteration. With `checkpoint=k` they save the carry of every k-th iteration, and
    recompute the iterations between. For n iterations, n / k + k carries are in memory at once, and each iteration runs
    once more.
    """
    return _loop("fori_loop", [coercion.as_size(lower), coercion.as_size(upper)], init, body, checkpoint)


def while_loop(condition: Callable[[Any], ArrayLike], body: Callable[[Any], Any], init: Any, *,
               max_trips: int | None = None) -> Any:
    """Computes carry = body(carry) while condition(carry), an i1[], is true, starting with `init`. Returns the last
    carry.

    `max_trips` bounds the trip count in ag.grad and ag.vjp of the loop, where more iterations fail. Compiled, these
    need a bound, which sizes the memory for the values that each iteration saves. The loop itself does not check it. No
    max_trips is needed if the condition is i < n, alone or with others by &, where n is a number, and i is an integer of
    the carry to which each iteration adds a number.
    """
    tracer = tracing.current()
    if max_trips is not None and not is_count(max_trips):
        raise Error(f"max_trips is {shown(max_trips)}, expected a non-negative number of iterations")
    attributes = {} if max_trips is None else {"ag.max_trips": ("i64", int(max_trips))}
    tree, init_arrays = arrays_in(init, "the carry of while_loop")
    types, labels = [type_of(x) for x in init_arrays], _labels(tree)
    with tracer.body(types, labels) as before:
        carried = tree.unflatten([tracing.wrap(v, x.shape) for v, x in zip(before.arguments, init_arrays)])
        flag = _flag(tracer, condition(carried), "while_loop")
        test = before.close("scf.condition", [flag, *before.arguments])
    with tracer.body(types, labels) as after:
        carried = tree.unflatten([tracing.wrap(v, x.shape) for v, x in zip(after.arguments, init_arrays)])
        new_tree, new = arrays_in(body(carried), "what the body of while_loop returns")
        _check_carry("while_loop", tree, init_arrays, new_tree, new)
        closed = after.close("scf.yield", [x.value for x in new])
    values, _ = tracer.create("scf.while", [x.value for x in init_arrays], attributes, result_types=types,
                              bodies=[test, closed])
    return tree.unflatten([tracing.wrap(value, x.shape) for value, x in zip(values, init_arrays)])


# scan ------------------------------------------------------------------------------------------


def _first_step(function: Callable, carry: Tree, init: list[Array], xs: Tree, arrays: list[Array],
                length: Size) -> tuple[Tree, list[Array], list[spans.Span | None]]:
    """Traces one step into a body that is discarded. Returns the rows that `function` returns, and the bounds of the
    arrays of the carry in all steps."""
    tracer = tracing.current()
    with tracer.body([("index", None), *map(type_of, init)], ["i", *_labels(carry)]) as body:
        index, *values = body.arguments
        place = Dim.of(Unknown(index))
        row = [creation.zeros(x.shape[1:], x.dtype) if length == 0 else x[place] for x in arrays]  # xs may be empty
        carried = [tracing.wrap(value, x.shape) for value, x in zip(values, init)]
        new_carry, rows = _step(function, carry.unflatten(carried), xs.unflatten(row))
        new_tree, new = arrays_in(new_carry, "what the body of scan returns")
        _check_carry("scan", carry, init, new_tree, new)
        tree, made = arrays_in(rows, "the second part of what the body of scan returns")
    for row in made:
        if not all(tracer.is_visible(size) for size in row.shape):
            raise Error(f"the body of scan gives {row}, whose shape it makes itself; rows have one shape for all steps")
    # The bounds of the carry were not known, so that the bounds of the next one hold after each step.
    return tree, made, [spans.joined([x.span, y.span], tracer.ranges) for x, y in zip(init, new)]


def _step(function: Callable, carry: Any, row: Any) -> tuple[Any, Any]:
    result = function(carry, row)
    if not isinstance(result, tuple) or len(result) != 2:
        raise Error("the body of scan returns something else than (carry, row)")
    return result


def scan(body: Callable[[Any, Any], tuple[Any, Any]], init: Any, xs: Any, length: Any = None, reverse: bool = False, *,
         checkpoint: int | None = None) -> tuple[Any, Any]:
    """Computes carry, y = body(carry, x) for each row x of xs, along the first dimension, starting with `init`. Returns
    the last carry, and the rows y as arrays with one more dimension. `xs` is None if `length` gives the trip count. With
    `reverse` the first step is that of the last row, and each y has the place of its x. The body is called twice. With
    `checkpoint=k` gradients save the carry of every k-th step only: see ag.fori_loop."""
    if not isinstance(reverse, bool):
        raise Error(f"reverse of scan is {shown(reverse)}, expected True or False")
    xs_tree, arrays = arrays_in(xs, "xs of scan")
    if any(not x.shape for x in arrays):
        raise Error("xs of scan has an array of rank 0, expected rows along a first dimension")
    lengths = [x.shape[0] for x in arrays] + ([] if length is None else [coercion.as_size(length)])
    if not lengths or any(other != lengths[0] for other in lengths):
        raise Error(f"the lengths of scan are {lengths}, expected one and the same" if lengths else
                    "scan needs xs, or a length")
    init_tree, init_arrays = arrays_in(init, "the carry of scan")
    init = init_tree.unflatten(init_arrays)
    rows_tree, rows, carry_spans = _first_step(body, init_tree, init_arrays, xs_tree, arrays, lengths[0])
    collected = [creation.zeros([lengths[0], *row.shape], row.dtype) for row in rows]
    if lengths[0] == 0:
        return init, rows_tree.unflatten(collected)

    row_spans: list[spans.Span | None] = []

    def step(number: Dim, state: tuple) -> tuple:
        place = lengths[0] - 1 - number if reverse else number
        carry, parts = state
        carry, made = _step(body, carry, xs_tree.unflatten([x[place] for x in arrays]))
        _, new_rows = arrays_in(made, "the second part of what the body of scan returns")
        row_spans.extend(row.span for row in new_rows)
        return carry, [part.at[place].set(row) for part, row in zip(parts, new_rows)]

    carry, parts = _loop("scan", [0, lengths[0]], (init, collected), step, checkpoint, carry_spans)
    for x, span in zip([*Tree(carry).leaves, *parts], [*carry_spans, *row_spans]):
        x.span = span
    return carry, rows_tree.unflatten(parts)
