# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls, examples and files that do not fit are errors that say what is wrong, at a line of the user's. None of them ends in
an exception of Python or PyTorch."""
from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.export import Dim

import ag

X = torch.randn(2, 4)
BATCH = Dim("batch", min=1, max=8)


class Line(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.line = nn.Linear(4, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.line(x)


@pytest.fixture(scope="module")
def line() -> ag.torch.Compiled:
    return ag.torch.compile(Line().eval(), X, dynamic_shapes=({0: BATCH},))


@pytest.mark.parametrize("arguments, message", [
    ((X.to("meta"),), "argument x is on the device meta, expected cpu or cuda"),
    ((X.to_sparse(),), "argument x is a tensor of the layout sparse_coo, expected a strided one"),
    ((X.to_sparse_csr(),), "argument x is a tensor of the layout sparse_csr"),
    ((X.numpy(),), "argument x is array.*, expected a tensor of PyTorch"),
    ((None,), "argument x is None, expected a tensor of PyTorch"),
    ((X.to(torch.complex64),), "dtype is complex<f32>, expected f32"),
    ((X[0],), "has 1 dimensions, expected 2"),
    ((torch.randn(9, 4),), "batch is 9, at most 8"),
    ((torch.randn(2, 5),), "dimension 1 is 5, expected 4"),
    ((), "the arguments do not fit the forward of Line"),
    ((X, X), "the arguments do not fit the forward of Line"),
])
def test_arguments(line: ag.torch.Compiled, arguments: tuple, message: str) -> None:
    with pytest.raises(ag.Error, match=message) as found:
        line(*arguments)
    assert "frame #" not in str(found.value) and found.value.file.endswith("test_torch_bad_calls.py")


class Mode(nn.Module):
    """Takes and returns a text, which is no name of a tensor."""

    def forward(self, x: Tensor, mode: str, scale: float = 1.0) -> tuple[Tensor, str, None]:
        return (x.sum() if mode == "x" else x * scale), mode, None


def test_texts() -> None:
    f = ag.torch.compile(Mode(), X, mode="x", scale=2.0)
    total, mode, nothing = f(X, "x", 2.0)
    assert mode == "x" and nothing is None
    torch.testing.assert_close(total, X.sum())
    with pytest.raises(ag.Error, match="exported for the argument 'x', and is called with 'y'"):
        f(X, "y", 2.0)
    with pytest.raises(ag.Error, match="exported for the argument 2.0, and is called with tensor"):
        f(X, "x", X)
    with pytest.raises(ag.Error, match="exported for the argument 2.0, and is called with 2"):
        f(X, "x", 2)
    with pytest.raises(ag.Error, match="exported for the argument 2.0, and is called with array"):
        f(X, "x", np.array([1, 2]))
    f = ag.torch.compile(Mode(), X, mode="x", scale=math.nan)
    assert f(X, "x", float("nan"))[1] == "x"


@pytest.mark.parametrize("options, message", [
    ({"dynamic_shapes": ({5: BATCH},)}, "dynamic_shapes has the dimension 5 of x, whose example has 2 dimensions"),
    ({"dynamic_shapes": "batch"}, "dynamic_shapes is 'batch', expected an entry for each argument"),
    ({"dynamic_shapes": {"y": {0: BATCH}}}, "dynamic_shapes names y, but the arguments are x"),
    ({"dynamic_shapes": ({1: BATCH},)}, "PyTorch cannot export Line: .*specialized it to be a constant"),
    ({"options": [1]}, r"options is \[1\], expected those of ag's compile"),
    ({"dynamic_shapes": (3,)}, "dynamic_shapes has 3 for x, expected a dict or a list of dimensions"),
    ({"options": {3: 0}}, "options is .*, expected those of ag's compile"),
    ({"options": {"bogus": 1}}, "unexpected keyword argument 'bogus'"),
])
def test_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ag.Error, match=message):
        ag.torch.compile(Line().eval(), X, **options)


class Writes(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.add_(1) * 2


class Nothing(nn.Module):
    def forward(self, x: Tensor) -> None:
        return None


class Drawn(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x + torch.randn_like(x)


@pytest.mark.parametrize("made, message, advice", [
    (Writes, "its output is a user input mutation", "clone the argument before it is changed"),
    (Nothing, "the model has no results that are tensors", ""),
    (Drawn, "aten.randn_like.default is not supported", "draw the numbers before, and pass them to the model"),
    (lambda: nn.Dropout().train(), "dropout in training is not supported", "export the model after model.eval()"),
    (lambda: nn.InstanceNorm1d(X.shape[0], track_running_stats=True).train(), "instance_norm writes its running statistics in place",
     "export the model after model.eval()"),
])
def test_modules(made: Callable[[], nn.Module], message: str, advice: str) -> None:
    model = made()
    with pytest.raises(ag.Error, match=message) as found:
        ag.torch.trace(model, X)
    assert advice in str(found.value)
    if type(model).__module__ == __name__:
        line = type(model).forward.__code__.co_firstlineno
        assert found.value.file.endswith("test_torch_bad_calls.py") and line <= found.value.line <= line + 1


def test_weights_without_elements() -> None:
    with pytest.raises(ag.Error, match="a weight of the module is on the device meta"):
        ag.torch.trace(Line().to("meta"), X.to("meta"))


@pytest.mark.filterwarnings("ignore")
def test_files(tmp_path: Path) -> None:
    exported = torch.export.export(Line().eval(), (X,), dynamic_shapes=({0: BATCH},))
    torch.export.save(exported, tmp_path / "line.pt2")
    torch.save(Line().state_dict(), tmp_path / "weights.pt2")
    (tmp_path / "text.pt2").write_text("no archive")
    for call in (ag.torch.trace, ag.torch.compile, ag.torch.function):
        for name, message in (("none", "none.pt2 cannot be read"), ("weights", "has 0 exported programs, expected one"),
                              ("text", "text.pt2 is no .pt2 file of torch.export.save")):
            with pytest.raises(ag.Error, match=message) as found:
                call(tmp_path / f"{name}.pt2")
            assert found.value.file.endswith(f"{name}.pt2")
        for model in (exported, tmp_path / "line.pt2"):
            with pytest.raises(ag.Error, match="takes no examples"):
                call(model, X)
    renamed = ag.torch.compile(tmp_path / "line.pt2", x=ag.spec("f32", ["rows", 4], rows=(1, 3)))
    with pytest.raises(ag.Error, match="rows is 4, at most 3"):
        renamed(torch.randn(4, 4))
