# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Long sums keep the bound of docs/Spec.md, whichever loops add.

The error of a sum of n floats is at most (64 + log2 n) u times the sum of their magnitudes. Products whose terms are
equal, like here, keep this bound too, though their own has 128. A single accumulator would round in the same direction
each time. 1 and 2 threads give the same bits. Sums of 10^8, which take 400 MB, run by

    PYTHONPATH=build/python AG_LONGEST_SUM=100000000 python3 -m pytest test/Integration/test_sums.py
"""
import math
import os

import ml_dtypes
import numpy as np
import pytest

import ag

LONGEST = int(os.environ.get("AG_LONGEST_SUM", 10**7))
LENGTHS = [10**5, 10**6, LONGEST]
UNIT = 2.0**-24
# Each type, and the error that rounding a result to it adds to the bound.
TYPES = {"f32": (np.float32, 0.0), "bf16": (ml_dtypes.bfloat16, 2.0**-8), "f16": (np.float16, 2.0**-11)}


def filled(shape, value=0.1, type="f32"):
    return np.full(shape, value, TYPES[type][0])


def run(function, arguments, dims=None, type="f32"):
    specs = [ag.spec(type, dim) for dim in dims or [list(argument.shape) for argument in arguments]]
    traced = ag.trace(function, *specs)
    one, two = (np.asarray(traced.lower().compile(threads=threads)(*arguments)) for threads in (1, 2))
    assert one.tobytes() == two.tobytes()
    return one.astype(np.float64)


def check(result, exact, n, magnitude=None, rounding=0.0, block=64):
    bound = (block + math.log2(n)) * UNIT * (abs(exact) if magnitude is None else magnitude) + rounding * abs(exact)
    assert np.all(np.abs(result - exact) <= bound), np.max(np.abs(result - exact)) / bound


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("n", LENGTHS)
def test_rows_columns_and_all(n, type):
    # The largest sum in f16 is 65504.
    value = 0.1 if type != "f16" else 9000 / n
    term, rounding = float(filled((), value, type)), TYPES[type][1]
    for function, shape, count in [(lambda x: ag.sum(x), (n,), n),
                                   (lambda x: ag.sum(x, axis=1), (2, n // 2), n // 2),
                                   (lambda x: ag.sum(x, axis=0), (n // 8, 8), n // 8),
                                   (lambda x: ag.sum(x, axis=(0, 2)), (n // 100, 4, 25), n // 4),
                                   (lambda x: ag.mean(x), (n,), None)]:
        exact = term if count is None else term * count
        check(run(function, [filled(shape, value, type)], type=type), exact, count or n, rounding=rounding)


@pytest.mark.parametrize("n", LENGTHS)
def test_sums_of_unknown_length(n):
    term = float(filled(()))
    for function, shape, dims, count in [(lambda x: ag.sum(x), (n,), ["n"], n),
                                         (lambda x: ag.sum(x, axis=1), (2, n // 2), ["m", "n"], n // 2),
                                         (lambda x: ag.sum(x, axis=0), (n // 8, 8), ["n", "m"], n // 8),
                                         (lambda x: ag.sum(x, axis=(0, 2)), (n // 100, 4, 25), ["a", "b", "c"], n // 4)]:
        check(run(function, [filled(shape)], [dims]), term * count, count)


@pytest.mark.parametrize("n", LENGTHS)
def test_variance(n):
    x = (100 + np.random.default_rng(0).random(n)).astype(np.float32)
    exact = x.astype(np.float64).var()
    check(run(lambda x: ag.var(x), [x]), exact, n)
    check(run(lambda x: ag.var(x, axis=0), [np.tile(x[:n // 8, None], (1, 8))]), x[:n // 8].astype(np.float64).var(), n)


@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("type", ["f32", "bf16"])
def test_products(n, type):
    value, rounding = 0.01, TYPES[type][1]
    exact = float(filled((), value, type))**2
    x, rows, columns = (filled(shape, value, type) for shape in [(n,), (4, n // 4), (n // 4, 4)])
    check(run(lambda x: x @ x, [x], type=type), exact * n, n, rounding=rounding)
    for function, arguments in [(lambda a, b: a @ b, [rows, columns]), (lambda a, b: a @ b.T, [rows, rows]),
                                (lambda a, b: a.T @ b, [columns, columns]), (lambda a, x: a @ x, [rows, x[:n // 4]]),
                                (lambda b, x: x @ b, [columns, x[:n // 4]])]:
        check(run(function, arguments, type=type), exact * (n // 4), n // 4, rounding=rounding)
    check(run(lambda a, b: a @ b, [rows, columns], [[4, "k"], ["k", 4]], type=type), exact * (n // 4), n // 4,
          rounding=rounding)


@pytest.mark.parametrize("n", [10**5, 10**6])
def test_gradients(n):
    term = float(filled(()))
    weights = ag.grad(lambda w, x: ag.sum(ag.tanh(x @ w)))
    check(run(weights, [filled((8, 4), 0.0), filled((n, 8))]), term * n, n)
    bias = ag.grad(lambda b, x: ag.sum(x * b))
    check(run(bias, [filled((8,), 1.0), filled((n, 8))]), term * n, n)


@pytest.mark.parametrize("dims", [False, True])
@pytest.mark.parametrize("n", [10**5, 10**6])
def test_streams(n, dims):
    def attention(q, k, v):
        return ag.softmax(q @ k.T) @ v

    term = float(filled(()))
    keys = np.sort(np.random.default_rng(0).standard_normal((n, 1)), axis=0).astype(np.float32)
    for q, k in [(filled((8, 16), 0.0), filled((n, 16))), (filled((8, 1), 1.0), keys)]:
        width = k.shape[1]
        check(run(attention, [q, k, filled((n, 16))], [[8, width], ["n", width], ["n", 16]] if dims else None), term, n)
    x = (100 + np.random.default_rng(0).random((3, n))).astype(np.float32)
    exact = x.astype(np.float64).var(axis=1)
    check(run(lambda x: ag.var(x, axis=1), [x], [["m", "n"]] if dims else None), exact, n, magnitude=exact)


@pytest.mark.parametrize("n", [2048, 8192])
def test_causal_attention(n):
    """Attention keeps the bound of products: up to 32 tiles of keys are added plainly, and each moves the maximum."""
    def attention(q, k, v):
        seen = ag.arange(n)[:, None] >= ag.arange(n)[None, :]
        return ag.softmax(ag.where(seen, q @ k.T, -math.inf)) @ v

    keys = np.sort(np.random.default_rng(0).standard_normal((n, 1)), axis=0).astype(np.float32)
    for q, k in [(filled((n, 16), 0.0), filled((n, 16))), (filled((n, 1), 1.0), keys)]:
        result = run(attention, [q, k, filled((n, 16))])
        check(result, float(filled(())), n, block=128)


@pytest.mark.parametrize("n", [10**4, 10**5])
def test_products_in_turns(n):
    inner, term = np.tanh(8 * float(filled(()))**2), float(filled(()))
    result = run(lambda a, b, c: ag.tanh(a @ b) @ c, [filled((64, 8)), filled((8, n)), filled((n, 8))])
    check(result, inner * term * n, n, rounding=4 * UNIT)


@pytest.mark.parametrize("n", [10**3, 10**4])
def test_windows(n):
    term = float(filled(()))
    for x, w, count in [((1, n + 200, 1), (n, 1, 1), n), ((1, 2 * n, 1), (n, 1, 1), n),
                        ((1, 8, 8, n), (3, 3, n, 4), 9 * n)]:
        check(run(lambda x, w: ag.conv(x, w), [filled(x), filled(w)]), term**2 * count, count)
    side = n // 10
    check(run(lambda x: ag.avg_pool(x, (side, side)), [filled((1, 2 * side, 2 * side, 3))]), term, side**2)
    weights = ag.grad(lambda w, x: ag.sum(ag.conv(x, w)))
    check(run(weights, [filled((3, 3, 2, 4)), filled((1, side + 2, side + 2, 2))]), term * side**2, side**2)


def test_what_is_not_finite_stays_so():
    x = filled((10**5,), 1.0)
    x[70000] = np.inf
    assert run(lambda x: ag.sum(x), [x]) == np.inf
    x[90000] = -np.inf
    assert np.isnan(run(lambda x: ag.sum(x), [x]))
    # The sum becomes too large at some block.
    assert run(lambda x: ag.sum(x), [filled((10**5,), 1e34)]) == np.inf
    assert run(lambda x: ag.sum(x, axis=0), [filled((10**5, 8), -1e34)])[0] == -np.inf


def test_interpreter():
    x = filled((10**6,))
    result = ag.trace(lambda x: ag.sum(x), ag.spec("f32", [10**6])).interpret(x, precision="declared")
    check(np.asarray(result), float(x[0]) * 10**6, 10**6)
