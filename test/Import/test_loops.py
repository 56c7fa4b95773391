# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's If, Loop and Scan are branches and loops of the program, for sizes that are known when it runs."""
from __future__ import annotations

import numpy as np
import pytest
from onnx_models import check, loaded, parsed

import ag

X = np.random.default_rng(1).standard_normal((4, 6, 5)).astype(np.float32)

BRANCHES = """
net (float[n] x, bool flag) => (float[n] y) {
  y = If (flag) <then_branch = one () => (float[n] a) { a = Neg(x) },
                 else_branch = other () => (float[n] b) { b = Mul(x, x) }>
}"""


def test_branches(tmp_path):
    """A condition that is computed chooses when the program runs, and one that is known, while it is imported."""
    program = loaded(tmp_path, BRANCHES)
    assert "scf.if" in program.as_text()
    check(program, [X[0, 0], np.array(True)], -X[0, 0])
    check(program, [X[0, 0], np.array(False)], X[0, 0] ** 2)
    program = loaded(tmp_path, BRANCHES, flag=True)
    assert "scf.if" not in program.as_text()
    check(program, [X[0, 0]], -X[0, 0])


def test_branches_of_two_shapes(tmp_path):
    """Branches whose results have different shapes are refused, and an input that decides between them is named; the backend
    fixes it."""
    text = BRANCHES.replace("b = Mul(x, x)", "axis = Constant<value_ints = [0]>() b = Unsqueeze(x, axis)").replace(
        "=> (float[n] y)", "=> (float[] y)")
    with pytest.raises(ag.Error, match="its condition decides a type") as found:
        loaded(tmp_path, text)
    assert any("give flag a value" in note for note in found.value.notes)
    (y,) = ag.onnx.Backend.run_model(parsed(text.replace("float[n]", "float[5]")), [X[0, 0], np.array(False)])
    assert y.shape == (1, 5)


COUNTED = """
net (float[n] x, float[t, n] rows) => (float[n] y, float[t, n] sums) {
  shape = Shape<start = 0, end = 1>(rows)
  count = Squeeze(shape)
  y, sums = Loop (count, "", x) <body = step (int64 i, bool c, float[n] v) => (bool d, float[n] w, float[n] s) {
    d = Identity(c)
    row = Gather(rows, i)
    w = Add(v, row)
    s = Identity(w)
  }>
}"""


def test_counted_loop(tmp_path):
    """A loop whose trip count is a size is an scf.for, and collects a row for each iteration; also for none."""
    program = loaded(tmp_path, COUNTED)
    assert "scf.for" in program.as_text() and "scf.while" not in program.as_text()
    x, rows = X[0, 0], X[1]
    sums = x + rows.cumsum(0)
    check(program, [x, rows], sums[-1], sums)
    check(program, [x, rows[:0]], x, rows[:0])


ENDING = """
net (float[n] x, float limit) => (float[n] y, float[n] same, float[t, n] all) {
  most = Constant<value_int = 6>()
  yes = Constant<value = bool {1}>()
  y, same, all = Loop (most, yes, x, x) <
    body = step (int64 i, bool c, float[n] v, float[n] u) => (bool d, float[n] w, float[n] u2, float[n] r) {
      w = Add(v, v)
      u2 = Identity(u)
      total = ReduceSum<keepdims = 0>(w)
      d = Less(total, limit)
      r = Identity(w)
    }>
}"""


def test_loop_that_ends(tmp_path):
    """A loop that may end before its trip count has rows for all of it, and their number. The backend cuts the others."""
    program = loaded(tmp_path, ENDING)
    x = np.abs(X[0, 0])
    limit = np.float32(5 * x.sum())
    rows = np.stack([2 * x, 4 * x, 8 * x, *[0 * x] * 3])
    check(program, [x, limit], 8 * x, x, rows, 3)
    found = ag.onnx.Backend.run_model(parsed(ENDING), [x, limit])
    assert [each.shape for each in found] == [(5,), (5,), (3, 5)]


SCAN = """
net (float[b, h] s, float[b, t, h] x) => (float[b, h] last, float[t, b, h] y, float[t, b, h] z) {
  last, y, z = Scan<num_scan_inputs = 1, scan_input_axes = [-2], scan_input_directions = [1], scan_output_directions = [0, 1],
    body = step (float[b, h] v, float[b, h] r) => (float[b, h] w, float[b, h] o, float[b, h] p) {
      w = Add(v, r)
      o = Identity(w)
      p = Identity(w)
    }>(s, x)
}"""


def test_scan(tmp_path):
    """A scan goes over any axis from either end, and writes its rows from either end."""
    program = loaded(tmp_path, SCAN)
    sums = X[:, 0][:, None] + X[:, ::-1].cumsum(1)
    rows = sums.transpose(1, 0, 2)
    check(program, [X[:, 0], X], sums[:, -1], rows, rows[::-1])
    check(program, [X[:, 0], X[:, :0]], X[:, 0], rows[:0], rows[:0])


def test_scan_of_lengths(tmp_path):
    """Version 8 scans each element of a batch up to its length."""
    program = loaded(tmp_path, """
net (float[b, h] s, float[b, t, h] x, int64[b] lengths) => (float[b, h] last, float[b, t, h] y) {
  last, y = Scan<num_scan_inputs = 1, body = step (float[h] v, float[h] r) => (float[h] w, float[h] o) {
    w = Add(v, r)
    o = Identity(w)
  }>(lengths, s, x)
}""", 8)
    lengths = np.array([6, 2, 3, 1])
    sums = X[:, 0][:, None] + X.cumsum(1)
    kept = np.arange(6)[None, :, None] < lengths[:, None, None]
    check(program, [X[:, 0], X, lengths], sums[np.arange(4), lengths - 1], np.where(kept, sums, 0))


@pytest.mark.parametrize("text, message", [
    (COUNTED.replace("w = Add(v, row)", "w = Concat<axis = 0>(v, row)"), "what a loop carries keeps its type and shape"),
    (COUNTED.replace("Loop (count,", 'Loop ("",'), "number of its iterations has no bound|it has no end"),
    (COUNTED.replace("w = Add(v, row)", "w = Strange(v, row)"), "Strange is not supported"),
    (SCAN.replace("scan_input_axes = [-2]", "scan_input_axes = [3]"), "the axis is 3"),
    (SCAN.replace("num_scan_inputs = 1", "num_scan_inputs = 3"), "which do not fit"),
    ("net (float[n] x) => (float[n] y) { z = SequenceConstruct(x) k = Constant<value_int = 0>() y = SequenceAt(z, k) }",
     "SequenceConstruct is not supported, as sequences are not"),
])
def test_refusals(tmp_path, text, message):
    """A refusal says what is missing."""
    with pytest.raises(ag.Error, match=message):
        loaded(tmp_path, text)
