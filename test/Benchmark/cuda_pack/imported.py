# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs of test/Integration that others wrote, or that have each form of control flow, and their gradients."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cuda_pack.source import Source, normal, sized

FOLDER = Path(__file__).resolve().parents[2] / "Integration"
SIZES = (1, 20)
#: Files that upstream's passes rewrite before ag reads them, or with several modules.
OTHERS = {"tosa", "named-winograd"}


def parameters(text: str) -> dict[str, np.ndarray] | None:
    """Returns values for the parameters of a program, or None if it has none."""
    found = re.findall(r'ag\.parameter "(\w+)" : tensor<([\dx]+)x(f32|f64)>', text)
    return {name: 0.5 * normal(name, tuple(map(int, shape.split("x"))), kind.replace("f", "float"))
            for name, shape, kind in found} or None


def sources() -> Iterator[Source]:
    for path in sorted((FOLDER / "Foreign").glob("*.mlir")):
        if path.stem in OTHERS:
            continue
        text = path.read_text().split("// -----")[0]
        for entry in re.findall(r"^ *func\.func @(\w+)", text, re.M):
            yield Source(f"foreign/{path.stem}/{entry}", f"{path.stem}.mlir, in upstream's dialects", lambda text=text: text,
                         sized(*SIZES), entry)
    for path in sorted((FOLDER / "Gradients").glob("*.mlir")):
        text = path.read_text().split("// -----")[0]
        if "@main" in text:
            yield Source(f"derived/{path.stem}", f"the gradient of {path.stem}.mlir", lambda text=text: text, sized(*SIZES),
                         "main", grad=True, weights=parameters(text))
