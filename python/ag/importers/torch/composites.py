# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which layers stay one op while PyTorch exports a model? The recurrent ones, whose loops over rows it would unroll, and
whose length it would fix. While `kept` is active, torch.nn.LSTM, GRU and RNN call ops of the namespace ag in place of ATen's.
"""
from __future__ import annotations

import contextlib
import functools
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
