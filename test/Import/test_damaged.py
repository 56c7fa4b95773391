# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A file that is damaged, or not consistent, is an ag.Error at its node, in little time and memory."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx_models import loaded, parsed

import ag
from ag.importers.onnx.reading.package import package

CHAIN = "net (float[n] x) => (float[n] y) { a = Neg(x) b = Exp(a) y = Add(b, w) }"


def chain() -> onnx.ModelProto:
    """Returns a model of three nodes and a weight."""
    model = parsed(CHAIN)
    model.graph.initializer.append(onnx.numpy_helper.from_array(np.ones(1, np.float32), "w"))
    return model


def set_external(model, **entries):
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = 1
    for key, value in entries.items():
        tensor.external_data.add(key=key, value=value)


def call_itself(model):
    function = model.functions.add(name="Neg", domain="own")
    function.node.add(op_type="Neg", domain="own")
    model.graph.node[0].domain = "own"


def call_often(model):
    """Adds functions that call each other twice each."""
    for number in range(40):
        function = model.functions.add(name=f"f{number}", domain="own", input=["x"], output=["y"])
        called = {"op_type": f"f{number - 1}", "domain": "own"} if number else {"op_type": "Neg"}
        function.node.add(input=["x"], output=["m"], **called)
        function.node.add(input=["m"], output=["y"], **called)
        function.opset_import.extend(model.opset_import)
        function.opset_import.add(domain="own", version=1)
    model.opset_import.add(domain="own", version=1)
    model.graph.node[0].op_type, model.graph.node[0].domain = "f39", "own"


def nest(model):
    """Puts bodies into each other."""
    for _ in range(12):
        outer = onnx.helper.make_graph([], "outer", [], [])
        outer.CopyFrom(model.graph)
        del model.graph.node[:], model.graph.input[:]
        node = model.graph.node.add(op_type="If", input=["c"], output=["y"])
        node.attribute.add(name="then_branch", type=5).g.CopyFrom(outer)


def state_result(model, dtype=1, dims=("n",)):
    """States another type of the result."""
    model.graph.output[0].CopyFrom(onnx.helper.make_tensor_value_info("y", dtype, dims))


@pytest.mark.parametrize("change, message", [
    (lambda model: state_result(model, dtype=7), r"the result y is f32\[n\], but the model states i64\[n\]"),
    (lambda model: state_result(model, dims=("n", 1)), r"the result y is f32\[n\], but the model states f32\[n, 1\]"),
    (lambda model: model.graph.node[1].input.__setitem__(0, "y"), "no node before makes the value y"),
    (lambda model: model.graph.node[1].output.__setitem__(0, "a"), "Exp makes the value a, which is there already"),
    (lambda model: model.graph.node[1].output.__setitem__(0, "w"), "Exp makes the value w, which is there already"),
    (lambda model: model.graph.output.append(model.graph.output[0]), "the result y twice"),
    (lambda model: model.graph.input.append(model.graph.input[0]), "the input x twice"),
    (lambda model: setattr(model.graph.output[0], "name", "z"), "no node before makes the value z"),
    (lambda model: setattr(model.graph.output[0], "name", ""), "a result of net has no name"),
    (lambda model: setattr(model.opset_import[0], "version", 99), "version 99, expected 7 to 28"),
    (lambda model: setattr(model.opset_import[0], "domain", "other"), "the file does not say of which version"),
    (lambda model: setattr(model.graph.node[0], "domain", "other"), "other::Neg is not supported"),
    (lambda model: setattr(model.graph.node[0], "op_type", "Negate"), "Negate is not supported"),
    (lambda model: model.graph.node[0].attribute.add(name="axis", i=1, type=2), "its attribute axis is 1, which is not"),
    (lambda model: model.graph.node[0].attribute.add(name="axis", ref_attr_name="k", type=2), "that of a function, k"),
    (lambda model: model.graph.node[2].input.append("x"), "it has 3 operands, expected at most 2"),
    (lambda model: model.graph.node[2].input.pop(), "its operand y is missing"),
    (lambda model: model.graph.node[0].output.pop(), "no node before makes the value a"),
    (lambda model: model.graph.initializer[0].dims.append(2**40), "has 4 bytes, expected"),
    (lambda model: model.graph.initializer[0].dims.append(-1), r"has the shape \[1, -1\]"),
    (lambda model: setattr(model.graph.initializer[0], "data_type", 17), "elements of float8e4m3fn, which are not supported"),
    (lambda model: model.graph.input[0].type.sequence_type.elem_type.tensor_type.SetInParent(), "the input x is a sequence"),
    (lambda model: set_external(model, location="../other"), "not below the model's folder"),
    (lambda model: set_external(model, location="/etc/passwd"), "not below the model's folder"),
    (lambda model: set_external(model, location="link"), "not below the model's folder"),
    (lambda model: set_external(model, location="."), "which is no file"),
    (lambda model: set_external(model, location="a\0b"), "which is no range of a file"),
    (lambda model: set_external(model, location="missing"), "cannot be read"),
    (lambda model: set_external(model, location="net.onnx", offset="-1"), "is at -1 to"),
    (lambda model: set_external(model, location="net.onnx", length="9" * 30), "which has"),
    (lambda model: set_external(model, location="net.onnx", length="8"), "has 8 bytes, expected 4"),
    (call_itself, "the function Neg calls itself"),
    (call_often, "nodes when its functions are inlined"),
    (nest, "inside of 8 others with bodies"),
])
def test_inconsistent_files(tmp_path, change, message):
    """Each change of a model is refused by what is wrong, at its node."""
    model = chain()
    change(model)
    os.symlink("/etc", tmp_path / "outside")
    os.symlink("/etc/passwd", tmp_path / "link")
    with pytest.raises(ag.Error, match=message) as found:
        loaded(tmp_path, model)
    assert found.value.file.endswith("net.onnx") and found.value.line >= 1


@pytest.mark.parametrize("op, flag, number", [("ArgMin", "keepdims", 255), ("ReduceSum", "keepdims", -1)])
def test_flags(tmp_path, op, flag, number):
    """A flag that is neither 0 nor 1, which runtimes read in different ways, is refused."""
    with pytest.raises(ag.Error, match=f"its attribute {flag} is {number}, not 0 or 1"):
        loaded(tmp_path, f"net (float[n, m] x) => (float[n, 1] y) {{ y = {op}<{flag} = {number}>(x) }}")


def test_damaged_files(tmp_path):
    """Bytes that are no model, names that are no text, and paths that are no file."""
    data = chain().SerializeToString()
    for bad, message in ((b"", "no graph"), (b"\xff" * 100, "is damaged"), (data[:-5], "damaged|no ONNX"),
                         (data.replace(b"Neg", b"N\xffg"), "is no text"), (data.replace(b"\n\x01x", b"\n\x01\xff"), "is no text")):
        (tmp_path / "net.onnx").write_bytes(bad)
        with pytest.raises(ag.Error, match=message):
            ag.onnx.load(tmp_path / "net.onnx")
    for path, message in ((tmp_path, "is no file"), ("/dev/zero", "is no file"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(ag.Error, match=message):
            ag.onnx.load(path)


def test_sparse_weights(tmp_path):
    """A sparse weight has all its elements in the program; places outside of it are refused."""
    model = parsed("net (float[2, 3] x) => (float[2, 3] y) { y = Add(x, w) }")
    sparse = model.graph.sparse_initializer.add(dims=[2, 3])
    sparse.values.CopyFrom(onnx.numpy_helper.from_array(np.array([5, 7], np.float32), "w"))
    x, want = np.zeros((2, 3), np.float32), np.array([[0, 5, 0], [0, 0, 7]])
    for places in (np.array([1, 5]), np.array([[0, 1], [1, 2]])):
        sparse.indices.CopyFrom(onnx.numpy_helper.from_array(places, "w_places"))
        assert np.array_equal(loaded(tmp_path, model).interpret(x), want)
    sparse.indices.CopyFrom(onnx.numpy_helper.from_array(np.array([1, 6])))
    with pytest.raises(ag.Error, match="which do not fit"):
        loaded(tmp_path, model)


def test_values_of_outer_graphs(tmp_path):
    """A body can use a name of the graph around it for a value of its own."""
    program = loaded(tmp_path, """
net (float[n] x, bool c) => (float[n] y) {
  a = Neg(x)
  b = If (c) <then_branch = one () => (float[n] a) { a = Exp(x) }, else_branch = two () => (float[n] d) { d = Identity(a) }>
  y = Add(a, b)
}""")
    x = np.arange(3, dtype=np.float32)
    np.testing.assert_allclose(program.interpret(x, np.array(True)), np.exp(x) - x, rtol=1e-6)
    np.testing.assert_allclose(program.interpret(x, np.array(False)), -2 * x)


@pytest.mark.parametrize("text, message", [
    ("net (float[3, 4] x) => (float[3, 4] y) { y = Transpose<perm = [0, 0]>(x) }", r"its attribute perm is \[0, 0\]"),
    ("net (float[3, 4] x) => (float[3, 4] y) { y = Transpose<perm = [0, 1, 2]>(x) }", "each number from 0 to 1 once"),
    ("net (float[6] x) => (float[2, 6] y) <int64[2] s = {2, 5}> { y = Expand(x, s) }", r"f32\[6\] cannot be expanded to \[2, 5\]"),
    ("net (float[4] x) => (float[5] y) { y = Neg(x) }", r"the result y is f32\[4\], but the model states f32\[5\]"),
    ("net (float[3] x) => (float[3] y) { y = If(x) <then_branch = a () => (float[3] z) { z = Neg(x) }, "
     "else_branch = b () => (float[3] z) { z = Exp(x) }> }", r"its condition is f32\[3\], expected i1\[\]"),
])
def test_inconsistent_nodes(tmp_path, text, message):
    """Attributes, sizes and types that contradict each other are refused at the node."""
    with pytest.raises(ag.Error, match=message) as found:
        loaded(tmp_path, text)
    assert found.value.place.text.startswith(("Transpose(", "Expand(", "Neg(", "If("))


def test_equal_sizes_of_expand(tmp_path):
    """Sizes of Expand that may be equal are so, which the program checks."""
    program = loaded(tmp_path, "net (float[n] x, float[m] w) => (float[m] y) { s = Shape(w) y = Expand(x, s) }")
    x = np.arange(3, dtype=np.float32)
    assert np.array_equal(program.interpret(x, x), x)
    with pytest.raises(ag.Error, match="Expand.* needs equal sizes"):
        program.interpret(x, np.zeros(4, np.float32))


def test_squeezes_of_any_size(tmp_path):
    """A Squeeze without axes keeps a dimension of any size, and it is an error if that has one element."""
    program = loaded(tmp_path, "net (float[n, 1] x) => (float[n] y) { y = Squeeze(x) }")
    assert program.interpret(np.zeros((3, 1), np.float32)).shape == (3,)
    with pytest.raises(ag.Error, match=r"Squeeze\(x\) -> y removes a dimension of one element"):
        program.interpret(np.zeros((1, 1), np.float32))


def test_undecided_branches(tmp_path):
    """An error in a branch says which input decides whether it runs; so does one of branches of different ranks."""
    text = """net (float[4] x, int64 rate) => (float[k] y) <int64 one = {1}, float[3] w = {1, 2, 3}> {
  c = Equal(rate, one)
  y = If (c) <then_branch = a () => (float[k] z) { z = Add(x, w) }, else_branch = b () => (float[k] z) { z = Exp(x) }>
}"""
    with pytest.raises(ag.Error, match="Add: .*broadcast") as found:
        loaded(tmp_path, text)
    assert found.value.notes[-1] == "give rate a value, which decides the condition"
    assert loaded(tmp_path, text, rate=2).interpret(np.zeros(4, np.float32)).tolist() == [1] * 4
    ranks = """net (float[n] x) => (float[k] y) <int64[1] one = {1}> {
  s = Shape(x) c = Equal(s, one)
  y = If (c) <then_branch = a () => (float[k] z) { z = ReduceSum<keepdims = 0>(x) }, else_branch = b () => (float[k] z) { z = Exp(x) }>
}"""
    with pytest.raises(ag.Error, match="its condition decides a type") as found:
        loaded(tmp_path, ranks)
    assert found.value.notes == ("the condition depends on n: give sizes in the specs of inputs",)


def test_wrong_calls(tmp_path):
    """Arguments of another kind are named; no call ends in an exception of Python."""
    onnx.save(chain(), tmp_path / "net.onnx")
    for arguments, options, message in (
            ((None,), {}, "the model is None, expected the path"), ((chain(),), {}, "the model is ModelProto"),
            ((tmp_path / "net.onnx", ["x"]), {}, "inputs is .*expected specs and values by name"),
            ((tmp_path / "net.onnx", {"x": ag.spec("f32", [2])}), {"x": ag.spec("f32", [2])}, "the input x is given twice"),
            ((tmp_path / "net.onnx",), {"donate": "x"}, r"donate is 'x', expected a list"),
            ((tmp_path / "net.onnx",), {"x": None}, "x is None, expected elements of f32")):
        with pytest.raises(ag.Error, match=message):
            ag.onnx.load(*arguments, **options)


def test_packages_that_do_not_fit(tmp_path, monkeypatch):
    """An onnx that is absent or too old, and a torch that is absent, are errors that say what to install."""
    with monkeypatch.context() as patch:
        package.cache_clear()
        patch.setattr(onnx, "__version__", "1.15.0")
        with pytest.raises(ag.Error, match="onnx is 1.15.0, expected 1.16 or later") as found:
            ag.onnx.load(tmp_path / "net.onnx")
        assert found.value.notes == ("pip install onnx==1.22.0",)
        for name, call in (("onnx", ag.onnx.load), ("torch", ag.torch.trace)):
            patch.setitem(sys.modules, name, None)
            with pytest.raises(ag.Error, match=f"needs? the package {name}") as found:
                call("net.onnx" if name == "onnx" else None)
            assert found.value.notes[0].startswith(f"pip install {name}==")
    package.cache_clear()


def test_random_changes(tmp_path):
    """Models of ONNX's node tests with random changes give a program or an error."""
    command = [sys.executable, str(Path(__file__).parent / "fuzz.py"), "--seed", "7", "--count", "100", "--keep", str(tmp_path)]
    made = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)))
    assert made.returncode == 0, made.stdout + made.stderr
