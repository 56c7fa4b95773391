# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What --verify-grad says of a traced program."""
import os
import subprocess
from pathlib import Path

import ag


def assert_proved(program: ag.Traced, folder: Path) -> None:
    """Its derivatives are right; `folder` is where it is written."""
    program.save(folder / "loss.mlir")
    command = [Path(os.environ["AG_TOOLS"]) / "ag-run", folder / "loss.mlir", "--verify-grad"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "gradient against duals: same" in done.stdout, done.stdout + done.stderr
