# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The gradient of a fused program is that of the program, fused or not."""
import os
import re
import subprocess
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

FOLDER = Path(__file__).parent
TOOLS = Path(os.environ["AG_TOOLS"])
PROGRAMS = sorted((FOLDER / "Gradients").glob("*.mlir")) + sorted((FOLDER / "Foreign").glob("*.mlir"))
FLOATS = {"f32": np.float32, "f64": np.float64, "bf16": ml_dtypes.bfloat16}


def run(tool, *arguments):
    return subprocess.run([TOOLS / tool, *map(str, arguments)], capture_output=True, text=True)


def functions(text):
    """Returns, for each function, the types of its arguments and the names of their dimensions."""
    found = {}
    for name, arguments in re.findall(r"func\.func @(\w+)\((.*?)\)(?: ->|$| \{| attributes)", text, re.M):
        named = " ".join(re.findall(r"ag\.dims = \[[^\]]*\]", arguments))
        found[name] = (re.findall(r"%\w+: ([^%]+)", arguments), sorted(set(re.findall(r'"(\w+)"', named))))
    return found


def draw(kind):
    """Returns an option that draws floats, or gives indices in range."""
    return f"--input={'randn:1' if re.search(r'f64|f32|f16', kind) else 'ones'}"


def cotangents(path, name, inputs, kinds, folder):
    """Writes cotangents. Those of results whose sizes have no names have the results' sizes."""
    results = run("ag-run", path, f"--entry={name}", "--on=interpreter", "--weights=randn:2", *inputs).stdout
    shapes = [(kind, [int(size) for size in sizes.split(",") if size])
              for kind, sizes in re.findall(r"^(\w+)\[([\d, ]*)\] ", results, re.M) if "f" in kind]
    for number, kind in enumerate(kinds):
        if "?" not in kind:
            yield draw(kind)
            continue
        element, shape = shapes[number]
        file = folder / f"{number}.npy"
        np.save(file, np.random.default_rng(number).normal(size=shape).astype(FLOATS[element]))
        yield f"--input={file}"


@pytest.mark.parametrize("path", PROGRAMS, ids=[f"{path.parent.name}-{path.stem}" for path in PROGRAMS])
def test_order_does_not_matter(path, tmp_path):
    behind, before = tmp_path / "behind.mlir", tmp_path / "before.mlir"
    for name, (kinds, dims) in functions(path.read_text().split("// -----")[0]).items():
        done = run("ag-opt", f"--grad={name}", "--fuse", path, "-o", behind)
        assert done.returncode in (0, 1), done.stderr
        if done.returncode == 1:
            continue  # There is nothing to differentiate by, or the program is refused.
        done = run("ag-opt", "--fuse", f"--grad={name}", path, "-o", before)
        assert done.returncode == 0, done.stderr
        inputs = [*map(draw, kinds), *(f"--dim={dim}=20" for dim in dims)]
        of_results, _ = functions(behind.read_text())[f"{name}_grad"]
        inputs += cotangents(path, name, inputs, of_results[len(kinds):], tmp_path)
        done = run("ag-run", before, f"--entry={name}_grad", f"--same-as={behind}", "--on=interpreter",
                   "--weights=randn:2", *inputs)
        assert done.returncode == 0, done.stdout + done.stderr
