# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is an optimiser, and which form do its parameters and its state have? Users find the class in ag.optim."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import coercion, tracing
from ..core.arrays import Operators
from ..core.dims import may_be_one_shape
from ..core.dtypes import DType, as_dtype
from ..core.errors import Error, shown
from ..core.specs import Spec, as_spec
from ..numpy import creation
from ..tree import Tree


@dataclass(frozen=True)
class Optimiser:
    """A pair of functions. init(parameters) returns the initial state. update(gradients, state, parameters) returns the
    updates, which are added to the parameters, and the next state."""

    init: Callable[[Any], Any]
    update: Callable[[Any, Any, Any], tuple[Any, Any]]


def matched(what: str, value: Any, tree: Tree) -> list[Any]:
    """Returns the leaves of `value` in the order of the parameters' leaves. Raises an Error, which begins with `what`,
    unless it is a nest like the parameters with their shapes."""
    given = Tree(value)
    leaves = dict(zip(given.paths, given.leaves))
    if len(given.paths) != len(tree.paths) or leaves.keys() != set(tree.paths):
        raise Error(f"{what} {given.form}, expected {tree.form}")
    for path, own in zip(tree.paths, tree.leaves):
        x, like = coercion.tensor(leaves[path]), coercion.tensor(own)
        if not may_be_one_shape(x.shape, like.shape):
            raise Error(f"{what} {x}{f' at {path}' if path else ''}, expected the shape of the parameter {like}")
    return [leaves[path] for path in tree.paths]


def check_made(name: str, state: Any, keys: Sequence[str]) -> None:
    """Raises an Error unless the state has the keys that `init` of this optimiser creates."""
    if not isinstance(state, Mapping) or set(state) != set(keys):
        raise Error(f"the state of {name} is {shown(state)}, expected one that its init made, a dict of {', '.join(keys)}")


def zeros(like: Any, path: str) -> Any:
    """Returns zeros for the state in the shape of the parameter `like` at `path`, in f32 if its type is narrower. They
    are of the same kind: an array of ag or numpy, or a Spec."""
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
    """Returns a number for the state, of the kind of the parameters in `leaves`."""
    if leaves and isinstance(leaves[0], Spec):
        return Spec(as_dtype(dtype), (), {})
    if tracing.is_tracing():
        return creation.full((), value, dtype)
    return np.full((), value, as_dtype(dtype).numpy)
