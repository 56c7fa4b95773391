# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The parts of models give the same results on ranks as in one program: a GPT-2 block that Adam trains, and small
models with experts and of decoding with caches. (test_collectives.py counts the collectives.)"""
import json

import gpt2
import numpy as np
from models import transformer_loss
from ranks import TOOLS, count, interpret, run, shared
from vocabularies.ag_arrays import AgOps

import ag


def random(shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape) * 0.3


def write(program, path):
    path.write_text(program.as_text())
    return path


def compare(results, expected, rtol=1e-12):
    for array, other in zip(results, expected):
        np.testing.assert_allclose(array, other, rtol=rtol, atol=rtol * abs(other).max())


#===--------------------------------------------------------------------------------------------------------------===#
# Training
#===--------------------------------------------------------------------------------------------------------------===#

def block_state(width, inner, dtype):
    """Returns the parameters of a GPT-2 block, and Adam's state for them."""
    shapes = {f"layer.0.{name}.weight": [width, width] for name in ("query", "key", "value", "output")}
    shapes |= {"layer.0.up.weight": [inner, width], "layer.0.down.weight": [width, inner]}
    shapes |= {name.replace("weight", "bias"): shape[:1] for name, shape in shapes.items()}
    shapes |= {f"{name}.{part}": [width] for name in ("layer.0.first", "layer.0.second", "last")
               for part in ("weight", "bias")}
    p = {name: ag.spec(dtype, shape) for name, shape in shapes.items()}
    return {"p": p, "adam": {"count": ag.spec("i64"), "m": p, "v": p}}


def block_step(batch, seq, width, heads, dtype):
    learner = ag.optim.adam(1e-3)

    def loss(p, x, mask):
        return transformer_loss(1, heads)(AgOps, p, x, mask)

    def step(state, x, mask):
        updates, adam = learner.update(ag.grad(loss)(state["p"], x, mask), state["adam"], state["p"])
        return {"p": ag.optim.apply(state["p"], updates), "adam": adam}

    state = block_state(width, 4 * width, dtype)
    return state, ag.trace(step, state, ag.spec(dtype, [batch, seq, width]), ag.spec("i64", [batch, seq]),
                           donate=[f"state.{path}" for path in ag.tree.to_dict(state)])


def test_step_of_adam(tmp_path):
    state, step = block_step(batch=2, seq=2, width=768, heads=12, dtype="f64")
    program = write(step, tmp_path / "step.mlir")
    arguments = [random(spec.dims, seed) ** (2 if ".v." in path else 1) if spec.dims else np.int64(3)
                 for seed, (path, spec) in enumerate(ag.tree.to_dict(state).items())]
    arguments += [random([2, 2, 768], seed=99), np.tri(2, dtype=np.int64)]
    results = len(arguments) - 2
    compare(interpret(shared(program, "dp2,tp2"), arguments, results), interpret(program, arguments, results))


def test_meetings_of_a_step_of_adam(tmp_path):
    """The minimum is ten: three all_reduces along tp like in any layer, one of the norms' gradients, one along dp. Two
    more belong to a gradient along dp whose new parameter is then gathered along tp."""
    _, step = block_step(batch=8, seq=512, width=768, heads=12, dtype="f32")
    rank = shared(write(step, tmp_path / "step.mlir"), "dp2,tp2")
    assert "tensor<384x768xf32>" in rank.read_text() and count(rank) <= 12


#===--------------------------------------------------------------------------------------------------------------===#
# Experts
#===--------------------------------------------------------------------------------------------------------------===#

GROUPS, TOKENS, EXPERTS, CAPACITY = 4, 6, 4, 3


def mixture(w, x):
    """Each token goes to the expert that scores it highest, unless CAPACITY earlier tokens of its group chose that
    expert."""
    scores = ag.softmax(x @ w["gate"])
    chosen = ag.one_hot(ag.argmax(scores, axis=-1), EXPERTS, dtype="f64")
    before = ag.einsum("ts,gse->gte", ag.tril(ag.ones((TOKENS, TOKENS), "f64"), -1), chosen)
    places = ag.one_hot(before.astype("i64"), CAPACITY, dtype="f64")
    routes = chosen[..., None] * places
    taken = ag.einsum("gtec,gtm->egcm", routes, x)
    inner = ag.nn.gelu(ag.einsum("egcm,emh->egch", taken, w["up"]))
    given = ag.einsum("egch,ehm->egcm", inner, w["down"])
    return ag.einsum("gtec,egcm->gtm", routes * scores[..., None], given)


def test_experts(tmp_path):
    """Ranks send only the data to and from experts, forward and in reverse, and what all ranks share."""
    shapes = {"gate": [8, EXPERTS], "up": [EXPERTS, 8, 16], "down": [EXPERTS, 16, 8]}
    w = {name: ag.parameter(name, ag.spec("f64", shape)) for name, shape in shapes.items()}
    x, weights = random([GROUPS, TOKENS, 8]), "--weights=randn:2"

    def main(x):
        return mixture(w, x)

    def loss(x):
        return (mixture(w, x) ** 2).mean()

    program = write(ag.trace(main, ag.spec("f64", x.shape)), tmp_path / "main.mlir")
    rank = shared(program, "ep4")
    assert count(rank) == 2 and "tensor<1x8x16xf64>" in rank.read_text()
    compare(interpret(rank, [x], 1, weights), interpret(program, [x], 1, weights))

    write(ag.trace(loss, ag.spec("f64", x.shape)), program)
    slope = tmp_path / "slope.mlir"
    run(TOOLS / "ag-opt", "--grad=loss:wrt=down,gate,up", "--symbol-privatize=exclude=loss_grad", "--symbol-dce",
        program, "-o", slope)
    rank = shared(slope, "ep4")
    assert count(rank) <= 6
    compare(interpret(rank, [x], 3, weights), interpret(slope, [x], 3, weights))


#===--------------------------------------------------------------------------------------------------------------===#
# Decoding
#===--------------------------------------------------------------------------------------------------------------===#

def decoder(layers, width, words, positions):
    shapes = {"wte.weight": [words, width], "wpe.weight": [positions, width]}
    norms = ["ln_f", *(f"h.{number}.{norm}" for number in range(layers) for norm in ("ln_1", "ln_2"))]
    shapes |= {f"{norm}.{part}": [width] for norm in norms for part in ("weight", "bias")}
    for name, ins, outs in (("attn.c_attn", 1, 3), ("attn.c_proj", 1, 1), ("mlp.c_fc", 1, 4), ("mlp.c_proj", 4, 1)):
        for number in range(layers):
            shapes |= {f"h.{number}.{name}.weight": [ins * width, outs * width],
                       f"h.{number}.{name}.bias": [outs * width]}
    return {name: ag.parameter(name, ag.spec("f32", shape)) for name, shape in shapes.items()}


def test_caches_are_split_by_heads(tmp_path):
    """A split by heads costs least at real sizes. Each layer has its minimum of collectives, and one for queries, keys
    and values, which are one product. The embeddings and the logits have the others."""
    rank = shared(write(gpt2.traced(decoder(2, 768, 50304, 1024)), tmp_path / "step.mlir"), "tp2")
    assert "%arg2: tensor<?x6x1024x64xf32>" in rank.read_text() and count(rank) <= 2 * 5 + 3


def test_decoding(tmp_path):
    """Two sentences are decoded for three tokens, with pinned caches."""
    w = decoder(1, 2 * gpt2.HEAD, 24, 4)
    program = write(gpt2.traced(w), tmp_path / "step.mlir")
    pins = tmp_path / "pins.json"
    heads = [None, ["tp"], None, None]
    pins.write_text(json.dumps({"arguments": {"caches.0.k": heads, "caches.0.v": heads}}))
    rank = shared(program, f"tp2,@{pins}")
    assert "%arg2: tensor<?x1x4x64xf32>" in rank.read_text()
    for each in (rank, program):
        token, caches = np.array([3, 17]), list(gpt2.empty_caches(w, 2)[0].values())
        said = []
        for position in range(3):
            token, scores, *caches = interpret(each, [token, np.int64(position), *caches], 4, "--weights=randn:2")
            said.append((token, scores, *caches))
        if each == rank:
            found = said
    for step, expected in zip(found, said):
        compare(step, expected, rtol=1e-6)
