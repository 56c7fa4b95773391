# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Functions that run the tools as processes."""
import os
import re
import subprocess
from bisect import bisect
from pathlib import Path

TOOLS = Path(os.environ["AG_TOOLS"])

#: The separator of programs in the input of ag-opt --split-input-file.
SEPARATOR = "\n// -----\n"


def run_tool(name: str, *arguments: str, text: bytes | str = b"") -> bytes:
    """Runs a tool with `text` as its input, and returns its output. Fails if the tool does."""
    given = text.encode() if isinstance(text, str) else text
    done = subprocess.run([TOOLS / name, *arguments], input=given, capture_output=True)
    assert done.returncode == 0, f"{name} {' '.join(arguments)} ended with {done.returncode}:\n" \
        f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}"
    return done.stdout


def refusals(texts: list[str], *options: str) -> list[str]:
    """Returns ag-opt's first error for each of these programs; empty if there is none. It parses and verifies them, and
    runs the passes in `options`, by default one that lifts parameters."""
    starts = [1]
    for text in texts[:-1]:
        starts.append(starts[-1] + (text + SEPARATOR).count("\n"))
    done = subprocess.run([TOOLS / "ag-opt", "--split-input-file", *(options or ["--ag-lift-parameters"])],
                          input=SEPARATOR.join(texts).encode(), capture_output=True)
    errors = done.stderr.decode(errors="replace")
    assert done.returncode in (0, 1), f"ended with {done.returncode}:\n{errors}"
    first = {}
    for line, message in re.findall(r"^<stdin>:(\d+):\d+: error: (.*)$", errors, re.M):
        first.setdefault(bisect(starts, int(line)) - 1, message)
    return [first.get(number, "") for number in range(len(texts))]
