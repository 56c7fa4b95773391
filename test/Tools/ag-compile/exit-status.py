# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exit status of ag-compile states how it ended: 1 is an error of the input, 2 of the command.

RUN: mkdir -p %t && cd %t && python3 %s
"""
import subprocess

FUNCTION = """
func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> { return %x : tensor<2xf32> }
"""
TWO = FUNCTION + FUNCTION.replace("@f", "@g")
LOWERED = subprocess.run(
    ["ag-opt", "--lower=cpu"], input=TWO, capture_output=True, text=True
).stdout
NO_H = "error: there is no public function @h, expected one of f, g"
ONE = "error: an executable runs one function, but "
CASES = [
    (0, FUNCTION, ["--target=cpu"], "f.o"),
    (0, TWO, ["--entry=g"], "f.o"),
    (0, LOWERED, ["--entry=g"], "f.o"),
    (1, "garbage", [], "<stdin>:1:1: error: "),
    (1, "", [], "<stdin>: error: there is no entry"),
    (1, FUNCTION, ["--weights=none"], "error: --weights: none: "),
    (2, FUNCTION, ["--target=moon"], "error: --target=moon: no such kind; expected cpu or cuda"),
    (2, TWO, ["--entry=f,h"], NO_H),
    (2, LOWERED, ["--entry=h"], NO_H),
    (2, TWO, ["--emit=exe"], ONE + "2 are public and none is @main"),
    (2, TWO, ["--emit=exe", "--entry=f,g"], ONE + "2 are asked for"),
    (2, FUNCTION, ["--no-such-option"], "ag-compile: Unknown command line argument"),
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
    assert any(line.startswith(message) for line in said.split("\n")), said
    assert "Stack dump" not in said, (options, said)
