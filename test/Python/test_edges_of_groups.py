# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Is each edge between two computing ops explained once? The tests count the edges from the program's text, op by op,
independently of the compiler."""
import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from model import traced as traced_minilm

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
MOVING = {"ag.barrier", "ag.broadcast", "ag.concat", "ag.gather", "ag.pad", "ag.reshape", "ag.slice", "ag.stop_gradient",
          "ag.transpose", "ag.update", "arith.index_cast", "linalg.broadcast", "linalg.transpose", "tensor.cast",
          "tensor.collapse_shape", "tensor.concat", "tensor.expand_shape", "tensor.extract", "tensor.extract_slice",
          "tensor.from_elements", "tensor.insert", "tensor.insert_slice", "tensor.pad"}
SOURCES = {"ag.iota", "ag.parameter", "arith.constant", "tensor.dim", "tensor.empty", "linalg.fill"}
ENDS = {"ag.yield", "func.return", "scf.yield", "scf.condition", "linalg.yield"}
OP = re.compile(r'(?:(%\w+)(?::(\d+))? = )?"([\w.]+)"\(([^)]*)\)')
ARGUMENTS = re.compile(r"%\w+")


class Op:
    def __init__(self, name, operands, results, types):
        self.name, self.operands, self.results, self.types = name, operands, results, types
        self.bodies = []

    def is_on_numbers(self):
        """Returns whether the op works on single numbers, which is done wherever the result is read."""
        if self.name in ("ag.contract", "ag.reduce", "ag.reduce_window", "ag.require"):
            return False
        shapes = re.findall(r"tensor<((?:\?x|\d+x)*)", self.types)
        return all(size == "1" for shape in shapes for size in shape.split("x")[:-1])


def parse(text):
    """Returns the ops of a program in MLIR's generic form: (arguments, ops) for each function, and for each body."""
    stack, functions = [([], [])], []
    waiting = []
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("^"):
            stack[-1][0].extend(ARGUMENTS.findall(line))
        elif line.startswith("}, {"):
            waiting[-1].bodies.append(stack.pop())
            stack.append(([], []))
        elif line.startswith("})"):
            op = waiting.pop()
            op.bodies.append(stack.pop())
            op.types = line[2:]
            if op.name == "func.func":
                functions.append(op)
        found = OP.match(line)
        if not found:
            continue
        first, count, name, operands = found.groups()
        results = [] if not first else [first] if not count else [f"{first}#{number}" for number in range(int(count))]
        op = Op(name, re.findall(r"%[\w#]+", operands), results, line[found.end():])
        stack[-1][1].append(op)
        if line.endswith("({"):
            waiting.append(op)
            stack.append(([], []))
    return functions


def hand_on(op):
    """Returns the pairs of values that become each other in an op with bodies, and whether control flow forwards them."""
    ends = [body[1][-1].operands for body in op.bodies]
    pairs = []
    if op.name == "scf.for":
        carried, arguments = op.operands[3:], op.bodies[0][0][1:]
        pairs = [(carried, arguments), (ends[0], arguments), (ends[0], op.results), (carried, op.results)]
    elif op.name == "scf.while":
        pairs = [(op.operands, op.bodies[0][0]), (ends[0][1:], op.bodies[1][0]), (ends[0][1:], op.results),
                 (ends[1], op.bodies[0][0])]
    elif op.name in ("scf.if", "scf.index_switch"):
        pairs = [(end, op.results) for end in ends]
    elif op.name in ("ag.region", "ag.fused"):
        pairs = [(op.operands, op.bodies[0][0]), (ends[0], op.results)]
    matched = [(value, target) for values, targets in pairs for value, target in zip(values, targets)]
    return matched, op.name.startswith("scf.")


class Flow:
    """The values that control flow forwards, the ops that forward them, and where values are defined."""

    def __init__(self):
        self.sources, self.around, self.places = {}, {}, {}

    def forward(self, op, value, target):
        self.sources.setdefault(target, []).append(value)
        self.around[target] = op

    def is_inside(self, value, op):
        return op in self.places.get(value, ())

    def is_written_in(self, op, value):
        """Returns whether an op in a branch or loop computes what that forwards to the value."""
        waiting, seen = [value], {value}
        while waiting:
            sources = self.sources.get(waiting.pop())
            if not sources:
                return True
            inside = {source for source in sources if self.is_inside(source, op)} - seen
            waiting.extend(inside)
            seen |= inside
        return False

    def sources_for(self, value, place):
        """Returns the values that one is from, for a consumer in these ops: behind a branch or a loop that writes the
        value, only those in there."""
        op = self.around[value]
        if op in place or not self.is_written_in(op, value):
            return self.sources[value]
        return [source for source in self.sources[value] if self.is_inside(source, op)]


def count_edges(function):
    made, sources, computing, flow = {}, {}, [], Flow()

    def walk(ops, place):
        for op in ops:
            flow.places.update((result, place) for result in op.results)
            pairs, is_flow = hand_on(op) if op.bodies else ([], False)
            for value, target in pairs:
                if is_flow:
                    flow.forward(op, value, target)
                else:
                    sources.setdefault(target, []).append(value)
            if pairs:
                for arguments, inner in op.bodies:
                    flow.places.update((argument, (*place, op)) for argument in arguments)
                    walk(inner, (*place, op))
            elif op.name in MOVING or (op.name not in SOURCES | ENDS and op.results and op.is_on_numbers()):
                for result in op.results:
                    sources[result] = op.operands
            elif op.name not in SOURCES | ENDS:
                computing.append((op, place))
                made.update((result, op) for result in op.results)

    walk(function.bodies[0][1], ())
    edges = Counter()
    for op, place in computing:
        seen, waiting, producers = set(), list(op.operands), {}
        while waiting:
            value = waiting.pop()
            if value in seen:
                continue
            seen.add(value)
            if value in made:
                producers[id(made[value])] = made[value].name
            elif value in flow.sources:
                waiting.extend(flow.sources_for(value, place))
            else:
                waiting.extend(sources.get(value, []))
        edges.update((name, op.name) for name in producers.values())
    return edges


def run(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def explained(path):
    remarks = run("ag-opt", "--fuse", "--remarks-filter=ag-fuse", path, "-o", f"{path}.fused")
    told = re.findall(r"remark: \[\w+\] edge .*Remark=\"'([\w.]+)'[^']* is computed [^']*'([\w.]+)'", remarks)
    assert len(told) == remarks.count("] edge ")
    assert remarks.count("[Missed] edge") == len(re.findall(r"\[Missed\] edge .*Reason=\".+\", Remark", remarks))
    return Counter(told)


def check(path, options=()):
    traced, fused, bare = (f"{path}.traced.mlir", f"{path}.traced.mlir.fused", f"{path}.bare.mlir")
    run("ag-compile", path, "--to=trace", "-o", traced, *options)
    told = explained(traced)
    # The pass exchanges nested sums, so the test counts its result.
    run("ag-opt", "--mlir-print-op-generic", fused, "-o", bare)
    counted = sum((count_edges(function) for function in parse(Path(bare).read_text())), Counter())
    assert told == counted
    # Edges of existing groups are explained too.
    assert explained(fused) == counted
    return counted.total()


def norm(x):
    return (x - x.mean(axis=-1, keepdims=True)) * ag.rsqrt(ag.mean(x * x, axis=-1, keepdims=True) + 1e-5)


@ag.region("cell")
def cell(x, h, w):
    z = ag.concat([x, h], axis=1) @ w
    i, o = ag.sigmoid(z[:, :8]), ag.tanh(z[:, 8:])
    return i * o + h


def recurrent(x, h, w):
    def step(t, state):
        return norm(cell(x[t], state, w))
    return ag.exp(ag.fori_loop(0, 5, step, ag.exp(h)))


def branching(x, n):
    y = ag.cond(x.sum() > 0, lambda: ag.exp(x) * 2.0, lambda: ag.tanh(x).T.reshape(4, 4))
    z = ag.while_loop(lambda c: c.sum() < 9, lambda c: c * 3 + y, ag.sqrt(x * x))
    return y + z, ag.pad(z, ((1, 0), (0, 0))).sum(axis=0)[n]


def embedding(table, ids):
    rows = ag.exp(table)[ids]
    return norm(rows) + rows.reshape(-1, 8).sum() * rows.sum(axis=1, keepdims=True)


PROGRAMS = {
    "recurrent": (recurrent, [ag.spec("f32", s) for s in ([5, 4, 8], [4, 8], [16, 16])]),
    "branching": (branching, [ag.spec("f32", [4, 4]), ag.spec("i32", [])]),
    "embedding": (embedding, [ag.spec("f32", [32, 8]), ag.spec("i32", [6])]),
    "gradient": (lambda x, h, w: ag.grad(lambda w: recurrent(x, h, w).sum())(w),
                 [ag.spec("f32", s) for s in ([5, 4, 8], [4, 8], [16, 16])]),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_edges_are_explained_once(name, tmp_path):
    function, specs = PROGRAMS[name]
    path = tmp_path / f"{name}.mlir"
    ag.trace(function, *specs, name=name).save(path)
    assert check(path) > 5


def test_edges_of_a_real_model_are_explained_once(tmp_path):
    path = tmp_path / "minilm.mlir"
    traced_minilm().save(path)
    assert check(path) > 390


def test_compiling_a_real_model_explains_each_edge_once(tmp_path):
    path, report, drawing, fused = (tmp_path / name for name in ("m.mlir", "r.json", "g.svg", "fused.mlir"))
    traced_minilm().save(path)
    said = run("ag-compile", path, "-o", tmp_path / "m.o", "--remarks=fusion", f"--graph={drawing}",
               f"--report={report}")
    run("ag-compile", path, "--to=fuse", "-o", fused)
    bare = run("ag-opt", "--mlir-print-op-generic", fused)
    counted = sum((count_edges(function) for function in parse(bare)), Counter())
    rows = [row for row in json.loads(report.read_text())["remarks"] if row["pass"] == "ag-fuse"]
    told = Counter()
    for row in rows:
        if row["name"] == "edge":
            told[row["values"]["op"], row["values"]["user_op"]] += row.get("times", 1)
    assert told == counted
    # Only the remarks of groups and of edges are printed. Those of the search need -v.
    lines = [line for line in said.splitlines() if "remark:" in line]
    printed = [row for row in rows if row["name"] != "search"]
    assert len(lines) == len(printed) < len(rows) and all("[ag-fuse]" in line for line in lines)
    # Equal layers are drawn once.
    assert re.search(r"<title>[56] times, .* %</title>", drawing.read_text())


def test_edges_in_linalg_are_explained_once(tmp_path):
    path = tmp_path / "linalg.mlir"
    text = ag.trace(lambda x, w: norm(x @ w) + x[0], *[ag.spec("f32", [8, 8])] * 2, name="f").lower().as_text("linalg")
    path.write_text(text)
    edges = explained(path)
    # A chain of linalg.generics that only moves elements is not counted.
    assert sum(edges.values()) == 12 and set(edges) <= {
        (a, b) for a in ("linalg.matmul", "linalg.generic") for b in ("linalg.generic",)}
