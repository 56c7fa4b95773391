# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The message for an error of a pass itself names the pass. The status is 3, and there is a reproducer.

The example is upstream's canonicalizer: it folds the cast of an empty view at the end of a buffer
to an invalid view, and fails without a message if its options let it end too early.

RUN: python3 %s
"""
import os
import pathlib
import re
import subprocess
import tempfile

empty_view = """
func.func @f(%m: memref<4xf32>) -> memref<?xf32, strided<[1], offset: 4>> {
  %c = memref.cast %m : memref<4xf32> to memref<?xf32>
  %n = arith.constant 0 : index
  %s = memref.subview %c[4] [%n] [1]
      : memref<?xf32> to memref<?xf32, strided<[1], offset: 4>>
  return %s : memref<?xf32, strided<[1], offset: 4>>
}
"""
sums = """
func.func @f(%a: i32) -> i32 {
  %0 = arith.constant 0 : i32
  %1 = arith.addi %a, %0 : i32
  return %1 : i32
}
"""
unknown_symbol = """
func.func @f(%x: tensor<?xf32>, %i: tensor<index>) -> tensor<?xf32> {
  %n = tensor.extract %i[] : tensor<index>
  %0 = tensor.empty(%n) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
"""
hasty = "--canonicalize=test-convergence=true max-iterations=1"


def run(text: str, *options: str) -> tuple[int, str]:
    """Returns the exit status and the errors. If they name a reproducer, it must contain the text."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["ag-opt", *options, "-o", "/dev/null"],
            input=text,
            capture_output=True,
            text=True,
            env={**os.environ, "TMPDIR": folder},
        )
        named = re.search(r"internal error; the reproducer is (\S+);", done.stderr)
        assert bool(named) == (done.returncode == 3), done.stderr
        assert not named or pathlib.Path(named[1]).read_text() == text
        return done.returncode, done.stderr


status, said = run(empty_view, "--canonicalize")
assert status == 3, said
assert "error: offset 0 is out-of-bounds" in said, said
assert "the pass 'canonicalize' made a program that is not valid" in said, said

status, said = run(sums, hasty)
assert status == 3, said
assert "the pass 'canonicalize' failed without a message" in said, said

# The pass runs within another pass, and on several functions in parallel.
status, said = run(sums + sums.replace("@f", "@g"), f"--pass-pipeline=builtin.module(func.func({hasty[2:].replace('=', '{', 1)}}}))")
assert status == 3, said
assert said.count("failed without a message") == 1, said

# There is no reproducer if a pass has reported an error.
status, said = run(unknown_symbol, "--to=trace")
assert status == 1, said
assert "internal error" not in said, said
