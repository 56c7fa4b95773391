# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which files of a stack of calls are the user's? All but those of PyTorch, of sympy, which it calls, and of ag."""
from __future__ import annotations

import functools
import importlib.util
import os
import re

_PACKAGES = ("torch", "sympy", "ag")

#: Files of the packages on other machines, where programs were exported, and code without a file.
_ELSEWHERE = re.compile(rf"[/\\](site|dist)-packages[/\\]({'|'.join(_PACKAGES)})[/\\]|^<(frozen |eval_with_key>)")


def is_users(file: str) -> bool:
    """Returns true if a file is the user's."""
    return not (file.startswith(_folders()) or _ELSEWHERE.search(file))


@functools.cache
def _folders() -> tuple[str, ...]:
    """Returns the folders of the packages that are installed here. Does not import them."""
    specs = [importlib.util.find_spec(name) for name in _PACKAGES]
    return tuple(folder + os.sep for each in specs if each is not None for folder in each.submodule_search_locations or ())
