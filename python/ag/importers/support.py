# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Is a model supported, and if not, what is missing?"""
from __future__ import annotations

import math
from collections.abc import Sequence

from ..core.dtypes import DType
from ..core.errors import Error
from .graph import Type
from .walk import Problem


class Missing:
    """Nodes of one op that are not supported for one reason: how many, the place of the first one, the reason, and what
    would do instead."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        self.op, self.count = first.node.called, len(problems)
        self.file, self.line, self.scope = first.node.place.shown_file, first.node.place.line, ".".join(first.node.scope)
        self.reason, self.advice = first.error.message, tuple(first.error.notes)

    def __str__(self) -> str:
        often = f", {self.count} times" if self.count > 1 else ""
        scope = f" in {self.scope}" if self.scope else ""
        return "; ".join([f"{self.file}:{self.line}: {self.op}{scope}{often}: {self.reason}", *self.advice])

    __repr__ = __str__


def grouped(problems: Sequence[Problem]) -> list[Missing]:
    """Returns what is missing, in the order of the first nodes."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.node.called, problem.error.message), []).append(problem)
    return [Missing(found) for found in kinds.values()]


class Support:
    """The result of is_supported. It is true if the whole model is supported. Printed, it is a list of all that is missing.

    `missing` has a Missing for each op and reason, and `nodes` is the number of nodes. `share` is the share of the model's
    operations on floats in nodes that are supported, from 0 to 1; a node that is not supported counts one operation for
    each element of its results, and None says that their types are not known."""

    def __init__(self, problems: Sequence[Problem], nodes: int, share: float | None) -> None:
        self.missing, self.nodes, self.share = grouped(problems), nodes, share

    def __bool__(self) -> bool:
        return not self.missing

    def __str__(self) -> str:
        if not self.missing:
            return f"all {self.nodes} nodes are supported"
        count = sum(each.count for each in self.missing)
        share = "" if self.share is None else f"; {self.share:.1%} of the FLOPs are in the others"
        return "\n".join([f"{count} of {self.nodes} nodes are not supported{share}", *map(str, self.missing)])

    __repr__ = __str__


def elements_of(stated: Type | None) -> int | None:
    """Returns the number of elements of a type whose sizes are all known, or else None."""
    if stated is None or stated.dims is None or not all(isinstance(dim, int) for dim in stated.dims):
        return None
    return math.prod(stated.dims) if isinstance(stated.dtype, DType) else 0  # type: ignore[arg-type]


class Unsupported(Error):
    """The error for a graph with nodes that are not supported. `problems` has all of them, and `nodes` is the number of
    all nodes."""

    def __init__(self, problems: Sequence[Problem], nodes: int) -> None:
        missing = grouped(problems)
        if len(missing) == 1 and missing[0].count == 1:
            message, notes = f"{missing[0].op}: {missing[0].reason}", list(missing[0].advice)
        else:
            message, notes = f"{len(problems)} of {nodes} nodes are not supported", list(map(str, missing))
        super().__init__(message, notes, problems[0].node.place)
        self.problems, self.nodes = tuple(problems), nodes
