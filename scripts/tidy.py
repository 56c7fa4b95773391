# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy on changed files, and checks the subjects of commits.

Which files does clang-tidy check? The sources that differ from the base commit
(the main branch or, on it, the previous commit; --base names another), and for
each header that differs, one source that includes it. If the header lost an
include, up to 30 sources that include it are checked, because they may have
relied on it; a unity build does not show that. Commands come from a build
without AG_UNITY that has its generated headers, since those of a unity build
compile batches.

A source that was clean is skipped as long as it, the headers of the checkout
and of the build that it includes, its command and .clang-tidy are unchanged.

Subjects of commits since the base must have the form "[Folder] Imperative"
(test/Meta/english.py).
"""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from changes import ROOT, changed_files, find_base, git

sys.path.append(str(ROOT / "test" / "Meta"))
from english import check_subject

TIDY = "clang-tidy-22"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
#: Sources that every build compiles, regardless of its settings.
ALWAYS_BUILT = ("lib/", "tools/")
#: The greatest number of checked sources for a header that lost an include.
MOST_LEANING = 30


@cache
def read(path):
    return path.read_text()


def subjects(base):
    """Returns the subjects of the commits since `base`, the last one first; empty if the base is unknown."""
    lines = git("log", "--format=%s", f"{base[0]}..HEAD", separator="\n") if base else []
    return [line for line in lines if line]


def includes(text):
    return set(INCLUDE.findall(text))


def lost_includes(header, base):
    """Returns true if `header` had an include in commit `base` that it does not have now."""
    before = subprocess.run(["git", "-c", "safe.directory=*", "show", f"{base[0]}:{header}"], cwd=ROOT,
                            capture_output=True, text=True)
    return before.returncode == 0 and not includes(before.stdout) <= includes(read(ROOT / header))


def including(header, sources, most):
    """Returns up to `most` of the sources that include `header`, which is in include/ or in their folder."""
    name = header.split("include/")[-1] if "include/" in header else Path(header).name
    return [source for source in sources if name in includes(read(ROOT / source))][:most]


def choose(sources, files, base):
    if files == "all" or not base:
        return sorted(sources)
    changed = changed_files(base)
    chosen = {path for path in changed if path in sources}
    for header in (path for path in changed if path.endswith(".h")):
        most = MOST_LEANING if lost_includes(header, base) else 1
        chosen.update(including(header, sorted(sources), most))
    return sorted(chosen)


def read_commands(build):
    """Returns the command that compiles each C++ source of the checkout, by the source's path below ROOT.

    C sources are left out, as .clang-tidy checks names and idioms of C++.
    """
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = os.path.relpath(entry["file"], ROOT)
        if path.endswith(".cpp") and not path.startswith(("..", "build")):
            commands[path] = entry["command"]
    return commands


def missing(sources):
    """Returns the sources of the checkout that should have commands and do not."""
    tracked = git("ls-files", "--cached", "--others", "--exclude-standard", "*.cpp")
    return [path for path in tracked if path.startswith(ALWAYS_BUILT) and path not in sources]


@cache
def included(path, folders):
    """Returns the files that `path` includes from its own folder or one of `folders`."""
    tried = ([folder / name for folder in (path.parent, *folders)] for name in INCLUDE.findall(read(path)))
    found = (next((file for file in files if file.is_file()), None) for files in tried)
    return {file.resolve() for file in found if file}


def own_headers(source, folders):
    """Returns the headers of the checkout and the build that `source` includes, directly or indirectly."""
    found, left = set(), [source]
    while left:
        more = included(left.pop(), folders) - found
        found |= more
        left += more
    return found


def fingerprint(source, command):
    """Returns a hash of everything that determines clang-tidy's result for `source`, except for installed packages."""
    folders = tuple(Path(folder) for folder in re.findall(r"(?<!\S)-I(\S+)", command))
    state = hashlib.sha256(command.encode())
    for path in [ROOT / ".clang-tidy", ROOT / source, *sorted(own_headers(ROOT / source, folders))]:
        state.update(read(path).encode())
    return state.hexdigest()


def check(build, source, command):
    """Returns the complaints of clang-tidy about `source`; empty if it is clean."""
    stamp, state = build / "tidy" / (source.replace("/", "_") + ".clean"), fingerprint(source, command)
    if stamp.exists() and stamp.read_text() == state:
        return ""
    run = subprocess.run([TIDY, "--quiet", "-p", str(build), source], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        return run.stdout + run.stderr
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(state)
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, default=ROOT / "build-dev", help="a build without AG_UNITY")
    parser.add_argument("--files", choices=["changed", "all"], default="changed")
    parser.add_argument("--base", metavar="COMMIT", help="the commit to compare with, such as the last one that landed")
    options = parser.parse_args()
    base = git("rev-parse", "--verify", options.base) if options.base else find_base()
    if options.base and not base:
        parser.error(f"{options.base}: git knows no such commit")
    build = options.build.resolve()
    commands = read_commands(build)
    if lacking := missing(commands):
        print(f"{build} has no commands for {len(lacking)} sources, {lacking[0]} first: it should be the preset dev's, "
              "whose AG_UNITY is OFF", file=sys.stderr)
        return 2
    wrong = [complaint for subject in subjects(base) for complaint in check_subject(subject)]
    print("".join(f"{complaint}\n" for complaint in wrong), end="")
    chosen = choose(commands, options.files, base)
    found = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda source: check(build, source, commands[source]), chosen)
        for number, (source, said) in enumerate(zip(chosen, results), 1):
            print(f"[{number}/{len(chosen)}] {source}", flush=True)
            print(said, end="")
            found += bool(said)
    print(f"{len(chosen)} of {len(commands)} files checked, {found} with complaints")
    return 1 if found or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
