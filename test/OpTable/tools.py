# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tools, as processes."""
import os
import subprocess


def run_tool(variable: str, *arguments: str, text: bytes | str = b"") -> bytes:
    """What the tool that an environment variable names prints, given `text` to read; its errors are the caller's."""
    given = text.encode() if isinstance(text, str) else text
    done = subprocess.run([os.environ[variable], *arguments], input=given, capture_output=True)
    assert done.returncode == 0, f"{variable} {' '.join(arguments)} ended with {done.returncode}:\n" \
        f"{done.stdout.decode(errors='replace')}{done.stderr.decode(errors='replace')}"
    return done.stdout
