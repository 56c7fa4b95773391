# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are arrays inside of tuples, lists and dicts found and put back?"""
from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .errors import Error


def is_nest(value: Any) -> bool:
    """Whether a value holds others: a tuple, a list, or a dict."""
    return isinstance(value, (tuple, list, Mapping))


class Tree:
    """A nest of tuples, named tuples, lists and dicts. Everything else is a leaf; None is an empty nest.

    flatten({"a": x, "b": (y, z)}) has leaves [x, y, z] with paths ["a", "b.0", "b.1"], and
    its unflatten puts other leaves into the same places. Dicts keep their order.
    """

    def __init__(self, value: Any, is_leaf: Callable[[Any], bool] = lambda value: False) -> None:
        self.leaves: list[Any] = []
        self.paths: list[str] = []
        self._form = self._flatten(value, "", is_leaf)

    def _flatten(self, value: Any, path: str, is_leaf: Callable[[Any], bool]) -> Any:
        if value is None:
            return None
        if not is_leaf(value) and is_nest(value):
            items = list(value.items()) if isinstance(value, Mapping) else list(enumerate(value))
            if any(not isinstance(name, (str, int)) for name, _ in items):
                raise Error("the keys of a dict of arrays are strings")
            prefix = f"{path}." if path else ""
            fields = getattr(value, "_fields", range(len(items)))
            names = fields if not isinstance(value, Mapping) else [name for name, _ in items]
            inner = [self._flatten(part, f"{prefix}{name}", is_leaf) for name, (_, part) in zip(names, items)]
            return type(value), [name for name, _ in items], inner
        self.leaves.append(value)
        self.paths.append(path)
        return self

    @property
    def names(self) -> list[Any]:
        """Those of the outermost parts."""
        return self._form[1] if isinstance(self._form, tuple) else []

    @property
    def is_flat(self) -> bool:
        """Whether it is one nest with nothing but leaves inside."""
        return isinstance(self._form, tuple) and all(part is self for part in self._form[2])

    @property
    def form(self) -> str:
        """The nest as text, with * for leaves: two trees fit together exactly if these are equal."""
        return self._text(self._form)

    def _text(self, form: Any) -> str:
        if form is None:
            return "None"
        if form is self:
            return "*"
        kind, names, inner = form
        parts = [self._text(part) for part in inner]
        if issubclass(kind, Mapping):
            return "{" + ", ".join(f"{name}: {part}" for name, part in zip(names, parts)) + "}"
        return f"[{', '.join(parts)}]" if issubclass(kind, list) else f"({', '.join(parts)})"

    def unflatten(self, leaves: list[Any]) -> Any:
        """The same nest with other leaves."""
        return self._build(self._form, iter(leaves))

    def _build(self, form: Any, leaves: Any) -> Any:
        if form is None:
            return None
        if form is self:
            return next(leaves)
        kind, names, inner = form
        parts = [self._build(part, leaves) for part in inner]
        if issubclass(kind, Mapping):
            return dict(zip(names, parts))
        return kind(*parts) if hasattr(kind, "_fields") else kind(parts)


def argument_names(function: Callable, arguments: tuple) -> list[str]:
    """What the function calls its arguments; several that it takes as *xs are xs.0, xs.1, ... A TypeError says that
    they don't fit it."""
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
    """The arguments of a call by position, of which some are given by name."""
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
    """The leaves at `paths`, in that order, of nests that are called `names`; those that `is_leaf` says are passed
    over. So dicts are matched by key: of {"b": y, "a": x} called p, the paths ["p.a", "p.b"] are [x, y]."""
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
