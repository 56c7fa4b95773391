# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Long sums on a GPU's threads also keep the bound of docs/Spec.md: the emulator runs the cases of test_sums."""
import os
import subprocess
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import test_sums

import ag

TOOLS = Path(os.environ["AG_TOOLS"])
ENVIRONMENT = {**os.environ, "AG_CUDA_DRIVER": str(TOOLS.parent / "lib" / "libag-emulator.so")}


@pytest.fixture(autouse=True)
def emulate(monkeypatch, tmp_path):
    """Lets test_sums run an executable for a GPU."""

    def run(function, arguments, dims=None, type="f32"):
        specs = [ag.spec(type, dim) for dim in dims or [list(argument.shape) for argument in arguments]]
        (tmp_path / "sum.mlir").write_text(ag.trace(function, *specs).as_text())
        subprocess.run([TOOLS / "ag-compile", tmp_path / "sum.mlir", "--target=cuda", "--emit=exe", "-o",
                        tmp_path / "sum"], check=True, capture_output=True)
        paths = [tmp_path / f"{number}.npy" for number in range(len(arguments))]
        for path, argument in zip(paths, arguments):
            np.save(path, argument)
        subprocess.run([tmp_path / "sum", *paths, "-o", tmp_path / "result.npy"], check=True, env=ENVIRONMENT)
        result = np.load(tmp_path / "result.npy")
        return result.view(ml_dtypes.bfloat16 if type == "bf16" else result.dtype).astype(np.float64)

    monkeypatch.setattr(test_sums, "run", run)


@pytest.mark.parametrize("type", test_sums.TYPES)
def test_rows_columns_and_all(type):
    test_sums.test_rows_columns_and_all(10**6, type)


def test_sums_of_unknown_length():
    test_sums.test_sums_of_unknown_length(10**6)


def test_variance():
    test_sums.test_variance(10**6)


@pytest.mark.parametrize("type", ["f32", "bf16"])
def test_products(type):
    test_sums.test_products(10**6, type)


def test_gradients():
    test_sums.test_gradients(10**5)


@pytest.mark.parametrize("dims", [False, True])
def test_streams(dims):
    test_sums.test_streams(10**5, dims)


def test_windows():
    test_sums.test_windows(10**3)


def test_what_is_not_finite_stays_so():
    test_sums.test_what_is_not_finite_stays_so()
