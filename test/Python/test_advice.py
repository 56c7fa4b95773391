# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tests follow the advice of messages, and it works. Code that needs no advice works at once."""
import itertools
import math
import re
import subprocess
import sys

import numpy as np
import pytest

import ag
from wrong_lines import LINES

CAST = re.compile(r"cast (?P<who>.*?) with \.astype\('(?P<type>\w+)'\)")
TYPES = ["f64", "f32", "bf16", "f16", "i64", "i32", "i8", "ui64", "ui8", "i1"]


def values(dtype, shape=(3,)):
    return (np.arange(np.prod(shape)) % 2).reshape(shape).astype(ag.DTYPES[dtype].numpy)


def advice(function, *arrays):
    """Returns the message and the notes of a call that is refused."""
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, *arrays, name="f")
    return "\n".join([caught.value.message, *caught.value.notes])


def result(function, *arrays):
    return ag.trace(function, *arrays, name="f").interpret(*arrays)


@pytest.mark.parametrize("left, right", list(itertools.permutations(TYPES, 2)))
def test_types_that_do_not_mix(left, right):
    """The advised cast loses nothing that the other type would keep: it goes to floats first, then to more bits."""
    x, y = values(left), values(right)
    found = CAST.search(advice(lambda x, y: x + y, x, y))
    casts = {name: found["type"] for name in found["who"].split(" and ")}
    given = {name: casts.get(name, old) for name, old in (("x", left), ("y", right))}
    assert len(set(given.values())) == 1

    def followed(x, y):
        return x.astype(given["x"]) + y.astype(given["y"])

    np.testing.assert_array_equal(result(followed, x, y), x.astype(np.float64) + y.astype(np.float64))
    chosen, others = ag.DTYPES[found["type"]], [ag.DTYPES[left], ag.DTYPES[right]]
    assert chosen.is_float or not any(other.is_float for other in others)
    assert all(chosen.bits >= other.bits for other in others if other.kind == chosen.kind)


def test_masks_among_numbers():
    x = values("f32", (2, 3))
    assert "cast the left with .astype('f32')" in advice(lambda x: (x > 0) * x, x)
    np.testing.assert_array_equal(result(lambda x: (x > 0).astype("f32") * x, x), (x > 0) * x)
    for number, dtype in ((2, "i64"), (0.5, "f32"), (np.float32(0.5), "f32")):
        assert f"cast the array with .astype('{dtype}')" in advice(lambda x: (x > 0) * number, x)
        np.testing.assert_array_equal(result(lambda x: (x > 0).astype(dtype) * number, x), (x > 0) * number)
    counted = result(lambda x: (ag.count_nonzero(x > 0), (x > 0).sum()), x)
    np.testing.assert_array_equal(counted, (3, 3))
    assert all(count.dtype == np.int64 for count in counted)


@pytest.mark.parametrize("number", [2, 2.5, True])
def test_numbers_that_need_a_type(number):
    for function in (lambda x, n: ag.maximum(n, n), lambda x, n: ag.ravel(n)):
        said = advice(lambda x: function(x, number), values("f32"))
        code = re.search(r"ag\.full\(.*\)", said).group()
        results = result(lambda x: function(x, eval(code)), values("f32"))
        assert results.dtype.kind == np.asarray(number).dtype.kind and np.all(results == number)


def test_where_of_numbers():
    """They have f32 if one is a float, as arrays that ag makes have."""
    for numbers in ((0.0, -math.inf), (0, 1.0), (2.5, 1)):
        found = result(lambda x: ag.where(x > 0, *numbers), values("f64"))
        np.testing.assert_array_equal(found, np.where(values("f64") > 0, *numbers))
    assert ag.trace(lambda x: ag.where(x > 0, 0.0, -math.inf), values("f64")).lower().compile()(values("f64")).dtype == "f4"
    assert result(lambda x: ag.where(x > 0, np.float64(1), 0.0), values("f32")).dtype == "f8"
    assert "as in ag.full((), 1, 'i64')" in advice(lambda x: ag.where(x > 0, 1, 0), values("f32"))


def test_integers_where_floats_are_meant():
    x = values("i32", (4,))
    for ours, numpys in ((ag.mean, np.mean), (ag.var, np.var), (ag.linalg.norm, np.linalg.norm)):
        assert ".astype('f32')" in advice(ours, x)
        np.testing.assert_allclose(result(lambda x: ours(x.astype("f32")), x), numpys(x))
    assert ".astype('f32')" in advice(lambda x: x / (x + 1), x)
    np.testing.assert_array_equal(result(lambda x: x.astype("f32") / (x.astype("f32") + 1), x), x / (x + 1))


X, I, J = np.arange(24.0).reshape(2, 3, 4), np.array([1, 0, -1]), np.array([[0, 2], [-4, 3]])
INDICES = [
    (lambda x, i, j: x[0, i], "a number beside an array"), (lambda x, i, j: x[i % 2, 1], "an array beside a number"),
    (lambda x, i, j: x[0, :, i], "apart"), (lambda x, i, j: x[:, 1, j], "in the middle"),
    (lambda x, i, j: x[np.int64(1), :, j], "a number of numpy apart"), (lambda x, i, j: x[1, None, i], "a None between"),
    (lambda x, i, j: x[np.arange(2), np.array([2, -1])], "rows and columns"), (lambda x, i, j: x[:, i, i], "two at the end"),
    (lambda x, i, j: x[i % 2, :, i], "two apart"), (lambda x, i, j: x[j % 2, j[0] % 2, j], "three"),
    (lambda x, i, j: x[:, i % 3, ..., i], "apart by dots that stand for nothing"),
    (lambda x, i, j: x[:, 1, ..., i], "a number apart by such dots"), (lambda x, i, j: x[..., i, i], "behind such dots"),
    (lambda x, i, j: x[None, i[:, None] % 2, ..., i], "broadcast"), (lambda x, i, j: x[0, i, 1:], "and a slice"),
]


@pytest.mark.parametrize("function", [case[0] for case in INDICES], ids=[case[1] for case in INDICES])
@pytest.mark.parametrize("dims", [X.shape, ["a", "b", "c"]], ids=str)
def test_several_indices_mean_what_they_mean_in_numpy(function, dims):
    traced = ag.trace(function, ag.spec("f64", dims), I, J, name="f")
    np.testing.assert_array_equal(traced.interpret(X, I, J), function(X, I, J))


def test_an_index_outside_of_its_own_dimension():
    """The index is refused even if the array has an element at the resulting offset."""
    traced = ag.trace(lambda x, i, j: x[i, j], ag.spec("f64", [2, 3]), *[ag.spec("i64", [1])] * 2, name="f")
    assert traced.interpret(X[0, :2, :3], np.array([1]), np.array([-3])) == 4
    with pytest.raises(ag.Error, match="index"):
        traced.interpret(X[0, :2, :3], np.array([0]), np.array([3]))


def test_take_by_numbers_and_lists():
    taken = result(lambda x: (ag.take(x, 2, axis=1), ag.take(x, np.int64(1)), ag.take(x, [1, 0], 2)), X)
    for ours, expected in zip(taken, (np.take(X, 2, 1), np.take(X, 1, 0), np.take(X, [1, 0], 2))):
        np.testing.assert_array_equal(ours, expected)


@pytest.mark.parametrize("dtype", ["f64", "f32", "bf16", "i64", "ui8"])
def test_scalars_of_numpy_are_numbers(dtype):
    x, one = values(dtype, (2, 3)), np.float64 if ag.DTYPES[dtype].is_float else np.int64

    def function(x):
        return x * one(3) + np.prod(x.shape), one(2) - x, ag.maximum(x, one(1)), ag.full((), one(2), dtype)

    for ours, expected in zip(result(function, x), (x * 3 + 6, 2 - x, np.maximum(x, 1), 2)):
        np.testing.assert_array_equal(ours.astype(float), np.asarray(expected, float))
    assert str(result(lambda x: ag.add(np.float32(1), 2), x).dtype) in ("float32", "float64")


def test_numbers_as_arguments_of_rank_0(tmp_path):
    specs = [ag.spec("f32", []), ag.spec("i32", []), ag.spec("i1", []), ag.spec("f32", [2])]
    traced = ag.trace(lambda a, i, b, x: ag.where(b, a * x, x) + i.astype("f32"), *specs, name="f")
    compiled = traced.lower().compile(opt=0)
    compiled.save(tmp_path / "f.so")
    x = np.array([1, 2], np.float32)
    for f in (traced.interpret, compiled, ag.load(tmp_path / "f.so")):
        for a, i, b in ((2.5, 1, True), (np.float64(2.5), np.int64(1), np.bool_(True)), (np.float32(2.5), np.uint8(1), True)):
            np.testing.assert_array_equal(f(a, i, b, x), [3.5, 6])
        np.testing.assert_array_equal(f(np.float32(2), np.int32(0), np.True_, x), f(2, 0, True, x))
        for a, i, b, message in ((2.5, 1.5, True, "argument i is 1.5, expected an i32"),
                                 (True, 1, True, "argument a is True, expected an f32"),
                                 (1.0, 2**31, True, "argument i is 2147483648, expected an i32"),
                                 (1.0, 1, 1, "argument b is 1, expected an i1")):
            with pytest.raises(ag.Error, match=message):
                f(a, i, b, x)


def test_donated_arguments_are_arrays():
    compiled = ag.trace(lambda a: a + 1, ag.spec("f32", []), donate=["a"], name="f").lower().compile(opt=0)
    for number in (2.0, np.float32(2)):
        with pytest.raises(ag.Error, match="argument a is"):
            compiled(number)


def test_types_are_equal_to_numpys():
    float32, ids = ag.DTYPES["f32"], ag.DTYPES["i64"]
    assert float32 == np.float32 and float32 == np.dtype("f4") and float32 == "float32" and float32 == "f32" and ids == int
    assert ag.DTYPES["bf16"] == "bfloat16" and float32 != np.float64 and float32 != ids and float32 != "nonsense"
    assert float32 != None and float32 != 3 and len({*ag.DTYPES.values(), float32}) == len(ag.DTYPES)  # noqa: E711


def put(x, index, value):
    """Returns a copy of x after numpy's x[index] = value."""
    x = x.copy()
    x[index] = value
    return x


def arrays():
    x = np.random.default_rng(1).normal(size=(3, 4)).astype(np.float32)
    return {"x": x, "y": x[::-1].copy(), "m": x[:, :3].copy(), "i": np.array([5, 1, 2, 4]), "b": x > 0.2}


def run(line, **names):
    return eval(line, {"ag": ag, "math": math, "np": np, "ones": np.ones((3, 4), np.float32), "put": put, **names})


@pytest.mark.parametrize("wrong, message, right, numpys", LINES, ids=[line[0] for line in LINES])
def test_a_wrong_line_names_a_right_one(wrong, message, right, numpys):
    given = arrays()
    with pytest.raises((ag.Error, AttributeError)) as caught:
        ag.trace(lambda x, y, m, i, b: run(wrong, x=x, y=y, m=m, i=i, b=b), *given.values(), name="f")
    assert message in str(caught.value)
    ours = ag.trace(lambda x, y, m, i, b: run(right, x=x, y=y, m=m, i=i, b=b), *given.values(), name="f")
    expected = run(numpys or wrong.replace("ag.", "np."), **given)
    np.testing.assert_allclose(ours.interpret(*given.values()), expected, rtol=2e-6, atol=1e-6)


def test_a_reduction_of_numpys_names_a_right_line():
    """numpy keeps a reference to the operand of a reduction that raises, so that this line has its own process."""
    line = "import ag, numpy as np; ag.trace(lambda x: np.add.reduce(x), np.ones(3), name='f')"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    assert "np.add.reduce has no counterpart: ag.sum" in done.stderr and "ag.cummin accumulate" in done.stderr


def test_divmod_is_numpys():
    given = arrays()
    for function in (lambda x, y: divmod(x, y), lambda x, y: divmod(x, 2), lambda x, y: divmod(2, x),
                     lambda x, y: divmod(np.float32(2), x)):
        for ours, expected in zip(result(function, given["x"], given["y"]), function(given["x"], given["y"])):
            np.testing.assert_allclose(ours, expected, rtol=1e-6)


def test_operators_of_numpys_arrays_are_arrays_of_ag():
    x = arrays()["x"]
    for function in (lambda a, x: a + x, lambda a, x: a - x, lambda a, x: a / x, lambda a, x: a // x, lambda a, x: a < x,
                     lambda a, x: a == x, lambda a, x: (a > 0) & (x > 0), lambda a, x: a @ x.T, lambda a, x: a % x):
        np.testing.assert_allclose(result(lambda x: function(X[0].astype("f"), x), x), function(X[0].astype("f"), x), rtol=1e-6)
    assert result(lambda x: ag.array((np.ndim(x), np.size(x), *np.shape(x))), x).tolist() == [2, 12, 3, 4]


@pytest.mark.parametrize("widths", [1, (1, 2), [(1, 2)], [(1, 0), (0, 2)], ((0, 0), (3, 3)), np.array([[1, 0], [2, 0]])],
                         ids=str)
def test_widths_of_pad_are_numpys(widths):
    x = arrays()["x"]
    np.testing.assert_array_equal(result(lambda x: ag.pad(x, widths), x), np.pad(x, widths))


@pytest.mark.parametrize("decimals", [0, 1, 3, -1])
def test_decimals_of_round_are_numpys(decimals):
    x = arrays()["x"] * 30
    np.testing.assert_allclose(result(lambda x: (ag.round(x, decimals), x.round(decimals)), x), [np.round(x, decimals)] * 2,
                               rtol=1e-6)
