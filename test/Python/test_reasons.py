# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The reasons that Python returns for groups, and for the edges between ops."""
import inspect
import re
from pathlib import Path

import pytest

import ag

ROOT = Path(__file__).resolve().parents[2]
X = ag.spec("f32", ["batch", 64], batch=(1, 256))
KINDS = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/Fusion.md").read_text().split("| `why` |")[1], re.M)


@ag.region("softmax")
def softmax(x):
    p = ag.exp(x - ag.max(x, axis=-1, keepdims=True))
    return p / ag.sum(p, axis=-1, keepdims=True)


def columns(x):
    return ag.sum(softmax(x), axis=0)


@pytest.fixture(scope="module")
def fusion():
    return ag.trace(columns, X).lower().fusion()


def test_edges_are_at_the_sources_lines(fusion):
    first = inspect.getsourcelines(softmax)[1]
    places = {(edge.producer.place.rsplit(":", 2)[1], edge.user.place.rsplit(":", 2)[1], edge.how) for edge in fusion.edges}
    exp, div = str(first + 2), str(first + 3)
    assert {(exp, div, "together"), (exp, div, "later")} <= places
    assert all(Path(edge.producer.place.split(":")[0]).name == Path(__file__).name for edge in fusion.edges)
    assert {edge.producer.region for edge in fusion.edges} == {"softmax"}
    assert {edge.producer.name for edge in fusion.edges} == {"ag.reduce", "ag.sub", "ag.exp", "ag.div"}


def test_reasons_are_of_the_documented_kinds(fusion):
    told = [edge for edge in fusion.edges if edge.how != "together"]
    assert told and all(edge.why in KINDS and edge.reason for edge in told)
    assert all(not edge.why and not edge.reason for edge in fusion.edges if edge.how == "together")
    assert all(edge.bytes > 0 and edge.times >= 1 for edge in fusion.edges)
    words = re.findall(r'"(\w+)"', (ROOT / "lib/Analysis/Groups/GroupReasons.cpp").read_text().split("names[] = {")[1])
    assert sorted(words) == sorted(KINDS)


def test_groups(fusion):
    group = max(fusion.groups, key=lambda group: group.passes)
    assert group.passes == 2 and group.ops >= 5 and group.flops > 0
    assert group.bytes == 4 * 2 * 256 * 64 or group.bytes < 4 * 6 * 256 * 64
    assert 0 < group.seconds < 1e-2 and group.bound


def test_equal_layers_are_groups_each():
    large = ag.spec("f32", [256, 256])
    layers = ag.trace(lambda x, w: ag.tanh(ag.tanh(ag.tanh(x @ w) @ w) @ w), large, large).lower().fusion()
    assert sum(group.times for group in layers.groups) >= 2 and layers.edges


def test_readers_of_the_same():
    x, w = ag.spec("f32", [512, 768]), ag.spec("f32", [768, 768])
    projected = ag.trace(lambda x, q, k, v: (x @ q, x @ k, x @ v), x, w, w, w).lower().fusion()
    readers, = projected.readers
    assert (readers.first.name, readers.ops, readers.how, readers.why) == ("ag.contract", 3, "apart", "gain")
    assert readers.bytes == 2 * 4 * 512 * 768 and readers.reason in str(projected)
    pair, = ag.trace(lambda x: (ag.sum(x, axis=1), ag.max(x, axis=1)), ag.spec("f32", [512, 1024])).lower().fusion().readers
    assert (pair.ops, pair.how, pair.bytes, pair.why) == (2, "together", 0, "")


def test_sizes_and_targets():
    traced = ag.trace(columns, X)
    small = traced.lower().fusion(dims={"batch": 1})
    assert max(edge.bytes for edge in small.edges) == 4 * 64
    assert traced.lower("x86-64-v4").fusion().edges
    with pytest.raises(ag.Error, match="z80"):
        traced.lower("z80").fusion()
    with pytest.raises(ag.Error, match="length"):
        traced.lower().fusion(dims={"length": 3})


def test_prints_as_a_table(fusion):
    lines = str(fusion).splitlines()
    counts = [int(count) for count in re.findall(r"\d+", lines[0])]
    assert counts[0] == sum(group.times for group in fusion.groups)
    assert counts[1] == sum(counts[2:]) == sum(edge.times for edge in fusion.edges)
    assert len(lines) == 5 + len(fusion.groups) + len(fusion.edges)
    assert repr(fusion) == str(fusion)


def test_a_program_without_ops_has_none():
    nothing = ag.trace(lambda x: x, X, name="f").lower().fusion()
    assert not nothing.groups and not nothing.edges and "0 groups; of 0 edges" in str(nothing)
