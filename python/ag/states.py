# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is an optimiser, and what are its parameters and its state like? Elsewhere the class is in ag.optim."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import coercion, creation, tracing
from .arrays import Operators
from .dims import may_be_equal
from .dtypes import DType, as_dtype
from .errors import Error, shown
from .specs import Spec, as_spec
from .tree import Tree


@dataclass(frozen=True)
class Optimiser:
    """init(parameters) is the state to begin with; update(gradients, state, parameters) gives what is to be added to
    the parameters, and the next state."""

    init: Callable[[Any], Any]
    update: Callable[[Any, Any, Any], tuple[Any, Any]]


def matched(what: str, value: Any, tree: Tree) -> list[Any]:
    """The leaves of a nest that is like the parameters', in their order and of their shapes."""
    given = Tree(value)
    leaves = dict(zip(given.paths, given.leaves))
    if len(given.paths) != len(tree.paths) or leaves.keys() != set(tree.paths):
        raise Error(f"{what} {given.form}, expected {tree.form}")
    for path, own in zip(tree.paths, tree.leaves):
        x, like = coercion.tensor(leaves[path]), coercion.tensor(own)
        if len(x.shape) != len(like.shape) or not all(map(may_be_equal, x.shape, like.shape)):
            raise Error(f"{what} {x}{f' at {path}' if path else ''}, expected the shape of the parameter {like}")
    return [leaves[path] for path in tree.paths]


def check_made(name: str, state: Any, keys: Sequence[str]) -> None:
    """Refuses a state that has other keys than the one that `init` of this optimiser makes."""
    if not isinstance(state, Mapping) or set(state) != set(keys):
        raise Error(f"the state of {name} is {shown(state)}, expected one that its init made, a dict of {', '.join(keys)}")


def zeros(like: Any, path: str) -> Any:
    """A part of the state: as the parameter that stands at this path, but of no narrow type."""
    if isinstance(like, Operators):
        return creation.zeros_like(coercion.widened(coercion.floats("an optimiser", like)))
    spec = as_spec(like)
    if spec is None or not spec.dtype.is_float:
        raise Error(f"the parameter{f' at {path}' if path else ''} is {spec or shown(like)}, expected floats")
    dtype = spec.dtype if spec.dtype.bits >= 32 else as_dtype("f32")
    return Spec(dtype, spec.dims, spec.ranges) if isinstance(like, Spec) else _zeros_of(spec.dims, dtype)


def _zeros_of(shape: Sequence[int], dtype: DType) -> Any:
    return creation.zeros(shape, dtype) if tracing.is_tracing() else np.zeros(shape, dtype.numpy)


def number(value: float, dtype: str, leaves: Sequence[Any]) -> Any:
    """A part of the state that is one number."""
    if leaves and isinstance(leaves[0], Spec):
        return Spec(as_dtype(dtype), (), {})
    if tracing.is_tracing():
        return creation.full((), value, dtype)
    return np.full((), value, as_dtype(dtype).numpy)
