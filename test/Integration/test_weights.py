# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Weights that ag-compile prepares: in a file that load maps, or in the artefact.

Their results have the same bits as those of the plain weights. A file that belongs to
another program, or another CPU, is refused.
"""
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

TOOLS = Path(os.environ["AG_TOOLS"])
PROGRAM = """
func.func @main(%x: tensor<?x48xf32> {ag.dims = ["n", 48]}) -> tensor<?x33xf32> attributes {ag.ranges = {n = [0, 9]}} {
  %w = ag.parameter "w" : tensor<33x48xf32>
  %b = ag.parameter "b" : tensor<33xf32>
  %0 = ag.contract "ni,oi->no" %x, %w : tensor<?x48xf32>, tensor<33x48xf32> -> tensor<?x33xf32>
  %1 = ag.contract "no,o->no" %0, %b : tensor<?x33xf32>, tensor<33xf32> -> tensor<?x33xf32>
  return %1 : tensor<?x33xf32>
}
"""
WEIGHTS = {"w": np.linspace(-1, 1, 33 * 48, dtype=np.float32).reshape(33, 48),
           "b": np.linspace(0, 2, 33, dtype=np.float32),
           "unused": np.zeros(5, np.int8)}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "f.mlir").write_text(PROGRAM)
    save_file(WEIGHTS, tmp_path / "w.safetensors")
    np.save(tmp_path / "x.npy", np.random.default_rng(1).standard_normal((7, 48), np.float32))
    return tmp_path


def compile_exe(folder, *flags, output="f"):
    given = " ".join(flags)
    defaults = [] if "--emit=" in given else ["--emit=exe"]
    defaults += [] if "-o " in given else ["-o", output]
    command = [TOOLS / "ag-compile", "f.mlir", *defaults, *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def run_exe(folder, *flags, program="f"):
    (folder / "y.npy").unlink(missing_ok=True)
    done = subprocess.run([folder / program, "x.npy", "-o", "y.npy", *flags], cwd=folder, capture_output=True, text=True)
    return done, (np.load(folder / "y.npy") if done.returncode == 0 else None)


def test_same_bits(folder):
    made = compile_exe(folder, "--weights=w.safetensors")
    assert made.returncode == 0 and "f.weights" in made.stderr
    _, plain = run_exe(folder, "--weights=w.safetensors")
    x = np.load(folder / "x.npy")
    np.testing.assert_allclose(plain, x @ WEIGHTS["w"].T * WEIGHTS["b"], rtol=0, atol=1e-4)
    _, prepared = run_exe(folder, "--weights=f.weights")
    np.testing.assert_array_equal(prepared, plain)
    assert compile_exe(folder, "--weights=w.safetensors", "--embed-weights", output="whole").returncode == 0
    assert not (folder / "whole.weights").exists()
    _, embedded = run_exe(folder, program="whole")
    np.testing.assert_array_equal(embedded, plain)


def test_large_section(folder):
    """Embedded weights are behind the data that code reaches in 2 GB."""
    assert compile_exe(folder, "--emit=obj", "--weights=w.safetensors", "--embed-weights", output="f.o").returncode == 0
    sections = subprocess.run(["readelf", "--sections", "--wide", folder / "f.o"], capture_output=True, text=True).stdout
    weights = [line.split() for line in sections.splitlines() if ".lrodata.ag." in line]
    assert [line[-4] for line in weights] == ["Al", "Al"]


@pytest.mark.long
def test_beyond_2GB(folder):
    """A program and a library with 2.4 GB of weights link, and read the first and the last element."""
    count = 600_000_000
    header = json.dumps({"w": {"dtype": "F32", "shape": [count], "data_offsets": [0, 4 * count]}}).encode()
    header += b" " * (-len(header) % 8)
    with open(folder / "w.safetensors", "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        file.truncate(file.tell() + 4 * count - 4)
        file.seek(0, os.SEEK_END)
        file.write(np.float32(7).tobytes())
    (folder / "f.mlir").write_text(f"""
func.func @main(%i: tensor<2xi64>) -> tensor<2xf32> {{
  %w = ag.parameter "w" : tensor<{count}xf32>
  %0 = ag.gather 0 error %w, %i : tensor<{count}xf32>, tensor<2xi64> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}}""")
    np.save(folder / "x.npy", np.array([0, count - 1]))
    for linker in ([], ["-fuse-ld=lld"]):
        made = compile_exe(folder, "--emit=obj", "--weights=w.safetensors", "--embed-weights", output="f.o")
        assert made.returncode == 0, made.stderr
        subprocess.run(["clang-22", *linker, "-shared", "f.o", "-lm", "-o", "f.so"], cwd=folder, check=True)
    (folder / "f.so").unlink()
    made = compile_exe(folder, "--weights=w.safetensors", "--embed-weights")
    assert made.returncode == 0, made.stderr
    done, result = run_exe(folder)
    assert done.returncode == 0, done.stderr
    np.testing.assert_array_equal(result, [0, 7])


def test_prepared_file(folder):
    """The prepared file is a safetensors file, and holds only what run uses."""
    compile_exe(folder, "--weights=w.safetensors")
    stored = load_file(folder / "f.weights")
    assert sorted(stored) == ["ag.prepared", "ag.prepared.0", "b"]
    np.testing.assert_array_equal(stored["ag.prepared.0"], WEIGHTS["w"].T)
    np.testing.assert_array_equal(stored["b"], WEIGHTS["b"])
    label = bytes(stored["ag.prepared"]).decode().split("\n")
    assert label[:2] == ["ag prepared weights 1", "march x86-64-v3"]
    first = (folder / "f.weights").read_bytes()
    compile_exe(folder, "--weights=f.weights", output="again")
    assert (folder / "f.weights").read_bytes() == first
    assert load_file(folder / "again.weights").keys() == stored.keys()


def test_anothers_file(folder):
    compile_exe(folder, "--weights=w.safetensors")
    (folder / "f.mlir").write_text(PROGRAM.replace("ni,oi->no\" %x, %w", "ni,oi->no\" %x, %v").replace(
        "  %b = ", "  %v = ag.mul %w, %w : tensor<33x48xf32>\n  %b = "))
    assert compile_exe(folder, output="other").returncode == 0
    done, _ = run_exe(folder, "--weights=f.weights", program="other")
    assert done.returncode == 1 and "f.weights: prepared for another program than other" in done.stderr
    (folder / "f.mlir").write_text(PROGRAM)
    assert compile_exe(folder, "--march=x86-64-v2", output="old").returncode == 0
    done, _ = run_exe(folder, "--weights=f.weights", program="old")
    assert done.returncode == 1 and "prepared for x86-64-v3, old was compiled for x86-64-v2" in done.stderr


@pytest.mark.parametrize("flags, status, message", [
    (["--weights=absent"], 1, "--weights: absent: cannot open the weights: No such file"),
    (["--weights=x.npy"], 1, "--weights: x.npy: "),
    (["--weights="], 2, "--weights=: expected --weights=<file.safetensors>"),
    (["--weights=w.safetensors", "-o", "f.weights"], 2, "that is the name of the weights that is written beside the artefact"),
    (["--emit=obj", "-o", "f.h"], 2, "that is the name of the header that is written beside the artefact"),
    (["--emit=obj", "--weights=w.safetensors", "-o", "."], 1, "'.': Is a directory"),
    (["--embed-weights"], 2, "--embed-weights: there is no --weights to embed"),
    (["--weights=w.safetensors", "--emit=asm"], 2, "expected --emit=obj, so or exe"),
    (["--weights=small.safetensors"], 1, "parameter w is f32[3] in the file, the program needs f32[33, 48]"),
])
def test_refusals(folder, flags, status, message):
    save_file({"w": np.zeros(3, np.float32), "b": WEIGHTS["b"]}, folder / "small.safetensors")
    before = sorted(path.name for path in folder.iterdir())
    done = compile_exe(folder, *flags)
    assert done.returncode == status and message in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


def test_elements(folder):
    """Parameters keep their types, and bools are 0 or 1."""
    (folder / "f.mlir").write_text("""
func.func @main(%x: tensor<4xf32>) -> (tensor<4xui8>, tensor<4xi1>) {
  %u = ag.parameter "u" : tensor<4xui8>
  %v = ag.mul %u, %u : tensor<4xui8>
  %b = ag.parameter "b" : tensor<4xi1>
  return %v, %b : tensor<4xui8>, tensor<4xi1>
}""")
    np.save(folder / "x.npy", np.zeros(4, np.float32))
    values = {"u": np.array([1, 2, 15, 200], np.uint8), "b": np.array([0, 1, 1, 0], bool), "ag.prepared": np.zeros(3)}
    save_file(values, folder / "w.safetensors")
    assert compile_exe(folder, "--weights=w.safetensors").returncode == 0
    for weights in ("w.safetensors", "f.weights"):
        done, _ = run_exe(folder, "-o", "z.npy", f"--weights={weights}")
        assert done.returncode == 0, done.stderr
        np.testing.assert_array_equal(np.load(folder / "y.npy"), [1, 4, 225, 64])
        np.testing.assert_array_equal(np.load(folder / "z.npy"), values["b"])
    data = (folder / "w.safetensors").read_bytes()
    broken = data.replace(bytes([0, 1, 1, 0]), bytes([0, 255, 1, 0]))
    (folder / "w.safetensors").write_bytes(broken)
    done, _ = run_exe(folder, "-o", "z.npy", "--weights=w.safetensors")
    assert done.returncode == 1 and "parameter b: element 1 is 255, a bool is 0 or 1" in done.stderr


def test_entry_called_load(folder):
    (folder / "f.mlir").write_text(PROGRAM + """
func.func @load(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}""")
    assert compile_exe(folder, "--entry=main,load", "--emit=obj", output="f.o").returncode == 0
    assert compile_exe(folder, "--entry=main", "--weights=w.safetensors").returncode == 0
    assert run_exe(folder, "--weights=f.weights")[0].returncode == 0


def test_constants(folder):
    """The artefact does not have what load prepares from a constant; an embedded weight replaces the constant."""
    data = WEIGHTS["w"].tobytes()
    constant = PROGRAM.replace('ag.parameter "w"', f'arith.constant dense<"0x{data.hex()}">')
    (folder / "f.mlir").write_text(constant)
    assert compile_exe(folder).returncode == 0
    _, plain = run_exe(folder, "--weights=w.safetensors")
    x = np.load(folder / "x.npy")
    np.testing.assert_allclose(plain, x @ WEIGHTS["w"].T * WEIGHTS["b"], rtol=0, atol=1e-4)
    assert compile_exe(folder, "--weights=w.safetensors", "--embed-weights", output="whole").returncode == 0
    np.testing.assert_array_equal(run_exe(folder, program="whole")[1], plain)
    packed = np.ascontiguousarray(WEIGHTS["w"].T).tobytes()
    held = [[(folder / name).read_bytes().count(part) for part in (data, packed)] for name in ("f", "whole")]
    assert held == [[1, 0], [0, 1]]
    (folder / "f.mlir").write_text(constant.replace('ag.parameter "b"', "arith.constant dense<1.0>"))
    assert compile_exe(folder).returncode == 0
    np.testing.assert_allclose(run_exe(folder)[1], x @ WEIGHTS["w"].T, rtol=0, atol=1e-4)
    refused = compile_exe(folder, "--weights=w.safetensors")
    assert refused.returncode == 1 and "takes no weights file, as it has no parameters" in refused.stderr


@pytest.fixture
def large(tmp_path):
    """Writes a program with 64 MiB of weights, and returns its folder."""
    (tmp_path / "f.mlir").write_text(PROGRAM.replace("48", "2048").replace("33", "8192"))
    save_file({"w": np.ones((8192, 2048), np.float32), "b": np.ones(8192, np.float32)}, tmp_path / "w.safetensors")
    return tmp_path


def test_memory_of_embedding(large):
    """Memory holds the weights when they are prepared, and in the artefact: at most 2.2 times their size."""
    peaks = []
    for flags in ([], ["--weights=w.safetensors", "--embed-weights"]):
        with subprocess.Popen([TOOLS / "ag-compile", "f.mlir", "-o", "f.so", *flags], cwd=large) as process:
            _, process.returncode, usage = os.wait4(process.pid, 0)
        assert process.returncode == 0
        peaks.append(usage.ru_maxrss * 1024)
    assert peaks[1] - peaks[0] < 2.2 * 2**26


def test_memory_that_is_missing(large):
    """If memory is missing, LLVM's own containers end in a message too."""
    def compile_in(megabytes, *flags):
        command = f"ulimit -v {megabytes * 1024}; exec {TOOLS / 'ag-compile'} f.mlir -o f.o {' '.join(flags)}"
        return subprocess.run(["sh", "-c", command], cwd=large, capture_output=True, text=True)

    least = next(megabytes for megabytes in range(300, 4000, 50) if compile_in(megabytes).returncode == 0)
    failures = []
    for megabytes in range(least, least + 300, 20):
        done = compile_in(megabytes, "--weights=w.safetensors", "--embed-weights")
        if done.returncode:
            failures.append((done.returncode, done.stderr))
    assert failures
    for status, said in failures:
        assert status == 1 and said.count("error: ") == 1 and "memory" in said, said
