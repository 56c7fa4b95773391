# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Results of models in PyTorch in double precision, and of functions, with gradients by weights and inputs."""
from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

import ag

pytree = torch.utils._pytree


class _Doubled(TorchDispatchMode):
    """Computes in double what a model computes in single precision by name, such as a norm."""

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        args, kwargs = pytree.tree_map_only(torch.dtype, _wide, (args, kwargs or {}))
        if func is torch.ops.aten.hardsigmoid_backward.default:  # PyTorch multiplies by 1/6 in single precision
            gradient, x = args
            return torch.where(x.abs() < 3, gradient / 6, 0)
        return func(*args, **kwargs)


def _wide(dtype: torch.dtype) -> torch.dtype:
    return torch.float64 if dtype is torch.float32 else dtype


@contextlib.contextmanager
def in_double() -> Iterator[None]:
    """Makes double the type of new tensors, and of those that are cast to single precision."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        with _Doubled():
            yield
    finally:
        torch.set_default_dtype(before)


def tensors_of(results: Any) -> list[Tensor]:
    """Returns the tensors in a nest."""
    return [each for each in pytree.tree_leaves(results) if isinstance(each, Tensor)]


def results_in_double(model: nn.Module, arguments: Mapping[str, Tensor]) -> tuple[list[Tensor], dict[str, Tensor]]:
    """Returns the results of a model, whose weights are in double precision, and the gradients of a number that depends on
    all results which are floats, by the names of weights and arguments."""
    given = {name: each.double().requires_grad_() if each.is_floating_point() else each for name, each in arguments.items()}
    with in_double():
        results = tensors_of(model(**given))
        floats = [each for each in results if each.requires_grad]
        if floats:
            sum(torch.log1p(each * each).sum() for each in floats).backward()
    named = {**dict(model.named_parameters()), **given}
    gradients = {name: each.grad for name, each in named.items() if each.grad is not None}
    model.zero_grad()
    return [each.detach() for each in results], gradients


class Function(nn.Module):
    """A function of tensors as a module."""

    def __init__(self, function: Callable) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor, y: Tensor) -> Any:
        return self.function(x, y)


def require_equal(function: Callable, *tensors: Tensor) -> None:
    """Requires the results and gradients of a function, compiled by ag, to equal PyTorch's."""
    model = Function(function).eval()
    f = ag.torch.compile(model, *tensors)
    for one, wanted in zip(results(f, *tensors), results(model, *tensors), strict=True):
        torch.testing.assert_close(one, wanted, rtol=1e-5, atol=1e-5)


def results(function: Callable, *tensors: Tensor) -> list[Tensor]:
    """Returns the results of a function, and its gradients by the tensors."""
    given = [each.clone().requires_grad_() for each in tensors]
    made = pytree.tree_leaves(function(*given))
    sum(((each * each).sum() for each in made if each.requires_grad), torch.zeros(())).backward()
    return [each.detach() for each in made] + [torch.zeros_like(each) if each.grad is None else each.grad for each in given]
