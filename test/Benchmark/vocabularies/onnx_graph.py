# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The models' steps as nodes of an ONNX graph (opset 23), with static sizes and the weights as constants."""
from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR_VERSION = 23, 11


class Value:
    """A tensor of the graph, with its shape as far as models need it."""

    def __init__(self, graph: "GraphOps", name: str, shape: tuple[int, ...], constant: np.ndarray | None = None):
        self.graph, self.name, self.shape, self.constant = graph, name, shape, constant

    def __add__(self, other): return self.graph.arithmetic("Add", self, other)
    def __mul__(self, other): return self.graph.arithmetic("Mul", self, other)
    def __truediv__(self, other): return self.graph.arithmetic("Div", self, other)

    @property
    def T(self):
        return self.graph.transpose(self, [1, 0])

    def __getitem__(self, index):
        """Returns a slice of weights, which becomes a separate constant."""
        return self.graph.constant(self.constant[index])


class GraphOps:
    """Builds one graph. Steps without a node of their own consist of nodes that runtimes can fuse."""

    def __init__(self):
        self.nodes, self.initializers, self.used = [], [], 0

    # Making nodes

    def constant(self, array: Any, dtype: Any = None) -> Value:
        array = np.ascontiguousarray(array, dtype)
        self.used += 1
        name = f"c{self.used}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return Value(self, name, array.shape, array)

    def node(self, kind: str, inputs: list[Value], shape: tuple[int, ...], **attributes: Any) -> Value:
        self.used += 1
        name = f"v{self.used}"
        self.nodes.append(helper.make_node(kind, [x.name for x in inputs], [name], name, **attributes))
        return Value(self, name, tuple(shape))

    def arithmetic(self, kind: str, x: Value, y: Any) -> Value:
        y = y if isinstance(y, Value) else self.constant(y, np.float32)
        return self.node(kind, [x, y], np.broadcast_shapes(x.shape, y.shape))

    def same(self, kind: str, x: Value, **attributes: Any) -> Value:
        return self.node(kind, [x], x.shape, **attributes)

    def used_initializers(self) -> list:
        """Returns the initializers that nodes use. Weights that are only used in another form, such as transposed, are left
        out, as they would double the file."""
        names = {name for node in self.nodes for name in node.input}
        return [initializer for initializer in self.initializers if initializer.name in names]

    # The vocabulary

    def matmul(self, x, y):
        return self.node("MatMul", [x, y], (*x.shape[:-1], y.shape[-1]))

    def linear(self, x, weight, bias):
        return self.matmul(x, self.constant(weight.constant.T)) + bias

    def relu(self, x): return self.same("Relu", x)
    def gelu(self, x): return self.same("Gelu", x)
    def sigmoid(self, x): return self.same("Sigmoid", x)
    def tanh(self, x): return self.same("Tanh", x)
    def sqrt(self, x): return self.same("Sqrt", x)
    def softmax(self, x): return self.same("Softmax", x, axis=-1)
    def floats(self, x, like=None): return self.same("Cast", x, to=TensorProto.FLOAT)

    def maximum(self, x, least):
        return self.arithmetic("Max", x, least)

    def layer_norm(self, x, weight, bias, eps):
        return self.node("LayerNormalization", [x, weight, bias], x.shape, axis=-1, epsilon=eps)

    def embedding(self, table, ids):
        return self.node("Gather", [table, ids], (*ids.shape, *table.shape[1:]))

    def transpose(self, x, order):
        return self.node("Transpose", [x], [x.shape[dim] for dim in order], perm=order)

    def attention(self, query, key, value, mask):
        query, value = self.transpose(query, [0, 2, 1, 3]), self.transpose(value, [0, 2, 1, 3])
        scores = self.matmul(query, self.transpose(key, [0, 2, 3, 1])) / math.sqrt(query.shape[-1])
        # 0 where the mask is 1, and very little where it is 0.
        keep = self.unsqueeze(self.unsqueeze(self.floats(mask), 1), 1)
        bias = (keep + -1.0) * 1e30
        return self.transpose(self.matmul(self.softmax(scores + bias), value), [0, 2, 1, 3])

    def scaled_attention(self, query, key, value, causal):
        return self.node("Attention", [query, key, value], query.shape, is_causal=int(causal))

    def reshape(self, x, shape):
        return self.node("Reshape", [x, self.constant(shape, np.int64)], shape)

    def unsqueeze(self, x, axis):
        shape = list(x.shape)
        shape.insert(axis, 1)
        return self.node("Unsqueeze", [x, self.constant([axis], np.int64)], shape)

    def sum(self, x, axis):
        shape = [size for dim, size in enumerate(x.shape) if dim != axis]
        return self.node("ReduceSum", [x, self.constant([axis], np.int64)], shape, keepdims=0)

    def lstm(self, x, inputs, bias, hidden):
        """Returns an LSTM. ONNX has its gates in the order i, o, f, g, with one more dimension for directions."""
        size = hidden.shape[1]

        def reordered(array):
            enter, forget, new, leave = np.split(array.constant, 4)
            return np.concatenate([enter, leave, forget, new])[None]

        biases = np.concatenate([reordered(bias), np.zeros_like(reordered(bias))], 1)
        operands = [x, self.constant(reordered(inputs)), self.constant(reordered(hidden)), self.constant(biases)]
        steps, batch, _ = x.shape
        all_steps = self.node("LSTM", operands, (steps, 1, batch, size), hidden_size=size)
        return self.reshape(all_steps, (steps, batch, size))


def write_graph(model: Any, weights: dict[str, np.ndarray], inputs: dict[str, np.ndarray], path: Path) -> None:
    """Writes the model for inputs of these types and shapes; its outputs are y0, y1, ..."""
    graph = GraphOps()
    given = {name: Value(graph, name, x.shape) for name, x in inputs.items()}
    named = {name: graph.constant(x) for name, x in weights.items()}
    results = model(graph, named, *given.values())
    outputs = [graph.node("Identity", [x], x.shape) for x in results]
    for number, output in enumerate(outputs):
        graph.nodes[-len(outputs) + number].output[0] = f"y{number}"
    proto = helper.make_graph(
        graph.nodes, "model",
        [helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(x.dtype), x.shape)
         for name, x in inputs.items()],
        [helper.make_tensor_value_info(f"y{number}", TensorProto.FLOAT, x.shape) for number, x in enumerate(results)],
        graph.used_initializers())
    made = helper.make_model(proto, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.save(made, path)
