# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small functions that use PyTorch in less usual ways give what they give in PyTorch, and so do their gradients."""
from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.export import Dim
from torch.nn import functional as F

import ag
from results import Function, require_equal, results

X, Y = torch.randn(3, 4), torch.randn(4, 4)
FLAGS, INDICES = torch.tensor([True, False, True]), torch.tensor([4, 1, 7, 2, 2])
EDGES = torch.linspace(-3, 3, 61)


def written(x: Tensor, y: Tensor) -> Tensor:
    """Writes to slices and to views."""
    z = x.clone()
    z[1:3] += 1
    z[:, ::2] *= 2
    z[0, -1] = 7
    z.view(-1)[::3].fill_(0.5)
    z.t()[0].mul_(y[0, 0])
    return z


FUNCTIONS: dict[str, Callable] = {
    "inner": lambda x, y: (torch.inner(x, y), torch.inner(x[0], y), torch.inner(x[0], y[0]), torch.inner(x, torch.tensor(2.0))),
    "T": lambda x, y: (x.T, torch.stack([x, x * 2]).T, torch.stack([x, x]).mT),
    "rsub": lambda x, y: (torch.rsub(x, x * x, alpha=2), torch.rsub(x, 3, alpha=2)),
    "bilinear": lambda x, y: F.bilinear(x, x + 1, y.expand(2, 4, 4), y[0, :2]),
    "rrelu": lambda x, y: F.rrelu(x, 0.2, 0.6),
    "grids": lambda x, y: [F.grid_sample(x.view(1, 2, 3, 2), y.view(1, 2, 4, 2), *how) for how in (
        ("bilinear", "zeros", False), ("nearest", "border", True), ("bicubic", "reflection", False), ("bicubic", "zeros", True))],
    "solid grids": lambda x, y: F.grid_sample(x.view(1, 1, 3, 2, 2), y.view(-1)[:12].view(1, 1, 2, 2, 3), "bilinear", "reflection", False),
    "grids of no numbers": lambda x, y: (x.sum(), [
        F.grid_sample(x.detach().view(1, 2, 3, 2), torch.tensor([[[[math.nan, 0.3], [0.1, math.nan], [math.inf, -0.2]]]]), *how).nan_to_num(9)
        for how in itertools.product(("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection"), (False, True))]),
    "affine grids": lambda x, y: F.grid_sample(x.view(1, 1, 3, 4), F.affine_grid(y[:2, :3][None], (1, 1, 5, 6), False), "bilinear",
                                               "border", False),
    "flags": lambda x, y: (x[FLAGS], x[FLAGS, 1:], x[:, torch.tensor([True, False, True, True])], x[torch.tensor([False] * 3)]),
    "writes at flags": lambda x, y: (x.index_put((FLAGS,), y[:2]), x.index_put((FLAGS,), y[0], accumulate=True)),
    "what is not read": lambda x, y: (F.dropout(x, 0.5, True), x * 2)[1],
    "differences": lambda x, y: (x.diff(), x.diff(2, 0), x.diff(5), torch.diff(x, prepend=y[:3, :2], append=y[:3]), (x > 0).diff(dim=0),
                                 torch.diff(x, 0, prepend=y[:3]), torch.diff(x > 0, prepend=y[:3])),
    "lesser and greater": lambda x, y: (torch.min(x, y[0]), torch.max(x, y[:1, :1] * 2)),
    "triangles": lambda x, y: (y[tuple(torch.tril_indices(4, 3, -1))], torch.triu_indices(2, 5, 1, dtype=torch.int32),
                               y.flatten()[torch.triu_indices(60, 40, -2)[0] % 16]),
    "masked scatter": lambda x, y: x.masked_scatter(y[1] > 0, y + 1),
    "masked scatter of rows": lambda x, y: torch.zeros(2, 3, 4).masked_scatter(torch.tensor([[True], [False], [True]]), x.repeat(2, 1)),
    "puts": lambda x, y: (x.put(INDICES[:4], y[0]), x.put(INDICES[:4].view(2, 2), y[0].view(2, 2), accumulate=True)),
    "scatters": lambda x, y: (
        x.detach().scatter(0, INDICES[None, :4] % 3, y.detach()[:1], reduce="add"),
        x.detach().scatter(1, INDICES[:3, None] % 4, 2.5, reduce="multiply"),
        *(x.index_reduce(0, INDICES[:4] % 3, y, kind, include_self=own) for kind in ("mean", "amax") for own in (False, True))),
    "histograms": lambda x, y: (x, torch.histc(x.detach(), 5, -1, 1.5), torch.histc(torch.tensor([0.0, 3, 3, 1, 4, -1]), 4, 0, 3),
                                torch.histc(EDGES + 0 * x.detach().sum(), 10, -3, 3)),
    "ldexp": lambda x, y: torch.ldexp(x, torch.tensor([1, -2, 0, 3])),
    "items": lambda x, y: x * y[:1, :1].item(),
    "smooth resizing": lambda x, y: [F.interpolate(x.view(1, 2, 3, 2), (2, 5), mode=mode, antialias=True)
                                     for mode in ("bilinear", "bicubic")],
    "resizing": lambda x, y: [F.interpolate(x.view(1, 1, 4, 3), scale_factor=(1.4, 0.7), mode=mode)
                              for mode in ("nearest", "nearest-exact", "bilinear", "bicubic")],
    # PyTorch's own gradient of the second one is that of a copy.
    "near elements": lambda x, y: (
        F.interpolate(x[None, None], scale_factor=2.3), F.interpolate(x.detach()[None], scale_factor=1.05), F.interpolate(x[None], 41),
        *(F.interpolate(y[:2, :2].reshape(1, 1, 2, 2), (size, 3), mode=mode) for size in (41, 82) for mode in ("nearest", "nearest-exact"))),
    "numbers that are indexed": lambda x, y: (
        *(y[0, 0].index_reduce(0, INDICES[:1] * 0, x[0, 0], kind, include_self=own) for kind in ("prod", "mean", "amax", "amin")
          for own in (False, True)), y[0, 0].scatter(0, INDICES[:1] * 0, x[0, 0]), y[1, 1].scatter_add(0, INDICES[:1] * 0, x[0, :1])),
    "places of all elements": lambda x, y: torch.take_along_dim(x, INDICES[:, None]),
    "writes": written,
    "sums of bags": lambda x, y: F.embedding_bag(INDICES, y.repeat(2, 1), torch.tensor([0, 2, 2]), mode="sum"),
    "weighted bags": lambda x, y: F.embedding_bag(INDICES, y.repeat(2, 1), torch.tensor([0, 2, 2, 5]), mode="sum",
                                                  per_sample_weights=x.flatten()[:5], include_last_offset=True),
    # PyTorch's own gradient of rows in no bag is that of memory which it has not written.
    "bags before the last offset": lambda x, y: (x * 2, F.embedding_bag(INDICES, y.detach().repeat(2, 1), torch.tensor([0, 2, 3]),
                                                                        mode="sum", include_last_offset=True)),
    "means of bags": lambda x, y: F.embedding_bag(INDICES, y.repeat(2, 1), torch.tensor([0, 3]), padding_idx=2),
    "maxima of bags": lambda x, y: F.embedding_bag(torch.tensor([[2, 2], [1, 2], [3, 0]]), y, mode="max", padding_idx=2),
}


@pytest.mark.filterwarnings("ignore")  # PyTorch advises against x.T of three dimensions
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str) -> None:
    require_equal(FUNCTIONS[name], X, Y)


def test_bags_that_begin_later() -> None:
    f = ag.torch.compile(Function(lambda x, y: F.embedding_bag(x, Y, y, mode="sum")), INDICES % 4, torch.tensor([0, 2]))
    with pytest.raises(ag.Error, match="index 2 is outside"):
        f(INDICES % 4, torch.tensor([1, 2]))


def test_bags_of_any_number() -> None:
    count, bags = Dim("count", min=1, max=16), Dim("bags", min=1, max=8)
    model = nn.EmbeddingBag(10, 4, mode="mean", padding_idx=2).eval()
    f = ag.torch.compile(model, INDICES, torch.tensor([0, 2]), dynamic_shapes=({0: count}, {0: bags}, None)[:2])
    for indices, offsets in (([2], [0]), ([2, 1, 3, 4, 2], [0, 0, 3, 3, 5]), (list(range(10)), [0])):
        given = torch.tensor(indices), torch.tensor(offsets)
        with torch.no_grad():
            torch.testing.assert_close(f(*given), model(*given))


ROWS = Dim("rows", min=2, max=8)

SLICES: dict[str, Callable] = {
    "ends": lambda x: (x[1:], x[:-1], x[-1], x[::2], x[1:] * x[:-1], x[:x.shape[0] // 2]),
    "broadcast": lambda x: (x[1:] + x[:1], x[1:] - x[0], x[1:].expand(3, -1, -1)),
    "reduced": lambda x: (x[1:].mean(0), x[1:].softmax(0), x[1:] @ x.t(), x.diff(dim=0).sum()),
    "windows": lambda x: (x.unfold(0, 2, 2).mean(-1), F.pad(x, (0, 0, 0, -x.shape[0] % 4)).view(-1, 4, 4).sum(1)),
}


@pytest.mark.parametrize("name", SLICES)
def test_slices_of_any_number(name: str) -> None:
    """Sizes that are computed can be 1, which PyTorch's export refuses at first; so have gradients."""
    model = Function(lambda x, y: SLICES[name](x)).eval()
    f = ag.torch.compile(model, X, Y, dynamic_shapes=({0: ROWS}, None))
    for rows in (2, 3, 8):
        x = torch.randn(rows, 4)
        for one, wanted in zip(results(f, x, Y), results(model, x, Y), strict=True):
            torch.testing.assert_close(one, wanted, rtol=1e-5, atol=1e-5)


class Squeezed(nn.Module):
    def forward(self, x: Tensor) -> dict[str, Tensor]:
        return {"{0}{}": x.squeeze(0), "all": x.squeeze()}


def test_squeezes_of_any_number() -> None:
    """A dimension that may have one element stays, and it is an error if it has."""
    f = ag.torch.compile(Squeezed(), X, dynamic_shapes=({0: Dim("rows", min=1, max=8)},))
    torch.testing.assert_close(f(X), Squeezed()(X))
    with pytest.raises(ag.Error, match=r"x.squeeze\(0\).* removes a dimension of one element, and .* whose size is 1"):
        f(X[:1])


class Repeated(nn.Module):
    def forward(self, x: Tensor, count: int) -> Tensor:
        return x * x * count


def test_gradient_beside_a_number() -> None:
    x = torch.randn(3)
    f = ag.torch.compile(Repeated(), x, 3, dynamic_shapes=(None, torch.export.Dim.DYNAMIC))
    given = x.clone().requires_grad_()
    f(given, 4).sum().backward()
    torch.testing.assert_close(given.grad, 8 * x)
