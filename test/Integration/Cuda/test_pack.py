# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Packs (test/Benchmark/cuda_pack) are made, and run.py checks them on an emulated GPU with Python's standard library
alone. It reports packs, programs and GPUs that are at fault in a sentence."""
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import ag
import numpy as np
import pytest
from cuda_pack import run as runner
from values import edges, ulps_between

TOOLS = Path(os.environ["AG_TOOLS"])
BENCHMARK = Path(__file__).resolve().parents[2] / "Benchmark"
EMULATOR = TOOLS.parent / "lib" / "libag-emulator.so"
WORDS = ["groups/f32/softmax", "ops/bf16/selection", "ops/i8/casts", "gradients/f32/contractions", "loops/while", "weights/",
         "demands/"]
COUNT, FILES = 34, 12


def make(output, *words):
    command = [sys.executable, BENCHMARK / "benchmark.py", "cuda-pack", f"--build={TOOLS.parent}", "-o", output]
    return subprocess.run([*command, *(["--programs", *words] if words else [])], capture_output=True, text=True)


def check(pack, output, *options, driver=EMULATOR):
    """Runs run.py with the standard library alone."""
    return subprocess.run([sys.executable, "-I", "-S", pack / "run.py", "check", "-o", output, *options],
                          capture_output=True, text=True, env={"PATH": os.environ["PATH"], "AG_CUDA_DRIVER": str(driver)})


def outcomes(output):
    return json.loads((output / "check.json").read_text())


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    output = tmp_path_factory.mktemp("pack") / "gpu"
    done = make(output, *WORDS)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf".*/gpu: {COUNT} programs in {FILES} executables, 0\.\d MB; 0 left out\n", done.stdout), done.stdout
    assert f"{FILES}/{FILES}" in done.stderr, "it says how far it is"
    return output


@pytest.fixture
def copy(pack, tmp_path):
    return shutil.copytree(pack, tmp_path / "gpu")


# A pack that is whole --------------------------------------------------------------------------------


def test_driver_is_found_from_another_folder(pack, tmp_path):
    done = check(pack, tmp_path / "out", "--programs", "softmax", driver=os.path.relpath(EMULATOR))
    assert done.returncode == 0, done.stdout + done.stderr


def test_right(pack, tmp_path):
    done = check(pack, tmp_path / "out")
    assert done.returncode == 0 and not done.stderr, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"{COUNT} programs on ag emulator, driver of CUDA 13.0"
    assert re.fullmatch(rf"\[1/{COUNT}\] groups/f32/softmax size 0: right, \d+\.\d\d s", lines[1])
    assert re.fullmatch(rf"{COUNT} of {COUNT} programs are right, in \d+ s on ag emulator, driver of CUDA 13\.0", lines[-1])
    found = outcomes(tmp_path / "out")
    assert (found["right"], found["of"], found["not_run"], found["end"]) == (COUNT, COUNT, [], "")
    assert sum(row["values"] for row in found["programs"]) > 10000
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["check.json", "check.md"]
    assert "| demands | 2 | 2 | 1 | 3 |" in (tmp_path / "out" / "check.md").read_text()


def test_some(pack, tmp_path):
    done = check(pack, tmp_path / "out", "--programs", "stored", "embedded")
    assert done.returncode == 0 and "6 of 6 programs are right" in done.stdout
    done = check(pack, tmp_path / "out", "--programs", "nothing")
    assert (done.returncode, done.stderr) == (2, "error: no program has nothing in its name; run.py list prints the names\n")


def test_list(pack):
    done = subprocess.run([sys.executable, "-I", "-S", pack / "run.py", "list"], capture_output=True, text=True)
    assert done.returncode == 0 and re.search(r"^demands/lookup outside +1 results  a requirement", done.stdout, re.M)
    assert re.search(rf"^{COUNT} programs, 0\.\d MB, made by ag ", done.stdout, re.M)


def test_folder_that_is_no_pack(pack, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("kept")
    done = make(tmp_path / "mine", *WORDS)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: {tmp_path}/mine exists and is no pack: choose another folder by -o\n"
    assert (tmp_path / "mine" / "file").read_text() == "kept"
    assert "error: no program has nothing in its name" in make(tmp_path / "other", "nothing").stderr


def test_same_bytes_again(copy):
    """A pack is replaced, and depends on nothing but the sources."""
    before = (copy / "programs" / "weights-stored.zip").read_bytes()
    done = make(copy, "weights/stored")
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (copy / "programs").iterdir()] == ["weights-stored.zip"]
    assert (copy / "programs" / "weights-stored.zip").read_bytes() == before


def read_manifest(pack):
    return json.loads((pack / "manifest.json").read_text())


def write_manifest(pack, manifest):
    manifest.pop("sha256")
    manifest["sha256"] = runner.digest_of(manifest)
    (pack / "manifest.json").write_text(json.dumps(manifest))


# Packs at fault --------------------------------------------------------------------------------------

PROGRAM = "programs/ops-i8-casts.zip"


def cut(pack):
    data = (pack / PROGRAM).read_bytes()
    (pack / PROGRAM).write_bytes(data[:1234])
    return f"{PROGRAM} is cut short: 1234 of {len(data)} bytes; copy the pack again"


def flip(pack):
    data = bytearray((pack / PROGRAM).read_bytes())
    data[1000] ^= 1
    (pack / PROGRAM).write_bytes(data)
    return f"{PROGRAM} was changed: its SHA-256 differs; copy the pack again"


def lose(pack):
    (pack / PROGRAM).unlink()
    return f"{PROGRAM} cannot be read: No such file or directory; copy the pack again"


def lose_manifest(pack):
    (pack / "manifest.json").unlink()
    return "manifest.json cannot be read: No such file or directory; copy the pack again"


def cut_manifest(pack):
    text = (pack / "manifest.json").read_text()
    (pack / "manifest.json").write_text(text[:len(text) // 2])
    return "manifest.json is broken: "


def change_manifest(pack):
    text = (pack / "manifest.json").read_text()
    (pack / "manifest.json").write_text(text.replace('"limit_s": 60', '"limit_s": 61', 1))
    return "manifest.json was changed: its SHA-256 differs; copy the pack again"


def edit(**changes):
    """Returns a function that changes entries of the manifest, and its SHA-256."""
    def change(pack):
        write_manifest(pack, read_manifest(pack) | changes)
    return change


FAULTS = {
    "cut": cut, "flipped": flip, "lost": lose, "no manifest": lose_manifest, "half a manifest": cut_manifest,
    "a changed manifest": change_manifest,
    "manifest.json has format 9, but this run.py reads format 1; use the pack's run.py": edit(format=9),
    "the programs need glibc 9.1, but this machine has 2.": edit(glibc="9.1"),
    "the programs are for sparc, but this machine is ": edit(architecture="sparc"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_the_pack(fault, copy, tmp_path):
    message = FAULTS[fault](copy) or fault
    done = check(copy, tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {message}") and done.stderr.count("\n") == 1


def test_out_that_cannot_be_written(pack, tmp_path):
    (tmp_path / "file").write_text("kept")
    for output in (tmp_path / "file", tmp_path / "file" / "out"):
        done = check(pack, output)
        assert done.returncode == 2
        assert re.fullmatch(rf"error: {output} cannot be written: .*; choose another folder by -o\n", done.stderr)


def test_no_driver(pack, tmp_path):
    done = check(pack, tmp_path / "out", driver="none.so")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: no GPU and driver can be used: none.so: cannot open shared object file")


# Programs at fault -----------------------------------------------------------------------------------


def rewrite(pack, path, **members):
    """Replaces members of a program's file, and corrects its size and hash."""
    with zipfile.ZipFile(pack / path) as file:
        kept = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(pack / path, "w") as file:
        for name, data in (kept | members).items():
            file.writestr(name, data)
    data = (pack / path).read_bytes()
    manifest = read_manifest(pack)
    manifest["files"][path] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    write_manifest(pack, manifest)


def expected_of(pack, name):
    """Returns a program, and the expected values of its first result."""
    program = next(program for program in read_manifest(pack)["programs"] if program["name"] == name)
    with zipfile.ZipFile(pack / program["file"]) as file:
        return program, np.load(io.BytesIO(file.read(program["results"][0]["file"])))


def npy(values):
    file = io.BytesIO()
    np.save(file, values)
    return file.getvalue()


def nan_at(values):
    values[3, 5] = np.nan
    return values


def more_at(values):
    values[3, 5] += 0.25
    return values


@pytest.mark.parametrize("change, message", [
    (more_at, r"#0: 1 of 1330 values differ, by at most 0\.25 at \[3, 5\]: \S+, expected 0\.\d+"),
    (nan_at, r"#0: 1 of 1330 values differ, by at most inf at \[3, 5\]: \S+, expected nan"),
    (lambda values: values.astype(np.float64), r"#0: it is f32\[19, 70\], expected f64\[19, 70\]"),
    (lambda values: values[1:], r"#0: it is f32\[19, 70\], expected f32\[18, 70\]"),
])
def test_wrong_result(change, message, copy, tmp_path):
    program, values = expected_of(copy, "groups/f32/softmax size 19")
    rewrite(copy, program["file"], **{program["results"][0]["file"]: npy(change(values))})
    done = check(copy, tmp_path / "out", "--programs", "groups")
    assert done.returncode == 1
    assert re.search(rf"^groups/f32/softmax size 19: different: {message}$", done.stdout, re.M), done.stdout
    found = outcomes(tmp_path / "out")
    assert found["right"] == found["of"] - 1
    assert f"{program['name']}: different" in (tmp_path / "out" / "check.md").read_text()
    kept = tmp_path / "out" / "failed" / "groups-f32-softmax-size-19"
    assert {"program", "input.0.npy", "expected.0.npy", "result.0.npy"} <= {path.name for path in kept.iterdir()}


SCRIPTS = {
    "kill -SEGV $$": "it ends with SIGSEGV: no message",
    "echo './program: error: the GPU fell off' >&2; exit 1": "it ends with status 1: the GPU fell off",
    "sleep 9": "it did not end in 1 s",
    "exit 0": "it did not write its result #0",
    "echo text > result.0.npy": "its result #0 cannot be read: it is no .npy file",
    "head -c 200 expected.0.npy > result.0.npy": "its result #0 cannot be read: it has 72 bytes of elements, expected ",
}


def replace(pack, path, script, **changes):
    """Replaces an executable by a script, and edits its programs."""
    rewrite(pack, path, program=f"#!/bin/sh\n{script}\n")
    manifest = read_manifest(pack)
    for program in manifest["programs"]:
        if program["file"] == path:
            program.update(changes)
    write_manifest(pack, manifest)


@pytest.mark.parametrize("script", SCRIPTS)
def test_program_that_fails(script, copy, tmp_path):
    replace(copy, "programs/groups-f32-softmax.zip", script, limit_s=1)
    done = check(copy, tmp_path / "out", "--programs", "softmax size 19", "while")
    assert done.returncode == 1 and not done.stderr, done.stderr
    assert f"softmax size 19: failed: {SCRIPTS[script]}" in done.stdout
    assert "5 of 6 programs are right" in done.stdout


def test_gpu_that_disappears(copy, tmp_path):
    """The check stops after five failures in a row."""
    driver = tmp_path / "driver.so"
    driver.symlink_to(EMULATOR)
    replace(copy, "programs/ops-bf16-selection.zip", f"rm -f {driver}; echo 'selection: error: GPU is lost' >&2; exit 1")
    done = check(copy, tmp_path / "out", "--jobs=1", driver=driver)
    found = outcomes(tmp_path / "out")
    rows = [(row["name"], row["message"]) for row in found["programs"] if row["outcome"] != "right"]
    assert done.returncode == 1 and len(rows) == 5, done.stdout
    assert rows[0] == ("ops/bf16/selection size 0", "it ends with status 1: GPU is lost")
    assert re.match(r"it ends with status 1: .* needs an NVIDIA GPU and its driver: .*driver\.so: cannot open", rows[4][1])
    assert found["end"] == "Stopped, as 5 programs in a row ended without results"
    assert len(found["not_run"]) == COUNT - len(found["programs"]) > 0
    assert f"{found['end']}; not run: {', '.join(found['not_run'])}\n" in done.stdout


def test_limit(copy, tmp_path):
    replace(copy, "programs/loops-while.zip", "sleep 9")
    done = check(copy, tmp_path / "out", "--limit=2", "--jobs=1", "--programs", "softmax size 19", "loops")
    assert done.returncode == 1
    assert "The 2 s of --limit are over; not run: loops/while size 0, loops/while size 1, " in done.stdout
    assert outcomes(tmp_path / "out")["right"] == 1


# Comparisons -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["f64", "f32", "f16", "bf16"])
def test_units(dtype):
    """Units in the last place are those of the op table."""
    values = edges(dtype)
    near = np.nextafter(values, np.zeros_like(values))
    x, y = (each.ravel() for each in np.meshgrid(np.concatenate([values, near]), values))
    files = [runner.Npy(npy(each)) for each in (x, y)]
    found = [runner.units_between(*pair, files[0].form) for pair in zip(*(file.values() for file in files))]
    np.testing.assert_array_equal(found, ulps_between(x, y.astype(np.float64)))


@pytest.mark.parametrize("dtype", ag.DTYPES)
def test_arrays(dtype):
    """Arrays of all types are read with their elements."""
    values = edges(dtype).reshape(1, -1)
    file = runner.Npy(npy(values))
    assert str(file) == f"{dtype}[1, {values.size}]"
    np.testing.assert_array_equal(np.array(list(file.values()), np.float64), values.ravel().astype(np.float64))


@pytest.mark.long
def test_whole(tmp_path):
    done = make(tmp_path / "gpu")
    assert done.returncode == 0, done.stderr
    assert sum(path.stat().st_size for path in (tmp_path / "gpu").rglob("*") if path.is_file()) < 60e6
    done = check(tmp_path / "gpu", tmp_path / "out")
    assert done.returncode == 0, done.stdout[-5000:]
    assert outcomes(tmp_path / "out")["of"] > 600
