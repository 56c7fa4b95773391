# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are captures read, and written as torch.export.save writes programs?"""
from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

import drawn
from ag.core.dtypes import as_dtype
from ag.importers.graph import Graph, Tensor
from ag.importers.torch.reader import of_description

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.zip"))


def contents(name: str) -> dict[str, Any]:
    """Returns the files of a capture."""
    with zipfile.ZipFile(HERE / f"{name}.zip") as archive:
        return {file.removesuffix(".json"): json.loads(archive.read(file)) for file in archive.namelist()}


def graph_of(name: str, files: dict[str, Any]) -> Graph:
    """Returns the graph of a capture, with drawn weights."""
    metas = files["model"]["graph_module"]["graph"]["tensor_values"]
    specs = {}
    for each in files["model"]["graph_module"]["signature"]["input_specs"]:
        (kind, given), = each.items()
        if kind in ("parameter", "buffer", "tensor_constant"):
            specs[given[f"{kind}_name"]] = tuple(size["as_int"] for size in metas[given["arg"]["name"]]["sizes"])
    made: dict[str, Tensor] = {}
    for key, shape in specs.items():
        first = files["tied"][key]
        if first not in made:
            made[first] = tensor(first, shape, files["integers"].get(first))
    return of_description(files["model"], {key: made[files["tied"][key]] for key in specs}, name, f"{name}.zip")


def tensor(name: str, shape: tuple[int, ...], integers: list | None) -> Tensor:
    if integers is None:
        return Tensor(as_dtype("f32"), shape, lambda: drawn.weight(name, shape), name=name)
    dtype, _, values = integers
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
            config[each.name] = {"path_name": f"weight_{len(config)}", "use_pickle": False, "tensor_meta": metas[value]}
            archive.writestr(f"archive/data/weights/{config[each.name]['path_name']}", each.read().tobytes())
        for key, first in files["tied"].items():
            config.setdefault(key, config.get(first))
        config = {key: value for key, value in config.items() if value}
        archive.writestr("archive/data/weights/model_weights_config.json", json.dumps({"config": config}))
