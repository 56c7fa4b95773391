# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do arrays stay on a GPU between calls? As DeviceArrays, which programs for a GPU read in place and return.

    x = ag.device_array(numpy.ones(4, "float32"))
    y = f(f(x))        # nothing is copied
    y.numpy()
"""
from __future__ import annotations

from typing import Any

from .. import _ag
from .._ag import DeviceArray
from ..core.dtypes import DTYPES
from .artefacts import as_error


def device_array(x: Any) -> DeviceArray:
    """Returns a copy of an array on the GPU. `x` is a numpy array, or an array of the CPU or the GPU that speaks
    DLPack."""
    try:
        return _ag.copy_to_gpu(x, DTYPES)
    except _ag.Failure as failure:
        raise as_error(failure) from None
