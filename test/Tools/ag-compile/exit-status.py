# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""However ag-compile ends, its status says it: 1 is the input's fault, 2 the command's.

RUN: mkdir -p %t && cd %t && python3 %s
"""
import subprocess

FUNCTION = """
func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> { return %x : tensor<2xf32> }
"""
CASES = [
    (0, FUNCTION, ["--target=cpu"], "f.o"),
    (1, "garbage", [], "<stdin>:1:1: error: "),
    (2, FUNCTION, ["--target=moon"], "Cannot find option named 'moon'"),
    (2, FUNCTION, ["--no-such-option"], "Unknown command line argument"),
]

for status, text, options, message in CASES:
    done = subprocess.run(
        ["ag-compile", "-", "-o", "f.o", *options],
        input=text,
        capture_output=True,
        text=True,
    )
    said = done.stdout + done.stderr
    assert done.returncode == status, (options, done.returncode, said)
    assert message in said, (options, said)
    assert "Stack dump" not in said, (options, said)
