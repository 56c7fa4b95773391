# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""No two outputs of a tool are the same file, and no output replaces an input, whatever the names.

RUN: mkdir -p %t && cd %t && python3 %s
"""
import pathlib
import shutil
import subprocess

TABLE = "id,lower,upper,size\na,0,2,4\n"
PROGRAM = "func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> { return %x : tensor<2xf32> }"
READ = "that is read, and would be replaced"
BOTH = "both ask for"
PLAN = ["ag-plan", "t.csv"]
COMPILE = ["ag-compile", "f.mlir"]
RUN = ["ag-run", "f.mlir", "--input=ones"]
CASES = [
    (0, [*PLAN, "-o", "t.csv"], "peak      4 bytes"),  # in place, like sort
    (0, [*PLAN, "-o", "-", "--svg=./-"], "a,0,2,4,0"),
    (0, ["ag-plan", "-", "--svg=new.svg"], "peak      4 bytes"),
    (2, [*PLAN, "--svg=t.csv"], READ),
    (2, [*PLAN, "--svg=folder/../t.csv"], READ),
    (2, [*PLAN, "--svg=link.csv"], READ),
    (2, ["ag-plan", "link.csv", "--svg=t.csv"], READ),
    (2, ["ag-plan", "-", "--svg=t.csv"], READ),
    (2, [*PLAN, "-o", "new", "--svg=./new"], f"-o and --svg {BOTH} ./new"),
    (2, [*PLAN, "-o", "folder/new", "--svg=link/new"], BOTH),
    (2, [*PLAN, "-o", "old", "--svg=link.old"], BOTH),
    (2, [*PLAN, "-o", "old", "--svg=hard.old"], BOTH),
    (2, [*COMPILE, "-o", "./f.mlir"], READ),
    (2, [*COMPILE, "-o", "f.o", "--report=folder/../f.mlir"], READ),
    (2, [*COMPILE, "-o", "f.o", "--report=./f.o"], BOTH),
    (2, [*COMPILE, "-o", "f.o", "--report=./f.h"], "f.h: that is the name of the header"),
    (2, [*COMPILE, "-o", "f.svg", "--graph=memory:folder/../f.svg"], BOTH),
    (2, [*COMPILE, "-o", "f.svg", "--graph=folder/../f.svg"], BOTH),
    (2, [*COMPILE, "-o", "f.o", "--graph=g.svg", "--graph=memory:./g.svg"], BOTH),
    (0, [*RUN, "--output=y.npy"], ""),
    (2, [*RUN, "--output=./f.mlir"], READ),
    (2, [*RUN, "--output=y.npy", "--expect=./y.npy"], READ),  # would agree with itself
    (2, [*RUN, "--output=y.npy", "--output=./y.npy"], f"--output and --output {BOTH}"),
    (2, [*RUN, "--output=old", "--weights=hard.old"], READ),
    (2, [*RUN, "--output=old", "--same-as=link.old"], READ),
]

for status, command, message in CASES:
    shutil.rmtree("work", ignore_errors=True)
    folder = pathlib.Path("work")
    (folder / "folder").mkdir(parents=True)
    for name, text in (("t.csv", TABLE), ("f.mlir", PROGRAM), ("old", "old")):
        (folder / name).write_text(text)
    for name, target in (("link.csv", "t.csv"), ("link.old", "old"), ("link", "folder")):
        (folder / name).symlink_to(target)
    (folder / "hard.old").hardlink_to(folder / "old")
    with open(folder / "t.csv") as table:
        done = subprocess.run(command, cwd=folder, stdin=table, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert done.returncode == status, (command, done.returncode, said)
    assert message in said, (command, said)
    if status:
        assert (folder / "t.csv").read_text() == TABLE, command
        assert (folder / "f.mlir").read_text() == PROGRAM, command
        assert not (folder / "f.o").exists(), command
