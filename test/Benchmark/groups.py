# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs of ag ops, each in two forms: single ops, and groups, with an ag.fused around ops that can be fused."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

NAME = re.compile(r"%\w+")


def tensor(*shape: int) -> str:
    return f"tensor<{''.join(f'{size}x' for size in shape)}f32>"


@dataclass
class Program:
    """A function main that is built op by op. `group` begins a group with a number of passes."""

    types: dict[str, str] = field(default_factory=dict)  # types of all values, by name
    arguments: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    groups: list[tuple[int, list[str]]] = field(default_factory=list)  # passes, and names of the ops' results
    texts: dict[str, str] = field(default_factory=dict)  # the op that computes a value, without its result

    def argument(self, *shape: int) -> str:
        name = f"%x{len(self.arguments)}"
        self.types[name] = tensor(*shape)
        self.arguments.append(name)
        return name

    def parameter(self, *shape: int) -> str:
        name = f"%w{len(self.parameters)}"
        self.types[name] = tensor(*shape)
        self.parameters.append(name)
        return name

    def group(self, passes: int = 1) -> None:
        self.groups.append((passes, []))

    def add(self, type_: str, text: str) -> str:
        name = f"%v{len(self.texts)}"
        self.types[name], self.texts[name] = type_, text
        self.groups[-1][1].append(name)
        return name

    def elements(self, op: str, *operands: str) -> str:
        """Adds an element-wise op. Other operands than the first are broadcast along its last dimensions, or are numbers."""
        type_ = self.types[operands[0]]
        wide = [operands[0], *(self.widen(each, type_) for each in operands[1:])]
        return self.add(type_, f"ag.{op} {', '.join(wide)} : {type_}")

    def widen(self, operand: str, type_: str) -> str:
        if not operand.startswith("%"):
            return self.add(type_, f"arith.constant dense<{operand}> : {type_}")
        own = self.types[operand]
        if own == type_:
            return operand
        rank, own_rank = type_.count("x"), own.count("x")
        dims = list(range(rank - own_rank, rank))
        return self.add(type_, f"ag.broadcast {operand} {dims} : {own} -> {type_}")

    def reduce(self, op: str, operand: str) -> str:
        """Adds a reduction along the last dimension, whose result is broadcast again."""
        type_ = self.types[operand]
        last = type_.count("x") - 1
        small = re.sub(r"\d+xf32", "f32", type_)
        result = self.add(small, f"ag.reduce {op} {operand} [{last}] : {type_} -> {small}")
        return self.add(type_, f"ag.broadcast {result} {list(range(last))} : {small} -> {type_}")

    def contract(self, einsum: str, x: str, y: str, *shape: int) -> str:
        type_ = tensor(*shape)
        return self.add(type_, f'ag.contract "{einsum}" {x}, {y} : {self.types[x]}, {self.types[y]} -> {type_}')

    def text(self, in_groups: bool) -> str:
        result = self.groups[-1][1][-1]
        arguments = ", ".join(f"{name}: {self.types[name]}" for name in self.arguments)
        lines = [f"func.func @main({arguments}) -> {self.types[result]} {{",
                 *(f'  {name} = ag.parameter "{name[1:]}" : {self.types[name]}' for name in self.parameters)]
        for passes, names in self.groups:
            ops = [f"  {name} = {self.texts[name]}" for name in names]
            lines += self.box(passes, names, ops) if in_groups else ops
        return "\n".join([*lines, f"  return {result} : {self.types[result]}", "}"]) + "\n"

    def box(self, passes: int, names: list[str], ops: list[str]) -> list[str]:
        """Returns an ag.fused with the ops. Captured values have other names in its body."""
        used = {name for op in ops for name in NAME.findall(op)}
        inputs = sorted(used - set(names))
        inner = {name for name in names if any(name in NAME.findall(self.texts[each]) for each in names)}
        results = [name for name in names if name not in inner]
        yielded = [f"%in_{name[1:]}" for name in results]
        body = [NAME.sub(lambda found: f"%in_{found[0][1:]}", f"  {op}") for op in ops]
        taken = ", ".join(f"%in_{name[1:]} = {name} : {self.types[name]}" for name in inputs)
        types = ", ".join(self.types[name] for name in results)
        return [f"  {', '.join(results)} = ag.fused ({taken}) -> ({types}) attributes {{passes = {passes} : i64}} {{",
                *body, f"    ag.yield {', '.join(yielded)} : {types}", "  }"]


def attention(heads: int, rows: int, width: int) -> Program:
    p = Program()
    query, key, value = (p.argument(heads, rows, width) for _ in range(3))
    p.group()
    scores = p.elements("mul", p.contract("hqd,hkd->hqk", query, key, heads, rows, rows), str(width**-0.5))
    shares = softmax_of(p, scores)
    p.contract("hqk,hkd->hqd", shares, value, heads, rows, width)
    return p


def softmax_of(p: Program, x: str) -> str:
    powers = p.elements("exp", p.elements("sub", x, p.reduce("max", x)))
    return p.elements("div", powers, p.reduce("sum", powers))


def softmax(rows: int, columns: int) -> Program:
    p = Program()
    x = p.argument(rows, columns)
    p.group(passes=2)
    softmax_of(p, x)
    return p


def norm_of(p: Program, x: str, columns: int) -> str:
    weight, bias = p.parameter(columns), p.parameter(columns)
    p.group(passes=2)
    centred = p.elements("sub", x, p.elements("mul", p.reduce("sum", x), str(1 / columns)))
    square = p.elements("mul", p.reduce("sum", p.elements("mul", centred, centred)), str(1 / columns))
    scaled = p.elements("mul", centred, p.elements("rsqrt", p.elements("add", square, "1.0e-05")))
    return p.elements("add", p.elements("mul", scaled, weight), bias)


def norm(rows: int, columns: int) -> Program:
    p = Program()
    norm_of(p, p.argument(rows, columns), columns)
    return p


def chain(count: int) -> Program:
    p = Program()
    x = p.argument(count)
    p.group()
    gate = p.elements("sigmoid", p.elements("add", p.elements("mul", x, "1.5"), "0.25"))
    p.elements("add", p.elements("mul", gate, p.elements("tanh", x)), p.elements("mul", x, x))
    return p


def linear(p: Program, x: str, rows: int, inputs: int, outputs: int) -> str:
    weight, bias = p.parameter(outputs, inputs), p.parameter(outputs)
    p.group()
    return p.elements("add", p.contract("bi,oi->bo", x, weight, rows, outputs), bias)


def mlp(rows: int, *sizes: int) -> Program:
    p = Program()
    x = p.argument(rows, sizes[0])
    for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        x = linear(p, x, rows, inputs, outputs)
        if number < len(sizes) - 2:
            x = p.elements("max", x, "0.0")
    return p


def block(rows: int, width: int) -> Program:
    p = Program()
    x = p.argument(rows, width)
    inner = linear(p, norm_of(p, x, width), rows, width, 4 * width)
    gate = p.elements("add", p.elements("erf", p.elements("mul", inner, "0.70710678")), "1.0")
    gelu = p.elements("mul", p.elements("mul", inner, "0.5"), gate)
    p.elements("add", linear(p, gelu, rows, 4 * width, width), x)
    return p


def matmul(rows: int, inner: int, columns: int) -> Program:
    p = Program()
    x, y = p.argument(rows, inner), p.argument(inner, columns)
    p.group()
    p.contract("mk,kn->mn", x, y, rows, columns)
    return p


def convolution(size: int, inputs: int, outputs: int) -> Program:
    """Returns a 3 x 3 convolution on a padded image."""
    p = Program()
    x, taps = p.argument(1, size + 2, size + 2, inputs), p.parameter(3, 3, inputs, outputs)
    p.group()
    p.contract("n(y+u)(x+v)i,uvio->nyxo", x, taps, 1, size, size, outputs)
    return p


PROGRAMS: dict[str, dict[str, Callable[[], Program]]] = {
    "full": {
        "attention 1x12x512x64": lambda: attention(12, 512, 64),
        "attention 1x12x2048x64": lambda: attention(12, 2048, 64),
        "softmax 4096x4096": lambda: softmax(4096, 4096),
        "softmax 64x4096": lambda: softmax(64, 4096),
        "layer norm 4096x1024": lambda: norm(4096, 1024),
        "chain on 4M": lambda: chain(4 << 20),
        "chain on 64k": lambda: chain(64 << 10),
        "MLP 64x784-512-512-10": lambda: mlp(64, 784, 512, 512, 10),
        "block 128x768-3072-768": lambda: block(128, 768),
        "convolution 3x3 1x56x56x64-64": lambda: convolution(56, 64, 64),
        "matmul 512^3": lambda: matmul(512, 512, 512),
        "matmul 1024^3": lambda: matmul(1024, 1024, 1024),
        "matmul 2048^3": lambda: matmul(2048, 2048, 2048),
        "matmul 16x384x1536": lambda: matmul(16, 384, 1536),
        "matmul 1x4096x4096": lambda: matmul(1, 4096, 4096),
    },
    "tiny": {
        "attention": lambda: attention(2, 8, 4), "softmax": lambda: softmax(3, 7), "norm": lambda: norm(3, 8),
        "chain": lambda: chain(11), "MLP": lambda: mlp(3, 8, 6, 5), "block": lambda: block(3, 4),
        "convolution": lambda: convolution(5, 2, 3), "matmul": lambda: matmul(2, 3, 4),
    },
}
