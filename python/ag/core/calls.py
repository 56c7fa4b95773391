# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does a message advise for an argument that a function of ag does not have? The name of the same argument in ag,
if numpy, PyTorch or JAX have it under another name."""
from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .errors import CallError

#: The names that ag has for arguments of numpy, PyTorch and JAX.
NAMES = {
    "a": "x", "a_max": "high", "a_min": "low", "beta1": "b1", "beta2": "b2", "constant_values": "value",
    "correction": "ddof", "dim": "axis", "dim0": "first", "dim1": "second", "dilation": "dilations", "dims": "axis",
    "dropout_rate": "rate", "epsilon": "eps", "every_k_schedule": "every", "fill_value": "value", "groups": "num_groups",
    "indices_or_sections": "parts", "input": "x", "keepdim": "keepdims", "kernel_size": "window", "learning_rate": "rate",
    "lr": "rate", "M": "columns", "mask": "attn_mask", "max": "high", "maxval": "high", "min": "low", "minval": "low",
    "N": "rows", "p": "rate", "pad_width": "widths", "pred": "condition", "repetitions": "reps", "rng": "key", "shifts":
    "shift", "size": "shape", "split_size_or_sections": "parts", "stride": "strides", "target": "labels",
}

#: Advice for arguments that ag does not have under any name.
OTHERWISE = {
    "axes": "give the axes themselves, as in ag.transpose(x, 1, 0)",
    "base": "divide by the logarithm of the base, as in ag.log(x) / math.log(2)",
    "betas": "write b1=0.9, b2=0.999 for betas=(0.9, 0.999)",
    "copy": "arrays don't change, so none is copied",
    "dtype": "cast the result with .astype(dtype)",
    "initial": "combine the result with it, as in ag.maximum(ag.max(x), initial)",
    "order": "elements are in row-major order; transpose first for another",
    "out": "results are returned, as in y = ag.sum(x)",
    "unbiased": "write ddof=1 for unbiased=True and ddof=0 for unbiased=False",
    "where": "choose before, as in ag.sum(ag.where(mask, x, 0))",
}


def checked(function: Callable, otherwise: Mapping[str, str] = OTHERWISE) -> Callable:
    """Returns the function with a CallError, which advises what to write, for arguments that it does not have.
    `otherwise` has the advice for those that have no other name."""

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except TypeError as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:  # raised inside the function
                raise
            problem = str(error).partition("()")[2]
            raise CallError(f"{function.__name__.rstrip('_')}(){problem}", [_advice(function, options, otherwise)]) from None

    return call


def _advice(function: Callable, options: dict[str, Any], otherwise: Mapping[str, str]) -> str:
    parameters = inspect.signature(function).parameters
    unknown = [option for option in options
               if option not in parameters or parameters[option].kind is inspect.Parameter.VAR_POSITIONAL]
    for option in unknown:
        if NAMES.get(option) in parameters:
            return f"write {NAMES[option]} for {option}"
        if option in otherwise:
            return otherwise[option]
    return f"its arguments are {', '.join(name for name in parameters if name != 'self')}"


def check_module(module: str) -> None:
    """Replaces all public functions of a module by checked ones. A module calls it on its last line."""
    _check(vars(sys.modules[module]).items(), module, functools.partial(setattr, sys.modules[module]))


def check_class(owner: type) -> None:
    """Replaces all public methods of a class by checked ones."""
    _check(vars(owner).items(), owner.__module__, functools.partial(setattr, owner))


def _check(items: Any, module: str, put: Callable[[str, Any], None]) -> None:
    for name, value in list(items):
        if inspect.isfunction(value) and value.__module__ == module and not name.startswith("_"):
            put(name, checked(value))
