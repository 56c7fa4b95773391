# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's attention, and the ops that onnxruntime's optimiser makes, give what their formulas give in numpy.

They are checked against onnxruntime by hand: its package is no dependency of the tests.
"""
from __future__ import annotations

import math

import numpy as np
import onnx
import pytest
from onnx_models import MICROSOFT, check, check_node, loaded, of_node

import ag

BATCH, LENGTH, HEADS, SIZE = 2, 5, 3, 4
WIDTH = HEADS * SIZE
RANDOM = np.random.default_rng(4)


def draw(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32)


def softmax(x):
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def heads(x, count=HEADS):
    return x.reshape(*x.shape[:2], count, -1).transpose(0, 2, 1, 3)


def rows(x):
    return x.transpose(0, 2, 1, 3).reshape(x.shape[0], x.shape[2], -1)


def attended(q, k, v, added=0.0, scale=None, softcap=None):
    """Returns the attention of heads, [batch, heads, length, size]; heads of the query can share keys."""
    k, v = (np.repeat(each, q.shape[1] // each.shape[1], 1) for each in (k, v))
    scores = q @ k.swapaxes(2, 3) * (scale or 1 / math.sqrt(q.shape[3]))
    scores = np.tanh(scores / softcap) * softcap if softcap else scores
    return softmax(scores + added) @ v


def causal(queries, keys, first=0):
    return np.where(np.arange(keys) <= np.arange(queries)[:, None] + first, 0, -np.inf)


def normalized(x, gamma, beta=0.0):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * gamma + beta


def root_normalized(x, gamma):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * gamma


X, Y, GAMMA, BETA, BIAS = draw(BATCH, LENGTH, WIDTH), draw(BATCH, LENGTH, WIDTH), draw(WIDTH), draw(WIDTH), draw(WIDTH)


def test_norms():
    """A norm after a sum, whose last result is the sum, and a norm of embeddings."""
    model = of_node("SkipLayerNormalization", [X, Y, GAMMA, BETA, BIAS], 4, epsilon=1e-5)
    model.graph.node[0].output[1] = model.graph.node[0].output[2] = ""
    del model.graph.output[1:3]
    found = ag.onnx.Backend.run_model(model, [X, Y, GAMMA, BETA, BIAS])
    np.testing.assert_allclose(found[0], normalized(X + Y + BIAS, GAMMA, BETA), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(found[1], X + Y + BIAS, rtol=1e-5)
    check_node("SkipLayerNormalization", [X, Y[0], GAMMA], [normalized(X + Y[0], GAMMA)], epsilon=1e-5)
    check_node("SkipSimplifiedLayerNormalization", [X, Y, GAMMA], [root_normalized(X + Y, GAMMA)], epsilon=1e-5)
    root = 1 / np.sqrt((X * X).mean(-1, keepdims=True) + 1e-5)
    check_node("SimplifiedLayerNormalization", [X, GAMMA], [root_normalized(X, GAMMA), root], domain="", epsilon=1e-5)
    words, kinds = RANDOM.integers(0, 7, (2, BATCH, LENGTH)).astype(np.int32) % np.array([7, 2], np.int32)[:, None, None]
    mask = np.array([[1, 1, 1, 0, 0], [1] * 5], np.int32)
    tables = draw(7, WIDTH), draw(9, WIDTH), draw(2, WIDTH)
    total = tables[0][words] + tables[1][:LENGTH] + tables[2][kinds]
    check_node("EmbedLayerNormalization", [words, kinds, *tables, GAMMA, BETA, mask],
               [normalized(total, GAMMA, BETA), mask.sum(1, dtype=np.int32), total], epsilon=1e-5)


def test_activations_and_products():
    """Activations alone and behind products, and products of transposed operands."""
    erf = np.vectorize(math.erf)
    check_node("Gelu", [X], [X * 0.5 * (1 + erf(X / math.sqrt(2)))])
    check_node("BiasGelu", [X, BIAS], [(X + BIAS) * 0.5 * (1 + erf((X + BIAS) / math.sqrt(2)))])
    check_node("QuickGelu", [X], [X / (1 + np.exp(-1.702 * X))])
    for bias in (None, BIAS):
        z = X if bias is None else X + bias
        check_node("FastGelu", [X, bias], [0.5 * z * (1 + np.tanh(0.797885 * z + 0.035677 * z**3))])
    a, b, c = draw(4, 3), draw(4, 5), draw(5)
    for name, options, function in (("Relu", {}, lambda x: np.maximum(x, 0)),
                                    ("LeakyRelu", {"activation_alpha": 0.3}, lambda x: np.where(x > 0, x, 0.3 * x)),
                                    ("HardSigmoid", {}, lambda x: np.clip(0.2 * x + 0.5, 0, 1))):
        check_node("FusedGemm", [a, b, c], [function(0.5 * (a.T @ b) + c)], alpha=0.5, transA=1, activation=name, **options)
    check_node("FusedMatMul", [draw(2, 3, 4) * 0 + 1, b.T * 0 + 2], [np.full((2, 3, 5), 4.0)], alpha=0.5, transB=1)
    rows_first = draw(3, 2, 4)
    matrices = draw(2, 4, 5)
    check_node("FusedMatMul", [rows_first, matrices], [rows_first.transpose(1, 0, 2) @ matrices], transBatchA=1)
    image, weight, added = draw(1, 2, 3, 3), draw(4, 2, 1, 1), draw(1, 4, 3, 3)
    y = np.einsum("nihw,oi->nohw", image, weight[:, :, 0, 0]) + added
    check_node("FusedConv", [image, weight, np.zeros(4, np.float32), added], [np.clip(y, -0.2, 0.4)], activation="Clip",
               activation_params=[-0.2, 0.4])


PROJECTION, OFFSET = draw(WIDTH, 3 * WIDTH) / 3, draw(3 * WIDTH)
Q, K, V = map(heads, np.split(X @ PROJECTION + OFFSET, 3, 2))


@pytest.mark.parametrize("mask, seen", [
    (np.array([3, 5], np.int32), np.arange(5) < np.array([3, 5])[:, None, None, None]),
    (np.array([5, 4, 1, 0], np.int32), np.array([[0, 1, 1, 1, 1], [1, 1, 1, 1, 0]])[:, None, None]),
    (np.array([[1, 1, 1, 0, 0], [1] * 5], np.int32), np.array([[1, 1, 1, 0, 0], [1] * 5])[:, None, None]),
    (np.tril(np.ones((2, 5, 5), np.int32)), np.tril(np.ones((5, 5))))], ids=["lengths", "ends", "keys", "scores"])
def test_attention_of_projections(mask, seen):
    """The products of three projections at once, with masks of all ranks."""
    want = rows(attended(Q, K, V, np.where(seen, 0, -10000)))
    check_node("Attention", [X, PROJECTION, OFFSET, mask], [want], num_heads=HEADS)
    past = draw(2, BATCH, HEADS, 4, SIZE)
    k, v = (np.concatenate(each, 2) for each in zip(past, (K, V)))
    check_node("Attention", [X, PROJECTION, OFFSET, None, past], [rows(attended(Q, k, v, causal(5, 9, 4))), np.stack([k, v])],
               num_heads=HEADS, unidirectional=1)


def test_multi_head_attention():
    """Heads with biases and past keys, and packed into one array or two."""
    past_key, past_value, bias = draw(BATCH, HEADS, 4, SIZE), draw(BATCH, HEADS, 4, SIZE), draw(1, HEADS, LENGTH, LENGTH + 4)
    q, k, v = heads(X + OFFSET[:WIDTH]), heads(Y + OFFSET[WIDTH:-WIDTH]), heads(X + OFFSET[-WIDTH:])
    k, v = np.concatenate([past_key, k], 2), np.concatenate([past_value, v], 2)
    check_node("MultiHeadAttention", [X, Y, X, OFFSET, None, bias, past_key, past_value], [rows(attended(q, k, v, bias)), k, v],
               num_heads=HEADS)
    three = draw(BATCH, LENGTH, HEADS, 3, SIZE)
    q, k, v = three.transpose(3, 0, 2, 1, 4)
    check_node("MultiHeadAttention", [three], [rows(attended(q, k, v))], num_heads=HEADS)
    check_node("MultiHeadAttention", [rows(q), np.ascontiguousarray(three[:, :, :, 1:])], [rows(attended(q, k, v))], num_heads=HEADS)
    check_node("MultiHeadAttention", [rows(q), k, v], [rows(attended(q, k, v))], num_heads=HEADS)


def turned(x, first, cos, sin):
    """Returns x, [batch, heads, length, size], with its halves rotated by the angles of the places from `first` on."""
    places = np.asarray(first)[:, None] + np.arange(x.shape[2])
    c, s = cos[places][:, None], sin[places][:, None]
    a, b = np.split(x, 2, -1)
    return np.concatenate([a * c - b * s, a * s + b * c], -1)


@pytest.mark.parametrize("extent", [8, 6], ids=["buffer", "growing"])
def test_attention_with_buffers(extent):
    """New keys are turned and written behind those of each element, into the buffer or a longer one."""
    last, cos, sin = np.array([6, 4], np.int32), draw(9, 2), draw(9, 2)
    past_key, past_value = draw(BATCH, 2, extent, SIZE), draw(BATCH, 2, extent, SIZE)
    query, key, value = draw(BATCH, 1, 4 * SIZE), draw(BATCH, 1, 2 * SIZE), draw(BATCH, 1, 2 * SIZE)
    k, v = (np.concatenate([past, 0 * past], 2)[:, :, :max(extent, 7)] for past in (past_key, past_value))
    k[[0, 1], :, last], v[[0, 1], :, last] = turned(heads(key, 2), last, cos, sin)[:, :, 0], heads(value, 2)[:, :, 0]
    seen = np.arange(k.shape[2]) <= last[:, None, None, None]
    for window in (-1, 3):
        kept = seen & (np.arange(k.shape[2]) > last[:, None, None, None] - window) if window > 0 else seen
        y = attended(turned(heads(query, 4), last, cos, sin), k, v, np.where(kept, 0, -np.inf), softcap=3.0)
        check_node("GroupQueryAttention", [query, key, value, past_key, past_value, last, np.array(7, np.int32), cos, sin],
                   [rows(y), k, v], num_heads=4, kv_num_heads=2, do_rotary=1, softcap=3.0, local_window_size=window)


def test_rotary_embedding():
    """Halves or adjacent elements are rotated, at places that are given or follow a first one."""
    cos, sin = draw(9, 2), draw(9, 2)
    want = rows(turned(heads(X), [3, 3], cos, sin))
    check_node("RotaryEmbedding", [X, np.array([3]), cos, sin], [want], num_heads=HEADS)
    check_node("RotaryEmbedding", [heads(X), np.arange(5) + np.array([[3], [3]]), cos, sin], [heads(want)])
    order = [0, 2, 1, 3]
    check_node("RotaryEmbedding", [np.ascontiguousarray(heads(X)[..., order]), np.array([3]), cos, sin], [heads(want)[..., order]],
               interleaved=1)


@pytest.mark.parametrize("kind", ["float", "double"])
def test_scale_of_both_operands(tmp_path, kind):
    """PyTorch's exporter multiplies queries and keys by the root of the scale. The program multiplies the smaller once."""
    text = f"""net ({kind}[1, 4, 1, 16] q, {kind}[1, 4, 16, 300] k) => ({kind}[1, 4, 1, 300] y) {{
      c = Constant<value = {kind}[1] {{0.75}}>()
      a = Mul(q, c)
      b = Mul(c, k)
      y = MatMul(a, b)
    }}"""
    program = loaded(tmp_path, text)
    q, k = (RANDOM.standard_normal(shape).astype("f4" if kind == "float" else "f8") for shape in ((1, 4, 1, 16), (1, 4, 16, 300)))
    check(program, [q, k], 0.75 ** 2 * (q @ k))
    assert program.lower().compile(opt=1).memory()["workspace"] < k.nbytes // 4


def test_scales_that_would_overflow(tmp_path):
    """Scales whose product is no float stay with their operands."""
    text = """net (float[2, 3] q, float[3, 2] k) => (float[2, 2] y) {
      c = Constant<value = float[1] {1e30}>()
      a = Mul(q, c)
      b = Mul(k, c)
      y = MatMul(a, b)
    }"""
    q, k = np.full((2, 3), 1e-25, "f4"), np.full((3, 2), 1e-25, "f4")
    check(loaded(tmp_path, text), [q, k], (q * np.float32(1e30)) @ (k * np.float32(1e30)))


def test_attention_streams(tmp_path):
    """Attention of shared heads with a softcap and a causal mask has no scores in memory, at sizes that a run gives."""
    declared = [onnx.helper.make_tensor_value_info(name, 1, ["n", "s", width]) for name, width in (("q", 128), ("k", 32), ("v", 32))]
    node = onnx.helper.make_node("Attention", ["q", "k", "v"], ["y"], is_causal=1, softcap=20.0, q_num_heads=8, kv_num_heads=2)
    graph = onnx.helper.make_graph([node], "net", declared, [onnx.helper.make_tensor_value_info("y", 1, ["n", "s", 128])])
    model = onnx.helper.make_model(graph, ir_version=10, opset_imports=[onnx.helper.make_opsetid("", 24)])
    spec = ag.spec("f32", ["n", "s", 128], n=(1, 4), s=(1, 4096))
    compiled = loaded(tmp_path, model, q=spec).lower().compile()
    assert compiled.memory(n=4, s=4096)["workspace"] < 1 << 24
    q, k, v = draw(2, 9, 128), draw(2, 9, 32), draw(2, 9, 32)
    want = rows(attended(heads(q, 8), heads(k, 2), heads(v, 2), causal(9, 9), softcap=20.0))
    np.testing.assert_allclose(compiled(q, k, v), want, rtol=1e-4, atol=1e-5)


def test_refusals(tmp_path):
    """Operands and attributes that are not supported are named; unknown domains are refused with what would do."""
    with pytest.raises(ag.Error, match="its operand head sink is given"):
        loaded(tmp_path, of_node("GroupQueryAttention", [X, Y, Y, None, None, np.zeros(2, np.int32), np.array(5, np.int32), *[None] * 4,
                                                         draw(3)], 3, num_heads=3, kv_num_heads=3), g=5)
    with pytest.raises(ag.Error, match="expected rows of 5 heads"):
        loaded(tmp_path, of_node("MultiHeadAttention", [X, X, X], num_heads=5))
    with pytest.raises(ag.Error, match="its attribute activation is Strange, expected one of Relu"):
        loaded(tmp_path, of_node("FusedGemm", [X[0], X[0].T.copy()], activation="Strange"))
    for domain, note in ((f"{MICROSOFT}.nchwc", "ORT_ENABLE_EXTENDED"), ("other", "with ops of ONNX")):
        with pytest.raises(ag.Error, match=f"{domain}::Conv is not supported") as found:
            loaded(tmp_path, of_node("Conv", [X], domain=domain))
        assert any(note in each for each in found.value.notes)
