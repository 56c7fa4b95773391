# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A saddle point (Pearlmutter and Siskind, 2008): the minimum over a of the maximum over b of |a|^2 - |b|^2. The
gradient by a is through the search for b, which has gradients itself. The first letter of `mode` is that of the outer
gradient."""
from __future__ import annotations

import ag

from .descent import MODES, argmin


def height(a, b):
    return ag.square(a).sum() - ag.square(b).sum()


def answer(a, b, mode: str = "ff"):
    """Returns the saddle point: a and b."""
    outer, inner = (MODES[letter] for letter in mode)

    def highest(a):
        return argmin(lambda b: -height(a, b), b, inner)

    a = argmin(lambda a: height(a, highest(a)), a, outer)
    return a, highest(a)
