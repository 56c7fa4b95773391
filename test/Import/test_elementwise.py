# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's ops on single elements give what their formulas give, in all their types and versions?"""
from __future__ import annotations

import math

import numpy as np
import pytest
from one_node import load, run

import ag

X = np.linspace(-4, 4, 21).reshape(3, 7)
SIGMOID = 1 / (1 + np.exp(-X))
ERF = np.vectorize(math.erf)

#: A formula for X by op, version and attributes.
ACTIVATIONS = {
    "elu": ("Elu", 7, {"alpha": 0.5}, np.where(X > 0, X, 0.5 * np.expm1(X))),
    "selu": ("Selu", 22, {"alpha": 2.0, "gamma": 1.5}, 1.5 * np.where(X > 0, X, 2 * np.expm1(X))),
    "celu": ("Celu", 12, {"alpha": 2.0}, np.where(X > 0, X, 2 * np.expm1(X / 2))),
    "leaky_relu": ("LeakyRelu", 7, {}, np.where(X > 0, X, 0.01 * X)),
    "thresholded_relu": ("ThresholdedRelu", 10, {"alpha": 0.7}, np.where(X > 0.7, X, 0)),
    "hard_sigmoid": ("HardSigmoid", 7, {}, np.clip(X * 0.2 + 0.5, 0, 1)),
    "shrink": ("Shrink", 9, {"lambd": 1.5, "bias": 0.5}, np.where(X < -1.5, X + 0.5, np.where(X > 1.5, X - 0.5, 0))),
    "gelu": ("Gelu", 20, {}, X * (1 + ERF(X / math.sqrt(2))) / 2),
    "swish": ("Swish", 24, {"alpha": 1.0}, X * SIGMOID),
    "clip": ("Clip", 7, {"max": 1.5}, np.minimum(X, 1.5)),
    "round": ("Round", 11, {}, np.round(X)),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["f8", "f4", "f2"])
def test_activations(name, dtype):
    op, version, attributes, expected = ACTIVATIONS[name]
    found = run(op, [X.astype(dtype)], version, **attributes)
    precision = {"f8": 1e-7, "f4": 1e-5, "f2": 4e-3}[dtype]  # attributes have f32
    assert found.dtype == dtype
    np.testing.assert_allclose(found.astype("f8"), expected, rtol=precision, atol=precision)


def test_f16_is_computed_in_f32():
    """A sum of f16 whose parts are out of its range, and one that would lose its last term at each step."""
    large, one = np.full(3, 60000, "f2"), np.ones(3, "f2")
    assert np.array_equal(run("Mean", [large, large], 13), large)
    assert np.array_equal(run("Sum", [np.full(3, 2048, "f2"), one, one], 13), np.full(3, 2050, "f2"))
    assert np.array_equal(run("ReduceL2", [np.full((3, 4), 300, "f2"), np.array([1])], 18, known=[1], keepdims=0),
                          np.full(3, 600, "f2"))


def test_prelu_of_negative_integers_and_infinities():
    x, slope = np.arange(-4, 5, dtype="i4"), np.array([3], "i4")
    assert np.array_equal(run("PRelu", [x, slope], 16), np.where(x < 0, 3 * x, x))
    x, slope = np.array([np.inf, -1, 2], "f4"), np.array([0.5], "f4")
    assert np.array_equal(run("PRelu", [x, slope], 9), np.array([np.inf, -0.5, 2], "f4"))


# Powers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["i4", "i8"])
def test_integer_powers(dtype):
    """Powers of integers are exact and wrap. With a negative exponent they are rounded towards 0."""
    x = np.array([[-3], [-1], [0], [1], [2], [7]], dtype)
    y = np.array([0, 1, 2, 5, 22, 31], dtype)
    with np.errstate(over="ignore"):
        expected = x ** y
    assert np.array_equal(run("Pow", [x, y], 15), expected)
    for number in y:
        assert np.array_equal(run("Pow", [x, number.reshape(())], 15, known=[1]), x ** number)
    found = run("Pow", [x, np.array([-3, -2], dtype)], 15)
    assert np.array_equal(found, [[0, 0], [-1, 1], [0, 0], [1, 1], [0, 0], [0, 0]])


def test_powers_of_other_types():
    """The result has the base's type."""
    x = np.array([1, 4, 9], "i4")
    assert np.array_equal(run("Pow", [x, np.array([0.5, 1.5, 0.5], "f4")], 12), np.array([1, 8, 3], "i4"))
    assert np.array_equal(run("Pow", [x.astype("f4"), np.array(3, "i8")], 12, known=[1]), x.astype("f4") ** 3)
    assert run("Pow", [x, np.array(-0.5, "f4")], 12, known=[1]).dtype == np.int32


# Integers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"])
def test_integers(dtype):
    draw = np.random.default_rng(1).integers
    x, y = draw(0, 100, (3, 5)).astype(dtype), draw(1, 9, 5).astype(dtype)
    for op, version, expected in (("Max", 13, np.maximum(x, y)), ("Min", 13, np.minimum(x, y)), ("Mod", 13, x % y),
                                  ("BitwiseAnd", 18, x & y), ("BitwiseOr", 18, x | y), ("BitwiseXor", 18, x ^ y)):
        assert np.array_equal(run(op, [x, y], version), expected), op
    assert np.array_equal(run("BitwiseNot", [x], 18), ~x)
    assert np.array_equal(run("Clip", [x, np.array(20, dtype), np.array(50, dtype)], 13), x.clip(20, 50))
    if dtype[0] == "u":
        for direction, expected in (("LEFT", x << y), ("RIGHT", x >> y)):
            assert np.array_equal(run("BitShift", [x, y], 11, direction=direction), expected)


def test_bits_of_other_types():
    floats = np.array([[1.5, -0.0], [np.inf, -3]], "f4")
    for source, to, target in ((floats, 6, "i4"), (floats.view("i4"), 1, "f4"), (floats.view("u4"), 6, "i4"),
                               (floats.astype("f2"), 4, "u2"), (np.array([True, False]), 2, "u1")):
        for compiled in (False, True):
            found = run("BitCast", [source], 26, to=to, compiled=compiled)
            assert found.dtype == target and found.tobytes() == source.tobytes()


def test_infinities():
    x = np.array([-np.inf, -1, np.nan, np.inf], "f2")
    for negative in (0, 1):
        for positive in (0, 1):
            found = run("IsInf", [x], 20, detect_negative=negative, detect_positive=positive)
            assert found.tolist() == [bool(negative), False, False, bool(positive)]
    assert run("IsNaN", [x], 20).tolist() == [False, False, True, False]


# Ranges and windows ----------------------------------------------------------------------------


@pytest.mark.parametrize("bounds", [(0, 5, 1), (1, 10, 3), (10, 1, -2), (5, 5, 1), (5, 2, 1)], ids=str)
@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "i8"])
def test_ranges(bounds, dtype):
    found = run("Range", [np.array(bound, dtype) for bound in bounds], 11, known=[0, 1, 2])
    assert found.dtype == dtype and np.array_equal(found, np.arange(*bounds))


def test_range_of_fractions():
    bounds = 0.5, 4.2, 0.7
    found = run("Range", [np.array(bound, "f4") for bound in bounds], 11, known=[0, 1, 2])
    np.testing.assert_allclose(found, np.arange(*bounds), rtol=1e-6)


@pytest.mark.parametrize("op, expected", [("HannWindow", np.hanning), ("BlackmanWindow", np.blackman),
                                          ("HammingWindow", lambda count: (4 + 42 * np.hanning(count)) / 46)])
def test_windows(op, expected):
    for periodic in (0, 1):
        found = run(op, [np.array(9)], 17, known=[0], periodic=periodic)
        np.testing.assert_allclose(found, expected(9 + periodic)[:9], atol=1e-6)
    assert np.isfinite(run(op, [np.array(1)], 17, known=[0], periodic=0)).all()


# Refusals ------------------------------------------------------------------------------------


def test_dropout_is_the_identity_unless_it_trains():
    x, ratio = np.ones((3, 5), "f4"), np.array(0.5, "f4")
    y, mask = run("Dropout", [x, ratio, np.array(False)], 13, known=[1, 2], results=2)
    assert np.array_equal(y, x) and mask.dtype == bool and mask.all()
    assert run("Dropout", [x], 7, results=2)[1].dtype == np.float32
    with pytest.raises(ag.Error, match="training_mode is true, which is not supported: its random numbers need a key"):
        load("Dropout", [x, ratio, np.array(True)], 13, known=[1, 2])


@pytest.mark.parametrize("op, operands, options, message", [
    ("BitShift", [np.ones(2, "u1")] * 2, {"direction": "UP"}, "direction is UP, expected LEFT or RIGHT"),
    ("BitCast", [np.ones(2, "f4")], {"to": 7, "version": 26}, "it reads f32.* as i64, expected a type of 32 bits"),
    ("Gelu", [np.ones(2, "f4")], {"approximate": "erf"}, "approximate is erf, expected none or tanh"),
    ("RandomNormal", [], {"shape": [3]}, "its numbers are random, which is not supported: make its result an input"),
    ("Bernoulli", [np.ones(2, "f4")], {"seed": 1.0}, "its numbers are random"),
    ("Cast", [np.ones(2, "f4")], {"to": 17}, "elements of float8e4m3fn are not supported: ag has f64, f32"),
    ("Range", [np.array(0.0), np.array(4.0), np.array(1.0)], {"version": 11}, "its bounds decide a size"),
], ids=lambda each: each if isinstance(each, str) and each.isalnum() else "")
def test_refusals(op, operands, options, message):
    with pytest.raises(ag.Error, match=message):
        load(op, operands, **options)


def test_compiled():
    x = X.astype("f4")
    for op in ("Elu", "HardSigmoid", "Gelu"):
        np.testing.assert_allclose(run(op, [x], compiled=True), run(op, [x]), rtol=1e-5, atol=1e-6)
    x, y = np.array([-3, 2, 7], "i4"), np.array([3, 0, 5], "i4")
    assert np.array_equal(run("Pow", [x, y], 15, compiled=True), x ** y)
