# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Norms, including those that differ in training, give PyTorch's results (training/generate.py). Dropout depends on its
key."""
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

import ag

GOLDEN = np.load(Path(__file__).parent / "training" / "layers.npz")
IMAGE, SCALE, BIAS, COTANGENT = (GOLDEN[f"given.{name}"] for name in ("image", "scale", "bias", "cotangent"))
TOOLS = Path(os.environ["AG_TOOLS"])


def test_batch_norm():
    """Channels are the second dimension in PyTorch. The derivative goes through the step's own statistics."""
    def f(image, scale, bias, cotangent, mean, var):
        def layer(image, scale, bias):
            y, *running = ag.nn.batch_norm(image, scale, bias, mean, var, training=True, axis=1)
            return y, running

        y, pull, running = ag.vjp(layer, image, scale, bias, has_aux=True)
        running = ag.nn.batch_norm(2 * image, scale, bias, *running, training=True, axis=1)[1:]
        tested, *same = ag.nn.batch_norm(image, scale, bias, *running, training=False, axis=1)
        return {"y": y, **dict(zip(["of_image", "of_scale", "of_bias"], pull(cotangent))),
                **dict(zip(["mean", "var"], same)), "tested": tested}

    given = IMAGE, SCALE, BIAS, COTANGENT, np.zeros(3), np.ones(3)
    for name, found in ag.trace(f, *given).interpret(*given).items():
        np.testing.assert_allclose(found, GOLDEN[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_batch_norm_of_any_size():
    """Batch norm of f16 is computed in f32, with channels last, a batch that is known only at run time, and without
    scale and bias."""
    spec = ag.spec("f16", ["n", 4, 2, 3], n=(1, 8))
    traced = ag.trace(lambda x, mean, var: ag.nn.batch_norm(x, None, None, mean, var, True), spec, *(2 * [SCALE.astype("f4")]))
    image = np.ascontiguousarray(np.moveaxis(IMAGE, 1, -1)).astype("f2")
    y, mean, var = traced.lower().compile()(image, np.zeros(3, "f4"), np.ones(3, "f4"))
    wide = image.astype("f8").reshape(-1, 3)
    np.testing.assert_allclose(y.reshape(-1, 3), (wide - wide.mean(0)) / np.sqrt(wide.var(0) + 1e-5), atol=2e-3)
    assert y.dtype == np.float16
    np.testing.assert_allclose(mean, 0.1 * wide.mean(0), atol=1e-6)
    np.testing.assert_allclose(var, 0.9 + 0.1 * wide.var(0, ddof=1), atol=1e-6)


@pytest.mark.parametrize("name, groups", [("group", 3), ("instance", 6), ("layer", 1)])
@pytest.mark.parametrize("axis", [1, -1])
def test_group_norm(name, groups, axis):
    """Group norm and its gradients are PyTorch's, with channels second, like there, and last."""
    x, weight, shift, cotangent = (GOLDEN[f"given.{part}"] for part in ("channels", "weight", "shift", "of_channels"))
    x, cotangent = (np.ascontiguousarray(np.moveaxis(array, 1, axis)) for array in (x, cotangent))

    def f(x, weight, shift, cotangent):
        y, pull = ag.vjp(lambda x, weight, shift: ag.nn.group_norm(x, groups, weight, shift, 1e-3, axis), x, weight, shift)
        return y, *pull(cotangent)

    traced = ag.trace(f, x, weight, shift, cotangent)
    for run in (traced.interpret, traced.lower().compile()):
        y, of_x, *others = run(x, weight, shift, cotangent)
        for found, part in ((y, "y"), (of_x, "of_channels")):
            np.testing.assert_allclose(np.moveaxis(found, axis, 1), GOLDEN[f"{name}.{part}"], rtol=1e-8, atol=1e-12)
        for found, part in zip(others, ("of_weight", "of_shift")):
            np.testing.assert_allclose(found, GOLDEN[f"{name}.{part}"], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("dtype", ["f16", "bf16", "f32", "f64"])
def test_group_norm_of_any_size(dtype):
    """Group norm takes sizes that are known only at run time, sizes 0 and 1, and rank 2, in a batch and in a loop. f16
    is rounded once."""
    def f(x):
        once = ag.nn.group_norm(x, 2)
        return once, ag.fori_loop(0, 2, lambda i, x: ag.nn.group_norm(x, 2), x), ag.vmap(
            lambda row: ag.nn.group_norm(row[None], 2)[0])(x)

    traced = ag.trace(f, ag.spec(dtype, ["n", "c", "s"]), name="f").lower().compile()
    flat = ag.trace(lambda x: ag.nn.group_norm(x, 2), ag.spec(dtype, ["n", 4]), name="f").lower().compile()
    for shape in ((2, 4, 3), (0, 4, 3), (2, 4, 0), (1, 2, 1), (2, 0, 3)):
        x = np.random.default_rng(1).standard_normal(shape).astype(ag.DTYPES[dtype].numpy)
        wide = x.astype("f8").reshape(shape[0], 2, shape[1] // 2 * shape[2])
        expected = wide
        if wide.size:
            expected = (wide - wide.mean(-1, keepdims=True)) / np.sqrt(wide.var(-1, keepdims=True) + 1e-5)
        rtol = {"f16": 2e-3, "bf16": 2e-2, "f32": 1e-5, "f64": 1e-10}[dtype]
        once, twice, batch = traced(x)
        assert once.dtype == x.dtype and once.shape == twice.shape == shape
        for found in (once, batch):
            np.testing.assert_allclose(found.astype("f8"), expected.reshape(shape), rtol=rtol, atol=rtol)
        if shape[2] == 1 and shape[1] == 4:
            np.testing.assert_array_equal(flat(x[..., 0]), once[..., 0])
    with pytest.raises(ag.Error, match="group_norm: 2 groups do not divide the channels: 1 are left over"):
        traced(np.zeros((2, 3, 1)).astype(ag.DTYPES[dtype].numpy))


@pytest.mark.parametrize("dtype", ["f16", "f32", "f64"])
@pytest.mark.parametrize("axis", [1, -1])
def test_instance_norm(dtype, axis):
    """Instance norm is the group norm with one channel a group, also if the number of channels is known only when the
    program runs. f16 is rounded once."""
    x, weight, shift = (GOLDEN[f"given.{part}"] for part in ("channels", "weight", "shift"))
    x = np.ascontiguousarray(np.moveaxis(x, 1, axis))
    x, weight, shift = (array.astype(ag.DTYPES[dtype].numpy) for array in (x, weight, shift))

    def f(x, weight, shift):
        return ag.nn.instance_norm(x, weight, shift, 1e-3, axis), ag.nn.instance_norm(x, axis=axis)

    names = ["n", "s", "t"][:x.ndim - 1]
    names.insert(axis % x.ndim, "c")
    compiled = ag.trace(f, ag.spec(dtype, names), *(ag.spec(dtype, ["c"]) for _ in range(2))).lower().compile(opt=1)
    found, plain = compiled(x, weight, shift)
    wide = np.moveaxis(x, axis, 1).astype("f8")
    over = tuple(range(2, x.ndim))
    centered, var = wide - wide.mean(over, keepdims=True), wide.var(over, keepdims=True)
    factors, shifts = (np.expand_dims(array.astype("f8"), [dim - 1 for dim in over]) for array in (weight, shift))
    tolerance = {"f16": 3e-3, "f32": 1e-5, "f64": 1e-10}[dtype]
    assert found.dtype == x.dtype
    ag.testing.assert_close(np.moveaxis(found, axis, 1).astype("f8"), centered / np.sqrt(var + 1e-3) * factors + shifts,
                            tolerance, tolerance)
    ag.testing.assert_close(np.moveaxis(plain, axis, 1).astype("f8"), centered / np.sqrt(var + 1e-5), tolerance, tolerance)
    if dtype == "f64" and axis == 1:
        np.testing.assert_allclose(found, GOLDEN["instance.y"], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_embedding_bag(mode):
    """Bags are of any number and size. Those without ids are 0, and rows without a bag have no gradient."""
    table, reduced = np.random.default_rng(6).standard_normal((5, 3)), {"sum": np.sum, "mean": np.mean, "max": np.max}[mode]

    def f(ids, table):
        slopes = ag.grad(lambda table: ag.nn.embedding_bag(ids, table, mode).sum())(table)
        return ag.nn.embedding_bag(ids, table, mode), slopes

    traced = ag.trace(f, ag.spec("i64", ["n", "m"]), table)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        for ids in (np.array([[0, 1, 3], [3, 3, 0]]), np.array([[4]]), np.zeros((2, 0), int), np.zeros((0, 2), int)):
            found, slopes = run(ids, table)
            wanted = reduced(table[ids], 1) if ids.shape[1] else np.zeros((len(ids), 3))
            np.testing.assert_allclose(found, wanted, rtol=1e-12)
            assert not slopes[[row for row in range(5) if row not in ids]].any()
            np.testing.assert_allclose(slopes.sum(), 3 * len(ids) * (ids.shape[1] if mode == "sum" else ids.size > 0))
        with pytest.raises(ag.Error, match="5"):
            run(np.array([[5]]), table)


def test_weighted_bag():
    """Weights of a bag's rows have gradients. f16 is summed in f32 and rounded once."""
    draw, ids = np.random.default_rng(7).standard_normal, np.array([[0, 1, 3], [3, 3, 0]])
    table, weights = draw((5, 4)), draw((2, 3))
    summed = ag.trace(lambda table, weights: ag.nn.embedding_bag(ids, table, "sum", weights), table, weights, name="f")
    slopes = ag.trace(lambda table, weights: ag.grad(lambda weights: ag.nn.embedding_bag(
        ids, table, "sum", weights).sum())(weights), table, weights, name="f")
    np.testing.assert_allclose(summed.interpret(table, weights), (table[ids] * weights[..., None]).sum(1))
    np.testing.assert_allclose(slopes.lower().compile(opt=1)(table, weights), table[ids].sum(-1))
    large = np.array([[6e4], [6e4], [-6e4]], "f2")
    of_f16 = ag.trace(lambda ids, table: ag.nn.embedding_bag(ids, table, "sum"), np.arange(3), large, name="f")
    np.testing.assert_array_equal(of_f16.lower().compile(opt=1)(np.arange(3), large), large[0])


NUMBERS, TANGENTS = np.random.default_rng(5).standard_normal((2, 2, 6, 3))
SCALES, LABELS = np.arange(1.0, 7), np.array([[0, 1, 2], [2, -1, -1]])
SEEN = np.tri(6, dtype=bool) & (np.arange(6) != 2)[:, None]
DIFFERENTIABLE = {
    "group norm": lambda x: ag.nn.group_norm(x, 3, ag.array(SCALES)),
    "instance norm": lambda x: ag.nn.instance_norm(x, ag.array(SCALES)),
    "attention": lambda x: ag.nn.scaled_dot_product_attention(x, ag.tanh(x), x, ag.array(SEEN)),
    "shared heads": lambda x: ag.nn.scaled_dot_product_attention(
        x[:, :, None], x[:, :2, None], x[:, :2, None], enable_gqa=True),
    "causal": lambda x: ag.nn.scaled_dot_product_attention(x, x, x, is_causal=True),
    "ignored labels": lambda x: ag.nn.cross_entropy(x, ag.array(LABELS), axis=1, ignore_index=-1),
    "permutation": lambda x: ag.random.permutation(ag.random.key(3), x, 2) * x,
}


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_tangents_and_second_derivatives(name):
    """The tangent is the difference quotient, and its gradient is that of the slope along the tangents."""
    function = DIFFERENTIABLE[name]

    def f(x, t):
        def slope(x):
            return ag.jvp(function, (x,), (t,))[1].sum()

        return ag.jvp(function, (x,), (t,))[1], ag.grad(slope)(x), ag.jvp(ag.grad(lambda x: function(x).sum()), (x,), (t,))[1]

    plain = ag.trace(function, NUMBERS, name="f")
    above, below = (plain.interpret(NUMBERS + step * TANGENTS) for step in (1e-6, -1e-6))
    traced = ag.trace(f, NUMBERS, TANGENTS)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        tangent, second, other = run(NUMBERS, TANGENTS)
        np.testing.assert_allclose(tangent, (above - below) / 2e-6, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(second, other, rtol=1e-9, atol=1e-12)


REFUSALS = [
    (lambda x: ag.nn.group_norm(x, 4), "4 groups do not divide the channels: dimension 1 of f64[2, 6, 3] is 6"),
    (lambda x: ag.nn.group_norm(x, 0), "num_groups of group_norm is 0, expected a number from 1 to below 2**63"),
    (lambda x: ag.nn.group_norm(x, 2**63), "num_groups of group_norm is 9223372036854775808, expected a number from 1 to"),
    (lambda x: ag.nn.group_norm(x, 2, eps="a"), "the eps of group_norm is 'a', expected a number"),
    (lambda x: ag.nn.group_norm(x, 2.0), "num_groups of group_norm is 2.0, expected a number from 1 to below 2**63"),
    (lambda x: ag.nn.group_norm(x, 2, axis=0), "group_norm is given f64[2, 6, 3] with channels along axis 0, which is the"),
    (lambda x: ag.nn.group_norm(x[0, 0], 2), "there is no axis 1 of an array of rank 1"),
    (lambda x: ag.nn.group_norm(x, 2, x[0, 0]), "weight of group_norm is f64[3], expected one for each place of f64[2, 6, 3] "
     "along axis 1"),
    (lambda x: ag.nn.group_norm(x.astype("i64"), 2), "group_norm is defined on floats, got i64[2, 6, 3]"),
    (lambda x: ag.nn.instance_norm(x, x[0, 0]), "weight of instance_norm is f64[3], expected one for each place of f64[2, 6, 3]"),
    (lambda x: ag.nn.instance_norm(x[..., 0]), "instance_norm is given f64[2, 6], expected dimensions other than the batch's"),
    (lambda x: ag.nn.instance_norm(x, axis=-3), "instance_norm is given f64[2, 6, 3] with channels along axis 0, which is the"),
    (lambda x: ag.nn.embedding_bag(np.zeros(2, int), x), "embedding_bag is given ids i64[2] and f64[2, 6, 3], expected ids of"),
    (lambda x: ag.nn.embedding_bag(np.zeros(2, int), x[0], "min"), "mode of embedding_bag is 'min', expected \"sum\", \"mean\""),
    (lambda x: ag.nn.embedding_bag(np.zeros(2, int), x[0], "mean", x[0, 0]), 'per_sample_weights of embedding_bag are for the '
     'mode "sum", not \'mean\''),
    (lambda x: ag.nn.embedding_bag(np.zeros(2, int), x[0], "sum", x[0, 0]), "per_sample_weights of embedding_bag are f64[3], "
     "expected the shape of the ids i64[2]"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, np.zeros((2, 6, 3)), name="f")
    assert caught.value.message.startswith(message)


def loss(x, key, step):
    return ag.square(ag.nn.dropout(ag.tanh(x), 0.25, ag.random.fold_in(key, step))).sum()


def test_dropout():
    def f(x, key, step):
        key = ag.random.fold_in(key, step)
        return ag.nn.dropout(x, 0.25, key), ag.random.bernoulli(key, 0.75, x.shape), ag.nn.dropout(x, 0.25, key, training=False)

    x, key = np.random.default_rng(0).standard_normal((40, 50)), np.array([1, 2], "u4")
    run = ag.trace(f, x, key, np.int64(0)).lower().compile()
    first, mask, tested = run(x, key, np.int64(0))
    np.testing.assert_allclose(first, np.where(mask, x / 0.75, 0))
    np.testing.assert_array_equal(tested, x)
    assert abs(mask.mean() - 0.75) < 0.05
    assert (run(x, key, np.int64(1))[1] != mask).any() and (run(x, key, np.int64(0))[1] == mask).all()


def test_gradient_of_dropout():
    x, key = np.random.default_rng(0).standard_normal((40, 50)), np.array([1, 2], "u4")
    gradient = ag.trace(ag.grad(loss), x, key, np.int64(0)).lower().compile()(x, key, np.int64(3))
    kept = ag.trace(lambda key: ag.random.bernoulli(ag.random.fold_in(key, 3), 0.75, x.shape), key, name="f").interpret(key)
    np.testing.assert_allclose(gradient, np.where(kept, 2 * np.tanh(x) / 0.75**2 * (1 - np.tanh(x)**2), 0))


@pytest.mark.parametrize("how", ["auto", "keep", "recompute"])
def test_no_mask_is_kept(tmp_path, how):
    """The report lists the saved values: the key, but no i1, and not the bits from which the mask is computed."""
    ag.trace(loss, ag.spec("f32", [64, 64]), ag.spec("ui32", [2]), ag.spec("i64")).save(tmp_path / "loss.mlir")
    subprocess.run([TOOLS / "ag-compile", tmp_path / "loss.mlir", "--grad", f"--remat={how}", "--report", tmp_path / "r.json",
                    "-o", tmp_path / "loss.o"], check=True, capture_output=True)
    remarks = json.loads((tmp_path / "r.json").read_text())["remarks"]
    kept = [row["values"]["type"] for row in remarks if row["name"] == "kept"]
    assert set(kept) <= {"tensor<64x64xf32>", "tensor<2xui32>"}, kept
