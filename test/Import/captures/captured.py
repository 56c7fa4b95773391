# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Captured models as graphs, with weights that are drawn, in single or in double precision, the programs of their gradients,
and files as torch.export.save writes them."""
from __future__ import annotations

import dataclasses
import inspect
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import ag
import drawn
from ag.core.dtypes import DType, as_dtype
from ag.core.source import Place
from ag.importers.graph import Graph, Tensor, Type
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK
from ag.importers.torch.reader import of_description
from ag.programs.stages import Traced, trace

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.zip"))

Weights = Callable[[str, tuple[int, ...]], np.ndarray]


def contents(name: str) -> dict[str, Any]:
    """Returns the files of a capture."""
    with zipfile.ZipFile(HERE / f"{name}.zip") as archive:
        return {file.removesuffix(".json"): json.loads(archive.read(file)) for file in archive.namelist()}


def graph_of(name: str, files: Mapping[str, Any], weight: Weights = drawn.weight) -> Graph:
    """Returns the graph of a capture."""
    metas = files["model"]["graph_module"]["graph"]["tensor_values"]
    shapes = {}
    for each in files["model"]["graph_module"]["signature"]["input_specs"]:
        (kind, given), = each.items()
        if kind in ("parameter", "buffer", "tensor_constant"):
            shapes[given[f"{kind}_name"]] = tuple(size["as_int"] for size in metas[given["arg"]["name"]]["sizes"])
    made: dict[str, Tensor] = {}
    for key, shape in shapes.items():
        first = files["tied"].get(key, key)
        if first not in made:
            made[first] = _tensor(first, shape, files["constants"].get(first), weight)
    return of_description(files["model"], {key: made[files["tied"].get(key, key)] for key in shapes}, name,
                          Place(f"{name}.zip", 1, 1, 2, "", text=name))


def _tensor(name: str, shape: tuple[int, ...], constant: list | None, weight: Weights) -> Tensor:
    if constant is None:
        return Tensor(as_dtype("f32"), shape, lambda: weight(name, shape), name=name)
    dtype, values = constant
    return Tensor(as_dtype(dtype), shape, lambda: np.array(values, dtype).reshape(shape), name=name)


def write_file(path: Path, name: str, model: Any = None) -> None:
    """Writes a capture as torch.export.save writes a program. Tied weights are in one file. `model` is the description that
    is written, by default the capture's."""
    files = contents(name)
    graph = graph_of(name, files)
    metas = files["model"]["graph_module"]["graph"]["tensor_values"]
    config: dict[str, Any] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/models/model.json", json.dumps(files["model"] if model is None else model))
        for value, each in graph.tensors.items():
            if each.name in config:
                continue
            config[each.name] = {"path_name": f"weight_{len(config)}", "use_pickle": False, "tensor_meta": metas[value]}
            archive.writestr(f"archive/data/weights/{config[each.name]['path_name']}", each.read().tobytes())
        config |= {key: config[first] for key, first in files["tied"].items() if first in config}
        archive.writestr("archive/data/weights/model_weights_config.json", json.dumps({"config": config}))


def doubled(graph: Graph) -> Graph:
    """Returns a graph that computes in double what the graph computes in single precision."""
    tensors = {id(each): _doubled_tensor(each) for each in graph.tensors.values()}
    nodes = [dataclasses.replace(node, operands=_doubled(node.operands), attributes=_doubled(node.attributes))
             for node in graph.nodes]
    return dataclasses.replace(graph, nodes=nodes, tensors={name: tensors[id(each)] for name, each in graph.tensors.items()},
                               types={name: _doubled(each) for name, each in graph.types.items()})


def _doubled_tensor(tensor: Tensor) -> Tensor:
    if not isinstance(tensor.dtype, DType) or tensor.dtype.name != "f32":
        return tensor
    return dataclasses.replace(tensor, dtype=as_dtype("f64"), read=lambda: tensor.read().astype(np.float64))


def _doubled(value: Any) -> Any:
    if isinstance(value, DType):
        return as_dtype("f64") if value.name == "f32" else value
    if isinstance(value, Type):
        return dataclasses.replace(value, dtype=_doubled(value.dtype))
    if isinstance(value, Graph):
        return doubled(value)
    if isinstance(value, dict):
        return {key: _doubled(each) for key, each in value.items()}
    return [_doubled(each) for each in value] if isinstance(value, (list, tuple)) else value


class Gradients:
    """The gradients of a number that depends on all results of a graph that are floats, by its weights and inputs. The
    result is a dict by their names."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._program = graph, Program(graph, FRAMEWORK, {})

    def trace(self) -> Traced:
        """Returns the program."""
        return trace(self, *self._program.specs.values(), name="gradients")

    @property
    def __signature__(self) -> inspect.Signature:
        return self._program.__signature__

    def __call__(self, *arguments: Any) -> dict[str, Any]:
        inputs = dict(zip(self._program.specs, arguments))
        tensors = {value: tensor for value, tensor in self._graph.tensors.items() if tensor.is_weight and tensor.dtype.is_float}
        floats = {tensor.name: self._program.weights.parameter(tensor.name, tensor).traced() for tensor in tensors.values()}
        floats |= {name: each for name, each in inputs.items() if each.dtype.is_float}

        def loss(given: dict[str, Any]) -> Any:
            weights = {value: given[tensor.name] for value, tensor in tensors.items()}
            results = self._program.run({name: given.get(name, each) for name, each in inputs.items()}, weights)
            return sum(ag.log1p(each.array * each.array).sum().astype("f64") for each in results if each.dtype.is_float)

        return ag.grad(loss)(floats)
