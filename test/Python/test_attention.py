# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""scaled_dot_product_attention gives PyTorch's results (training/generate.py)."""
from pathlib import Path

import numpy as np
import pytest

import ag

GOLDEN = np.load(Path(__file__).parent / "training" / "layers.npz")
QUERY, KEY, VALUE, COTANGENT, MASK, ADDED = (
    GOLDEN[f"given.{name}"] for name in ("query", "key", "value", "of_heads", "mask", "added"))
attention = ag.nn.scaled_dot_product_attention

#: Options, and the number of heads of key and value.
CASES = {
    "plain": ({}, 4), "mask": ({"attn_mask": MASK}, 4), "added": ({"attn_mask": ADDED}, 4), "causal": ({"is_causal": True}, 4),
    "scaled": ({"scale": 0.3, "is_causal": True}, 4), "shared": ({"enable_gqa": True, "attn_mask": MASK}, 2),
}


def given(heads):
    return QUERY, np.ascontiguousarray(KEY[:, :heads]), np.ascontiguousarray(VALUE[:, :heads])


@pytest.mark.parametrize("name", CASES)
def test_value_and_gradients(name):
    """Value and gradients are PyTorch's, though query 2 of the mask, and query 3 of a head, see no key."""
    options, heads = CASES[name]

    def f(query, key, value, cotangent):
        y, pull = ag.vjp(lambda *x: attention(*x, **options), query, key, value)
        return y, *pull(cotangent)

    arguments = *given(heads), COTANGENT
    traced = ag.trace(f, *arguments)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        for found, part in zip(run(*arguments), ("y", "of_query", "of_key", "of_value")):
            np.testing.assert_allclose(found, GOLDEN[f"{name}.{part}"], rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("dtype", ["f32", "f16", "bf16"])
def test_of_few_digits(name, dtype):
    """Attention of a narrow type is computed in f32, and rounded once. The sizes are known at run time."""
    options, heads = CASES[name]
    narrow = [x.astype(ag.DTYPES[dtype].numpy) for x in given(heads)]
    specs = [ag.spec(dtype, ["n", 4, "l", "e"]), *(ag.spec(dtype, ["n", heads, "s", size]) for size in ("e", "v"))]
    masks = {name: mask for name, mask in options.items() if name == "attn_mask"}
    rest = {name: option for name, option in options.items() if name != "attn_mask"}
    of_masks = {name: ag.spec("i1" if mask.dtype == bool else "f64", [*mask.shape[:-2], "l", "s"])
                for name, mask in masks.items()}

    def f(query, key, value, masks):
        return attention(query, key, value, **masks, **rest)

    found = ag.trace(f, *specs, of_masks).lower().compile(opt=1)(*narrow, masks)
    wide = [x.astype("f8") for x in narrow]
    expected = ag.trace(f, *wide, masks).interpret(*wide, masks)
    assert found.dtype == narrow[0].dtype
    tolerance = {"f32": 1e-5, "f16": 1e-3, "bf16": 8e-3}[dtype]
    np.testing.assert_allclose(found.astype("f8"), expected, rtol=tolerance, atol=tolerance)


def test_scores_of_f16_do_not_overflow():
    x = np.full((1, 2, 64), 200, "f2")
    found = ag.trace(lambda x: attention(x, x, x), x, name="f").lower().compile(opt=1)(x)
    np.testing.assert_array_equal(found, x)


def test_batches_loops_and_broadcasts():
    """The cases are vmap, a loop that carries the query, no heads, and one head of key and value for all queries."""
    def f(query, key, value, mask):
        batch = ag.vmap(lambda *x: attention(*x, mask))(query, key, value)
        once = ag.fori_loop(0, 1, lambda i, q: attention(q, key, key, mask), query)
        return batch, once, attention(query[0, 0], key[0, 0], value[0, 0], mask), attention(query, key[0, :1], value[0, :1])

    arguments = *given(4), MASK
    traced = ag.trace(f, *arguments)
    each = ag.trace(lambda q, k, v, m: attention(q, k, k, m), *arguments, name="f").interpret(*arguments)
    one = [QUERY, *(np.broadcast_to(x[:1, :1], x.shape).copy() for x in (KEY, VALUE))]
    shared = ag.trace(attention, *one, name="f").interpret(*one)
    for run in (traced.interpret, traced.lower().compile(opt=1)):
        for found, expected in zip(run(*arguments), (GOLDEN["mask.y"], each, GOLDEN["mask.y"][0, 0], shared)):
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


SIZES = [(0, 2, 3, 1), (2, 0, 3, 1), (2, 2, 3, 0), (1, 1, 1, 1), (3, 2, 1, 2), (2, 3, 2, 1)]


def case(rows, keys, width, depth, is_causal):
    """Returns query, key and value of these sizes, and numpy's result, which is 0 without keys."""
    random = np.random.default_rng(0)
    q, k, v = (random.standard_normal(shape) for shape in ((2, rows, width), (2, keys, width), (2, keys, depth)))
    scores = q @ k.swapaxes(1, 2) / np.sqrt(width)
    weights = np.exp(scores) * (np.tri(rows, keys) if is_causal else 1)
    return (q, k, v), weights / np.maximum(weights.sum(-1, keepdims=True), 1e-300) @ v


@pytest.mark.parametrize("is_causal", [False, True])
def test_sizes(is_causal):
    """Sizes of 0 and 1 work, both as numbers and as sizes that are known only at run time."""
    arguments, expected = zip(*(case(*sizes, is_causal) for sizes in SIZES))
    fixed = ag.trace(lambda *all: [attention(*x, is_causal=is_causal) for x in all], *arguments, name="f")
    specs = [ag.spec("f64", [2, *dims]) for dims in (("l", "e"), ("s", "e"), ("s", "v"))]
    free = ag.trace(lambda *x: attention(*x, is_causal=is_causal), *specs, name="f")
    compiled = free.lower().compile(opt=1)
    found = [fixed.interpret(*arguments), fixed.lower().compile(opt=1)(*arguments), [free.interpret(*x) for x in arguments],
             [compiled(*x) for x in arguments]]
    for results in found:
        for result, wanted in zip(results, expected):
            np.testing.assert_allclose(result, wanted, rtol=1e-9, atol=1e-12)


def test_dropout():
    """Dropout depends on its key, and its mean is the result without dropout."""
    def f(q, k, v, key):
        def draw(i):
            return attention(q, k, v, dropout_p=0.25, dropout_key=ag.random.fold_in(key, i))

        drawn = ag.vmap(draw)(ag.arange(4000))
        same = attention(q, k, v, None, 0.25, dropout_key=ag.random.fold_in(key, 3))
        return drawn.mean(0), drawn.std(0), drawn[3] - same, attention(q, k, v, dropout_p=0.0)

    q, k, v = (x[0, :1, :2].copy() for x in given(4))
    mean, deviation, rest, without = ag.trace(f, q, k, v, np.zeros(2, "u4")).lower().compile(opt=1)(q, k, v, np.array([1, 2], "u4"))
    assert (deviation > 0).all() and (rest == 0).all()
    np.testing.assert_array_less(abs(mean - without), 5 * deviation / 4000**0.5)


@pytest.mark.parametrize("options", [{"is_causal": True}, {"attn_mask": ag.spec("i1", ["n", 1, 1, "s"])},
                                     {"attn_mask": ag.spec("i1", ["n", 8, "s", "s"])}], ids=["causal", "keys", "scores"])
def test_shared_heads_have_no_scores_in_memory(options):
    """Attention of heads that share keys streams: its buffers don't grow with the square of the rows."""
    def f(q, k, v, masks):
        return attention(q, k, v, **masks, **rest, enable_gqa=True)

    rest = {name: option for name, option in options.items() if name == "is_causal"}
    masks = {name: mask for name, mask in options.items() if name == "attn_mask"}
    q, k = (ag.spec("f32", ["n", heads, "s", 16], n=(1, 4), s=(1, 4096)) for heads in (8, 2))
    compiled = ag.trace(f, q, k, k, masks).lower().compile()
    assert compiled.memory(n=4, s=4096)["workspace"] < 1 << 20


@pytest.mark.parametrize("options", [{}, {"is_causal": True}, {"attn_mask": MASK}], ids=["plain", "causal", "mask"])
def test_softcap(options):
    """Scores are bounded before they are masked: a large bound changes nothing, and a small one makes them alike."""
    def f(q, k, v):
        near, one = (attention(q, k, v, softcap=c, **options) for c in (1e9, 1.0))
        scores = ag.tanh(q @ ag.swapaxes(k, -1, -2) / q.shape[-1] ** 0.5)
        keys = ag.iota(scores.shape, 3) <= ag.iota(scores.shape, 2) if "is_causal" in options else options.get("attn_mask", scores == scores)
        weights = ag.exp(scores) * ag.where(keys, ag.ones_like(scores), 0)
        total = weights.sum(-1, keepdims=True)
        return near - attention(q, k, v, **options), one - weights / ag.where(total == 0, 1, total) @ v

    for difference in ag.trace(f, *given(4)).lower().compile(opt=1)(*given(4)):
        assert abs(difference).max() < 1e-7


REFUSALS = [
    (lambda q, k, v: attention(q, k, v, softcap=0), "softcap is 0, expected a number above 0"),
    (lambda q, k, v: attention(q, k, v, softcap=q), "softcap is "),
    (lambda q, k, v: attention(q, k, v, q[0, 0, :, :1] > 0, is_causal=True), "scaled_dot_product_attention takes attn_mask or "
     "is_causal, not both"),
    (lambda q, k, v: attention(q, k, v, dropout_p=0.5), "dropout_p needs a dropout_key, a new one for each step"),
    (lambda q, k, v: attention(q, k, v, dropout_p=1.5, dropout_key=np.zeros(2, "u4")), "the rate of dropout is 1.5"),
    (lambda q, k, v: attention(q, k, v, dropout_p=True, dropout_key=np.zeros(2, "u4")), "the rate of dropout is True"),
    (lambda q, k, v: attention(q[0, 0, 0], k, v), "the query of scaled_dot_product_attention is f64[8], expected a rank of"),
    (lambda q, k, v: attention(q, v, v), "query and key of scaled_dot_product_attention need rows of one size, got "
     "f64[2, 4, 5, 8] and f64[2, 4, 6, 3]"),
    (lambda q, k, v: attention(q, k, v[:, :, :2]), "key and value of scaled_dot_product_attention need as many rows"),
    (lambda q, k, v: attention(q, k[:, :3], v), "@ needs shapes that broadcast"),
    (lambda q, k, v: attention(q, k[:, :3], v[:, :3], enable_gqa=True), "enable_gqa needs heads of the query that are a "
     "multiple of those of key and value, got 4 and 3"),
    (lambda q, k, v: attention(q[0, 0], k[0, 0], v[0, 0], enable_gqa=True), "enable_gqa needs heads along dimension -3, got"),
    (lambda q, k, v: attention(q, k[:, :2], v[:, :2], ag.ones([3, 5, 6], "i1"), enable_gqa=True), "attn_mask is i1[3, 5, 6], "
     "expected one that is broadcast to the scores of f64[2, 4, 5, 8] and f64[2, 2, 6, 8]"),
    (lambda q, k, v: attention(q, k, v, ag.ones([5, 6], "i64")), "attn_mask is i64[5, 6], expected i1 or floats"),
    (lambda q, k, v: attention(q, k, v, ag.ones([5, 5], "i1")), "attn_mask is i1[5, 5], expected one that is broadcast to f64"),
    (lambda q, k, v: attention(q, k, v, is_causal=3), "is_causal of scaled_dot_product_attention is 3, expected True or False"),
    (lambda q, k, v: attention(q, k, v, ag.ones([3, 1, 1, 5, 6], "i1")), "attn_mask is i1[3, 1, 1, 5, 6], expected one that "
     "is broadcast to f64[2, 4, 5, 6]"),
    (lambda q, k, v: attention(q, k.astype("f32"), v), "scaled_dot_product_attention needs equal element types"),
    (lambda q, k, v: attention(q.astype("i64"), k, v), "scaled_dot_product_attention is defined on floats"),
    (lambda q, k, v: attention(q, k, v, scale="2"), "scale is '2', expected a number"),
    (lambda q, k, v: attention(q, k, v, mask=v), "scaled_dot_product_attention() got an unexpected keyword argument 'mask'"),
]


@pytest.mark.parametrize("function, message", REFUSALS, ids=[message for _, message in REFUSALS])
def test_refusal(function, message):
    with pytest.raises(ag.Error) as caught:
        ag.trace(function, *given(4), name="f")
    assert message in caught.value.message
