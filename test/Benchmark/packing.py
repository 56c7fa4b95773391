# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What plans of memory are compared with: the bound, the sum, and greedy by size, each in a few lines of its own.

A buffer lives from `lower` on to before `upper`, as in MiniMalloc's files, whose columns are id, lower, upper, size.
"""
from __future__ import annotations

import csv
from bisect import insort
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Buffer:
    lower: int
    upper: int
    size: int

    def lives_with(self, other: "Buffer") -> bool:
        return self.lower < other.upper and other.lower < self.upper


def total(buffers: list[Buffer]) -> int:
    return sum(buffer.size for buffer in buffers)


def bound(buffers: list[Buffer]) -> int:
    """The most bytes that live at one time: no plan takes less."""
    changes = sorted(change for buffer in buffers if buffer.lower < buffer.upper
                     for change in ((buffer.lower, 1, buffer.size), (buffer.upper, 0, -buffer.size)))
    live = most = 0
    for _, _, size in changes:
        live += size
        most = max(most, live)
    return most


def greedy_by_size(buffers: list[Buffer]) -> int:
    """The peak where the largest buffer comes first, and each takes the smallest gap that holds it between those that
    live with it and have a place, else the place above them (Pisarchyk and Lee, 2020, algorithm 3)."""
    placed: list[tuple[int, Buffer]] = []  # by offset
    for buffer in sorted(buffers, key=lambda buffer: -buffer.size):
        top, best, smallest = 0, None, None
        for offset, other in placed:
            if other.lives_with(buffer):
                if offset - top >= buffer.size and (smallest is None or offset - top < smallest):
                    best, smallest = top, offset - top
                top = max(top, offset + other.size)
        insort(placed, (top if best is None else best, buffer), key=lambda each: each[0])
    return max((offset + buffer.size for offset, buffer in placed), default=0)


def write_csv(buffers: list[Buffer], path: Path) -> None:
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "lower", "upper", "size"])
        writer.writerows([number, buffer.lower, buffer.upper, buffer.size] for number, buffer in enumerate(buffers))


def read_plan(path: Path) -> list[tuple[int, Buffer]]:
    """What ag-plan writes: the same columns, and an offset for each buffer."""
    with open(path, newline="") as file:
        return [(int(row["offset"]), Buffer(int(row["lower"]), int(row["upper"]), int(row["size"])))
                for row in csv.DictReader(file)]


def overlap(plan: list[tuple[int, Buffer]]) -> tuple[Buffer, Buffer] | None:
    """Two buffers that share a byte at one time."""
    live: list[tuple[int, Buffer]] = []
    for offset, buffer in sorted(plan, key=lambda each: each[1].lower):
        live = [each for each in live if each[1].upper > buffer.lower]
        for below, other in live:
            if offset < below + other.size and below < offset + buffer.size and buffer.lives_with(other):
                return other, buffer
        live.append((offset, buffer))
    return None


def peak(plan: list[tuple[int, Buffer]]) -> int:
    return max((offset + buffer.size for offset, buffer in plan), default=0)
