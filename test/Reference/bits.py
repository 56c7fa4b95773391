# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The functions of bits.mlir at each width, compiled for several processors, compute what they mean.

RUN: rm -rf %t && mkdir -p %t && python3 %s %t %widest
"""
import re
import subprocess
import sys
from pathlib import Path

folder, widest = Path(sys.argv[1]), sys.argv[2]
text = Path(__file__).with_suffix(".mlir").read_text()
CPUS = [["--on=cpu", f"--march={march}"] for march in ("x86-64-v2", "x86-64-v3", widest)]

for width in (1, 8, 16, 32, 64):
    # A cast to i64 would have its operand's type.
    program = re.sub(r"arith.trunci (%\w+) : i64 to i64", r"arith.ori \1, \1 : i64", text.replace("i32", f"i{width}"))
    path = folder / f"i{width}.mlir"
    path.write_text(program)
    for entry, ways in {"bodies": [*CPUS, ["--on=emulator"]], "scalars": [CPUS[1], ["--on=emulator"]]}.items():
        for way in ways:
            done = subprocess.run(["ag-run", path, f"--entry={entry}", f"--input=randn:{width}", *way, f"--same-as={path}"],
                                  capture_output=True, text=True)
            assert done.returncode == 0 and done.stdout.startswith("same: 9 results"), (width, entry, way, done)
