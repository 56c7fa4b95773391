# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random numbers."""
import itertools
from functools import partial

import numpy as np
import pytest

import ag


def draw(function, **sizes):
    return ag.trace(function, ag.spec("f32", ["n"]), name="f").interpret(np.zeros(sizes.get("n", 4000), np.float32),
                                                                         precision="declared")


def test_uniform():
    u = draw(lambda x: ag.random.uniform(ag.random.key(1), [x.shape[0]], -1.0, 3.0))
    assert u.dtype == np.float32 and u.min() >= -1 and u.max() < 3
    assert abs(u.mean() - 1) < 0.1 and abs(u.var() - 16 / 12) < 0.1


@pytest.mark.parametrize("dtype, low, high", [
    (dtype, *bounds) for dtype in ("f32", "bf16", "f16", "f64")
    for bounds in ((0.0, 1.0), (0.0, 3.0), (-1.0, 0.0), (1000.0, 1001.0), (-0.7, -0.3), (2.0, 2.0))], ids=str)
def test_uniform_is_below_its_end(dtype, low, high):
    traced = ag.trace(lambda x: ag.random.uniform(ag.random.key(5), [x.shape[0]], low, high, dtype), ag.spec("f32", ["n"]))
    least = ag.DTYPES[dtype].numpy.type(low)
    for run in partial(traced.interpret, precision="declared"), traced.lower().compile(opt=1):
        u = run(np.zeros(200_000, np.float32)).astype(np.float64)
        assert u.min() >= min(low, float(least)) and (u.max() < high or low == high)
        assert u.max() - u.min() >= (high - low) * (0.49 if dtype in ("f16", "f32", "f64") else 0)


def test_the_standard_numbers_are_their_bits():
    u, word, z = draw(lambda x: (ag.random.uniform(ag.random.key(1), [99]), ag.random.bits(ag.random.key(1), [99]),
                                 ag.random.normal(ag.random.key(1), [99])))
    assert (u == (word >> 8) * np.float32(2.0**-24)).all()
    centred = u * np.float32(2) + np.float32(-1 + 2.0**-24)
    expected = ag.trace(ag.random._erfinv, centred, name="f").interpret(centred, precision="declared") * np.float32(2**.5)
    assert (z == expected).all()


def test_normal():
    z = draw(lambda x: ag.random.normal(ag.random.key(2), [x.shape[0]]))
    assert abs(z.mean()) < 0.06 and abs(z.var() - 1) < 0.08
    assert abs((abs(z) < 1.959964).mean() - 0.95) < 0.02 and np.isfinite(z).all()


def test_the_inverse_of_erf():
    import math

    u = np.array([-0.999, -0.5, -1e-3, 0.0, 0.3, 0.9, 0.99999], np.float32)
    z = ag.trace(ag.random._erfinv, u, name="f").interpret(u)
    np.testing.assert_allclose([math.erf(x) for x in z], u, atol=3e-7)


def test_a_key_and_a_place_give_one_number():
    def f(x):
        key = ag.random.key(7)
        return ag.random.bits(key, [8, 8]), ag.random.bits(key, [3, x.shape[0]])

    whole, part = draw(f, n=5)
    assert (whole[:3, :5] == part).all()


def test_keys_differ():
    def f(x):
        key = ag.random.key(7)
        first, second = ag.random.split(key)
        return tuple(ag.random.bits(k, [64]) for k in (key, first, second, ag.random.key(8)))

    drawn = draw(f)
    for a in range(4):
        for b in range(a):
            assert (drawn[a] != drawn[b]).all()


def test_bernoulli():
    assert abs(draw(lambda x: ag.random.bernoulli(ag.random.key(3), 0.25, [x.shape[0]])).mean() - 0.25) < 0.03


def test_a_traced_number_gives_the_key_of_its_value():
    def f(number, word):
        key = ag.random.key(7)
        return ag.random.fold_in(key, number), ag.random.fold_in(key, word), ag.random.fold_in(key, 12)

    keys = ag.trace(f, np.int64(0), np.uint32(0)).interpret(np.int64(12), np.uint32(12))
    assert (keys[0] == keys[2]).all() and (keys[1] == keys[2]).all()


def test_each_turn_of_a_loop_has_its_numbers():
    def f(key):
        return ag.scan(lambda c, i: (c, ag.random.bits(ag.random.fold_in(key, i), [2])), ag.zeros([]), ag.arange(50))[1]

    drawn = ag.trace(f, np.zeros(2, "u4")).interpret(np.array([3, 4], "u4"))
    assert len(np.unique(drawn)) == 100


# Integers --------------------------------------------------------------------------------------

KEY = np.array([3, 9], "u4")


def both(function, *arrays):
    """Returns the interpreter's result, which equals the compiled program's."""
    traced = ag.trace(function, *arrays, name="f")
    found = traced.lower().compile(opt=1)(*arrays)
    np.testing.assert_array_equal(traced.interpret(*arrays), found)
    return found


def assert_even(drawn, values):
    """Asserts an even distribution of no other values: chi squared is within nine standard deviations of its mean."""
    found, counts = np.unique(drawn, return_counts=True, axis=0)
    assert len(found) <= len(values) and {tuple(np.atleast_1d(one)) for one in found} <= {
        tuple(np.atleast_1d(one)) for one in values}
    expected, rest = len(drawn) / len(values), len(values) - 1
    squares = (((counts - expected) ** 2).sum() + (len(values) - len(found)) * expected**2) / expected
    assert abs(squares - rest) < 9 * max(2 * rest, 1)**0.5


@pytest.mark.parametrize("dtype, low, high", [
    ("i64", 0, 3), ("i32", -5, 6), ("i8", -128, 128), ("i16", -1, 1), ("ui8", 250, 256), ("i64", 7, 8),
    ("i64", -2**63, -2**63 + 5), ("ui64", 2**64 - 3, 2**64)], ids=str)
def test_randint(dtype, low, high):
    drawn = both(lambda key: ag.random.randint(key, [5000], low, high, dtype), KEY)
    assert drawn.dtype == ag.DTYPES[dtype].numpy
    assert_even([int(number) for number in drawn], range(low, high))


@pytest.mark.parametrize("dtype, low, high", [
    ("i64", -2**63, 2**63), ("i64", -2**63, 2**63 - 1), ("ui64", 0, 2**64), ("ui64", 5, 2**64), ("i64", 0, 3 * 2**61),
    ("i32", -2**31, 2**31), ("ui32", 0, 2**32 - 1)], ids=str)
def test_randint_of_many_bits(dtype, low, high):
    """Sixteenths of the range are drawn evenly, and so are the last digits: remainders of 64 bits would be uneven for
    3 * 2**61."""
    drawn = both(lambda key: ag.random.randint(key, [5000], low, high, dtype), KEY)
    wide = [int(number) for number in drawn]
    assert low <= min(wide) and max(wide) < high
    assert_even([(number - low) * 16 // (high - low) for number in wide], range(16))
    assert_even([number % 7 for number in wide], range(7))


def test_randint_of_sizes_and_values():
    """The bounds may be known only at run time, in batches too."""
    traced = ag.trace(lambda key, x, low: (ag.random.randint(key, [500], 0, x.shape[0]), ag.random.randint(
        key, x.shape, low, 3, "i8")), KEY, ag.spec("f32", ["n"]), np.int32(0), name="f")
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        places, few = run(KEY, np.zeros(4, "f4"), np.int32(-2))
        assert_even(places, range(4))
        assert few.shape == (4,) and few.dtype == np.int8 and (few >= -2).all() and (few < 3).all()
        for n, low in ((0, 0), (4, 3), (4, -129)):
            with pytest.raises(ag.Error, match=f"randint goes from {low} to below {3 if n else 0}, expected one or more"):
                run(KEY, np.zeros(n, "f4"), np.int32(low))
    drawn = both(lambda key, high: ag.vmap(lambda h: ag.random.randint(key, [200], 0, h))(high), KEY, np.array([1, 2, 100]))
    assert (drawn.max(1) < [1, 2, 100]).all() and (drawn.max(1) >= [0, 1, 90]).all() and (drawn >= 0).all()


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_permutation(n):
    assert sorted(both(lambda key: ag.random.permutation(key, n), KEY)) == list(range(n))
    x = np.arange(2 * n, dtype="f4").reshape(2, n)
    shuffled = both(lambda key, x: ag.random.permutation(key, x, axis=1), KEY, x)
    assert sorted(map(tuple, shuffled.T)) == sorted(map(tuple, x.T))
    traced = ag.trace(lambda key, x: ag.random.permutation(key, x.shape[0]), KEY, ag.spec("f32", ["n"]), name="f")
    assert (traced.interpret(KEY, x[0]) == both(lambda key: ag.random.permutation(key, n), KEY)).all()


def test_all_orders_are_as_likely():
    """All orders are equally likely, for a batch of keys, and for a loop with a key per iteration."""
    def orders(key):
        return ag.vmap(lambda i: ag.random.permutation(ag.random.fold_in(key, i), 4))(ag.arange(12000))

    def in_turn(key):
        return ag.scan(lambda c, i: (c, ag.random.permutation(ag.random.fold_in(key, i), 3)), ag.zeros([]), ag.arange(6000))[1]

    for function, n in ((orders, 4), (in_turn, 3)):
        drawn = ag.trace(function, KEY, name="f").lower().compile(opt=1)(KEY)
        assert_even(drawn, list(itertools.permutations(range(n))))


def test_a_permutation_of_many():
    run = ag.trace(lambda key: ag.random.permutation(key, 100_000), KEY, name="f").lower().compile()
    first = run(KEY)
    assert (np.sort(first) == np.arange(100_000)).all() and (run(KEY) == first).all()
    assert abs(np.corrcoef(first, np.arange(100_000))[0, 1]) < 0.02 and (first == np.arange(100_000)).sum() < 10
    assert (run(KEY + 1) != first).mean() > 0.99


def test_the_gradient_of_a_permutation():
    def f(key, x):
        return ag.random.permutation(key, 4), ag.grad(lambda x: (ag.random.permutation(key, x) * x).sum())(x)

    x = np.array([1.0, 10, 100, 1000])
    traced = ag.trace(f, KEY, x)
    for order, slope in (traced.interpret(KEY, x), traced.lower().compile(opt=1)(KEY, x)):
        np.testing.assert_array_equal(slope, x[order] + x[np.argsort(order)])


@pytest.mark.parametrize("dtype", ["f64", "f32", "bf16", "f16"])
def test_categorical(dtype):
    logits = np.array([0.5, 1.0, -np.inf, 2.0, -20.0])
    drawn = both(lambda key, x: ag.random.categorical(key, x.astype(dtype), shape=[20000]), KEY, logits)
    assert drawn.dtype == np.int64
    likely = np.exp(logits) / np.exp(logits).sum()
    np.testing.assert_allclose(np.bincount(drawn, minlength=5) / 20000, likely, atol=5 * 0.5 / 20000**0.5)
    assert not (drawn == 2).any()


def test_categorical_of_rows():
    """Each row along an axis gives one number, also in batches, and for a single class. A row of -inf gives 0."""
    def f(key, x):
        return (ag.random.categorical(key, x, axis=0), ag.random.categorical(key, x[:, :1]), ag.random.categorical(
            key, x, axis=0, shape=[3, 2]), ag.random.categorical(key, x - np.inf), ag.random.categorical(key, x[:0]),
            ag.vmap(lambda row: ag.random.categorical(key, row), in_axes=1)(x))

    x = np.log(np.array([[1e-30, 1.0], [1.0, 1e-30], [1e-30, 1e-30]]))
    traced = ag.trace(f, KEY, x)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        by_columns, alone, several, none, empty, batch = run(KEY, x)
        assert by_columns.tolist() == batch.tolist() == [1, 0] and several.tolist() == [[1, 0]] * 3
        assert alone.tolist() == none.tolist() == [0, 0, 0] and empty.shape == (0,)


REFUSALS = [
    (lambda key: ag.random.randint(key, [2], 3, 3), "randint goes from 3 to below 3, between which there is no number"),
    (lambda key: ag.random.randint(key, [2], 3, -3), "randint goes from 3 to below -3, between"),
    (lambda key: ag.random.randint(key, [2], 0, 300, "i8"), "299 is no value of i8, which goes from -128 to 127: give "
     "randint another dtype"),
    (lambda key: ag.random.randint(key, [2], -1, 3, "ui32"), "-1 is no value of ui32"),
    (lambda key: ag.random.randint(key, [2], 0, 2**63 + 1), "9223372036854775808 is no value of i64"),
    (lambda key: ag.random.randint(key, [2], 0, 3, "f32"), "randint is defined on integers, got f32"),
    (lambda key: ag.random.randint(key, [2], 0, 2, "i1"), "randint is defined on integers, got i1"),
    (lambda key: ag.random.randint(key, [2], 0, 3.0), "a bound of randint is 3.0, expected an int, a Dim, or a signed"),
    (lambda key: ag.random.randint(key, [2], False, 3), "a bound of randint is False, expected an int"),
    (lambda key: ag.random.randint(key, [2], 0, key), "a bound of randint is ui32[2], expected an int"),
    (lambda key: ag.random.randint(key, [2], 0, ag.ones([1], "i64")), "a bound of randint is i64[1], expected an int"),
    (lambda key: ag.random.randint(0, [2], 0, 3), "the key is 0: write ag.random.key(0)"),
    (lambda key: ag.random.permutation(key, -1), "permutation is asked for -1 numbers, expected a number from 0 on"),
    (lambda key: ag.random.permutation(key, 1.5), "what permutation is given is 1.5, expected an int, a Dim"),
    (lambda key: ag.random.permutation(key, ag.ones([])), "what permutation is given is an f32[], expected an integer"),
    (lambda key: ag.random.permutation(0, 1), "the key is 0: write ag.random.key(0)"),
    (lambda key: ag.random.permutation(key, ag.ones([2]), 1), "there is no axis 1 of an array of rank 1"),
    (lambda key: ag.random.categorical(key, ag.arange(3)), "categorical is defined on floats, got i64[3]"),
    (lambda key: ag.random.categorical(key, ag.ones([])), "there is no axis -1 of an array of rank 0"),
    (lambda key: ag.random.categorical(key, ag.ones([2, 3]), shape=[3]), "f32[2, 3] cannot be broadcast to f32[3, 3]"),
    (lambda key: ag.random.categorical(key, ag.ones([2, 0])), "categorical is given f32[2, 0], which has no class along axis 1"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, KEY, name="f")
    assert message in caught.value.message
