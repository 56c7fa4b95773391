# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do a model's own functions become nodes of its graph? The package onnx inlines them.

That takes time and memory by the number of nodes that there are then, which can be far greater than the file, or without
end. So they are counted before.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ....core.errors import Error

#: The most nodes of a graph whose functions are inlined, and the most functions that call each other.
_MOST_NODES, _MOST_CALLS = 1_000_000, 100

_Key = tuple[str, str, str]


def inlined(model: Any) -> Any:
    """Returns a ModelProto without functions."""
    _check(model)
    from onnx import inliner
    try:
        return inliner.inline_local_functions(model)
    except Exception as error:  # it raises what C++ raises
        raise Error(f"the functions of the model cannot be inlined: {error}") from None


def _check(model: Any) -> None:
    """Raises an Error if there are too many nodes after inlining, or if a function calls itself."""
    functions = {(each.domain, each.name, each.overload): each for each in model.functions}
    counts: dict[_Key, int] = {}

    def count(nodes: Iterable[Any], callers: tuple[_Key, ...]) -> int:
        total = 0
        for node in _all_nodes(nodes):
            key = node.domain, node.op_type, node.overload
            total += count_of(key, callers) if key in functions else 1
        return total

    def count_of(key: _Key, callers: tuple[_Key, ...]) -> int:
        if key in callers or len(callers) >= _MOST_CALLS:
            raise Error(f"the function {key[1]} calls itself, or {_MOST_CALLS} others inside of each other")
        if key not in counts:
            counts[key] = count(functions[key].node, (*callers, key))
        return counts[key]

    total = count(model.graph.node, ())
    if total > _MOST_NODES:
        raise Error(f"the model has {total} nodes when its functions are inlined, expected at most {_MOST_NODES}")


def _all_nodes(nodes: Iterable[Any]) -> Iterator[Any]:
    """Yields nodes, with those of their bodies."""
    for node in nodes:
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                yield from _all_nodes(graph.node)
