# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How many of core ATen's ops are right? Judged by PyTorch on its own samples (OpInfo):

    PYTHONPATH=build/python .venv-peers/bin/python test/Import/peers/core_aten.py [WORD ...]

Samples run in PyTorch, which records each call of a core op with its results. A graph of that one node is then interpreted.
An op is right if all its calls are, refused if one is refused and none is wrong. Calls that PyTorch itself computes by other
types than it was asked for, and those without a result to compare, do not count.
"""
from __future__ import annotations

import argparse
import collections
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.utils import _pytree
from torch.utils._python_dispatch import TorchDispatchMode

import ag
from ag.core.source import Place
from ag.importers.graph import Graph, Node, Ref, Type
from ag.importers.program import Program
from ag.importers.torch.capture import dtype_of
from ag.importers.torch.framework import FRAMEWORK

SAMPLES = 12
TYPES = (torch.float32, torch.int64)
STORAGE = ("device", "layout", "memory_format", "pin_memory", "non_blocking", "generator")

#: Ops whose results are random, or have no elements that count.
UNCOMPARED = {"aten.rand.default", "aten.randn.default", "aten.randperm.default", "aten.native_dropout.default",
              "aten.empty.memory_format", "aten.empty_strided.default", "aten.resize_.default"}


def core_ops() -> dict[str, Any]:
    """Returns the overloads of ATen that are core, by name."""
    found = {}
    for name in dir(torch.ops.aten):
        packet = getattr(torch.ops.aten, name)
        for overload in packet.overloads() if hasattr(packet, "overloads") else ():
            op = getattr(packet, overload)
            if torch.Tag.core in op.tags:
                found[str(op)] = op
    return found


#: Ops of whose results only the first counts: others are indices, which for equal elements may differ.
FIRST_COUNTS = {"aten.topk.default", "aten.max.dim", "aten.min.dim"}


@dataclass
class Count:
    """The calls of an op by what became of them, and a message of each kind."""

    right: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        return "wrong" if self.wrong else "refused" if self.refused else "right" if self.right else "untried"


class Calls(TorchDispatchMode):
    """Records the calls of core ops: op, arguments before the call, results."""

    def __init__(self, ops: set[str]) -> None:
        super().__init__()
        self._ops, self.found = ops, []

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        kwargs = kwargs or {}
        copied = _pytree.tree_map_only(torch.Tensor, lambda x: x.detach().clone(memory_format=torch.preserve_format), (args, kwargs)) \
            if str(func) in self._ops else None
        result = func(*args, **kwargs)
        if copied is not None:  # later ops may change the result in place
            kept = _pytree.tree_map_only(torch.Tensor, lambda x: x.detach().clone(), result)
            self.found.append((str(func), *copied, kept))
        return result


def node_of(name: str, args: tuple, kwargs: dict[str, Any], tensors: list[torch.Tensor], results: int) -> Node:
    """Returns a call as a node, whose tensors are the inputs x0, x1, ..."""
    def operand(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            tensors.append(value)
            return Ref(f"x{len(tensors) - 1}")
        if isinstance(value, (list, tuple)):
            return [operand(each) for each in value]
        if isinstance(value, torch.dtype):
            return dtype_of(torch.empty(0, dtype=value))
        return None if isinstance(value, (torch.device, torch.layout, torch.memory_format)) else value

    operands = [operand(value) for value in args]
    while operands and operands[-1] is None:
        operands.pop()
    if name == "aten.as_strided.default":
        kwargs = {**kwargs, "is_row_major": args[0].is_contiguous()}
    attributes = {key: operand(value) for key, value in kwargs.items() if key not in STORAGE and value is not None}
    return Node(name, "", 1, operands, attributes, [f"y{place}" for place in range(results)], Place("aten", 1, 1, 2, "", text=name))


def check(name: str, args: tuple, kwargs: dict[str, Any], result: Any, count: Count) -> None:
    """Compares a call with PyTorch's results."""
    wanted = [each for each in _pytree.tree_leaves(result) if isinstance(each, torch.Tensor)]
    kinds = {each.dtype for each in (*wanted, *(x for x in _pytree.tree_leaves((args, kwargs)) if isinstance(x, torch.Tensor)))}
    if not wanted or any(kind.is_complex or "float8" in str(kind) for kind in kinds) or name in UNCOMPARED:
        return
    tensors: list[torch.Tensor] = []
    node = node_of(name, args, kwargs, tensors, len(wanted))
    shown = f"{[(str(x.dtype)[6:], list(x.shape)) for x in tensors]} {[x for x in node.operands if not isinstance(x, Ref)]} " \
            f"{node.attributes}"
    arrays = [x.numpy() for x in tensors]
    inputs = [f"x{place}" for place in range(len(arrays))]
    types = {key: Type(dtype_of(x), tuple(x.shape)) for key, x in zip(inputs, tensors)}
    graph = Graph("call", inputs, list(node.results), [node], {}, types)
    try:
        with np.errstate(all="ignore"):
            made = Program(graph, FRAMEWORK, {}).trace().interpret(*arrays, precision="declared")
    except ag.Error as error:
        count.refused.append(f"{error.message} {shown}")
        return
    made = list(made) if isinstance(made, tuple) else [made]
    wanted = wanted[:1] if name in FIRST_COUNTS else wanted
    for ours, theirs in zip(made, wanted):
        theirs = theirs.detach().numpy()
        if ours.dtype != theirs.dtype or ours.shape != theirs.shape or not np.allclose(ours, theirs, 1e-4, 1e-5, equal_nan=True):
            count.wrong.append(f"{shown}: {ours.dtype}{list(ours.shape)} {ours.ravel()[:4]}, expected {theirs.dtype}"
                               f"{list(theirs.shape)} {theirs.ravel()[:4]}")
            return
    count.right += 1


def samples(words: list[str]) -> Iterator[tuple[Any, Any]]:
    """Yields PyTorch's ops with samples."""
    for info in op_db:
        if words and not any(word in info.name or word in str(info.aten_name) for word in words):
            continue
        for dtype in TYPES:
            if dtype not in info.supported_dtypes("cpu"):
                continue
            try:
                for place, sample in enumerate(info.sample_inputs("cpu", dtype, requires_grad=False)):
                    if place == SAMPLES:
                        break
                    yield info, sample
            except Exception:  # a sample that this build of PyTorch cannot make
                continue


def judged(words: list[str]) -> dict[str, Count]:
    """Returns the counts of all core ops."""
    ops = core_ops()
    counts = {name: Count() for name in ops}
    tried: collections.Counter[str] = collections.Counter()
    for info, sample in samples(words):
        calls = Calls(set(ops))
        try:
            with torch.no_grad(), calls:
                info.op(sample.input, *sample.args, **sample.kwargs)
        except Exception:
            continue
        for name, args, kwargs, result in calls.found:
            if tried[name] < 8 * SAMPLES and (not words or any(word in name for word in words)):
                tried[name] += 1
                check(name, args, kwargs, result, counts[name])
    return counts


def main() -> int:
    """Runs the command. Returns 1 if an op is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="parts of names of ops")
    parser.add_argument("--verbose", action="store_true", help="print why ops are refused or wrong")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    counts = judged(options.words)
    verdicts = collections.Counter(count.verdict for count in counts.values())
    for name, count in sorted(counts.items()):
        if options.verbose and count.verdict in ("wrong", "refused"):
            print(f"{name}: {count.verdict} ({count.right} right, {len(count.refused)} refused, {len(count.wrong)} wrong)")
            for message in [*count.wrong[:3], *count.refused[:2]]:
                print(f"    {message[:400]}")
    if options.verbose:
        print("untried:", ", ".join(name for name, count in sorted(counts.items()) if count.verdict == "untried"))
    print(f"{len(counts)} ops: {verdicts['right']} right, {verdicts['refused']} refused, {verdicts['wrong']} wrong, "
          f"{verdicts['untried']} untried")
    return 1 if verdicts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
