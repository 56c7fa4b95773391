#!/usr/bin/env python3
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Chooses the programs that the tests of all programs run.

Writes a file for EveryProgram's --sample. Its first line is the name of the
tested commit, whose hash with a file's name chooses a third of the files. The
other lines are the programs that recent commits touch: those since the main
branch or, on that branch, in the four hours before the tested commit.

  $ scripts/sample.py build/sample.txt [COMMIT]

With COMMIT, the choice of that commit is made again.
"""
import argparse
import zlib
from pathlib import Path

from changes import changed_files, find_base, git

RECENT = 4 * 60 * 60  # seconds


def find_older(commit):
    """Returns the last commit that is too old to be recent at `commit`, as a list; empty if there is none."""
    time = git("log", "-1", "--format=%ct", commit)
    return git("rev-list", "-1", f"--before={int(time[0]) - RECENT}", commit) if time else []


def read_chosen(file, names):
    """Returns those of the names of programs that a file of this script chooses, as Sample.cpp does for EveryProgram."""
    commit, *touched = file.read_text().splitlines()
    return [name for name in names if name in touched or zlib.crc32((commit + name).encode()) % 3 == 0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("commit", nargs="?", default="HEAD")
    options = parser.parse_args()
    commit = git("rev-parse", "--verify", options.commit)
    if not commit:
        parser.error(f"{options.commit}: git knows no such commit")
    base = find_base()
    if base == git("rev-parse", "--verify", "HEAD~1"):  # as on the main branch
        base = find_older(commit[0])
    touched = changed_files(base) if base else []
    touched = sorted(path for path in touched if path.endswith(".mlir"))
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text("\n".join([*commit, *touched]) + "\n")
    print(f"A third of the programs is tested, by commit {commit[0]}, and {len(touched)} files that changed")


if __name__ == "__main__":
    main()
