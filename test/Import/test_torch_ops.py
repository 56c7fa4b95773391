# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do the rules of core ATen give what PyTorch gave? PyTorch is not needed: peers/core_aten.py wrote the calls, with results."""
from __future__ import annotations

import base64
import collections
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ag
from ag.core.dtypes import DTYPES, as_dtype
from ag.core.source import Place
from ag.importers.graph import Graph, Node, Ref, Type
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK

CALLS: dict[str, list[dict]] = collections.defaultdict(list)
for _call in json.loads(gzip.decompress((Path(__file__).parent / "captures" / "core_aten.json.gz").read_bytes())):
    CALLS[_call["op"]].append(_call)

#: Ops whose further results are indices, which may differ for equal elements.
FIRST_COUNTS = {"aten.topk.default", "aten.max.dim", "aten.min.dim"}


def array(written: list) -> np.ndarray:
    dtype, shape, data = written
    return np.frombuffer(base64.b64decode(data), dtype).reshape(shape)


def operand(written: Any) -> Any:
    if isinstance(written, list):
        return [operand(each) for each in written]
    if not isinstance(written, dict):
        return written
    (kind, value), = written.items()
    return Ref(value) if kind == "ref" else DTYPES[value] if kind == "dtype" else float(value)


def program_of(op: str, arrays: list[np.ndarray], operands: list, attributes: dict[str, Any], count: int = 1) -> Program:
    """Returns a program of one op, with a number of results. Its inputs are x0, x1, and so on."""
    names = [f"x{place}" for place in range(len(arrays))]
    results = [f"y{place}" for place in range(count)]
    node = Node(op, "", 1, operands, attributes, results, Place("call", 1, 1, 2, "", text=op))
    types = {name: Type(as_dtype(each.dtype), each.shape) for name, each in zip(names, arrays)}
    return Program(Graph("call", names, results, [node], {}, types), FRAMEWORK, {})


def results_of(call: dict) -> list[np.ndarray]:
    arrays = [array(each) for each in call["arrays"]]
    attributes = {key: operand(each) for key, each in call["attributes"].items()}
    program = program_of(call["op"], arrays, operand(call["operands"]), attributes, len(call["results"]))
    made = program.trace().interpret(*arrays, precision="declared")
    return list(made) if isinstance(made, tuple) else [made]


@pytest.mark.parametrize("op", CALLS)
def test_op(op: str) -> None:
    for call in CALLS[op]:
        wanted = [array(each) for each in call["results"]]
        for ours, theirs in list(zip(results_of(call), wanted))[:1 if op in FIRST_COUNTS else None]:
            assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
            assert np.allclose(ours, theirs, 1e-4, 1e-5, equal_nan=True)


@pytest.mark.parametrize("by_frequency,wanted", [(False, [1, 2, 0, 0, 1]), (True, [1, 1, 0, 0, 1])])
def test_gradient_of_embedding(by_frequency: bool, wanted: list[int]) -> None:
    """The row of padding gets no gradient. That of others can be divided by how often they are looked up."""
    table, ids = np.ones((5, 3), np.float32), np.array([[0, 2, 2], [1, 1, 4]])
    program = program_of("aten.embedding.default", [table, ids], [Ref("x0"), Ref("x1"), 2, by_frequency], {})

    def loss(x0: ag.Array, x1: ag.Array) -> ag.Array:
        return program.run({"x0": x0, "x1": x1})[0].array.sum()

    gradient = ag.trace(ag.grad(loss), table, ids)
    for run in (gradient.interpret, gradient.lower().compile()):
        assert np.array_equal(run(table, ids), np.repeat(np.array(wanted, np.float32)[:, None], 3, 1))
    assert np.array_equal(program.trace().interpret(table, ids), table[ids])


def test_how_many() -> None:
    """Most of core ATen's ops have calls of several forms."""
    assert len(CALLS) >= 142
    assert sum(len(calls) >= 3 for calls in CALLS.values()) >= 120
