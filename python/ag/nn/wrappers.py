# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Optimisers that wrap another one, or are used beside one: for some parameters only, once in several steps, or as a
running average. Names and meanings are those of optax. Users find these functions in ag.optim."""
from __future__ import annotations

from typing import Any

import numpy as np

from ..core import calls, coercion
from ..core.arrays import Array
from ..core.dims import Dim
from ..core.errors import Error, shown
from ..core.specs import is_count
from ..numpy import creation, elementwise
from ..transforms import control
from ..tree import Tree, spread
from . import states
from .states import Optimiser


def _check_optimiser(name: str, optimiser: Any) -> None:
    if not isinstance(optimiser, Optimiser):
        raise Error(f"{name} takes an optimiser, got {shown(optimiser)}")


def set_to_zero() -> Optimiser:
    """Returns an optimiser whose updates are 0: chain(adam(), masked(set_to_zero(), mask)) does not change the
    parameters for which the mask is true."""

    def update(gradients: Any, state: Any, parameters: Any) -> tuple[Any, Any]:
        tree = Tree(gradients)
        return tree.unflatten([_zeros_like(leaf) for leaf in tree.leaves]), state

    return Optimiser(lambda parameters: (), update)


def _zeros_like(x: Any) -> Array:
    """Returns zeros in the type of the updates of x."""
    return creation.zeros_like(_wide(x))


def _wide(x: Any) -> Array:
    return coercion.widened(coercion.floats("an optimiser", x))


# For some parameters ---------------------------------------------------------------------------


def masked(optimiser: Optimiser, mask: Any) -> Optimiser:
    """Returns an optimiser that applies `optimiser` to the parameters for which `mask` is True, like optax.masked. The
    gradients of other parameters are returned unchanged as updates, for a later optimiser of a chain, as in
    chain(masked(sgd(), mask), masked(adam(), others)).

    `mask` is a nest of bools like the parameters, in which one bool can be for a nest. It can also be a function that
    returns such a nest for the parameters, which are arrays or, in `init`, possibly specs. The state is that of
    `optimiser`, with None for other parameters. An ag.Error names the path at which the mask is not a bool, or not like
    the parameters."""
    _check_optimiser("masked", optimiser)

    def chosen(parameters: Any) -> list[bool]:
        given = mask(parameters) if callable(mask) else mask
        flags = Tree(given)
        for path, flag in zip(flags.paths, flags.leaves):
            if not isinstance(flag, (bool, np.bool_)):
                raise Error(f"the mask of masked is {shown(flag)}{f' at {path}' if path else ''}, expected True or False")
        return spread(given, parameters, "masked has a mask for other parameters: they are")

    def only(tree: Tree, leaves: list[Any], flags: list[bool]) -> Any:
        return tree.unflatten([leaf if flag else None for leaf, flag in zip(leaves, flags)])

    def init(parameters: Any) -> Any:
        tree = Tree(parameters)
        return optimiser.init(only(tree, tree.leaves, chosen(parameters)))

    def update(gradients: Any, state: Any, parameters: Any) -> tuple[Any, Any]:
        tree, flags = Tree(parameters), chosen(parameters)
        given = states.matched("the gradients are", gradients, tree)
        own = only(tree, tree.leaves, flags)
        updates, state = optimiser.update(only(tree, given, flags), state, own)
        made = iter(states.matched("the updates are", updates, Tree(own)))
        return tree.unflatten([next(made) if flag else leaf for leaf, flag in zip(given, flags)]), state

    return Optimiser(init, update)


# Once in several steps -------------------------------------------------------------------------


def accumulate(optimiser: Optimiser, every: int) -> Optimiser:
    """Returns an optimiser that applies `optimiser` once in `every` steps, to the mean of their gradients, like
    optax.MultiSteps. The updates of the other steps are 0.

    So a batch can be split into `every` smaller ones. The state has `count`, the number of gradients in the `mean`, and
    `inner`, the state of `optimiser`. That has its own count of steps, which schedules follow."""
    _check_optimiser("accumulate", optimiser)
    if not is_count(every) or every == 0:
        raise Error(f"accumulate is over {shown(every)} steps, expected a number from 1 to below 2**63")

    def init(parameters: Any) -> dict[str, Any]:
        tree = Tree(parameters)
        mean = [states.zeros(x, path) for x, path in zip(tree.leaves, tree.paths)]
        return {"count": states.number(0, "i64", tree.leaves), "mean": tree.unflatten(mean),
                "inner": optimiser.init(parameters)}

    def update(gradients: Any, state: dict[str, Any], parameters: Any) -> tuple[Any, dict[str, Any]]:
        states.check_made("accumulate", state, ["count", "mean", "inner"])
        tree = Tree(parameters)
        count = coercion.tensor(state["count"]) + 1
        given = [_wide(leaf) for leaf in states.matched("the gradients are", gradients, tree)]
        means = [mean + (leaf - mean) / count.astype(leaf.dtype)
                 for mean, leaf in zip(states.matched("the state's mean is", state["mean"], tree), given)]
        is_step = elementwise.equal(count, int(every))

        def step() -> tuple:
            updates, inner = optimiser.update(tree.unflatten(means), state["inner"], parameters)
            return [_wide(leaf) for leaf in states.matched("the updates are", updates, tree)], inner

        updates, inner = control.cond(is_step, step, lambda: ([_zeros_like(leaf) for leaf in given], state["inner"]))
        kept = [elementwise.where(is_step, 0, mean) for mean in means]
        return tree.unflatten(updates), {"count": elementwise.mod(count, int(every)), "mean": tree.unflatten(kept),
                                         "inner": inner}

    return Optimiser(init, update)


# Running averages ------------------------------------------------------------------------------


def ema(decay: float, debias: bool = True) -> Optimiser:
    """Returns an optimiser whose updates are the running average of its inputs, decay * average + (1 - decay) * x, like
    optax.ema. The inputs are gradients in a chain, or parameters:

        average, state = ag.optim.ema(0.999).update(p, state)

    The average starts as 0. With `debias` the result, but not the state's `ema`, is divided by 1 - decay**count, so
    that it is a weighted mean of the inputs (Kingma and Ba, 2015). Averages of f16 and bf16 are in f32."""
    if not coercion.is_number(decay) or isinstance(decay, Dim) or not 0 <= decay < 1:
        raise Error(f"the decay of ema is {shown(decay)}, expected a number from 0 to below 1")
    if not isinstance(debias, (bool, np.bool_)):
        raise Error(f"the debias of ema is {shown(debias)}, expected True or False")

    def init(parameters: Any) -> dict[str, Any]:
        tree = Tree(parameters)
        return {"count": states.number(0, "i64", tree.leaves),
                "ema": tree.unflatten([states.zeros(x, path) for x, path in zip(tree.leaves, tree.paths)])}

    def update(updates: Any, state: dict[str, Any], parameters: Any = None) -> tuple[Any, dict[str, Any]]:
        states.check_made("ema", state, ["count", "ema"])
        tree = Tree(updates)
        count = coercion.tensor(state["count"]) + 1
        averages = [decay * before + (1 - decay) * _wide(leaf)
                    for before, leaf in zip(states.matched("the state's ema is", state["ema"], tree), tree.leaves)]
        part = 1 - float(decay) ** count.astype("f64")
        results = [x / part.astype(x.dtype) for x in averages] if debias else averages
        return tree.unflatten(results), {"count": count, "ema": tree.unflatten(averages)}

    return Optimiser(init, update)


calls.check_module(__name__)
