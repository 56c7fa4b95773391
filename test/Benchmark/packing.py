# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Simple references for plans of memory: the bound, the sum, and greedy by size.

A buffer is live from `lower` to before `upper`, as in MiniMalloc's files, whose columns are id, lower, upper, size.
"""
from __future__ import annotations

import csv
from bisect import insort
from dataclasses import dataclass
from pathlib import Path

import numpy as np


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
    """Returns the greatest number of bytes that are live at one time, a lower bound of all plans."""
    changes = sorted(change for buffer in buffers if buffer.lower < buffer.upper
                     for change in ((buffer.lower, 1, buffer.size), (buffer.upper, 0, -buffer.size)))
    live = most = 0
    for _, _, size in changes:
        live += size
        most = max(most, live)
    return most


def greedy_by_size(buffers: list[Buffer]) -> int:
    """Returns the peak of greedy packing (Pisarchyk and Lee, 2020, algorithm 3). It places the largest buffer first. Each
    buffer gets the smallest gap that fits between placed buffers with which it is live, or the offset above them. The
    `greedy` of ag's plans uses the lowest gap, and buffers with several live ranges, so it may differ."""
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


def compare(buffers: list[Buffer]) -> dict:
    return {"buffers": len(buffers), "bound": bound(buffers), "sum": total(buffers), "greedy": greedy_by_size(buffers)}


def write_csv(buffers: list[Buffer], path: Path) -> None:
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "lower", "upper", "size"])
        writer.writerows([number, buffer.lower, buffer.upper, buffer.size] for number, buffer in enumerate(buffers))


def read_csv(path: Path) -> tuple[list[Buffer], list[int]]:
    """Returns the buffers of a file, and their offsets if the file has a column for them, like plans of ag-plan."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    buffers = [Buffer(int(row["lower"]), int(row["upper"]), int(row["size"])) for row in rows]
    return buffers, [int(row["offset"]) for row in rows if "offset" in row]


def overlap(buffers: list[Buffer], offsets: list[int]) -> tuple[Buffer, Buffer] | None:
    """Returns two buffers that share a byte at one time, or None."""
    lower, upper, size = (np.array([getattr(each, name) for each in buffers]) for name in ("lower", "upper", "size"))
    offset = np.array(offsets)
    for number, (buffer, start) in enumerate(zip(buffers, offsets)):
        later = slice(number + 1, None)
        lives = (lower[later] < buffer.upper) & (buffer.lower < upper[later])
        touches = (offset[later] < start + buffer.size) & (start < offset[later] + size[later])
        for other in np.flatnonzero(lives & touches)[:1]:
            return buffer, buffers[number + 1 + other]
    return None


def peak(buffers: list[Buffer], offsets: list[int]) -> int:
    return max((offset + buffer.size for offset, buffer in zip(offsets, buffers)), default=0)
