# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Each stage shows and saves the program."""
import os
import subprocess
from pathlib import Path

import numpy as np
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


#: Methods, calls and options that belong to another stage, of a Traced t, a Sharded s, a Lowered l and a Compiled c.
ELSEWHERE = [
    ("t.compile()", "a traced program has no attribute 'compile': write t.lower().compile()"),
    ("t.memory()", "write t.lower().compile().memory()"),
    ("t(x)", "a traced program cannot be called: write t.lower().compile()(x), or t.interpret(x)"),
    ("t.lower(threads=2)", "write t.lower().compile(threads=...)"), ("t.lower(opt=1)", "compile(opt=...)"),
    ("t.lower(weights='w')", "compile(weights=...)"), ("t.lower(dims={'n': 4})", "compile(dims=...)"),
    ("t.lower(remat='keep')", "compile(remat=...)"), ("t.lower(shard='dp2')", 'write t.shard("dp2")'),
    ("t.lower(cpu='native')", "its arguments are march, target"),
    ("t.shard('dp1', threads=2)", "ranks are not compiled so far, so there are no options"),
    ("s.lower()", "ranks are not compiled so far: write s.interpret(x), which runs all of them"),
    ("s.compile()", "write s.interpret(x)"), ("s(x)", "write s.interpret(x), which runs all ranks"),
    ("l(x)", "a lowered program cannot be called: write l.compile()(x)"),
    ("l.interpret(x)", "write t.interpret(x) of the traced program t"), ("l.shard('dp1')", 'write t.shard("dp2")'),
    ("l.compile(shard='dp1')", 'write t.shard("dp2")'), ("l.compile(embed_weights=True)", "write c.save(path, embed_weights=True)"),
    ("c.lower()", "it is compiled: call it"), ("c.fusion()", "write l.fusion() of the lowered program l"),
    ("c.color", "a compiled program has no attribute 'color'"),
]


def test_what_another_stage_has(traced, compiled):
    stages = {"t": traced, "s": ag.trace(f, np.ones((2, 4), "f4")).shard("dp1"), "l": traced.lower(), "c": compiled,
              "x": np.ones((2, 4), "f4")}
    for line, message in ELSEWHERE:
        with pytest.raises((AttributeError, TypeError)) as caught:
            eval(line, stages)
        assert message in str(caught.value), line


def test_several_programs_are_one_artefact(tmp_path):
    """Each program is an entry. Private functions of two programs may have the same name."""
    x, w = np.ones((2, 3)), np.ones((3, 4))

    def slope(of):
        return ag.trace(lambda x, w: ag.grad(lambda w: of(x @ w).sum())(w), x, w, name=of.__name__)

    ag.save(tmp_path / "both.so", slope(ag.tanh), slope(ag.exp))
    for entry, factor in (("tanh", 1 - np.tanh(3) ** 2), ("exp", np.exp(3))):
        found = ag.load(tmp_path / "both.so", entry=entry)(x, w)
        np.testing.assert_allclose(found, np.full((3, 4), 2 * factor), rtol=1e-12)
    with pytest.raises(ag.Error, match="name the entry: there are tanh, exp"):
        ag.load(tmp_path / "both.so")
    for programs, message in (((slope(ag.exp), slope(ag.exp)), "two programs are called exp"),
                              ((), "save takes programs as ag.trace gives them"),
                              ((slope,), "save takes programs as ag.trace gives them")):
        with pytest.raises(ag.Error, match=message):
            ag.save(tmp_path / "both.so", *programs)


def test_programs_are_lowered_for_a_cpu(traced):
    lowered = traced.lower("x86-64-v2")
    assert "x86-64-v2" in lowered.as_text() and "x86-64-v2" in repr(lowered.compile(opt=0))
    assert "x86-64-v2" in repr(lowered.compile("x86-64-v2", opt=0))
    with pytest.raises(ag.Error, match="march is 'x86-64-v3', but the program is lowered for 'x86-64-v2'"):
        lowered.compile("x86-64-v3")
    with pytest.raises(ag.Error, match="z80"):
        traced.lower("z80").as_text()
    with pytest.raises(ag.Error, match="march is 3, expected a name"):
        traced.lower(3)
