# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exit status of ag-reduce states how it ended. A program that can't be reduced is refused with a reason.

RUN: rm -rf %t && mkdir -p %t && cd %t && python3 %s
"""
import os
import pathlib
import subprocess

PROGRAM = """func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.tanh %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
"""


def write_script(name: str, text: str) -> None:
    pathlib.Path(name).write_text(text)
    os.chmod(name, 0o755)


pathlib.Path("f.mlir").write_text(PROGRAM)
pathlib.Path("text").write_text("no program")
pathlib.Path("folder").mkdir()
write_script("yes.sh", "#!/bin/sh\nexit 0\n")
write_script("no.sh", "#!/bin/sh\nexit 3\n")
write_script("killed.sh", "#!/bin/sh\nkill -9 $$\n")
write_script("slow.sh", "#!/bin/sh\nexec sleep 600\n")
write_script("lost.sh", "#!/no/such/shell\n")
SAME = "ag-run --on=cpu --same-as says"
CASES = [
    (0, ["--test=./yes.sh"], "reduced: 3 ops to 0, by"),
    (0, ["--test=yes.sh"], "reduced: 3 ops to 0, by"),  # In the PATH.
    (1, ["--test=./no.sh"], "error: the program is not interesting: ./no.sh ends with exit 3 for it; expected exit 0"),
    (1, ["--test=./killed.sh"], "not interesting: ./killed.sh ends with signal 9 for it"),
    (1, ["--test=./slow.sh", "--time-limit=1"], "not interesting: ./slow.sh ends with signal 14 for it"),
    (1, ["--test=./lost.sh"], "not interesting: ./lost.sh ends with exit 127"),
    (1, ["--test=./none.sh"], "--test=./none.sh is no program that can be run; expected one that is called with"),
    (1, ["--test=none.sh"], "--test=none.sh is no program that can be run"),
    (1, ["--test=./text"], "--test=./text is no program that can be run"),
    (1, ["--test=./folder"], "--test=./folder is no program that can be run"),
    (1, ["--same-as"], f"not interesting: {SAME} 'same: 1 result"),
    (1, ["--same-as", "--entry=g"], f"not interesting: {SAME} 'error: there is no function @g"),
    (1, ["--crash"], "not interesting: compiling it ends with exit 0; expected a signal"),
    (1, ["--crash", "--input=ones"], "not interesting: running it ends with exit 0"),
    (1, ["--test=./yes.sh", "-o", "/dev/full"], "'/dev/full': No space left"),
    (2, [], "none of --test, --same-as and --crash are given; expected one"),
    (2, ["--crash", "--same-as"], "several of --test, --same-as and --crash are given"),
    (2, ["--crash", "--verify-grad"], "--verify-grad: expected a --test that runs it"),
    (2, ["--crash", "--time-limit=0"], "--time-limit=0: expected a number of 1 or more"),
    (2, ["--crash", "--march=moon"], "moon"),
    (2, ["--test=./yes.sh", "-o", "yes.sh"], "would be replaced"),
    (2, ["--no-such-option"], "Unknown command line argument"),
]

environment = {**os.environ, "PATH": os.getcwd() + os.pathsep + os.environ["PATH"], "TMPDIR": os.getcwd() + "/folder"}


def run(*words: str) -> tuple[int, str]:
    done = subprocess.run(["ag-reduce", *words], capture_output=True, text=True, env=environment)
    assert "Stack dump" not in done.stderr, (words, done.stderr)
    return done.returncode, done.stdout + done.stderr


for status, options, message in CASES:
    got, said = run("f.mlir", *options)
    assert got == status, (options, got, said)
    assert message in said, (options, said)

for words, message in (
    (["none.mlir", "--crash"], "cannot read none.mlir"),
    (["text", "--crash"], "text:1:1: error: "),
):
    got, said = run(*words)
    assert got == 1 and message in said, (words, got, said)

# A program of this folder is found without ./ too.
done = subprocess.run(["ag-reduce", "f.mlir", "--test=yes.sh"], capture_output=True, text=True,
                      env={**environment, "PATH": os.environ["PATH"]})
assert done.returncode == 0 and "reduced: " in done.stderr, done
assert os.listdir("folder") == [], "files of the programs that were tried are left"
