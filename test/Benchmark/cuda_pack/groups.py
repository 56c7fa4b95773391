# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Groups of ops that are one kernel each, in several types and sizes, and their gradients."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

import ag
from cuda_pack.source import Run, Source, normal

#: For each group: its function, the dimensions of its operands, and the scale of their values.
GROUPS: dict[str, tuple[Callable, list[tuple], float]] = {
    "chain": (lambda x: ag.tanh(x) * x + ag.floor(x), [("n",)], 1),
    "columns": (lambda x, y: ag.sqrt(ag.abs(x * y).sum(axis=0)), [("n", 70), ("n", 70)], 1),
    "softmax": (ag.softmax, [("n", 70)], 3),
    "softmax-of-any-length": (ag.softmax, [(19, "n")], 3),
    "layer-norm": (lambda x, r, w, b: ag.nn.layer_norm(x + r, w, b), [("n", 96), ("n", 96), (96,), (96,)], 1),
    "cross-entropy": (lambda x: -ag.log_softmax(x)[:, 0].mean(), [("n", 50)], 1),
    "product": (lambda x, w, b: ag.nn.gelu(ag.nn.linear(x, w, b)), [("n", 40), (67, 40), (67,)], 0.3),
    "products": (lambda x, a, b, c: (x @ a) * (x @ b) + x @ c, [("n", 40), *[(40, 33)] * 3], 0.3),
    "mlp": (lambda x, u, b, v: ag.nn.relu(x @ u + b) @ v, [("n", 64), (64, 96), (96,), (96, 10)], 0.2),
    "attention": (lambda q, k, v: attention(q, k, v), [(70, 16), ("n", 16), ("n", 16)], 0.5),
    "causal-attention": (lambda q, k, v: attention(q, k, v, is_causal=True), [("n", 16)] * 3, 0.5),
    "heads": (lambda q, k, v: ag.nn.scaled_dot_product_attention(q, k, v), [(2, 2, "n", 16)] * 3, 0.5),
    "convolution": (lambda x, w: ag.nn.relu(ag.conv(x, w, padding="same")), [("n", 6, 6, 3), (3, 3, 3, 8)], 0.5),
}
#: The dynamic sizes. Tiles are full, partial and empty.
SIZES = (0, 1, 19, 133)
#: Groups that have no gradient worth a test, or a trivial one.
NO_GRADIENT = {"chain", "softmax-of-any-length"}
#: Groups whose results are not finite for no rows.
NOT_EMPTY = {"attention", "cross-entropy"}


def attention(q, k, v, is_causal=False):
    scores = q @ k.T
    if is_causal:
        places = ag.arange(q.shape[0])
        scores = ag.where(ag.expand_dims(places, 0) <= ag.expand_dims(places, 1), scores, -np.inf)
    return ag.softmax(scores) @ v


def gradient(function: Callable, *operands):
    """Returns the gradient by all operands. The result is its own cotangent."""
    result, pull = ag.vjp(function, *operands)
    return pull(result)


def traced(function: Callable, operands: list[tuple], dtype: str, name: str) -> str:
    specs = [ag.spec(dtype, list(dims), **({"n": (0, 512)} if "n" in dims else {})) for dims in operands]
    return ag.trace(lambda x: function(*x), specs, name=name).as_text()


def runs(group: str, dtype: str, sizes: tuple[int, ...], _: dict) -> list[Run]:
    _, operands, scale = GROUPS[group]
    kind = ag.DTYPES[dtype].numpy
    return [Run(f"size {size}", [(scale * normal(f"{group}{number}", tuple(size if dim == "n" else dim for dim in dims),
                                                 np.float64)).astype(kind) for number, dims in enumerate(operands)])
            for size in sizes if size or group not in NOT_EMPTY]


def sources() -> Iterator[Source]:
    for dtype in ("f32", "bf16", "f16", "f64"):
        for group, (function, operands, _) in GROUPS.items():
            yield Source(f"groups/{dtype}/{group}", f"{group} of {dtype}", partial(traced, function, operands, dtype, "group"),
                         partial(runs, group, dtype, SIZES))
    for dtype in ("f32", "bf16"):
        for group, (function, operands, _) in GROUPS.items():
            if group not in NO_GRADIENT:
                yield Source(f"groups/{dtype}/{group}/gradient", f"the gradient of {group} of {dtype}",
                             partial(traced, partial(gradient, function), operands, dtype, "gradient"),
                             partial(runs, group, dtype, (1, 19, 133)))
