# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What of a program is computed together, and why the rest is not: ag.trace(f, x).lower().fusion()."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Op:
    """An op that computes something: where in the source it is, its name, and the regions that it is in, from the
    outside in, as "encoder.attention"."""
    place: str
    name: str
    region: str = ""

    def __str__(self) -> str:
        return f"{self.place} {self.name}" + (f" of {self.region}" if self.region else "")


@dataclass(frozen=True)
class Edge:
    """An op, and one that reads what it computes, through all that only moves elements.

    They are computed "together"; or "later", in a later pass of one group; or "apart". `bytes` go along the edge, which
    are spared or would be. `why` is a reason's kind, one of those that docs/Fusion.md lists, and `reason` says it in
    words; both are empty of ops that are together. Equal edges of one line are one, of so many `times`.
    """
    producer: Op
    user: Op
    how: Literal["together", "later", "apart"]
    bytes: int
    why: str = ""
    reason: str = ""
    times: int = 1


@dataclass(frozen=True)
class Readers:
    """Ops that reduce, `ops` of them, and read the same tensor, of which none needs another's result; `first` is one.

    They are computed "together", or "apart": then `bytes` are read more than once, and `why` and `reason` say why, as
    an edge's do. Equal ones of one line are one, of so many `times`.
    """
    first: Op
    ops: int
    how: Literal["together", "apart"]
    bytes: int
    why: str = ""
    reason: str = ""
    times: int = 1


@dataclass(frozen=True)
class Group:
    """Ops that are computed together: how many, how often they go through what they reduce, what they read and write,
    the operations on floats, and the modelled time in seconds, with what bounds it: "computing", or where memory is."""
    place: str
    ops: int
    passes: int
    bytes: int
    flops: int
    seconds: float
    bound: str
    times: int = 1


@dataclass(frozen=True)
class Fusion:
    """The groups of a program, all edges, and ops that read the same; as text, tables."""
    groups: Sequence[Group]
    edges: Sequence[Edge]
    readers: Sequence[Readers] = ()

    def __str__(self) -> str:
        how = Counter()
        for edge in self.edges:
            how[edge.how] += edge.times
        groups = sum(group.times for group in self.groups)
        head = (f"{groups} groups; of {sum(how.values())} edges {how['together']} are together, {how['later']} in a "
                f"later pass of their group, {how['apart']} apart")
        rows = [("group", "ops", "passes", "bytes", "flops", "us", "bound")]
        rows += [(group.place + _often(group.times), str(group.ops), str(group.passes), str(group.bytes),
                  str(group.flops), f"{1e6 * group.seconds:.3g}", group.bound) for group in self.groups]
        edges = [("computed by", "read by", "how", "bytes", "why")]
        edges += [(str(edge.producer) + _often(edge.times), str(edge.user), edge.how, str(edge.bytes), edge.reason)
                  for edge in self.edges]
        readers = [("reads with others", "ops", "how", "bytes", "why")]
        readers += [(str(each.first) + _often(each.times), str(each.ops), each.how, str(each.bytes), each.reason)
                    for each in self.readers]
        tables = [rows, edges] + ([readers] if self.readers else [])
        return "\n\n".join([head, *map(_table, tables)])

    __repr__ = __str__


def _often(times: int) -> str:
    return f" ({times} times)" if times > 1 else ""


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other, the last one as it is."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def _place(row: Mapping[str, Any], prefix: str = "") -> str:
    line = row.get(f"{prefix}line")
    return f"{row[f'{prefix}file']}:{line}:{row[f'{prefix}column']}" if line else "unknown"


def _edge(row: Mapping[str, Any]) -> Edge:
    values = row["values"]
    return Edge(Op(_place(row), values["op"], values.get("region", "")),
                Op(_place(values, "user_"), values["user_op"], values.get("user_region", "")), values["how"],
                values["bytes"], values.get("why", ""), row.get("reason", ""), row.get("times", 1))


def _readers(row: Mapping[str, Any]) -> Readers:
    values = row["values"]
    return Readers(Op(_place(row), values["op"], values.get("region", "")), values["ops"], values["how"],
                   values["bytes"], values.get("why", ""), row.get("reason", ""), row.get("times", 1))


def _group(row: Mapping[str, Any]) -> Group:
    values = row["values"]
    return Group(_place(row), values["ops"], values["passes"], values["bytes"], values["flops"],
                 values["nanoseconds"] / 1e9, values["bound"], row.get("times", 1))


def read_report(report: str, function: str) -> Fusion:
    """What a report, JSON, says of the function's groups, edges and readers; of a box that was opened, nothing."""
    def rows(name: str) -> Iterable[Mapping[str, Any]]:
        return (row for row in json.loads(report)["remarks"]
                if (row["pass"], row["name"], row["function"]) == ("ag-fuse", name, function))

    groups = [_group(row) for row in rows("group") if row["kind"] == "passed"]
    return Fusion(groups, [_edge(row) for row in rows("edge")], [_readers(row) for row in rows("readers")])
