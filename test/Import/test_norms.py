# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's normalizations and losses give what their formulas give, in all versions?"""
from __future__ import annotations

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(3)
X = DRAW.standard_normal((2, 6, 5, 7))


def normalized(x, axes, eps=1e-5):
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + eps)


def channels(numbers):
    return numbers[:, None, None]


def vectors(count, size=6, dtype="f8"):
    return [DRAW.uniform(0.5, 2, size).astype(dtype) for _ in range(count)]


# Norms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("axis", [-1, 1, -2])
def test_layer_normalization(axis):
    """The statistics have the type that stash_type names."""
    over = tuple(range(axis % 4, 4))
    scale, bias = (DRAW.standard_normal(X.shape[axis % 4:]) for _ in range(2))
    y, mean, root = run("LayerNormalization", [X, scale, bias], 17, results=3, axis=axis)
    np.testing.assert_allclose(y, normalized(X, over) * scale + bias, rtol=1e-6, atol=1e-9)
    assert mean.dtype == root.dtype == np.float32
    np.testing.assert_allclose(mean, X.mean(over, keepdims=True), rtol=1e-5)
    np.testing.assert_allclose(root, 1 / np.sqrt(X.var(over, keepdims=True) + 1e-5), rtol=1e-5)
    found = run("RMSNormalization", [X, scale], 23, axis=axis, epsilon=0.5)
    np.testing.assert_allclose(found, X / np.sqrt(np.mean(X * X, over, keepdims=True) + 0.5) * scale, rtol=1e-6)


def test_channels_and_groups():
    scale, bias = vectors(2)
    found = run("InstanceNormalization", [X, scale, bias], 22)
    np.testing.assert_allclose(found, normalized(X, (2, 3)) * channels(scale) + channels(bias), rtol=1e-6, atol=1e-9)
    groups = normalized(X.reshape(2, 3, 2, 5, 7), (2, 3, 4)).reshape(X.shape)
    found = run("GroupNormalization", [X, scale, bias], 21, num_groups=3)
    np.testing.assert_allclose(found, groups * channels(scale) + channels(bias), rtol=1e-6, atol=1e-9)
    found = run("GroupNormalization", [X, scale[:3], bias[:3]], 18, num_groups=3)
    expected = groups * channels(scale[:3].repeat(2)) + channels(bias[:3].repeat(2))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("version", [7, 9, 14, 15])
@pytest.mark.parametrize("shape", [(2, 6, 5, 7), (4, 6)])
def test_batch_normalization(version, shape):
    x, (scale, bias, mean, variance) = DRAW.standard_normal(shape), vectors(4)
    each = channels if len(shape) == 4 else np.asarray
    expected = (x - each(mean)) / np.sqrt(each(variance) + 0.1) * each(scale) + each(bias)
    for known in ([], [1, 2, 3, 4]):  # the channels have no size, and their constants have one
        found = run("BatchNormalization", [x, scale, bias, mean, variance], version, known=known, epsilon=0.1)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_batch_normalization_in_training():
    """The running variance moves to that of the batch, not to that of a sample."""
    operands = [X, *vectors(4)]
    y, mean, variance = run("BatchNormalization", operands, 15, results=3, training_mode=1, momentum=0.75)
    over = (0, 2, 3)
    np.testing.assert_allclose(y, normalized(X, over) * channels(operands[1]) + channels(operands[2]), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(mean, operands[3] * 0.75 + X.mean(over) * 0.25)
    np.testing.assert_allclose(variance, operands[4] * 0.75 + X.var(over) * 0.25)


def test_norms_without_parameters():
    x = X.copy()
    x[1, 2, 3] = 0
    for p in (1, 2):
        length = np.linalg.norm(x, p, -1, keepdims=True)
        found = run("LpNormalization", [x], 22, p=p)
        np.testing.assert_allclose(found, np.where(length == 0, 0, x / np.where(length == 0, 1, length)), rtol=1e-6)
    # The mean of squares minus the squared mean would have no digit left.
    shifted = X + 1e6
    np.testing.assert_allclose(run("MeanVarianceNormalization", [shifted], 13), normalized(X, (0, 2, 3), 0), atol=1e-4)
    found = run("MeanVarianceNormalization", [X], 9, axes=[-1, 1])
    np.testing.assert_allclose(found, normalized(X, (1, 3), 0), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_local_response(size):
    total = np.stack([(X[:, max(0, c - (size - 1) // 2):c + size // 2 + 1] ** 2).sum(1) for c in range(6)], 1)
    expected = X / (1.5 + 0.5 / size * total) ** 0.75
    np.testing.assert_allclose(run("LRN", [X], 13, size=size, alpha=0.5, bias=1.5), expected, rtol=1e-6)


# Losses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("ignored", [None, 2, -1])
@pytest.mark.parametrize("weighted", [False, True])
def test_losses(reduction, ignored, weighted):
    """Labels that are ignored may be out of range."""
    x, labels = DRAW.standard_normal((5, 3, 7)), DRAW.integers(0, 3, (5, 7))
    options = {"reduction": reduction}
    if ignored is not None:
        labels[1], options["ignore_index"] = ignored, ignored
    weight = vectors(1, 3)[0] if weighted else np.ones(3)
    factors = np.where(labels == ignored, 0, weight[labels])
    likely = x - np.log(np.exp(x).sum(1, keepdims=True))
    losses = -np.take_along_axis(likely, labels[:, None] % 3, 1)[:, 0] * factors
    expected = {"mean": losses.sum() / factors.sum(), "sum": losses.sum(), "none": losses}[reduction]
    more = [weight] if weighted else []
    loss, log_prob = run("SoftmaxCrossEntropyLoss", [x, labels, *more], 13, results=2, **options)
    np.testing.assert_allclose(loss, expected)
    np.testing.assert_allclose(log_prob, likely)
    np.testing.assert_allclose(run("NegativeLogLikelihoodLoss", [likely, labels, *more], 13, **options), expected)


# Refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("op, operands, options, message", [
    ("BatchNormalization", [X, *vectors(4)], {"version": 7, "spatial": 0}, "spatial is 0, which is not supported"),
    ("BatchNormalization", [X, *vectors(4)], {"version": 9, "results": 3}, "training, which is not supported before version 14"),
    ("GroupNormalization", [np.ones((2, 5, 3)), *vectors(2, 5)], {"num_groups": 2, "known": [0]}, "2 groups do not divide"),
    ("LpNormalization", [X], {"p": 3}, "its attribute p is 3, expected 1 or 2"),
    ("NegativeLogLikelihoodLoss", [X[0], np.ones((6, 7), "i8")], {"reduction": "max"}, "reduction is max, expected mean, sum"),
], ids=["spatial", "training", "groups", "p", "reduction"])
def test_refusals(op, operands, options, message):
    with pytest.raises(ag.Error, match=message):
        load(op, operands, **options)


def test_compiled():
    x, (scale, bias) = X.astype("f4"), vectors(2, 7, "f4")
    found = run("LayerNormalization", [x, scale, bias], 17, compiled=True)
    np.testing.assert_allclose(found, normalized(X, -1) * scale + bias, rtol=1e-3, atol=1e-4)
    found = run("LRN", [x], 13, size=3, compiled=True)
    np.testing.assert_allclose(found, run("LRN", [x], 13, size=3), rtol=1e-5)
    operands = [x, *vectors(4, dtype="f4")]
    for one, other in zip(*(run("BatchNormalization", operands, 15, results=3, training_mode=1, compiled=compiled)
                            for compiled in (True, False))):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
