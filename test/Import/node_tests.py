# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which of ONNX's node tests are right?

The package onnx has them on disk: models of one node or a few, with inputs and results. The comparison is strict: the
number of results, their shapes and types, and elements within the tolerances that the test states. The command

    PYTHONPATH=build/python .venv/bin/python3 test/Import/node_tests.py

prints how many are right, refused, by reason, and wrong. A word chooses the tests whose name contains it. The file
refused.txt lists those that are refused; `--list` writes it.
"""
from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

import ag

REFUSED = Path(__file__).parent / "refused.txt"
FOLDER = Path(onnx.__file__).parent / "backend" / "test" / "data"


def cases(words: list[str], share: int = 1) -> list[Path]:
    """Returns the folders of the tests whose name contains a word; of these, one in `share` by the names' hash."""
    found = sorted(path for path in (FOLDER / "node").iterdir() if path.is_dir())
    return [path for path in found if (not words or any(word in path.name for word in words))
            and int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % share == 0]


def _read(path: Path, value: Any) -> Any:
    kind = value.type.WhichOneof("value")
    if kind != "tensor_type":
        raise ag.Error(f"{path.parent.parent.name} has a value of the kind {kind}")
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return numpy_helper.to_array(tensor)


def _differs(name: str, got: Any, want: np.ndarray, rtol: float, atol: float, declared: bool) -> str:
    """Returns how a result differs from the expected one; empty if it does not."""
    got = np.asarray(got)
    if got.shape != want.shape:
        return f"{name} has the shape {got.shape}, expected {want.shape}"
    if got.dtype != want.dtype and not (declared and got.dtype == np.float64 and want.dtype.kind in "fV"):
        return f"{name} is {got.dtype}, expected {want.dtype}"
    wide = [x.astype(np.float64) if x.dtype.kind not in "biu" else x for x in (got, want)]
    if wide[0].dtype.kind == "f":
        same = np.isclose(wide[0], wide[1], rtol=rtol, atol=atol, equal_nan=True)
    else:
        same = wide[0] == wide[1]
    if np.all(same):
        return ""
    place = np.unravel_index(int(np.argmin(same)), want.shape) if want.shape else ()
    return f"{name}{list(map(int, place))} is {got[place]}, expected {want[place]} ({int(np.sum(~same))} of {same.size} differ)"


def judge(folder: Path, compiles: bool) -> tuple[str, str, str]:
    """Returns the name of a test, what it is (right, refused, wrong), and why."""
    name = folder.name
    try:
        model = onnx.load(folder / "model.onnx")
        run = (lambda traced: traced.lower().compile()) if compiles else (
            lambda traced: lambda *arrays: traced.interpret(*arrays, precision="declared"))
        prepared = ag.onnx.Backend.prepare(model, run=run)
        initialized = {tensor.name for tensor in model.graph.initializer}
        declared = [value for value in model.graph.input if value.name not in initialized]
        stated = json.loads((folder / "data.json").read_text()) if (folder / "data.json").exists() else {}
        rtol, atol = stated.get("rtol", 1e-3), stated.get("atol", 1e-7)
        for data in sorted(folder.glob("test_data_set_*")):
            inputs = {value.name: _read(data / f"input_{place}.pb", value) for place, value in enumerate(declared)}
            wanted = [_read(data / f"output_{place}.pb", value) for place, value in enumerate(model.graph.output)]
            results = prepared.run(inputs)
            if len(results) != len(wanted):
                return name, "wrong", f"there are {len(results)} results, expected {len(wanted)}"
            for value, got, want in zip(model.graph.output, results, wanted):
                problem = _differs(value.name, got, want, rtol, atol, not compiles)
                if problem:
                    return name, "wrong", problem
    except ag.Error as error:
        return name, "refused", error.message
    except Exception as error:  # what a user would see as a traceback
        return name, "crashed", f"{type(error).__name__}: {error}"
    return name, "right", ""


def refused() -> dict[str, str]:
    """Returns why each test is refused that is listed."""
    return dict(line.split(": ", 1) for line in REFUSED.read_text().splitlines() if not line.startswith("#"))


def unexpected(results: list[tuple[str, str, str]]) -> list[str]:
    """Returns a line for each test that is neither right nor refused for the reason that is listed."""
    listed = refused()
    return [f"{what}: {name}: {why}" for name, what, why in results
            if (what == "right" and name in listed) or (what != "right" and (what != "refused" or listed.get(name) != why))]


def run(folders: list[Path], compiles: bool, jobs: int) -> list[tuple[str, str, str]]:
    """Returns what judge returns for each test."""
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=100) as pool:
        return pool.starmap(judge, [(folder, compiles) for folder in folders], chunksize=4)


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="parts of tests' names")
    parser.add_argument("--compile", action="store_true", help="compile the programs; otherwise they are interpreted")
    parser.add_argument("--share", type=int, default=1, help="one in this many tests")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--verbose", action="store_true", help="print each test that is not right")
    parser.add_argument("--list", action="store_true", help="write those that are refused to refused.txt")
    options = parser.parse_args()
    results = run(cases(options.words, options.share), options.compile, options.jobs)
    if options.list:
        lines = [f"{name}: {why}" for name, what, why in results if what == "refused"]
        REFUSED.write_text("\n".join(["# ONNX's node tests that are refused, and why.", *lines, ""]))
    for name, what, why in results:
        if what in ("wrong", "crashed") or (options.verbose and what != "right"):
            print(f"{what}: {name}: {why}")
    print("\nRefused, by reason:")
    for why, count in Counter(why for _, what, why in results if what == "refused").most_common():
        print(f"{count:5}  {why[:150]}")
    counts = Counter(what for _, what, _ in results)
    print(f"\n{len(results)} tests: {', '.join(f'{counts[what]} {what}' for what in ('right', 'refused', 'wrong', 'crashed'))}")
    return 1 if counts["wrong"] or counts["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main())
