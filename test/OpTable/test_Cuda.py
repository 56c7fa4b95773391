# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each row has the same results on a GPU, by the emulator, as in the interpreter."""
import os
import subprocess
from functools import lru_cache

import ag
import numpy as np
import pytest
from programs import SIZES, inputs, interpreted, name_of, rows_of, traced
from tools import TOOLS
from values import assert_same

#: Rows whose value is from a file.
WITH_WEIGHTS = {"parameter"}


def compiled_rows(dtype):
    return [row for row in rows_of(dtype) if row.name not in WITH_WEIGHTS]


@lru_cache(maxsize=None)
def compiled(dtype, tmp_path):
    """Returns an executable of all rows."""
    program = traced(compiled_rows(dtype), dtype)
    path = tmp_path / f"{dtype}.mlir"
    path.write_text(program.as_text())
    subprocess.run([TOOLS / "ag-compile", path, "--target=cuda", "--emit=exe", "-o", path.with_suffix("")], check=True)
    return path.with_suffix("")


def run(executable, dtype, size, order="in"):
    """Returns the results by row. The emulator runs blocks, warps and streams in the given order."""
    rows = compiled_rows(dtype)
    given, made = [], []
    for row, arrays in zip(rows, inputs(rows, dtype, size).values()):
        for number, array in enumerate(arrays):
            given.append(executable.with_name(f"{name_of(row)}.{number}.npy"))
            np.save(given[-1], array)
        made.append(executable.with_name(f"{name_of(row)}.npy"))
    subprocess.run([executable, *given, *(word for path in made for word in ("-o", path))], check=True,
                   env={**os.environ, "AG_CUDA_DRIVER": str(TOOLS.parent / "lib" / "libag-emulator.so"),
                        "AG_EMULATOR": f"order={order}"})
    return {row: np.load(path) for row, path in zip(rows, made)}


@pytest.mark.parametrize("dtype", ag.DTYPES)
def test_rows(dtype, tmp_path):
    executable = compiled(dtype, tmp_path)
    for size in SIZES:
        expected, _ = interpreted(dtype, size, is_static=False)
        for row, result in run(executable, dtype, size).items():
            values = expected[name_of(row)]
            assert_same(result.view(values.dtype), values, row.ulps)


@pytest.mark.parametrize("dtype", ag.DTYPES)
def test_order(dtype, tmp_path):
    """The results have the same bits in another order of execution, so that there are no races."""
    executable = compiled(dtype, tmp_path)
    size = max(SIZES)
    again = run(executable, dtype, size, "random:7")
    for row, result in run(executable, dtype, size).items():
        assert again[row].tobytes() == result.tobytes(), row.name
