# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints, as JSON, XLA's collectives for cases of collectives.py, with an annotation at each weight.

    .venv-peers/bin/python3 test/Benchmark/xla_collectives.py "MLP, tp4" ...

Devices are simulated on the host, and no program is run. Weights of a pair of products, and of attention, are split along the
dimension between both; biases like the values that they are added to; and data along the batch if there is dp. Gradients are
split like their weights; other results are unsplit.
"""
from __future__ import annotations

import json
import math
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax  # noqa: E402
import numpy as np  # noqa: E402
from jax.sharding import Mesh, NamedSharding, PartitionSpec  # noqa: E402

from block_sizes import BATCH, HEADS, INNER, SEQ, WIDTH  # noqa: E402
from models import Transformer, attend, transformer_loss  # noqa: E402
from vocabularies.arrays import ArrayOps  # noqa: E402

OPS = ArrayOps(jax.numpy, jax.lax.erf, jax.lax.scan, jax)
COLUMNS, ROWS, WHOLE = ("tp", None), (None, "tp"), ()
#: "%x = (f32[8,4]{1,0}, ...) all-reduce(..., replica_groups=mesh['axis_0'=1,'axis_1'=4] {'axis_1'}, ...", or [2,4]<=[8]
COLLECTIVE = re.compile(r"= (\([^)]*\)|\S+) (all-reduce|all-gather|reduce-scatter|all-to-all|collective-permute)(?:-start)?\("
                        r".*?(?:replica_groups=(?:mesh\[([^]]*)\] \{([^}]*)\}|\[\d+,(\d+)\]<=)|source_target_pairs)")
BYTES = {"f32": 4, "f64": 8, "s32": 4, "u32": 4, "s64": 8, "pred": 1, "bf16": 2, "f16": 2}
#: The bytes that a rank sends, relative to those of its result, for a group of k ranks.
SENT = {"all-reduce": lambda k: 2 * (k - 1) / k, "all-gather": lambda k: (k - 1) / k, "reduce-scatter": lambda k: k - 1,
        "all-to-all": lambda k: (k - 1) / k, "collective-permute": lambda k: 1}


@dataclass(frozen=True)
class Case:
    model: Callable  # a function of weights and inputs
    weights: dict  # name: (shape, split)
    inputs: list  # (shape, element type)
    differentiates: str = ""  # "", "all" or "weights"


def linear(name, inputs, outputs, split):
    bias = split[:1] if split == COLUMNS else ()
    return {f"{name}.weight": ((outputs, inputs), split), f"{name}.bias": ((outputs,), bias)}


def norm(name):
    return {f"{name}.weight": ((WIDTH,), WHOLE), f"{name}.bias": ((WIDTH,), WHOLE)}


def attention_weights(prefix=""):
    found = {}
    for part in ("query", "key", "value"):
        found |= linear(prefix + part, WIDTH, WIDTH, COLUMNS)
    return found | linear(f"{prefix}output", WIDTH, WIDTH, ROWS)


def transformer_weights(layers):
    found = norm("last")
    for number in range(layers):
        name = f"layer.{number}"
        found |= attention_weights(f"{name}.")
        found |= linear(f"{name}.up", WIDTH, INNER, COLUMNS) | linear(f"{name}.down", INNER, WIDTH, ROWS)
        found |= norm(f"{name}.first") | norm(f"{name}.second")
    return found


def mlp(weights, x):
    return OPS.gelu(x @ weights["w0"]) @ weights["w1"]


ROWS_OF_TOKENS = [((BATCH, SEQ, WIDTH), "float32"), ((BATCH, SEQ), "int32")]
MLP = {"w0": ((WIDTH, INNER), (None, "tp")), "w1": ((INNER, WIDTH), ("tp", None))}


def list_cases():
    def attention(weights, x, mask):
        return attend(OPS, weights, ["query", "key", "value", "output"], HEADS, x, mask)

    cases = {}
    for text, kind in (("", ""), (", all gradients", "all")):
        cases[f"MLP, tp4{text}"] = Case(mlp, MLP, [((BATCH * SEQ, WIDTH), "float32")], kind)
        cases[f"attention, tp4{text}"] = Case(attention, attention_weights(), ROWS_OF_TOKENS, kind)
    for layers in (1, 2, 4):
        name, weights = f"{layers} layer{'s'[:layers > 1]}", transformer_weights(layers)

        def forward(weights, x, mask, layers=layers):
            return Transformer(layers, HEADS)(OPS, weights, x, mask)[0]

        def loss(weights, x, mask, layers=layers):
            return transformer_loss(layers, HEADS)(OPS, weights, x, mask)

        cases[f"{name}, tp4"] = Case(forward, weights, ROWS_OF_TOKENS)
        for spec in ("tp4", "dp4", "dp2,tp4"):
            cases[f"{name}, {spec}, weights' gradients"] = Case(loss, weights, ROWS_OF_TOKENS, "weights")
    return cases


def derive(case):
    """Returns the function that is compiled: the case's model or its gradient."""
    if case.differentiates == "weights":
        return jax.grad(case.model)
    if case.differentiates == "all":
        def both(weights, x, *rest):
            *others, cotangent = rest
            value, pull = jax.vjp(lambda weights, x: case.model(weights, x, *others), weights, x)
            return value, *pull(cotangent)
        return both
    return case.model


def compile_case(name, case):
    axes = dict(re.findall(r"\b(dp|tp)(\d)", name))
    mesh = Mesh(np.array(jax.devices()[:math.prod(map(int, axes.values()))]).reshape(*map(int, axes.values())), tuple(axes))

    def place(split):
        return NamedSharding(mesh, PartitionSpec(*(axis if axis in axes else None for axis in split)))

    def spec(shape, dtype, split):
        return jax.ShapeDtypeStruct(shape, dtype, sharding=place(split))

    rows = ("dp",)
    weights = {key: spec(shape, "float32", split) for key, (shape, split) in case.weights.items()}
    inputs = [spec(shape, dtype, rows) for shape, dtype in case.inputs]
    splits = {key: place(split) for key, (_, split) in case.weights.items()}
    if case.differentiates == "all":
        inputs.append(spec(case.inputs[0][0], "float32", rows))
    results = {"": place(rows), "weights": splits, "all": (place(rows), splits, place(rows))}[case.differentiates]
    return jax.jit(derive(case), out_shardings=results).lower(weights, *inputs).compile().as_text()


def count(text):
    each = merged = sent = 0
    kinds = {}
    for results, kind, sizes, along, own in COLLECTIVE.findall(text):
        shapes = re.findall(r"(\w+)\[([\d,]*)\]", results)
        known = dict(re.findall(r"'(\w+)'=(\d+)", sizes))
        members = int(own) if own else math.prod(int(known[axis]) for axis in re.findall(r"'(\w+)'", along))
        unit = 2 if kind == "all-reduce" else 1
        merged, each = merged + unit, each + unit * len(shapes)
        kinds[kind] = kinds.get(kind, 0) + 1
        size = sum(BYTES[dtype] * math.prod(int(n) for n in dims.split(",") if n) for dtype, dims in shapes)
        sent += SENT[kind](members) * size
    return {"merged": merged, "each": each, "bytes": sent,
            "kinds": ", ".join(f"{number} {kind.replace('-', '_')}" for kind, number in sorted(kinds.items()))}


if __name__ == "__main__":
    cases = list_cases()
    json.dump({name: count(compile_case(name, cases[name])) for name in sys.argv[1:] if name in cases}, sys.stdout)
