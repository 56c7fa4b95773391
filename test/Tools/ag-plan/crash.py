# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A crash during the search ends in status 3, and leaves the table in a file that the message names.

RUN: python3 %s %S/Inputs/minimalloc/J.1048576.csv
"""
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

table = pathlib.Path(sys.argv[1]).read_bytes()
TICKS = os.sysconf("SC_CLK_TCK")


def seconds_at_work(process):
    """Returns the process's CPU time, of which reading the table is a small part."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


with tempfile.TemporaryDirectory() as folder:
    process = subprocess.Popen(
        ["ag-plan", "-", "--effort=1000000000000"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": folder},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    )
    process.stdin.write(table)
    process.stdin.close()
    while seconds_at_work(process) < 1:
        assert process.poll() is None, "it found a plan by then"
        time.sleep(0.05)
    process.send_signal(signal.SIGSEGV)
    said = process.stderr.read().decode()
    assert process.wait() == 3, said
    named = re.search(r"internal error; the reproducer is (\S+);", said)
    assert named, said
    assert pathlib.Path(named[1]).read_bytes() == table
