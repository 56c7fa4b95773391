# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Clang-tidy on what changed.

Which files does clang-tidy see? Those sources that differ from the main
branch (on it: from the commit before), and for each header that does, one
source that includes it. A source is skipped while its object file, which
ninja renews when anything in it changes, is older than its last clean check.
"""
import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def git(*args):
    run = subprocess.run(["git", "-c", "safe.directory=*", *args], cwd=ROOT, capture_output=True, text=True)
    return run.stdout.split() if run.returncode == 0 else []


def changed_files():
    """Paths below ROOT that differ from the main branch; None if unknown."""
    head = git("rev-parse", "HEAD")
    bases = [git("merge-base", "HEAD", name) for name in ("origin/main", "main")]
    bases = [base for base in bases if base and base != head]
    base = bases[0] if bases else git("rev-parse", "--verify", "HEAD~1")
    if not base:
        return None
    changed = git("diff", "--name-only", "--diff-filter=d", *base)
    return changed + git("ls-files", "--others", "--exclude-standard")


def including(header, sources):
    """A source that includes `header`, which lies in include/ or beside it."""
    name = header.split("include/")[-1] if "include/" in header else Path(header).name
    line = f'#include "{name}"'
    return next((s for s in sources if line in (ROOT / s).read_text()), None)


def choose(sources, files):
    changed = changed_files() if files == "changed" else None
    if changed is None:
        return sorted(sources)
    headers = [path for path in changed if path.endswith(".h")]
    chosen = {path for path in changed if path in sources}
    chosen |= {including(header, sorted(sources)) for header in headers} - {None}
    return sorted(chosen)


def is_checked(stamp, output):
    if not stamp.exists() or not output.exists():
        return False
    newest = max(output.stat().st_mtime, (ROOT / ".clang-tidy").stat().st_mtime)
    return stamp.stat().st_mtime > newest


def check(build, source, output):
    """What clang-tidy says about `source`, empty if it is clean."""
    stamp = build / "tidy" / (source.replace("/", "_") + ".clean")
    if is_checked(stamp, output):
        return ""
    command = ["clang-tidy-22", "--quiet", "-p", str(build), source]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        return run.stdout + run.stderr
    stamp.parent.mkdir(exist_ok=True)
    stamp.touch()
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--files", choices=["changed", "all"], default="changed")
    options = parser.parse_args()
    build = options.build.resolve()
    sources = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = os.path.relpath(entry["file"], ROOT)
        if not path.startswith(("..", build.name)):
            output = re.search(r" -o (\S+)", entry["command"]).group(1)
            sources[path] = build / output
    chosen = choose(sources, options.files)
    found = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda s: check(build, s, sources[s]), chosen)
        for number, (source, said) in enumerate(zip(chosen, results), 1):
            print(f"[{number}/{len(chosen)}] {source}", flush=True)
            print(said, end="")
            found += bool(said)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
