# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Differences between this checkout and another commit, by git."""
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def git(*args, separator=None):
    """Returns the parts of git's output, without blanks around it; empty if git fails."""
    run = subprocess.run(["git", "-c", "safe.directory=*", *args], cwd=ROOT, capture_output=True, text=True)
    return run.stdout.strip().split(separator) if run.returncode == 0 else []


def find_base():
    """Returns the commit that the checkout is compared with, as a list: the merge base with the main branch or, on that
    branch, the previous commit. Empty if unknown."""
    head = git("rev-parse", "HEAD")
    bases = [git("merge-base", "HEAD", name) for name in ("origin/main", "main")]
    bases = [base for base in bases if base and base != head]
    return bases[0] if bases else git("rev-parse", "--verify", "HEAD~1")


def changed_files(base):
    """Returns the paths below ROOT that differ from commit `base`."""
    return git("diff", "--name-only", "--diff-filter=d", *base) + git("ls-files", "--others", "--exclude-standard")
