#!/usr/bin/env python3
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Records the PTX that NVIDIA's compiler and Triton generate for the kernels in test/Unit/Emulator/Foreign.

    python3 -m venv ../foreign
    ../foreign/bin/pip install --no-deps nvidia-cuda-nvrtc==13.0.88 nvidia-cuda-runtime==13.0.88 \\
        triton==3.9.0 numpy
    ../foreign/bin/python3 scripts/record_ptx.py

The emulator's tests run the recorded texts, so that tests need neither compiler. This script needs no GPU. nvrtc
compiles each .cu file to a .ptx file beside it, for sm_80, and Triton compiles each function of kernels.py. The first
line of a recorded file names the compiler's version. Source lines and names of local files are removed.
"""
from __future__ import annotations

import ctypes
import re
import sys
from importlib.metadata import version
from pathlib import Path

import nvidia

FOLDER = Path(__file__).resolve().parent.parent / "test" / "Unit" / "Emulator" / "Foreign"
TOOLKIT = Path(list(nvidia.__path__)[0]) / "cu13"
BLOCK = 128


def open_nvrtc() -> ctypes.CDLL:
    """Returns the nvrtc library. Its builtins are loaded first, as it does not find them by itself."""
    ctypes.CDLL(str(TOOLKIT / "lib" / "libnvrtc-builtins.so.13.0"), mode=ctypes.RTLD_GLOBAL)
    return ctypes.CDLL(str(TOOLKIT / "lib" / "libnvrtc.so.13"))


def compile_cuda(nvrtc: ctypes.CDLL, path: Path) -> str:
    program, size = ctypes.c_void_p(), ctypes.c_size_t()
    options = [b"--gpu-architecture=compute_80", f"--include-path={TOOLKIT / 'include'}".encode()]
    source, name = path.read_bytes(), path.name.encode()
    if nvrtc.nvrtcCreateProgram(ctypes.byref(program), source, name, 0, None, None):
        sys.exit(f"{path.name}: nvrtc makes no program")
    failed = nvrtc.nvrtcCompileProgram(program, len(options), (ctypes.c_char_p * len(options))(*options))
    nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetProgramLog(program, log)
    if failed:
        sys.exit(f"{path.name}: {log.value.decode()}")
    nvrtc.nvrtcGetPTXSize(program, ctypes.byref(size))
    text = ctypes.create_string_buffer(size.value)
    nvrtc.nvrtcGetPTX(program, text)
    nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
    return text.value.decode()


def compile_triton(function, signature: list[str], warps: int) -> str:
    import triton
    from triton.backends.compiler import GPUTarget
    names = function.arg_names
    source = triton.compiler.ASTSource(
        fn=function,
        signature=dict(zip(names, [*signature, "constexpr"])),
        constexprs={(len(signature),): BLOCK},
        attrs={(i,): [["tt.divisibility", 16]] for i, type in enumerate(signature) if type[0] == "*"})
    return triton.compile(source, target=GPUTarget("cuda", 80, 32), options={"num_warps": warps}).asm["ptx"]


def without_places(text: str) -> str:
    """Returns the text without comments, source lines, and sections with debug info."""
    text = re.sub(r"^\s*\.section[^{]*\{[^}]*\}", "", text, flags=re.M)
    lines = [re.sub(r"\s*//.*", "", line).rstrip() for line in text.splitlines()]
    kept = [line for line in lines if line.strip() and not re.match(r"\s*\.(loc|file)\b", line)]
    return "\n".join(kept) + "\n"


def record(name: str, text: str, compiler: str):
    made = f"// Made by {compiler} from {name} by scripts/record_ptx.py.\n"
    (FOLDER / (Path(name).stem + ".ptx")).write_text(made + without_places(text))


def main():
    nvrtc = open_nvrtc()
    for path in sorted(FOLDER.glob("*.cu")):
        record(path.name, compile_cuda(nvrtc, path), f"nvrtc {version('nvidia-cuda-nvrtc')}")
    sys.path.insert(0, str(FOLDER))
    sys.dont_write_bytecode = True
    import kernels
    for function, (signature, warps) in kernels.SIGNATURES.items():
        record(function.__name__, compile_triton(function, signature, warps), f"Triton {version('triton')}")


if __name__ == "__main__":
    main()
