# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does the walk over a graph fold what computes shapes, take sizes as equal that may be so, collect all that is not
supported, and name nodes?"""
from __future__ import annotations

import numpy as np
import onnx
import onnx.parser
import pytest

import ag
from ag.importers.rules import Table


def saved(tmp_path, text: str, **initializers: np.ndarray):
    """Writes a model, which is given as text, and returns its path."""
    model = onnx.parser.parse_model(f'<ir_version: 8, opset_import: ["" : 18]> {text}')
    for name, array in initializers.items():
        model.graph.initializer.append(onnx.numpy_helper.from_array(array, name))
    path = tmp_path / "net.onnx"
    onnx.save(model, path)
    return path


def ops_of(traced: ag.Traced) -> list[str]:
    """Returns the names of ag's ops in a program."""
    return [word for word in traced.as_text().split() if word.startswith("ag.") and not word.endswith("=")]


RESHAPE = """
net (float[b, 6] x) => (float[b, 2, 3] y) {
  shape = Shape(x)
  zero = Constant<value_ints = [0]>()
  batch = Gather(shape, zero)
  rest = Constant<value_ints = [2, 3]>()
  sizes = Concat<axis = 0>(batch, rest)
  y = Reshape(x, sizes)
}"""


def test_shapes_are_folded(tmp_path):
    """A chain of ops that computes a shape leaves one reshape in the program."""
    program = ag.onnx.load(saved(tmp_path, RESHAPE))
    assert ops_of(program).count("ag.reshape") == 1
    assert not any("gather" in op or "concat" in op for op in ops_of(program))
    x = np.arange(12, dtype=np.float32).reshape(2, 6)
    assert np.array_equal(program.lower().compile()(x), x.reshape(2, 2, 3))


def test_names_and_ranges(tmp_path):
    """A spec renames a dimension and bounds it; names are checked against the file's."""
    path = saved(tmp_path, RESHAPE)
    program = ag.onnx.load(path, x=ag.spec("f32", ["rows", 6], rows=(1, 4)))
    assert 'ag.dims = ["rows", 6]' in program.as_text() and "rows = [1, 4]" in program.as_text()
    for spec, message in ((ag.spec("f64", ["b", 6]), "the model has f32"), (ag.spec("f32", ["b", 7]), "the model has"),
                          (ag.spec("f32", [6]), "the model has")):
        with pytest.raises(ag.Error, match=message):
            ag.onnx.load(path, x=spec)
    with pytest.raises(ag.Error, match="no input z"):
        ag.onnx.load(path, z=3)


ADDED = """
net (float[a] x, float[b] y) => (float[a] z) {
  w = Add(x, y)
  z = Mul(w, x)
}"""


def test_sizes_that_may_be_equal(tmp_path):
    """Two named sizes are taken as equal, which a run checks; its message names the node."""
    f = ag.onnx.load(saved(tmp_path, ADDED)).lower().compile()
    x = np.arange(3, dtype=np.float32)
    assert np.array_equal(f(x, x), (x + x) * x)
    with pytest.raises(ag.Error, match=r"Add\(x, y\).*3 and 4"):
        f(x, np.zeros(4, np.float32))
    with pytest.raises(ag.Error, match="Add"):
        ag.onnx.load(saved(tmp_path, ADDED), x=ag.spec("f32", ["a"], a=(1, 4)), y=ag.spec("f32", ["b"], b=(5, 8)))


def test_dimensions_without_names(tmp_path):
    """A dimension to which the file gives no name gets that of the one which it has to be."""
    text = ADDED.replace("float[b] y", "float[?] y")
    program = ag.onnx.load(saved(tmp_path, text))
    assert program.as_text().count('ag.dims = ["a"]') == 2


WRONG = """
net (float[b, 4] x, float[3, 4] s) => (float[b, 4] y, float[b, 4] z) {
  a = Relu(x)
  c = Bogus(a)
  d = Unheard<level = 2>(a)
  e = Unheard<level = 3>(c)
  f = MatMul(a, s)
  y = Add(a, d)
  z = Softmax<axis = 7>(a)
}"""


def test_all_problems_are_told(tmp_path):
    """An import goes on behind a node that is not supported, and lists all of them with their places."""
    path = saved(tmp_path, WRONG)
    support = ag.onnx.is_supported(path)
    assert not support and support.nodes == 7
    assert [(each.op, each.count, each.line) for each in support.missing] == [
        ("Bogus", 1, 2), ("Unheard", 2, 3), ("MatMul", 1, 5), ("Softmax", 1, 7)]
    with pytest.raises(ag.Error) as caught:
        ag.onnx.load(path)
    text = str(caught.value)
    assert "5 of 7 nodes are not supported" in text
    for part in ("net.onnx:2: Bogus", "net.onnx:3: Unheard, 2 times", "net.onnx:5: MatMul"):
        assert part in text
    assert ag.onnx.is_supported(saved(tmp_path, RESHAPE))


def test_places(tmp_path):
    """Locations of ops, and errors of a run, have the file and the node."""
    program = ag.onnx.load(saved(tmp_path, RESHAPE))
    assert "net.onnx" in program.as_text(locations=True)


DECIDES = """
net (float[b, 6] x, int64[3] sizes) => (float[p, q, r] y) {
  y = Reshape(x, sizes)
}"""


def test_inputs_that_decide(tmp_path):
    """An input whose elements decide a shape needs a value."""
    path = saved(tmp_path, DECIDES)
    with pytest.raises(ag.Error, match="give sizes a value"):
        ag.onnx.load(path)
    program = ag.onnx.load(path, sizes=[0, 2, 3])
    x = np.arange(12, dtype=np.float32).reshape(2, 6)
    assert np.array_equal(program.interpret(x), x.reshape(2, 2, 3))
    backend = ag.onnx.Backend.prepare(onnx.load(path))
    for sizes in ([2, 2, 3], [2, 3, 2], [2, 2, 3]):
        assert backend.run([x, np.array(sizes)])[0].shape == tuple(sizes)


def test_weights(tmp_path):
    """Initializers become parameters by their names, wherever they stand, and a number of the text does not."""
    text = """
net (float[b, 2] x) => (float[b, 3] y) {
  half = Constant<value_float = 0.5>()
  v = Identity(w)
  m = MatMul(x, v)
  n = Mul(m, half)
  y = Add(n, bias)
}"""
    w, bias = np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(3, np.float32)
    program = ag.onnx.load(saved(tmp_path, text, w=w, bias=bias))
    assert sorted(program.parameters) == ["bias", "w"]
    x = np.ones((2, 2), np.float32)
    assert np.allclose(program.interpret(x), x @ w * 0.5 + bias)


BRANCHES = """
net (float[a] x, float[b] y, bool c) => (float[a] z) {
  z = If (c) <
    then_branch = g1 () => (float[a] p) { p = Add(x, y) },
    else_branch = g2 () => (float[a] q) { q = Neg(x) }
  >
}"""


def test_checks_of_bodies(tmp_path):
    """Sizes that a branch needs to be equal are checked if that branch runs."""
    f = ag.onnx.load(saved(tmp_path, BRANCHES)).lower().compile()
    x, y = np.arange(3, dtype=np.float32), np.ones(4, np.float32)
    assert np.array_equal(f(x, y, np.bool_(False)), -x)
    assert np.array_equal(f(x, y[:3], np.bool_(True)), x + 1)
    with pytest.raises(ag.Error, match="3 and 4"):
        f(x, y, np.bool_(True))


KEYS = """
net (float[b, 2, n, 3] x) => (float[b, 2, 3, n] y) {
  merged = Reshape(x, three)
  turned = Transpose<perm = [0, 2, 1]>(merged)
  sizes = Shape(x)
  kept = Slice(sizes, zero, two)
  last = Slice(sizes, two, three_1)
  shape = Concat<axis = 0>(kept, head, last)
  y = Reshape(turned, shape)
}"""


@pytest.mark.parametrize("names", [["", "", ""], ["/a/Reshape", "/a/Transpose", "/b/Reshape"],
                                   ["/a/Reshape", "/b/Transpose", "/b/Reshape"]])
def test_values_of_regions(tmp_path, names):
    """Ops that are seen as one are so in one module, and stay several where a module between has ended."""
    path = saved(tmp_path, KEYS, three=np.array([-1, 4, 3]), zero=np.array([0]), two=np.array([2]), three_1=np.array([3]),
                 head=np.array([3]))
    model = onnx.load(path)
    for place, name in zip((0, 1, -1), names):
        model.graph.node[place].name = name
    onnx.save(model, path)
    x = np.arange(2 * 2 * 4 * 3, dtype=np.float32).reshape(2, 2, 4, 3)
    program = ag.onnx.load(path, x=ag.spec("f32", ["b", 2, 4, 3]))
    assert np.array_equal(program.lower().compile()(x), x.transpose(0, 1, 3, 2))


def test_one_rule_of_an_op():
    """A table refuses a second rule for an op from the same version on."""
    table = Table("org.example")
    table.rule("Twice")(lambda x: x + x)
    table.rule("Twice", since=2)(lambda x: x * 2)
    with pytest.raises(ag.Error, match="Twice has two rules from version 2 on"):
        table.rule("Twice", since=2)(lambda x: x * 2)
