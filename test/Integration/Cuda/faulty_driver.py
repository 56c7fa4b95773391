# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A build of driver.c, which forwards calls to the emulator and seeds faults into them."""
import subprocess
from pathlib import Path


def build_driver(folder: Path) -> Path:
    path = folder / "driver.so"
    subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                    Path(__file__).with_name("driver.c"), "-o", path], check=True)
    return path
