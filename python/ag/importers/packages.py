# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Is a framework's package installed, and recent enough?"""
from __future__ import annotations

import importlib
import re
from typing import Any

from ..core.errors import Error


def required(name: str, purpose: str, oldest: tuple[int, int], advice: str) -> Any:
    """Returns the package `name`. Raises an Error, which says that `purpose` needs it, if it is missing or too old."""
    try:
        package = importlib.import_module(name)
    except ImportError as error:
        raise Error(f"{purpose} needs the package {name}: {error}", [advice]) from None
    version = getattr(package, "__version__", None)
    if version is None:  # a folder of this name on Python's path
        raise Error(f"{purpose} needs the package {name}: {list(package.__path__)[0]} is another one of that name", [advice])
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < oldest:
        raise Error(f"{name} is {version}, expected {'.'.join(map(str, oldest))} or later", [advice])
    return package
