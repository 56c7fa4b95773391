# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are writes in place read? Programs have them as torch.export.export returns them, before run_decompositions:

    y = aten.linear(x, w);  z = aten.relu_(y);  u = aten.add(y, z)

The op without the underscore returns a new value, and later nodes read that one:

    y = aten.linear(x, w);  z = aten.relu(y);  u = aten.add(z, z)

A value of `alias` or `detach` has the elements of its operand, and so a write to one replaces both. A write to memory that is
read later by another view, or is that of an input or a weight, stays as it is; there is no rule for it.
"""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Any

from ..graph import Graph, Node, Ref

#: The names of ops whose results can be views of their first operand.
VIEWS = frozenset("""
    alias broadcast_to chunk contiguous detach diagonal expand expand_as flatten mT movedim narrow numpy_T permute reshape select
    slice split split_with_sizes squeeze swapaxes swapdims t tensor_split to transpose type_as unbind unfold unflatten unsqueeze
    view
""".split())

#: Views that have all elements of their operand, in its shape.
_WHOLE = frozenset({"alias", "detach"})

_IN_PLACE = re.compile(r"aten\.(?P<name>[a-z]\w*[a-z0-9])_\.(?P<overload>\w+)")


class Functional:
    """The nodes of a graph without writes in place. `written` maps values that were written to those that replace them.
    The memory of the values in `kept`, inputs and weights, is read after the last node."""

    def __init__(self, nodes: Sequence[Node], results: Iterable[str], kept: Iterable[str]) -> None:
        self.written: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        #: The values that have the memory of each base, and are read later.
        self._members: dict[str, list[str]] = {}
        #: The values that have all elements of another one, by the newest of these.
        self._wholes: dict[str, list[str]] = {}
        self._last = _last_uses(nodes, [*results, *kept])
        self.nodes = [self._read(node, place) for place, node in enumerate(nodes)]

    def now(self, name: str) -> str:
        """Returns the value that has the elements which a value has after all writes."""
        newest = name
        while newest in self.written:
            newest = self.written[newest]
        while name != newest:  # for the next search
            self.written[name], name = newest, self.written[name]
        return newest

    def _read(self, node: Node, place: int) -> Node:
        first = node.operands[0].name if node.operands and isinstance(node.operands[0], Ref) else ""
        found = _IN_PLACE.fullmatch(node.op)
        name = node.op.split(".")[1] if node.op.startswith("aten.") else ""
        if name in VIEWS or found:
            self._bases.update(dict.fromkeys(node.results, self._base(first)))
            self._members.setdefault(self._base(first), [self._base(first)]).extend(node.results)
        if name in _WHOLE and first:
            wholes = self._wholes.setdefault(self.now(first), [self.now(first)])
            wholes += node.results
            self._wholes.update(dict.fromkeys(node.results, wholes))
        made = dataclasses.replace(node, operands=self._current(node.operands), attributes={
            key: self._current(value) for key, value in node.attributes.items()})
        if found is None or not first or self._is_shared(first, node.results, place):
            return made
        self.written.update(dict.fromkeys(self._whole(first), node.results[0]))
        return dataclasses.replace(made, op=f"aten.{found['name']}.{found['overload']}")

    def _base(self, name: str) -> str:
        return self._bases.get(name, name)

    def _whole(self, name: str) -> list[str]:
        """Returns the values that have all elements of a value."""
        return self._wholes.get(self.now(name), [self.now(name)])

    def _is_shared(self, name: str, results: Sequence[str], place: int) -> bool:
        """Returns true if a later node reads the memory of a value by another one, other than by earlier writes to it."""
        same = {*self._whole(name), name, *results}
        members = self._members[self._base(name)]
        members[:] = [other for other in members if self._last.get(other, -1) > place]
        return any(self.now(other) not in same for other in members if other not in same)

    def _current(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return dataclasses.replace(value, name=self.now(value.name))
        return [self._current(each) for each in value] if isinstance(value, (list, tuple)) else value


def _last_uses(nodes: Sequence[Node], results: Iterable[str]) -> dict[str, int]:
    """Returns the place of the last node that reads each value. Results are read after all nodes."""
    last: dict[str, int] = {}

    def add(value: Any, place: int) -> None:
        if isinstance(value, Ref):
            last[value.name] = place
        elif isinstance(value, (list, tuple)):
            for each in value:
                add(each, place)
        elif isinstance(value, Graph):
            for node in value.nodes:
                add([*node.operands, *node.attributes.values()], place)

    for place, node in enumerate(nodes):
        add([*node.operands, *node.attributes.values()], place)
    return last | dict.fromkeys(results, len(nodes))
