# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gradients that are a choice are those in docs/Spec.md (edge_table.py), interpreted and compiled."""
import numpy as np
import pytest
from edge_table import EDGES

import ag
from ag import ops
from tools import run_tool

INF, NAN = np.inf, np.nan

#: For each row of the table: a function, its arguments, and the gradients of the sum of its results by its floats.
CASES = {
    "abs": [(ag.abs, [[0, -0.0, 2]], [[0, 0, 1]])],
    "max, min of two values": [
        (ag.maximum, [[1, 2, 3], [1, 3, 2]], [[.5, 0, 1], [.5, 1, 0]]),
        (ag.minimum, [[1, 2, 3], [1, 3, 2]], [[.5, 1, 0], [.5, 0, 1]])],
    "max, min with a constant known when compiling": [
        (ag.relu, [[0, -0.0, 1, -1]], [[0, 0, 1, 0]]),
        (lambda x: ag.minimum(x, 2.0), [[2, 1, 3]], [[0, 1, 0]]),
        (lambda x: ag.clip(x, -1.0, 1.0), [[-1, 1, .5, 2]], [[0, 0, 1, 0]])],
    "reduce max and min, windows of them": [
        (lambda x: x.max(0), [[3, 3, 1, 3]], [[1 / 3, 1 / 3, 0, 1 / 3]]),
        (lambda x: x.min(0), [[3, 1, 1, 3]], [[0, .5, .5, 0]])],
    "reduce prod": [
        (lambda x: x.prod(0), [[0, 2, 3]], [[6, 0, 0]]),
        (lambda x: x.prod(0), [[0, 0, 3]], [[0, 0, 0]]),
        (lambda x: ag.grad(lambda y: y.prod(0))(x), [[0, 0, 3]], [[3, 3, 0]]),
        (lambda x: ag.grad(lambda y: y.prod(0))(x), [[0, 2, 3]], [[5, 3, 2]])],
    "pow(x, y) by x": [(lambda x: ag.power(x, ag.array([0.0, 0, 2, 3, .5])), [[0, 2, -2, 0, 4]], [[0, 0, -4, 0, .25]])],
    "pow(x, y) by y": [(lambda y: ag.power(ag.array([0.0, 0, 2, -2]), y), [[0, 3, 0, 2]], [[0, 0, np.log(2), NAN]])],
    "select": [
        (lambda x: ag.where(x > 0, ag.log(x), x), [[0, -1, 2]], [[1, 1, .5]]),
        (lambda x: ag.where(x > 0, ag.sqrt(x) / x, 1.0), [[0, 4]], [[0, -1 / 16]])],
    "slice, gather, update, branches": [
        (lambda x: ag.sqrt(x)[1:], [[0, 4]], [[0, .25]]),
        (lambda x, i: ops.gather(0, "error", ag.log(x), i), [[0, 4], np.array([1, 1])], [[0, .5]]),
        (lambda x: ag.sqrt(x).at[0].set(3.0), [[0, 4]], [[0, .25]]),
        (lambda x: ag.grad(lambda y: ag.sqrt(y)[1:].sum())(x), [[0, 4]], [[0, -1 / 32]]),
        (lambda x: ag.cond(x[1] > 0, lambda y, z: y, lambda y, z: z, x, ag.log(x)), [[0, 4]], [[1, 1]])],
    "sqrt, rsqrt, log, div": [
        (ag.sqrt, [[0, 4]], [[INF, .25]]), (ops.rsqrt, [[0, 4]], [[-INF, -1 / 16]]), (ag.log, [[0, 4]], [[INF, .25]]),
        (lambda x, y: x / y, [[1, 0], [0, 0]], [[INF, INF], [-INF, NAN]]),
        (lambda x: ag.sqrt((x * x).sum(0)), [[0, 0]], [[NAN, NAN]])],
    "ag.linalg.norm": [
        (ag.linalg.norm, [[0, 0]], [[0, 0]]), (ag.linalg.norm, [[3, -4]], [[.6, -.8]]),
        (lambda x: ag.linalg.norm(x[None], axis=0), [[0, -4]], [[0, -1]]),
        (lambda x: ag.linalg.norm(x[:, None], "fro", keepdims=True), [[0, 0]], [[0, 0]]),
        (lambda x: ag.grad(ag.linalg.norm)(x), [[0, 0]], [[0, 0]]),
        (lambda x: ag.grad(lambda y: ag.linalg.norm(y[None], axis=0).sum())(x), [[0, -4]], [[0, 0]]),
        (lambda x: ag.jvp(ag.linalg.norm, [x], [ag.ones_like(x)])[1], [[0, 0]], [[0, 0]]),
        (lambda x: ag.jvp(ag.linalg.norm, [x], [ag.ones_like(x)])[1], [[3, -4]], [[1.12 / 5, .84 / 5]]),
        (lambda x: ag.linalg.norm(x / x), [[0, 2]], [[NAN, NAN]])],
    "sigmoid, tanh, erf": [(function, [[1e3, -1e3, INF, -INF]], [[0, 0, 0, 0]])
                           for function in (ops.sigmoid, ag.tanh, ops.erf)],
    "softmax, log_softmax": [
        (lambda x: ag.softmax(x)[0], [[0, -INF, 0]], [[.25, 0, -.25]]),
        (lambda x: ag.log_softmax(x)[0], [[0, -INF, 0]], [[.5, 0, -.5]]),
        (lambda x: ag.softmax(x)[0], [[-INF, -INF]], [[NAN, NAN]])],
    "logsumexp": [
        (ag.logsumexp, [[-INF, -INF]], [[0, 0]]), (ag.logsumexp, [[-INF, 0]], [[0, 1]]),
        (lambda x: ag.logsumexp(ag.stack([x, ag.array([-INF, 0.0])]), axis=0), [[-INF, 0]], [[0, .5]]),
        (lambda x: ag.grad(lambda y: ag.logsumexp(y))(x), [[-INF, -INF]], [[0, 0]])],
    "std": [
        (ag.std, [[3]], [[0]]), (lambda x: ag.std(ag.stack([x, x]), axis=1), [[3]], [[0]]),
        (lambda x: ag.std(ag.stack([x, -x]), axis=0), [[3, -1]], [[1, -1]]),
        (ag.std, [[3, 3]], [[NAN, NAN]])],
    "floor, ceil, round, trunc, comparisons, casts to integers": [
        (lambda x: ag.floor(x) + ag.ceil(x) + ag.round(x) + ops.trunc(x), [[.5, 1, -3]], [[0, 0, 0]]),
        (lambda x: (x > 1).astype("f64") + x.astype("i32").astype("f64"), [[.5, 1, -3]], [[0, 0, 0]])],
    "rem(x, y)": [(ops.rem, [[5, -5, 7.5, -6, 1], [3, 3, -2, 3, .1]], [[1, 1, 1, 1, 1], [-1, 1, 3, 2, -9]])],
    "gather, scatter": [
        (lambda x, i: ops.gather(0, "clamp", x, i), [[1, 2, 3], np.array([5, 1, 9])], [[0, 1, 2]]),
        (lambda x, i, u: ops.scatter(0, "clamp", x, i, u) * ag.array([1.0, 2, 3]), [[1, 2, 3], np.array([5, 1]), [7, 8]],
         [[1, 2, 3], [3, 2]]),
        (lambda x, i: ops.gather(0, "fill", x, i), [[1, 2, 3], np.array([5, 1, 9])], [[0, 1, 0]]),
        (lambda x, i, u: ops.scatter(0, "drop", x, i, ag.sqrt(u)), [[1, 2], np.array([1, 2]), [4, 0]], [[1, 1], [.25, 0]]),
        (lambda x, i, u: ops.scatter(0, "drop", x, i, u) * ag.array([1.0, 2, 3]), [[1, 2, 3], np.array([5, 1]), [7, 8]],
         [[1, 2, 3], [0, 2]])],
    "scatter set": [
        (lambda x, i, u: ops.scatter(0, "error", x, i, u, "set") * ag.array([1.0, 2, 3]),
         [[1, INF, 3], np.array([1, 0, 1]), [NAN, 7, 8]], [[0, 0, 3], [0, 1, 2]]),
        (lambda x, i, u: ops.scatter(0, "drop", x, i, u, "set") * ag.array([1.0, 2, 3]),
         [[1, 2, 3], np.array([[2, 9], [-1, 2]]), [[4, 5], [6, 7]]], [[1, 2, 0], [[0, 0], [0, 3]]]),
        (lambda x, i, u: ops.scatter(0, "drop", ag.sqrt(x), i, ag.sqrt(u), "set"),
         [[0, 4], np.array([0, 0, 2]), [0, 4, 0]], [[0, .25], [0, .25, 0]])],
    "scatter max and min": [
        (lambda x, i, u: ops.scatter(0, "clamp", x, i, u, "max") * ag.array([1.0, 2, 3]),
         [[1, 2, 3], np.array([0, 0, 1, 7]), [1, 1, 5, 3]], [[1 / 3, 0, 1.5], [1 / 3, 1 / 3, 2, 1.5]]),
        (lambda x, i, u: ops.scatter(0, "drop", x, i, u, "min") * ag.array([1.0, 2, 3]),
         [[1, 2, NAN], np.array([0, 0, 2, 7]), [-1, -1, 5, 3]], [[0, 2, 0], [.5, .5, 0, 0]])],
    "a reduction": [(lambda x: x[:0].sum(0) + x[:0].prod(0), [[1, 2]], [[0, 0]])],
    "f16, bf16": [
        (lambda x: ag.broadcast_to(x, (3000,)), [np.array([1], dtype)], [np.array([expected], dtype)])
        for dtype, expected in ((ag.DTYPES["f16"].numpy, 3000), (ag.DTYPES["bf16"].numpy, 3008))],
}

#: For ops that the package does not create: the program, its arguments and cotangents, and the output.
UPSTREAM = {
    "rem(x, y)": ("""func.func @main(%x: tensor<3xf64>, %y: tensor<3xf64>) -> tensor<3xf64> {
  %0 = arith.remf %x, %y : tensor<3xf64>
  return %0 : tensor<3xf64>
}""", [[5, -5, 7.5], [3, 3, -2], [1, 1, 1]], "f64[3] [1, 1, 1]\nf64[3] [-1, 1, 3]\n"),
    "max, min with a constant known when compiling": ("""func.func @main(%x: tensor<4xf64>) -> tensor<4xf64> {
  %c = arith.constant dense<1.0> : tensor<4xf64>
  %0 = arith.minimumf %x, %c : tensor<4xf64>
  return %0 : tensor<4xf64>
}""", [[1, 2, 0, 1], [1, 1, 1, 1]], "f64[4] [0, 0, 1, 0]\n"),
    "reduce max and min, windows of them": ("""func.func @main(%x: tensor<5xf64>) -> tensor<3xf64> {
  %least = arith.constant dense<-1.0e300> : tensor<3xf64>
  %0 = linalg.generic {indexing_maps = [affine_map<(o, k) -> (o + k)>, affine_map<(o, k) -> (k)>,
      affine_map<(o, k) -> (o)>], iterator_types = ["parallel", "reduction"]}
      ins(%x, %least : tensor<5xf64>, tensor<3xf64>) outs(%least : tensor<3xf64>) {
  ^bb0(%a: f64, %b: f64, %m: f64):
    %1 = arith.maximumf %m, %a : f64
    linalg.yield %1 : f64
  } -> tensor<3xf64>
  return %0 : tensor<3xf64>
}""", [[3, 3, 1, 3, 2], [1, 2, 4]],
        "f64[5] [0.5, 1.5, 0, 5, 0]\n"),
}


def gradient(function, arguments):
    """Returns the program that computes the gradients by all floats."""
    arguments = [argument if isinstance(argument, np.ndarray) else np.array(argument, np.float64)
                 for argument in arguments]

    def pulled(*given):
        floats = [number for number, each in enumerate(given) if each.dtype.is_float]

        def of_floats(*values):
            replaced = list(given)
            for number, value in zip(floats, values):
                replaced[number] = value
            return function(*replaced)

        result, pull = ag.vjp(of_floats, *(given[number] for number in floats))
        return pull(ag.ones_like(result))

    return ag.trace(pulled, *arguments, name="edge"), arguments


@pytest.mark.parametrize("what, case", [(what, case) for what, cases in CASES.items() for case in cases])
def test_edge(what, case):
    function, given, expected = case
    traced, arguments = gradient(function, given)
    for results in traced.interpret(*arguments, precision="declared"), traced.lower().compile()(*arguments):
        for result, values in zip(results, expected, strict=True):
            np.testing.assert_allclose(result.astype(np.float64), np.array(values, np.float64), rtol=1e-14, atol=0)


def test_all_edges_are_tested():
    assert {what for what, _, _ in EDGES} == CASES.keys() | UPSTREAM.keys()


def test_outside_is_a_failure():
    traced, arguments = gradient(lambda x, i: ops.gather(0, "error", x, i), [[1, 2, 3], np.array([5])])
    for run in traced.interpret, traced.lower().compile():
        with pytest.raises(ag.Error, match="index 5 is outside"):
            run(*arguments)


@pytest.mark.parametrize("mode", ["--on=interpreter", "--on=cpu"])
@pytest.mark.parametrize("program", UPSTREAM)
def test_upstream(program, mode, tmp_path):
    text, given, expected = UPSTREAM[program]
    paths = []
    for number, values in enumerate(given):
        paths.append(tmp_path / f"{number}.npy")
        np.save(paths[-1], np.array(values, np.float64))
    inputs = [f"--input={path}" for path in paths]
    assert run_tool("ag-run", "-", "--grad", mode, *inputs, "--print", text=text).decode() == expected
