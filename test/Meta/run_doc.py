# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Executes pages of documentation.

Are the commands and outputs of pages still right? Several pages run one after the
other, in the same shell. The fenced blocks are:

  ```sh           commands, run in order in one shell that stops at a failure
  ```text         after ```sh: each line occurs in the output of those commands,
                  in this order, and cuts no word or number of it
  ```cpp FILE     (any language, and a path) an excerpt: FILE has these lines

The shell starts in the folder SCRATCH, which looks like the checkout: build/ is
the build that is tested, work/ is empty. SCRATCH is removed afterwards. Each run
uses the same folder, so that ccache finds earlier compilations that contain a
path.

  $ run_doc.py BUILD SCRATCH PAGE...
"""
import contextlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
MARK = "---- end of block %d ----"

# Names have dots, hyphens and dollars, numbers have signs, and commas between digits. A full stop ends a sentence.
BEGINS = r"(?<![\w.$-])(?!(?<=\d,)\d)"
ENDS = r"(?![\w$-]|\.\w)(?!(?<=\d),\d)"


def blocks(text):
    """Returns (language, file or None, body) of each fenced block, in order."""
    return [match.groups() for match in FENCE.finditer(text)]


def check_excerpts(page, root):
    """Returns complaints about excerpts that their files do not have."""
    complaints = []
    for _, path, body in page:
        if path and body not in (root / path).read_text():
            complaints.append(f"{path} has no such lines:\n{body}")
    return complaints


def make_script(page):
    lines = ["set -eu"]
    for number, (language, _, body) in enumerate(page):
        if language == "sh":
            lines += [body, f'echo "{MARK % number}"']
    return "\n".join(lines)


def whole_words(line):
    """Returns a pattern that matches `line` where the output does not continue its first or last word."""
    begins = BEGINS if re.match(r"[\w.$-]", line) else ""
    ends = ENDS if re.search(r"[\w.$-]$", line) else ""
    return re.compile(begins + re.escape(line) + ends)


def is_in_order(expected, output):
    """Returns true if each line of `expected` occurs in `output` in whole words, after the one before."""
    position = 0
    for line in filter(None, expected.splitlines()):
        found = whole_words(line).search(output, position)
        if not found:
            return False
        position = found.end()
    return True


def check_outputs(page, output):
    """Returns complaints about ```text blocks whose lines `output` does not have."""
    complaints = []
    for number, (language, _, body) in enumerate(page):
        if language == "sh":
            printed, _, output = output.partition(MARK % number)
        elif language == "text" and not is_in_order(body, printed):
            complaints.append(f"expected, in this order:\n{body}in:\n{printed}")
    return complaints


@contextlib.contextmanager
def make_checkout(root, build, scratch):
    """Makes `scratch` look like a checkout, and removes it in the end. Removes what an interrupted run left first."""
    if scratch.exists():
        shutil.rmtree(scratch)
    (scratch / "work").mkdir(parents=True)
    for entry in root.iterdir():
        if not entry.name.startswith(("build", ".git", "work")):
            (scratch / entry.name).symlink_to(entry)
    (scratch / "build").symlink_to(build)
    try:
        yield
    finally:
        shutil.rmtree(scratch)


def run(page, root, build, scratch):
    with make_checkout(root, build, scratch):
        shell = subprocess.run(
            ["bash", "-c", make_script(page)],
            cwd=scratch,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    if shell.returncode:
        return [f"exit status {shell.returncode}:\n{shell.stdout}"]
    return check_outputs(page, shell.stdout)


def main():
    build, scratch, files = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:]
    page = [block for file in files for block in blocks(Path(file).read_text())]
    complaints = check_excerpts(page, ROOT) or run(page, ROOT, build, scratch)
    for complaint in complaints:
        print(f"{', '.join(files)}: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
