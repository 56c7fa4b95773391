# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's convolutions give what loops over their windows give, for any sizes and paddings?"""
from __future__ import annotations

import itertools

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(5)


def array(*shape, dtype=np.float32):
    return DRAW.standard_normal(shape).astype(dtype)


def same(size, window, stride, dilation, is_upper):
    """Returns the padding before and after by which there are size / stride windows, rounded up."""
    total = max((-(-size // stride) - 1) * stride + (window - 1) * dilation + 1 - size, 0)
    return (total // 2, total - total // 2) if is_upper else (total - total // 2, total // 2)


def conv(x, w, bias, pads, strides, dilations, group):
    """Returns a convolution of two dimensions, with pads (before, after) for each."""
    x = np.pad(x, [(0, 0), (0, 0), *pads])
    counts = [(size - (k - 1) * d - 1) // s + 1 for size, k, s, d in zip(x.shape[2:], w.shape[2:], strides, dilations)]
    split = np.split(x, group, 1), np.split(w, group, 0)
    total = np.zeros((len(x), len(w), *counts), x.dtype)
    for i, j in itertools.product(*map(range, w.shape[2:])):
        rows, columns = (slice(k * d, k * d + s * (n - 1) + 1, s) for k, d, s, n in zip((i, j), dilations, strides, counts))
        total += np.concatenate([np.einsum("nchw,oc->nohw", xs[:, :, rows, columns], ws[:, :, i, j])
                                 for xs, ws in zip(*split)], 1)
    return total + bias[:, None, None]


def transposed(x, w, strides, dilations, group):
    """Returns a transposed convolution of two dimensions without padding: each element adds its multiple of a window."""
    sizes = [(size - 1) * s + (k - 1) * d + 1 for size, k, s, d in zip(x.shape[2:], w.shape[2:], strides, dilations)]
    y = np.zeros((len(x), w.shape[1] * group, *sizes), x.dtype)
    split = np.split(x, group, 1), np.split(w, group, 0)
    for i, j in itertools.product(*map(range, w.shape[2:])):
        rows, columns = (slice(k * d, k * d + s * (n - 1) + 1, s)
                         for k, d, s, n in zip((i, j), dilations, strides, x.shape[2:]))
        y[:, :, rows, columns] += np.concatenate([np.einsum("nchw,co->nohw", xs, ws[:, :, i, j]) for xs, ws in zip(*split)], 1)
    return y


# Conv ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auto_pad", ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"])
@pytest.mark.parametrize("strides, dilations, group", [((1, 1), (1, 1), 1), ((2, 3), (1, 2), 2), ((3, 1), (2, 1), 4)])
def test_conv(auto_pad, strides, dilations, group):
    """The sizes of images are dims of the program, also where padding depends on them."""
    x, w, bias = array(2, 4, 9, 12), array(8, 4 // group, 3, 2), array(8)
    attributes = {"strides": strides, "dilations": dilations, "group": group, "auto_pad": auto_pad}
    pads = [(0, 0), (0, 0)]
    if auto_pad.startswith("SAME"):
        pads = [same(*each, auto_pad == "SAME_UPPER") for each in zip(x.shape[2:], w.shape[2:], strides, dilations)]
    elif auto_pad == "NOTSET":
        pads = [(1, 2), (0, 3)]
        attributes["pads"] = [1, 0, 2, 3]
    wanted = conv(x, w, bias, pads, strides, dilations, group)
    found = run("Conv", [x, w, bias], 11, known=[1, 2], **attributes)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_other_ranks():
    """One and three dimensions of space."""
    x, w = array(2, 3, 7), array(4, 3, 3)
    wanted = conv(x[:, :, None], w[:, :, None], np.zeros(4, "f4"), [(0, 0), (1, 1)], (1, 2), (1, 1), 1)[:, :, 0]
    np.testing.assert_allclose(run("Conv", [x, w], pads=[1, 1], strides=[2], compiled=True), wanted, rtol=1e-4, atol=1e-5)
    x, w = array(1, 2, 2, 5, 4), array(3, 2, 2, 2, 2)
    wanted = sum(conv(x[:, :, k], w[:, :, k], np.zeros(3, "f4"), [(0, 0)] * 2, (1, 1), (1, 1), 1) for k in range(2))
    np.testing.assert_allclose(run("Conv", [x, w])[:, :, 0], wanted, rtol=1e-4, atol=1e-5)


# ConvTranspose ---------------------------------------------------------------------------------


@pytest.mark.parametrize("strides, dilations, group", [((1, 1), (1, 1), 1), ((2, 3), (2, 1), 2)])
def test_conv_transpose(strides, dilations, group):
    x, w, bias = array(2, 4, 5, 6), array(4, 3, 3, 4), array(3 * group)
    full = transposed(x, w, strides, dilations, group) + bias[:, None, None]
    attributes = {"strides": strides, "dilations": dilations, "group": group}
    found = run("ConvTranspose", [x, w, bias], 11, known=[1, 2], pads=[1, 0, 2, 1], **attributes)
    np.testing.assert_allclose(found, full[:, :, 1:-2, :-1], rtol=1e-4, atol=1e-5)
    for auto_pad in ("SAME_UPPER", "SAME_LOWER"):
        sizes = [size * stride for size, stride in zip(x.shape[2:], strides)]
        cuts = [own - size for own, size in zip(full.shape[2:], sizes)]
        first = [cut // 2 if auto_pad == "SAME_UPPER" else cut - cut // 2 for cut in cuts]
        wanted = full[:, :, first[0]:first[0] + sizes[0], first[1]:first[1] + sizes[1]]
        found = run("ConvTranspose", [x, w, bias], 11, known=[1, 2], auto_pad=auto_pad, **attributes)
        np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_sizes_of_results():
    """A stated size removes elements at both ends, or adds zeros at the end, as output_padding does."""
    x, w = array(1, 2, 4, 3), array(2, 2, 3, 3)
    full = transposed(x, w, (3, 2), (1, 1), 1)
    found = run("ConvTranspose", [x, w], 11, known=[1], strides=[3, 2], output_shape=[10, 8])
    np.testing.assert_allclose(found, np.pad(full[:, :, 1:-1], [(0, 0)] * 3 + [(0, 1)]), rtol=1e-4, atol=1e-5)
    found = run("ConvTranspose", [x, w], 11, known=[1], strides=[3, 2], output_padding=[2, 1], pads=[0, 0, 1, 0])
    np.testing.assert_allclose(found, np.pad(full, [(0, 0)] * 2 + [(0, 1)] * 2), rtol=1e-4, atol=1e-5)


# Blocks and deformed windows -------------------------------------------------------------------


def test_col2im():
    """Elements of an image that several blocks have add up."""
    columns = array(2, 3 * 4, 3 * 2)
    wanted = np.zeros((2, 3, 6, 7), np.float32)
    blocks = columns.reshape(2, 3, 2, 2, 3, 2)
    for i, j in itertools.product(range(2), range(2)):
        wanted[:, :, i:i + 5:2, 2 * j:2 * j + 4:3] += blocks[:, :, i, j]
    shape, block = np.array([5, 6]), np.array([2, 2])
    found = run("Col2Im", [columns, shape, block], 18, known=[1, 2], strides=[2, 3], dilations=[1, 2], pads=[1, 0, 0, 1],
                compiled=True)
    np.testing.assert_allclose(found, wanted[:, :, 1:, :-1], rtol=1e-5)


def test_deform_conv():
    """Offsets of whole elements read others, which are 0 outside, and a mask is a factor of each."""
    x, w, bias = array(2, 4, 6, 5), array(6, 2, 2, 3), array(6)
    offset = np.zeros((2, 2, 2, 3, 2, 5, 3), np.float32)
    mask = DRAW.random((2, 2, 2, 3, 5, 3)).astype(np.float32)
    plain = run("DeformConv", [x, w, offset.reshape(2, 24, 5, 3), bias], 19, known=[1, 3], group=2, offset_group=2)
    np.testing.assert_allclose(plain, conv(x, w, bias, [(0, 0)] * 2, (1, 1), (1, 1), 2), rtol=1e-4, atol=1e-5)
    offset[:, 1, ..., 0, :, :], offset[:, 1, ..., 1, :, :] = 1, -2
    moved = np.concatenate([x[:, :2], np.pad(x[:, 2:], [(0, 0)] * 2 + [(0, 1), (2, 0)])[:, :, 1:, :-2]], 1)
    found = run("DeformConv", [x, w, offset.reshape(2, 24, 5, 3), bias, mask.reshape(2, 12, 5, 3)], 19, known=[1, 3], group=2,
                offset_group=2)
    wanted = np.zeros_like(plain) + bias[:, None, None]
    for i, j in itertools.product(range(2), range(3)):
        part = moved[:, :, i:i + 5, j:j + 3].reshape(2, 2, 2, 5, 3) * mask[:, :, None, i, j]
        wanted += np.einsum("ngchw,goc->ngohw", part, w[:, :, i, j].reshape(2, 3, 2)).reshape(plain.shape)
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("op, attributes, message", [
    ("Conv", {"kernel_shape": [2, 2]}, r"its attribute kernel_shape is \[2, 2\], but its weights are f32\[2, 3, 3, 3\]"),
    ("Conv", {"auto_pad": "SAME"}, "its attribute auto_pad is SAME, expected one of NOTSET, VALID, SAME_UPPER, SAME_LOWER"),
    ("Conv", {"pads": [1, 1]}, r"its pads are \[1, 1\], expected two for each of 2 dimensions"),
    ("ConvTranspose", {"output_padding": [1]}, r"its output_padding is \[1\], expected one number for each of 2 dimensions"),
])
def test_refusals(op, attributes, message):
    with pytest.raises(ag.Error, match=message):
        load(op, [array(1, 3, 5, 5), array(2, 3, 3, 3)], 11, known=[1], **attributes)
