# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do ranks share a program, and what does each one hold and send? ag.trace(f, x).shard("dp2,tp4") answers it."""
from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from .advice import OF_SHARDED, Stage


@dataclass(frozen=True)
class Collective:
    """A collective at a line of the source: all_reduce, all_gather, ... of `operands` operands, among the ranks that
    differ along `axes` only. `bytes` is what one rank sends, and `seconds` the time that it takes by the model of the
    mesh; both are for all `times` that it runs. If a loop's trip count depends on values, `times` counts ten
    iterations, and `assumed` is true."""
    entry: str
    kind: str
    axes: list[str]
    operands: int
    bytes: int
    seconds: float
    times: int
    assumed: bool = False
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Rank:
    """The bytes of an entry's parameters, states, other arguments and results that one rank holds. `alive` is the
    greatest number of live bytes, if ops run in the program's order."""
    entry: str
    parameters: int
    states: int
    arguments: int
    results: int
    alive: int


class Sharded(Stage):
    """The program of one rank, and the plan that it follows.

    `mesh` has the axes' sizes, `collectives` and `ranks` describe the program, and `idle_axes` are the axes of data
    along which no op is split. `seconds` is the plan's modelled time. `certainty` is "optimal" if no plan is faster,
    "best found" if the search found none, and "given" if there was no search. `plan` can be edited and passed to
    --shard=@FILE.json and shard("@FILE.json").
    """

    _called, _elsewhere = "a sharded program", OF_SHARDED

    def __init__(self, program: Any, report: str) -> None:
        about = json.loads(report)
        self._program = program
        self.mesh: Mapping[str, int] = about["mesh"]
        self.certainty: Literal["optimal", "best found", "given"] = about["certainty"]
        self.idle_axes: list[str] = about["idle_axes"]
        self.seconds: float = about["seconds"]
        self.collectives = [Collective(**each) for each in about["collectives"]]
        self.ranks = [Rank(**each) for each in about["ranks"]]
        self.plan: Mapping[str, Any] = about["plan"]

    def as_text(self, locations: bool = False) -> str:
        """Returns one rank's program as MLIR text, which ag-opt, ag-run and ag-compile read."""
        return self._program.as_text(locations)

    def save(self, path: str | os.PathLike, locations: bool = True) -> None:
        """Writes the result of as_text to a file. Its name must end in .mlir."""
        self._program.save(path, locations)

    def interpret(self, *arguments: Any, precision: str = "double", **named: Any) -> Any:
        """Interprets the program on all ranks: splits the arguments, and returns the combined results. See
        Traced.interpret. Copies of one element that differ, and ranks that wait for each other, are errors."""
        return self._program.interpret(*arguments, precision=precision, **named)

    def __repr__(self) -> str:
        rows = [" x ".join(f"{axis} {size}" for axis, size in self.mesh.items()) + f", {self.certainty}"]
        rows += [f"  no op is split along {axis}: its ranks compute the same" for axis in self.idle_axes]
        for rank in self.ranks:
            held = [f"{field.name} {getattr(rank, field.name):,} B" for field in fields(rank)[1:]]
            rows.append(f"  {rank.entry}: {', '.join(held)}")
        for each in self.collectives:
            place = f"{each.file}:{each.line}: " if each.line else ""
            rows.append(f"  {place}{each.kind} of {each.operands} along {', '.join(each.axes)}: {each.bytes:,} B")
        return "\n".join(rows)
