# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's losses, whose classes are along dimension 1."""
from __future__ import annotations

from ... import nn
from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import reductions
from .tables import ONNX


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
