# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which ops of a program are fused, and why are the others not? ag.trace(f, x).lower().fusion() answers it."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Op:
    """An op that computes something: its place in the source, its name, and the regions around it, outermost first, as
    in "encoder.attention"."""
    place: str
    name: str
    region: str = ""

    def __str__(self) -> str:
        return f"{self.place} {self.name}" + (f" of {self.region}" if self.region else "")


@dataclass(frozen=True)
class Edge:
    """An op, and another one that reads its result, directly or through ops that only move elements.

    `how` is "together" if they are fused, "later" if the reader is in a later pass of the same group, and "apart"
    otherwise. `bytes` is the traffic that fusion saves or would save. `why` is the kind of the reason, one of those
    that docs/Fusion.md lists, and `reason` is its text; both are empty if `how` is "together". Equal edges of one line
    are listed once; `times` is their number.
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
    """Reductions that read the same tensor and do not need each other's results. `ops` is their number, `first` is one.

    `how` is "together" if they are fused. If it is "apart", `bytes` are read more than once, and `why` and `reason`
    give the reason as in Edge. Equal rows of one line are listed once; `times` is their number.
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
    """Ops that are fused.

    `ops` is their number, `passes` the number of passes over the reduced dimensions, `bytes` what the group reads and
    writes, `flops` the number of operations on floats. `seconds` is the modelled time, and `bound` what limits it:
    "computing", or the name of a level of memory.
    """
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
    """The groups of a program, all edges, and the reductions that read the same tensor. str() gives tables."""
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
    """Returns the rows as text with aligned columns."""
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
    """Returns the groups, edges and readers of a function from a report in JSON. Groups that were inlined again are
    left out."""
    def rows(name: str) -> Iterable[Mapping[str, Any]]:
        return (row for row in json.loads(report)["remarks"]
                if (row["pass"], row["name"], row["function"]) == ("ag-fuse", name, function))

    groups = [_group(row) for row in rows("group") if row["kind"] == "passed"]
    return Fusion(groups, [_edge(row) for row in rows("edge")], [_readers(row) for row in rows("readers")])
