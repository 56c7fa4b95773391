# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The files that the checks read.

Which files does the checkout have? A Repository maps each path to its text, and
has the paths of files that are not text. The checks take a Repository, so that
their tests can pass bad samples.
"""
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CXX = (".cpp", ".h", ".c")


class Repository:
    def __init__(self, files, data=()):
        self.files = files
        self.paths = {*files, *data}

    @classmethod
    def of_checkout(cls):
        """Returns every file that git tracks or would track. Fuzz seeds and other data
        that is not text are paths only. Another user may own the checkout."""
        git = ["git", "-c", "safe.directory=*"]
        listed = subprocess.run(
            [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        files = {}
        paths = [path for path in listed.stdout.split("\0") if (ROOT / path).is_file()]
        for path in paths:
            data = (ROOT / path).read_bytes()
            if b"\0" not in data and not path.startswith("test/Fuzz/Seeds/"):
                files[path] = data.decode("utf-8")
        return cls(files, paths)

    def select(self, suffixes, under=""):
        """Returns (path, text) of the files with one of these suffixes below a folder."""
        return [
            (path, text)
            for path, text in sorted(self.files.items())
            if path.startswith(under) and path.endswith(suffixes)
        ]
