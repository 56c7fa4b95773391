# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How many of core ATen's ops are right? Judged by PyTorch on its own samples (OpInfo):

    PYTHONPATH=build/python .venv-peers/bin/python test/Import/peers/core_aten.py [WORD ...]

With --write, calls of each op are written to captures/core_aten.json.gz, which test_torch_ops.py reads without PyTorch.

Samples run in PyTorch, which records each call of a core op with its results. A graph of that one node is then interpreted.
An op is right if all its calls are, refused if one is refused and none is wrong. Calls that PyTorch itself computes by other
types than it was asked for, and those without a result to compare, do not count.
"""
from __future__ import annotations

import argparse
import base64
import collections
import sys
import gzip
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
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

#: The number of calls of an op that are written, and the elements that one has at most.
KEPT, MOST_ELEMENTS = 4, 600

CAPTURES = Path(__file__).parents[1] / "captures" / "core_aten.json.gz"
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
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return "wrong" if self.wrong else "refused" if self.refused else "right" if self.right else "untried"


class Calls(TorchDispatchMode):
    """Records the calls of core ops: op, arguments before the call, results."""

    def __init__(self, ops: set[str]) -> None:
        super().__init__()
        self._ops, self.found, self.row_major = ops, [], []

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        kwargs = kwargs or {}
        if func is torch.ops.aten.as_strided.default:  # the reader says so of an operand that has its storage alone
            x = args[0]
            fills = x.untyped_storage().nbytes() == x.numel() * x.element_size()
            self.row_major.append(x.is_contiguous() and fills)
        copied = _pytree.tree_map_only(torch.Tensor, lambda x: x.detach().clone(memory_format=torch.preserve_format), (args, kwargs)) \
            if str(func) in self._ops else None
        result = func(*args, **kwargs)
        if copied is not None:  # later ops may change the result in place
            if func is torch.ops.aten.as_strided.default:
                copied[1]["is_row_major"] = self.row_major[-1]
            kept = _pytree.tree_map_only(torch.Tensor, lambda x: x.detach().clone(), result)
            self.found.append((str(func), *copied, kept))
        return result


def further_calls() -> Iterator[tuple[str, tuple, dict, Any]]:
    """Yields calls of ops that PyTorch's samples do not reach, as they are decomposed before, or are gradients of others."""
    aten, x = torch.ops.aten, torch.randn
    torch.manual_seed(0)
    numbers, image, rows = torch.arange(-6, 6).reshape(3, 4), x(2, 3, 6, 5), x(4, 6)
    norm = aten.native_layer_norm(rows, [6], x(6), x(6), 1e-5)[1:]
    groups = aten.native_group_norm(image, None, None, 2, 3, 30, 3, 1e-5)[1:]
    calls = [
        *((aten.adaptive_avg_pool1d.default, (x(2, 3, size), [count])) for size, count in ((7, 3), (6, 2), (5, 1))),
        *((aten.avg_pool1d.default, (x(2, 3, 9), *options)) for options in (([2],), ([3], [2], [1]), ([3], [2], [1], True, False))),
        *((aten._adaptive_avg_pool2d_backward.default, (x(2, 3, *size), image)) for size in ((2, 5), (1, 1), (3, 2))),
        *((aten.avg_pool2d_backward.default, (x(2, 3, *size), image, *options)) for size, options in (
            ((3, 2), ([2, 2], [2, 2], [0, 0], False, True, None)), ((6, 5), ([3, 3], [1, 1], [1, 1], False, True, None)),
            ((6, 5), ([3, 3], [1, 1], [1, 1], False, False, None)))),
        *((aten.convolution_backward.default, (x(*size), image, w, [w.shape[0 if not t else 1] * g if t else w.shape[0]], stride,
                                               padding, [1, 1], t, [0, 0], g, [True] * 3)) for size, w, stride, padding, t, g in (
            ((2, 4, 4, 3), x(4, 3, 3, 3), [1, 1], [0, 0], False, 1), ((2, 3, 3, 3), x(3, 1, 3, 3), [2, 2], [1, 1], False, 3),
            ((2, 2, 8, 7), x(3, 2, 3, 3), [1, 1], [0, 0], True, 1))),
        *((aten.embedding_dense_backward.default, (x(3, 4, 2), numbers % 5, 5, padding, by_frequency))
          for padding, by_frequency in ((-1, False), (2, False), (-1, True))),
        *((aten.native_layer_norm_backward.default, (x(4, 6), rows, [6], *norm, weight, bias, mask)) for weight, bias, mask in (
            (x(6), x(6), [True] * 3), (None, None, [True, False, False]), (x(6), None, [True, True, False]))),
        *((aten.native_group_norm_backward.default, (x(2, 3, 6, 5), image, *groups, weight, 2, 3, 30, 3, mask)) for weight, mask in (
            (None, [True, False, False]), (x(3), [True, True, True]), (x(3), [True, True, False]))),
        *((op, (numbers, number)) for op in (aten.bitwise_and.Scalar, aten.bitwise_or.Scalar, aten.bitwise_xor.Scalar,
                                             aten.fmod.Scalar, aten.gt.Scalar) for number in (3, -2, 7)),
        *((op, (rows, number)) for op in (aten.fmod.Scalar, aten.gt.Scalar) for number in (0.5, -2, 1)),
        *((aten.pow.Scalar, (number, rows)) for number in (2, 0.5, 3)), *((aten.var.dim, (rows, [dim])) for dim in (0, 1, -1)),
        *((aten.copy.default, (rows, each)) for each in (x(4, 6), x(6), torch.arange(6))),
        *((aten.scatter.value, (rows, dim, torch.tensor([[0, 1], [2, 0]]), number)) for dim, number in ((0, 1), (1, 0.5), (-1, 2))),
        *((op, (image, size, *corners, factors)) for op, corners in ((aten.upsample_bilinear2d.vec, [False]), (
            aten.upsample_nearest2d.vec, [])) for size, factors in (([12, 10], None), ([7, 9], None), (None, [2.0, 3.0]))),
        *((aten._native_batch_norm_legit_no_training.default, (image, weight, bias, x(3), x(3).abs(), 0.1, 1e-5))
          for weight, bias in ((x(3), x(3)), (None, None), (x(3), None))),
        *((aten.div.Scalar_mode, (each, 3)) for each in (numbers, rows)),
    ]
    for op, args in calls:
        kwargs = {"rounding_mode": "floor"} if op is aten.div.Scalar_mode else {}
        yield str(op), args, kwargs, op(*args, **kwargs)


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
    attributes = {key: operand(value) for key, value in kwargs.items() if key not in STORAGE and value is not None}
    return Node(name, "", 1, operands, attributes, [f"y{place}" for place in range(results)], Place("aten", 1, 1, 2, "", text=name))


def written(value: Any) -> Any:
    """Returns an operand as JSON has it."""
    if isinstance(value, Ref):
        return {"ref": value.name}
    if isinstance(value, (list, tuple)):
        return [written(each) for each in value]
    return {"dtype": value.name} if hasattr(value, "numpy_name") else {"float": repr(value)} if isinstance(value, float) else value


def array_of(array: np.ndarray) -> list:
    """Returns an array as JSON has it."""
    return [str(array.dtype), list(array.shape), base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()]


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
    key = str([each.dtype for each in tensors] + [type(each) for each in node.operands] + sorted(node.attributes) + [
        list(each.shape) for each in tensors])
    if len(count.kept) < KEPT and key not in count.kept and sum(each.numel() for each in (*tensors, *wanted)) <= MOST_ELEMENTS:
        count.kept[key] = {"op": name, "operands": written(node.operands), "attributes": {
            each: written(value) for each, value in node.attributes.items()}, "arrays": list(map(array_of, arrays)),
            "results": [array_of(each.detach().numpy()) for each in wanted]}


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
            if tried[name] < 4 * SAMPLES and (not words or any(word in name for word in words)):
                tried[name] += 1
                check(name, args, kwargs, result, counts[name])
    for name, args, kwargs, result in further_calls():
        if name in counts and (not words or any(word in name for word in words)):
            check(name, args, kwargs, result, counts[name])
    return counts


def main() -> int:
    """Runs the command. Returns 1 if an op is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="parts of names of ops")
    parser.add_argument("--write", action="store_true", help="write calls for the test without PyTorch")
    parser.add_argument("--verbose", action="store_true", help="print why ops are refused or wrong")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    counts = judged(options.words)
    if options.write:
        text = json.dumps([each for _, count in sorted(counts.items()) for each in count.kept.values()], separators=(",", ":"))
        CAPTURES.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
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
