# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The package onnx, which is imported when a model is read, and its numbers of element types."""
from __future__ import annotations

import functools
from typing import Any

from ....core.dtypes import DTYPES, DType
from ...packages import required

#: The oldest version of the package that has all that the reader reads: nodes have metadata since then.
OLDEST = (1, 16)

#: The package to install.
ADVICE = "pip install onnx==1.22.0"

#: The element types by their numbers in TensorProto.DataType.
NUMBERS = {1: "f32", 2: "ui8", 3: "i8", 4: "ui16", 5: "i16", 6: "i32", 7: "i64", 9: "i1", 10: "f16", 11: "f64", 12: "ui32",
           13: "ui64", 16: "bf16"}


@functools.cache
def package() -> Any:
    """Returns the package onnx. Raises an Error if it is not installed, or too old."""
    return required("onnx", "reading an ONNX file", OLDEST, ADVICE)


def dtype_of(number: int) -> DType | str:
    """Returns the element type of a number in TensorProto.DataType, or ONNX's name of one that ag has not."""
    if number in NUMBERS:
        return DTYPES[NUMBERS[number]]
    names = package().TensorProto.DataType
    try:
        return names.Name(number).lower()
    except ValueError:
        return f"type {number}"
