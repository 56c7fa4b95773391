# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which groups read their reduced dimension once, tile by tile, and are their results right, also for large numbers?"""
import math
import os
import re
import subprocess
from pathlib import Path

import pytest

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
HEADS, LENGTH, FEATURES = 2, 150, 6
QUERIES = [ag.spec("f32", [HEADS, LENGTH, FEATURES])] * 3
# With this number of keys, the scores of a few rows don't fit into L1 or L2.
ROWS, KEYS = 70, 1100
LONG = [ag.spec("f32", [HEADS, size, FEATURES]) for size in (ROWS, KEYS, KEYS)]
NAMES = [ag.spec("f32", [HEADS, size, FEATURES]) for size in ("i", "j", "j")]


def run(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def stream(function, specs, path, dims=(), scales=(1.0,), results=1):
    """Returns the number of bounds of each stream in a function's groups. A group that is held whole has none."""
    source, fused, tiled = (path / f"{name}.mlir" for name in ("source", "fused", "tiled"))
    for scale in scales:
        def scaled(*arguments, scale=scale):
            return function(*(x if x.dtype == "i32" or scale == 1 else x * scale for x in arguments))
        source.write_text(ag.trace(scaled, *specs).as_text())
        run("ag-opt", "--fuse", source, "-o", fused)
        said = run("ag-opt", fused, "--to=structure", "--ag-tile-groups", "--remarks-filter=ag-tile-groups", "-o", tiled)
        sizes = [f"--dim={dim}" for dim in dims]
        run("ag-run", tiled, "--input=randn:1", f"--same-as={source}", "--on=interpreter", *sizes)
        rough = "bf16" in str(specs[0])
        rtol = 4e-2 if rough else 1e-4 if scale == 1 else 5e-3
        run("ag-run", fused, "--input=randn:1", f"--same-as={source}", "--on=cpu", f"--rtol={rtol}",
            f"--atol={1e-2 if rough else 1e-4}", *sizes)
        outputs = []
        for threads in (1, 2):
            files = [path / f"{threads}.{number}.npy" for number in range(results)]
            run("ag-run", fused, "--input=randn:1", "--on=cpu", f"--threads={threads}", *sizes,
                *(f"--output={file}" for file in files))
            outputs.append([file.read_bytes() for file in files])
        assert outputs[0] == outputs[1]
    return [int(count) for count in re.findall(r"bounds=(\d+)", said)]


def softmax(x):
    p = ag.exp(x - ag.max(x, axis=-1, keepdims=True))
    return p / ag.sum(p, axis=-1, keepdims=True)


def without_maximum(x):
    return ag.exp(x) / ag.sum(ag.exp(x), axis=-1, keepdims=True)


def by_logarithm(x):
    return ag.exp(x - ag.log(ag.sum(ag.exp(x), axis=-1, keepdims=True)))


def scores(q, k):
    return ag.einsum("hid,hjd->hij", q, k) / math.sqrt(FEATURES)


def attention(change=lambda s: s, weigh=softmax):
    return lambda q, k, v: weigh(change(scores(q, k))) @ v


def masked(mask, fill=-math.inf):
    def change(s):
        rows, columns = s.shape[-2:]
        i, j = ag.arange(rows).reshape(rows, 1), ag.arange(columns).reshape(1, columns)
        return ag.where(mask(i, j), s, fill)
    return change


def causal(i, j):
    return j <= i


def divided_behind(q, k, v):
    p = ag.exp(scores(q, k))
    return (p @ v) / ag.sum(p, axis=-1, keepdims=True)


def masked_behind(q, k, v):
    rows = ag.arange(LENGTH)
    p = ag.exp(scores(q, k)) * ag.where(rows.reshape(1, LENGTH) <= rows.reshape(LENGTH, 1), ag.full((), 1.0, "f32"), 0.0)
    return (p / ag.sum(p, axis=-1, keepdims=True)) @ v


def added(q, k, v):
    rows = ag.arange(LENGTH)
    mask = ag.where(rows.reshape(1, LENGTH) <= rows.reshape(LENGTH, 1), ag.full((), 0.0, "f32"), -math.inf)
    return softmax(scores(q, k) + mask) @ v


# In these spellings, large numbers overflow.
UNSAFE = [attention(weigh=without_maximum), attention(weigh=by_logarithm), divided_behind, masked_behind]


@pytest.mark.parametrize("function, bounds", [
    (attention(), 0), *((function, 0) for function in UNSAFE[:3]),
    (attention(lambda s: 30 * ag.tanh(s / 30)), 0), (attention(masked(causal)), 1),
    (attention(masked(lambda i, j: j > i - 20)), 1), (attention(masked(lambda i, j: (j <= i) & (j > i - 70))), 2),
    (attention(masked(lambda i, j: j + 9 <= i)), 1), (attention(masked(causal, -1e9)), 0), (masked_behind, 1), (added, 1),
    (attention(masked(lambda i, j: j < i + 100)), 1), (attention(masked(lambda i, j: (j <= i) | (j < 5))), 0),
], ids=["plain", "no_maximum", "logarithm", "behind", "cap", "causal", "from", "window", "empty_rows", "finite", "zeros",
        "added", "ahead", "prefix"])
def test_attention_goes_once_through_the_keys(function, bounds, tmp_path):
    scales = (1.0,) if function in UNSAFE else (1.0, 100.0)
    assert stream(function, QUERIES if bounds else LONG, tmp_path, scales=scales) == [bounds]



def plain(q, k, v):
    s = ag.einsum("bihd,bjhd->bhij", q, k) / math.sqrt(FEATURES)
    return ag.einsum("bhij,bjhd->bihd", softmax(s), v)


def alone(q, k, v):
    return softmax(q @ k.T / math.sqrt(FEATURES)) @ v


def grouped(q, k, v):
    s = ag.einsum("hrid,hjd->hrij", q, k)
    return ag.einsum("hrij,hjd->hrid", softmax(s), v)


def sloped(q, k, v):
    distance = (ag.arange(KEYS).reshape(1, KEYS) - ag.arange(ROWS).reshape(ROWS, 1)).astype("f32")
    slopes = (ag.arange(HEADS).astype("f32") + 1.0) * -0.5
    return softmax(scores(q, k) + slopes.reshape(HEADS, 1, 1) * distance) @ v


def with_sink(q, k, v, sink):
    s, sink = scores(q, k), sink.reshape(HEADS, 1, 1)
    m = ag.maximum(ag.max(s, axis=-1, keepdims=True), sink)
    p = ag.exp(s - m)
    return (p / (ag.sum(p, axis=-1, keepdims=True) + ag.exp(sink - m))) @ v


def with_bias(q, k, v, bias):
    return softmax(scores(q, k) + bias) @ v


def with_choice(q, k, v, choice):
    return softmax(ag.where(choice > 0.5, scores(q, k), -math.inf)) @ v


def with_infinities(q, k, v, choice):
    """Returns weights that leave out the first keys of most rows, depending on data."""
    return softmax(scores(q, k) + ag.where(choice > 0.5, ag.full((), 0.0, "f32"), -math.inf)) @ v


def with_lengths(q, k, v, lengths):
    return softmax(ag.where(ag.arange(KEYS) < lengths.astype("i64").reshape(HEADS, 1, 1) + 9, scores(q, k), -math.inf)) @ v


def with_statistics(q, k, v):
    s = scores(q, k)
    m = ag.max(s, axis=-1)
    p = ag.exp(s - m.reshape(HEADS, ROWS, 1))
    total = ag.sum(p, axis=-1)
    return (p @ v) / total.reshape(HEADS, ROWS, 1), m + ag.log(total)


def variance(x):
    return ag.mean((x - ag.mean(x, axis=0, keepdims=True)) ** 2, axis=0)


def of(dtype, *shapes):
    return [ag.spec(dtype, shape) for shape in shapes]


BIAS = ag.spec("f32", [ROWS, KEYS])


@pytest.mark.parametrize("function, specs, dims, bounds", [
    (plain, of("f32", [2, ROWS, HEADS, FEATURES], *[[2, KEYS, HEADS, FEATURES]] * 2), (), 0),
    (alone, of("f32", [ROWS, FEATURES], *[[KEYS, FEATURES]] * 2), (), 0),
    (attention(), NAMES, ("i=70", "j=200"), 0), (attention(), NAMES, ("i=1", "j=65"), 0),
    (attention(), NAMES, ("i=64", "j=64"), 0), (attention(), NAMES, ("i=129", "j=1"), 0),
    (attention(masked(causal)), NAMES, ("i=129", "j=200"), 1), (attention(masked(causal)), NAMES, ("i=200", "j=64"), 1),
    (attention(masked(lambda i, j: (j <= i) & (j > i - 70))), NAMES, ("i=150", "j=150"), 2),
    (grouped, of("f32", [HEADS, 3, ROWS, FEATURES], *[[HEADS, KEYS, FEATURES]] * 2), (), 0),
    (grouped, of("f32", [HEADS, 8, 1, FEATURES], *[[HEADS, 9000, FEATURES]] * 2), (), 0),
    (sloped, LONG, (), 0), (with_sink, [*LONG, ag.spec("f32", [HEADS])], (), 0), (with_bias, [*LONG, BIAS], (), 0),
    (with_choice, [*LONG, BIAS], (), 0), (with_infinities, [*LONG, BIAS], (), 0),
    (with_lengths, [*LONG, ag.spec("i32", [HEADS])], (), 0), (with_statistics, LONG, (), 0),
    (attention(), of("f64", *(list(spec.shape) for spec in LONG)), (), 0),
    (attention(), of("bf16", *(list(spec.shape) for spec in LONG)), (), 0), (variance, of("f32", [30000, 33]), (), 0),
], ids=["batch", "alone", "dynamic", "one_row", "whole", "one_key", "causal", "causal_long", "window", "grouped",
        "multi_query", "slopes", "sink", "bias", "choice", "infinities", "lengths", "statistics", "f64", "bf16", "variance"])
def test_so_do_others(function, specs, dims, bounds, tmp_path):
    results = 2 if function is with_statistics else 1
    assert stream(function, specs, tmp_path, dims, results=results) == [bounds]


@pytest.mark.parametrize("function, specs", [
    (attention(), of("f32", *[[HEADS, 40, FEATURES]] * 3)),
    (lambda x: ag.log(ag.sum(ag.exp(x), axis=-1)), of("f32", [3, 20000])),
    (lambda x, w: (x * ag.rsqrt(ag.mean(x * x, axis=-1, keepdims=True))) @ w, of("f32", [70, 1100], [1100, 600])),
], ids=["short", "near", "wide"])
def test_what_saves_nothing_is_held_whole(function, specs, tmp_path):
    assert stream(function, specs, tmp_path) == []
