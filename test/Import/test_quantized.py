# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's quantized ops give what their formulas give, for scales of one number, of an axis and of blocks?"""
from __future__ import annotations

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(4)


def bits(dtype, *shape):
    bounds = np.iinfo(dtype)
    return DRAW.integers(bounds.min, bounds.max + 1, shape).astype(dtype)


def quantized(x, scale, zero_point):
    bounds = np.iinfo(zero_point.dtype)
    return np.clip(np.round(x / scale) + zero_point.astype("f8"), bounds.min, bounds.max).astype(zero_point.dtype)


def dequantized(x, scale, zero_point):
    return (x.astype("f8") - zero_point) * scale


#: The shape of scales, how they are broadcast to [3, 4, 7], and the attributes.
GRANULARITIES = {
    "one": ((), lambda s: s, {}),
    "axis": ((4,), lambda s: s[:, None], {"axis": -2}),
    "blocks": ((3, 2, 7), lambda s: s.repeat(2, 1), {"axis": 1, "block_size": 2}),
    "blocks_with_rest": ((3, 4, 3), lambda s: s.repeat(3, 2)[..., :7], {"axis": 2, "block_size": 3}),
}


@pytest.mark.parametrize("name", GRANULARITIES)
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2"])
def test_linear(name, dtype):
    shape, spread, attributes = GRANULARITIES[name]
    scale, zero_point = DRAW.uniform(0.25, 1, shape).astype("f4"), np.asarray(bits(dtype, *shape))
    x = (DRAW.standard_normal((3, 4, 7)) * 100).astype("f4")
    found = run("QuantizeLinear", [x, scale, zero_point], 21, **attributes)
    expected = quantized(x, spread(scale), spread(zero_point))
    assert found.dtype == dtype and np.array_equal(found, expected)
    q = bits(dtype, 3, 4, 7)
    found = run("DequantizeLinear", [q, scale, zero_point], 21, **attributes)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, dequantized(q, spread(scale), spread(zero_point)), rtol=1e-6)


def test_types_of_results():
    """Without a zero point, elements are ui8, or what output_dtype says. The type of the scale is that of floats."""
    x, scale = np.array([-1.5, 0.25, 0.75, 300], "f4"), np.array(0.5, "f4")
    assert run("QuantizeLinear", [x, scale], 10).tolist() == [0, 0, 2, 255]  # ties go to the even number
    assert run("QuantizeLinear", [x, scale], 21, output_dtype=3).tolist() == [-3, 0, 2, 127]
    large = run("DequantizeLinear", [np.array([65535], "u2"), np.array(0.5, "f2")], 21)
    assert large.dtype == np.float16 and large == 32768
    assert run("DequantizeLinear", [np.array([-9], "i4"), scale], 10) == -4.5


def test_dynamic_scale():
    x = DRAW.uniform(-3, 5, (4, 5)).astype("f4")
    y, scale, zero_point = run("DynamicQuantizeLinear", [x], 11, results=3)
    np.testing.assert_allclose(scale, (x.max() - x.min()) / 255, rtol=1e-6)
    assert zero_point == np.round(-x.min() / scale)
    np.testing.assert_allclose(dequantized(y, scale, zero_point), x, atol=scale)


def product(x, w):
    """The convolution of [N, C, D] with [O, C, K], padded by 1 at the front."""
    x = np.pad(x, [(0, 0), (0, 0), (1, 0)])
    windows = np.stack([x[..., place:place + w.shape[2]] for place in range(x.shape[2] - w.shape[2] + 1)], -2)
    return np.einsum("ncdk,ock->nod", windows, w)


@pytest.mark.parametrize("types", [("u1", "u1"), ("u1", "i1"), ("i1", "i1")], ids=str)
def test_products(types):
    """The padding of a convolution stands for 0, as zero points do. Scales of weights may differ for each output."""
    x, w = bits(types[0], 2, 3, 9), bits(types[1], 4, 3, 2)
    zero, zeros = np.array(3, types[0]), bits(types[1], 4)
    exact = product(x.astype("i8") - 3, w.astype("i8") - zeros[:, None, None])
    assert np.array_equal(run("ConvInteger", [x, w, zero, zeros], 10, pads=[1, 0]), exact)
    scales, bias = DRAW.uniform(0.01, 0.03, 4).astype("f4"), DRAW.integers(-99, 99, 4).astype("i4")
    ones = [np.array(number, "f4") for number in (0.02, 0.5)]
    found = run("QLinearConv", [x, ones[0], zero, w, scales, zeros, ones[1], zero, bias], 10, pads=[1, 0])
    wanted = (exact + bias[:, None]) * (ones[0] * scales / ones[1])[:, None] + 3
    bounds = np.iinfo(types[0])
    assert abs(found - np.clip(wanted, bounds.min, bounds.max)).max() < 0.51

    a, b, rows, columns = bits(types[0], 3, 5), bits(types[1], 5, 4), bits(types[0], 3), bits(types[1], 4)
    exact = (a.astype("i8") - rows[:, None]) @ (b.astype("i8") - columns)
    assert np.array_equal(run("MatMulInteger", [a, b, rows, columns], 10), exact)
    found = run("QLinearMatMul", [a, ones[0], zero, b, scales, columns, ones[1], zero], 10)
    wanted = (a.astype("i8") - 3) @ (b.astype("i8") - columns) * (ones[0] * scales / ones[1]) + 3
    assert abs(found - np.clip(wanted, bounds.min, bounds.max)).max() < 0.51


def test_refusals():
    x, scale = np.ones((3, 4), "f4"), np.ones((3, 2), "f4")
    with pytest.raises(ag.Error, match="blocks of 0 elements, expected a number from 1 on"):
        load("QuantizeLinear", [x, scale], 21)
    with pytest.raises(ag.Error, match="elements of float8e4m3fn are not supported"):
        load("QuantizeLinear", [x, scale[0, 0]], 21, output_dtype=17)


def test_compiled():
    x, w, scales = bits("u1", 2, 3, 9), bits("i1", 4, 3, 2), np.full(4, 0.01, "f4")
    operands = [x, np.array(0.5, "f4"), np.array(3, "u1"), w, scales, np.zeros(4, "i1"), np.array(2, "f4"), np.array(9, "u1")]
    assert np.array_equal(run("QLinearConv", operands, 10, compiled=True), run("QLinearConv", operands, 10))
