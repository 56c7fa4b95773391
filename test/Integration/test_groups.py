# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compilation follows a group's plan: in all programs of the tests and the examples, in MiniLM and in their gradients,
a tensor between two ops of a group is whole in memory only if the plan says so. A program whose groups were planned for
one processor also compiles for another one."""
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

TOOLS = Path(os.environ["AG_TOOLS"])
SOURCES = Path(__file__).parents[2]
sys.path.append(str(SOURCES / "scripts"))


def run(*command):
    """Runs a tool. It may refuse its input, but must not crash."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    assert 0 <= done.returncode < 128 and "PLEASE submit a bug report" not in done.stderr, (command, done.stderr[-2000:])
    return done.returncode == 0


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """Returns the files that have no handwritten group marks, which no pass planned."""
    import model

    minilm = tmp_path_factory.mktemp("minilm") / "minilm.mlir"
    minilm.write_text(model.traced().as_text())
    files = sorted(path for folder in ("test", "examples") for path in (SOURCES / folder).rglob("*.mlir"))
    return [minilm, *(path for path in files if "ag.group =" not in path.read_text())]


@pytest.fixture(scope="module")
def sample(programs):
    """Returns MiniLM and the third of the files that the commit in sample.txt chooses, or all without that file, and the
    least part of the groups that they have."""
    file = TOOLS.parent / "sample.txt"
    if not file.exists():
        return programs, 1
    from sample import read_chosen

    names = [path.relative_to(SOURCES).as_posix() for path in programs[1:]]
    return [programs[0], *(SOURCES / name for name in read_chosen(file, names))], 0.27


def compiled(path, folder, *options):
    """Returns the report of a program, or None if the program is refused."""
    report = folder / "report.json"
    if not run(TOOLS / "ag-compile", path, "-o", folder / "program.o", f"--report={report}", *options):
        return None
    return json.loads(report.read_text())


def compile_all(programs, folder, options):
    """Compiles all programs, and their gradients, and returns for each of these its groups, None if it is refused, and what
    it is."""
    def groups(job):
        number, (path, gradient) = job
        own = folder / str(number)
        own.mkdir()
        report = compiled(path, own, *options, *gradient)
        return report and report.get("groups", {"planned": 0, "made": 0, "taken_back": 0}), (path.name, *gradient)

    jobs = [(path, gradient) for path in programs for gradient in ([], ["--grad"])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(groups, enumerate(jobs)))


def total(compilations):
    """Returns how many groups are planned and made in all. Those that are taken back have their programs with them."""
    found = [each for each in compilations if each[0]]
    planned, made = (sum(counts[kind] for counts, _ in found) for kind in ("planned", "made"))
    print(f"{planned} groups planned and {made} made in {len(found)} of {len(compilations)} compilations")
    return planned, made, [(counts["taken_back"], *what) for counts, what in found if counts["taken_back"]]


def groups_of(programs, folder, options):
    """Compiles all programs, and their gradients, and returns the total of their groups."""
    return total(compile_all(programs, folder, options))


def test_all_are_made(sample, tmp_path):
    """The phase schedule carries out the plans."""
    programs, part = sample
    planned, made, taken_back = groups_of(programs, tmp_path, ["--march=x86-64-v3", "--to=schedule"])
    assert not taken_back
    assert planned == made >= 1150 * part


def test_later_phases_keep_them(programs, tmp_path):
    """Every tenth program that is compiled to an object has the same groups then."""
    found = []
    for number, options in enumerate((["--to=schedule"], [])):
        folder = tmp_path / str(number)
        folder.mkdir()
        found.append(compile_all(programs[::10], folder, ["--march=x86-64-v3", *options]))
    early, late = (total([each for each, (groups, _) in zip(compilations, found[1]) if groups]) for compilations in found)
    planned, made, taken_back = late
    assert early == late and not taken_back
    assert planned == made >= 100


def test_kernels_are_made(sample, tmp_path):
    """A group for a GPU is one kernel."""
    programs, part = sample
    planned, made, taken_back = groups_of(programs, tmp_path, ["--target=cuda", "--to=schedule"])
    assert not taken_back
    assert planned == made >= 1400 * part


def test_another_target(programs, tmp_path):
    """Every tenth program compiles for another target."""
    planned_again = 0
    for number, path in enumerate(programs[::10]):
        folder = tmp_path / str(number)
        folder.mkdir()
        fused = folder / "fused.mlir"  # for x86-64-v3
        if not run(TOOLS / "ag-opt", "--fuse", path, "-o", fused):
            continue
        before = compiled(path, folder, "--march=x86-64-v4")
        report = compiled(fused, folder, "--march=x86-64-v4")
        assert (report is None) == (before is None), path
        names = [remark["name"] for remark in (report or {"remarks": []})["remarks"]]
        planned_again += "nest" in names
    assert planned_again >= 10
