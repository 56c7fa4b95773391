# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Donated arguments: results are written into their memory."""
import numpy as np
import pytest
from exchange import FakeTensor, FlaggedTensor

import ag


def step(state, g):
    m = 0.5 * state["m"] + g
    return {"w": state["w"] - 0.25 * m, "m": m, "norm": ag.sum(g * g)}


def make(n):
    return [np.arange(n * k, n * k + n, dtype="float32") for k in (1, 2, 3)]


@pytest.fixture(scope="module")
def compiled():
    n = ag.spec("f32", ["n"], n=(1, 64))
    return ag.trace(step, {"m": n, "w": n}, n, donate=["state.w", "state.m"]).lower().compile()


def test_results_are_the_donated_arrays(compiled):
    for n in (1, 7, 64):
        m, w, g = make(n)
        m2 = 0.5 * m + g
        expected = {"w": w - 0.25 * m2, "m": m2, "norm": np.sum(g * g)}
        results = compiled({"m": m, "w": w}, g)
        # Types alone match, so w takes the memory of the first result that fits.
        assert {id(results["m"]), id(results["w"])} == {id(m), id(w)}
        for name, value in expected.items():
            np.testing.assert_allclose(results[name], value, rtol=1e-5)
        np.testing.assert_array_equal(g, make(n)[2])


def test_read_only_is_refused(compiled):
    m, w, g = make(3)
    w.flags.writeable = False
    with pytest.raises(ag.Error, match=r"argument state.w is donated, .* but it is read-only"):
        compiled({"m": m, "w": w}, g)


class Exporter:
    """Has __dlpack__. An old exporter is from before DLPack had flags."""

    def __init__(self, array, is_old):
        self.array, self.is_old = array, is_old

    def __dlpack__(self, **options):
        if self.is_old and options:
            raise TypeError("__dlpack__() got an unexpected keyword argument")
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


@pytest.mark.parametrize("kind", [lambda array: Exporter(array, False),
                                  lambda array: FlaggedTensor(array, 0 if array.flags.writeable else 1)])
def test_what_dlpack_says(compiled, kind):
    m, w, g = make(3)
    given = kind(w)
    results = compiled({"m": m, "w": given}, g)
    assert given in results.values() and w[1] != make(3)[1][1]
    w.flags.writeable = False
    before = w.copy()
    with pytest.raises(ag.Error, match="argument state.w is donated, .* but it is read-only"):
        compiled({"m": m, "w": kind(w)}, g)
    np.testing.assert_array_equal(w, before)


@pytest.mark.parametrize("kind", [lambda array: Exporter(array, True), lambda array: FlaggedTensor(array, None),
                                  FakeTensor])
def test_what_says_nothing_is_refused(compiled, kind):
    m, w, g = make(3)
    with pytest.raises(ag.Error, match="argument state.w is donated, .* but it does not say whether it may be written"):
        compiled({"m": m, "w": kind(w)}, g)
    ag.testing.assert_close(ag.trace(lambda x: x * 2, g).lower().compile(opt=1)(Exporter(g, True)), g * 2)


def test_sizes_of_other_names():
    """The memory of x becomes that of the result with its sizes, which is not the first of its type."""
    specs = ag.spec("f32", ["n"]), ag.spec("f32", ["m"])
    compiled = ag.trace(lambda x, y: (y + 1, x * 2), *specs, donate=["x"]).lower().compile(opt=1)
    x, y = np.ones(3, "f"), np.ones(2, "f")
    results = compiled(x, y)
    assert results[1] is x
    ag.testing.assert_close(results, (y + 1, np.full(3, 2, "f")))


def test_what_fits_no_result_is_refused():
    x = ag.spec("f32", [4])
    with pytest.raises(ag.Error, match="x is donated, but no result is left that has its type and sizes"):
        ag.trace(lambda x: ag.sum(x), x, donate=["x"])
    with pytest.raises(ag.Error, match="y is donated, but the arguments are x"):
        ag.trace(lambda x: x, x, donate=["y"])


def test_a_loop_exchanges_donated_arrays():
    """A loop exchanges two donated arrays of one named size, since each becomes the other."""
    n = ag.spec("f32", ["n"])
    traced = ag.trace(lambda x, y: ag.fori_loop(0, 3, lambda i, c: (c[1] * 2.0, c[0] + 1.0), (x, y)), n, n,
                      donate=["x", "y"])
    x, y = np.arange(6, dtype="f4"), np.ones(6, "f4")
    expected = [array.astype("f4") for array in traced.interpret(x, y)]
    given = x.copy(), y.copy()
    results = traced.lower().compile()(*given)
    ag.testing.assert_close(list(results), expected)
    for result, array in zip(results, given):
        assert np.shares_memory(result, array)
