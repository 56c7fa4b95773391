# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is compiled for a pack, and on which inputs does it run?"""
from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Run:
    """A run of an executable, which is a program of the pack. `expected` has the results if they are not those of the
    interpreter, and `refusal` a part of the message with which the run has to fail."""

    name: str
    inputs: list[np.ndarray] = field(default_factory=list)
    expected: list[np.ndarray] | None = None
    refusal: str = ""


@dataclass(frozen=True)
class Source:
    """An executable. `text` returns its module, and `runs` its runs, given the description of its entry.

    The results are compared by `ulps`, one for each result, or by `rtol`, or else by the effect of rounding
    (results.py). Parameters are embedded in the executable (`embed`), or in a file that ag-compile writes."""

    name: str
    proves: str
    text: Callable[[], str]
    runs: Callable[[dict], list[Run]]
    entry: str = ""
    grad: bool = False
    ulps: tuple[float, ...] = ()
    rtol: float | None = None
    weights: dict[str, np.ndarray] | None = None
    embed: bool = False
    shared_weights: str = ""  # the name of weights of the pack
    limit: float = 60  # the seconds of a run
    parts: Callable[[], list[Source]] | None = None  # the same as several sources, if this one is left out


def normal(seed: str, shape: tuple[int, ...], dtype: np.dtype | type = np.float32) -> np.ndarray:
    """Returns normal numbers that are drawn by a seed of any text."""
    random = np.random.default_rng(zlib.crc32(seed.encode()))
    return np.asarray(random.standard_normal(shape), np.float64).astype(dtype)


def drawn(info: dict, size: int, is_positive: bool) -> list[np.ndarray]:
    """Returns inputs for the arguments of an entry: normal floats, or their magnitudes, and ones for other types, which are
    valid indices of most dimensions. Dynamic dimensions get the size, within their ranges."""
    sizes = {symbol["name"]: min(max(size, symbol["least"]), symbol["greatest"]) for symbol in info["symbols"]}
    made = []
    for number, argument in enumerate(info["arguments"]):
        shape, dtype = tuple(sizes.get(dim, dim) for dim in argument["dims"]), np.dtype(argument["dtype"])
        values = np.ones(shape, dtype) if dtype.kind in "iub" else normal(str(number), shape, dtype)
        made.append(np.abs(values) if is_positive else values)
    return made


def sized(*sizes: int) -> Callable[[dict], list[Run]]:
    """Returns a function of an entry's description that returns runs on drawn inputs of these sizes. Those of the last size
    are also positive. An entry without dynamic dimensions has the last size."""
    def runs(info: dict) -> list[Run]:
        names = [(f"size {size}" if info["symbols"] else "", size) for size in (sizes if info["symbols"] else sizes[-1:])]
        return [*(Run(name, drawn(info, size, False)) for name, size in names),
                Run(f"{names[-1][0]} positive".strip(), drawn(info, sizes[-1], True))]
    return runs


def fixed(*runs: Run) -> Callable[[dict], list[Run]]:
    return lambda _: list(runs)
