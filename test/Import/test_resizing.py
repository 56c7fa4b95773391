# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does ONNX's Resize give what its formulas give, for sizes, scales and dims of all kinds?"""
from __future__ import annotations

import math

import numpy as np
import onnx.parser
import pytest
from one_node import load, run

import ag

DRAW = np.random.default_rng(7)


def place_of(i, before, after, scale, transformation):
    """Returns where new element i is in the old dimension."""
    width = before * scale
    half = (i + 0.5) / scale - 0.5
    return {"half_pixel": half, "asymmetric": i / scale, "pytorch_half_pixel": half if after > 1 else 0.0,
            "align_corners": 0.0 if width == 1 else i * (before - 1) / (width - 1),
            "half_pixel_symmetric": before / 2 * (1 - after / width) + half}[transformation]


def kernel_of(mode, a):
    if mode == "linear":
        return lambda t: max(1 - abs(t), 0), 1

    def cubic(t):
        t = abs(t)
        if t <= 1:
            return ((a + 2) * t - (a + 3)) * t * t + 1
        return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a if t < 2 else 0

    return cubic, 2


def weights(before, after, scale, mode, transformation, a=-0.75, nearest="round_prefer_floor", only_inside=False,
            antialias=False):
    """Returns the matrix by which a dimension is multiplied."""
    matrix = np.zeros((after, before))
    for i in range(after):
        place = place_of(i, before, after, scale, transformation)
        if mode == "nearest":
            index = {"round_prefer_floor": math.ceil(place - 0.5), "round_prefer_ceil": math.floor(place + 0.5),
                     "floor": math.floor(place), "ceil": math.ceil(place)}[nearest]
            matrix[i, min(max(index, 0), before - 1)] = 1
            continue
        kernel, support = kernel_of(mode, a)
        stretch = max(1 / scale, 1) if antialias else 1
        reach = math.ceil(support * stretch) + 1
        for j in range(math.floor(place) - reach, math.floor(place) + reach + 1):
            if not only_inside or 0 <= j < before:
                matrix[i, min(max(j, 0), before - 1)] += kernel((j - place) / stretch)
        matrix[i] /= matrix[i].sum()
    return matrix


def resized(x, after, scales, *arguments, **options):
    rows, columns = (weights(*each, *arguments, **options) for each in zip(x.shape[2:], after, scales))
    return np.einsum("ih,jw,nchw->ncij", rows, columns, x)


def check(x, operands, version, wanted, known, compiled=False, **attributes):
    found = run("Resize", [x, *operands], version, known=known, compiled=compiled, **attributes)
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-7)


TRANSFORMATIONS = ["half_pixel", "asymmetric", "pytorch_half_pixel", "align_corners", "half_pixel_symmetric"]


@pytest.mark.parametrize("transformation", TRANSFORMATIONS)
@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
def test_scales_and_sizes(mode, transformation):
    """Sizes are rounded down; the height and the width are dims of the program."""
    x = DRAW.standard_normal((2, 3, 5, 7))
    for scales in ((2, 3), (0.6, 1.5), (0.5, 1)):
        after = [math.floor(size * scale) for size, scale in zip(x.shape[2:], scales)]
        operands = [None, np.array([1, 1, *scales], np.float32)]
        check(x, operands, 13, resized(x, after, scales, mode, transformation), [2], mode=mode,
              coordinate_transformation_mode=transformation)
    for after in ((8, 3), (1, 7)):
        scales = [new / old for new, old in zip(after, x.shape[2:])]
        operands = [None, None, np.array(after)]
        check(x, operands, 19, resized(x, after, scales, mode, transformation), [3], mode=mode, axes=[2, -1],
              coordinate_transformation_mode=transformation)


@pytest.mark.parametrize("nearest", ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
def test_nearest_modes(nearest):
    """A scale such as 0.3 in f32 is meant to be 3 / 10: places that are halves are exact."""
    x = DRAW.standard_normal((1, 1, 10, 20))
    for scales in ((0.5, 0.3), (2, 1.2)):
        after = [round(size * scale) for size, scale in zip(x.shape[2:], scales)]
        for transformation in ("half_pixel", "asymmetric"):
            found = run("Resize", [x, None, np.array([1, 1, *scales], np.float32)], 13, known=[2], nearest_mode=nearest,
                        coordinate_transformation_mode=transformation)
            # Halves of places are exact in integers.
            tens = [int(round(scale * 10)) for scale in scales]
            index = [[_nearest(i, ten, transformation, nearest, size) for i in range(new)]
                     for ten, size, new in zip(tens, x.shape[2:], after)]
            np.testing.assert_array_equal(found, x[:, :, index[0]][..., index[1]])


def _nearest(i, tenths, transformation, nearest, size):
    """Returns the nearest element to a place for a scale of `tenths` / 10, by integers."""
    numerator, denominator = (10 * i, tenths) if transformation == "asymmetric" else ((2 * i + 1) * 10 - tenths, 2 * tenths)
    index = {"floor": numerator // denominator, "ceil": -(-numerator // denominator),
             "round_prefer_ceil": (2 * numerator + denominator) // (2 * denominator),
             "round_prefer_floor": -((denominator - 2 * numerator) // (2 * denominator))}[nearest]
    return min(max(index, 0), size - 1)


@pytest.mark.parametrize("mode", ["linear", "cubic"])
@pytest.mark.parametrize("only_inside", [0, 1])
def test_antialias(mode, only_inside):
    """Smaller images are means of more elements."""
    x, after = DRAW.standard_normal((1, 2, 11, 6)), (3, 8)
    scales = [new / old for new, old in zip(after, x.shape[2:])]
    for antialias in (0, 1):
        wanted = resized(x, after, scales, mode, "half_pixel", -0.5, only_inside=only_inside, antialias=antialias)
        check(x, [None, None, np.array([1, 2, *after])], 18, wanted, [3], mode=mode, antialias=antialias,
              exclude_outside=only_inside, cubic_coeff_a=-0.5, compiled=bool(antialias and only_inside and mode == "linear"))


def test_aspect_ratio():
    """One scale is for both dimensions, chosen when the program runs; sizes are rounded to the nearest."""
    x = DRAW.standard_normal((1, 1, 6, 9))
    for policy, scale, after in (("not_larger", 5 / 9, (3, 5)), ("not_smaller", 4 / 6, (4, 6))):
        wanted = resized(x, after, (scale, scale), "linear", "half_pixel")
        check(x, [None, None, np.array([4, 5])], 18, wanted, [3], mode="linear", axes=[2, 3], keep_aspect_ratio_policy=policy)


def test_part_of_an_image():
    """Places outside of the image have a value of their own."""
    x = np.arange(25.0, dtype=np.float32).reshape(1, 1, 5, 5)
    roi = np.array([0.25, 0.5, 0.75, 1.25], np.float32)
    found = run("Resize", [x, roi, None, np.array([3, 3])], 18, known=[1, 3], axes=[2, 3], mode="linear", extrapolation_value=-1.0,
                coordinate_transformation_mode="tf_crop_and_resize")
    rows, columns = np.array([1, 2, 3]), np.array([2, 3.5])
    np.testing.assert_allclose(found[0, 0, :, :2], rows[:, None] * 5 + columns, rtol=1e-5)
    assert (found[..., 2] == -1).all()
    # The scale is of the part that is read.
    found = run("Resize", [x, roi, np.array([2, 2], np.float32)], 18, known=[1, 2], axes=[2, 3], mode="nearest",
                coordinate_transformation_mode="tf_crop_and_resize")
    assert found.shape == (1, 1, 5, 7)


def test_types():
    """Integers are rounded to the nearest, and limited to those of the type; f16 is computed in f32."""
    x = np.array([[[[0, 255, 0, 255, 7]]]], np.uint8)
    found = run("Resize", [x, None, None, np.array([1, 1, 1, 10])], 13, known=[3], mode="cubic")
    wanted = resized(x.astype("f8"), (1, 10), (1, 2), "cubic", "half_pixel")
    np.testing.assert_array_equal(found, wanted.round().clip(0, 255))
    x = DRAW.standard_normal((1, 1, 1, 9)).astype(np.float16)
    found = run("Resize", [x, None, None, np.array([1, 1, 1, 5])], 13, known=[3], mode="linear")
    assert found.dtype == np.float16
    np.testing.assert_allclose(found, resized(x.astype("f8"), (1, 5), (1, 5 / 9), "linear", "half_pixel"), rtol=1e-3, atol=1e-3)


def test_old_versions():
    """Before version 11 places are asymmetric, and the nearest is that before, or the next in a smaller image."""
    x = DRAW.standard_normal((1, 2, 4, 6)).astype(np.float32)
    scales = np.array([1, 1, 2, 0.5], np.float32)
    found = run("Resize", [x, scales], 10, known=[1])
    np.testing.assert_array_equal(found, x.repeat(2, 2)[..., ::2])
    scales = np.array([1, 1, 2, 1.5], np.float32)
    for op, operands, version, options in (("Upsample", [x, scales], 9, {"known": [1]}),
                                           ("Upsample", [x], 7, {"scales": scales.tolist()})):
        found = run(op, operands, version, mode="linear", **options)
        np.testing.assert_allclose(found, resized(x, (8, 9), (2, 1.5), "linear", "asymmetric"), rtol=1e-5, atol=1e-6)


COMPUTED = """
<ir_version: 8, opset_import: ["" : 17]>
net (float[n, 2, h, w] x, float[n, 2, a, b] like) => (float[n, 2, a, b] y, float[n, 2, p, q] z) {
  shape = Shape(x)
  old = Cast<to = 1>(shape)
  wanted = Shape(like)
  new = Cast<to = 1>(wanted)
  scales = Div(new, old)
  y = Resize<mode = "linear", coordinate_transformation_mode = "asymmetric">(x, , scales)
  kept = Slice(shape, zero, two)
  space = Slice(old, two, four)
  more = Mul(space, factor)
  even = Floor(more)
  sizes = Cast<to = 7>(even)
  all = Concat<axis = 0>(kept, sizes)
  z = Resize<mode = "nearest", coordinate_transformation_mode = "asymmetric", nearest_mode = "floor">(x, , , all)
  zero = Constant<value_ints = [0]>()
  two = Constant<value_ints = [2]>()
  four = Constant<value_ints = [4]>()
  factor = Constant<value_float = 1.6>()
}"""


def test_computed_sizes(tmp_path):
    """Sizes and scales that are computed from shapes as floats are quotients of dims."""
    path = tmp_path / "net.onnx"
    onnx.save(onnx.parser.parse_model(COMPUTED), path)
    x, like = DRAW.standard_normal((1, 2, 3, 5)).astype("f4"), np.zeros((1, 2, 7, 6), "f4")
    program = ag.onnx.load(path)
    for found in (program.interpret(x, like), program.lower().compile()(x, like)):
        np.testing.assert_allclose(found[0], resized(x, (7, 6), (7 / 3, 6 / 5), "linear", "asymmetric"), rtol=1e-5, atol=1e-6)
        np.testing.assert_array_equal(found[1], x[:, :, [0, 0, 1, 2]][..., [0, 0, 1, 1, 2, 3, 3, 4]])


FLOATS = """
<ir_version: 8, opset_import: ["" : 17]>
net (float[h] x, float[w] y) => (float[p] a, float[q] b, float[1] c, float[r] d) {
  one = Shape(x)
  two = Shape(y)
  h = Cast<to = 1>(one)
  w = Cast<to = 1>(two)
  number = Constant<value_float = 0.7>()
  ten = Constant<value_float = 10.0>()
  most = Mul(h, number)
  least = Sub(most, number)
  up = Ceil(least)
  n = Cast<to = 7>(up)
  a = ConstantOfShape(n)
  times = Div(w, h)
  back = Mul(h, times)
  same = Cast<to = 7>(back)
  b = Expand(x1, same)
  x1 = Constant<value_floats = [3.0]>()
  c = Div(ten, most)
  lower = Neg(times)
  sum = Add(ten, lower)
  down = Floor(sum)
  less = Less(times, ten)
  m = Cast<to = 7>(down)
  d = ConstantOfShape(m)
}"""


def test_floats_of_sizes(tmp_path):
    """Floats that are computed from sizes decide sizes again, and are results, too."""
    path = tmp_path / "net.onnx"
    onnx.save(onnx.parser.parse_model(FLOATS), path)
    program = ag.onnx.load(path, x=ag.spec("f32", ["h"], h=(1, 100)), y=ag.spec("f32", ["w"], w=(0, 9)))
    for run_it in (program.interpret, program.lower().compile(opt=1)):
        for h, w in ((11, 6), (4, 9)):
            a, b, c, d = run_it(np.zeros(h, np.float32), np.zeros(w, np.float32))
            assert (a.shape, b.shape, d.shape) == ((math.ceil(0.7 * (h - 1) - 1e-9),), (w,), (math.floor(10 - w / h),))
            np.testing.assert_allclose(c, 10 / (0.7 * h), rtol=1e-6)


def test_blocks():
    """Blocks move between channels and images, for any height and width."""
    x = DRAW.standard_normal((2, 12, 3, 4))
    split = x.reshape(2, 2, 2, 3, 3, 4)
    wanted = split.transpose(0, 3, 4, 1, 5, 2).reshape(2, 3, 6, 8)
    np.testing.assert_array_equal(run("DepthToSpace", [x], 13, blocksize=2, compiled=True), wanted)
    np.testing.assert_array_equal(run("SpaceToDepth", [wanted], 13, blocksize=2), x)
    wanted = x.reshape(2, 3, 2, 2, 3, 4).transpose(0, 1, 4, 2, 5, 3).reshape(2, 3, 6, 8)
    np.testing.assert_array_equal(run("DepthToSpace", [x], 11, blocksize=2, mode="CRD"), wanted)
    program = load("SpaceToDepth", [x], 13, blocksize=2)
    with pytest.raises(ag.Error, match="blocks of 2 do not divide the height: 1 are left over"):
        program.interpret(x)


@pytest.mark.parametrize("operands, attributes, message", [
    ([None, np.ones(4, np.float32)], {"mode": "area"}, "its mode is area"),
    ([None, np.ones(3, np.float32)], {}, "expected 4 numbers"),
    ([None, np.array([1, 1, -2, 1], np.float32)], {}, "a scale is -2.0, expected a number above 0"),
    ([], {}, "it has both scales and sizes, or none of them, expected one"),
    ([None, np.ones(4, np.float32)], {"coordinate_transformation_mode": "pixel"}, "is pixel, expected one of half_pixel, "),
    ([None, None, np.ones(4, np.int64)], {"keep_aspect_ratio_policy": "fit"}, "is fit, expected stretch, not_larger or not_smaller"),
])
def test_refusals(operands, attributes, message):
    with pytest.raises(ag.Error, match=message):
        load("Resize", [np.zeros((1, 1, 2, 2), np.float32), *operands], 18, known=[2, 3], **attributes)
