# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does python3 -m ag.importers write a program and its weights, and say what is wrong with a call?"""
from __future__ import annotations

import re

import numpy as np
import onnx
import onnx.parser
import pytest

import ag
from ag.importers.__main__ import OPENERS, main

NET = """<ir_version: 8, opset_import: ["": 18]>
net (float[batch, ?] x, int64 n, float[2] s) => (float[batch, 3] y, float[2] after) {
  r = Unsqueeze(n, zero)
  m = MatMul(x, w)
  t = Reshape(m, shape)
  y = Mul(t, half)
  after = Add(s, s)
}"""


@pytest.fixture
def model(tmp_path):
    """The path of a model whose names, sizes, values and states the command sets."""
    proto = onnx.parser.parse_model(NET)
    for name, array in {"w": np.arange(6, dtype=np.float32).reshape(2, 3), "half": np.float32(0.5),
                        "zero": np.array([0]), "shape": np.array([-1, 3])}.items():
        proto.graph.initializer.append(onnx.numpy_helper.from_array(np.asarray(array), name))
    path = tmp_path / "net.onnx"
    onnx.save(proto, path)
    return path


def test_files(model):
    """The program has the sizes, and the weights are beside it by their names."""
    output = model.with_suffix(".mlir")
    assert main([str(model), "-o", str(output), "--size=batch=1:4", "--set=n=3", "--donate=s"]) == 0
    text = output.read_text()
    assert 'ag.dims = ["batch", 2]' in text and "batch = [1, 4]" in text and "ag.alias" in text and "%n:" not in text
    weights = ag.safetensors(output.with_suffix(".safetensors"))
    assert list(weights) == ["w"] and np.array_equal(weights.numpy("w"), np.arange(6, dtype=np.float32).reshape(2, 3))


@pytest.mark.parametrize("arguments, message", [
    (["--set=k=3"], "net has no input k"),
    (["--set=n=0.5"], "n is .*0.5.*, expected elements of i64"),
    (["--size=rows=3"], "net has no dimension rows"),
    (["--size=batch=0:0", "--size=x_1=5"], "MatMul"),
    (["--donate=t"], "t is donated"),
    (["--set=n=3", "--set=n=4"], "--set gives n twice"),
    (["--size=batch=3", "--size=batch=4"], "--size gives batch twice"),
    (["--set=n=99999999999999999999"], "n is 99999999999999999999, expected elements of i64"),
])
def test_wrong_calls(model, capsys, arguments, message):
    """An error names the model and what is wrong, and no file is written."""
    output = model.with_suffix(".mlir")
    assert main([str(model), "-o", str(output), *arguments]) == 1
    error = capsys.readouterr().err
    assert "net.onnx" in error
    assert re.search(message, error), error
    assert not output.exists()


@pytest.mark.parametrize("arguments", [[], ["-o", "net.mlir", "--set=n"], ["-o", "net.mlir", "--size=batch=4:"],
                                       ["-o", "net.mlir", "--set=n=[1,x]"], ["-o", "net.mlir", "--set=n=[1"],
                                       ["-o", "net.mlir", "--set=n=1,2"]])
def test_usage(model, arguments):
    """Arguments that are none are the usage's error."""
    with pytest.raises(SystemExit) as caught:
        main([str(model), *arguments])
    assert caught.value.code == 2


def test_other_files(tmp_path, capsys):
    """A file of another kind, and one that is not there, are named."""
    for name, message in (("net.txt", "expected .onnx or .pt2"), ("none.onnx", "cannot be read")):
        assert main([str(tmp_path / name), "--check"]) == 1
        assert message in capsys.readouterr().err


def test_names_of_the_file(tmp_path):
    """Sizes are given by the file's names of dimensions, which are no identifiers, or by the program's."""
    onnx.save(onnx.parser.parse_model("""<ir_version: 8, opset_import: ["": 18]>
net (float[rows] x) => (float[rows] y) { y = Neg(x) }"""), tmp_path / "net.onnx")
    model = onnx.load(tmp_path / "net.onnx")
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "rows.1"
    onnx.save(model, tmp_path / "net.onnx")
    for name in ("rows.1", "rows_1"):
        assert main([str(tmp_path / "net.onnx"), "-o", str(tmp_path / "net.mlir"), f"--size={name}=1:7"]) == 0
        assert "rows_1 = [1, 7]" in (tmp_path / "net.mlir").read_text()


def test_original_names(tmp_path):
    """Names that are no identifiers, or that collide with others once they are, are in info as the file has them."""
    node = onnx.helper.make_node("Split", ["x:0"], ["y.1", "y", "y/1"], axis=0, num_outputs=3)
    types = {name: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [size])
             for name, size in (("x:0", 6), ("x_0", 2), ("class", 2), ("y.1", 2), ("y", 2), ("y/1", 2), ("z", 2))}
    sum_of = onnx.helper.make_node("Add", ["x_0", "class"], ["z"])
    inputs, results = ["x:0", "x_0", "class"], ["y.1", "y", "y/1", "z"]
    graph = onnx.helper.make_graph([node, sum_of], "net", [types[name] for name in inputs], [types[name] for name in results])
    onnx.save(onnx.helper.make_model(graph, ir_version=8, opset_imports=[onnx.helper.make_opsetid("", 18)]),
              tmp_path / "net.onnx")
    traced = ag.onnx.load(tmp_path / "net.onnx")
    assert main([str(tmp_path / "net.onnx"), "-o", str(tmp_path / "net.mlir")]) == 0
    text = (tmp_path / "net.mlir").read_text()
    info = traced.lower().compile().info
    for parts, names, originals in ((info["arguments"], ["x_0", "x_0_2", "xclass"], ["x:0", "x_0", "class"]),
                                    (info["results"], ["y_1", "y", "y_1_2", "z"], ["y.1", None, "y/1", None])):
        assert [part["name"] for part in parts] == names
        assert [part.get("original_name") for part in parts] == originals
        assert all(f'ag.original_name = "{name}"' in text for name in originals if name)


def test_interrupted(model, capsys, monkeypatch):
    """Ctrl-C ends the command without a traceback or a file."""
    def interrupt(*_):
        raise KeyboardInterrupt
    monkeypatch.setitem(OPENERS, ".onnx", interrupt)
    assert main([str(model), "-o", str(model.with_suffix(".mlir"))]) == 130
    assert "net.onnx: interrupted" in capsys.readouterr().err and not model.with_suffix(".mlir").exists()
