# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Borders, adaptive windows and interpolation are those of numpy, or of the formulas, element by element."""
import math

import numpy as np
import pytest

import ag

DRAW = np.random.default_rng(4).standard_normal


def both(function, *arguments, specs=None):
    """Yields the results of the interpreter and of the compiled program."""
    traced = ag.trace(function, *(specs or arguments), name="f")
    yield traced.interpret(*arguments)
    yield traced.lower().compile(opt=1)(*arguments)


def check_slope(function, x, specs=None):
    """The gradient of a sum of squares along a direction is its difference quotient."""
    t = DRAW(x.shape)

    def f(x, t):
        def loss(x):
            return ag.square(function(x)).sum()

        return (ag.grad(loss)(x) * t).sum(), ag.jvp(loss, (x,), (t,))[1]

    plain = ag.trace(function, x, name="f")
    above, below = (np.square(plain.interpret(x + step * t)).sum() for step in (1e-5, -1e-5))
    for slopes in both(f, x, t, specs=specs and (specs, specs)):
        np.testing.assert_allclose(slopes, (above - below) / 2e-5, rtol=1e-6)


# Borders ---------------------------------------------------------------------------------------

MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap", "constant": "constant"}


@pytest.mark.parametrize("mode", MODES)
def test_pad(mode):
    """Borders are those of numpy, for sizes that are numbers or known when the program runs. A mode has its gradient."""
    x = DRAW((2, 5, 4))
    widths = [3, 2, 0, 4]

    def f(x):
        return ag.nn.pad(x, widths, mode), ag.nn.pad(x, [1, 0], mode), ag.nn.pad(x, [], mode)

    for specs in (None, [ag.spec("f64", [2, "n", "m"])]):
        for found in both(f, x, specs=specs):
            wanted = [np.pad(x, pairs, MODES[mode]) for pairs in ([(0, 0), (0, 4), (3, 2)], [(0, 0), (0, 0), (1, 0)])]
            ag.testing.assert_close(list(found), [*wanted, x], 0, 0)
    check_slope(lambda x: f(x)[0], x, ag.spec("f64", [2, "n", "m"]))


def test_pad_with_a_value():
    """Negative widths remove elements. All element types have borders."""
    x = np.arange(12).reshape(3, 4)
    for found in both(lambda x: (ag.nn.pad(x, [-1, 2, 1, -1], value=7), ag.nn.pad(x, [2, 1], "circular")), x):
        np.testing.assert_array_equal(found[0], np.pad(x[:2, 1:], [(1, 0), (0, 2)], constant_values=7))
        np.testing.assert_array_equal(found[1], np.pad(x, [(0, 0), (2, 1)], "wrap"))


@pytest.mark.parametrize("mode, needed", [("reflect", 4), ("replicate", 1), ("circular", 3)])
def test_border_of_too_few_elements(mode, needed):
    """The smallest size that has the border is taken, and the next one refused, also when the program runs."""
    traced = ag.trace(lambda x: ag.nn.pad(x, [3, 1], mode), ag.spec("f64", ["n"]), name="f")
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        x = DRAW(needed)
        np.testing.assert_array_equal(run(x), np.pad(x, [(3, 1)], MODES[mode]))
        with pytest.raises(ag.Error, match=f"pad: dimension 0 is {needed - 1}, and a border with the mode {mode} needs {needed}"):
            run(x[1:].copy())
    with pytest.raises(ag.Error, match=rf"border of \(3, 1\) for dimension 0 of f64\[{needed - 1}\], which needs {needed}"):
        ag.trace(lambda x: ag.nn.pad(x, [3, 1], mode), ag.spec("f64", [needed - 1]), name="f")


# Windows ---------------------------------------------------------------------------------------


def windows(size, count):
    return [slice(i * size // count, math.ceil((i + 1) * size / count)) for i in range(count)]


POOLS = {"avg": (ag.nn.adaptive_avg_pool1d, ag.nn.adaptive_avg_pool2d, np.mean),
         "max": (ag.nn.adaptive_max_pool1d, ag.nn.adaptive_max_pool2d, np.max)}


@pytest.mark.parametrize("name", POOLS)
@pytest.mark.parametrize("size", [(3, 2), (7, 6), (4, 9), (1, 1), (5, None), (12, 3)])
def test_adaptive_windows(name, size):
    """Windows overlap and have different sizes, of several elements or of one."""
    one, two, reduced = POOLS[name]
    x = DRAW((2, 3, 7, 6))
    counts = size[0], size[1] or 6
    wanted = np.array([[reduced(x[..., rows, columns], (2, 3)) for columns in windows(6, counts[1])]
                       for rows in windows(7, counts[0])]).transpose(2, 3, 0, 1)
    specs = [ag.spec("f64", ["n", 3, 7, 6])]
    for found, row in both(lambda x: (two(x, size), one(x[:, 0, 0], counts[1])), x, specs=specs):
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
        np.testing.assert_allclose(row, [[reduced(x[n, 0, 0, place]) for place in windows(6, counts[1])] for n in range(2)])


@pytest.mark.parametrize("name", POOLS)
def test_adaptive_windows_of_any_size(name):
    """The mean or maximum of everything, and windows of a multiple of their number, are there for dynamic sizes."""
    one, two, reduced = POOLS[name]
    x = DRAW((2, 3, 4, 7))

    def f(x):
        return two(x, 1), two(x, (1, None)), one(x[..., :x.shape[3] // 3 * 3], 3)

    for all_of, columns, thirds in both(f, x, specs=[ag.spec("f64", ["n", "c", "h", "w"])]):
        np.testing.assert_allclose(all_of[..., 0, 0], reduced(x, (2, 3)))
        np.testing.assert_allclose(columns[..., 0, :], reduced(x, 2))
        np.testing.assert_allclose(thirds, reduced(x[..., :6].reshape(2, 3, 4, 3, 2), -1))
    check_slope(lambda x: two(x, (3, 4)), x)


def test_mean_of_f16_is_rounded_once():
    x = np.full((1, 7, 6), 6e4, "f2")
    found = ag.trace(lambda x: ag.nn.adaptive_avg_pool2d(x, (2, 4)), x, name="f").lower().compile(opt=1)(x)
    np.testing.assert_array_equal(found, np.full((1, 2, 4), 6e4, "f2"))


# Interpolation ---------------------------------------------------------------------------------


def cubic(t, a=-0.75):
    t = abs(t)
    return (a + 2) * t**3 - (a + 3) * t**2 + 1 if t <= 1 else a * (t**3 - 5 * t**2 + 8 * t - 4) if t < 2 else 0


def weights(before, after, mode, align_corners, factor=None):
    """Returns a matrix, [after, before], from the definition of a mode along one dimension. The factor is by default the
    ratio of the sizes."""
    factor = factor or after / before
    matrix = np.zeros((after, before))
    for i in range(after):
        if mode.startswith("nearest"):
            matrix[i, min(math.floor((i + (0.5 if mode == "nearest-exact" else 0)) / factor), before - 1)] = 1
            continue
        place = (i + 0.5) / factor - 0.5
        if align_corners:
            place = i * (before - 1) / (after - 1) if after > 1 else 0
        kernel = cubic if mode == "bicubic" else lambda t: max(1 - abs(t), 0)
        for j in range(math.floor(place) - 1, math.floor(place) + 3):
            matrix[i, min(max(j, 0), before - 1)] += kernel(place - j)
    return matrix


CASES = [("nearest", False), ("nearest-exact", False), ("bilinear", False), ("bilinear", True), ("bicubic", False),
         ("bicubic", True)]


@pytest.mark.parametrize("mode, align_corners", CASES)
def test_interpolate(mode, align_corners):
    """One program has any sizes, before and after."""
    def f(x, like):
        return ag.nn.interpolate(x, like.shape, mode=mode, align_corners=align_corners)

    traced = ag.trace(f, ag.spec("f64", ["n", 2, "h", "w"]), ag.spec("f64", ["k", "l"]))
    compiled = traced.lower().compile(opt=1)
    for before, after in (((5, 4), (7, 9)), ((6, 8), (3, 2)), ((4, 4), (4, 1)), ((1, 3), (5, 3)), ((9, 9), (7, 18))):
        x = DRAW((2, 2, *before))
        rows, columns = (weights(*pair, mode, align_corners) for pair in zip(before, after))
        wanted = np.einsum("ih,jw,nchw->ncij", rows, columns, x)
        fixed = ag.trace(lambda x: f(x, np.zeros(after)), x, name="f").interpret(x)
        for found in (fixed, traced.interpret(x, np.zeros(after)), compiled(x, np.zeros(after))):
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_antialias(mode):
    """Each element of a smaller image is a mean over all elements near it; those outside of the image have no weight."""
    kernel, support = (cubic, 2) if mode == "bicubic" else (lambda t, a: max(1 - abs(t), 0), 1)

    def weights(before, after):
        stretch, matrix = max(before / after, 1), np.zeros((after, before))
        for i, j in np.ndindex(after, before):
            matrix[i, j] = kernel(((i + 0.5) * before / after - 0.5 - j) / stretch, -0.5)
        return matrix / matrix.sum(1, keepdims=True)

    traced = ag.trace(lambda x, like: ag.nn.interpolate(x, like.shape, mode=mode, antialias=True),
                      ag.spec("f64", ["n", 2, "h", "w"]), ag.spec("f64", ["k", "l"]))
    for before, after in (((9, 4), (2, 3)), ((3, 8), (5, 8))):
        x = DRAW((2, 2, *before))
        wanted = np.einsum("ih,jw,nchw->ncij", *(weights(*each) for each in zip(before, after)), x)
        fixed = ag.trace(lambda x, after=after: ag.nn.interpolate(x, after, mode=mode, antialias=True), x, name="f").interpret(x)
        for found in (fixed, traced.interpret(x, np.zeros(after))):
            np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13)
    with pytest.raises(ag.Error, match="antialias of interpolate is True, expected True or False, and False with the mode nearest"):
        ag.trace(lambda x: ag.nn.interpolate(x, 3, antialias=True), DRAW((1, 1, 4, 4)))


@pytest.mark.parametrize("mode, align_corners", [("bicubic", False), ("bilinear", True)])
def test_gradient_of_interpolate(mode, align_corners):
    check_slope(lambda x: ag.nn.interpolate(x, (5, 9), mode=mode, align_corners=align_corners), DRAW((1, 2, 7, 4)),
                ag.spec("f64", ["n", 2, "h", "w"]))


def test_factors_and_ranks():
    """Sizes are one number, one for each dimension, or factors, which can be fractions."""
    x, flat, solid = DRAW((1, 2, 4, 6)), DRAW((2, 1, 5)), DRAW((1, 1, 2, 3, 2))

    def f(x, flat, solid):
        return (ag.nn.interpolate(x, scale_factor=2), ag.nn.interpolate(x, scale_factor=(0.5, 1.5)), ag.nn.interpolate(x, 3),
                ag.nn.interpolate(flat, scale_factor=3, mode="linear"), ag.nn.interpolate(solid, (3, 3, 4), mode="trilinear"),
                ag.vmap(lambda x: ag.nn.interpolate(x[None], 5, mode="bicubic")[0])(x))

    for found in both(f, x, flat, solid):
        np.testing.assert_array_equal(found[0], x.repeat(2, -1).repeat(2, -2))
        np.testing.assert_array_equal(found[1], x[:, :, ::2][..., [0, 0, 1, 2, 2, 3, 4, 4, 5]])
        np.testing.assert_array_equal(found[2], x[:, :, [0, 1, 2]][..., [0, 2, 4]])
        np.testing.assert_allclose(found[3], flat @ weights(5, 15, "linear", False).T)
        matrices = [weights(*pair, "linear", False) for pair in ((2, 3), (3, 3), (2, 4))]
        np.testing.assert_allclose(found[4], np.einsum("ncdhw,id,jh,kw->ncijk", solid, *matrices))
        matrices = [weights(size, 5, "bicubic", False) for size in (4, 6)]
        np.testing.assert_allclose(found[5], np.einsum("nchw,jh,kw->ncjk", x, *matrices))
    specs = [ag.spec("f64", [1, 2, "h", "w"])]
    for found in both(lambda x: ag.nn.interpolate(x, scale_factor=2.0), x, specs=specs):
        np.testing.assert_array_equal(found, x.repeat(2, -1).repeat(2, -2))


def test_nearest_in_single_precision():
    """Indices are rounded as PyTorch rounds them: 41 times 2 / 82 is less than 1 there, and 37 times 12 / 74 less than 6."""
    x = DRAW((1, 1, 12)).astype(np.float32)
    for before, after, wanted in ((2, 82, (np.arange(82) > 41).astype(int)), (12, 74, (np.arange(74) - (np.arange(74) == 37)) * 12 // 74)):
        given = x[..., :before]
        found = ag.trace(lambda x, after=after: ag.nn.interpolate(x, after), given, name="f").interpret(given)
        np.testing.assert_array_equal(found, given[..., wanted])


@pytest.mark.parametrize("mode, align_corners", CASES)
def test_factors_that_round(mode, align_corners):
    """A size that is rounded down leaves the factor as it is."""
    x = DRAW((1, 1, 5, 8))
    for factors in ((1.5, 0.7), (0.45, 1.3)):
        rows, columns = (weights(size, int(size * factor), mode, align_corners, factor) for size, factor in zip((5, 8), factors))
        for found in both(lambda x: ag.nn.interpolate(x, None, factors, mode, align_corners), x):
            np.testing.assert_allclose(found, np.einsum("ih,jw,nchw->ncij", rows, columns, x), rtol=1e-12, atol=1e-13)


def test_nothing_to_interpolate():
    traced = ag.trace(lambda x: ag.nn.interpolate(x, 3, mode="bilinear"), ag.spec("f64", ["n", 1, "h", 2]), name="f")
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        assert run(np.zeros((0, 1, 4, 2))).shape == (0, 1, 3, 3)
        with pytest.raises(ag.Error, match="gather"):
            run(np.zeros((2, 1, 0, 2)))


def test_interpolation_of_f16_is_rounded_once():
    x = DRAW((1, 1, 5, 5)).astype("f2")
    rows = weights(5, 8, "bicubic", False)
    found = ag.trace(lambda x: ag.nn.interpolate(x, 8, mode="bicubic"), x, name="f").lower().compile(opt=1)(x)
    assert found.dtype == np.float16
    np.testing.assert_allclose(found.astype("f8"), rows @ x.astype("f8") @ rows.T, 6e-4, 1e-6)


# Refusals --------------------------------------------------------------------------------------

REFUSALS = [
    (lambda x: ag.nn.pad(x, 1), "pad of pad is 1, expected widths (before, after) of at most 4 dimensions, the last one"),
    (lambda x: ag.nn.pad(x, [1, 2, 3]), "pad of pad is [1, 2, 3], expected widths (before, after) of at most 4 dimensions"),
    (lambda x: ag.nn.pad(x, [1] * 10), "pad of pad is [1, 1, 1, 1, 1, 1, ...], expected widths (before, after) of at most 4"),
    (lambda x: ag.nn.pad(x, [1, 1], "symmetric"), "mode of pad is 'symmetric', expected one of constant, reflect, replicate, "),
    (lambda x: ag.nn.pad(x, [1, 1], "reflect", 0), 'value of pad is 0, which the mode "reflect" does not read'),
    (lambda x: ag.nn.pad(x, [-1, 1], "reflect"), 'pad of pad has the widths (-1, 1), expected none below 0 with the mode "ref'),
    (lambda x: ag.nn.adaptive_avg_pool2d(x, 2), "adaptive_avg_pool2d divides dimension 2 of f32[n, 2, h, 4] into 2 windows, "
     "which may have different sizes"),
    (lambda x: ag.nn.adaptive_max_pool1d(x, (1, 2)), "output_size of adaptive_max_pool1d is (1, 2), expected 1 numbers from 1"),
    (lambda x: ag.nn.adaptive_max_pool2d(x, 0), "output_size of adaptive_max_pool2d is 0, expected 2 numbers from 1 on"),
    (lambda x: ag.nn.adaptive_avg_pool2d(x[0, 0, 0], 1), "adaptive_avg_pool2d is given f32[4], expected a rank of at least 2"),
    (lambda x: ag.nn.adaptive_avg_pool1d(x[..., :0], 1), "adaptive_avg_pool1d is given f32[n, 2, h, 0], expected elements along"),
    (lambda x: ag.nn.adaptive_avg_pool1d(x.astype("i32"), 1), "adaptive_avg_pool1d is defined on floats, got i32[n, 2, h, 4]"),
    (lambda x: ag.nn.interpolate(x), "interpolate has size=None and scale_factor=None, expected one of both"),
    (lambda x: ag.nn.interpolate(x, 2, 2), "interpolate has size=2 and scale_factor=2, expected one of both"),
    (lambda x: ag.nn.interpolate(x, (1, 2, 3)), "size of interpolate is (1, 2, 3), expected one number, or 2 for f32[n, 2, h, 4]"),
    (lambda x: ag.nn.interpolate(x, 2, mode="area"), "mode of interpolate is 'area', expected one of nearest, nearest-exact, lin"),
    (lambda x: ag.nn.interpolate(x, 2, mode="linear"), "interpolate is given f32[n, 2, h, 4] for the mode linear, which is for 1 "
     "dimensions after the first two"),
    (lambda x: ag.nn.interpolate(x, 2, align_corners=True), "align_corners of interpolate is True, expected False with the mode "),
    (lambda x: ag.nn.interpolate(x, scale_factor=0), "scale_factor of interpolate is 0, expected a number above 0"),
    (lambda x: ag.nn.interpolate(x, scale_factor=1.5), "scale_factor 1.5 of interpolate times h, dimension 2 of f32[n, 2, h, 4], "
     "may be no whole number: give the size"),
    (lambda x: ag.nn.interpolate(x, 0), "interpolate has 0 elements for the h of dimension 2 of f32[n, 2, h, 4], expected 1 or"),
    (lambda x: ag.nn.interpolate(x, 2.5), "size of interpolate is 2.5, expected an int, a Dim"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, ag.spec("f32", ["n", 2, "h", 4]), name="f")
    assert caught.value.message.startswith(message)
