# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A check of a traced program by --verify-grad."""
import os
import subprocess
from pathlib import Path

import ag


def assert_proved(program: ag.Traced, folder: Path) -> None:
    """Writes the program into `folder`, and asserts that its derivatives are right."""
    program.save(folder / "loss.mlir")
    command = [Path(os.environ["AG_TOOLS"]) / "ag-run", folder / "loss.mlir", "--verify-grad"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "gradient against duals: same" in done.stdout, done.stdout + done.stderr
