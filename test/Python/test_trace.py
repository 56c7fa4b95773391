# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The text of a traced function."""
import re

import numpy as np
import pytest

import ag

X = ag.spec("f32", ["batch", 784], batch=(1, 64))
WEIGHTS = {
    "w1": ag.parameter("w1", ag.spec("f32", [784, 512])),
    "b1": ag.parameter("b1", ag.spec("f32", [512])),
}


def layer(x, p):
    h = ag.nn.relu(x @ p["w1"] + p["b1"])
    return h


def test_text():
    assert ag.trace(layer, X, WEIGHTS).as_text() == """\
module {
  func.func @layer(%x: tensor<?x784xf32> {ag.dims = ["batch", 784], ag.name = "x"}) -> tensor<?x512xf32> \
attributes {ag.ranges = {batch = [1, 64]}} {
    %w1 = ag.parameter "w1" : tensor<784x512xf32>
    %b1 = ag.parameter "b1" : tensor<512xf32>
    %c0 = arith.constant 0 : index
    %batch = tensor.dim %x, %c0 : tensor<?x784xf32>
    %0 = ag.contract "mk,kn->mn" %x, %w1 : tensor<?x784xf32>, tensor<784x512xf32> -> tensor<?x512xf32>
    %1 = ag.broadcast %b1 [1] (%batch) : tensor<512xf32> -> tensor<?x512xf32>
    %2 = ag.add %0, %1 : tensor<?x512xf32>
    %cst = arith.constant dense<0.000000e+00> : tensor<f32>
    %3 = ag.broadcast %cst [] (%batch) : tensor<f32> -> tensor<?x512xf32>
    %h = ag.max %2, %3 : tensor<?x512xf32>
    return %h : tensor<?x512xf32>
  }
}
"""


def test_text_is_read_back():
    text = ag.trace(layer, X, WEIGHTS).as_text()
    again = ag._ag.Module.parse(text, "layer.mlir").text(locations=False)
    anonymous = re.compile(r"%[\w.]+")
    assert anonymous.sub("%", again) == anonymous.sub("%", text)


def test_locations():
    text = ag.trace(layer, X, WEIGHTS).as_text(locations=True)
    line = layer.__code__.co_firstlineno + 1
    assert f'test_trace.py":{line}:20)' in text  # x @ p["w1"]
    assert f'test_trace.py":{line}:9)' in text  # ag.nn.relu(...)


def test_unused_sizes_leave_no_trace():
    text = ag.trace(lambda x: x.reshape(-1)[: x.shape[0]].sum() * 0 + x.sum(), X, name="f").as_text()
    assert text.count("tensor.dim") == 1
    assert "tensor.dim" not in ag.trace(lambda x: x.sum(axis=1), X).as_text()


def test_names():
    def f(first, nest):
        return {"total": first + nest["a"], "inner": (nest["b"][0],)}

    one = ag.spec("f32", [3])
    text = ag.trace(f, one, {"a": one, "b": [one]}).as_text()
    assert '(%first: tensor<3xf32> {ag.name = "first"}, %nest.a: tensor<3xf32> {ag.name = "nest.a"}, ' in text
    assert '-> (tensor<3xf32> {ag.name = "total"}, tensor<3xf32>)' in text


@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_every_element_type(dtype):
    text = ag.trace(lambda x: ag.maximum(x, x), ag.spec(dtype, [2])).as_text()
    assert f"ag.max %x, %x : tensor<2x{dtype}>" in text


@pytest.mark.parametrize("dtype", [d for d in ag.DTYPES if d != "i1"])
def test_constants_of_every_element_type(dtype):
    values = np.array([[0, 1], [2, 100]], ag.DTYPES[dtype].numpy)
    one = ag.spec(dtype, [2, 2])
    result = ag.trace(lambda x: x + values + 1, one).interpret(values, precision="declared")
    ag.testing.assert_close(result, values + values + ag.DTYPES[dtype].numpy.type(1))


@pytest.mark.parametrize("number, bf16, f16", [
    (1 + 2**-8 + 2**-40, 1 + 2**-7, 1 + 2**-8), (1 + 2**-8, 1, 1 + 2**-8), (1 + 2**-8 - 2**-40, 1, 1 + 2**-8),
    (-1 - 3 * 2**-8 + 2**-30, -1 - 2**-7, -1 - 3 * 2**-8), (1 + 2**-11 + 2**-40, 1, 1 + 2**-10),
    (2**60 + 2**52 + 1, 2**60 + 2**53, np.inf), (2**60 + 2**52, 2**60, np.inf), (1e39, np.inf, np.inf),
    (2.0**-134 * (1 + 2**-30), 2.0**-133, 0), (65519, 65536, 65504), (np.nan, np.nan, np.nan)], ids=str)
def test_constants_are_rounded_once(number, bf16, f16):
    """Constants are not rounded to f32 first, which would make ties of other numbers."""
    def constants(x):
        return [value for dtype in ("bf16", "f16") for value in (ag.full((), number, dtype), ag.array([number], dtype),
                                                                 x.astype(dtype) * 0 + number)]

    with np.errstate(over="ignore"):
        results = ag.trace(constants, ag.spec("f32", [])).interpret(np.float32(0), precision="declared")
    np.testing.assert_array_equal([result.astype(np.float64).item() for result in results], [bf16] * 3 + [f16] * 3)


@pytest.mark.parametrize("dtype", ["f32", "i64", "ui16", "bf16", "i1"])
def test_bytes_in_the_other_order(dtype):
    """The other byte order works for constants, and for arguments of the interpreter."""
    values = np.array([[0, 1], [1, 1]], ag.DTYPES[dtype].numpy)
    swapped = values.astype(values.dtype.newbyteorder(">"))
    traced = ag.trace(lambda x: (x, x == swapped, ag.array(swapped)), ag.spec(dtype, [2, 2]))
    expected = (values, np.ones((2, 2), bool), values)
    ag.testing.assert_close(traced.interpret(swapped, precision="declared"), expected)
    ag.testing.assert_close(traced.interpret(values, precision="declared"), expected)


def test_large_constant():
    values = np.arange(4096, dtype=np.float32).reshape(64, 64)
    traced = ag.trace(lambda x: x + values, ag.spec("f32", [64, 64]))
    assert "dense_resource<" in traced.as_text()
    ag.testing.assert_close(traced.interpret(values, precision="declared"), values + values)


def test_large_constant_is_one_however_often_it_is_used():
    values = np.arange(4096, dtype=np.float32).reshape(64, 64)

    def step(total, row):
        return total + row @ values, total

    traced = ag.trace(lambda x: ag.scan(step, x[0], x @ values)[0] + x[1] @ values.copy(), ag.spec("f32", [3, 64]))
    assert traced.as_text().count("arith.constant dense_resource<") == 1


def test_modules_are_the_same_each_time():
    assert ag.trace(layer, X, WEIGHTS).as_text() == ag.trace(layer, X, WEIGHTS).as_text()
