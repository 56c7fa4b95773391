# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""ag-compile stores the weights of a program for a GPU as they are, and needs no GPU for that.

Load computes other parameters from them, on the GPU.
"""
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

TOOLS = Path(os.environ["AG_TOOLS"])
EMULATOR = {**os.environ, "AG_CUDA_DRIVER": str(TOOLS.parent / "lib/libag-emulator.so")}
NO_GPU = {**os.environ, "AG_CUDA_DRIVER": "none.so"}
PROGRAM = """
func.func @main(%x: tensor<?x5xf32> {ag.dims = ["n", 5]}) -> (tensor<?x3xf32>, tensor<4xi1>) {
  %w = ag.parameter "w" : tensor<5x3xf32>
  %b = ag.parameter "b" : tensor<4xi1>
  %0 = ag.contract "ni,io->no" %x, %w : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  %true = arith.constant dense<true> : tensor<4xi1>
  %1 = ag.compare ne %b, %true : tensor<4xi1>, tensor<4xi1> -> tensor<4xi1>
  return %0, %1 : tensor<?x3xf32>, tensor<4xi1>
}
func.func @other() -> tensor<2xf64> {
  %v = ag.parameter "v" : tensor<2xf64>
  %0 = ag.neg %v : tensor<2xf64>
  return %0 : tensor<2xf64>
}
"""
WEIGHTS = {"w": np.linspace(-1, 1, 15, dtype=np.float32).reshape(5, 3), "b": np.array([0, 1, 1, 0], bool),
           "v": np.array([1e-300, 2.0]), "unused": np.zeros(5, np.int8)}
X = np.random.default_rng(1).standard_normal((7, 5), np.float32)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "f.mlir").write_text(PROGRAM)
    save_file(WEIGHTS, tmp_path / "w.safetensors")
    np.save(tmp_path / "x.npy", X)
    return tmp_path


def compile_exe(folder, *flags, output="f"):
    command = [TOOLS / "ag-compile", "f.mlir", "--target=cuda", "--entry=main", "--emit=exe", "-o", output, *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=NO_GPU)


def run_exe(folder, *flags, program="f"):
    command = [folder / program, "x.npy", "-o", "y.npy", "z.npy", *flags]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=EMULATOR)


def check_results(folder, done):
    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(np.load(folder / "y.npy"), X @ WEIGHTS["w"], rtol=0, atol=1e-5)
    np.testing.assert_array_equal(np.load(folder / "z.npy"), ~WEIGHTS["b"])
    (folder / "y.npy").unlink()


def test_file(folder):
    """The file holds the parameters of the entries that are kept, unchanged, and no label."""
    assert compile_exe(folder, "--weights=w.safetensors").returncode == 0
    stored = load_file(folder / "f.weights")
    assert sorted(stored) == ["b", "w"]
    for name, value in stored.items():
        np.testing.assert_array_equal(value, WEIGHTS[name])
    check_results(folder, run_exe(folder, "--weights=f.weights"))
    check_results(folder, run_exe(folder, "--weights=w.safetensors"))
    first = (folder / "f.weights").read_bytes()
    assert compile_exe(folder, "--weights=f.weights", output="again").returncode == 0
    assert (folder / "again.weights").read_bytes() == first


def test_embedded(folder):
    assert compile_exe(folder, "--weights=w.safetensors", "--embed-weights").returncode == 0
    assert not (folder / "f.weights").exists()
    (folder / "w.safetensors").unlink()
    check_results(folder, run_exe(folder))
    refused = run_exe(folder, "--weights=x.npy")
    assert refused.returncode == 1 and "takes no weights file, as its parameters are embedded" in refused.stderr


@pytest.mark.parametrize("weights, message", [
    (None, "--weights: cannot read f.safetensors: No such file or directory"),
    ({"w": WEIGHTS["w"]}, "--weights: f.safetensors: parameter b: the weights hold no such tensor"),
    ({**WEIGHTS, "w": WEIGHTS["w"].T.copy()}, "parameter w is f32[3, 5] in the file, the program needs f32[5, 3]"),
    ({**WEIGHTS, "w": WEIGHTS["w"].astype(np.float16)}, "parameter w is f16[5, 3] in the file, the program needs f32[5, 3]"),
    ({**WEIGHTS, "b": np.array([0, 1, 7, 0], np.uint8)}, "parameter b is ui8[4] in the file, the program needs i1[4]"),
])
def test_refusals(folder, weights, message):
    if weights:
        save_file(weights, folder / "f.safetensors")
    done = compile_exe(folder, "--weights=f.safetensors")
    assert done.returncode == 1 and message in done.stderr
    assert not (folder / "f").exists() and not (folder / "f.weights").exists()


def test_bools_and_broken_files(folder):
    data = (folder / "w.safetensors").read_bytes()
    (folder / "w.safetensors").write_bytes(data.replace(bytes([0, 1, 1, 0]), bytes([0, 255, 1, 0])))
    done = compile_exe(folder, "--weights=w.safetensors")
    assert done.returncode == 1 and "parameter b: element 1 is 255, a bool is 0 or 1" in done.stderr
    (folder / "w.safetensors").write_bytes(data[:100])
    done = compile_exe(folder, "--weights=w.safetensors")
    assert done.returncode == 1 and "--weights: w.safetensors: " in done.stderr


COMPUTING = """
func.func @main(%x: tensor<?x5xf32> {ag.dims = ["n", 5]}) -> tensor<?x3xf32> {
  %w = ag.parameter "w" : tensor<5x3xf32>
  %s = ag.parameter "s" : tensor<3xf32>
  %least = arith.constant dense<0.0> : tensor<f32>
  %m = ag.reduce min %s [0] : tensor<3xf32> -> tensor<f32>
  %is = ag.compare gt %m, %least : tensor<f32>, tensor<f32> -> tensor<i1>
  %holds = tensor.extract %is[] : tensor<i1>
  ag.require %holds, "s is not positive"
  %e = ag.exp %w : tensor<5x3xf32>
  %v = ag.contract "io,o->io" %e, %s : tensor<5x3xf32>, tensor<3xf32> -> tensor<5x3xf32>
  %0 = ag.contract "ni,io->no" %x, %v : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
func.func @other(%x: tensor<3xf32>) -> tensor<3xf32> {
  %s = ag.parameter "s" : tensor<3xf32>
  %0 = ag.mul %x, %s : tensor<3xf32>
  return %0 : tensor<3xf32>
}
"""


@pytest.mark.parametrize("embeds", [False, True])
@pytest.mark.parametrize("entry", ["main", "main,other"])
def test_load_computes(folder, entry, embeds):
    """Runs read what load computes once; the stored weights are those that load takes."""
    (folder / "f.mlir").write_text(COMPUTING)
    scale = np.float32([0.5, 1, 3])
    save_file({"w": WEIGHTS["w"], "s": scale}, folder / "w.safetensors")
    flags = [f"--entry={entry}", "--emit=obj", "--weights=w.safetensors"] + ["--embed-weights"] * embeds
    compiled = compile_exe(folder, *flags, output="f.o")
    assert compiled.returncode == 0, compiled.stderr
    report = compile_exe(folder, f"--entry={entry}", "--emit=obj", "--report=r.json", output="r.o")
    assert report.returncode == 0, report.stderr
    kernels = json.loads((folder / "r.json").read_text())["kernels"]
    assert [kernel["entry"] for kernel in kernels].count("main") == 1 and len(kernels) > 2
    if not embeds:
        stored = load_file(folder / "f.weights")
        assert sorted(stored) == ["s", "w"]
        np.testing.assert_array_equal(stored["w"], WEIGHTS["w"])
    compiled = compile_exe(folder, "--weights=w.safetensors", *["--embed-weights"] * embeds)
    assert compiled.returncode == 0, compiled.stderr
    command = [folder / "f", "x.npy", "-o", "y.npy"] + ["--weights=f.weights"] * (not embeds)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=EMULATOR)
    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(np.load(folder / "y.npy"), X @ (np.exp(WEIGHTS["w"]) * scale), rtol=1e-5, atol=1e-5)


def test_requirement_of_load(folder):
    """A requirement on parameters fails when they are loaded."""
    (folder / "f.mlir").write_text(COMPUTING)
    save_file({"w": WEIGHTS["w"], "s": np.float32([0.5, -1, 3])}, folder / "w.safetensors")
    compiled = compile_exe(folder, "--weights=w.safetensors", "--embed-weights")
    assert compiled.returncode == 0, compiled.stderr
    done = subprocess.run([folder / "f", "x.npy", "-o", "y.npy"], cwd=folder, capture_output=True, text=True, env=EMULATOR)
    assert done.returncode == 1 and "s is not positive" in done.stderr and not (folder / "y.npy").exists()


def test_no_parameters(folder):
    (folder / "f.mlir").write_text("""
func.func @main(%x: tensor<7x5xf32>) -> tensor<7x5xf32> {
  %0 = ag.neg %x : tensor<7x5xf32>
  return %0 : tensor<7x5xf32>
}""")
    done = compile_exe(folder, "--weights=w.safetensors")
    assert done.returncode == 1 and "w.safetensors: f takes no weights file, as it has no parameters" in done.stderr
    done = compile_exe(folder, "--weights=w.safetensors", "--emit=ptx", output="f.ptx")
    assert done.returncode == 2 and "expected --emit=obj, so or exe" in done.stderr
