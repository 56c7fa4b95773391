# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rules for all files.

Does each file begin with its title and the licence, is it formatted, and is it
free of unfinished work, skipped tests and paths of one machine?
"""
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from repository import CXX, ROOT

LONGEST = 80
WITH_HEADER = CXX + (".td", ".def", ".py", ".sh")
LICENCE = [
    "Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.",
    "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception",
]
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
ONE_MACHINE = re.compile(r"(?<![\w.\"}])/(wo" r"rk|ro" r"ot|ho" r"me|tm" r"p)/")
SKIPPED = re.compile(
    r"GTEST_SK" r"IP|\bDISAB" r"LED_|\bXF" r"AIL|UNSUPP" r"ORTED:|REQUI" r"RES:|"
    r"mark\.sk" r"ip|mark\.xf" r"ail|pytest\.sk" r"ip|importors" r"kip|"
    r"unittest\.sk" r"ip|skip" r"Test|WILL_" r"FAIL"
)
# A reader that stops early kills the pipe's writer, which is a failure with pipefail.
STOPS_EARLY = re.compile(r"\|\s*(head|grep -\w*[qm]\w*)\b")


def check_python_header(path, lines):
    """Returns a complaint unless the two lines of the licence come first, and then a docstring."""
    if [line.removeprefix("# ") for line in lines[:2]] != LICENCE:
        return [f"{path}: the first two lines are not the licence's"]
    if len(lines) < 3 or not lines[2].startswith('"""'):
        return [f"{path}: no docstring after the licence says what the file is"]
    return []


def check_header(path, text):
    """Returns a complaint unless the first lines are the title, a blank, the two lines of the licence, and a blank."""
    lines = text.splitlines()
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    if str(path).endswith(".py"):
        return check_python_header(path, lines)
    words = [re.sub(r"^(//|/\*|\|\*|#)", "", line).strip() for line in lines[:5]]
    name = re.escape(Path(path).name)
    if len(words) < 5 or not re.match(rf"=+- {name} - \w", words[0]):
        return [f"{path}: the first line does not say {Path(path).name} and what it is"]
    if words[1:5] != ["", *LICENCE, ""]:
        return [f"{path}: lines 2 to 5 are not the licence's"]
    return []


def check_comments(path, text):
    """Returns complaints about the width and form of comments, which clang-format does not change."""
    complaints, is_title = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if is_title and not line.startswith(("|*", "\\*")):
            complaints.append(f"{path}:{number}: a line of the comment does not begin with |*")
        is_title = line.startswith("/*===") or (is_title and not line.startswith("\\*"))
        is_comment = is_title or line.lstrip().startswith(("//", "/*", "* "))
        if is_comment and len(line) > LONGEST and "RUN:" not in line and "http" not in line:
            complaints.append(f"{path}:{number}: a comment of {len(line)} columns, at most {LONGEST}")
    return complaints


def check_words(path, text):
    complaints = []
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, what in [
            (UNFINISHED, "is unfinished work"),
            (ONE_MACHINE, "is a path of one machine"),
            (SKIPPED, "skips a test"),
        ]:
            if match := pattern.search(line):
                complaints.append(f"{path}:{number}: {match.group()} {what}")
    return complaints


def check_pipes(path, text):
    """Returns complaints about readers of pipes that do not read to the end."""
    return [f"{path}: {match.group()} stops before its input ends" for match in STOPS_EARLY.finditer(text)]


def check_format(repo):
    """Returns complaints of clang-format. It checks all files in one process, as its start takes longer than a file."""
    files = repo.select(CXX)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / ".clang-format", folder)
        for path, text in files:
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text)
        command = ["clang-format-22", "--dry-run", *(path for path, _ in files)]
        run = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    lines = {}
    for path, line in re.findall(r"^(.*?):(\d+):\d+: (?:warning|error):", run.stderr, re.M):
        lines.setdefault(path, set()).add(int(line))
    if run.returncode and not lines:
        return [f"clang-format-22: {run.stderr}"]
    return [f"{path}:{', '.join(map(str, sorted(found)))}: not as clang-format has it" for path, found in lines.items()]


def check(repo):
    complaints = check_format(repo)
    for path, text in repo.select(WITH_HEADER):
        complaints += check_header(path, text)
    for path, text in repo.select(CXX):
        complaints += check_comments(path, text)
    for path, text in repo.select((".sh",)):
        complaints += check_pipes(path, text)
    for path, text in repo.files.items():
        complaints += check_words(path, text)
    return complaints
