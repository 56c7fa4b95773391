# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights of compiled modules: writes after compile(), reload, what PyTorch does not count, and who keeps whom alive."""
from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.autograd import forward_ad

import ag
from ag._ag import TorchCall, WriteCounts


class Scaled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.randn(4)), nn.Parameter(torch.randn(4))

    def forward(self, x: Tensor) -> Tensor:
        return x.sin() * self.scale + self.shift


def compiled(model: nn.Module) -> Any:
    return ag.torch.compile(model, torch.randn(3, 4))


def check(f: Any, model: nn.Module) -> None:
    x = torch.randn(3, 4)
    with torch.no_grad():
        torch.testing.assert_close(f(x), model(x))


# Counts of writes ------------------------------------------------------------------------------


class Unwritten(Tensor):
    """A tensor that zero_ does not write."""

    def zero_(self) -> Tensor:
        return self


class Elsewhere(Tensor):
    """A tensor that states another address."""

    @property
    def _cdata(self) -> int:
        return 8


SCRATCHES = {"direct": torch.zeros(1), "no tensor": 1.0, "not written": torch.zeros(1).as_subclass(Unwritten),
             "elsewhere": torch.zeros(1).as_subclass(Elsewhere)}


@pytest.mark.parametrize("scratch", SCRATCHES)
def test_counts(scratch: str) -> None:
    """Counts are read in C++ where a trial with a tensor succeeds, and through Python elsewhere, with the same result."""
    base = torch.randn(6)
    tensors = [nn.Parameter(torch.randn(2)), torch.zeros(3, dtype=torch.int64), base[2:4], torch.zeros(2, dtype=torch.bfloat16),
               torch.empty(2, device="meta")]
    tensors[1].add_(1)
    with torch.inference_mode():
        tensors.append(torch.zeros(2))
    counts = WriteCounts(tensors, SCRATCHES[scratch])
    assert counts.is_direct == (scratch == "direct") and counts.written() == []
    with torch.no_grad():
        tensors[0].mul_(2)
    base.add_(1)
    assert counts.written() == [0, 2]
    tensors[3].data.add_(1)
    with torch.inference_mode():
        tensors[5].add_(1)
    assert counts.written() == [0, 2]
    assert WriteCounts(tensors, SCRATCHES[scratch]).written() == []


@pytest.mark.parametrize("scratch", SCRATCHES)
def test_counts_of_exchanged_tensors(scratch: str) -> None:
    """Counts are those of the tensors at load, whichever objects of Python these belong to later."""
    weight, other = nn.Parameter(torch.randn(4)), nn.Parameter(torch.randn(4))
    counts = WriteCounts([weight], SCRATCHES[scratch])
    torch.utils.swap_tensors(weight, other)
    with torch.no_grad():
        weight.add_(1)
        assert counts.written() == []
        other.add_(1)
    del weight, other
    gc.collect()
    assert counts.written() == [0]


# Compiled modules ------------------------------------------------------------------------------


def test_tied_weights() -> None:
    """A weight is written through each tensor that has its elements."""
    model = Scaled()
    model.shift = nn.Parameter(model.scale.data)
    f = compiled(model)
    with torch.no_grad():
        model.shift.mul_(2)
    with pytest.raises(ag.Error, match=r"shift was written after compile\(\)"):
        f(torch.randn(3, 4))
    f.reload()
    check(f, model)


def test_weights_of_inference_mode() -> None:
    with torch.inference_mode():
        model = Scaled()
        f = compiled(model)
        x = torch.randn(3, 4)
        torch.testing.assert_close(f(x), model(x))
    check(f, model)


class Chosen(nn.Module):
    """Selects rows by a buffer, whose elements are a part of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4))
        self.register_buffer("rows", torch.tensor([2, 0]))

    def forward(self, x: Tensor) -> Tensor:
        return x[self.rows] * self.weight


def test_reload_of_all_kinds() -> None:
    model = Chosen()
    f = compiled(model)
    for write in (lambda: model.rows.copy_(torch.tensor([1, 1])), lambda: model.weight.add_(1)):
        with torch.no_grad():
            write()
        with pytest.raises(ag.Error, match="f.reload"):
            f(torch.randn(3, 4))
        f.reload()
        check(f, model)


def test_writes_before_backward() -> None:
    """Backward has the weights of its forward, or is an error, as in PyTorch."""
    model = Scaled()
    f = compiled(model)
    x = torch.randn(3, 4, requires_grad=True)

    def write() -> None:
        with torch.no_grad():
            model.scale.mul_(2)

    for _ in range(2):  # The gradient program is compiled at the first use, and is there at the second.
        late, early = f(x).sum(), f(x).sum()
        torch.testing.assert_close(torch.autograd.grad(early, x), torch.autograd.grad(model(x).sum(), x))
        write()
        f.reload()
        with pytest.raises(ag.Error, match=r"scale was written after compile\(\)"):
            late.backward()


def test_what_is_not_plain() -> None:
    model = Scaled()
    f = compiled(model)
    x = torch.randn(3, 4)
    expected = model(x).detach()
    parameter = nn.Parameter(x)
    with torch.no_grad():
        torch.testing.assert_close(f(parameter), expected)
    torch.testing.assert_close(f(x=x), expected)
    torch.testing.assert_close(f(x.T.contiguous().T), expected)
    with pytest.raises(ag.Error, match="too many positional arguments"):
        f(x, x)
    with pytest.raises(ag.Error, match="argument x: dtype is f64, expected f32"):
        f(x.double())
    for other in (x.numpy(), 2.0, None):
        with pytest.raises(ag.Error, match="argument x is .*, expected a tensor of PyTorch"):
            f(other)
    with pytest.raises(ag.Error, match=r"pass tensor.resolve_neg\(\)"):
        f(torch.complex(x, x).conj().imag)
    with forward_ad.dual_level():
        torch.testing.assert_close(f(x), expected)
        for each in (x, x.clone().requires_grad_()):
            for enabled in (True, False):
                with pytest.raises(ag.Error, match="argument (x )?has a tangent"), torch.set_grad_enabled(enabled):
                    f(forward_ad.make_dual(each, x))


@pytest.mark.parametrize("scratch", SCRATCHES)
def test_calls_in_cpp(scratch: str) -> None:
    """A call in C++ takes plain tensors, and returns None for what is left to Python."""
    model = Scaled()
    counts = WriteCounts([model.scale, model.shift], SCRATCHES[scratch])
    call = TorchCall(compiled(model)._loaded.entry._entry, counts, Tensor)
    x = torch.randn(3, 4)
    wanted = x.clone().requires_grad_()
    for run, each in ((call.run, x), (call.run_primal, x), (call.run_primal, wanted)):
        torch.testing.assert_close(run((each,))[0], model(x).detach())
    for run in (call.run, call.run_primal):
        for other in ((), (x, x), (x.numpy(),), (nn.Parameter(x),), (torch.complex(x, x).conj().imag,)):
            assert run(other) is None
    assert call.run((wanted,)) is None
    with torch.no_grad():
        model.shift.add_(1)
    assert call.run((x,)) is None and call.run_primal((x,)) is None


def test_a_model_that_its_weight_refers_to() -> None:
    model = Scaled()
    f = compiled(model)
    model.scale.compiled = f  # type: ignore[attr-defined]
    known = weakref.ref(f)
    del f, model
    gc.collect()
    assert known() is None
