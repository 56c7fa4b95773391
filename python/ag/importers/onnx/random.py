# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ONNX's random ops, which are refused: their numbers follow from nothing that a program is given."""
from __future__ import annotations

from typing import Any

from ...core.arrays import Array
from ...core.errors import Error
from .tables import ONNX


@ONNX.rule("Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike")
def random(x: Any = None, *, dtype: Any = None, high: Any = None, low: Any = None, mean: Any = None, sample_size: Any = None,
           scale: Any = None, seed: Any = None, shape: Any = None) -> Array:
    raise Error("its numbers are random, which is not supported: make its result an input of the model, and give it numbers "
                "of ag.random")
