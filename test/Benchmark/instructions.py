# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How many instructions does each pass of ag take in a compilation? valgrind counts them. Unlike times, these counts depend
neither on caches nor on other processes."""
from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

LINE = re.compile(r"\s*([\d,]+) .*?(\w+)Pass>? ?>?::runOnOperation\(\)")


def can_count() -> bool:
    return bool(shutil.which("valgrind") and shutil.which("callgrind_annotate"))


def class_of(name: str) -> str:
    """Returns the class of a pass without capitals and Pass: tilegroups for ag-tile-groups."""
    return name.removeprefix("ag-").replace("-", "")


def parse_counts(text: str) -> dict[str, int]:
    """Returns the instructions by class, from inclusive counts of functions. Those of lambdas are within their pass's."""
    counts: dict[str, int] = {}
    for found in map(LINE.match, text.splitlines()):
        if found:
            name = found[2].lower().removeprefix("ag")
            counts[name] = max(counts.get(name, 0), int(found[1].replace(",", "")))
    return counts


def count_instructions(compiler: Path, text: str) -> dict[str, int]:
    """Returns the instructions of a compilation up to LLVM IR, by classes of passes. Raises a CalledProcessError if it or
    valgrind fails."""
    with tempfile.TemporaryDirectory() as folder:
        source, profile = Path(folder) / "program.mlir", Path(folder) / "profile"
        source.write_text(text)
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", compiler, source,
                        "--emit=llvm", "--opt=0", "-o", source.with_suffix(".ll")], check=True, capture_output=True)
        done = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile],
                              check=True, capture_output=True, text=True)
    return parse_counts(done.stdout)
