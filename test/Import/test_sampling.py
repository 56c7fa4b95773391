# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Do ONNX's ops that read images at computed places give what loops over the places give?"""
from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(8)


def weights_of(mode, rest):
    """Returns the weights of elements by their distance from the one before the place."""
    if mode == "nearest":
        return {0: 1.0}
    if mode == "linear":
        return {0: 1 - rest, 1: rest}
    near, far = (lambda t: (1.25 * t - 2.25) * t * t + 1), (lambda t: ((-0.75 * t + 3.75) * t - 6) * t + 3)
    return {-1: far(rest + 1), 0: near(rest), 1: near(1 - rest), 2: far(2 - rest)}


def reflected(place, low, high):
    """Returns a place mirrored at both ends until it is within."""
    while high > low and not low <= place <= high:
        place = 2 * low - place if place < low else 2 * high - place
    return place if high > low else low


def along(place, size, mode, padding, align):
    """Returns elements with their weights for a place from -1 to 1."""
    place = (place + 1) / 2 * (size - 1) if align else ((place + 1) * size - 1) / 2
    place = float(np.round(place)) if mode == "nearest" else place
    low, high = (0, size - 1) if align else (-0.5, size - 0.5)
    if padding == "border" and mode != "cubic":
        place = min(max(place, 0), size - 1)
    elif padding == "reflection":
        place = reflected(place, low, high)
    before = math.floor(place)
    for offset, weight in weights_of(mode, place - before).items():
        index = before + offset
        if padding == "reflection":
            index = int(reflected(index, low, high))
        index = index if padding == "zeros" else min(max(index, 0), size - 1)
        if 0 <= index < size:
            yield index, weight


def sampled(x, grid, *how):
    """Returns the images x at the places of the grid, in which the last dimension comes first."""
    y = np.zeros((*x.shape[:2], *grid.shape[1:-1]))
    for number in itertools.product(*map(range, (len(x), *grid.shape[1:-1]))):
        places = grid[number][::-1]
        for corner in itertools.product(*(list(along(place, size, *how)) for place, size in zip(places, x.shape[2:]))):
            index, weights = zip(*corner)
            y[(number[0], slice(None), *number[1:])] += x[(number[0], slice(None), *index)] * math.prod(weights)
    return y


@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("align", [0, 1])
def test_grid_sample(mode, padding, align):
    """Places are within the image and far outside; a dimension can have one element."""
    for shape in ((2, 3, 4, 5), (2, 3, 1, 6), (2, 2, 3, 4, 2)):
        x, grid = DRAW.standard_normal(shape), DRAW.uniform(-2.4, 2.4, (2, *range(3, len(shape) + 1), len(shape) - 2))
        found = run("GridSample", [x, grid], 20, mode=mode, padding_mode=padding, align_corners=align)
        np.testing.assert_allclose(found, sampled(x, grid, mode, padding, align), rtol=1e-6, atol=1e-9)
    x, grid = DRAW.standard_normal((1, 2, 4, 5)).astype("f4"), DRAW.uniform(-1, 1, (1, 3, 2, 2)).astype("f4")
    old = {"linear": "bilinear", "cubic": "bicubic"}.get(mode, mode)
    found = run("GridSample", [x, grid], 16, mode=old, padding_mode=padding, align_corners=align)
    np.testing.assert_allclose(found, sampled(x, grid, mode, padding, align), rtol=1e-4, atol=1e-5)


def test_affine_grid():
    """Places of an image that an affine map moves, for images whose sizes are known when the program runs."""
    theta = DRAW.standard_normal((2, 2, 3))
    for align in (0, 1):
        h, w = (np.linspace(-1, 1, size) if align else (2 * np.arange(size) + 1) / size - 1 for size in (4, 5))
        homogeneous = np.stack([*np.meshgrid(w, h), np.ones((4, 5))], -1)
        found = run("AffineGrid", [theta, np.array([2, 3, 4, 5])], 20, known=[1], align_corners=align, compiled=bool(align))
        np.testing.assert_allclose(found, np.einsum("hwk,nrk->nhwr", homogeneous, theta), rtol=1e-12, atol=1e-12)


# Regions ---------------------------------------------------------------------------------------


def bilinear(image, y, x):
    """Returns four weighted elements around a place; 0 for one that is more than 1 outside."""
    if not (-1 <= y <= image.shape[1] and -1 <= x <= image.shape[2]):
        return [0 * image[:, 0, 0]] * 4
    y, x = (min(max(place, 0), size - 1) for place, size in zip((y, x), image.shape[1:]))
    i, j = math.floor(y), math.floor(x)
    k, l = min(i + 1, image.shape[1] - 1), min(j + 1, image.shape[2] - 1)
    return [weight * image[:, a, b] for a, b, weight in (
        (i, j, (i + 1 - y) * (j + 1 - x)), (i, l, (i + 1 - y) * (x - j)), (k, j, (y - i) * (j + 1 - x)),
        (k, l, (y - i) * (x - j)))]


def aligned(x, rois, numbers, mode, height, width, ratio, scale, is_half):
    y = np.zeros((len(rois), x.shape[1], height, width))
    for region, (roi, number) in enumerate(zip(rois * scale - 0.5 * is_half, numbers)):
        sizes = [roi[3] - roi[1], roi[2] - roi[0]]
        bins = [(size if is_half else max(size, 1)) / count for size, count in zip(sizes, (height, width))]
        counts = [ratio or math.ceil(each) for each in bins]
        for i, j in itertools.product(range(height), range(width)):
            samples = [bilinear(x[number], *(start + each * (place + (k + 0.5) / count) for start, each, place, k, count in
                                             zip((roi[1], roi[0]), bins, (i, j), sample, counts)))
                       for sample in itertools.product(*map(range, counts))]
            if samples:
                y[region, :, i, j] = np.max(samples, (0, 1)) if mode == "max" else np.sum(samples, (0, 1)) / len(samples)
    return y


@pytest.mark.parametrize("mode", ["avg", "max"])
@pytest.mark.parametrize("ratio", [0, 2])
def test_roi_align(mode, ratio):
    """The number of samples of a bin follows from the region, or is stated. Regions can be beyond the image, or empty."""
    x, numbers = DRAW.standard_normal((2, 3, 6, 7)), np.array([1, 0, 1, 0])
    rois = np.array([[1, 2, 9, 11], [0.5, 0.25, 6, 3], [-4, -5, 30, 20], [3, 3, 3, 3]])
    for version, is_half, word in ((16, True, "half_pixel"), (16, False, "output_half_pixel"), (10, False, None)):
        options = {} if word is None else {"coordinate_transformation_mode": word}
        found = run("RoiAlign", [x, rois, numbers], version, mode=mode, output_height=3, output_width=2, sampling_ratio=ratio,
                    spatial_scale=0.5, **options)
        np.testing.assert_allclose(found, aligned(x, rois, numbers, mode, 3, 2, ratio, 0.5, is_half), rtol=1e-6, atol=1e-9)


def test_number_of_an_image():
    """A region of an image that is not there fails the run."""
    program = load("RoiAlign", [np.zeros((2, 1, 3, 4)), np.zeros((5, 4)), np.zeros(5, np.int64)], 16)
    assert program.interpret(np.zeros((2, 1, 3, 4)), np.zeros((0, 4)), np.zeros(0, np.int64)).shape == (0, 1, 1, 1)
    with pytest.raises(ag.Error, match="index 7 is outside of a dimension of 2"):
        program.interpret(np.zeros((2, 1, 3, 4)), np.zeros((3, 4)), np.array([0, 7, 1]))


def test_max_roi_pool():
    """Bins of regions have whole elements; those beyond the image are 0."""
    x, rois = DRAW.standard_normal((2, 3, 6, 7)), np.array([[1, 0, 1, 5, 4], [0, 3, 2, 3, 9.0], [0, 8, 8, 9, 9]])
    wanted = np.zeros((3, 3, 2, 2))
    for region, (number, left, top, right, bottom) in enumerate(rois):
        for i, j in itertools.product(range(2), range(2)):
            heights, widths = (max(last - first + 1, 1) / 2 for first, last in ((top, bottom), (left, right)))
            part = x[int(number), :, int(top + math.floor(i * heights)):int(top + math.ceil((i + 1) * heights)),
                     int(left + math.floor(j * widths)):int(left + math.ceil((j + 1) * widths))]
            wanted[region, :, i, j] = part.max((1, 2), initial=-np.inf) if part.size else 0
    np.testing.assert_array_equal(run("MaxRoiPool", [x, rois], 22, pooled_shape=[2, 2]), wanted)


# Caches ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["linear", "circular"])
def test_tensor_scatter(mode):
    """Each element of the batch has a place of its own; an update can go over the end."""
    cache, update = DRAW.standard_normal((3, 2, 5, 4)), DRAW.standard_normal((3, 2, 2, 4))
    starts = np.array([0, 3, 2 if mode == "linear" else 4])
    wanted = cache.copy()
    for number, start in enumerate(starts):
        for i in range(2):
            wanted[number, :, (start + i) % 5] = update[number, :, i]
    found = run("TensorScatter", [cache, update, starts], 24, mode=mode, compiled=mode == "linear")
    np.testing.assert_array_equal(found, wanted)
    swapped = [np.swapaxes(x, 1, 2) for x in (cache, update)]
    np.testing.assert_array_equal(run("TensorScatter", [*swapped, starts], 24, mode=mode, axis=1), np.swapaxes(wanted, 1, 2))
    found = run("TensorScatter", [cache, update], 24, mode=mode)
    np.testing.assert_array_equal(found, np.concatenate([update, cache[:, :, 2:]], 2))


@pytest.mark.parametrize("op, operands, attributes, message", [
    ("GridSample", [(1, 1, 2, 2), (1, 2, 2, 1)], {}, "expected a last dimension of 2 for"),
    ("GridSample", [(1, 1, 2, 2), (1, 2, 2, 2)], {"padding_mode": "wrap"}, "its padding_mode wrap, expected"),
    ("RoiAlign", [(1, 1, 2, 2), (1, 4), (1,)], {"mode": "min"}, "its mode is min"),
    ("TensorScatter", [(2, 3, 4), (2, 1, 4)], {"axis": 0}, "an axis other than the batch's"),
])
def test_refusals(op, operands, attributes, message):
    arrays = [np.zeros(shape, np.int64 if len(shape) == 1 else np.float32) for shape in operands]
    with pytest.raises(ag.Error, match=message):
        load(op, arrays, 24, **attributes)
