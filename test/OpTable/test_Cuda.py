# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A GPU gives what the interpreter gives, of each row that is compiled for one so far, by the emulator."""
import os
import subprocess
from functools import lru_cache

import ag
import numpy as np
import pytest
from programs import SIZES, inputs, interpreted, name_of, rows_of, traced
from tools import TOOLS, refusals
from values import assert_same

#: What the messages of refusals end in.
NOT_YET = "is not compiled for target=cuda yet"
#: Rows that are refused in some type: they need a function for which a GPU has no instruction. All others are compiled
#: in every type that they take.
REFUSED = {"cos", "erf", "log", "log1p", "log2", "pow", "rem", "sin"}
#: Its value comes from a file.
WITH_WEIGHTS = {"parameter"}


@lru_cache(maxsize=None)
def split(dtype):
    """The rows that are compiled, and those that are refused, with the messages."""
    rows = [row for row in rows_of(dtype) if row.name not in WITH_WEIGHTS]
    messages = refusals([traced([row], dtype).as_text() for row in rows], "--target=cuda", "--to=lower")
    return ([row for row, message in zip(rows, messages) if not message],
            {row.name: message for row, message in zip(rows, messages) if message})


@lru_cache(maxsize=None)
def compiled(dtype, tmp_path):
    """An executable of all rows that are compiled."""
    program = traced(split(dtype)[0], dtype)
    path = tmp_path / f"{dtype}.mlir"
    path.write_text(program.as_text())
    subprocess.run([TOOLS / "ag-compile", path, "--target=cuda", "--emit=exe", "-o", path.with_suffix("")], check=True,
                   capture_output=True)
    return path.with_suffix("")


def run(executable, dtype, size):
    """The results by row."""
    rows = split(dtype)[0]
    given, made = [], []
    for row, arrays in zip(rows, inputs(rows, dtype, size).values()):
        for number, array in enumerate(arrays):
            given.append(executable.with_name(f"{name_of(row)}.{number}.npy"))
            np.save(given[-1], array)
        made.append(executable.with_name(f"{name_of(row)}.npy"))
    subprocess.run([executable, *given, *(word for path in made for word in ("-o", path))], check=True,
                   env={**os.environ, "AG_CUDA_DRIVER": str(TOOLS.parent / "lib" / "libag-emulator.so")})
    return {name_of(row): np.load(path) for row, path in zip(rows, made)}


@pytest.mark.parametrize("dtype", ag.DTYPES)
def test_rows(dtype, tmp_path):
    executable = compiled(dtype, tmp_path)
    for size in SIZES:
        expected, _ = interpreted(dtype, size, is_static=False)
        for name, result in run(executable, dtype, size).items():
            row = next(row for row in rows_of(dtype) if name_of(row) == name)
            assert_same(result.view(expected[name].dtype), expected[name], row.ulps)


def test_what_is_refused():
    found = {}
    for dtype in ag.DTYPES:
        for name, message in split(dtype)[1].items():
            assert NOT_YET in message, f"{name} of {dtype}: {message}"
            found.setdefault(name, []).append(dtype)
    assert set(found) == REFUSED, found
