# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch's higher-order ops: those with bodies."""
from __future__ import annotations

from typing import Any

from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import shaping
from ...transforms import control
from ..graph import Graph
from ..values import Value
from ..walk import Bodies
from .promotion import cast
from .tables import ATEN


def _value(x: Any) -> Value:
    return x if isinstance(x, Value) else Value.of(x)


def _arrays(values: list[Value]) -> tuple[Array, ...]:
    return tuple(each.array for each in values)


@ATEN.rule("higher_order.cond")
def cond(pred: Value, true_graph: Graph, false_graph: Graph, operands: Value | None = None, *, walk: Bodies) -> Any:
    given = [_value(each) for each in operands or []]  # type: ignore[attr-defined]
    if not isinstance(pred, Value):
        return tuple(walk.run(true_graph if pred else false_graph, *given))
    if pred.known is not None:
        return tuple(walk.run(true_graph if pred.known.sizes[0] else false_graph, *given))
    flag = shaping.reshape(pred.array, [])
    results = control.cond(flag, *(lambda body=body: _arrays(walk.run(body, *given))  # type: ignore[misc]
                                   for body in (true_graph, false_graph)))
    return results


@ATEN.rule("higher_order.while_loop")
def while_loop(cond_graph: Graph, body_graph: Graph, carried: Value, additional: Value | None = None, *,
               walk: Bodies) -> Any:
    others = [_value(each) for each in additional or []]  # type: ignore[attr-defined]
    initial = [_value(each).array for each in carried]  # type: ignore[attr-defined]

    def run(body: Graph, state: Any) -> tuple[Array, ...]:
        return _arrays(walk.run(body, *map(Value.of, state), *others))

    def step(state: Any) -> list[Array]:
        return [cast(new, old.dtype) for new, old in zip(run(body_graph, state), state)]

    return tuple(control.while_loop(lambda state: shaping.reshape(run(cond_graph, state)[0], []), step, initial))


@ATEN.rule("higher_order.scan")
def scan(combine_graph: Graph, init: Value, xs: Value, additional: Value | None = None, *, walk: Bodies) -> Any:
    others = [_value(each) for each in additional or []]  # type: ignore[attr-defined]
    carried = [_value(each).array for each in init]  # type: ignore[attr-defined]

    def step(carry: Any, rows: Any) -> tuple[list[Array], list[Array]]:
        results = _arrays(walk.run(combine_graph, *map(Value.of, carry), *map(Value.of, rows), *others))
        return list(results[:len(carried)]), list(results[len(carried):])

    if not xs:
        raise Error("a scan without arrays is not supported")
    last, rows = control.scan(step, carried, [_value(each).array for each in xs])  # type: ignore[attr-defined]
    return (*last, *rows)
