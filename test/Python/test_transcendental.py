# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trigonometric and hyperbolic functions, exponentials, logarithms and roots are exact to a few units in the last place, and
so are their derivatives, from the least to the greatest magnitudes. The references are numpy's functions of long doubles."""
import math

import ml_dtypes
import numpy as np
import pytest

import ag

FLOATS = [name for name, dtype in ag.DTYPES.items() if dtype.is_float]
PI = np.longdouble("3.14159265358979323846264338327950288")


def erfc(x):
    return np.vectorize(math.erfc, otypes=[np.float64])(x.astype(np.float64)).astype(np.longdouble)


def sinc(x):
    """Returns the sinc of x with the sine of its distance to the nearest integer."""
    nearest = np.rint(x)
    sine = np.where(nearest % 2 == 0, 1, -1) * np.sin(PI * (x - nearest))
    return np.where(x == 0, 1, sine / PI / np.where(x == 0, 1, x))


def slope_of_sinc(x):
    t = PI * x
    safe = np.where(t == 0, 1, t)
    return np.where(abs(t) < 0.01, PI * t * (-1 / np.longdouble(3) + t**2 / 30 - t**4 / 840),
                    PI * (np.cos(t) * t - np.sin(t)) / safe**2)


def both_signs(numbers):
    return np.concatenate([numbers, np.negative(numbers)])


POWERS = 10.0 ** np.arange(-30, 31, 3)
SMALL = np.concatenate([10.0 ** np.arange(-30, 0, 3), [0.0, 0.1, 0.159, 0.2, 0.5, 0.7, 0.9, 0.99, 0.999]])
MEDIUM = np.concatenate([SMALL, [1.0, 1.2, 2.7, 5.3, 8.1]])
ALL = both_signs(np.concatenate([POWERS, MEDIUM, [math.inf]]))

#: (name, numpy's function, its derivative, the numbers at which the derivative is compared)
UNARY = [
    ("tan", np.tan, lambda x: 1 / np.cos(x) ** 2, both_signs(MEDIUM)),
    ("arcsin", np.arcsin, lambda x: 1 / np.sqrt((1 - x) * (1 + x)), both_signs(SMALL)),
    ("arccos", np.arccos, lambda x: -1 / np.sqrt((1 - x) * (1 + x)), both_signs(SMALL)),
    ("arctan", np.arctan, lambda x: 1 / (1 + x * x), both_signs(POWERS)),
    ("sinh", np.sinh, np.cosh, both_signs(MEDIUM)),
    ("cosh", np.cosh, np.sinh, both_signs(MEDIUM)),
    ("arcsinh", np.arcsinh, lambda x: 1 / np.sqrt(1 + x * x), both_signs(POWERS)),
    ("arccosh", np.arccosh, lambda x: 1 / np.sqrt((x - 1) * (x + 1)), POWERS[POWERS > 1]),
    ("arctanh", np.arctanh, lambda x: 1 / ((1 - x) * (1 + x)), both_signs(SMALL)),
    ("exp2", np.exp2, lambda x: np.log(np.longdouble(2)) * np.exp2(x), both_signs(MEDIUM)),
    ("log10", np.log10, lambda x: 1 / x / np.log(np.longdouble(10)), POWERS),
    ("cbrt", np.cbrt, lambda x: 1 / (3 * np.cbrt(x) ** 2), both_signs(POWERS)),
    ("erfc", erfc, lambda x: -2 / np.sqrt(PI) * np.exp(-x * x), both_signs(SMALL)),
    ("sinc", sinc, slope_of_sinc, both_signs(MEDIUM)),
    ("deg2rad", lambda x: x * (PI / 180), lambda x: 0 * x + PI / 180, both_signs(SMALL)),
    ("rad2deg", lambda x: x * (180 / PI), lambda x: 0 * x + 180 / PI, both_signs(SMALL)),
]


def run(function, how, *arrays):
    """Returns the results for arrays of a dynamic size."""
    traced = ag.trace(function, *[ag.spec(x.dtype, ["n"]) for x in arrays], name="f")
    return traced.interpret(*arrays, precision="declared") if how == "interpreted" else traced.lower().compile()(*arrays)


def assert_close(name, result, expected, operands, units):
    """Asserts that the result is within `units` units in the last place of the expected long doubles."""
    kind = ml_dtypes.finfo(result.dtype)
    with np.errstate(all="ignore"):
        rounded, wide = expected.astype(result.dtype).astype(np.longdouble), result.astype(np.longdouble)
        error = abs(wide - expected) / (np.maximum(abs(expected), float(kind.tiny)) * float(kind.eps))
        is_close = (wide == rounded) | (np.isnan(wide) & np.isnan(rounded)) | (error <= units)
    assert is_close.all(), (name, [x[~is_close] for x in operands], result[~is_close], rounded[~is_close])


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("dtype", FLOATS)
class TestUnary:
    def test_values(self, dtype, how):
        """Vectors of one element each give the same as one vector of all."""
        with np.errstate(all="ignore"):
            x = np.concatenate([ALL, [math.nan]]).astype(ag.DTYPES[dtype].numpy)
            results = run(lambda x: [(getattr(ag, name)(x), ag.vmap(getattr(ag, name))(x)) for name, *_ in UNARY], how, x)
            for (name, theirs, *_), (result, mapped) in zip(UNARY, results):
                ag.testing.assert_close(mapped, result, 0, 0)
                assert_close(name, result, theirs(x.astype(np.longdouble)), [x], 2)

    def test_derivatives(self, dtype, how):
        for name, _, slope, numbers in UNARY:
            function = getattr(ag, name)

            def slopes(x):
                summed = lambda x: function(x).astype("f64").sum()
                return ag.grad(summed)(x), ag.jvp(function, (x,), (ag.ones_like(x),))[1], ag.vmap(ag.grad(summed))(x)

            with np.errstate(all="ignore"):
                x = numbers.astype(ag.DTYPES[dtype].numpy)
                x = x[np.isfinite(x.astype("f8")) & (x != 0)]
                expected = slope(x.astype(np.longdouble))
            for result in run(slopes, how, x):
                assert_close(name, result, expected, [x], 4)


def test_of_zeros():
    """Odd functions keep the sign of 0."""
    x = np.array([0.0, -0.0])
    for name in ("tan", "arcsin", "arctan", "sinh", "arcsinh", "arctanh", "cbrt", "deg2rad", "rad2deg"):
        for how in ("interpreted", "compiled"):
            np.testing.assert_array_equal(np.signbit(run(getattr(ag, name), how, x)), [False, True])
    assert run(lambda x: ag.grad(lambda x: ag.sinc(x).sum())(x), "compiled", x).tolist() == [0, 0]


# Two operands ----------------------------------------------------------------------------------


def grid(*numbers):
    """Returns all pairs of these numbers, of both signs, and of powers of 10."""
    given = both_signs(np.concatenate([10.0 ** np.arange(-30, 31, 10), [0.0, 0.3, 1.0, 2.0], numbers]))
    return [side.ravel() for side in np.meshgrid(given, given)]


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("dtype", FLOATS)
def test_binary(dtype, how):
    with np.errstate(all="ignore"):
        x, y = (side.astype(ag.DTYPES[dtype].numpy) for side in grid(math.inf, math.nan))
        names = ["arctan2", "hypot", "copysign", "logaddexp"]
        results = run(lambda x, y: ([(getattr(ag, name)(x, y), ag.vmap(getattr(ag, name))(x, y)) for name in names],
                                    ag.signbit(x)), how, x, y)
        wide = x.astype(np.longdouble), y.astype(np.longdouble)
        for name, (result, mapped) in zip(names, results[0]):
            ag.testing.assert_close(mapped, result, 0, 0)
            expected = getattr(np, name)(*wide)
            if name == "logaddexp":  # relative to the greater operand where the result is near 0
                is_near = abs(expected) < abs(np.maximum(*wide)) / 4
                assert (abs(result - expected) <= 2 * float(ml_dtypes.finfo(x.dtype).eps))[is_near].all()
                expected = np.where(is_near, result.astype(np.longdouble), expected)
            assert_close(name, result, expected, [x, y], 2)
            if name != "logaddexp":
                np.testing.assert_array_equal(np.signbit(result) & ~np.isnan(expected),
                                              np.signbit(expected) & ~np.isnan(expected))
    np.testing.assert_array_equal(results[1], np.signbit(x))


def weight(x, y):
    """Returns exp(x) / (exp(x) + exp(y)), also for infinities."""
    with np.errstate(all="ignore"):
        return np.where(x == y, 0.5, 1 / (1 + np.exp(y.astype(np.longdouble) - x))).astype("f8")


def over(x, y):
    """Returns x / y, but 0 where y is 0."""
    return np.where(y == 0, 0, x / np.where(y == 0, 1, y)).astype("f8")


X, Y = grid()
LENGTH = np.hypot(X.astype(np.longdouble), Y)
INFINITE = grid(math.inf)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("name, x, y, by_x, by_y", [
    ("hypot", X, Y, over(X, LENGTH), over(Y, LENGTH)),
    ("arctan2", X[LENGTH > 0], Y[LENGTH > 0], over(over(Y, LENGTH), LENGTH)[LENGTH > 0],
     -over(over(X, LENGTH), LENGTH)[LENGTH > 0]),
    ("copysign", X[X != 0], Y[X != 0], np.where(np.signbit(X) == np.signbit(Y), 1.0, -1.0)[X != 0], 0 * X[X != 0]),
    ("logaddexp", *INFINITE, weight(*INFINITE), weight(*reversed(INFINITE))),
], ids=["hypot", "arctan2", "copysign", "logaddexp"])
def test_partials(name, x, y, by_x, by_y, how):
    function = getattr(ag, name)

    def slopes(x, y):
        tangents = [ag.jvp(function, (x, y), pair)[1]
                    for pair in ((ag.ones_like(x), ag.zeros_like(x)), (ag.zeros_like(x), ag.ones_like(x)))]
        return list(ag.grad(lambda x, y: function(x, y).sum(), argnums=(0, 1))(x, y)), tangents

    for results in run(slopes, how, x, y):
        ag.testing.assert_close(results, [by_x, by_y], rtol=1e-14, atol=1e-300)


def test_broadcast_and_numbers():
    x, y = np.array([[0.5], [2.0]]), np.array([1.0, -3.0, 4.0])
    traced = ag.trace(lambda x, y: (ag.hypot(x, y), ag.arctan2(x, 2), ag.copysign(1.0, y), ag.logaddexp(0, x)), x, y)
    ag.testing.assert_close(traced.interpret(x, y), (np.hypot(x, y), np.arctan2(x, 2), np.copysign(1, y), np.logaddexp(0, x)))


@pytest.mark.parametrize("call, message", [
    (lambda i: ag.tan(i), "tan is defined on floats, got i32[3]: cast it with .astype('f32')"),
    (lambda i: ag.sinc(i), "sinc is defined on floats, got i32[3]"),
    (lambda i: ag.arctan2(i, i), "arctan2 is defined on floats, got i32[3] and i32[3]: cast them with .astype('f32')"),
    (lambda i: ag.copysign(i, 2), "copysign is defined on floats, got i32[3] and i32[3]"),
    (lambda i: ag.hypot(i, i.astype("f32")), "hypot needs equal element types, got i32[3] and f32[3]"),
    (lambda i: ag.logaddexp(i.astype("f32"), i[:2].astype("f32")), "logaddexp needs shapes that broadcast"),
    (lambda i: ag.arcsin(0.5), "0.5 has no element type of its own here: write ag.full((), 0.5, 'f32')"),
], ids=range(7))
def test_refusals(call, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(call, ag.spec("i32", [3]))
    assert message in caught.value.message


def test_signbit_of_integers():
    i = np.array([-2, 0, 3], "i4")
    assert ag.trace(ag.signbit, i).interpret(i).tolist() == [True, False, False]
