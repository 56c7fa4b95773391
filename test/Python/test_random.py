# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random numbers."""
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
