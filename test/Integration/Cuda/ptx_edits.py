# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Edits of PTX that seed a fault into a kernel, and the reports of faults."""
import re
from dataclasses import dataclass

# The reports.
WRONG = "the result is wrong"
RACE = "a race: (thread|several threads)"
RACE_OF_BLOCKS = "a race: another block"
UNWRITTEN = "shared memory that no thread of its block wrote"
PAST_END = "past the end of an allocation"
NO_ADDRESS = "which is no address of the device's memory"
PAST_SHARED = "bytes of shared memory"
NOT_REACHED = "waits at a barrier that thread"
ELSEWHERE = "waits for the other lanes of its warp"
MISALIGNED = "which is misaligned"
ENDLESS = "without a store or a barrier"
DEMAND = "is outside of a dimension of 4"
REFUSED = "CUDA_ERROR_INVALID_VALUE"

BARRIER = r"bar\.sync\s+0;"


@dataclass(frozen=True)
class Edit:
    """Replaces match `number`, from 1 on, of `pattern` in the PTX of kernel `kernel`, from 0 on. A negative number
    counts from the last match, which is -1."""
    kernel: int
    pattern: str
    replacement: str
    number: int = 1

    def apply(self, ptx: str) -> str:
        kernels = re.split(r"(?=^\.visible \.entry )", ptx, flags=re.M)
        text = kernels[self.kernel + 1]
        matches = list(re.finditer(self.pattern, text))
        assert len(matches) >= abs(self.number), f"{self.pattern} is {len(matches)} times in\n{text}"
        match = matches[self.number - 1 if self.number > 0 else self.number]
        kernels[self.kernel + 1] = text[:match.start()] + match.expand(self.replacement) + text[match.end():]
        return "".join(kernels)
