# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch without CUDA.

PyPI has PyTorch for Linux with CUDA only. It needs 2 GB of CUDA's libraries, even if it never calls them. The small ones are
in requirements.txt. The others are replaced by empty libraries with their names and the symbols that PyTorch looks up when it
is loaded. The loader reports missing ones, one at a time.
"""
from __future__ import annotations

import re
import subprocess
from pathlib import Path

LIBRARY = re.compile(r"ImportError: (\S+\.so\S*): cannot open shared object file")
SYMBOL = re.compile(r"ImportError: .*: undefined symbol: (\w+)")
MOST_TRIES = 100


def import_error(python: Path) -> str:
    return subprocess.run([python, "-c", "import torch"], capture_output=True, text=True).stderr


def write_library(path: Path, symbols: list[str]) -> None:
    source = "".join(f"char {symbol}[64];\n" for symbol in symbols)
    subprocess.run(["cc", "-shared", "-x", "c", "-", f"-Wl,-soname,{path.name}", "-o", path], input=source, text=True,
                   check=True)


def install(python: Path) -> None:
    """Adds libraries until PyTorch can be imported, or fails for another reason, which the peer will report."""
    folder = next((python.parents[1] / "lib").glob("python*/site-packages/torch/lib"))
    libraries: list[str] = []
    symbols: list[str] = []
    for _ in range(MOST_TRIES):
        error = import_error(python)
        library, symbol = LIBRARY.search(error), SYMBOL.search(error)
        if library:
            libraries.append(library[1])
            write_library(folder / library[1], [])
        elif symbol and libraries and symbol[1] not in symbols:
            symbols.append(symbol[1])
            write_library(folder / libraries[0], symbols)
        else:
            return
