# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are arrays in nested tuples, lists and dicts found and replaced? The functions have the names of jax.tree:

    p = {"layers": [{"w": w0}, {"w": w1}], "b": b}
    ag.tree.map(ag.exp, p)     # the same nest, of the exponentials
    ag.tree.to_dict(p)         # {"layers.0.w": w0, "layers.1.w": w1, "b": b}, as safetensors files store them
    ag.tree.from_dict(p, named)

A nest consists of tuples, named tuples, lists and dicts, at most 100 deep. Everything else is a leaf; None is an empty
nest. Dicts keep their order, and are matched by key. The functions accept nests of any values, in traced functions and
elsewhere.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .core import calls
from .core.errors import Error, shown, similar
from .core.names import absent

__getattr__ = absent(__name__)

__all__ = ["flatten", "from_dict", "leaves", "map", "to_dict", "unflatten"]


def _is_no_leaf(value: Any) -> bool:
    """Returns False: no nest is a leaf."""
    return False


#: The maximal depth of a nest.
_DEPTH = 100


def is_nest(value: Any) -> bool:
    """Returns true for a tuple, a list, or a dict."""
    return isinstance(value, (tuple, list, Mapping))


class Tree:
    """A nest of tuples, named tuples, lists and dicts. Everything else is a leaf; None is an empty nest.

    Tree({"a": x, "b": (y, z)}) has the leaves [x, y, z] with the paths ["a", "b.0", "b.1"]. Its unflatten builds the
    same nest with other leaves. Dicts keep their order.
    """

    def __init__(self, value: Any, is_leaf: Callable[[Any], bool] = _is_no_leaf) -> None:
        self.leaves: list[Any] = []
        self.paths: list[str] = []
        self._form = self._flatten(value, "", is_leaf, 0)

    def _flatten(self, value: Any, path: str, is_leaf: Callable[[Any], bool], depth: int) -> Any:
        if value is None:
            return None
        if not is_leaf(value) and is_nest(value):
            if depth == _DEPTH:
                raise Error(f"a nest is more than {_DEPTH} deep, or holds itself")
            items = list(value.items()) if isinstance(value, Mapping) else list(enumerate(value))
            if any(not isinstance(name, (str, int)) for name, _ in items):
                raise Error("the keys of a dict of arrays are strings")
            prefix = f"{path}." if path else ""
            fields = getattr(value, "_fields", range(len(items)))
            names = fields if not isinstance(value, Mapping) else [name for name, _ in items]
            inner = [self._flatten(part, f"{prefix}{name}", is_leaf, depth + 1) for name, (_, part) in zip(names, items)]
            return type(value), [name for name, _ in items], inner
        self.leaves.append(value)
        self.paths.append(path)
        return self

    @property
    def names(self) -> list[Any]:
        """The keys, fields or numbers of the outermost nest; empty if the tree is a leaf or None."""
        return self._form[1] if isinstance(self._form, tuple) else []

    @property
    def is_flat(self) -> bool:
        """Whether the tree is one nest that contains leaves only."""
        return isinstance(self._form, tuple) and all(part is self for part in self._form[2])

    @property
    def form(self) -> str:
        """The nest as text, with * for leaves. Two trees have the same structure if and only if their forms are
        equal."""
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

    def __repr__(self) -> str:
        return f"Tree({self.form})"

    def check_names(self, what: str) -> None:
        """Raises an Error if two leaves have one path, as in {"a.b": x, "a": {"b": y}}. Messages call the leaves
        `what`."""
        for path, count in Counter(self.paths).items():
            if count > 1:
                raise Error(f"{count} {what} are called {path}: rename a key of a dict that has a dot, or that is a number "
                            "beside a string of its digits")

    def unflatten(self, leaves: list[Any]) -> Any:
        """Returns the same nest with other leaves, one for each of its own."""
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

    def parts(self, value: Any, what: str) -> list[Any]:
        """Returns, for each leaf, the value that a nest has at the leaf's path. Raises an Error, which begins with
        `what`, unless the nest is like this one down to its leaves."""
        return self._parts(self._form, value, what, "")

    def _parts(self, form: Any, value: Any, what: str, path: str) -> list[Any]:
        if form is self:
            return [value]
        if form is None and value is None:
            return []
        kind, names, inner = form or (type(None), [], [])
        if not _is_alike(kind, names, value):
            raise Error(f"{what} {Tree(value).form}{f' at {path}' if path else ''}, expected {self._text(form)}")
        prefix = f"{path}." if path else ""
        return [found for name, part in zip(names, inner)
                for found in self._parts(part, value[name], what, f"{prefix}{name}")]


def _is_alike(kind: type, names: Sequence[Any], value: Any) -> bool:
    """Returns true if the value is a nest of this kind whose elements have these names, in any order for a dict."""
    if issubclass(kind, Mapping):
        return isinstance(value, Mapping) and value.keys() == set(names)
    is_of_kind = isinstance(value, list if issubclass(kind, list) else tuple)
    return issubclass(kind, (list, tuple)) and is_of_kind and len(value) == len(names)


def spread(prefix: Any, nest: Any, what: str) -> list[Any]:
    """Returns, for each leaf of the nest, the leaf that `prefix` has at its path, or at the path of a nest around it.
    Messages call the nest `what`."""
    outer = Tree(prefix)
    parts = outer.parts(nest, what)
    full = outer.unflatten([Tree(part).unflatten([leaf] * len(Tree(part).leaves))
                            for leaf, part in zip(outer.leaves, parts)])
    return Tree(nest).parts(full, what)


# For users -------------------------------------------------------------------------------------


def _structure(value: Any, is_leaf: Callable[[Any], bool] | None) -> Tree:
    if is_leaf is not None and not callable(is_leaf):
        raise Error(f"is_leaf is {shown(is_leaf)}, expected a function of a nest")
    return Tree(value, is_leaf or _is_no_leaf)


def _as_tree(value: Any, is_leaf: Callable[[Any], bool] | None = None) -> Tree:
    """Returns the structure of a nest; a structure is returned as it is."""
    return value if isinstance(value, Tree) else _structure(value, is_leaf)


def leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[Any]:
    """Returns the leaves of a nest in their order. A nest for which `is_leaf` returns true is a leaf too."""
    return _structure(tree, is_leaf).leaves


def flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list[Any], Tree]:
    """Returns (leaves, structure), from which ag.tree.unflatten(structure, leaves) builds the nest again."""
    structure = _structure(tree, is_leaf)
    return list(structure.leaves), structure


def unflatten(structure: Any, leaves: Sequence[Any]) -> Any:
    """Returns the nest of this structure with these leaves. `structure` is one that ag.tree.flatten returned, or a
    nest, whose own leaves are ignored. A wrong number of leaves is an ag.Error."""
    structure = _as_tree(structure)
    if not isinstance(leaves, Iterable):
        raise Error(f"unflatten takes a list of leaves, got {shown(leaves)}")
    leaves = list(leaves)
    if len(leaves) != len(structure.leaves):
        raise Error(f"unflatten is given {len(leaves)} leaves for {structure.form}, expected {len(structure.leaves)}")
    return structure.unflatten(leaves)


def map(function: Callable, tree: Any, *rest: Any, is_leaf: Callable[[Any], bool] | None = None) -> Any:
    """Returns a nest like `tree` of the results of function(leaf, ...), with the values of the nests `rest` at the
    leaf's path as further arguments.

    Each of `rest` is like `tree` down to the leaves of `tree`. At a leaf it can have a nest, which is the argument
    then. An ag.Error names the path at which one differs.
    """
    if not callable(function):
        raise Error(f"map takes a function and nests, got {shown(function)}")
    structure = _structure(tree, is_leaf)
    others = [structure.parts(other, f"nest {number} of map is") for number, other in enumerate(rest, 2)]
    return structure.unflatten([function(*row) for row in zip(structure.leaves, *others)])


def to_dict(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> dict[str, Any]:
    """Returns the leaves of a nest by name, in their order: {"layers": [{"w": x}]} gives {"layers.0.w": x}. A name
    consists of the keys, numbers, and fields of named tuples on the path to the leaf, like the names of arguments in
    ag.trace.

    Two leaves with one name are an ag.Error, and so is a single leaf, which has no name.
    """
    structure = _as_tree(tree, is_leaf)
    structure.check_names("leaves")
    if "" in structure.paths:
        raise Error(f"{shown(structure.leaves[0])} has no name, expected a nest, as in {{'x': x}}")
    return dict(zip(structure.paths, structure.leaves))


def from_dict(tree: Any, named: Mapping[str, Any]) -> Any:
    """Returns a nest like `tree` whose leaves are those in `named`: the inverse of ag.tree.to_dict. `tree` is a nest,
    whose own leaves are ignored so that a nest of specs suffices, or a structure that ag.tree.flatten returned.

    An ag.Error reports a name that is missing in `named`, and one that `tree` does not have.
    """
    structure = _as_tree(tree)
    if not isinstance(named, Mapping):
        raise Error(f"from_dict takes a dict of names, got {shown(named)}")
    names = to_dict(structure)
    missing = [name for name in names if name not in named]
    unknown = [name for name in named if name not in names]
    if missing or unknown:
        raise Error("; ".join([f"from_dict is not given {shown(name)}" for name in missing[:1]] +
                              [f"from_dict is given {shown(name)}, which the nest has not" for name in unknown[:1]]),
                    [similar(unknown[0], names)] if unknown else [])
    return structure.unflatten([named[name] for name in names])


calls.check_module(__name__)
