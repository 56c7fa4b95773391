# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What each stage shows and saves of the program is the program."""
import os
import subprocess
from pathlib import Path

import pytest

import ag


def f(x):
    return ag.softmax(x * 2 + 1)


@pytest.fixture(scope="module")
def traced():
    return ag.trace(f, ag.spec("f32", ["n", 4], n=(1, 9)))


@pytest.fixture(scope="module")
def compiled(traced):
    return traced.lower().compile(opt=1)


def test_saved_programs_mean_the_same(traced, tmp_path):
    traced.save(tmp_path / "traced.mlir")
    for form, word in [("mlir", "ag.exp"), ("linalg", "linalg.generic")]:
        traced.lower().save(tmp_path / "lowered.mlir", form)
        text = (tmp_path / "lowered.mlir").read_text()
        assert text == traced.lower().as_text(form) and word in text
        done = subprocess.run([Path(os.environ["AG_TOOLS"]) / "ag-run", tmp_path / "lowered.mlir", "--dim", "n=3",
                               "--input=randn:1", f"--same-as={tmp_path / 'traced.mlir'}"],
                              capture_output=True, text=True)
        assert done.returncode == 0 and "same: 1 result, 12 values" in done.stdout, done.stdout + done.stderr


def test_saved_traces_know_their_source(traced, tmp_path):
    traced.save(tmp_path / "f.mlir")
    line = f.__code__.co_firstlineno + 1
    assert f'test_stages.py":{line}:' in (tmp_path / "f.mlir").read_text()
    traced.save(tmp_path / "bare.mlir", locations=False)
    assert (tmp_path / "bare.mlir").read_text() == traced.as_text()


@pytest.mark.parametrize("form, suffix", [("asm", ".s"), ("llvm", ".ll")])
def test_compiled_programs_show_what_runs(traced, compiled, tmp_path, form, suffix):
    compiled.save((tmp_path / "f").with_suffix(suffix))
    assert (tmp_path / "f").with_suffix(suffix).read_text() == compiled.as_text(form)
    assert compiled.as_text(form) != traced.lower().compile(opt=0).as_text(form)


def test_what_a_stage_has_not(traced, compiled, tmp_path):
    with pytest.raises(ag.Error, match="(?s)the form is 'asm', expected mlir or linalg.*compiled programs have llvm"):
        traced.lower().as_text("asm")
    with pytest.raises(ag.Error, match="(?s)the form is 'linalg', expected llvm or asm.*lowered programs have mlir"):
        compiled.as_text("linalg")
    for stage in (traced, traced.lower()):
        with pytest.raises(ag.Error, match="f.o ends in '.o', expected .mlir"):
            stage.save(tmp_path / "f.o")
    assert list(tmp_path.iterdir()) == []
