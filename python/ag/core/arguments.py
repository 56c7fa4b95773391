# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are the arguments of a function called, and which arrays of a call are they?"""
from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..tree import Tree
from .errors import Error


def argument_names(function: Callable, arguments: tuple) -> list[str]:
    """Returns the names of the function's parameters that take the arguments; those that *xs takes are xs.0, xs.1, ...
    Raises a TypeError if the arguments do not fit the function."""
    try:
        signature = inspect.signature(function)
    except ValueError:
        return [f"arg{number}" for number in range(len(arguments))]
    names: list[str] = []
    for name, value in signature.bind(*arguments).arguments.items():
        if signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
            names += [f"{name}.{number}" for number in range(len(value))]
        else:
            names.append(name)
    return names


def in_order(function: str, names: Sequence[str], arguments: tuple, named: Mapping[str, Any]) -> tuple:
    """Returns all arguments of a call by position. `named` has those that the call passes by name."""
    rest = [named[name] for name in names[len(arguments):] if name in named]
    if len(rest) == len(named) == len(names) - len(arguments):
        return (*arguments, *rest)
    for name in named:
        if name not in names:
            raise Error(f"{function} has no argument {name}; there are {', '.join(names)}")
        if name in names[:len(arguments)]:
            raise Error(f"the argument {name} of {function} is given twice")
    missing = next(name for name in names[len(arguments):] if name not in named)
    raise Error(f"the argument {missing} of {function} is missing")


def find_leaves(paths: Sequence[str], names: Sequence[str], nests: Sequence[Any],
                is_leaf: Callable[[Any], bool] = lambda value: False) -> list[Any]:
    """Returns the leaves at `paths`, in that order, of nests that are called `names`. Values for which `is_leaf`
    returns true are skipped. Dicts are matched by key: the paths ["p.a", "p.b"] of {"b": y, "a": x}, called p, give
    [x, y]."""
    given: list[tuple[str, Any]] = []
    for name, nest in zip(names, nests):
        tree = Tree(nest, is_leaf)
        given += [(f"{name}.{path}" if path else name, leaf) for path, leaf in zip(tree.paths, tree.leaves)
                  if not is_leaf(leaf)]
    leaves = dict(given)
    if len(given) != len(paths) or leaves.keys() != set(paths):
        missing = list(Counter(paths) - Counter(path for path, _ in given))
        surplus = list(Counter(path for path, _ in given) - Counter(paths))
        raise Error("; ".join([f"argument {path} is missing" for path in missing[:1]] +
                              [f"{path} is given, and is none of the arguments" for path in surplus[:1]]))
    return [leaves[path] for path in paths]
