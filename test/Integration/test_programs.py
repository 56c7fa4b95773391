# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The three tools on every program that the tests and the examples have, as it stands.

Each ends with exit status 0, 1 or 2, whatever the program is; and a function that can
be interpreted and compiled computes the same by both: also where memory that nothing
should read holds NaNs, and where AddressSanitizer watches. What has a derivative has
the one that --verify-grad proves.
"""
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ["AG_TOOLS"])
FILES = sorted(str(path.relative_to(ROOT)) for folder in ("test", "examples") for path in (ROOT / folder).rglob("*.mlir"))

def preload():
    """What the environment of a sanitized run has to have; an error found ends it with status 99."""
    library = subprocess.run(["cc", "-print-file-name=libasan.so"], capture_output=True, text=True, check=True).stdout
    return {"LD_PRELOAD": library.strip(), "ASAN_OPTIONS": "detect_leaks=0:exitcode=99"}


#: In one run memory is both poisoned and watched, as each program costs a process.
PLAIN, WATCHED = ("--opt=0",), ("--opt=0", "--poison-memory", "--sanitize=address")
MODES = {PLAIN: {}, WATCHED: preload()}

compared, proved = [], []


def run(tool, *arguments, **environment):
    command = [TOOLS / tool, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment})
    assert done.returncode in (0, 1, 2), (tool, *arguments, done.stderr)
    return done


def dims(program):
    """--dim=batch=3 for each name in the program's ag.dims."""
    names = {name for dims in re.findall(r"ag\.dims = \[(.*?)\]", program) for name in re.findall(r'"(.*?)"', dims)}
    return [f"--dim={name}=3" for name in sorted(names)]


def compare(path, entry, program):
    """Compiled with interpreted, where both take it and its loops end."""
    command = ["ag-run", path, f"--entry={entry}", "--input=randn:1", "--weights=randn:2", *dims(program)]
    if run(*command, "--max-steps=1000000").returncode != 0:
        return

    # Of short floats the tolerance is that of their types.
    tolerance = [] if "f16" in program else ["--atol=1e-3"]

    def run_in(mode):
        return run(*command, "--on=cpu", *mode, f"--same-as={path}", *tolerance, **MODES[mode])

    with ThreadPoolExecutor() as workers:
        done = dict(zip(MODES, workers.map(run_in, MODES)))
    for mode, each in done.items():
        assert not each.stdout.startswith("different"), (path, entry, mode, each.stdout)
        assert each.returncode == done[PLAIN].returncode, (path, entry, mode, each.stderr)
    if each.returncode == 0:
        compared.append((path, entry))


def prove(path, entry):
    """The derivatives that are made of it, where it has any and inputs can be drawn."""
    done = run("ag-run", path, f"--entry={entry}", "--verify-grad", "--max-steps=100000", "--opt=0")
    assert "different" not in done.stdout, (path, entry, done.stdout, done.stderr)
    if done.returncode == 0:
        proved.append((path, entry))


@pytest.mark.parametrize("file", FILES)
def test_tools(file, tmp_path):
    for number, program in enumerate((ROOT / file).read_text().split("// -----")):
        path = tmp_path / f"{number}.mlir"
        path.write_text(program)
        run("ag-compile", path, "--opt=0", "-o", tmp_path / "out.o")
        if run("ag-opt", path).returncode == 0:
            for entry in re.findall(r"^ *func\.func @(\w+)", program, re.M):
                compare(path, entry, program)
                if f"@{entry}_" not in re.sub("//.*", "", program):
                    prove(path, entry)


def test_enough_was_compared():
    assert len(compared) > 85
    assert len(proved) > 300
