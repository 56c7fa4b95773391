# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's random ops. Their numbers follow from nothing that a program is given, so they are refused; but Dropout that does
not train is the identity."""
from __future__ import annotations

from typing import Any

from ...core.arrays import Array
from ...core.errors import Error
from ...numpy import creation
from ..rules import Numbers
from .tables import ONNX


@ONNX.rule("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike")
def random(x: Any = None, *, dtype: Any = None, high: Any = None, low: Any = None, mean: Any = None, sample_size: Any = None,
           scale: Any = None, seed: Any = None, shape: Any = None) -> Array:
    raise Error("its numbers are random, which is not supported: make its result an input of the model, and give it numbers "
                "of ag.random")


@ONNX.rule("Dropout", since=12)
def dropout(x: Array, ratio: Numbers | None = None, training: Numbers | None = None, *,
            seed: int | None = None) -> tuple[Array, Array]:
    if training is not None and training.item() and (ratio is None or ratio.item()):
        raise Error("its operand training_mode is true, which is not supported: its random numbers need a key. Set the "
                    "mode to false, or apply ag.nn.dropout to the program's results")
    return x, creation.ones(x.shape, "i1")


@ONNX.rule("Dropout", since=10)
def dropout_10(x: Array, *, ratio: float = 0.5) -> tuple[Array, Array]:
    return x, creation.ones(x.shape, "i1")


@ONNX.rule("Dropout", since=7)
def dropout_7(x: Array, *, ratio: float = 0.5) -> tuple[Array, Array]:
    return x, creation.ones_like(x)
