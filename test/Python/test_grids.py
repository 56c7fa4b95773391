# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Is an image read at the places of a grid as torch.nn.functional.grid_sample reads it? Images that are linear in their
indices are known between the elements, too."""
import itertools

import numpy as np
import pytest

import ag

DRAW = np.random.default_rng(3)
PADDINGS = "zeros", "border", "reflection"


def grid_of(places, sizes, align_corners):
    """Returns a grid of places along each dimension, which are indices."""
    whole = np.stack(np.meshgrid(*places, indexing="ij"), -1)
    sizes = np.array(sizes)
    scaled = 2 * whole / (sizes - 1) - 1 if align_corners else (2 * whole + 1) / sizes - 1
    return scaled[None, ..., ::-1].copy()


def mirrored(place, size, align_corners):
    low, high = (0, size - 1) if align_corners else (-0.5, size - 0.5)
    while not low <= place <= high:
        place = 2 * low - place if place < low else 2 * high - place
    return min(max(place, 0), size - 1)


@pytest.mark.parametrize("mode", ["bilinear", "nearest", "bicubic"])
def test_own_places(mode):
    """One program has any sizes, also of three dimensions."""
    sizes = (4, 3) if mode == "bicubic" else (4, 3, 2)
    x = DRAW.standard_normal((1, 2, *sizes))
    specs = ag.spec("f64", ["n", 2, *"dhw"[:len(sizes)]]), ag.spec("f64", ["n", *"ijk"[:len(sizes)], len(sizes)])
    for padding, align_corners in itertools.product(PADDINGS, (False, True)):
        grid = grid_of([np.arange(size) for size in sizes], sizes, align_corners)
        traced = ag.trace(lambda x, grid: ag.nn.grid_sample(x, grid, mode, padding, align_corners), *specs, name="f")
        for run in (traced.interpret, *([traced.lower().compile(opt=1)] if padding == "reflection" else [])):
            np.testing.assert_allclose(run(x, grid), x, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("align_corners", [False, True])
@pytest.mark.parametrize("padding", PADDINGS)
def test_between(padding, align_corners):
    places = np.array([-7.3, -1.4, -0.4, 0.6, 2.25, 2.6, 3.2, 5.9])
    sizes = 4, 5
    x = np.add.outer(2.0 * np.arange(4), -3.0 * np.arange(5))[None, None]
    moved = [[mirrored(p, size, align_corners) if padding == "reflection" else np.clip(p, 0, size - 1) for p in places]
             for size in sizes]
    wanted = np.add.outer(2 * np.array(moved[0]), -3 * np.array(moved[1]))
    inside = np.multiply.outer(*[(places >= 0) & (places <= size - 1) for size in sizes])
    beyond = np.logical_or.outer(*[(places <= -1) | (places >= size) for size in sizes])

    def f(x, grid):
        return ag.nn.grid_sample(x, grid, "bilinear", padding, align_corners)

    found = ag.trace(f, x, grid := grid_of([places] * 2, sizes, align_corners)).lower().compile(opt=1)(x, grid)[0, 0]
    where = inside if padding == "zeros" else np.full(inside.shape, True)
    np.testing.assert_allclose(found[where], wanted[where], rtol=1e-12, atol=1e-12)
    if padding == "zeros":
        assert not found[beyond].any()


@pytest.mark.parametrize("mode, padding", list(itertools.product(["bilinear", "bicubic"], PADDINGS)))
def test_slopes(mode, padding):
    """Derivatives by differences, of places off the elements."""
    x, grid = DRAW.standard_normal((2, 1, 4, 5)), DRAW.uniform(-1.6, 1.6, (2, 3, 2, 2))
    like = DRAW.standard_normal((2, 1, 3, 2))

    def loss(x, grid):
        return (ag.nn.grid_sample(x, grid, mode, padding) * like).sum()

    value = ag.trace(loss, x, grid).interpret
    slopes = ag.trace(ag.grad(loss, argnums=(0, 1)), x, grid).interpret(x, grid)
    for number, slope in enumerate(slopes):
        step = DRAW.standard_normal(slope.shape)
        moved = [[each + sign * 1e-6 * step if place == number else each for place, each in enumerate((x, grid))] for sign in (1, -1)]
        np.testing.assert_allclose((slope * step).sum(), (value(*moved[0]) - value(*moved[1])) / 2e-6, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("padding", ["border", "reflection"])
def test_slope_at_the_border(padding):
    """A place at the border and beyond has no slope, as in PyTorch."""
    x, grid = DRAW.standard_normal((1, 1, 4, 5)), np.array([[[[-1, -1], [1, 1], [0.1, 1]]]], float)
    slope = ag.trace(ag.grad(lambda grid: ag.nn.grid_sample(x, grid, "bilinear", padding, True).sum()), grid).interpret(grid)
    assert (slope != 0).tolist() == [[[[False, False], [False, False], [True, False]]]]


@pytest.mark.parametrize("padding", PADDINGS)
def test_no_number(padding):
    """The nearest element at NaN is the first one, or 0 outside of the image, as in PyTorch."""
    x, grid = DRAW.uniform(1, 2, (1, 1, 4, 5)), np.array([[[[np.nan, -1], [-1, np.nan], [np.nan, np.nan]]]])
    found = ag.trace(lambda grid: ag.nn.grid_sample(x, grid, "nearest", padding), grid).interpret(grid)
    np.testing.assert_array_equal(found, np.full((1, 1, 1, 3), 0 if padding == "zeros" else x[0, 0, 0, 0]))


REFUSALS = [
    (lambda x, g: ag.nn.grid_sample(x, g, "linear"), "mode of grid_sample is 'linear', expected one of bilinear, nearest, bicubic"),
    (lambda x, g: ag.nn.grid_sample(x, g, padding_mode="wrap"), "padding_mode of grid_sample is 'wrap', expected one of zeros, "),
    (lambda x, g: ag.nn.grid_sample(x, g, align_corners=1), "align_corners of grid_sample is 1, expected True or False"),
    (lambda x, g: ag.nn.grid_sample(x, g[..., :1]), "the grid is f32[2, 3, 3, 1], expected a last dimension of 2 for f32[2, 1, 4, 4]"),
    (lambda x, g: ag.nn.grid_sample(x, g[:1]), "the grid is f32[1, 3, 3, 2], expected places of 2 images, as x is f32[2, 1, 4, 4]"),
    (lambda x, g: ag.nn.grid_sample(x[0], g), "the grid is f32[2, 3, 3, 2], expected a last dimension of 1 for f32[1, 4, 4]"),
    (lambda x, g: ag.nn.grid_sample(x, g.astype("i32")), "grid_sample is defined on floats, got i32[2, 3, 3, 2]"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, ag.spec("f32", [2, 1, 4, 4]), ag.spec("f32", [2, 3, 3, 2]), name="f")
    assert message in str(caught.value)
