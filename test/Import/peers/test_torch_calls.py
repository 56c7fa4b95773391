# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls of compiled modules: arguments and results in the module's own forms, weights, states, gradients, refusals."""
from __future__ import annotations

import dataclasses
from collections import OrderedDict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.export import Dim
from torch.nn import functional as F

import ag

BATCH = Dim("batch", min=1, max=8)


class Mlp(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(4, 8), nn.Linear(8, 3)

    def forward(self, x: Tensor, y: Tensor | None = None, *, scale: float = 1.0) -> OrderedDict:
        h = torch.tanh(self.first(x))
        h = h if y is None else h + y
        return OrderedDict(out=self.second(h) * scale, hidden=(h, None, 3))


def test_arguments_and_results() -> None:
    model = Mlp().eval()
    x, y = torch.randn(1, 4), torch.randn(1, 8)
    f = ag.torch.compile(model, x, y=y, scale=2.0, dynamic_shapes={"x": {0: BATCH}, "y": {0: BATCH}, "scale": None})
    x, y = torch.randn(5, 4), torch.randn(5, 8)
    with torch.no_grad():
        theirs = model(x, y, scale=2.0)
    for ours in (f(x, y=y, scale=2.0), f(scale=2.0, y=y, x=x), f(x, y, scale=2.0)):
        assert type(ours) is OrderedDict and ours["hidden"][1:] == (None, 3)
        torch.testing.assert_close(ours["out"], theirs["out"])
        torch.testing.assert_close(ours["hidden"][0], theirs["hidden"][0])
    with pytest.raises(ag.Error, match="exported for the argument 2.0, and is called with 3.0"):
        f(x, y, scale=3.0)
    with pytest.raises(ag.Error, match="the argument y is missing, which Mlp was exported with"):
        f(x, scale=2.0)
    with pytest.raises(ag.Error, match="batch is 9"):
        f(torch.randn(9, 4), torch.randn(9, 8), scale=2.0)
    with pytest.raises(ag.Error, match="argument x: dtype is f64, expected f32"):
        f(x.double(), y, scale=2.0)


@dataclasses.dataclass
class Both:
    first: Tensor
    second: Tensor


torch.export.register_dataclass(Both)


class Pair(NamedTuple):
    x: Tensor
    count: int


class Nests(nn.Module):
    """Takes a dict, and returns classes that no file can name."""

    def forward(self, given: dict[str, Tensor], last: Tensor | None = None) -> tuple[Both, Pair]:
        return Both(given["a"] * 2, given["b"]), Pair(given["a"] - given["b"], 3)


def test_nests() -> None:
    x, y = torch.randn(3), torch.randn(3)
    f = ag.torch.compile(Nests(), {"a": x, "b": y})
    both, pair = f({"b": y, "a": x}, None)
    assert type(both) is Both and type(pair) is Pair and pair.count == 3
    torch.testing.assert_close((both.first, both.second, pair.x), (x * 2, y, x - y))
    for arguments, message in ((({"a": x},), "called with other arguments than it was exported with"),
                               (({"a": x, "b": y}, x), "the argument last is .* was exported without it")):
        with pytest.raises(ag.Error, match=message):
            f(*arguments)


class Sums(nn.Module):
    def forward(self, *xs: Tensor, **others: Any) -> Tensor:
        return sum(xs) + others["a"] * others.get("b", 1)


def test_any_number_of_arguments() -> None:
    x, y = torch.randn(3), torch.randn(3)
    f = ag.torch.compile(Sums(), x, y, a=x, b=2.0)
    torch.testing.assert_close(f(y, x, b=2.0, a=y), Sums()(y, x, a=y, b=2.0))
    for arguments, options in (((x,), {"a": x, "b": 2.0}), ((x, y), {"a": x}), ((x, y), {"a": x, "b": 2.0, "c": x})):
        with pytest.raises(ag.Error, match="was exported with|than it was exported with|exported without it"):
            f(*arguments, **options)


class Shares(nn.Module):
    """Takes tensors that can be one, and that can be its own buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("shift", torch.ones(3))

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        return 2 * x + y + self.shift


def test_examples_that_are_one_tensor() -> None:
    """An example that is passed twice, or is the module's buffer, stands for tensors that differ."""
    model, x, y = Shares(), torch.randn(3), torch.randn(3)
    for example in (torch.randn(3), model.shift):
        torch.testing.assert_close(ag.torch.compile(model, example, example)(x, y), model(x, y))


def test_reload() -> None:
    model = Mlp().eval()
    x = torch.randn(2, 4)
    f = ag.torch.compile(model, x)
    before = f(x)["out"].clone()
    with torch.no_grad():
        model.second.weight.mul_(2)
    with pytest.raises(ag.Error, match=r"second\.weight was written after compile\(\)") as caught:
        f(x)
    assert "f.reload()" in str(caught.value)
    f.reload()
    with torch.no_grad():
        torch.testing.assert_close(f(x)["out"], model(x)["out"])
    assert not torch.allclose(f(x)["out"], before)


def test_gradients() -> None:
    model = Mlp().eval()
    x, y = torch.randn(3, 4, requires_grad=True), torch.randn(3, 8, requires_grad=True)
    f = ag.torch.compile(model, x.detach(), y.detach(), dynamic_shapes=({0: BATCH}, {0: BATCH}, None)[:2])
    for function in (model, f):
        x.grad = y.grad = None
        result = function(x, y)
        (result["out"].sum() + (result["hidden"][0] ** 2).sum()).backward()
        if function is model:
            wanted = x.grad, y.grad
    torch.testing.assert_close((x.grad, y.grad), wanted)
    with torch.no_grad():
        assert not f(x, y)["out"].requires_grad
    # One input alone, and sizes that are computed.
    ours, = torch.autograd.grad(f(x, y.detach())["out"].sum(), x)
    theirs, = torch.autograd.grad(model(x, y.detach())["out"].sum(), x)
    torch.testing.assert_close(ours, theirs)


def test_gradients_of_gradients() -> None:
    """The gradient program is not differentiated again, which is an error and no wrong gradient."""
    x = torch.randn(3, 4, requires_grad=True)
    f = ag.torch.compile(Mlp().eval(), x.detach())
    slope, = torch.autograd.grad(f(x)["out"].sum(), x, create_graph=True)
    with pytest.raises(ag.Error, match="is not differentiated again"):
        (slope.pow(2).sum() + x.sum()).backward()


def test_inference_mode() -> None:
    with torch.inference_mode():
        model, x = Mlp().eval(), torch.randn(2, 4)
        torch.testing.assert_close(ag.torch.compile(model, x)(x)["out"], model(x)["out"])


class Halved(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return F.avg_pool1d(x[None], 3, 2, padding=1)[0] ** 2


def test_gradient_of_computed_size() -> None:
    x = torch.randn(2, 9, requires_grad=True)
    f = ag.torch.compile(Halved(), torch.randn(2, 16), dynamic_shapes=({1: Dim("n", min=4, max=32)},))
    f(x).sum().backward()
    theirs, = torch.autograd.grad(Halved()(x).sum(), x)
    torch.testing.assert_close(x.grad, theirs)


class Counter(nn.Module):
    """A cache with a count, both of which forward writes."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("rows", torch.zeros(6, 3))
        self.register_buffer("sums", torch.zeros(6, 3))
        self.register_buffer("count", torch.zeros((), dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        self.rows.index_copy_(0, self.count[None], x[None])
        self.sums.add_(self.rows)
        self.count.add_(1)
        return self.rows * 2


def test_states() -> None:
    model, other = Counter(), Counter()
    f = ag.torch.compile(model, torch.randn(3))
    memory = model.rows.data_ptr()
    for _ in range(4):
        x = torch.randn(3)
        with torch.no_grad():
            torch.testing.assert_close(f(x), other(x))
    for ours, theirs in zip(model.buffers(), other.buffers()):
        torch.testing.assert_close(ours, theirs)
    assert model.rows.data_ptr() == memory and model.count == 4


class Listed(nn.Module):
    """A count that forward writes as an element of a list, which PyTorch's export runs."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("count", torch.zeros(3))
        self.others = [self.count]

    def forward(self, x: Tensor) -> Tensor:
        self.others[0].add_(1)
        return x * self.others[0]


def test_states_are_unchanged() -> None:
    model = Listed()
    f = ag.torch.compile(model, torch.ones(3))
    assert not model.count.any()
    ag.torch.trace(model, torch.ones(3))
    assert not model.count.any()
    torch.testing.assert_close(f(torch.ones(3)), torch.ones(3))
    torch.testing.assert_close(model.count, torch.ones(3))


def test_training() -> None:
    def made() -> nn.Module:
        torch.manual_seed(0)
        return nn.Sequential(nn.Conv1d(2, 4, 3), nn.BatchNorm1d(4)).train()

    model, other = made(), made()
    f = ag.torch.compile(model, torch.randn(2, 2, 8), dynamic_shapes=({0: BATCH},))
    for rows in (3, 8):
        x = torch.randn(rows, 2, 8)
        with torch.no_grad():
            torch.testing.assert_close(f(x), other(x))
    for ours, theirs in zip(model.buffers(), other.buffers()):
        torch.testing.assert_close(ours, theirs)


def test_functions_of_weights() -> None:
    model = Mlp().eval()
    x, t = torch.randn(5, 4), torch.randn(5, 3)
    net = ag.torch.function(model, x)

    def loss(p: Any, x: Any, t: Any) -> Any:
        return ((net(p, x)["mul"] - t) ** 2).mean()

    assert set(net.parameters) == set(model.state_dict())
    gradients = ag.trace(ag.grad(loss), net.parameters, x.numpy(), t.numpy()).lower().compile()(net.parameters, x, t)
    F.mse_loss(model(x)["out"], t).backward()
    for name, parameter in model.named_parameters():
        np.testing.assert_allclose(gradients[name], parameter.grad, rtol=1e-4, atol=1e-6)


def test_files(tmp_path: Path) -> None:
    model = Mlp().eval()
    x = torch.randn(3, 4)
    exported = torch.export.export(model, (x,), dynamic_shapes=({0: BATCH},)).run_decompositions({})
    torch.export.save(exported, tmp_path / "mlp.pt2")
    program = ag.torch.trace(tmp_path / "mlp.pt2", x=ag.spec("f32", ["rows", 4], rows=(1, 8)))
    with torch.no_grad():
        theirs = model(x)["out"].numpy()
    np.testing.assert_allclose(program.interpret(x.numpy())[0], theirs, rtol=1e-5, atol=1e-6)
    assert 'ag.dims = ["rows", 4]' in program.as_text()
    for f in (ag.torch.compile(tmp_path / "mlp.pt2"), ag.torch.compile(exported)):
        np.testing.assert_allclose(f(x)["out"], theirs, rtol=1e-5, atol=1e-6)


class InPlace(nn.Module):
    """Writes in place, of a buffer, too, which stay in the graph as it is exported."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.relu = nn.Linear(4, 4), nn.ReLU(inplace=True)
        self.register_buffer("total", torch.zeros(4))

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu(self.first(x))
        self.total.add_(y.sum(0))
        y.mul_(2).add_(self.total)
        return y - x


def test_writes_in_place(tmp_path: Path) -> None:
    model = InPlace().eval()
    x = torch.randn(3, 4)
    torch.export.save(torch.export.export(model, (x,)), tmp_path / "model.pt2")
    total, y = ag.torch.trace(tmp_path / "model.pt2").interpret(x.numpy(), np.zeros(4, np.float32))
    with torch.no_grad():
        theirs = model(x).numpy()
    np.testing.assert_allclose(y, theirs, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(total, model.total, rtol=1e-5, atol=1e-6)


class WritesView(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = x * 2
        y[:, 0].add_(1)
        return y


def test_write_to_a_view(tmp_path: Path) -> None:
    """A write to a view is refused where the graph has it, and right after PyTorch has made the graph functional."""
    x = torch.randn(3, 4)
    exported = torch.export.export(WritesView(), (x,))
    torch.export.save(exported, tmp_path / "model.pt2")
    with pytest.raises(ag.Error, match=r"aten\.add_\.Tensor"):
        ag.torch.trace(tmp_path / "model.pt2")
    np.testing.assert_allclose(ag.torch.trace(exported).interpret(x.numpy()), WritesView()(x), rtol=1e-6)


def test_argument_called_like_a_function_of_python() -> None:
    f = ag.torch.compile(nn.ReLU(), torch.randn(3))
    assert f.inputs == ["input"]
    torch.testing.assert_close(f(input=-torch.ones(3)), torch.zeros(3))


class Unsupported(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        a = torch.special.i0(x)
        b = torch.sort(x)[0]
        c = torch.digamma(x)
        d = torch.polygamma(1, x)
        e = torch.lgamma(x)
        return a, b + torch.sort(b)[0], c, d, e


def test_all_that_is_missing() -> None:
    answer = ag.torch.is_supported(Unsupported(), torch.randn(3, 3))
    line = Unsupported.forward.__code__.co_firstlineno
    assert not answer and len(answer.missing) == 5
    for place, (problem, op) in enumerate(zip(map(str, answer.missing), ("i0", "sort", "digamma", "polygamma", "lgamma")), 1):
        assert f"test_torch_calls.py:{line + place}: " in problem and op in problem
    assert answer.missing[1].count == 2
    assert ag.torch.is_supported(Mlp(), torch.randn(2, 4))


class Branching(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        if x.sum() > 0:
            return x
        return -x


def test_what_cannot_be_exported() -> None:
    with pytest.raises(ag.Error, match="PyTorch cannot export Branching: .*guard") as caught:
        ag.torch.trace(Branching(), torch.randn(3))
    assert caught.value.line == Branching.forward.__code__.co_firstlineno + 1
    assert "torch.cond" in str(caught.value)


class Looping(nn.Module):
    """A loop over rows in Python, as Mamba has."""

    def forward(self, x: Tensor) -> Tensor:
        total = x[:, 0]
        for place in range(1, x.shape[1]):
            total = torch.tanh(total) + x[:, place]
        return total


def test_what_fixes_a_size() -> None:
    with pytest.raises(ag.Error, match="PyTorch cannot export Looping: .*specialized it to be a constant") as caught:
        ag.torch.trace(Looping(), torch.randn(2, 6), dynamic_shapes=({1: Dim("length", min=1, max=64)},))
    assert "a loop of Python over it" in str(caught.value)


def test_multiples() -> None:
    """A dimension that is a multiple of a named one: its own size is checked when the program runs."""
    half = Dim("half", min=2, max=16)

    class Pairs(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.view(x.shape[0] // 2, 2).sum(1)

    f = ag.torch.compile(Pairs(), torch.randn(8), dynamic_shapes=({0: 2 * half},))
    x = torch.randn(12)
    torch.testing.assert_close(f(x), Pairs()(x))
    with pytest.raises(ag.Error):
        f(torch.randn(13))
    with pytest.raises(ag.Error):
        f(torch.randn(34))
