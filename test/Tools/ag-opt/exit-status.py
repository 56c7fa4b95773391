# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exit status of ag-opt states how it ended, and it never dumps its stack.

RUN: python3 %s
"""
import subprocess

FUNCTION = "func.func @f() { return }"
DEEP = "func.func @f(%c: i1) {" + "scf.if %c {" * 99999 + "}" * 99999
CASES = [
    (0, FUNCTION, [], "func.func @f"),
    (0, FUNCTION, ["--canonicalize", "--lower=cpu"], "llvm.func @ag.f("),
    (1, "garbage", [], "<stdin>:1:1: error: "),
    (1, FUNCTION, ["no-such-file.mlir"], "cannot read no-such-file.mlir"),
    (1, FUNCTION, ["-o", "/dev/null/x"], "'/dev/null/x': Not a directory"),
    (1, FUNCTION, ["-o", "/dev/full"], "'/dev/full': No space left"),
    (1, DEEP, [], "error: the program nests deeper than 256"),
    (2, FUNCTION, ["--no-such-option"], "Unknown command line argument"),
    (2, FUNCTION, ["--pass-pipeline=x"], "to be wrapped with the anchor"),
    (2, FUNCTION, ["--to=moon"], "there is no phase 'moon'"),
    (2, FUNCTION, ["--lower=moon"], "there is no target 'moon', expected cpu or cuda"),
]

for status, text, options, message in CASES:
    done = subprocess.run(
        ["ag-opt", *options], input=text, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == status, (options, done.returncode, said)
    assert message in said, (options, said)
    assert "Stack dump" not in said, (options, said)
