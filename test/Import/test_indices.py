# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's gathers, scatters and selections are numpy's, for sizes that are known when the program runs."""
from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx_models import check, loaded, parsed

import ag

RANDOM = np.random.default_rng(2)
X = RANDOM.standard_normal((3, 4, 5)).astype(np.float32)
ROWS = np.array([[0, 1], [2, -1], [1, 3]])
UPDATES = RANDOM.standard_normal((3, 5)).astype(np.float32)


def test_gathers(tmp_path):
    """Rows of indices name leading dimensions, after those of a batch; indices can be fewer than elements, or none."""
    program = loaded(tmp_path, "net (float[a, b, c] x, int64[n, 2] i) => (float[n, c] y) { y = GatherND(x, i) }")
    check(program, [X, ROWS], X[ROWS[:, 0], ROWS[:, 1]])
    check(program, [X, ROWS[:0]], X[0, :0])
    places = np.array([[[1], [0]], [[2], [-1]], [[3], [3]]])
    program = loaded(tmp_path, "net (float[a, b, c] x, int64[a, n, 1] i) => (float[a, n, c] y) { y = GatherND<batch_dims = 1>(x, i) }")
    check(program, [X, places], np.take_along_axis(X, places, 1))
    few = RANDOM.integers(-4, 4, (2, 3, 5))
    program = loaded(tmp_path, "net (float[a, b, c] x, int64[d, e, f] i) => (float[d, e, f] y) { y = GatherElements<axis = 1>(x, i) }")
    check(program, [X, few], np.take_along_axis(X[:2], few, 1))
    with pytest.raises(ag.Error, match="GatherND"):
        program = loaded(tmp_path, "net (float[a, b] x, int64[n, 3] i) => (float[n] y) { y = GatherND(x, i) }")


@pytest.mark.parametrize("reduction, function", [
    ("add", np.add), ("mul", np.multiply), ("max", np.maximum), ("min", np.minimum), ("none", None)])
def test_scatters(tmp_path, reduction, function):
    """Updates of one place are combined, or the last one replaces the element."""
    rows = ROWS if function is None else np.array([[0, 1], [0, -3], [1, 3]])
    want = X.copy()
    if function is None:
        want[rows[:, 0], rows[:, 1]] = UPDATES
    else:
        function.at(want, (rows[:, 0], rows[:, 1]), UPDATES)
    program = loaded(tmp_path, "net (float[a, b, c] x, int64[n, 2] i, float[n, c] u) => (float[a, b, c] y) { "
                     f'y = ScatterND<reduction = "{reduction}">(x, i, u) }}')
    check(program, [X, rows, UPDATES], want)
    check(program, [X, rows[:0], UPDATES[:0]], X)
    with pytest.raises(ag.Error):
        program.interpret(X, rows + 5, UPDATES)


@pytest.mark.parametrize("reduction, function", [("none", lambda x, y: y), ("add", np.add), ("mul", np.multiply)])
@pytest.mark.parametrize("rows", [[-2], [3, 0]])
def test_rows_of_transposes(tmp_path, reduction, function, rows):
    """PyTorch's exporter writes rows of caches between two Transposes. They are written where the cache is."""
    cache = RANDOM.standard_normal((2, 40, 50)).astype(np.float32)
    updates = RANDOM.standard_normal((len(rows), 50, 2)).astype(np.float32)
    path = tmp_path / "net.onnx"
    onnx.save(parsed(f"""net (float[2, 40, 50] cache, int64[{len(rows)}, 1] i, float[{len(rows)}, 50, 2] u)
      => (float[2, 40, 50] made, float[2, 50, 40] other) {{
      turned = Transpose<perm = [1, 2, 0]>(cache)
      written = ScatterND<reduction = "{reduction}">(turned, i, u)
      made = Transpose<perm = [2, 0, 1]>(written)
      other = Transpose<perm = [2, 1, 0]>(written)
    }}"""), path)
    program = ag.onnx.load(path, donate=["cache"])
    want = cache.copy()
    want[:, rows] = function(want[:, rows], updates.transpose(2, 0, 1))
    f = program.lower().compile(opt=1)
    for run in (program.interpret, f):
        made, other = run(cache.copy(), np.array(rows)[:, None], updates)
        assert np.allclose(made, want) and np.allclose(other, want.transpose(0, 2, 1))
    assert reduction == "mul" or f.memory()["workspace"] < cache.nbytes


def test_scatter_of_elements(tmp_path):
    """The last one of several updates for an element stays."""
    program = loaded(tmp_path, "net (float[a, b] x, int64[c, d] i, float[c, d] u) => (float[a, b] y) { "
                     "y = ScatterElements<axis = 1>(x, i, u) }")
    x, i, u = X[0], np.array([[1, -1, 1], [0, 0, 2]]), UPDATES[:2, :3]
    want = x.copy()
    for place in np.ndindex(i.shape):
        want[place[0], i[place]] = u[place]
    check(program, [x, i, u], want)


def test_reversed_sequences(tmp_path):
    """The first elements of each sequence, as many as its length says, are reversed."""
    program = loaded(tmp_path, "net (float[t, b, c] x, int64[b] n) => (float[t, b, c] y) { y = ReverseSequence(x, n) }")
    lengths = np.array([1, 2, 3, 0])
    check(program, [X, lengths], np.stack([np.concatenate([X[:n, k][::-1], X[n:, k]]) for k, n in enumerate(lengths)], 1))


def test_results_of_unknown_size(tmp_path):
    """A result whose size depends on elements has the greatest size and a count, which the backend cuts; also behind ops that
    keep the rest apart. Other ops refuse it."""
    flags = np.array([False, True, True, False])
    program = loaded(tmp_path, "net (float[a, b, c] x, bool[b] f) => (float[a, n, c] y) { y = Compress<axis = 1>(x, f) }")
    check(program, [X, flags], np.concatenate([X[:, flags], 0 * X[:, :2]], 1), 2)
    text = "net (float[3, 4] x) => (int64[n, 2] y) { z = NonZero(x) y = Transpose(z) }"
    (y,) = ag.onnx.Backend.run_model(parsed(text), [np.eye(3, 4, dtype=np.float32)])
    assert np.array_equal(y, [[0, 0], [1, 1], [2, 2]])
    with pytest.raises(ag.Error, match="dimension 1 of its operand x depends on elements, and is 12 at most"):
        loaded(tmp_path, text.replace("Transpose(z)", "ReduceSum(z)"))
    known = np.array([3, 1, 3, 2])
    text = "net (int64[4] x) => (int64[n] y, int64[n] i, int64[4] j, int64[n] k) { y, i, j, k = Unique(x) }"
    for found, want in zip(ag.onnx.Backend.run_model(parsed(text), [known]), np.unique(known, True, True, True), strict=True):
        assert np.array_equal(found, want)
    with pytest.raises(ag.Error, match="it sorts elements"):
        loaded(tmp_path, text)


def test_results_of_unknown_size_in_modules(tmp_path):
    """The count of such a result leaves the region of the module in which its node is."""
    model = parsed("net (float[a, b] x) => (int64[2, n] y) { z = Neg(x) y = NonZero(z) }")
    for node in model.graph.node:
        node.name = f"/boxes/{node.op_type}"
    program = loaded(tmp_path, model)
    assert 'ag.region "boxes"' in program.as_text()
    y, count = program.lower().compile(opt=1)(np.eye(2, 3, dtype=np.float32))
    assert count == 2 and np.array_equal(y[:, :2], [[0, 1], [0, 1]])


def test_splits(tmp_path):
    """The last part is smaller where the number of parts is given, and parts are equal otherwise, which a run checks."""
    text = "net (float[a, b] x) => (float[a, c] y, float[a, d] z) { y, z = Split<axis = -1, num_outputs = 2>(x) }"
    program = loaded(tmp_path, text)
    check(program, [X[0]], X[0][:, :3], X[0][:, 3:])
    check(program, [X[0][:, :0]], X[0][:, :0], X[0][:, :0])
    program = loaded(tmp_path, text.replace(", num_outputs = 2", ""), 13)
    check(program, [X[0][:, :4]], X[0][:, :2], X[0][:, 2:4])
    with pytest.raises(ag.Error, match="2 parts do not divide a dimension: 1 elements are left over"):
        program.interpret(X[0])


def suppressed(boxes, scores, most, iou):
    """Returns what NonMaxSuppression takes of corners [count, 4] and scores [classes, count], in numpy."""
    taken = []
    for number, each in enumerate(scores):
        open_ = list(np.argsort(-each))
        for _ in range(most):
            if not open_:
                break
            best = open_.pop(0)
            taken.append([0, number, best])
            sides = np.minimum(boxes[best, 2:], boxes[:, 2:]) - np.maximum(boxes[best, :2], boxes[:, :2])
            shared = np.maximum(sides, 0).prod(1)
            areas = (boxes[:, 2:] - boxes[:, :2]).prod(1)
            overlap = shared / (areas + areas[best] - shared)
            open_ = [place for place in open_ if overlap[place] <= iou]
    return np.array(taken)


def test_boxes(tmp_path):
    """Boxes that overlap better ones are dropped, for a number of boxes that is known when the program runs."""
    text = """
net (float[1, n, 4] boxes, float[1, c, n] scores) => (int64[k, 3] y) {
  most = Constant<value_int = 5>()
  iou = Constant<value_float = 0.3>()
  y = NonMaxSuppression(boxes, scores, most, iou)
}"""
    corners = RANDOM.uniform(0, 1, (1, 40, 2)).astype(np.float32)
    boxes = np.concatenate([corners, corners + RANDOM.uniform(0.1, 0.5, (1, 40, 2)).astype(np.float32)], 2)
    scores = RANDOM.uniform(0, 1, (1, 3, 40)).astype(np.float32)
    program = loaded(tmp_path, text)
    for count in (40, 2):
        want = suppressed(boxes[0, :count], scores[0, :, :count], 5, 0.3)
        for run in (program.interpret, program.lower().compile(opt=1)):
            y, number = run(boxes[:, :count], scores[:, :, :count])
            assert number == len(want) and np.array_equal(y[:len(want)], want)
