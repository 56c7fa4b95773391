# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are arrays inside of tuples, lists and dicts found and put back? With jax.tree's names, and by names of their own:

    p = {"layers": [{"w": w0}, {"w": w1}], "b": b}
    ag.tree.map(ag.exp, p)     # the same nest, of the exponentials
    ag.tree.to_dict(p)         # {"layers.0.w": w0, "layers.1.w": w1, "b": b}, which safetensors take
    ag.tree.from_dict(p, named)

A nest is of tuples, named tuples, lists and dicts, up to 100 deep. Everything else is a leaf; None is an empty nest. Dicts
keep their order, and are matched by key. The functions take nests of anything, in functions that are traced and elsewhere.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from . import calls
from .errors import Error, shown, similar
from .names import absent

__getattr__ = absent(__name__)

__all__ = ["flatten", "from_dict", "leaves", "map", "to_dict", "unflatten"]


def _is_no_leaf(value: Any) -> bool:
    """Returns False: no nest is a leaf."""
    return False


#: How deep tuples, lists and dicts can stand in each other.
_DEPTH = 100


def is_nest(value: Any) -> bool:
    """Whether a value holds others: a tuple, a list, or a dict."""
    return isinstance(value, (tuple, list, Mapping))


class Tree:
    """A nest of tuples, named tuples, lists and dicts. Everything else is a leaf; None is an empty nest.

    Tree({"a": x, "b": (y, z)}) has leaves [x, y, z] with paths ["a", "b.0", "b.1"], and
    its unflatten puts other leaves into the same places. Dicts keep their order.
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

    def __repr__(self) -> str:
        return f"Tree({self.form})"

    def check_names(self, what: str) -> None:
        """Refuses two leaves of one path, as those of {"a.b": x, "a": {"b": y}}; `what` says what the leaves are."""
        for path, count in Counter(self.paths).items():
            if count > 1:
                raise Error(f"{count} {what} are called {path}: rename a key of a dict that has a dot, or that is a number "
                            "beside a string of its digits")

    def unflatten(self, leaves: list[Any]) -> Any:
        """The same nest with other leaves, as many as it has places."""
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
        """The parts of a nest that is like this one down to its leaves, one for each leaf; messages call it `what`."""
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
    """Returns true if the value is a nest of this kind whose parts have these names, in any order for a dict."""
    if issubclass(kind, Mapping):
        return isinstance(value, Mapping) and value.keys() == set(names)
    is_of_kind = isinstance(value, list if issubclass(kind, list) else tuple)
    return issubclass(kind, (list, tuple)) and is_of_kind and len(value) == len(names)


def spread(prefix: Any, nest: Any, what: str) -> list[Any]:
    """Returns for each leaf of the nest the leaf of `prefix` that is in its place, or in that of a nest around it.
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
    """The nest's structure; a structure as it is."""
    return value if isinstance(value, Tree) else _structure(value, is_leaf)


def leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[Any]:
    """The leaves of a nest in their order. A nest for which `is_leaf` returns true is a leaf too."""
    return _structure(tree, is_leaf).leaves


def flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list[Any], Tree]:
    """(leaves, structure): ag.tree.unflatten(structure, leaves) is the nest again."""
    structure = _structure(tree, is_leaf)
    return list(structure.leaves), structure


def unflatten(structure: Any, leaves: Sequence[Any]) -> Any:
    """The nest of this structure with these leaves. `structure` is what ag.tree.flatten returns, or a nest whose own
    leaves are passed over. An ag.Error says how many leaves were expected."""
    structure = _as_tree(structure)
    if not isinstance(leaves, Iterable):
        raise Error(f"unflatten takes a list of leaves, got {shown(leaves)}")
    leaves = list(leaves)
    if len(leaves) != len(structure.leaves):
        raise Error(f"unflatten is given {len(leaves)} leaves for {structure.form}, expected {len(structure.leaves)}")
    return structure.unflatten(leaves)


def map(function: Callable, tree: Any, *rest: Any, is_leaf: Callable[[Any], bool] | None = None) -> Any:
    """The nest of function(leaf, ...) for each leaf of `tree`, with what the nests `rest` have in its place.

    Each of `rest` is like `tree` down to the leaves of `tree`, where it can have a nest, which then is the argument.
    An ag.Error says where one is different.
    """
    if not callable(function):
        raise Error(f"map takes a function and nests, got {shown(function)}")
    structure = _structure(tree, is_leaf)
    others = [structure.parts(other, f"nest {number} of map is") for number, other in enumerate(rest, 2)]
    return structure.unflatten([function(*row) for row in zip(structure.leaves, *others)])


def to_dict(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> dict[str, Any]:
    """The leaves of a nest by name, in their order: {"layers": [{"w": x}]} gives {"layers.0.w": x}. The names are the
    keys, numbers, and fields of named tuples on the way to a leaf, as ag.trace calls arguments.

    An ag.Error names what two leaves would both be called. A leaf alone has no name, and is refused.
    """
    structure = _as_tree(tree, is_leaf)
    structure.check_names("leaves")
    if "" in structure.paths:
        raise Error(f"{shown(structure.leaves[0])} has no name, expected a nest, as in {{'x': x}}")
    return dict(zip(structure.paths, structure.leaves))


def from_dict(tree: Any, named: Mapping[str, Any]) -> Any:
    """The nest like `tree` with the leaves that `named` has for its names: the inverse of ag.tree.to_dict. `tree` is a
    nest or what ag.tree.flatten returns, whose own leaves are passed over, so that a nest of specs will do.

    An ag.Error names what is missing in `named`, and what `tree` has not.
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
