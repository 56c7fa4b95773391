# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NVIDIA's assembler accepts the kernels of programs and models. Their stacks have spilled registers and no arrays.
(OpTable.ptxas has the kernels of single ops.)"""
import importlib
import os
import re
import subprocess
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import convolutional
import model
import perceptron
import pytest
from test_ptxas import assemble

TOOLS = Path(os.environ["AG_TOOLS"])
ROOT = Path(__file__).parents[3]
MARCHES = pytest.mark.parametrize("march", ["sm_80", "sm_90"])


def has_only_spills(stack, spilled):
    """Returns true if the bytes of a stack, a multiple of 8, are no more than those of spilled registers."""
    return stack < spilled + 8


def assert_assembled(source, march):
    """Compiles and assembles a file. Returns the number of its kernels, or None if the compiler refuses the file."""
    ptx = source.with_suffix(".ptx")
    done = subprocess.run([TOOLS / "ag-compile", source, "--target=cuda", f"--march={march}", "--emit=ptx", "-o", ptx],
                          capture_output=True, text=True)
    assert done.returncode in (0, 1, 2), done.stderr
    if done.returncode != 0:
        return None
    kernels = assemble(ptx, march)
    assert len(kernels) == len(re.findall(r"^\.visible \.entry", ptx.read_text(), re.M))
    assert [kernel for kernel in kernels if not has_only_spills(*kernel[1:3])] == [], source
    return len(kernels)


def programs(is_tenth):
    """Returns the programs of the files that have whole programs. A tenth is chosen by the files' names."""
    files = sorted([*(ROOT / "test/Integration").rglob("*.mlir"), *(ROOT / "test/Phases").rglob("*-meaning.mlir")])
    return [text for file in files if (zlib.crc32(file.name.encode()) % 10 == 0) == is_tenth
            for text in re.split(r"^// -----.*\n", file.read_text(), flags=re.M)]


@pytest.mark.parametrize("is_tenth, least", [(True, 15), pytest.param(False, 150, marks=pytest.mark.long)])
@MARCHES
def test_programs(march, is_tenth, least, tmp_path):
    sources = []
    for number, text in enumerate(programs(is_tenth)):
        sources.append(tmp_path / f"{number}.mlir")
        sources[-1].write_text(text)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda source: assert_assembled(source, march), sources))
    assert sum(count is not None for count in counts) >= least


def charlm_step():
    return importlib.import_module("charlm").programs()[0]


@pytest.mark.parametrize("traced", [model.traced, perceptron.traced_step, convolutional.traced_step,
                                    pytest.param(charlm_step, marks=pytest.mark.long)],
                         ids=["minilm", "perceptron", "convolutional", "charlm"])
@MARCHES
def test_models(march, traced, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(ROOT / "examples" / "charlm")
    (tmp_path / "model.mlir").write_text(traced().as_text())
    assert assert_assembled(tmp_path / "model.mlir", march) > 0
