# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gradients end at blocks without them, as in PyTorch: of modules, of exported programs, and of files that are read."""
from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch._higher_order_ops import scan, while_loop

import ag
from results import Function, require_equal, results

X, Y = torch.randn(3, 4), torch.randn(4, 4).abs()


@torch.no_grad()
def level(x: Tensor) -> Tensor:
    return torch.tanh(x).sum()


def constant(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Computes without gradients in a block, in a function, and with a tensor that is detached."""
    with torch.no_grad():
        mean, place = x.mean(), x.argmax()
    return (x - mean) * level(y) + place, x.detach() * x


def switched(x: Tensor, y: Tensor) -> Tensor:
    """Computes without gradients between two calls, with some in a block of another."""
    torch.set_grad_enabled(False)
    mean = x.mean()
    torch.set_grad_enabled(True)
    with torch.no_grad():
        doubled = x * 2
        with torch.enable_grad():
            square = x * x
        with torch.autocast("cpu", enabled=False):
            scaled = doubled * 3
    return x * mean + doubled * square + scaled * x


def copied(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Writes to constants without gradients."""
    a, b = torch.zeros(3, 4), torch.zeros(3, 4)
    row = b[1]
    with torch.no_grad():
        a.copy_(x)
        b[0] = x[0]
        b[1:].mul_(y[0]).add_(x[2])
    return a * x, b * x + row


def inference(x: Tensor, y: Tensor) -> Tensor:
    with torch.inference_mode():
        mean = torch.tanh(x.mean() * y[0])
    return x * mean.clone()


def branches(x: Tensor, y: Tensor) -> Tensor:
    def first(x: Tensor) -> Tensor:
        with torch.no_grad():
            mean = x.mean()
        return x * mean

    return torch.cond(y.sum() * 0 == 0, first, lambda x: x * 2, (x,))


def branches_in_a_block(x: Tensor, y: Tensor) -> tuple[Tensor, ...]:
    """Has values from inside and outside of the block as operands of the branches, and branches with blocks."""
    def first(x: Tensor, z: Tensor) -> Tensor:
        with torch.enable_grad():
            return x.sin() * z

    with torch.no_grad():
        mean = x.mean()
        chosen = torch.cond(y.sum() > 0, first, lambda x, z: x * 2, (x, x * mean))
        doubled = chosen * 2
    return (x - mean) * chosen, doubled * x


def branches_in_branches(x: Tensor, y: Tensor) -> Tensor:
    def first(x: Tensor) -> Tensor:
        with torch.no_grad():
            chosen = torch.cond(x.mean() > 9, lambda x: x.sin(), lambda x: x * 2, (x,))
        return chosen * x

    return torch.cond(y.sum() > 0, first, lambda x: x * 2, (x,))


def loops(x: Tensor, y: Tensor) -> Tensor:
    _, power = while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * 2), (torch.tensor(0), x))
    last, rows = scan(lambda carry, row: (carry + row, carry * row), x[0], x)
    return power * rows + last


def loops_in_a_block(x: Tensor, y: Tensor) -> Tensor:
    with torch.no_grad():
        z = loops(x, y)
    return x * z


def loops_in_inference(x: Tensor, y: Tensor) -> Tensor:
    with torch.inference_mode():
        z = loops(x, y)
        chosen = torch.cond(y.sum() > 0, lambda x: x.sin(), lambda x: x * 2, (x,))
    return x * z.clone() * chosen.clone()


def detached_in_place(x: Tensor, y: Tensor) -> Tensor:
    z = x * 2
    z.detach_()
    return z * x


#: Functions whose blocks PyTorch records in exported programs, and with them in files.
RECORDED: dict[str, Callable] = {
    "without gradients": constant,
    "gradients by turns": switched,
    "branches without gradients": branches,
    "detached in place": detached_in_place,
}

FUNCTIONS: dict[str, Callable] = RECORDED | {
    "writes without gradients": copied,
    "inference": inference,
    "branches in a block": branches_in_a_block,
    "branches in branches": branches_in_branches,
    "loops in a block": loops_in_a_block,
    "loops in inference": loops_in_inference,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str) -> None:
    require_equal(FUNCTIONS[name], X, Y)


@pytest.mark.parametrize("name", RECORDED)
def test_files(name: str, tmp_path: Path) -> None:
    """The gradient by x of a file that is read without PyTorch."""
    model = Function(RECORDED[name]).eval()
    torch.export.save(torch.export.export(model, (X, Y)), tmp_path / "blocks.pt2")
    program = ag.torch.open_model(tmp_path / "blocks.pt2")

    def loss(x: ag.Array, y: ag.Array) -> ag.Array:
        return sum((each.array * each.array).sum() for each in program.run({"x": x, "y": y}))

    found = ag.trace(ag.grad(loss), X.numpy(), Y.numpy()).lower().compile()(X.numpy(), Y.numpy())
    wanted = results(lambda x, y: [each for each in torch.utils._pytree.tree_leaves(model(x, y))], X, Y)
    torch.testing.assert_close(torch.from_numpy(found), wanted[-2], rtol=1e-5, atol=1e-5)


class Average(nn.Module):
    """A layer with a moving average."""

    average: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("average", torch.ones(3, 4))

    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            self.average.lerp_(x, 0.25)
            self.average[0] += x[1]
        return x * self.average + x[0]


def test_averages() -> None:
    ours, theirs = Average(), Average()
    f = ag.torch.compile(ours, X)
    for _ in range(2):
        for one, wanted in zip(results(f, X), results(theirs, X), strict=True):
            torch.testing.assert_close(one, wanted)
        torch.testing.assert_close(ours.average, theirs.average)


FILE = """
import torch

class Model(torch.nn.Module):
    def forward(self, x, y):
        with torch.no_grad():
            mean = x.mean()
            mean = mean * 2
        return (x - mean) * y[0]
"""


@pytest.mark.parametrize("folder", ("torch", "ag", "sympy"))
def test_blocks_in_any_folder(folder: str, tmp_path: Path) -> None:
    path = tmp_path / folder / "function.py"
    path.parent.mkdir()
    path.write_text(FILE)
    model = runpy.run_path(str(path))["Model"]()
    for one, wanted in zip(results(ag.torch.compile(model, X, Y), X, Y), results(model, X, Y), strict=True):
        torch.testing.assert_close(one, wanted)
    text = ag.torch.trace(model, X, Y).as_text(locations=True)
    assert all(f'function.py":{line}:' in text for line in (7, 8, 9))


def test_blocks_of_an_exported_program() -> None:
    model = Function(copied).eval()
    program = torch.export.export(model, (X, Y))
    before, net = str(program.graph), ag.torch.function(program)
    slopes = ag.grad(lambda x, y: sum((each * each).sum() for each in net({}, x, y).values()))
    found = ag.trace(slopes, X.numpy(), Y.numpy()).lower().compile()(X.numpy(), Y.numpy())
    torch.testing.assert_close(torch.from_numpy(found), results(model, X, Y)[2], rtol=1e-5, atol=1e-5)
    assert str(program.graph) == before


def test_blocks_with_weights_of_inference_mode() -> None:
    with torch.inference_mode():
        ours = Average()
    for one, wanted in zip(results(ag.torch.compile(ours, X), X), results(Average(), X), strict=True):
        torch.testing.assert_close(one, wanted)


class Written(nn.Module):
    """Writes a buffer by other names."""

    count: Tensor

    def __init__(self, write: Callable) -> None:
        super().__init__()
        self.register_buffer("count", torch.ones(3, 4))
        self.write = write

    def forward(self, x: Tensor) -> Tensor:
        self.write(self.count, x)
        return x * 2


def moved(count: Tensor, x: Tensor) -> None:
    with torch.no_grad():
        count.lerp_(x, 0.25)
    count.detach().add_(1)
    count.detach().mul_(2)


def test_buffers_in_files(tmp_path: Path) -> None:
    model = Written(moved)
    torch.export.save(torch.export.export(model, (X,)), tmp_path / "blocks.pt2")
    program = ag.torch.trace(tmp_path / "blocks.pt2")
    count, doubled = program.lower().compile()(X.numpy(), np.ones((3, 4), np.float32))
    model(X)
    torch.testing.assert_close(torch.from_numpy(count), model.count)
    torch.testing.assert_close(torch.from_numpy(doubled), X * 2)


@pytest.mark.parametrize("write", [lambda count, x: count[0].add_(1), lambda count, x: count.view(4, 3).add_(1)])
def test_views_of_buffers_in_files(write: Callable, tmp_path: Path) -> None:
    """A write to a part of a buffer is refused, and not lost."""
    torch.export.save(torch.export.export(Written(write), (X,)), tmp_path / "blocks.pt2")
    with pytest.raises(ag.Error, match="aten.add_.Tensor is not supported"):
        ag.torch.trace(tmp_path / "blocks.pt2")
