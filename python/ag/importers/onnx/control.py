# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's ops with bodies: If, Loop and Scan, as loops and branches of ag.

A loop whose condition is true in all iterations is an scf.for, another one an scf.while. Values that the body passes on as
they are stay those around the loop, with what is known of their elements.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...core import coercion, tracing
from ...core.arrays import Array
from ...core.dims import Dim, Size, Unknown, may_be_equal, may_be_one_shape
from ...core.errors import Error
from ...numpy import creation, indexing, shaping
from ...transforms import control
from ..graph import Graph, Ref
from ..rules import Undecided, places_of
from ..values import Known, Value
from ..walk import Bodies, UnsupportedBody
from .shapes import axis_of
from .tables import ONNX


@ONNX.rule("If")
def if_(condition: Value, *, then_branch: Graph, else_branch: Graph, walk: Bodies) -> Any:
    if condition.dtype.name != "i1" or any(size != 1 for size in condition.shape):
        raise Error(f"its condition is {condition}, expected i1[]")
    if condition.known is not None:
        return tuple(walk.run(then_branch if condition.known.sizes[0] else else_branch))
    flag = shaping.reshape(condition.array, [])
    advice = _advice_on(condition)
    try:
        return control.cond(flag, *(lambda body=body: tuple(  # type: ignore[misc]
            each.array for each in walk.run(body, advice=advice)) for body in (then_branch, else_branch)))
    except Error as error:
        if isinstance(error, (Undecided, UnsupportedBody)) or not error.message.startswith("the branches of cond"):
            raise
        message = f"its condition decides a type, and is not known before the program runs: {error.message}"
        problem = Undecided(message, condition.origins, advice) if condition.origins else Error(message, advice)
        raise problem from None


def _advice_on(condition: Value) -> list[str]:
    """Returns what would decide a condition: values of the inputs from which it is computed, or sizes."""
    if condition.origins:
        return [f"give {name} a value, which decides the condition" for name in sorted(condition.origins)]
    operands = condition.source[1] if condition.source else []
    if operands and all(isinstance(each, Value) and each.known for each in operands):
        sizes = dict.fromkeys(str(size) for each in operands for size in each.known.sizes if isinstance(size, Dim))
        return [f"the condition depends on {', '.join(sizes)}: give sizes in the specs of inputs"]
    return []


# Loops -----------------------------------------------------------------------------------------

#: Computes an iteration from its number and the states: whether there is another one (None if there is), the next
#: states, and the rows that the loop collects.
_Step = Callable[[Dim, list[Array]], tuple[Value | None, list[Array], list[Array]]]


class _Loop:
    """A loop of `count` iterations at most; None if their number has no bound. Each of its rows becomes a slice of a
    result with `length` of them, by default `count`, at the place that `place_of` returns for the number of the iteration and
    the number of the result."""

    def __init__(self, step: _Step, count: Size | None, states: list[Array], length: Size | None = None,
                 place_of: Callable[[Dim, int], Size] = lambda number, _: number) -> None:
        self._step, self._count, self._states, self._place_of = step, count, states, place_of
        self._goes_on, rows = self._tried()
        if count is None and rows:
            raise Error("it collects rows, and the number of its iterations has no bound: export the model with a trip "
                        "count")
        length = count if length is None else length
        self._results = [creation.zeros([length, *row], dtype) for dtype, row in rows]  # type: ignore[list-item]

    def _tried(self) -> tuple[bool, list[tuple[Any, tuple[Size, ...]]]]:
        """Traces an iteration into a body that is discarded. Returns whether each iteration is followed by another one, and
        the element types and shapes of the rows."""
        tracer = tracing.current()
        with tracer.body([("index", None), *map(control.type_of, self._states)], [""] * (1 + len(self._states))) as body:
            index, *values = body.arguments
            flag, _, rows = self._step(Dim.of(Unknown(index)), self._wrapped(values))
        for row in rows:
            if not all(map(tracer.is_visible, row.shape)):
                raise Error(f"an iteration makes the row {row}, whose shape it computes itself; rows have one shape")
        goes_on = flag is None or (flag.known is not None and bool(flag.known.sizes[0]))
        return goes_on, [(row.dtype, row.shape) for row in rows]

    def _wrapped(self, values: Sequence[Any]) -> list[Array]:
        return [tracing.wrap(value, state.shape) for value, state in zip(values, self._states)]

    def run(self, starts: Value | None) -> tuple[list[Array], list[Array], Array | None]:
        """Returns the last states, the collected rows, and their number if it may be less than the loop's bound. `starts`
        is whether there is an iteration; None if there is."""
        if self._goes_on and self._count is None and (starts is None or (starts.known and starts.known.sizes[0])):
            raise Error("it has no end: it has no trip count, and its condition stays true")
        if self._goes_on and self._count is not None and (starts is None or starts.known):
            count = self._count if starts is None or starts.known.sizes[0] else 0  # type: ignore[union-attr]
            if isinstance(count, int) and count <= 0:
                return self._states, self._results, None
            states, results = control.fori_loop(0, count, self._iteration, (self._states, self._results))
            return states, results, None
        flag = coercion.scalar(True, "i1") if starts is None else shaping.reshape(starts.array, [])
        number = coercion.scalar(0, "i64")
        count, _, states, results = control.while_loop(
            self._is_open, self._next, (number, flag, self._states, self._results),
            max_trips=self._count if isinstance(self._count, int) else None)
        return states, results, count

    def _iteration(self, number: Dim, carry: tuple[list[Array], list[Array]]) -> tuple[list[Array], list[Array]]:
        _, states, rows = self._step(number, carry[0])
        return states, self._written(number, carry[1], rows)

    def _written(self, number: Dim, results: list[Array], rows: list[Array]) -> list[Array]:
        return [result.at[self._place_of(number, place)].set(row)
                for place, (result, row) in enumerate(zip(results, rows))]

    def _is_open(self, carry: tuple) -> Array:
        number, flag = carry[:2]
        return flag if self._count is None else flag & (number < self._count)

    def _next(self, carry: tuple) -> tuple:
        number, _, states, results = carry
        place = coercion.as_size(number)
        flag, states, rows = self._step(place, states)
        flag = coercion.scalar(True, "i1") if flag is None else shaping.reshape(flag.array, [])
        return number + 1, flag, states, self._written(place, results, rows)


def _like(state: Array, new: Array, name: str) -> Array:
    """Returns the next value of a state in the shape of the state. Its sizes are equal, or may be so."""
    if new.shape == state.shape and new.dtype == state.dtype:
        return new
    try:
        if new.dtype == state.dtype and may_be_one_shape(new.shape, state.shape):
            return shaping.reshape(new, state.shape)
    except Error:  # the sizes are products that differ
        pass
    raise Error(f"its body returns {new} for {name}, and the loop carries {state}: what a loop carries keeps its type and "
                "shape", ["an array that grows can be a scan output, which has a row for each iteration"])


def _unchanged(body: Graph) -> dict[str, str]:
    """Returns the inputs of a body by the names of the values that are the same."""
    same = {name: name for name in body.inputs}
    for node in body.nodes:
        if node.op == "Identity" and not node.domain and isinstance(node.operands[0], Ref) and node.operands[0].name in same:
            same[node.results[0]] = same[node.operands[0].name]
    return same


@ONNX.rule("Loop")
def loop(trip_count: Value | None = None, condition: Value | None = None, *initial: Value, body: Graph,
         walk: Bodies) -> tuple[Any, ...]:
    carried = len(initial)
    if len(body.inputs) != 2 + carried or len(body.results) < 1 + carried:
        raise Error(f"its body has {len(body.inputs)} inputs and {len(body.results)} results, expected {2 + carried} and at "
                    f"least {1 + carried}")
    same = _unchanged(body)
    varying = [place for place in range(carried) if same.get(body.results[1 + place]) != body.inputs[2 + place]]
    is_condition_fixed = same.get(body.results[0]) == body.inputs[1]

    def step(number: Dim, states: list[Array]) -> tuple[Value | None, list[Array], list[Array]]:
        inputs = [Value.of(number), Value.of(Known(True, "i1")), *initial]
        for place, state in zip(varying, states):
            inputs[2 + place] = Value.of(state)
        results = walk.run(body, *inputs)
        after = [_like(state, results[1 + place].array, body.results[1 + place]) for place, state in zip(varying, states)]
        flag = None if is_condition_fixed or condition is None else results[0]
        return flag, after, [row.array for row in results[1 + carried:]]

    collects = len(body.results) > 1 + carried
    found = _Loop(step, _trip_count(trip_count, collects), [initial[place].array for place in varying])
    states, rows, count = found.run(condition)
    last: list[Any] = list(initial)
    for place, state in zip(varying, states):
        last[place] = state
    return (*last, *(row if count is None else Value.counted(row, 0, count) for row in rows))


def _trip_count(value: Value | None, collects: bool) -> Size | None:
    """Returns the trip count as a size, which is at least 0."""
    if value is None:
        return None
    if value.known is None and collects and value.origins:
        raise Undecided("its trip count decides a size, and is computed from inputs", value.origins)
    count = places_of(value)[0]
    return max(count, 0) if isinstance(count, int) else count


# Scans -----------------------------------------------------------------------------------------


@ONNX.rule("Scan", since=9)
def scan(*operands: Array, body: Graph, num_scan_inputs: int, scan_input_axes: list | None = None,
         scan_input_directions: list | None = None, scan_output_axes: list | None = None,
         scan_output_directions: list | None = None, walk: Bodies) -> tuple[Array, ...]:
    initial, xs, outputs = _operands_of_scan(operands, num_scan_inputs, body)
    axes = [axis_of(axis, len(x.shape)) for axis, x in zip(_listed(scan_input_axes, num_scan_inputs, "scan_input_axes"), xs)]
    input_directions = _listed(scan_input_directions, num_scan_inputs, "scan_input_directions")
    output_directions = _listed(scan_output_directions, outputs, "scan_output_directions")
    lengths = [x.shape[axis] for axis, x in zip(axes, xs)]
    if not all(may_be_equal(lengths[0], length) for length in lengths[1:]):
        raise Error(f"its inputs have the lengths {lengths}, expected one and the same")
    states, rows = _scanned(walk, body, initial, xs, axes, input_directions, output_directions, lengths[0], lengths[0])
    output_axes = _listed(scan_output_axes, outputs, "scan_output_axes")
    return (*states, *(shaping.moveaxis(row, 0, axis_of(axis, len(row.shape))) if axis else row
                       for axis, row in zip(output_axes, rows)))


@ONNX.rule("Scan")
def scan_8(lengths: Array | None = None, *operands: Array, body: Graph, num_scan_inputs: int, directions: list | None = None,
           walk: Bodies) -> tuple[Array, ...]:
    initial, xs, outputs = _operands_of_scan(operands, num_scan_inputs, body)
    batch, length = xs[0].shape[:2]
    directions = _listed(directions, num_scan_inputs, "directions")

    def step(number: Dim, _: list[Array]) -> tuple[None, list[Array], list[Array]]:
        own = length if lengths is None else coercion.as_size(lengths[number].astype("i64"))
        states, rows = _scanned(walk, body, [state[number] for state in initial], [x[number] for x in xs], [0] * len(xs),
                                directions, [0] * outputs, own, length)
        return None, [], [*states, *rows]

    return tuple(_Loop(step, batch, []).run(None)[1])


def _operands_of_scan(operands: Sequence[Array], count: int, body: Graph) -> tuple[list[Array], list[Array], int]:
    """Returns the initial states, the arrays whose slices are the body's inputs, and the number of collected results."""
    carried = len(operands) - count
    if count < 1 or carried < 0 or len(body.inputs) != len(operands) or len(body.results) < carried:
        raise Error(f"it has {len(operands)} operands, {count} of them to be scanned, and a body with {len(body.inputs)} inputs "
                    f"and {len(body.results)} results, which do not fit")
    return list(operands[:carried]), list(operands[carried:]), len(body.results) - carried


def _listed(values: list | None, count: int, name: str) -> list:
    """Returns an attribute with a number for each input or result, which are 0 by default."""
    if values is not None and len(values) != count:
        raise Error(f"its attribute {name} is {values}, expected {count} numbers")
    return [0] * count if values is None else values


def _scanned(walk: Bodies, body: Graph, initial: list[Array], xs: list[Array], axes: list[int], input_directions: list,
             output_directions: list, count: Size, length: Size) -> tuple[list[Array], list[Array]]:
    """Returns the last states and the rows of `count` iterations over slices of arrays. There is room for `length` rows."""
    def place_of(number: Dim, is_backward: int) -> Size:
        return count - 1 - number if is_backward else number

    def slice_of(x: Array, axis: int, place: Size) -> Array:
        if x.shape[axis] == 0:  # there is no iteration
            return creation.zeros([*x.shape[:axis], *x.shape[axis + 1:]], x.dtype)
        return indexing.getitem(x, (*[slice(None)] * axis, place))

    def step(number: Dim, states: list[Array]) -> tuple[None, list[Array], list[Array]]:
        inputs = [slice_of(x, axis, place_of(number, backward)) for x, axis, backward in zip(xs, axes, input_directions)]
        results = walk.run(body, *map(Value.of, (*states, *inputs)))
        after = [_like(state, result.array, name) for state, result, name in zip(states, results, body.results)]
        return None, after, [row.array for row in results[len(states):]]

    found = _Loop(step, count, initial, length, lambda number, place: place_of(number, output_directions[place]))
    states, rows, _ = found.run(None)
    return states, rows
