# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are descriptions of exported programs read that have blocks without gradients, and writes in place?"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import ag
from ag.core.dtypes import as_dtype
from ag.core.source import Place
from ag.importers.graph import Tensor
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK
from ag.importers.torch.reader import of_description

VECTOR = {"dtype": 7, "sizes": [{"as_int": 3}], "strides": [{"as_int": 1}], "storage_offset": {"as_int": 0}, "layout": 7}
BLOCK, X = "higher_order.wrap_with_set_grad_enabled", np.array([1, 2, 3], np.float32)


def argument(value: Any) -> dict:
    return {"as_tensor": {"name": value}} if isinstance(value, str) else value


def node(op: str, operands: Sequence[Any], result: str) -> dict:
    return {"target": f"torch.ops.{op}", "inputs": [{"name": "", "arg": argument(each), "kind": 1} for each in operands],
            "outputs": [argument(result)], "metadata": {}}


def graph(inputs: Sequence[str], nodes: list[dict], results: Sequence[str]) -> dict:
    made = [each["outputs"][0]["as_tensor"]["name"] for each in nodes]
    return {"inputs": list(map(argument, inputs)), "outputs": list(map(argument, results)), "nodes": nodes,
            "tensor_values": dict.fromkeys([*inputs, *made], VECTOR)}


def block(is_on: bool, body: dict, operands: Sequence[str], result: str) -> dict:
    return node(BLOCK, [{"as_bool": is_on}, {"as_graph": {"graph": body, "name": "body"}}, *operands], result)


def program(nodes: list[dict], result: str, buffers: Sequence[str] = ()) -> Program:
    signature = {"input_specs": [*({"buffer": {"arg": {"name": name}, "buffer_name": f"the.{name}"}} for name in buffers),
                                 {"user_input": {"arg": argument("x")}}],
                 "output_specs": [{"user_output": {"arg": argument(result)}}]}
    document = {"schema_version": {"major": 8}, "range_constraints": {},
                "graph_module": {"graph": graph([*buffers, "x"], nodes, [result]), "signature": signature}}
    tensors = {f"the.{name}": Tensor(as_dtype("f32"), (3,), lambda: X, name=f"the.{name}") for name in buffers}
    return Program(of_description(document, tensors, "file", Place("file.pt2", 1, 1, 2, "")), FRAMEWORK, {})


@pytest.mark.parametrize("is_on, wanted", [(False, 2 * X), (True, 6 * X**2)])
def test_blocks(is_on: bool, wanted: np.ndarray) -> None:
    """x * (x * 2 * x) where names of the body are those of other values outside."""
    body = graph(["y"], [node("aten.mul.Tensor", ["y", {"as_int": 2}], "z"), node("aten.mul.Tensor", ["z", "y"], "x")], ["x"])
    made = program([block(is_on, body, ["x"], "y"), node("aten.mul.Tensor", ["y", "x"], "z")], "z")
    assert np.array_equal(made.trace().interpret(X), 2 * X**3)
    slope = ag.trace(ag.grad(lambda x: made.run({"x": x})[0].array.sum()), X).interpret(X)
    assert np.array_equal(slope, wanted if is_on else 2 * X**2)


def test_blocks_within_blocks() -> None:
    inner = graph(["x"], [node("aten.sin.default", ["x"], "y")], ["y"])
    outer = graph(["x"], [block(True, inner, ["x"], "z"), node("aten.mul.Tensor", ["z", "x"], "y")], ["y"])
    made = program([block(False, outer, ["x"], "y")], "y")
    np.testing.assert_allclose(made.trace().interpret(X), np.sin(X) * X, rtol=1e-6)


def test_writes_to_buffers() -> None:
    """A buffer that is written by another name in a block is a state."""
    body = graph(["b", "x"], [node("aten.add_.Tensor", ["b", "x"], "y")], ["y"])
    made = program([block(False, body, ["b", "x"], "y"), node("aten.detach.default", ["b"], "d"),
                    node("aten.mul_.Tensor", ["d", "x"], "e"), node("aten.neg.default", ["b"], "z")], "z", ["b"])
    state, result = made.trace().interpret(X, 2 * X)
    assert np.array_equal(state, 3 * X * X) and np.array_equal(result, -state)


def test_writes_to_views_of_buffers() -> None:
    nodes = [node("aten.flip.default", ["x", {"as_ints": [0]}], "f"), node("aten.view.default", ["b", {"as_ints": [3]}], "v"),
             node("aten.add_.Tensor", ["v", "f"], "w")]
    with pytest.raises(ag.Error, match="aten.add_.Tensor is not supported"):
        program(nodes, "f", ["b"]).trace()


def test_block_of_other_operands() -> None:
    body = graph(["x", "y"], [node("aten.add.Tensor", ["x", "y"], "z")], ["z"])
    with pytest.raises(ag.Error, match="the body of .* has 2 inputs, expected 1"):
        program([block(False, body, ["x"], "y")], "y")
