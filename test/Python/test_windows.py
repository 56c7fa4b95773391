# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Convolution and pooling are compared with loops over windows in numpy."""
import itertools
import re

import numpy as np
import pytest

import ag


def array(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def pair(value, count):
    return list(value) if isinstance(value, (tuple, list)) else [value] * count


def windows(shape, window, strides, dilations):
    """Yields each window offset, and the slice that it reads of an array of that shape, one element for each window."""
    counts = [(size - (k - 1) * d - 1) // s + 1 for size, k, s, d in zip(shape, window, strides, dilations)]
    for tap in itertools.product(*map(range, window)):
        yield tap, tuple(slice(d * t, d * t + s * (n - 1) + 1, s) for t, d, s, n in zip(tap, dilations, strides, counts))


def borders(padding, shape, window, strides, dilations):
    if padding == "valid":
        return [(0, 0)] * len(shape)
    if padding == "same":
        totals = [max((-(-size // s) - 1) * s + (k - 1) * d + 1 - size, 0)
                  for size, k, s, d in zip(shape, window, strides, dilations)]
        return [(total // 2, total - total // 2) for total in totals]
    return [tuple(pair(each, 2)) for each in pair(padding, len(shape))]


def conv(x, w, strides=1, padding="valid", dilations=1, groups=1):
    """Returns the convolution with channels last: (n, ..., c) with (..., i, o)."""
    rank = x.ndim - 2
    strides, dilations = pair(strides, rank), pair(dilations, rank)
    around = borders(padding, x.shape[1:-1], w.shape, strides, dilations)
    x = np.pad(x, [(0, 0), *around, (0, 0)])
    split = np.split(x, groups, -1), np.split(w, groups, -1)
    return np.concatenate([sum(xs[(slice(None), *part)] @ ws[tap] for tap, part in
                               windows(x.shape[1:-1], w.shape[:-2], strides, dilations)) for xs, ws in zip(*split)], -1)


def conv_transpose(x, w, strides=1, padding=0, output_padding=0, dilations=1, groups=1):
    """Returns the transposed convolution with channels last: (n, ..., c) with (..., o, i). It adds element by element
    to an array with the padding included."""
    rank = x.ndim - 2
    s, d, more = pair(strides, rank), pair(dilations, rank), pair(output_padding, rank)
    around = borders(padding, x.shape[1:-1], w.shape, s, d)
    full = [(size - 1) * step + apart * (k - 1) + 1 for size, step, apart, k in zip(x.shape[1:-1], s, d, w.shape)]
    y = np.zeros((len(x), *(size + extra for size, extra in zip(full, more)), w.shape[-2] * groups))
    split = np.split(x, groups, -1), np.split(w, groups, -1)
    for tap in itertools.product(*map(range, w.shape[:-2])):
        part = tuple(slice(t * a, t * a + step * (n - 1) + 1, step) for t, a, step, n in zip(tap, d, s, x.shape[1:-1]))
        y[(slice(None), *part)] += np.concatenate([xs @ ws[tap].T for xs, ws in zip(*split)], -1)
    stay = tuple(slice(low, size + extra - high) for (low, high), size, extra in zip(around, full, more))
    return y[(slice(None), *stay)]


def pool(x, window, strides=None, padding="valid", dilations=1, *, kind, count_padding=True):
    rank = x.ndim - 2
    window, dilations = pair(window, rank), pair(dilations, rank)
    strides = window if strides is None else pair(strides, rank)
    around = [(0, 0), *borders(padding, x.shape[1:-1], window, strides, dilations), (0, 0)]

    def reduced(x, border, combine):
        x = np.pad(x, around, constant_values=border)
        return combine([x[(slice(None), *part)] for _, part in windows(x.shape[1:-1], window, strides, dilations)], 0)

    if kind == "max":
        return reduced(x, -np.inf, np.max)
    return reduced(x, 0, np.sum) / (np.prod(window) if count_padding else reduced(np.ones_like(x), 0, np.sum))


def check(f, meaning, *arrays, **options):
    """Compares compiled programs with numpy, also for a batch that is known only at run time."""
    expected = meaning(*arrays, **options)
    first = ag.spec("f64", ["n", *arrays[0].shape[1:]], n=(1, 8))
    for of in (arrays[0], first):
        found = ag.trace(lambda *given: f(*given, **options), of, *arrays[1:]).lower().compile()(*arrays)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


CONVOLUTIONS = {
    "plain": ((2, 7, 6, 3), (3, 3, 3, 4), {}),
    "one": ((2, 9, 3), (4, 3, 5), {"strides": 2, "padding": 1}),
    "three": ((2, 4, 5, 6, 2), (2, 3, 2, 2, 3), {"padding": "same"}),
    "strided": ((2, 9, 8, 3), (3, 2, 3, 4), {"strides": (2, 3), "padding": ((1, 0), (0, 2))}),
    "same": ((2, 9, 8, 3), (3, 4, 3, 4), {"strides": (2, 3), "padding": "same"}),
    "dilated": ((2, 9, 8, 3), (3, 2, 3, 4), {"dilations": (2, 3), "padding": "same"}),
    "grouped": ((2, 7, 6, 6), (3, 3, 2, 9), {"groups": 3, "padding": 1}),
    "depthwise": ((2, 7, 6, 4), (3, 3, 1, 4), {"groups": 4, "strides": 2}),
    "multiplied": ((2, 7, 6, 4), (3, 3, 1, 8), {"groups": 4}),
    "each_output": ((2, 7, 6, 6), (3, 3, 3, 2), {"groups": 2}),
    "far": ((2, 7, 6, 3), (1, 1, 3, 4), {"strides": 3}),
}


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_conv(name):
    x, w, options = CONVOLUTIONS[name]
    check(ag.conv, conv, array(*x), array(*w, seed=1), **options)


TRANSPOSED = {
    "plain": ((2, 4, 5, 3), (3, 3, 4, 3), {}),
    "one": ((2, 5, 3), (4, 2, 3), {"strides": 2, "padding": 1, "output_padding": 1}),
    "behind": ((2, 4, 5, 3), (3, 2, 4, 3), {"strides": (3, 2), "padding": ((1, 0), 0), "output_padding": (2, 1)}),
    "dilated": ((2, 4, 5, 3), (3, 2, 4, 3), {"dilations": 2, "padding": 1}),
    "grouped": ((2, 4, 5, 6), (3, 3, 2, 6), {"groups": 3, "strides": 2}),
    "depthwise": ((2, 4, 5, 3), (3, 3, 1, 3), {"groups": 3, "padding": (1, 0)}),
}


@pytest.mark.parametrize("name", TRANSPOSED)
def test_conv_transpose(name):
    x, w, options = TRANSPOSED[name]
    check(ag.conv_transpose, conv_transpose, array(*x), array(*w, seed=1), **options)


POOLS = {
    "plain": ((2, 7, 6, 3), {"window": 2}),
    "one": ((2, 9, 3), {"window": 3, "strides": 1, "padding": "same"}),
    "three": ((2, 4, 5, 6, 2), {"window": (2, 1, 3), "strides": 2}),
    "padded": ((2, 7, 6, 3), {"window": (3, 2), "strides": (1, 2), "padding": ((1, 0), 1)}),
    "dilated": ((2, 7, 6, 3), {"window": 2, "dilations": (2, 3), "strides": 1}),
}


@pytest.mark.parametrize("name", POOLS)
def test_pools(name):
    x, options = POOLS[name]
    check(ag.max_pool, lambda x, **given: pool(x, kind="max", **given), array(*x), **options)
    for count in (True, False):
        check(ag.avg_pool, lambda x, **given: pool(x, kind="sum", **given), array(*x), count_padding=count, **options)


CEILED = {
    "left over": ((1, 8, 7, 2), {"window": 3, "strides": 2}, [(0, 1), (0, 0)], (4, 3)),
    "padding": ((1, 6, 9, 2), {"window": (3, 2), "strides": (2, 3), "padding": 1}, [(1, 2), (1, 1)], (4, 4)),
    "begins in the padding": ((1, 5, 5, 1), {"window": 2, "strides": (3, 4), "padding": ((0, 1), 1)}, [(0, 1), (1, 1)], (2, 2)),
}


@pytest.mark.parametrize("name", CEILED)
def test_ceil_mode(name):
    """Elements that are left over have a window, which reads beyond the padding; what it reads there does not count."""
    shape, options, around, counts = CEILED[name]
    x, strides = array(*shape), {"window": options["window"], "strides": options["strides"]}
    wanted = pool(x, **strides, padding=around, kind="max")[:, :counts[0], :counts[1]]
    spec = ag.spec("f64", [1, "h", "w", shape[-1]])
    for inputs in (x, spec):
        found = ag.trace(lambda x: ag.max_pool(x, **options, ceil_mode=True), inputs, name="f").interpret(x)
        np.testing.assert_array_equal(found, wanted)
        found = ag.trace(lambda x: ag.max_pool(x, **options), inputs, name="f").interpret(x)
        assert found.shape[1] <= counts[0] and found.shape[2] <= counts[1] + (name != "left over")
    border = [tuple(pair(each, 2)) for each in pair(options.get("padding", 0), 2)]
    inside = np.pad(np.ones(shape[1:3]), border)
    for count in (True, False):
        ones = inside if not count else np.ones_like(inside)
        ones = np.pad(ones, [(0, sum(total) - sum(own)) for total, own in zip(around, border)])
        seen = pool(ones[None, ..., None], **strides, kind="sum", count_padding=True) * np.prod(pair(options["window"], 2))
        total = pool(x, **strides, padding=around, kind="sum") * np.prod(pair(options["window"], 2))
        found = ag.trace(lambda x, count=count: ag.avg_pool(x, **options, count_padding=count, ceil_mode=True), spec, name="f").interpret(x)
        np.testing.assert_allclose(found, (total / seen)[:, :counts[0], :counts[1]], rtol=1e-12)


def test_indices_of_maxima():
    """The indices are those of the first greatest elements, without the padding, which differentiate as the maxima do."""
    x = array(2, 7, 6, 3)
    f = ag.trace(lambda x: ag.max_pool(x, (3, 2), 2, padding=(1, 0), return_indices=True), ag.spec("f64", [2, "h", "w", 3]))
    for y, places in (f.interpret(x), f.lower().compile(opt=1)(x)):
        np.testing.assert_array_equal(y, pool(x, (3, 2), 2, padding=(1, 0), kind="max"))
        flat = x.reshape(2, 42, 3)
        np.testing.assert_array_equal(np.take_along_axis(flat, places.reshape(2, -1, 3), 1).reshape(y.shape), y)
    _, places = ag.trace(lambda x: ag.max_pool(x, 2, layout="hwc", return_indices=True), x[0, :4, :4] * 0).interpret(x[0, :4, :4] * 0)
    assert places[..., 0].tolist() == [[0, 2], [8, 10]]


def test_norms_of_windows():
    for p in (1, 2, 3):
        check(lambda x, **given: ag.lp_pool(x, p, **given), lambda x, p=p, **given: (
            pool(np.abs(x)**p, kind="sum", **given) * 6)**(1 / p), array(2, 7, 6, 3), window=(3, 2), padding=1)


def test_same_lower():
    """An odd row of padding is at the beginning, as in JAX."""
    x, w = array(1, 6, 7, 2), array(2, 4, 2, 3, seed=1)
    for inputs in (x, ag.spec("f64", [1, "h", "w", 2])):
        found = ag.trace(lambda x: ag.conv(x, w, padding="same_lower"), inputs, name="f").interpret(x)
        np.testing.assert_allclose(found, conv(x, w, padding=((1, 0), (2, 1))), atol=1e-12)


def test_pool_of_integers():
    x = np.random.default_rng(0).integers(-100, -90, (1, 4, 4, 2), np.int8)
    found = ag.trace(lambda x: ag.max_pool(x, 2, padding=1), x).interpret(x)
    assert np.array_equal(found, pool(x.astype(float), 2, padding=1, kind="max").astype("i1"))


def test_layouts():
    """Any order of dimensions gives the same convolution, including PyTorch's order, and one without a batch."""
    x, w = array(2, 7, 6, 4), array(3, 3, 2, 6, seed=1)
    expected = conv(x, w, groups=2, strides=2, padding=1)
    for layout in ("nchw,oihw->nchw", "whcn,hwoi->cnwh", "ncxy,ioyx->nycx"):
        of_x, of_w, of_y = re.split(",|->", layout)
        moved = of_x.translate(str.maketrans("xy", "hw")), of_w.translate(str.maketrans("xy", "hw"))
        given = [np.ascontiguousarray(z.transpose([own.index(letter) for letter in part]))
                 for z, own, part in ((x, "nhwc", moved[0]), (w, "hwio", moved[1]))]
        y = ag.trace(lambda x, w, layout=layout: ag.conv(x, w, strides=2, padding=1, groups=2, layout=layout), *given).interpret(*given)
        back = of_y.translate(str.maketrans("xy", "hw"))
        np.testing.assert_allclose(y.transpose([back.index(letter) for letter in "nhwc"]), expected, atol=1e-12)
    one = ag.trace(lambda x, w: ag.conv(x, w, layout="hwc,hwio->chw"), x[0], array(3, 3, 4, 5)).interpret(x[0], array(3, 3, 4, 5))
    np.testing.assert_allclose(np.moveaxis(one, 0, -1), conv(x[:1], array(3, 3, 4, 5))[0], atol=1e-12)


def test_dynamic_sizes():
    """Windows move along a dimension whose size is known only at run time."""
    spec, w = ag.spec("f64", [2, "h", 5, 3], h=(1, 40)), array(3, 3, 3, 4, seed=1)
    for options in ({"padding": "same"}, {"strides": 2, "padding": 1}, {"strides": 2, "padding": "same"}, {}):
        run = ag.trace(lambda x, w, options=options: ag.conv(x, w, **options), spec, w).lower().compile()
        for height in (3, 8, 17):
            np.testing.assert_allclose(run(array(2, height, 5, 3), w), conv(array(2, height, 5, 3), w, **options), atol=1e-12)
    with pytest.raises(ag.Error, match="a size is -1, less than 0"):
        run(array(2, 1, 5, 3), w)


ERRORS = {
    "letter": ({"layout": "nhwc,hwio->nhwq"}, "lacks 'c' in 'nhwq'"),
    "unknown": ({"layout": "nhwc,hwio->nhxc"}, "has the unknown letter 'w'"),
    "capital": ({"layout": "nhWc,hwio->nhwc"}, "has the unknown letter 'W', expected small letters"),
    "twice": ({"layout": "nhhc,hwio->nhwc"}, "has 'h' twice in 'nhhc'"),
    "form": ({"layout": "nhwc,hwio"}, "expected one of the form x,w->y, as 'nhwc,hwio->nhwc'"),
    "number": ({"layout": 3}, "is 3, expected a string as 'nhwc,hwio->nhwc'"),
    "rank": ({"layout": "nhc,hio->nhc"}, "names 3 dimensions of x, which has 4"),
    "batch": ({"layout": "nhwc,hwio->nhwc".replace("->n", "->")}, "has 'n' in one part"),
    "groups": ({"groups": 3}, "conv has 4 channels of x, which 3 groups don't divide"),
    "no groups": ({"groups": 0}, "conv has 0 groups, expected a number from 1 on"),
    "channels": ({"groups": 2}, "conv has 4 channels in x, but weights for 8: 2 groups of 4"),
    "strides": ({"strides": 0}, "the strides of conv are 0, expected numbers from 1 on"),
    "many strides": ({"strides": (1, 2, 3)}, "expected one number, or 2: windows move along 2 dimensions"),
    "dilations": ({"dilations": (1, True)}, "the dilations of conv are"),
    "padding": ({"padding": "full"}, 'the padding of conv is \'full\', expected "valid", "same", "same_lower", or widths'),
    "negative padding": ({"padding": -1}, "expected widths from 0 on"),
    "long padding": ({"padding": (1, 1, 1)}, "of 3 dimensions; windows move along 2"),
    "triple padding": ({"padding": ((1, 1, 1), 1)}, "expected widths from 0 on, one or a pair"),
    "large": ({"dilations": 4}, "has windows of 3 along 'h', 4 apart, which don't fit into 8 places"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors(name):
    options, message = ERRORS[name]
    with pytest.raises(ag.Error, match=re.escape(message)):
        ag.trace(lambda x, w: ag.conv(x, w, **options), array(2, 8, 8, 4), array(3, 3, 4, 6))


def test_errors_of_others():
    x, w = array(2, 8, 8, 4), array(3, 3, 6, 4)
    for f, message in ((lambda x, w: ag.conv_transpose(x, w, padding="same_lower"), 'has no padding "same_lower"'),
                       (lambda x, w: ag.conv_transpose(x, w, output_padding=-1), "output_padding of conv_transpose are -1"),
                       (lambda x, w: ag.max_pool(x, 0), "the windows of max_pool are 0"),
                       (lambda x, w: ag.max_pool(x, 9), "has windows of 9 along 'h'"),
                       (lambda x, w: ag.avg_pool(x, 2, layout="nhwd"), "lacks 'c' in 'nhwd'"),
                       (lambda x, w: ag.avg_pool(x.astype("i32"), 2), "avg_pool")):
        with pytest.raises(ag.Error, match=re.escape(message)):
            ag.trace(f, x, w)
