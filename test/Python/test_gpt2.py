# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The decoder of examples/gpt2, small and with random weights, is compared with a decoder in numpy without caches."""
import gpt2
import numpy as np
import pytest
from safetensors.numpy import save_file

import ag

LAYERS, WIDTH, VOCABULARY, POSITIONS = 2, 2 * gpt2.HEAD, 101, 1024


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    random = np.random.default_rng(0)
    shapes = {"wte.weight": (VOCABULARY, WIDTH), "wpe.weight": (POSITIONS, WIDTH)}
    norms = ["ln_f", *(f"h.{n}.{norm}" for n in range(LAYERS) for norm in ("ln_1", "ln_2"))]
    for name in norms:
        shapes |= {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}
    for name, ins, outs in (("attn.c_attn", 1, 3), ("attn.c_proj", 1, 1), ("mlp.c_fc", 1, 4), ("mlp.c_proj", 4, 1)):
        for n in range(LAYERS):
            shapes |= {f"h.{n}.{name}.weight": (ins * WIDTH, outs * WIDTH), f"h.{n}.{name}.bias": (outs * WIDTH,)}
    path = tmp_path_factory.mktemp("gpt2") / "model.safetensors"
    save_file({name: random.normal(0, 0.2, shape).astype("f") for name, shape in shapes.items()}, path)
    return ag.safetensors(path)


def layer_norm(x, scale, shift):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-5) * scale + shift


def scores(tokens, w):
    """Runs GPT-2 on all tokens at once, in double, and returns the scores of each next token."""
    w = {name: w.numpy(name).astype(np.float64) for name in w}

    def linear(x, name):
        return x @ w[f"{name}.weight"] + w[f"{name}.bias"]

    def norm(x, name):
        return layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"])

    batch, length = tokens.shape
    x = w["wte.weight"][tokens] + w["wpe.weight"][:length]
    for n in range(LAYERS):
        qkv = linear(norm(x, f"h.{n}.ln_1"), f"h.{n}.attn.c_attn").reshape(batch, length, 3, -1, gpt2.HEAD)
        q, k, v = np.moveaxis(qkv, 2, 0)
        weights = np.exp(np.einsum("bqhd,bkhd->bhqk", q, k) / np.sqrt(gpt2.HEAD)) * np.tri(length)
        weights /= weights.sum(-1, keepdims=True)
        x = x + linear(np.einsum("bhqk,bkhd->bqhd", weights, v).reshape(x.shape), f"h.{n}.attn.c_proj")
        h = linear(norm(x, f"h.{n}.ln_2"), f"h.{n}.mlp.c_fc")
        h = 0.5 * h * (1 + np.tanh(np.sqrt(2 / np.pi) * (h + 0.044715 * h**3)))
        x = x + linear(h, f"h.{n}.mlp.c_proj")
    return norm(x, "ln_f") @ w["wte.weight"].T


@pytest.fixture(scope="module")
def compiled(weights):
    return gpt2.traced(weights).lower().compile()


def test_steps(weights, compiled):
    """Each step's scores are numpy's for the tokens up to it. The returned caches are the given ones."""
    tokens = np.random.default_rng(1).integers(0, VOCABULARY, (3, 6))
    expected, caches = scores(tokens, weights), gpt2.empty_caches(weights, 3)
    for position in range(tokens.shape[1]):
        result = compiled(tokens[:, position].copy(), position, caches)
        np.testing.assert_allclose(result["logits"], expected[:, position], rtol=0, atol=2e-4)
        np.testing.assert_array_equal(result["token"], result["logits"].argmax(-1))
        assert all(new[part] is old[part] for new, old in zip(result["caches"], caches) for part in old)


def test_interpreted(weights):
    token = np.array([7])
    result = gpt2.traced(weights).interpret(token, np.array(0), gpt2.empty_caches(weights, 1))
    np.testing.assert_allclose(result["logits"], scores(token[:, None], weights)[:, 0], rtol=0, atol=1e-5)


def test_caches_are_not_copied(weights, compiled):
    plan = compiled.memory()
    cache = 4 * np.prod(gpt2.cache_shapes(weights, plan["sizes"]["batch"])[0]["k"])
    assert plan["buffers"] and all(buffer["bytes"] < cache for buffer in plan["buffers"])


def test_generated(weights):
    prompts = np.array([[3, 1, 4], [1, 5, 9]])
    tokens = gpt2.generate(weights, prompts, 4)
    assert tokens.shape == (2, 7)
    np.testing.assert_array_equal(tokens[:, :3], prompts)
    np.testing.assert_array_equal(tokens[:, 3:], scores(tokens, weights).argmax(-1)[:, 2:-1])


def test_positions_that_are_not_there(weights, compiled):
    with pytest.raises(ag.Error, match="do not fit into a dimension of 1024"):
        compiled(np.array([0]), POSITIONS, gpt2.empty_caches(weights, 1))
