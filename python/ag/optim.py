# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Optimisers, which compute updates of parameters from gradients.

An optimiser is a pair of pure functions over nests of arrays, as in optax. Formulas and defaults are PyTorch's:

    optimiser = ag.optim.chain(ag.optim.clip_by_norm(1.0), ag.optim.adam(ag.optim.cosine(1e-3, 1000)))
    state = optimiser.init(p)
    def step(p, state, x):
        loss, slope = ag.value_and_grad(loss_of)(p, x)
        updates, state = optimiser.update(slope, state, p)
        return ag.optim.apply(p, updates), state, loss

`init` takes arrays of a function that is traced, arrays of numpy, or specs, and returns the same kind. The state for
f16 and bf16 is in f32; updated parameters are rounded once.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from . import ops
from .core import calls, coercion
from .core.arrays import Array
from .core.errors import Error, shown
from .core.names import absent
from .nn import schedules, states
from .nn.schedules import Rate, cosine, linear, steps, warm_up
from .nn.states import Optimiser
from .nn.wrappers import accumulate, ema, masked, set_to_zero
from .numpy import elementwise
from .tree import Tree

__getattr__ = absent(__name__)

__all__ = ["Optimiser", "accumulate", "adagrad", "adam", "adamw", "apply", "chain", "clip_by_norm", "cosine", "ema",
           "linear", "lion", "masked", "nadam", "rmsprop", "set_to_zero", "sgd", "steps", "warm_up"]


def chain(*optimisers: Optimiser) -> Optimiser:
    """Returns the composition of optimisers: the updates of each are the gradients of the next. The state is a tuple."""
    for optimiser in optimisers:
        if not isinstance(optimiser, Optimiser):
            raise Error(f"chain takes optimisers, got {shown(optimiser)}")

    def init(parameters: Any) -> tuple:
        return tuple(optimiser.init(parameters) for optimiser in optimisers)

    def update(gradients: Any, state: tuple, parameters: Any) -> tuple[Any, tuple]:
        if not isinstance(state, (tuple, list)) or len(state) != len(optimisers):
            raise Error(f"the state of chain is {shown(state)}, expected one for each of {len(optimisers)} optimisers")
        states = []
        for optimiser, own in zip(optimisers, state):
            gradients, own = optimiser.update(gradients, own, parameters)
            states.append(own)
        return gradients, tuple(states)

    return Optimiser(init, update)


def apply(parameters: Any, updates: Any) -> Any:
    """Returns the parameters with the updates added."""
    tree = Tree(parameters)
    arrays = [coercion.tensor(leaf) for leaf in tree.leaves]
    added = [coercion.widened(coercion.tensor(update)) for update in states.matched("the updates are", updates, tree)]
    return tree.unflatten([(coercion.widened(x) + update).astype(x.dtype) for x, update in zip(arrays, added)])


def clip_by_norm(most: float) -> Optimiser:
    """Returns an optimiser that scales the gradients so that their common norm is at most `most`."""
    if not coercion.is_number(most) or not most > 0:
        raise Error(f"clip_by_norm takes a norm above 0, got {shown(most)}")

    def update(gradients: Any, state: Any, parameters: Any) -> tuple[Any, Any]:
        tree = Tree(gradients)
        if not tree.leaves:
            return gradients, state
        wide = [coercion.widened(coercion.floats("clip_by_norm", leaf)) for leaf in tree.leaves]
        squares = [elementwise.square(x).sum().astype("f64") for x in wide]
        total = ops.sqrt(sum(squares[1:], squares[0]))
        scale = ops.min_(most / (total + 1e-6), 1)
        return tree.unflatten([x * scale.astype(x.dtype) for x in wide]), state

    return Optimiser(lambda parameters: (), update)


#: The step for one parameter: direction, slots = step(gradient, parameter, *slots), all of one type.
_Step: TypeAlias = Callable[..., tuple[Array, Sequence[Array]]]


class _Numbers:
    """Numbers that are the same for all parameters: the count of updates, including this one, and others that the state
    carries. They are f64, because 1 - .999**t has few digits in f32."""

    def __init__(self, count: Array, carried: dict[str, Array]) -> None:
        self.t, self.carried = count.astype("f64"), carried


def _descent(rate: Rate, slots: Sequence[str], begin: Callable[[_Numbers], _Step], weight_decay: float = 0.0,
             decoupled: bool = False, numbers: Sequence[str] = ()) -> Optimiser:
    """Returns an optimiser with the update p = p - rate * direction. Its state has `slots` for each parameter, which
    start as zeros, and `numbers` for all parameters, which start as 1. Weight decay is added to the gradient or, if
    `decoupled`, to the direction."""

    def init(parameters: Any) -> dict[str, Any]:
        tree = Tree(parameters)
        state = {"count": states.number(0, "i64", tree.leaves)}
        state |= {name: states.number(1, "f64", tree.leaves) for name in numbers}
        return state | {slot: tree.unflatten([states.zeros(x, path) for x, path in zip(tree.leaves, tree.paths)])
                        for slot in slots}

    def update(gradients: Any, state: dict[str, Any], parameters: Any) -> tuple[Any, dict[str, Any]]:
        states.check_made("the optimiser", state, ["count", *numbers, *slots])
        tree = Tree(parameters)
        count = coercion.tensor(state["count"])
        shared = _Numbers(count + 1, {name: coercion.tensor(state[name]) for name in numbers})
        step, scale = begin(shared), schedules.at(rate, count)
        columns = [states.matched(f"the state's {slot} is", state[slot], tree) for slot in slots]
        updates, kept = [], []
        for g, p, *own in zip(states.matched("the gradients are", gradients, tree), tree.leaves, *columns):
            g, p = (coercion.widened(coercion.floats("an optimiser", x)) for x in (g, p))
            decayed = g if decoupled or not weight_decay else g + weight_decay * p
            direction, own = step(decayed, p, *own)
            direction = direction + weight_decay * p if decoupled and weight_decay else direction
            updates.append(-scale.astype(p.dtype) * direction)
            kept.append(own)
        filled = {slot: tree.unflatten([own[number] for own in kept]) for number, slot in enumerate(slots)}
        return tree.unflatten(updates), {"count": count + 1, **shared.carried, **filled}

    return Optimiser(init, update)


# Optimisers ------------------------------------------------------------------------------------


def _toward(average: Array, x: Array, decay: float) -> Array:
    """Returns the running average after x."""
    return decay * average + (1 - decay) * x


def sgd(rate: Rate = 1e-3, momentum: float = 0.0, nesterov: bool = False, weight_decay: float = 0.0) -> Optimiser:
    """Stochastic gradient descent, p - rate * g. With momentum, m = momentum * m + g and p - rate * m; with `nesterov`,
    p - rate * (g + momentum * m)."""
    if nesterov and not momentum:
        raise Error("nesterov needs a momentum")

    def step(g: Array, p: Array, m: Array) -> tuple[Array, Sequence[Array]]:
        m = momentum * m + g
        return g + momentum * m if nesterov else m, [m]

    if not momentum:
        return _descent(rate, [], lambda numbers: lambda g, p: (g, []), weight_decay)
    return _descent(rate, ["m"], lambda numbers: step, weight_decay)


def _adam_step(b1: float, b2: float, eps: float) -> Callable[[_Numbers], _Step]:
    def begin(numbers: _Numbers) -> _Step:
        first, second = 1 - b1**numbers.t, ops.sqrt(1 - b2**numbers.t)

        def step(g: Array, p: Array, m: Array, v: Array) -> tuple[Array, Sequence[Array]]:
            m, v = _toward(m, g, b1), _toward(v, g * g, b2)
            return m / first.astype(p.dtype) / (ops.sqrt(v) / second.astype(p.dtype) + eps), [m, v]

        return step

    return begin


def adam(rate: Rate = 1e-3, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8,
         weight_decay: float = 0.0) -> Optimiser:
    """Adam, by running averages of the gradient and of its square (Kingma and Ba, 2015)."""
    return _descent(rate, ["m", "v"], _adam_step(b1, b2, eps), weight_decay)


def adamw(rate: Rate = 1e-3, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8,
          weight_decay: float = 1e-2) -> Optimiser:
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019)."""
    return _descent(rate, ["m", "v"], _adam_step(b1, b2, eps), weight_decay, decoupled=True)


def nadam(rate: Rate = 2e-3, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8, weight_decay: float = 0.0,
          momentum_decay: float = 4e-3) -> Optimiser:
    """Adam with Nesterov momentum, which grows with the steps (Dozat, 2016)."""

    def begin(numbers: _Numbers) -> _Step:
        now, then = (b1 * (1 - 0.5 * 0.96 ** (momentum_decay * (numbers.t + ahead))) for ahead in (0, 1))
        numbers.carried["momentum"] = product = numbers.carried["momentum"] * now
        of_gradient, of_average = (1 - now) / (1 - product), then / (1 - product * then)
        correction = 1 - b2**numbers.t

        def step(g: Array, p: Array, m: Array, v: Array) -> tuple[Array, Sequence[Array]]:
            m, v = _toward(m, g, b1), _toward(v, g * g, b2)
            ahead = of_gradient.astype(p.dtype) * g + of_average.astype(p.dtype) * m
            return ahead / (ops.sqrt(v / correction.astype(p.dtype)) + eps), [m, v]

        return step

    return _descent(rate, ["m", "v"], begin, weight_decay, numbers=["momentum"])


def rmsprop(rate: Rate = 1e-2, decay: float = 0.99, eps: float = 1e-8, weight_decay: float = 0.0,
            momentum: float = 0.0, centered: bool = False) -> Optimiser:
    """RMSprop: the gradient divided by the root of a running average of its square, or with `centered` of its variance
    (Graves, 2013)."""
    slots = ["v"] + ["mean"] * centered + ["m"] * bool(momentum)

    def step(g: Array, p: Array, *own: Array) -> tuple[Array, Sequence[Array]]:
        state = dict(zip(slots, own))
        state["v"] = spread = _toward(state["v"], g * g, decay)
        if centered:
            state["mean"] = _toward(state["mean"], g, decay)
            spread = spread - elementwise.square(state["mean"])
        direction = g / (ops.sqrt(spread) + eps)
        if momentum:
            state["m"] = direction = momentum * state["m"] + direction
        return direction, [state[slot] for slot in slots]

    return _descent(rate, slots, lambda numbers: step, weight_decay)


def adagrad(rate: Rate = 1e-2, rate_decay: float = 0.0, weight_decay: float = 0.0, eps: float = 1e-10) -> Optimiser:
    """Adagrad: the gradient divided by the root of the sum of its squares (Duchi, Hazan and Singer, 2011)."""

    def begin(numbers: _Numbers) -> _Step:
        slower = 1 / (1 + (numbers.t - 1) * rate_decay)

        def step(g: Array, p: Array, v: Array) -> tuple[Array, Sequence[Array]]:
            v = v + g * g
            direction = g / (ops.sqrt(v) + eps)
            return slower.astype(p.dtype) * direction if rate_decay else direction, [v]

        return step

    return _descent(rate, ["v"], begin, weight_decay)


def lion(rate: Rate = 1e-4, b1: float = 0.9, b2: float = 0.99, weight_decay: float = 0.0) -> Optimiser:
    """Lion: the sign of a weighted sum of the running average and the gradient (Chen et al., "Symbolic discovery of
    optimization algorithms", 2023)."""

    def step(g: Array, p: Array, m: Array) -> tuple[Array, Sequence[Array]]:
        return elementwise.sign(_toward(m, g, b1)), [_toward(m, g, b2)]

    return _descent(rate, ["m"], lambda numbers: step, weight_decay, decoupled=True)


calls.check_module(__name__)
