# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The rows of collectives: each op as text, and its results by numpy from the blocks of the ranks that take part."""
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np


@dataclass(frozen=True)
class Collective:
    """`line` computes %y, a {result}, from %x, a {block}, along {axes}; {turned} is the permutation of the ranks there that
    maps each to the next. `meaning` returns the block of rank `place` from those of all ranks, in the order of indices."""

    name: str
    line: str
    meaning: Callable
    numbers: bool = True  # whether it takes no i1

    @property
    def op(self) -> str:
        return self.name.split(".")[0]


KINDS = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}


def combined(function, blocks):
    with np.errstate(all="ignore"):
        return reduce(lambda a, b: function(a, b).astype(a.dtype), blocks)


def scattered(function, blocks, place):
    return np.split(combined(function, blocks), len(blocks), axis=1)[place]


COLLECTIVES = [
    *(Collective(f"all_reduce.{kind}", f"%y = ag.all_reduce {kind} {{axes}} %x : {{block}}",
                 lambda blocks, place, function=function: combined(function, blocks)) for kind, function in KINDS.items()),
    *(Collective(f"reduce_scatter.{kind}", f"%y = ag.reduce_scatter {kind} {{axes}} %x [1] : {{block}} -> {{result}}",
                 partial(scattered, function)) for kind, function in KINDS.items()),
    # A value that all ranks have is split into partial values, and combined again.
    *(Collective(f"to_partial.{kind}", f"%all = ag.all_reduce max {{axes}} %x : {{block}}\n"
                 f"%dealt = ag.to_partial {kind} {{axes}} %all : {{block}}\n"
                 f"%y = ag.all_reduce {kind} {{axes}} %dealt : {{block}}",
                 lambda blocks, place: combined(np.maximum, blocks)) for kind in KINDS),
    Collective("all_gather.0", "%y = ag.all_gather {axes} %x [0] : {block} -> {result}",
               lambda blocks, place: np.concatenate(blocks), numbers=False),
    Collective("all_gather.1", "%y = ag.all_gather {axes} %x [1] : {block} -> {result}",
               lambda blocks, place: np.concatenate(blocks, axis=1), numbers=False),
    Collective("all_to_all", "%y = ag.all_to_all {axes} %x [0] to [1] : {block} -> {result}",
               lambda blocks, place: np.split(np.concatenate(blocks), len(blocks), axis=1)[place], numbers=False),
    Collective("collective_permute", "%y = ag.collective_permute {axes} %x from {turned} : {block}",
               lambda blocks, place: blocks[(place + 1) % len(blocks)], numbers=False),
]
