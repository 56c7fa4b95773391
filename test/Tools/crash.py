# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A crash ends in status 3, and leaves the input in a file that the message names.

MLIR's reader crashes on vector-size.mlirbc (test/Fuzz/Upstream/README.md).

RUN: python3 %s %S/../Fuzz/Upstream/vector-size.mlirbc
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

contents = pathlib.Path(sys.argv[1]).read_bytes()

for command in (["ag-opt"], ["ag-compile", "-o", "-", "--emit=asm"], ["ag-run"]):
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*command, "-"],
            input=contents,
            capture_output=True,
            env={**os.environ, "TMPDIR": folder},
        )
        said = done.stderr.decode()
        assert done.returncode == 3, (command, done.returncode, said)
        assert "Stack dump" not in said, said
        named = re.search(r"internal error; the reproducer is (\S+);", said)
        assert named, said
        assert os.path.dirname(named[1]) == folder, said
        assert pathlib.Path(named[1]).read_bytes() == contents
