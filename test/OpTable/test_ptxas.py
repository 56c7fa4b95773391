# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""NVIDIA's assembler accepts the kernels of each row, and keeps their values in registers.

The driver compiles PTX by the same assembler when a program is loaded. The emulator supports only part of PTX; ptxas
refuses instructions that a GPU of the march does not have.
"""
import re
import subprocess
from importlib.metadata import distribution

import ag
import pytest
from programs import dynamic
from tools import TOOLS

#: With at most this number of registers per thread, all 2,048 threads of a multiprocessor are resident. ptxas spills some
#: values to achieve that if its heuristic says that it pays, as in a minimum and a maximum of i8 and ui8 for sm_90.
REGISTERS = 32
SPILLED_BYTES = 32

KERNEL = re.compile(r"Function properties for (\S+)\n +(\d+) bytes stack frame, (\d+) bytes spill stores.*\n"
                    r".*Used (\d+) registers")


def assemble(ptx, march):
    """Returns, for each kernel, its name, bytes of stack, bytes of spilled registers, and number of registers."""
    ptxas = distribution("nvidia-cuda-nvcc").locate_file("nvidia/cu13/bin/ptxas")
    done = subprocess.run([ptxas, "-v", "--warning-as-error", f"--gpu-name={march}", ptx, "-o", ptx.with_suffix(".cubin")],
                          capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return [(name, *map(int, numbers)) for name, *numbers in KERNEL.findall(said)]


def keeps_registers(stack, spilled, registers):
    """Returns true if a kernel spills at most a few registers. Kernels have no arrays, so the stack has only these."""
    return stack == 0 or (0 < spilled <= SPILLED_BYTES and registers <= REGISTERS)


@pytest.mark.parametrize("dtype", [dtype if dtype == "f32" else pytest.param(dtype, marks=pytest.mark.long)
                                   for dtype in ag.DTYPES])
@pytest.mark.parametrize("march", ["sm_80", "sm_90"])
def test_rows(dtype, march, tmp_path):
    program, ptx = tmp_path / "table.mlir", tmp_path / "table.ptx"
    program.write_text(dynamic(dtype).as_text())
    subprocess.run([TOOLS / "ag-compile", program, "--target=cuda", f"--march={march}", "--emit=ptx", "-o", ptx], check=True)
    kernels = assemble(ptx, march)
    assert len(kernels) == len(re.findall(r"^\.visible \.entry", ptx.read_text(), re.M)) > 0
    assert [kernel for kernel in kernels if not keeps_registers(*kernel[1:])] == []


def test_refusal(tmp_path):
    """Instructions that a GPU does not have are errors."""
    ptx = tmp_path / "late.ptx"
    ptx.write_text(".version 7.8\n.target sm_80\n.address_size 64\n.visible .entry f() { barrier.cluster.arrive; ret; }\n")
    with pytest.raises(AssertionError, match="requires .target sm_90 or higher"):
        assemble(ptx, "sm_80")
