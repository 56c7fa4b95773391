# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag-reduce finds the two ops, among 300, that a plugin's wrong folder needs.

One program differs from the interpreter, the other one ends the compiler by a signal. Both have a
dynamic size, calls, parameters and two results.

RUN: rm -rf %t && mkdir -p %t && cd %t && python3 %s %faulty
"""
import os
import re
import subprocess
import sys

plugin = f"--load-dialect-plugin={sys.argv[1]}"
TYPE = "tensor<?x4xf32>"


def make_program(fault: str) -> str:
    """Returns a program with a chain that has the fault in its middle, and with the sum of its values."""
    lines = [
        f"func.func private @g(%z: {TYPE}) -> {TYPE} {{",
        f"  %0 = ag.abs %z : {TYPE}",
        f"  return %0 : {TYPE}",
        "}",
        f'func.func @f(%x: {TYPE} {{ag.dims = ["n", 4]}}) -> ({TYPE}, {TYPE}) {{',
        '  %p = ag.parameter "p" : tensor<4x4xf32>',
        f'  %y = ag.contract "ni,io->no" %x, %p : {TYPE}, tensor<4x4xf32> -> {TYPE}',
    ]
    chain, total = "%x", "%y"
    for step in range(75):
        if step == 37:
            lines.append(f'  %d = "faulty.double"({chain}) : ({TYPE}) -> {TYPE}')
            lines.append(f'  %e = "faulty.{fault}"(%d) : ({TYPE}) -> {TYPE}')
            chain = "%e"
        lines.append(f"  %a{step} = ag.sin {chain} : {TYPE}")
        lines.append(f"  %m{step} = ag.mul %a{step}, %x : {TYPE}")
        lines.append(f"  %c{step} = func.call @g({total}) : ({TYPE}) -> {TYPE}")
        lines.append(f"  %t{step} = ag.add %c{step}, %m{step} : {TYPE}")
        chain, total = f"%a{step}", f"%t{step}"
    lines.append(f"  return {total}, %x : {TYPE}, {TYPE}\n}}\n")
    return "\n".join(lines)


def reduce(fault: str, *options: str) -> str:
    """Returns the reduced program, which is valid and much smaller."""
    with open(f"{fault}.mlir", "w") as file:
        file.write(make_program(fault))
    words = ["ag-reduce", plugin, f"{fault}.mlir", *options, "-o", f"{fault}.small.mlir"]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "TMPDIR": os.getcwd()})
    assert done.returncode == 0, done
    before, after = map(int, re.match(r"reduced: (\d+) ops to (\d+), by \d+ tests\n$", done.stderr).groups())
    assert before > 300 and after < 12, done.stderr
    assert "ag-crash" not in " ".join(os.listdir(".")), "a crash of what is tried is no crash of ag-reduce"
    with open(f"{fault}.small.mlir") as file:
        return file.read()


small = reduce("double", "--same-as", "--dim", "n=5")
assert small.count("faulty.double") == 2, small
run = ["ag-run", plugin, "double.small.mlir", "--on=cpu", "--same-as=double.small.mlir", "--input=randn:1", "--dim", "n=5"]
done = subprocess.run(run, capture_output=True, text=True)
assert done.returncode == 1 and done.stdout.startswith("different"), done

small = reduce("halve", "--crash")
assert "faulty.double" in small and "faulty.halve" in small, small
