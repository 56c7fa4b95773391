# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which layers stay one op while PyTorch exports a model? The recurrent ones, whose loops over rows it would unroll, and
whose length it would fix. While `kept` is active, torch.nn.LSTM, GRU and RNN call ops of the namespace ag in place of ATen's.

Blocks of torch.no_grad leave nothing in an export. While `detached` is active, they detach the results of their functions.
"""
from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

_KINDS = ("lstm", "gru", "rnn_tanh", "rnn_relu")


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Keeps recurrent layers whole within a with statement."""
    from torch.nn.modules import rnn
    theirs = rnn._VF
    rnn._VF = _Functions(theirs)
    try:
        yield
    finally:
        rnn._VF = theirs


@contextlib.contextmanager
def detached(is_users: Callable[[str], bool]) -> Iterator[None]:
    """Ends gradients at what blocks of torch.no_grad compute, within a with statement. `is_users` says whether a file is the
    user's: PyTorch has such blocks, too."""
    import torch
    from torch.overrides import TorchFunctionMode

    class Detached(TorchFunctionMode):
        """Detaches the results of all functions."""

        def __torch_function__(self, func: Any, types: Any, args: tuple = (), kwargs: Any = None) -> Any:
            result = func(*args, **(kwargs or {}))
            return torch.utils._pytree.tree_map_only(torch.Tensor, _without_history, result)

    def enter(block: Any) -> None:
        theirs[0](block)
        if is_users(_file_of(sys._getframe(1))):
            modes[id(block)] = Detached()
            modes[id(block)].__enter__()

    def leave(block: Any, *error: Any) -> Any:
        if id(block) in modes:
            modes.pop(id(block)).__exit__(*error)
        return theirs[1](block, *error)

    modes: dict[int, Any] = {}
    theirs = torch.no_grad.__enter__, torch.no_grad.__exit__
    torch.no_grad.__enter__, torch.no_grad.__exit__ = enter, leave  # type: ignore[method-assign]
    try:
        yield
    finally:
        torch.no_grad.__enter__, torch.no_grad.__exit__ = theirs  # type: ignore[method-assign]


def _without_history(tensor: Any) -> Any:
    return tensor.detach() if tensor.is_floating_point() else tensor


def _file_of(frame: Any) -> str:
    """Returns the file of a block, or that of the function which torch.no_grad decorates."""
    function = frame.f_locals.get("func") if "ctx_factory" in frame.f_locals else None
    return getattr(function, "__code__", frame.f_code).co_filename


class _Functions:
    """torch._VF with the ops of ag. Those of packed sequences, whose second argument is a tensor of sizes, are PyTorch's."""

    def __init__(self, theirs: Any) -> None:
        self._theirs = theirs

    def __getattr__(self, name: str) -> Any:
        theirs = getattr(self._theirs, name)
        return functools.partial(_call, name, theirs) if name in _KINDS else theirs


def _call(name: str, theirs: Callable, *arguments: Any) -> Any:
    is_packed = len(arguments) > 3 and isinstance(arguments[3], (list, tuple))
    return theirs(*arguments) if is_packed else _ops()[name](*arguments)


@functools.cache
def _ops() -> dict[str, Callable]:
    """Returns the ops by the names of torch._VF's functions."""
    return {name: _op(name) for name in _KINDS}


def _op(name: str) -> Callable:
    import torch
    from torch import Tensor

    theirs = getattr(torch._VF, name)  # type: ignore[attr-defined]
    states = "Tensor[] hx" if name == "lstm" else "Tensor hx"
    count = 3 if name == "lstm" else 2

    def run(*arguments: Any) -> tuple[Tensor, ...]:
        return tuple(each.clone() for each in theirs(*arguments))

    def shapes(input: Tensor, hx: Any, params: list[Tensor], has_biases: bool, num_layers: int, dropout: float, train: bool,
               bidirectional: bool, batch_first: bool) -> tuple[Tensor, ...]:
        given = list(hx) if name == "lstm" else [hx]
        width = given[0].shape[-1] * (2 if bidirectional else 1)
        return (input.new_empty([*input.shape[:-1], width]), *(each.new_empty(each.shape) for each in given))

    schema = (f"(Tensor input, {states}, Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, "
              f"bool bidirectional, bool batch_first) -> ({', '.join(['Tensor'] * count)})")
    torch.library.define(f"ag::{name}", schema)
    torch.library.impl(f"ag::{name}", "CompositeExplicitAutograd", run)
    torch.library.register_fake(f"ag::{name}", shapes)
    return getattr(torch.ops.ag, name)
