# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The driver's side of figures.py: a process for each group of figures, which may fail."""
from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from process import HERE, PEERS_PYTHON, Settings, environment

#: The functions of figures.py, and what they measure.
FIGURES = {"any_size": "compilation for any size", "gpt2": "import of GPT-2 small", "external": "external data",
           "calls": "calls of tensors", "examine": "is_supported"}


def measure(name: str, settings: Settings) -> list[dict] | str:
    """Returns the figures of a function as dicts, or why it failed."""
    if not PEERS_PYTHON.exists():
        return "not installed: run benchmark.py setup"
    with tempfile.TemporaryDirectory(prefix="ag-figures-") as folder:
        variables = environment(settings, Path(folder), "both")
        del variables["GLIBC_TUNABLES"]  # so that memory that is freed is returned
        done = subprocess.run([PEERS_PYTHON, HERE / "imported" / "figures.py", name, folder,
                               settings.build / "bin" / "ag-compile"], capture_output=True, text=True, env=variables)
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return json.loads(lines[-1]) if done.returncode == 0 else f"{lines[-1] if lines else 'it said nothing'}"
