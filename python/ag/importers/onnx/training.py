# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's losses, whose classes are along dimension 1, and its optimizers. The operands of these are a rate, the number of
updates, and then for each kind of array (the optimized ones, their gradients, states) all arrays of that kind."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import nn, ops
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import elementwise, reductions
from .tables import ONNX, TRAINING


# Losses ----------------------------------------------------------------------------------------


def _check(reduction: str) -> None:
    if reduction not in ("mean", "sum", "none"):
        raise Error(f"its attribute reduction is {reduction}, expected mean, sum or none")


@ONNX.rule("NegativeLogLikelihoodLoss")
def negative_log_likelihood_loss(x: Array, target: Array, weight: Array | None = None, *, reduction: str = "mean",
                                 ignore_index: int | None = None) -> Array:
    _check(reduction)
    return nn.nll_loss(x, target, 1, reduction, ignore_index, weight)  # type: ignore[arg-type]


@ONNX.rule("SoftmaxCrossEntropyLoss")
def softmax_cross_entropy_loss(x: Array, labels: Array, weights: Array | None = None, *, reduction: str = "mean",
                               ignore_index: int | None = None) -> tuple[Array, Array]:
    _check(reduction)
    loss = nn.cross_entropy(x, labels, 1, 0.0, reduction, ignore_index, weights)  # type: ignore[arg-type]
    return loss, reductions.log_softmax(x, 1)


# Optimizers ------------------------------------------------------------------------------------


def _each(arrays: tuple[Array, ...], kinds: int, step: Callable[..., tuple[Array, ...]]) -> tuple[Array, ...]:
    """Returns what `step` returns for the arrays of each optimized one, in the order of the kinds."""
    if not arrays or len(arrays) % kinds:
        raise Error(f"it has {len(arrays)} arrays, expected {kinds} for each that is optimized")
    count = len(arrays) // kinds
    results = zip(*(step(*arrays[number::count]) for number in range(count)))
    return tuple(array for kind in results for array in kind)


@TRAINING.rule("Momentum")
def momentum(rate: Array, count: Array, *arrays: Array, alpha: float, beta: float, mode: str, norm_coefficient: float) -> Any:
    if mode not in ("standard", "nesterov"):
        raise Error(f"its attribute mode is {mode}, expected standard or nesterov")

    def step(x: Array, gradient: Array, state: Array) -> tuple[Array, Array]:
        gradient = gradient + x * norm_coefficient
        state = state * alpha + elementwise.where(count > 0, gradient * beta, gradient)
        change = gradient + state * alpha if mode == "nesterov" else state
        return x - rate.astype(x.dtype) * change, state

    return _each(arrays, 3, step)


@TRAINING.rule("Adagrad")
def adagrad(rate: Array, count: Array, *arrays: Array, decay_factor: float = 0.0, epsilon: float = 1e-6,
            norm_coefficient: float = 0.0) -> Any:
    def step(x: Array, gradient: Array, squares: Array) -> tuple[Array, Array]:
        gradient = gradient + x * norm_coefficient
        squares = squares + gradient * gradient
        own_rate = rate.astype(x.dtype) / (count.astype(x.dtype) * decay_factor + 1)
        return x - own_rate * gradient / (ops.sqrt(squares) + epsilon), squares

    return _each(arrays, 3, step)


@TRAINING.rule("Adam")
def adam(rate: Array, count: Array, *arrays: Array, alpha: float = 0.9, beta: float = 0.999, epsilon: float = 1e-6,
         norm_coefficient: float = 0.0, norm_coefficient_post: float = 0.0) -> Any:
    def step(x: Array, gradient: Array, mean: Array, squares: Array) -> tuple[Array, Array, Array]:
        gradient = gradient + x * norm_coefficient
        mean = mean * alpha + gradient * (1 - alpha)
        squares = squares * beta + gradient * gradient * (1 - beta)
        # Before the first update, both powers are 1, and the rate is not corrected.
        power = elementwise.where(count > 0, count, 1).astype(x.dtype)
        corrected = ops.sqrt(1 - ops.pow_(beta, power)) / (1 - ops.pow_(alpha, power))
        own_rate = rate.astype(x.dtype) * elementwise.where(count > 0, corrected, 1)
        x = x - own_rate * mean / (ops.sqrt(squares) + epsilon)
        return x * (1 - norm_coefficient_post), mean, squares

    return _each(arrays, 4, step)
