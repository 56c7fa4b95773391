# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""flip and take_along_axis give the results of numpy, with derivatives, in linear memory."""
import numpy as np
import pytest

import ag

SHAPES = [(), (0,), (1,), (5,), (3, 4), (0, 3), (3, 0), (2, 5, 3)]


def run(traced, how, *arrays):
    if how == "interpreted":
        return traced.interpret(*arrays, precision="declared")
    return traced.lower().compile()(*arrays)


def dynamic(x):
    return ag.spec(x.dtype, [f"n{dim}" for dim in range(x.ndim)], **{f"n{dim}": (0, 99) for dim in range(x.ndim)})


def numbers(shape, dtype="f64"):
    x = np.random.default_rng(1).integers(-9, 10, shape)
    return np.asarray(abs(x) if dtype.startswith("u") else x).astype(ag.DTYPES[dtype].numpy)


# flip ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_flip(shape, how):
    x = numbers(shape)
    axes = [None, (), *range(-x.ndim, x.ndim), *([(0, 1), (-1, 0)] if x.ndim > 1 else [])]
    for spec in (x, dynamic(x)):
        traced = ag.trace(lambda x: [ag.flip(x, axis) for axis in axes] + [ag.flip(x)], spec)
        ag.testing.assert_close(run(traced, how, x), [np.flip(x, axis) for axis in [*axes, None]], 0, 0)


@pytest.mark.parametrize("dtype", list(ag.DTYPES))
def test_flip_in_every_type(dtype):
    x = numbers((4, 5), dtype)
    traced = ag.trace(lambda x: (ag.flip(x, 0), ag.flip(x, 1)), dynamic(x))
    ag.testing.assert_close(run(traced, "compiled", x), (np.flip(x, 0), np.flip(x, 1)), 0, 0)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
def test_derivatives_of_flip(how):
    x, y = numbers((3, 4)), numbers((4, 3)).T.copy()

    def derivatives(x, y):
        return (ag.grad(lambda x: (ag.flip(x, 1) * y).sum())(x), ag.jvp(lambda x: ag.flip(x, 0), (x,), (y,))[1],
                ag.vmap(lambda x, y: ag.grad(lambda x: (ag.flip(x) * y).sum())(x))(x, y))

    results = run(ag.trace(derivatives, dynamic(x), dynamic(x)), how, x, y)
    ag.testing.assert_close(results, (y[:, ::-1], y[::-1], y[:, ::-1]))


@pytest.mark.parametrize("axis", [0, 1])
def test_memory_of_flip(axis):
    """The result, and the gradient, have elements copied and no indices."""
    spec = ag.spec("f32", ["m", "n"], m=(1, 1 << 20), n=(1, 1 << 20))
    for function in (lambda x: ag.flip(x, axis), lambda x: ag.grad(lambda x: (ag.flip(x, axis) * x).sum())(x)):
        compiled = ag.trace(function, spec).lower().compile()
        assert max(compiled.memory(m=4096, n=8)["workspace"], compiled.memory(m=8, n=4096)["workspace"]) <= 4096 * 40


# take_along_axis -------------------------------------------------------------------------------


#: (shape of x, shape of the indices, axis)
CALLS = [((5,), (3,), 0), ((3, 4), (3, 2), 1), ((3, 4), (6, 4), 0), ((3, 4), (1, 2), -1), ((1, 4), (3, 2), 1),
         ((2, 5, 3), (2, 4, 3), 1), ((2, 5, 3), (1, 4, 1), 1), ((2, 5, 3), (2, 5, 7), 2), ((3, 4), (3, 0), 1),
         ((0, 4), (0, 2), 1), ((3, 4), (5,), None)]


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
@pytest.mark.parametrize("shape, places, axis", CALLS, ids=map(str, CALLS))
def test_take_along_axis(shape, places, axis, how):
    """Negative indices count from the end, and other dimensions are broadcast."""
    x = numbers(shape)
    extent = x.size if axis is None else shape[axis]
    ids = np.random.default_rng(2).integers(-extent, extent, places)
    expected = np.take_along_axis(x, ids, axis)
    are_dynamic = 1 not in shape + places
    i = ag.spec("i64", [f"m{dim}" if dim == axis or axis is None else f"n{dim}" for dim in range(ids.ndim)])
    for specs in [(x, ids)] + ([(dynamic(x), i)] if are_dynamic else []):
        traced = ag.trace(lambda x, i: ag.take_along_axis(x, i, axis), *specs)
        ag.testing.assert_close(run(traced, how, x, ids), expected, 0, 0)


@pytest.mark.parametrize("dtype", ["i8", "i32", "ui32"])
def test_types_of_indices(dtype):
    x, ids = numbers((300, 2)), numbers((5, 2), dtype)
    traced = ag.trace(lambda x, i: ag.take_along_axis(x, i, 0), x, ids)
    ag.testing.assert_close(run(traced, "compiled", x, ids), np.take_along_axis(x, ids.astype("i8"), 0), 0, 0)


@pytest.mark.parametrize("how", ["interpreted", "compiled"])
def test_derivatives_of_take_along_axis(how):
    """An element that is taken several times has the sum of their cotangents."""
    x, y, ids = numbers((3, 4)), numbers((3, 5)) + 0.5, np.random.default_rng(3).integers(-4, 4, (3, 5))
    expected = np.zeros_like(x)
    np.add.at(expected, (np.arange(3)[:, None], ids), y)

    def derivatives(x, y, ids):
        def gradient(x, y, ids):
            return ag.grad(lambda x: (ag.take_along_axis(x, ids, -1) * y).sum())(x)
        return (gradient(x, y, ids), ag.vmap(gradient)(x, y, ids),
                ag.jvp(lambda x: ag.take_along_axis(x, ids, 1), (x,), (x,))[1])

    results = run(ag.trace(derivatives, x, y, ids), how, x, y, ids)
    ag.testing.assert_close(results, (expected, expected, np.take_along_axis(x, ids, 1)))


def test_an_index_out_of_range_fails():
    traced = ag.trace(lambda x, i: ag.take_along_axis(x, i, 1), ag.spec("f64", [2, 3]), ag.spec("i64", [2, 1]))
    for run in (traced.interpret, traced.lower().compile()):
        for ids in ([[0], [3]], [[-4], [0]]):
            with pytest.raises(ag.Error):
                run(np.ones((2, 3)), np.array(ids))


# Refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, message", [
    (lambda x, i: ag.flip(x, 2), "there is no axis 2 of an array of rank 2"),
    (lambda x, i: ag.flip(x, (0, 0)), "an axis is named twice in (0, 0)"),
    (lambda x, i: ag.take_along_axis(x, i, 0),
     "take_along_axis needs shapes that broadcast, got f32[3, 4] and i64[3, 2]: dimension 1 is 4 and 2"),
    (lambda x, i: ag.take_along_axis(x, i[0], 0),
     "take_along_axis needs an array and indices of one rank, got f32[3, 4] and i64[2]"),
    (lambda x, i: ag.take_along_axis(x, i, None),
     "take_along_axis needs an array and indices of one rank, got f32[12] and i64[3, 2]"),
    (lambda x, i: ag.take_along_axis(x, x, 0), "an array is indexed with an f32[3, 4], expected integers"),
    (lambda x, i: ag.take_along_axis(x, i, 5), "there is no axis 5 of an array of rank 2"),
], ids=range(7))
def test_refusals(call, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(call, ag.spec("f32", [3, 4]), ag.spec("i64", [3, 2]))
    assert message in caught.value.message
