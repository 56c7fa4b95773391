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


def results_of(call: dict) -> list[np.ndarray]:
    arrays = [array(each) for each in call["arrays"]]
    names = [f"x{place}" for place in range(len(arrays))]
    results = [f"y{place}" for place in range(len(call["results"]))]
    node = Node(call["op"], "", 1, operand(call["operands"]), {key: operand(each) for key, each in call["attributes"].items()},
                results, Place("call", 1, 1, 2, "", text=call["op"]))
    types = {name: Type(as_dtype(each.dtype), each.shape) for name, each in zip(names, arrays)}
    made = Program(Graph("call", names, results, [node], {}, types), FRAMEWORK, {}).trace().interpret(*arrays, precision="declared")
    return list(made) if isinstance(made, tuple) else [made]


@pytest.mark.parametrize("op", CALLS)
def test_op(op: str) -> None:
    for call in CALLS[op]:
        wanted = [array(each) for each in call["results"]]
        for ours, theirs in list(zip(results_of(call), wanted))[:1 if op in FIRST_COUNTS else None]:
            assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
            assert np.allclose(ours, theirs, 1e-4, 1e-5, equal_nan=True)


def test_how_many() -> None:
    """Most of core ATen's ops have calls of several forms."""
    assert len(CALLS) >= 142
    assert sum(len(calls) >= 3 for calls in CALLS.values()) >= 120
