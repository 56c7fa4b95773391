# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The gradient of the logarithm of a sum of exponentials (GradBench's LSE), which is softmax."""
from __future__ import annotations

import ag


def value(x):
    return ag.logsumexp(x)


def answer(x):
    return ag.grad(value)(x)
