# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is a model of another framework, before it is a program of ag?

A reader makes a Graph of a file or of an object of the framework. Nodes are in an order in which each one's operands come
before it. Values have names.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core.dtypes import DType
from ..core.source import Place


@dataclass(frozen=True)
class Ref:
    """An operand that is a value of the graph. Rules read one that `is_number` as a number or a size, not as an array."""

    name: str
    is_number: bool = False


@dataclass(frozen=True)
class Type:
    """An element type and a shape. A dimension is a number, a name, or None if nothing is known of it. The shape is None
    if not even the rank is known. The element type is the framework's own word, such as float8e4m3fn, if ag has none."""

    dtype: DType | str
    dims: tuple[int | str | None, ...] | None

    def __str__(self) -> str:
        dims = "?" if self.dims is None else ", ".join("?" if dim is None else str(dim) for dim in self.dims)
        return f"{self.dtype}[{dims}]"


@dataclass(frozen=True)
class Tensor:
    """The elements of a weight or of a constant, which are read when they are needed. `read` returns an array whose
    elements have the type's bits: bf16 is uint16. `is_weight` is false for a number of the graph's text. `name` is that of
    the weight, where it differs from the value's."""

    dtype: DType | str
    shape: tuple[int, ...]
    read: Callable[[], np.ndarray]
    is_weight: bool = True
    name: str = ""


@dataclass(frozen=True)
class Node:
    """An operation. `operands` are Refs, values of Python, lists of these, or None for those that are absent. Values of
    `attributes` are these, or Graphs, the bodies of the node. `version` is that of the domain's ops, and `source` the framework's own
    object."""

    op: str
    domain: str
    version: int
    operands: Sequence[Any]
    attributes: dict[str, Any]
    results: Sequence[str]
    place: Place
    scope: tuple[str, ...] = ()
    source: Any = None

    @property
    def called(self) -> str:
        """The op as messages name it, with its domain."""
        return f"{self.domain}::{self.op}" if self.domain else self.op


@dataclass
class Graph:
    """Nodes, with the names of inputs and results. `types` has what the graph states of its values, and `ranges` the least
    and the greatest size of dimensions by name. `states` maps inputs to the results that replace them. Names that a body
    does not define are those of the graph around it. A result without a name is not computed."""

    name: str
    inputs: list[str]
    results: list[str]
    nodes: list[Node]
    tensors: dict[str, Tensor]
    types: dict[str, Type] = field(default_factory=dict)
    place: Place = Place("", 1, 1, 2, "")
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
