# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is said of names that numpy, PyTorch and JAX have, and ag has not? How ag spells it, or that it is not yet there."""
from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import NoReturn

import numpy as np

#: What to write instead.
SPELLINGS = {
    "absolute": "ag.abs", "amax": "ag.max", "amin": "ag.min", "around": "ag.round", "as_tensor": "ag.array",
    "asarray": "ag.array", "astype": "x.astype('f32')", "bmm": "ag.matmul", "cat": "ag.concat", "chunk": "ag.split",
    "clamp": "ag.clip", "empty": "ag.zeros", "empty_like": "ag.zeros_like", "eq": "ag.equal", "fabs": "ag.abs",
    "fix": "ag.trunc", "flatten": "ag.ravel", "fmod": "ag.rem", "from_numpy": "ag.array", "ge": "ag.greater_equal",
    "gt": "ag.greater", "identity": "ag.eye", "index_select": "ag.take", "inf": "math.inf", "jit": "ag.trace", "le":
    "ag.less_equal", "lt": "ag.less", "manual_seed": "ag.random.key", "mm": "ag.matmul", "movedim": "ag.moveaxis",
    "mv": "ag.matmul", "nan": "math.nan", "ne": "ag.not_equal", "newaxis": "None", "permute": "ag.transpose",
    "permute_dims": "ag.transpose", "pi": "math.pi", "pow": "ag.power", "rand": "ag.random.uniform", "randn":
    "ag.random.normal", "remainder": "ag.mod", "rint": "ag.round", "row_stack": "ag.vstack", "tensor": "ag.array",
    "true_divide": "ag.divide", "unsqueeze": "ag.expand_dims", "view": "ag.reshape",
    "conv_general_dilated": "ag.conv",
    **{f"{name}{rank}d": f"ag.{name}" for rank in (1, 2, 3) for name in ("avg_pool", "conv", "conv_transpose", "max_pool")},
}

#: Of PyTorch and JAX, beside all that numpy has.
NOT_YET = set("""
    adaptive_avg_pool2d associative_scan ctc_loss cummax cummin elu erfc erfinv fft gather glu
    group_norm index_add instance_norm interpolate kthvalue leaky_relu lgamma lstm
    masked_fill masked_select multinomial nll_loss pmap scatter scatter_add
    scaled_dot_product_attention segment_sum selu softplus switch top_k topk unfold
""".split())


def absent(module: str) -> Callable[[str], NoReturn]:
    """A module's __getattr__, which answers for the names that it lacks."""

    def missing(name: str) -> NoReturn:
        refuse(f"module {module!r}", name)

    return missing


def refuse(owner: str, name: str) -> NoReturn:
    """Says that the owner has no such attribute, and what to write instead."""
    problem = f"{owner} has no attribute {name!r}"
    elsewhere = SPELLINGS.get(name) or _find(name)
    if elsewhere:
        problem += f": write {elsewhere}"
    elif not name.startswith("_") and (name in NOT_YET or _is_function_of_numpy(name)):
        problem += ": not yet, ag has no such function so far"
    raise AttributeError(problem, name=name)


def _find(name: str) -> str | None:
    """Where else in the package there is a function of this name."""
    for module in ("ag", "ag.nn", "ag.linalg", "ag.optim", "ag.random"):
        if inspect.isfunction(getattr(sys.modules.get(module), '__dict__', {}).get(name)) and not name.startswith("_"):
            return f"{module}.{name}"
    return None


def _is_function_of_numpy(name: str) -> bool:
    return any(callable(getattr(module, name, None)) and not isinstance(getattr(module, name), type)
               for module in (np, np.linalg))
