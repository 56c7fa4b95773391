# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which groups does --fuse form for a computation, in each of its spellings, in ag and in linalg?"""
import math
import os
import re
import subprocess
from pathlib import Path

import pytest

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
HEADS, LENGTH, FEATURES = 3, 16, 6
QUERIES = [ag.spec("f32", [2, HEADS, LENGTH, FEATURES])] * 3
ROWS = ag.spec("f32", [32, 72])


def run(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fuse(text, path, *options):
    """Returns (passes, form) of the groups, and the ops outside of them."""
    source, fused = path / "source.mlir", path / "fused.mlir"
    source.write_text(text)
    run("ag-opt", *options, "--fuse", source, "-o", fused)
    sizes = ["--dim=b=2", "--dim=t=5"] if '"t"' in text else []
    run("ag-run", fused, "--input=randn:1", f"--same-as={source}", *sizes, *([] if options else ["--on=interpreter"]))
    text = fused.read_text()
    assert run("ag-opt", "--fuse", fused) == text
    groups, outside, inside = [], [], False
    for line in text.splitlines():
        if "ag.fused" in line:
            form, = re.findall(r'form = "(\w+)".*, passes = (\d+)', line)
            groups.append((int(form[1]), form[0]))
        inside = (inside or "ag.fused" in line) and line.strip() != "}"
        if not inside:
            outside.append(line)
    return groups, "\n".join(outside)


def split(text):
    """Returns the text outside of a program's groups, with their yields, and the ops of each group."""
    outside, *bodies = re.split(r"ag\.fused.*\n", text)
    parts = [body.split("ag.yield", 1) for body in bodies]
    return outside + "".join(behind for _, behind in parts), [ops for ops, _ in parts]


def group_of(function, specs, path):
    """Returns the single group of a function's ops, which is the same in ag and in linalg."""
    traced = ag.trace(function, *specs)
    groups, outside = fuse(traced.as_text(), path)
    assert len(groups) == 1 and f"{LENGTH}x{LENGTH}" not in outside
    assert fuse(traced.lower().as_text("linalg"), path)[0] == groups
    return groups[0]


def softmax(x):
    p = ag.exp(x - ag.max(x, axis=-1, keepdims=True))
    return p / ag.sum(p, axis=-1, keepdims=True)


def attention(score, weigh=softmax):
    return lambda q, k, v: ag.einsum("bhij,bhjd->bhid", weigh(score(q, k)), v)


def scores(q, k):
    return ag.einsum("bhid,bhjd->bhij", q, k)


def plain(q, k):
    return scores(q, k) / math.sqrt(FEATURES)


def without_maximum(x):
    return ag.exp(x) / ag.sum(ag.exp(x), axis=-1, keepdims=True)


def to_base_2(x):
    p = 2.0 ** ((x - ag.max(x, axis=-1, keepdims=True)) * math.log2(math.e))
    return p / ag.sum(p, axis=-1, keepdims=True)


def behind_logarithm(x):
    return ag.exp(x - ag.log(ag.sum(ag.exp(x), axis=-1, keepdims=True)))


def divided_behind(q, k, v):
    p = ag.exp(plain(q, k))
    return ag.einsum("bhij,bhjd->bhid", p, v) / ag.sum(p, axis=-1, keepdims=True)


SCALE = 1 / math.sqrt(FEATURES)
WITH_MAXIMUM = [
    attention(plain), attention(lambda q, k: scores(q, k) * SCALE), attention(lambda q, k: scores(q, k * SCALE)),
    lambda q, k, v: ag.einsum("bhji,bhjd->bhid", softmax(plain(q, k)).swapaxes(2, 3), v)]
SPELLINGS = [
    *WITH_MAXIMUM, attention(lambda q, k: scores(q * SCALE, k)), attention(plain, without_maximum), divided_behind,
    attention(plain, behind_logarithm), attention(plain, to_base_2)]


def test_attention_is_one_group_of_one_form(tmp_path):
    groups = {group_of(spelling, QUERIES, tmp_path) for spelling in SPELLINGS}
    assert [passes for passes, _ in groups] == [1]


@pytest.mark.parametrize("march", ["x86-64-v3", "x86-64-v4"])
@pytest.mark.parametrize("length, features", [(512, 128), (1024, 64), (2048, 128)])
def test_attention_is_one_group_at_any_size(length, features, march, tmp_path):
    source = tmp_path / "source.mlir"
    for spelling in SPELLINGS:
        specs = [ag.spec("f32", [2, HEADS, length, features])] * 3
        source.write_text(ag.trace(lambda q, k, v: spelling(q, k, v), *specs).as_text())
        outside, *groups = run("ag-opt", "--fuse", f"--march={march}", source).split("ag.fused")
        assert len(groups) == 1 and f"{length}x{length}" not in outside + groups[0].split("ag.yield")[1]


def masked(mask):
    keys, queries = ag.arange(LENGTH).reshape(1, LENGTH), ag.arange(LENGTH).reshape(LENGTH, 1)
    return mask(keys, queries)


def number(value):
    return ag.full((), value, "f32")


def masked_behind(q, k, v):
    p = ag.exp(plain(q, k)) * masked(lambda j, i: ag.where(j <= i, number(1.0), 0.0))
    return ag.einsum("bhij,bhjd->bhid", p / ag.sum(p, axis=-1, keepdims=True), v)


def test_causal_attention_is_another(tmp_path):
    spellings = [
        attention(lambda q, k: ag.where(masked(lambda j, i: j <= i), plain(q, k), -math.inf)),
        attention(lambda q, k: ag.where(masked(lambda j, i: j > i), -math.inf, plain(q, k))),
        attention(lambda q, k: plain(q, k) + masked(lambda j, i: ag.where(j <= i, number(0.0), -math.inf))),
        attention(lambda q, k: ag.where(masked(lambda j, i: ~(j > i)), plain(q, k), -math.inf)),
        attention(lambda q, k: ag.where(masked(lambda j, i: j.astype("f32") <= i.astype("f32")), plain(q, k), -math.inf)),
        masked_behind]
    groups = {group_of(spelling, QUERIES, tmp_path) for spelling in spellings}
    assert [passes for passes, _ in groups] == [1]
    others = [group_of(other, QUERIES, tmp_path) for other in (FILLED[0], attention(plain))]
    assert [passes for passes, _ in others] == [1, 1] and len({*others, *groups}) == 3


def filled(q, k):
    return ag.where(masked(lambda j, i: j <= i), plain(q, k), -1e9)


FILLED = [
    attention(filled), attention(lambda q, k: ag.where(masked(lambda j, i: j > i), -1e9, plain(q, k))),
    attention(filled, without_maximum), attention(filled, behind_logarithm)]


def test_attention_with_finite_fill_is_of_one_form(tmp_path):
    groups = {group_of(spelling, QUERIES, tmp_path) for spelling in FILLED}
    assert [passes for passes, _ in groups] == [1]


def test_softmax_with_finite_fill_is_of_one_form(tmp_path):
    def weigh(softmax):
        return lambda x: softmax(ag.where(masked(lambda j, i: j <= i), x, -1e9))

    specs = [ag.spec("f32", [LENGTH, LENGTH])]
    groups, = {tuple(fuse(ag.trace(weigh(spelling), *specs).as_text(), tmp_path)[0])
               for spelling in (softmax, without_maximum, behind_logarithm)}
    assert [passes for passes, _ in groups] == [2]


def mean(x):
    return ag.mean(x, axis=-1, keepdims=True)


def normed(x):
    return (x - mean(x)) * ag.rsqrt(mean((x - mean(x)) ** 2) + 1e-5)


def windowed(q, k):
    return ag.where(masked(lambda j, i: (j <= i) & (j > i - 4)), plain(q, k), -math.inf)


def sloped(q, k):
    slopes = (ag.arange(HEADS).astype("f32") + 1.0) * -0.5
    return plain(q, k) + slopes.reshape(HEADS, 1, 1) * masked(lambda j, i: (j - i).astype("f32"))


def with_sink(q, k, v, sink):
    s, sink = plain(q, k), sink.reshape(HEADS, 1, 1)
    m = ag.maximum(ag.max(s, axis=-1, keepdims=True), sink)
    p = ag.exp(s - m)
    return ag.einsum("bhij,bhjd->bhid", p / (ag.sum(p, axis=-1, keepdims=True) + ag.exp(sink - m)), v)


def grouped_heads(q, k, v):
    s = ag.einsum("brihd,bjhd->bhrij", q.reshape(2, LENGTH, HEADS, 2, FEATURES).transpose(0, 3, 1, 2, 4), k)
    return ag.einsum("bhrij,bjhd->bhrid", softmax(s), v)


def long_short(x, h, c, wx, wh, b):
    z = x @ wx + h @ wh + b
    i, f, g, o = (z[:, n * 8:n * 8 + 8] for n in range(4))
    c = ag.sigmoid(f) * c + ag.sigmoid(i) * ag.tanh(g)
    return ag.sigmoid(o) * ag.tanh(c), c


def batch_norm(x):
    m = ag.mean(x, axis=(0, 1))
    return (x - m) * ag.rsqrt(ag.mean((x - m) ** 2, axis=(0, 1)) + 1e-5)


def momentum(p, g, m, v):
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    return p - 1e-3 * m / (ag.sqrt(v) + 1e-8), m, v


KEYS = [ag.spec("f32", [2, LENGTH, HEADS, FEATURES])] * 2
DYNAMIC = [ag.spec("f32", ["b", HEADS, "t", FEATURES])] * 3
#: These rows don't fit into L2: products of fewer rows save nothing in loops.
LONG_ROWS = ag.spec("f32", [4096, 72])
CELL = [ag.spec("f32", shape) for shape in ([4, 8], [4, 8], [4, 8], [8, 32], [8, 32], [32])]


@pytest.mark.parametrize("function, specs, passes", [
    (attention(windowed), QUERIES, 1), (attention(sloped), QUERIES, 1),
    (attention(lambda q, k: 30 * ag.tanh(plain(q, k) / 30)), QUERIES, 1),
    (with_sink, [*QUERIES, ag.spec("f32", [HEADS])], 1),
    (grouped_heads, [ag.spec("f32", [2, LENGTH, 2 * HEADS * FEATURES]), *KEYS], 1), (attention(plain), DYNAMIC, 1),
    (lambda x, r: (x + r, normed(x + r)), [ROWS, ROWS], 2),
    (lambda x, w: normed(x) @ w, [LONG_ROWS, ag.spec("f32", [72, 9])], 1),
    (lambda x: -ag.sum(softmax(x) * ag.log(softmax(x)), axis=-1), [ROWS], 1), (batch_norm, [ag.spec("f32", [4, 8, 8])], 2),
    (long_short, CELL, 1), (momentum, [ROWS] * 4, 1),
], ids=["window", "slopes", "cap", "sink", "heads", "dynamic", "residual", "norm_product", "entropy", "batch_norm", "lstm",
        "optimizer"])
def test_is_one_group(function, specs, passes, tmp_path):
    groups, _ = fuse(ag.trace(function, *specs).as_text(), tmp_path)
    assert [count for count, _ in groups] == [passes]


@pytest.mark.parametrize("spellings, passes", [
    ([softmax, without_maximum, lambda x: ag.exp(x - ag.log(ag.sum(ag.exp(x), axis=-1, keepdims=True)))], 2),
    ([lambda x: (x - mean(x)) / ag.sqrt(mean((x - mean(x)) ** 2) + 1e-5),
      lambda x: (x - mean(x)) * ag.rsqrt(mean(x * x) - mean(x) ** 2 + 1e-5),
      lambda x: (x - mean(x)) * (mean((x - mean(x)) * (x - mean(x))) + 1e-5) ** -0.5], 2),
    ([lambda x: ag.log(ag.sum(ag.exp(x), axis=-1)),
      lambda x: ag.log(ag.sum(ag.exp(x - ag.max(x, axis=-1, keepdims=True)), axis=-1)) + ag.max(x, axis=-1)], 1),
], ids=["softmax", "layer_norm", "logsumexp"])
def test_rows_are_one_form(spellings, passes, tmp_path):
    groups = {group_of(spelling, [ROWS], tmp_path) for spelling in spellings}
    assert [count for count, _ in groups] == [passes]


def at(place, x):
    return ag.sum((ag.arange(72).astype("i32") == place.reshape(-1, 1)).astype("f32") * x, axis=-1)


def selected_at(place, x):
    return ag.sum(ag.where(ag.arange(72).astype("i32") == place.reshape(-1, 1), x, 0.0), axis=-1)


def test_losses_of_labels_are_one_form(tmp_path):
    spellings = [
        lambda x, l: ag.log(ag.sum(ag.exp(x), axis=-1)) - at(l, x), lambda x, l: -at(l, ag.log(softmax(x))),
        lambda x, l: -ag.log(at(l, softmax(x))), lambda x, l: -selected_at(l, ag.log(without_maximum(x)))]
    groups = {group_of(spelling, [ROWS, ag.spec("i32", [32])], tmp_path) for spelling in spellings}
    assert [passes for passes, _ in groups] == [1]


@pytest.mark.parametrize("function", [
    lambda x: ag.sum(ag.tanh(x - mean(x)), axis=-1),
    lambda x: softmax(x / ag.sqrt(mean(x * x) + 1e-5)),
    lambda x: ag.sum(softmax(x), axis=0),
], ids=["tanh", "norm", "columns"])
def test_what_needs_a_result_while_it_goes_through_takes_passes(function, tmp_path):
    assert all(passes > 1 for passes, _ in fuse(ag.trace(function, ROWS).as_text(), tmp_path)[0])


def test_gradient_of_attention_holds_no_scores(tmp_path):
    text = ag.trace(attention(plain), *QUERIES).as_text()
    name, = re.findall(r"func.func @(\w+)", text)
    _, outside = fuse(text, tmp_path, f"--grad={name}:value")
    assert f"{LENGTH}x{LENGTH}" not in outside


def gradient_of(function, path, length=64):
    """Returns the groups of value and gradient, and each group's number of products, for `length` queries and keys."""
    text = ag.trace(lambda q, k, v: function(q, k, v), *[ag.spec("f32", [2, HEADS, length, FEATURES])] * 3).as_text()
    groups, outside = fuse(text, path, "--grad=main:value")
    assert f"{length}x{length}" not in outside
    bodies = (path / "fused.mlir").read_text().split("@main_grad(")[1].split("ag.fused")[1:]
    return groups[-len(bodies):], [len(re.findall(r'ag.contract "', body.split("ag.yield")[0])) for body in bodies]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_gradient_of_attention_is_one_pass_of_five_products(spelling, tmp_path):
    groups, products = gradient_of(spelling, tmp_path)
    assert [passes for passes, _ in groups] == [1, 1] and products[1] == 5


ALONE = ["--symbol-privatize=exclude=main_grad", "--symbol-dce"]


@pytest.mark.parametrize("spelling", [
    lambda s, v: softmax(s) @ v, lambda s, v: (ag.exp(s) @ v) / ag.sum(ag.exp(s), axis=-1, keepdims=True)])
@pytest.mark.parametrize("mask", [lambda j, i: j <= i, lambda j, i: ag.abs(i - j) <= 64], ids=["causal", "window"])
def test_masks_of_indices_are_computed_with_what_they_mask(mask, spelling, tmp_path):
    length, source = 1024, tmp_path / "source.mlir"

    def attend(q, k, v):
        seen = mask(ag.arange(length).reshape(1, length), ag.arange(length).reshape(length, 1))
        return spelling(ag.where(seen, ag.einsum("id,jd->ij", q, k) * 0.1, -math.inf), v)

    source.write_text(ag.trace(attend, *[ag.spec("f32", [length, 128])] * 3).as_text())
    outside, groups = split(run("ag-opt", "--fuse", "--march=x86-64-v3", source))
    assert len(groups) == 1 and f"{length}x{length}" not in outside


@pytest.mark.parametrize("march", ["x86-64-v3", "x86-64-v4"])
@pytest.mark.parametrize("length, features", [
    (64, 48), (256, 64), (256, 128), (384, 96), (512, 128), (768, 80), (1024, 80), (2048, 80)])
def test_gradient_of_attention_holds_no_scores_at_any_size(length, features, march, tmp_path):
    """If the scores fit into the cache, forward and backward are one group; else they are two, of two and five
    products. No scores are outside of the groups, or saved."""
    def scaled(q, k):
        return scores(q, k) / math.sqrt(features)

    def is_seen():
        return ag.arange(length).reshape(1, length) <= ag.arange(length).reshape(length, 1)

    source = tmp_path / "source.mlir"
    for score in (
            scaled, lambda q, k: scores(q * 0.3, k), lambda q, k: ag.where(is_seen(), scaled(q, k), -math.inf),
            lambda q, k: scaled(q, k) + ag.where(is_seen(), number(0.0), -math.inf),
            lambda q, k: ag.where(is_seen(), scaled(q, k), -1e9)):
        specs = [ag.spec("f32", [2, HEADS, length, features])] * 3
        source.write_text(ag.trace(attention(score), *specs, name="main").as_text())
        text = run("ag-opt", "--grad=main:value", *ALONE, "--fuse", f"--march={march}", source)
        outside, groups = split(text)
        products = [ops.count('ag.contract "bhi') for ops in groups]
        assert products in ([6], [2, 5]) and f"{length}x{length}" not in outside


def net(layers, batch, length, heads, features):
    """Returns layers of causal attention, with its projections, and of two products, and the specs of the arguments."""
    width = heads * features

    def main(x, *weights):
        seen = ag.arange(length).reshape(length, 1) >= ag.arange(length).reshape(1, length)
        for layer in range(layers):
            wq, wk, wv, wo, w1, w2 = weights[6 * layer:6 * layer + 6]
            y = ag.nn.rms_norm(x, ag.ones([width]))
            q, k, v = ((y @ w).reshape(batch, length, heads, features).transpose((0, 2, 1, 3)) for w in (wq, wk, wv))
            p = softmax(ag.where(seen, scores(q, k) * features**-0.5, -math.inf))
            o = ag.einsum("bhij,bhjd->bhid", p, v)
            x = x + o.transpose((0, 2, 1, 3)).reshape(batch, length, width) @ wo
            x = x + ag.nn.gelu(ag.nn.rms_norm(x, ag.ones([width])) @ w1) @ w2
        return ag.sum(x * x)

    large = [ag.spec("f32", [width, 4 * width]), ag.spec("f32", [4 * width, width])]
    return main, [ag.spec("f32", [batch, length, width])] + layers * (4 * [ag.spec("f32", [width, width])] + large)


@pytest.mark.parametrize("march", ["x86-64-v3", "x86-64-v4"])
@pytest.mark.parametrize("sizes", [(2, 128, 6, 64), (4, 128, 12, 32), (2, 256, 6, 64), (1, 1024, 4, 64),
                                   (2, 1024, 4, 64), (1, 2048, 2, 128), (1, 4096, 4, 64)], ids=str)
def test_layers_hold_no_scores(sizes, march, tmp_path):
    """Layers hold no scores, whichever ops are before and after attention, forward and with the gradient."""
    source, (_, length, heads, _) = tmp_path / "source.mlir", sizes
    function, specs = net(2, *sizes)
    source.write_text(ag.trace(function, *specs).as_text())
    for options in ([], ["--grad=main:value", *ALONE]):
        outside, groups = split(run("ag-opt", *options, "--fuse", f"--march={march}", source))
        assert f"{heads}x{length}x{length}x" not in outside
        assert sum("ag.exp" in ops and "bhij" in ops for ops in groups) == (2 if not options else 4)


@pytest.mark.parametrize("options", [[], ["--grad=main:value"]], ids=["value", "gradient"])
def test_reasons_are_of_what_was_tried(options, tmp_path):
    """The reasons are about edges that fusion tried, including masks that layers share, and recomputed values."""
    source = tmp_path / "source.mlir"
    function, specs = net(2, 2, 64, 6, 64)
    source.write_text(ag.trace(function, *specs).as_text())
    done = subprocess.run([TOOLS / "ag-opt", *options, "--fuse", "--remarks-filter=ag-fuse", source, "-o", os.devnull],
                          capture_output=True, text=True)
    assert "[Missed] edge" in done.stderr and "was there before" not in done.stderr


def test_gradient_of_attention_is_of_one_form(tmp_path):
    assert len({gradient_of(spelling, tmp_path)[0][1] for spelling in WITH_MAXIMUM}) == 1


def test_a_name_costs_nothing(tmp_path):
    """Nested names of parts change no group, and no knowledge about sums, forward and backward."""
    named = ag.region("attention")(attention(plain, ag.region("weights")(softmax)))
    groups = []
    for function in (attention(plain), named):
        text = ag.trace(lambda q, k, v: function(q, k, v), *QUERIES, name="main").as_text()
        groups.append(fuse(text, tmp_path)[0] + fuse(text, tmp_path, "--grad=main:value")[0])
    assert groups[0] == groups[1]


@pytest.mark.parametrize("score", [
    lambda q, k: ag.where(masked(lambda j, i: j <= i), plain(q, k), -math.inf),
    lambda q, k: ag.where(masked(lambda j, i: j > i), -math.inf, plain(q, k)),
], ids=["select", "turned"])
def test_gradient_of_causal_attention_is_one_pass_of_five_products(score, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "LENGTH", 64)
    groups, products = gradient_of(attention(score), tmp_path)
    assert [passes for passes, _ in groups] == [1, 1] and products[1] == 5
