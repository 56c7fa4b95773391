# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How many collectives do the plans of --shard have, and how many are needed?

    PYTHONPATH=build/python .venv/bin/python3 test/Benchmark/collectives.py                all cases
    PYTHONPATH=build/python .venv/bin/python3 test/Benchmark/collectives.py "MLP, tp4"     those whose name holds this

An all_reduce is a reduce_scatter and an all_gather: it counts 2, others 1. `each` counts each tensor of a merged collective,
`merged` counts collectives. MB are the bytes that one rank sends. No program is run: sizes are real ones (block_sizes.py). If
the peers are installed (benchmark.py setup), the table also has the collectives of XLA for some cases, with an annotation at
each weight.
"""
from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import ag

from block_sizes import BATCH, CAPACITY, EXPERTS, HEADS, INNER, SEQ, WIDTH, WORDS
from models import Transformer, attend, transformer_loss
from process import PEERS_PYTHON, ROOT
from report import table
from vocabularies.ag_arrays import AgOps

COLLECTIVE = re.compile(r"ag\.(all_gather|all_reduce|all_to_all|collective_permute|reduce_scatter) (?:\w+ )?\[[^]]*\] "
                        r"(%[^:\[\n]*)")
SENT = re.compile(r"\bbytes=(\d+)")
X = ag.spec("f32", [BATCH, SEQ, WIDTH])
MASK = ag.spec("i64", [BATCH, SEQ])


def parameters(**shapes: list[int]) -> dict[str, Any]:
    return {name: ag.parameter(name, ag.spec("f32", shape)) for name, shape in shapes.items()}


def linear_weights(name: str, inputs: int, outputs: int) -> dict[str, Any]:
    return parameters(**{f"{name}.weight": [outputs, inputs], f"{name}.bias": [outputs]})


def norm_weights(name: str) -> dict[str, Any]:
    return parameters(**{f"{name}.weight": [WIDTH], f"{name}.bias": [WIDTH]})


def transformer_weights(layers: int) -> dict[str, Any]:
    weights = norm_weights("last")
    for number in range(layers):
        name = f"layer.{number}"
        for part in ("query", "key", "value", "output"):
            weights |= linear_weights(f"{name}.{part}", WIDTH, WIDTH)
        weights |= linear_weights(f"{name}.up", WIDTH, INNER) | linear_weights(f"{name}.down", INNER, WIDTH)
        weights |= norm_weights(f"{name}.first") | norm_weights(f"{name}.second")
    return weights


def mlp(layers: int, loss: bool = False) -> ag.Traced:
    """Returns a perceptron without biases. Its layers alternate between the widths of a block and of its inner layer."""
    widths = [WIDTH if number % 2 == 0 else INNER for number in range(layers + 1)]
    w = parameters(**{f"w{number}": [widths[number], widths[number + 1]] for number in range(layers)})

    def main(x):
        for number in range(layers):
            x = ag.nn.gelu(x @ w[f"w{number}"]) if number + 1 < layers else x @ w[f"w{number}"]
        return (x * x).mean() if loss else x

    return ag.trace(main, ag.spec("f32", [BATCH * SEQ, WIDTH]))


def attention() -> ag.Traced:
    names = ["query", "key", "value", "output"]
    w = {key: value for name in names for key, value in linear_weights(name, WIDTH, WIDTH).items()}

    def main(x, mask):
        return attend(AgOps, w, names, HEADS, x, mask)

    return ag.trace(main, X, MASK)


def transformer(layers: int) -> ag.Traced:
    w = transformer_weights(layers)

    def main(x, mask):
        return Transformer(layers, HEADS)(AgOps, w, x, mask)[0]

    return ag.trace(main, X, MASK)


def loss_of_transformer(layers: int) -> ag.Traced:
    w = transformer_weights(layers)

    def main(x, mask):
        return transformer_loss(layers, HEADS)(AgOps, w, x, mask)

    return ag.trace(main, X, MASK)


def llama_layer() -> ag.Traced:
    """Returns a layer with rotary positions, norms without means, and a gated inner layer."""
    w = parameters(first=[WIDTH], query=[WIDTH, WIDTH], key=[WIDTH, WIDTH], value=[WIDTH, WIDTH], output=[WIDTH, WIDTH],
                   second=[WIDTH], gate=[WIDTH, INNER], up=[WIDTH, INNER], down=[INNER, WIDTH])
    head = WIDTH // HEADS
    angles = np.outer(np.arange(SEQ, dtype="f4"), 10000.0 ** (-np.arange(0, head, 2, dtype="f4") / head))

    def norm(x, weight):
        return x / ((x * x).mean(axis=-1, keepdims=True) + 1e-5) ** 0.5 * weight

    def split(x):
        return x.reshape([BATCH, SEQ, HEADS, head]).transpose([0, 2, 1, 3])

    def rotate(x):
        a, b = x[..., :head // 2], x[..., head // 2:]
        return ag.concat([a * ag.cos(angles) - b * ag.sin(angles), a * ag.sin(angles) + b * ag.cos(angles)], axis=-1)

    def main(x):
        y = norm(x, w["first"])
        q, k, v = rotate(split(y @ w["query"])), rotate(split(y @ w["key"])), split(y @ w["value"])
        shares = ag.softmax(ag.einsum("bhqd,bhkd->bhqk", q, k) / head ** 0.5)
        y = ag.einsum("bhqk,bhkd->bhqd", shares, v).transpose([0, 2, 1, 3]).reshape([BATCH, SEQ, WIDTH])
        x = x + y @ w["output"]
        y = norm(x, w["second"])
        x = x + (ag.nn.silu(y @ w["gate"]) * (y @ w["up"])) @ w["down"]
        return (x * x).mean()

    return ag.trace(main, X)


def step() -> ag.Traced:
    """Returns a step of Adam on two layers."""
    learner = ag.optim.adam(1e-3)
    p = {"w0": ag.spec("f32", [WIDTH, INNER]), "w1": ag.spec("f32", [INNER, WIDTH])}

    def loss(p, x):
        y = ag.nn.gelu(x @ p["w0"]) @ p["w1"]
        return (y * y).mean()

    def main(state, x):
        updates, adam = learner.update(ag.grad(loss)(state["p"], x), state["adam"], state["p"])
        return {"state": {"p": ag.optim.apply(state["p"], updates), "adam": adam}}

    state = {"p": p, "adam": {"count": ag.spec("i64"), "m": p, "v": p}}
    return ag.trace(main, state, ag.spec("f32", [BATCH * SEQ, WIDTH]),
                    donate=[f"state.{path}" for path in ag.tree.to_dict(state)])


def experts(loss: bool = False) -> ag.Traced:
    """Returns a mixture of experts after a layer that all tokens share. One-hot rows select the tokens of each expert in
    each group of tokens."""
    w = parameters(shared=[WIDTH, WIDTH], up=[EXPERTS, WIDTH, INNER], down=[EXPERTS, INNER, WIDTH])

    def main(x, chosen):
        routes = chosen.astype("float32")
        taken = ag.einsum("gtec,gtm->egcm", routes, ag.nn.gelu(x @ w["shared"]))
        inner = ag.nn.gelu(ag.einsum("egcm,emh->egch", taken, w["up"]))
        y = ag.einsum("gtec,egcm->gtm", routes, ag.einsum("egch,ehm->egcm", inner, w["down"]))
        return (y * y).mean() if loss else y

    return ag.trace(main, X, ag.spec("bool", [BATCH, SEQ, EXPERTS, CAPACITY]))


def word_loss() -> ag.Traced:
    w = parameters(words=[WORDS, WIDTH])

    def main(ids, labels):
        scores = ag.nn.embedding(ids, w["words"]) @ w["words"].T
        return ag.nn.cross_entropy(scores, labels)

    return ag.trace(main, ag.spec("i64", [BATCH * SEQ]), ag.spec("i64", [BATCH * SEQ]))


@dataclass(frozen=True)
class Case:
    program: Callable[[], ag.Traced]
    spec: str
    ideal: int  # the least number that is known, merged, in the units above
    each: int  # the planned number, before merging
    grad: str | None = None
    beyond: int = 0  # the planned number minus the ideal one


@dataclass(frozen=True)
class Counts:
    each: int
    merged: int
    kinds: str
    bytes: int


ALL, WEIGHTS = "main:value", "main:wrt=*.weight,*.bias"


def cases_of_transformers(layers: int) -> dict[str, Case]:
    """Returns the cases of transformers. They have one all_reduce more than the ideal, for the gradients of norms and biases
    after sums, which each rank has for its rows or channels only. The ideals have none, because each rank computes complete
    norms. With sp, the mask is gathered as well."""
    name = f"{layers} layer{'s'[:layers > 1]}"

    def forward():
        return transformer(layers)

    def loss():
        return loss_of_transformer(layers)

    buckets, weights = -(-layers // 2), 16 * layers + 2  # buckets have 64 MiB; a layer has 27
    return {
        f"{name}, tp4": Case(forward, "tp4", 4 * layers, 4 * layers),
        f"{name}, tp4, weights' gradients": Case(loss, "tp4", 8 * layers - 2, 8 * layers + 2, WEIGHTS, beyond=2),
        f"{name}, dp4, weights' gradients": Case(loss, "dp4", 2 * buckets, 2 * weights, WEIGHTS),
        f"{name}, dp2,tp4, weights' gradients": Case(
            loss, "dp2,tp4", 8 * layers, 8 * layers + 2 * weights - 2, WEIGHTS, beyond=2),
        f"{name}, tp4,sp": Case(forward, "tp4,sp", 4 * layers, 4 * layers + 1),
        f"{name}, tp4,sp, all gradients": Case(forward, "tp4,sp", 8 * layers, 8 * layers + 10, ALL, beyond=2),
    }


def cases_of_mlps() -> dict[str, Case]:
    cases = {
        "MLP, tp4": Case(lambda: mlp(2), "tp4", 2, 2),
        "MLP, tp4, all gradients": Case(lambda: mlp(2), "tp4", 4, 4, ALL),
        "MLP, fsdp4": Case(lambda: mlp(2), "fsdp4", 2, 2),
        "MLP, fsdp4, weights' gradients": Case(lambda: mlp(2, loss=True), "fsdp4", 4, 4, "main:wrt=w*"),
    }
    for layers in (2, 3, 4):
        cases[f"MLP of {layers}, tp4, weights' gradients"] = Case(
            lambda layers=layers: mlp(layers, loss=True), "tp4", 2 * (layers - 1), 2 * (layers - 1), "main:wrt=w*")
    return cases


def list_cases() -> dict[str, Case]:
    """Returns all cases. The ideals are those of Megatron-LM (Shoeybi et al., 2019; Korthikanti et al., 2022), ZeRO
    (Rajbhandari et al., 2020), GShard (Lepikhin et al., 2020) and Alpa (Zheng et al., 2022)."""
    cases = cases_of_mlps() | {
        "attention, tp4": Case(attention, "tp4", 2, 2),
        "attention, tp4, all gradients": Case(attention, "tp4", 4, 4, ALL),
    }
    for layers in (1, 2, 4):
        cases |= cases_of_transformers(layers)
    cases |= {f"step of Adam, {spec}": Case(step, spec, ideal, 4)
              for spec, ideal in [("dp4,zero1", 2), ("dp4,zero2", 2), ("dp4,zero3", 3)]}
    return cases | {
        # More than the ideal as in transformers, on the 20 cores of an x86-64-v3; on a znver3 no norm is split.
        "Llama's layer, tp4, all gradients": Case(llama_layer, "tp4", 8, 12, "main:wrt=*", beyond=2),
        "experts, ep4": Case(experts, "ep4", 2, 2),
        "experts, ep4, weights' gradients": Case(lambda: experts(loss=True), "ep4", 6, 6, "main:wrt=shared,up,down"),
        "words, tp4": Case(word_loss, "tp4", 8, 8),  # for rows: one sum of 768 channels, three of one number
    }


CASES = list_cases()


def count(case: Case, optimizer: Path) -> Counts:
    """Returns the counts of a rank's program; raises if there is none."""
    command = [optimizer, "-"]
    if case.grad:
        command += [f"--grad={case.grad}", "--symbol-privatize=exclude=main_grad", "--symbol-dce"]
    done = subprocess.run([*command, f"--shard={case.spec}", "--remarks-filter=ag-describe-ranks"],
                          input=case.program().as_text(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[0])
    found = COLLECTIVE.findall(done.stdout)
    units = [2 if kind == "all_reduce" else 1 for kind, _ in found]
    numbers = [len(operands.split(",")) for _, operands in found]
    kinds = {kind: sum(kind == other for other, _ in found) for kind, _ in found}
    return Counts(sum(unit * number for unit, number in zip(units, numbers)), sum(units),
                  ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())),
                  sum(map(int, SENT.findall(done.stderr))))


def count_of_xla(names: list[str]) -> dict[str, dict]:
    """Returns XLA's counts by case; empty if the peers are not installed."""
    if not PEERS_PYTHON.exists():
        return {}
    done = subprocess.run([PEERS_PYTHON, Path(__file__).with_name("xla_collectives.py"), *names], capture_output=True,
                          text=True, check=True)
    return json.loads(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", default="", help="what the names of cases hold; default is all")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="the build tree")
    settings = parser.parse_args()
    chosen = {name: case for name, case in CASES.items() if settings.name in name}
    peers, rows = count_of_xla(list(chosen)), []
    for name, case in chosen.items():
        theirs = peers.get(name)
        other = [str(theirs["merged"]), str(theirs["each"]), f"{theirs['bytes'] / 1e6:.1f}"] if theirs else [""] * 3
        try:
            found = count(case, settings.build / "bin" / "ag-opt")
            own = [str(found.merged), str(found.each), f"{found.bytes / 1e6:.1f}", *other, found.kinds]
        except RuntimeError as failure:
            own = ["failed", "", "", *other, str(failure)]
        rows.append([name, str(case.ideal), *own])
    print(table(["case", "ideal", "merged", "each", "MB", "XLA merged", "each", "MB", "collectives"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
