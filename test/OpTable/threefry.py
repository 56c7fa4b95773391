# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random bits, computed with ints of Python or 64-bit arrays of numpy."""
from __future__ import annotations

from typing import Any

import numpy as np


def threefry(key: np.ndarray, index: tuple) -> Any:
    """Returns Threefry-2x32 with 20 rounds of the index, two words at a time. Each block is added to the last output."""
    words = (0, 0)
    k = [int(word) for word in key]
    k.append(k[0] ^ k[1] ^ 0x1BD11BDA)
    padded = [*index] + [0] * (len(index) % 2)
    for pair in zip(padded[::2], padded[1::2]):
        x, y = ((word + part + k[i]) % 2**32 for i, (word, part) in enumerate(zip(words, pair)))
        for round_, turn in enumerate([13, 15, 26, 6, 17, 29, 16, 24] * 2 + [13, 15, 26, 6]):
            x = (x + y) % 2**32
            y = ((y << turn | y >> 32 - turn) % 2**32) ^ x
            if round_ % 4 == 3:
                step = round_ // 4 + 1
                x, y = (x + k[step % 3]) % 2**32, (y + k[(step + 1) % 3] + step) % 2**32
        words = (x, y)
    return words[0]
