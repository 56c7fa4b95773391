# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""On which examples is a model exported? PyTorch takes a size of 1 for a constant, so examples are stretched along the
dimensions that are named. Names and ranges come from the dynamic_shapes of torch.export."""
from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from ...core.errors import Error, shown

#: The size to which dimensions of size 1 are stretched.
STRETCHED = 2


class Examples:
    """The example arguments of a model. `leaves` has the arrays and numbers in PyTorch's order, each with the names of its
    dimensions: Dims by their numbers."""

    def __init__(self, model: Any, args: tuple, kwargs: Mapping[str, Any], dynamic_shapes: Any) -> None:
        self.args, self.kwargs, self.dynamic_shapes = args, dict(kwargs), dynamic_shapes
        self._model = model
        bound = _bound(model, args, self.kwargs)
        self._positional = _positional(model, len(args))
        named = _named(bound, dynamic_shapes)
        self.leaves = [leaf for name, value in bound.items() for leaf in _leaves(name, value, named.get(name))]

    def in_order(self, args: tuple, kwargs: Mapping[str, Any]) -> tuple[tuple, dict[str, Any]]:
        """Returns the arguments of another call by position and by keyword as those of the examples are."""
        bound = _bound(self._model, args, dict(kwargs), "arguments")
        missing = [name for name in (*self._positional, *self.kwargs) if name not in bound]
        if missing:
            raise Error(f"the argument {missing[0]} is missing, which {type(self._model).__name__} was exported with")
        starred = [name for name, star in self._positional.items() if star]
        first = (*(bound.pop(name) for name in self._positional if name not in starred),
                 *(each for name in starred for each in bound.pop(name)))
        second = {name: bound.pop(name) for name in self.kwargs}
        defaults = {name: each.default for name, each in inspect.signature(self._model.forward).parameters.items()}
        for name, value in bound.items():
            default = defaults.get(name, inspect.Parameter.empty)
            if value is not default and not (type(value) is type(default) and isinstance(value, (int, float, str))
                                             and value == default):
                raise Error(f"the argument {name} is {shown(value)}, and {type(self._model).__name__} was exported without it")
        return first, second

    def stretched(self) -> tuple[tuple, dict[str, Any]]:
        """Returns arguments in which no named dimension has the size 1. All tensors are objects of their own: PyTorch takes
        one that is passed twice, or is a buffer of the module, for one input."""
        import torch
        sizes = self._sizes()
        pairs = iter(self.leaves)

        def stretch(leaf: Any) -> Any:
            _, dims = next(pairs)
            leaf = leaf.detach() if isinstance(leaf, torch.Tensor) else leaf
            for dim, each in dims.items():
                size = sizes.get(getattr(each, "__name__", None), leaf.shape[dim])
                if size != leaf.shape[dim]:
                    if leaf.shape[dim] == 0:
                        leaf = leaf.new_zeros([*leaf.shape[:dim], size, *leaf.shape[dim + 1:]])
                    leaf = torch.cat([leaf] * -(-size // leaf.shape[dim]), dim).narrow(dim, 0, size)
            return leaf

        return torch.utils._pytree.tree_map(stretch, (self.args, self.kwargs))

    def _sizes(self) -> dict[str, int]:
        """Returns other sizes for the names of which an example has at most one element."""
        sizes: dict[str, int] = {}
        for leaf, dims in self.leaves:
            for dim, each in dims.items():
                if hasattr(each, "min") and leaf.shape[dim] < STRETCHED:
                    sizes[each.__name__] = max(STRETCHED, each.min or 0) if each.max is None or each.max >= STRETCHED else \
                        leaf.shape[dim]
        return sizes


def _bound(model: Any, args: tuple, kwargs: dict[str, Any], what: str = "examples") -> dict[str, Any]:
    """Returns the arguments by the names of forward's parameters. Messages call them `what`."""
    try:
        bound = inspect.signature(model.forward).bind(*args, **kwargs).arguments
    except TypeError as error:
        raise Error(f"the {what} do not fit the forward of {type(model).__name__}: {error}") from None
    parameters = inspect.signature(model.forward).parameters
    others = {name: bound.pop(name) for name in list(bound)
              if parameters[name].kind is inspect.Parameter.VAR_KEYWORD}
    flat = {**bound, **{name: value for each in others.values() for name, value in each.items()}}
    # Arguments by position come first, then those by keyword in the order of the call.
    by_keyword = {name: flat.pop(name) for name in kwargs if name in flat}
    return {**flat, **by_keyword}


def _positional(model: Any, count: int) -> dict[str, bool]:
    """Returns the names of the parameters that take the first `count` arguments by position, and whether each takes all that
    follow."""
    names: dict[str, bool] = {}
    for name, each in inspect.signature(model.forward).parameters.items():
        if each.kind is inspect.Parameter.VAR_POSITIONAL and len(names) < count:
            return names | {name: True}
        if each.kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD) and len(names) < count:
            names[name] = False
    return names


def _named(bound: dict[str, Any], dynamic_shapes: Any) -> dict[str, Any]:
    if dynamic_shapes is None:
        return {}
    if isinstance(dynamic_shapes, Mapping):
        unknown = [name for name in dynamic_shapes if name not in bound]
        if unknown:
            raise Error(f"dynamic_shapes names {', '.join(map(str, unknown))}, but the arguments are {', '.join(bound)}")
        return dict(dynamic_shapes)
    if not isinstance(dynamic_shapes, (tuple, list)) or len(dynamic_shapes) > len(bound):
        raise Error(f"dynamic_shapes is {shown(dynamic_shapes)}, expected an entry for each argument, or a dict by their names")
    return dict(zip(bound, dynamic_shapes))


def _leaves(name: str, value: Any, dims: Any) -> Iterator[tuple[Any, dict[int, Any]]]:
    """Yields the leaves of the argument `name`, each with the names of its dimensions."""
    import torch
    from torch.utils import _pytree
    if isinstance(value, torch.Tensor):
        if dims is not None and not isinstance(dims, (Mapping, tuple, list)):
            raise Error(f"dynamic_shapes has {shown(dims)} for {name}, expected a dict or a list of dimensions")
        listed = dict(dims if isinstance(dims, Mapping) else enumerate(dims or ()))
        for dim in listed:
            if not isinstance(dim, int) or not -value.dim() <= dim < value.dim():
                raise Error(f"dynamic_shapes has the dimension {shown(dim)} of {name}, whose example has {value.dim()} dimensions")
        yield value, {dim % value.dim(): each for dim, each in listed.items() if each is not None and not isinstance(each, int)}
        return
    node = _pytree.SUPPORTED_NODES.get(_pytree._get_node_type(value))
    if node is None or value is None:
        yield value, {}
        return
    children, context = node.flatten_fn(value)
    for place, child in enumerate(children):
        key = list(value)[place] if isinstance(value, Mapping) else place
        own = dims.get(key) if isinstance(dims, Mapping) else dims[place] if isinstance(dims, (tuple, list)) and \
            place < len(dims) else None
        yield from _leaves(name, child, own)
