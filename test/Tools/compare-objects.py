# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""scripts/compare_objects.py finds programs that another build compiles differently, or refuses.

RUN: python3 %s %S/../../scripts/compare_objects.py
"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OTHER = """#!/bin/sh
case "$*" in
  *{refused}*) exit 1 ;;
  *) exec {compiler} "$@" {options} ;;
esac
"""


def compare(folder, *flags, refused="nothing", options="", only="examples-mlp"):
    """Compares ag-compile with a variant that refuses some programs, or takes other options."""
    compiler = Path(shutil.which("ag-compile"))
    other = Path(folder, "bin", "ag-compile")
    other.parent.mkdir(exist_ok=True)
    other.write_text(OTHER.format(compiler=compiler, refused=refused, options=options))
    other.chmod(0o755)
    script = [sys.executable, sys.argv[1], compiler.parents[1], folder, f"--only={only}", *flags]
    done = subprocess.run(script, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


with tempfile.TemporaryDirectory() as folder:
    march = "--march=x86-64-v3"
    status, said = compare(folder, march)
    assert status == 0 and "same: 2, refused by both: 0, different: 0" in said, said
    status, said = compare(folder, march, options="--opt=0")
    assert status == 1 and "different: object of examples-mlp-0 --march=x86-64-v3 --threads=1" in said, said
    status, said = compare(folder, march, refused="threads=2")
    assert status == 1 and "different: exit status, object, header of" in said and "different: 1" in said, said
    status, said = compare(folder, "--target=cuda")
    assert status == 0 and "same: 1, refused by both: 0, different: 0" in said, said
    status, said = compare(folder, "--target=cuda", options="--opt=0")
    assert status == 1 and "different: PTX of examples-mlp-0 --target=cuda --march=sm_80\n" in said, said
    status, said = compare(folder, "--target=cuda", refused="target=cuda")
    assert status == 1 and "different: exit status, PTX of" in said, said
    status, said = compare(folder, march, refused="mlp", only="examples-mlp")
    assert status == 1 and "different: 2" in said, said
    status, said = compare(folder, march, only="no-program-has-this-name")
    assert status == 2 and "no program has this in its name" in said, said
    status, said = compare(folder, march, only="test-Dialect-AG-broadcast-errors-1")
    assert status == 2 and "nothing was compared" in said, said
