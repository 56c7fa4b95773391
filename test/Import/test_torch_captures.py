# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do models of PyTorch that were captured give what PyTorch gave? PyTorch is not needed: captures/make_captures.py wrote the
captures. All are interpreted, a third is compiled."""
from __future__ import annotations

import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ag
from ag.core.dtypes import as_dtype
from ag.core.source import Place
from ag.importers import __main__ as command
from ag.importers.graph import Graph, Tensor
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK
from ag.importers.torch.reader import of_description

HERE = Path(__file__).parent / "captures"
sys.path.insert(0, str(HERE))

import drawn  # noqa: E402

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
    return of_description(files["model"], {key: made[files["tied"][key]] for key in specs}, name,
                          Place(f"{name}.zip", 1, 1, 2, "", text=name))


def tensor(name: str, shape: tuple[int, ...], integers: list | None) -> Tensor:
    if integers is None:
        return Tensor(as_dtype("f32"), shape, lambda: drawn.weight(name, shape), name=name)
    dtype, _, values = integers
    return Tensor(as_dtype(dtype), shape, lambda: np.array(values, dtype).reshape(shape), name=name)


@pytest.mark.parametrize("name", NAMES)
def test_capture(name: str) -> None:
    files = contents(name)
    program = Program(graph_of(name, files), FRAMEWORK, {}).trace()
    run = program.lower().compile() if zlib.crc32(name.encode()) % 3 == 0 else program.interpret
    for golden in files["goldens"]:
        results = run(*(drawn.argument(key, *given) for key, given in golden["arguments"].items()))
        results = list(results) if isinstance(results, tuple) else [results]
        assert len(results) == len(golden["results"])
        for ours, theirs in zip(results, golden["results"]):
            drawn.check(ours, theirs, 1e-5)


def write_file(path: Path, name: str) -> None:
    """Writes a capture as torch.export.save writes a program. Tied weights are in one file."""
    files = contents(name)
    graph = graph_of(name, files)
    metas = files["model"]["graph_module"]["graph"]["tensor_values"]
    config: dict[str, Any] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/models/model.json", json.dumps(files["model"]))
        for value, each in graph.tensors.items():
            config[each.name] = {"path_name": f"weight_{len(config)}", "use_pickle": False, "tensor_meta": metas[value]}
            archive.writestr(f"archive/data/weights/{config[each.name]['path_name']}", each.read().tobytes())
        for key, first in files["tied"].items():
            config.setdefault(key, config.get(first))
        config = {key: value for key, value in config.items() if value}
        archive.writestr("archive/data/weights/model_weights_config.json", json.dumps({"config": config}))


def test_file(tmp_path: Path, capsys: Any) -> None:
    """A .pt2 file is read without PyTorch, its weights are mapped, and the command imports it."""
    write_file(tmp_path / "gpt2.pt2", "gpt2")
    program = ag.torch.trace(tmp_path / "gpt2.pt2")
    assert "head.weight" not in program.parameters or "wte.weight" not in program.parameters
    golden = contents("gpt2")["goldens"][0]
    drawn.check(program.interpret(*(drawn.argument(key, *given) for key, given in golden["arguments"].items())),
                golden["results"][0], 1e-5)
    renamed = ag.torch.trace(tmp_path / "gpt2.pt2", ids=ag.spec("i64", ["rows", "words"], rows=(1, 2), words=(1, 8)))
    assert 'ag.dims = ["rows", "words"]' in renamed.as_text()
    assert command.main([str(tmp_path / "gpt2.pt2"), "-o", str(tmp_path / "gpt2.mlir")]) == 0
    weights = ag.safetensors(tmp_path / "gpt2.safetensors")
    assert set(weights) == set(program.parameters)
    assert command.main([str(tmp_path / "gpt2.pt2"), "--check"]) == 0
    assert "nodes are supported" in capsys.readouterr().out


def test_damaged_file(tmp_path: Path) -> None:
    """A file with bytes changed is right or an error, and never another exception."""
    write_file(tmp_path / "sizes.pt2", "sizes")
    data = (tmp_path / "sizes.pt2").read_bytes()
    random = np.random.default_rng(0)
    for _ in range(100):
        damaged = bytearray(data[:int(random.integers(len(data)))] if random.random() < 0.2 else data)
        for place in random.integers(len(damaged), size=3) if damaged else ():
            damaged[place] = int(random.integers(256))
        (tmp_path / "damaged.pt2").write_bytes(damaged)
        try:
            ag.torch.trace(tmp_path / "damaged.pt2")
        except ag.Error:
            pass
    with pytest.raises(ag.Error, match="no_such.pt2 cannot be read"):
        ag.torch.trace(tmp_path / "no_such.pt2")


def test_masks_are_comparisons() -> None:
    """The masks of transformers leave no gather in the program, and attention takes the keys' mask as it is."""
    text = Program(graph_of("bert_of_transformers", contents("bert_of_transformers")), FRAMEWORK, {}).trace().as_text()
    assert "ag.iota 0 (" not in text and "[0, 3]" in text
    text = Program(graph_of("llama_of_transformers", contents("llama_of_transformers")), FRAMEWORK, {}).trace().as_text()
    assert text.count("ag.gather") == 1 and text.count("ag.compare le") == 1


def test_capture_knows_all_rules() -> None:
    """PyTorch decomposes no op that has a rule, also if nothing but the module that captures is imported."""
    subprocess.run([sys.executable, "-c", "from ag.importers.torch.capture import ATEN; assert 'aten.gelu.default' in ATEN"],
                   check=True)


def test_places_and_modules() -> None:
    graph = graph_of("bert", contents("bert"))
    node = next(node for node in graph.nodes if node.op == "aten.scaled_dot_product_attention.default")
    assert node.place.file.endswith("peers/models.py") and "scaled_dot_product_attention" in node.place.text
    assert node.scope == ("layers", "0", "attention")


def test_damaged() -> None:
    """A description that is cut, or has other types in it, is an error, and never another exception."""
    document = contents("sizes")["model"]
    random = np.random.default_rng(0)
    for _ in range(200):
        damaged = json.loads(json.dumps(document))
        place: Any = damaged
        for _ in range(int(random.integers(1, 9))):
            keys = list(place) if isinstance(place, dict) else list(range(len(place))) if isinstance(place, list) else []
            if not keys:
                break
            parent, key = place, keys[int(random.integers(len(keys)))]
            place = place[key]
        parent[key] = random.choice(np.array([None, -1, "x", [], {}], object))
        try:
            Program(of_description(damaged, {}, "damaged", Place("damaged.pt2", 1, 1, 2, "")), FRAMEWORK, {}).trace()
        except ag.Error:
            pass
