# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's pools and pads give what their definitions give, element by element, for any sizes?"""
from __future__ import annotations

import itertools

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(6)

#: Arguments of pools of an image of 8 x 7, with the numbers of windows along both dimensions.
CASES = {
    "plain": ({"kernel_shape": [3, 2]}, (6, 6)),
    "strides": ({"kernel_shape": [3, 2], "strides": [2, 3], "pads": [1, 0, 1, 1]}, (4, 3)),
    "ceil": ({"kernel_shape": [3, 2], "strides": [2, 3], "pads": [1, 0, 0, 1], "ceil_mode": 1}, (4, 3)),
    "last window in the padding": ({"kernel_shape": [2, 2], "strides": [3, 4], "pads": [1, 1, 1, 1], "ceil_mode": 1}, (3, 2)),
    "dilations": ({"kernel_shape": [2, 3], "dilations": [3, 2], "pads": [1, 2, 1, 0]}, (7, 5)),
    "same upper": ({"kernel_shape": [3, 4], "strides": [2, 2], "auto_pad": "SAME_UPPER"}, (4, 4)),
    "same lower": ({"kernel_shape": [3, 4], "strides": [2, 2], "auto_pad": "SAME_LOWER"}, (4, 4)),
}


def windows(shape, counts, kernel_shape, strides=(1, 1), dilations=(1, 1), pads=None, auto_pad="", ceil_mode=0):
    """Yields for each window its number, the places of its elements that are in the image, and how many are in the image
    with its padding."""
    if auto_pad.startswith("SAME"):
        totals = [max((n - 1) * s + (k - 1) * d + 1 - size, 0)
                  for size, n, k, s, d in zip(shape, counts, kernel_shape, strides, dilations)]
        halves = [(total // 2, total - total // 2) for total in totals]
        (a, b), (c, d) = halves if auto_pad == "SAME_UPPER" else [half[::-1] for half in halves]
        pads = [a, c, b, d]
    pads = pads or [0] * 4
    for number in itertools.product(*map(range, counts)):
        axes = [[i * s - before + k * d for k in range(window)]
                for i, s, before, d, window in zip(number, strides, pads[:2], dilations, kernel_shape)]
        padded = [sum(-before <= place < size + after for place in places)
                  for places, size, before, after in zip(axes, shape, pads[:2], pads[2:])]
        inside = [[place for place in places if 0 <= place < size] for places, size in zip(axes, shape)]
        yield number, list(itertools.product(*inside)), padded[0] * padded[1]


def pooled(x, counts, reduce, **options):
    """Returns reduce(elements, their places, the number with padding) of each window, for each image of a batch."""
    y = np.zeros((*x.shape[:2], *counts))
    for image in itertools.product(*map(range, x.shape[:2])):
        for number, places, count in windows(x.shape[2:], counts, **options):
            y[(*image, *number)] = reduce(np.array([x[(*image, *place)] for place in places]), places, count)
    return y


@pytest.mark.parametrize("case", CASES)
def test_pools(case):
    """Programs have dims for all sizes of images."""
    options, counts = CASES[case]
    x = DRAW.standard_normal((2, 3, 8, 7))
    y, places = run("MaxPool", [x], 12, results=2, **options)
    np.testing.assert_array_equal(y, pooled(x, counts, lambda elements, *_: elements.max(), **options))
    image = np.arange(6).reshape(2, 3, 1, 1) * 56
    first = pooled(x, counts, lambda elements, where, _: np.dot(where[elements.argmax()], (7, 1)), **options)
    np.testing.assert_array_equal(places, first + image)
    assert places.dtype == np.int64
    _, places = run("MaxPool", [x], 12, results=2, storage_order=1, **options)
    first = pooled(x, counts, lambda elements, where, _: np.dot(where[elements.argmax()], (1, 8)), **options)
    np.testing.assert_array_equal(places, first + image)
    for counted in (0, 1):
        found = run("AveragePool", [x], 19, count_include_pad=counted, **options)
        wanted = pooled(x, counts, lambda elements, _, count: elements.sum() / (count if counted else len(elements)), **options)
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
    for p in (1, 2, 3):
        wanted = pooled(x, counts, lambda elements, *_: (np.abs(elements)**p).sum()**(1 / p), **options)
        np.testing.assert_allclose(run("LpPool", [x], 18, p=p, **options), wanted, rtol=1e-12)


def test_equal_elements_and_types():
    """The first of equal maxima counts; -inf and NaN are elements as others; integers have maxima, too."""
    x = np.array([[[1, 1, -np.inf, -np.inf, np.nan, 5]]], np.float32)
    y, places = run("MaxPool", [x], 12, results=2, kernel_shape=[2], strides=[2], compiled=True)
    np.testing.assert_array_equal(y, [[[1, -np.inf, np.nan]]])
    np.testing.assert_array_equal(places, [[[0, 2, 4]]])
    x = np.array([[[[3, 200], [7, 0]]]], np.uint8)
    assert run("MaxPool", [x], 12, kernel_shape=[2, 2], pads=[1, 1, 0, 0])[0, 0].tolist() == [[3, 200], [7, 200]]
    # Sums and powers are beyond f16.
    x = np.full((1, 1, 3, 3), 300, np.float16)
    assert run("AveragePool", [x * 200], 19, kernel_shape=[3, 3]).item() == 60000
    assert run("LpPool", [x], 18, kernel_shape=[3, 3]).item() == run("GlobalLpPool", [x], 22).item() == 900


def test_max_unpool():
    """Maxima go back to their places; windows that overlap name an element several times."""
    x = DRAW.standard_normal((2, 3, 7, 9))
    y, places = run("MaxPool", [x], 12, results=2, kernel_shape=[3, 3], strides=[2, 2])
    wanted = np.zeros(x.size)
    wanted[places.ravel()] = y.ravel()
    found = run("MaxUnpool", [y, places], 11, kernel_shape=[3, 3], strides=[2, 2])
    np.testing.assert_allclose(found, wanted.reshape(x.shape), rtol=1e-15)
    found = run("MaxUnpool", [y, places, np.array([2, 3, 8, 9])], 11, known=[2], kernel_shape=[3, 3], strides=[2, 2])
    np.testing.assert_allclose(found, np.pad(wanted.reshape(x.shape), [(0, 0), (0, 0), (0, 1), (0, 0)]), rtol=1e-15)


# Pads ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["constant", "reflect", "edge", "wrap"])
@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.bool_])
def test_pad(mode, dtype):
    """Borders can be wider than the image. Negative widths remove elements first, at any end."""
    x = (DRAW.standard_normal((3, 4, 5)) * 4).astype(dtype)
    for version, widths in ((13, [(1, 0), (2, 3), (0, 7)]), (18, [(0, 0), (-1, 2), (3, -2)])):
        pads = np.array([before for before, _ in widths] + [after for _, after in widths])
        cut = x[tuple(slice(max(-before, 0), size - max(-after, 0)) for (before, after), size in zip(widths, x.shape))]
        added = [tuple(max(width, 0) for width in pair) for pair in widths]
        wanted = np.pad(cut, added, mode)
        np.testing.assert_array_equal(run("Pad", [x, pads], version, known=[1], mode=mode), wanted)


def test_axes_and_values():
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    pads, value, axes = np.array([1, -1]), np.array(9, np.float32), np.array([-1])
    wanted = [[9, 0, 1], [9, 3, 4]]
    assert run("Pad", [x, pads, value, axes], 18, known=[1, 3]).tolist() == wanted
    assert run("Pad", [x], 7, pads=[0, 1, 0, -1], value=9.0, compiled=True).tolist() == wanted
    found = run("CenterCropPad", [x, np.array([5, 2])], 18, known=[1])
    np.testing.assert_array_equal(found, np.pad(x[:, :2], [(1, 2), (0, 0)]))
    found = run("CenterCropPad", [x, np.array([6])], 18, known=[1], axes=[-1])
    np.testing.assert_array_equal(found, np.pad(x, [(0, 0), (1, 2)]))


@pytest.mark.parametrize("op, operands, attributes, message", [
    ("Pad", [np.array([1, 2, 3])], {}, r"its pads are \[1, 2, 3\], expected two for each of 2 dimensions"),
    ("Pad", [np.array([1, 0, 0, 0])], {"mode": "linear"}, "its attribute mode is linear, expected constant, reflect, edge, wrap"),
    ("Pad", [np.array([0, -2, 0, -2])], {}, "more than there are"),
    ("MaxPool", [], {"kernel_shape": [2]}, "its operand has 0 dimensions after the first two, expected 1 to 6"),
])
def test_refusals(op, operands, attributes, message):
    """A run checks that there are elements to repeat."""
    with pytest.raises(ag.Error, match=message):
        load(op, [np.zeros((1, 1), np.float32), *operands], 19, known=[1], **attributes)


def test_nothing_to_repeat():
    program = load("Pad", [np.zeros((2, 3), np.float32), np.array([1, 0, 0, 0])], 19, known=[1], mode="edge")
    with pytest.raises(ag.Error, match="Pad repeats elements of dimension 0, which has 0"):
        program.interpret(np.zeros((0, 3), np.float32))
