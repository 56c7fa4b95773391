# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Edits that seed a fault into a kernel's PTX or into its host's code, and the reports of faults."""
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
LOST = r"\(CUDA, 46\)"

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
        kernels[self.kernel + 1] = replaced(kernels[self.kernel + 1], self)
        return "".join(kernels)


@dataclass(frozen=True)
class HostEdit:
    """Replaces match `number`, from 1 on, of `pattern` in a module after `allocate`. Its host's code is before its
    kernels."""
    pattern: str
    replacement: str
    number: int = 1

    def apply(self, module: str) -> str:
        return replaced(module, self)


def replaced(text: str, edit: Edit | HostEdit) -> str:
    matches = list(re.finditer(edit.pattern, text))
    assert len(matches) >= abs(edit.number), f"{edit.pattern} is {len(matches)} times in\n{text}"
    match = matches[edit.number - 1 if edit.number > 0 else edit.number]
    return text[:match.start()] + match.expand(edit.replacement) + text[match.end():]
