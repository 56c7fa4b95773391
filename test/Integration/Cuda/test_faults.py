# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tests seed typical mistakes in kernels and their hosts: the emulator reports them, or a result is wrong.

Each mistake is an edit of a program's PTX, of its host's code, or of one of its driver calls. Some edits cause no fault:
for example, a removed barrier between accesses of one thread, or an additional block of a kernel that checks its bounds.
"""
import os
import re
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from faulty_driver import build_driver
from group_faults import GROUP_FAULTS, GROUP_PROGRAMS, normals, softmax
from loop_faults import LOOP_FAULTS, LOOP_PROGRAMS
from ptx_edits import (BARRIER, DEMAND, ELSEWHERE, ENDLESS, MISALIGNED, NO_ADDRESS, NOT_REACHED, PAST_END, PAST_SHARED,
                       RACE, RACE_OF_BLOCKS, REFUSED, UNWRITTEN, WRONG, Edit, HostEdit)

TOOLS = Path(os.environ["AG_TOOLS"])
HERE = Path(__file__).parent
#: An element's tolerance, relative to 1: a sum's order may change it.
TOLERANCE = 1e-5

normal = normals(np.random.default_rng(0))


def scatter(x, indices, updates):
    result = x.copy()
    for index, update in zip(indices, updates):
        if index < len(x):
            result[index] += update
    return result


def own(x):
    return np.concatenate([squares * (squares[::-1] + 1) for squares in np.split(x * x, range(100, len(x), 100))])


#: Each program's inputs, and its function. Their sizes leave partial tiles wherever a tile may be partial.
PROGRAMS = {
    "softmax": ([normal(19, 70, scale=60)], softmax),
    "sum": ([normal(8001)], np.sum),
    "matmul": ([normal(70, 40), normal(40, 37)], np.matmul),
    "scatter": ([normal(4, 300), np.array([7, 0, 3, 0, 2, 1], np.int32), normal(6, 300)], scatter),
    "chain": ([normal(2500)], lambda x: np.floor(x * x + x).astype(np.float16)),
    "pad": ([normal(10), normal()], lambda x, value: np.pad(x, 1, constant_values=value)),
    "own": ([normal(570)], own),
    "gather": ([normal(4), np.array([3, 1, 0, 2, 3], np.int32)], lambda x, indices: x[indices]),
    **GROUP_PROGRAMS,
    **LOOP_PROGRAMS,
}
#: The files of the programs. Others are in programs.mlir.
SOURCES = {"own": "own.mlir", **dict.fromkeys(GROUP_PROGRAMS, "groups.mlir"), **dict.fromkeys(LOOP_PROGRAMS, "loops.mlir")}

FAULTS = {
    # Barriers.
    "no barrier before a warp's tree": ("softmax", Edit(0, BARRIER, "", 2), RACE),
    "no barrier in a warp's tree": ("softmax", Edit(3, BARRIER, "", 4), RACE),
    "no barrier before a block's tree": ("sum", Edit(0, BARRIER, "", 2), UNWRITTEN),
    "no barrier in a block's tree": ("sum", Edit(0, BARRIER, "", 3), RACE),
    "a fence for a barrier": ("sum", Edit(0, BARRIER, "membar.cta;", 5), RACE),
    "no barrier before the last step": ("sum", Edit(0, BARRIER, "", 9), RACE),
    "a barrier of a warp for a block's": ("sum", Edit(0, BARRIER, "bar.warp.sync -1;", 4), RACE),
    "a barrier that a branch skips": ("sum", Edit(0, r"(bar\.sync.*\n)(.*, 63;\n.*bra.*\n)", r"\2\1"), NOT_REACHED),
    "a barrier that half a warp skips": ("sum", Edit(0, r"(bar\.sync.*\n)(.*, 15;\n.*bra.*\n)", r"\2\1"), ELSEWHERE),
    "operands copied while others multiply": ("matmul", Edit(0, BARRIER, "", 3), RACE),
    "no barrier before a tensor of a block's own is read": ("own", Edit(0, BARRIER, "", 1), f"{RACE}|{UNWRITTEN}"),
    "no barrier behind copied operands": ("matmul", Edit(0, BARRIER, "", 4), f"{RACE}|{UNWRITTEN}"),

    # Indices, off by one element.
    "a store past its element": ("chain", Edit(3, r"(st\.global.*\[%rd\d+)\]", r"\1+2]"), PAST_END),
    "a load past its element": ("chain", Edit(0, r"(ld\.global.*\[%rd\d+)\]", r"\1+4]"), PAST_END),
    "a load before its element": ("pad", Edit(1, r"(ld\.global.*\[%rd\d+)\]", r"\1-4]"), "before an allocation"),
    "a load past its element in shared memory": ("sum", Edit(0, r"(ld\.shared.*)\+512\]", r"\1+516]"), PAST_SHARED),
    "another offset of a pad": ("pad", Edit(1, r"(st\.global.*\[%rd\d+)\+4\]", r"\1]"), WRONG),
    "half an element off": ("matmul", Edit(0, r"(ld\.global.*\[%rd\d+)\]", r"\1+2]", 2), MISALIGNED),
    "a row's stride too large": ("matmul", Edit(0, r"(mad\.lo.*), 160,", r"\1, 164,"), PAST_END),
    "no clamp of an index": ("gather", Edit(2, r"min\.s32 (.*), (%r\d+), 3;", r"add.s32 \1, \2, 1;"), PAST_END),
    "a tile's origin off by an element": ("chain", Edit(0, r"shl\.b64 (.*), 12;", r"mad.lo.s64 \1, 4096, 4;"), RACE),
    "another thread's place": ("pad", Edit(0, r"%tid\.x", "%ctaid.x"), RACE),

    # Shared memory.
    "shared memory that is not written": ("softmax", Edit(3, r"st\.shared.*", ""), UNWRITTEN),
    "shared memory that is written in part": ("sum", Edit(0, r"st\.shared\.b32", "st.shared.b16"), UNWRITTEN),
    "operands that overlap": ("matmul", Edit(0, r"(mov\.b64.*, __wg_matmul\$block)_1;", r"\1_0;"), RACE),
    "tensors of a block's own that overlap": ("own", Edit(0, r"(?s)\+448\](.*)\+448\]", r"+384]\1+384]"), RACE),
    "another term of shared memory": ("matmul", Edit(0, r"(ld\.shared.*)\+-272\]", r"\1+-256]"), UNWRITTEN),
    "too little shared memory": ("sum", Edit(0, r"(\.b8 .*)\[1024\]", r"\1[1020]"), PAST_SHARED),
    "too small an alignment of shared memory": ("sum", Edit(0, r"(\.shared \.align) \d+", r"\1 2"), MISALIGNED),
    "another space of memory": ("sum", Edit(0, r"ld\.shared", "ld.global", 4), NO_ADDRESS),

    # Sizes, tiles and trip counts.
    "no clip of the last tile": ("chain", Edit(1, r"min\.s64 (.*), %rd\d+, 1024;", r"mov.b64 \1, 1024;"), PAST_END),
    "tiles that overlap": ("chain", Edit(0, r"shl\.b64 (.*), 12;", r"shl.b64 \1, 11;"), RACE_OF_BLOCKS),
    "one tile for all blocks": ("chain", Edit(0, r"%ctaid\.x", "0"), RACE_OF_BLOCKS),
    "an iteration too many": ("chain", Edit(0, r"setp\.lt(?=.*\n.*bra)", "setp.le"), RACE_OF_BLOCKS),
    "a term too few": ("matmul", Edit(0, r"(mov\.b64.*), 40;", r"\1, 39;"), WRONG),
    "a term too many": ("matmul", Edit(0, r"(mov\.b64.*), 40;", r"\1, 41;"), WRONG),
    "terms that are no longer copied": ("matmul", Edit(0, r"(setp\.ne\.b64.*), 3;", r"\1, 2;"), WRONG),
    "no clamp of a term": ("matmul", Edit(0, r"min\.u64 (.*), (%rd\d+), 39;", r"mov.b64 \1, \2;", 2), PAST_END),
    "a thread with columns too many": ("matmul", Edit(0, r"(setp\.gt\.u64.*), 9;", r"\1, 10;"), RACE),
    "half a block's step": ("chain", Edit(2, r"(add\.s64.*), 256;", r"\1, 128;"), RACE_OF_BLOCKS),
    "no end": ("scatter", Edit(1, r"(add\.s64.*), 4;", r"\1, 0;"), ENDLESS),

    # Masks, and the steps of a tree.
    "a thread too few in a tree": ("sum", Edit(0, r"(setp\.gt\.u32.*), 63;", r"\1, 62;"), WRONG),
    "a lane too many in a tree": ("softmax", Edit(0, r"(setp\.gt.*), 15;", r"\1, 16;"), RACE),
    "half a tree's step": ("sum", Edit(0, r"\+256\]", "+128]"), RACE),
    "twice a tree's step": ("sum", Edit(0, r"\+128\]", "+256]"), WRONG),
    "all threads do what one does": ("sum", Edit(0, r"(?<=, 0;\n)(.*bar\.sync.*\n.*\n)\t@.*bra.*\n", r"\1"), RACE),
    "the other threads": ("chain", Edit(0, r"@(%p\d+ bra)", r"@!\1"), WRONG),
    "another warp's row": ("softmax", Edit(3, r"(shr\.u64.*), 5;", r"\1, 4;"), WRONG),

    # Operations and operands.
    "a difference for a sum": ("sum", Edit(0, r"add\.rn", "sub.rn", 6), WRONG),
    "a sum's neutral element of a product": ("sum", Edit(0, r"0f00000000", "0f3F800000"), WRONG),
    "no neutral element": ("matmul", Edit(0, r"mov\.b32.*, 0f80000000;", ""), WRONG),
    "a minimum for a maximum": ("softmax", Edit(0, r"max\.NaN", "min.NaN"), WRONG),
    "the operands of a division swapped": ("softmax", Edit(4, r"(div\.rn.*), (.*), (.*);", r"\1, \3, \2;"), WRONG),
    "the operands of a product swapped": ("matmul", Edit(0, r"(fma\.rn.*), (.*), (.*);", r"\1, \3, \2;"), WRONG),
    "another rounding": ("chain", Edit(2, r"cvt\.rmi", "cvt.rpi"), WRONG),
    "an index of another width": ("scatter", Edit(1, r"ld\.global\.b32( \t%rd)", r"ld.global.b64\1"), MISALIGNED),
    "half a number": ("chain", Edit(1, r"ld\.global\.b32", "ld.global.u16"), WRONG),
    "another bound of a demand": ("gather", Edit(1, r"(st\.global\.b32.*), 2147483647;", r"\1, -1;"), DEMAND),
    "the operands of a kernel swapped": ("matmul", Edit(0, r"(?s)_param_10\](.*)_param_17\]", r"_param_17]\1_param_10]"),
                                      PAST_END),

    # Calls of the driver.
    "a short copy to the GPU": ("chain", "cuMemcpyAsync 1 bytes -4", WRONG),
    "a short copy from the GPU": ("chain", "cuMemcpyAsync 2 bytes -2", WRONG),
    "no copy": ("pad", "cuMemcpyAsync 2 gone 0", WRONG),
    "no wait": ("chain", "cuStreamSynchronize 3 gone 0", WRONG),
    "a stream that no other waits for": ("softmax", "cuLaunchKernel 3 stream 0", WRONG),
    "no launch": ("softmax", "cuLaunchKernel 4 gone 0", WRONG),
    "a block too few": ("matmul", "cuLaunchKernel 1 blocks -1", WRONG),
    "a block too many": ("pad", "cuLaunchKernel 1 blocks 1", RACE_OF_BLOCKS),
    "a thread too few": ("sum", "cuLaunchKernel 1 threads -1", UNWRITTEN),
    "a thread too many": ("sum", "cuLaunchKernel 1 threads 1", REFUSED),
    "a size too large": ("chain", "cuLaunchKernel 3 1 1", PAST_END),
    "an address off by an element": ("pad", "cuLaunchKernel 2 7 4", WRONG),
    "memory too small for a copy": ("chain", "cuMemAlloc 2 bytes -4", REFUSED),
    "memory too small for a kernel": ("chain", "cuMemAlloc 1 bytes -2", PAST_END),
    **GROUP_FAULTS,
    **LOOP_FAULTS,
}


@dataclass
class Program:
    source: list
    executable: Path
    ptx: str
    inputs: list
    expected: list


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    return build_driver(tmp_path_factory.mktemp("driver"))


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programs")
    made = {}
    for name, (arrays, function) in PROGRAMS.items():
        path, source = folder / name, [HERE / SOURCES.get(name, "programs.mlir"), f"--entry={name}", "--target=cuda"]
        for kind, suffix in ("exe", ""), ("ptx", ".ptx"):
            subprocess.run([TOOLS / "ag-compile", *source, f"--emit={kind}", "-o", path.with_suffix(suffix)], check=True)
        inputs = [folder / f"{name}.{number}.npy" for number in range(len(arrays))]
        for file, array in zip(inputs, arrays):
            np.save(file, array)
        expected = function(*arrays)
        made[name] = Program(source, path, path.with_suffix(".ptx").read_text(), inputs,
                             expected if isinstance(expected, list) else [expected])
    return made


def edited(program, edit, folder):
    """Returns the program with an edit in its host's code."""
    module, executable = folder / "edited.mlir", folder / program.executable.name
    subprocess.run([TOOLS / "ag-compile", *program.source, "--to=allocate", "-o", module], check=True)
    module.write_text(edit.apply(module.read_text()))
    subprocess.run([TOOLS / "ag-compile", module, "--emit=exe", "-o", executable], check=True)
    return replace(program, executable=executable)


def run(program, driver, folder, settings="", **environment):
    """Returns a run's output, and WRONG if it succeeds with a different result."""
    outputs = [folder / f"result.{number}.npy" for number in range(len(program.expected))]
    done = subprocess.run([program.executable, *program.inputs, "-o", *outputs], stderr=subprocess.PIPE, text=True,
                          stdout=subprocess.DEVNULL, env={
                              **os.environ, "AG_CUDA_DRIVER": driver, "AG_EMULATOR": f"patience=1000000{settings}",
                              "AG_FAULT_DRIVER": TOOLS.parent / "lib" / "libag-emulator.so", **environment})
    assert done.returncode in (0, 1), done.stderr
    if done.returncode == 0 and not all(
            np.allclose(np.load(output), expected, TOLERANCE, TOLERANCE)
            for output, expected in zip(outputs, program.expected)):
        return f"{done.stderr}{WRONG}\n"
    assert done.returncode == 0 or done.stderr
    return done.stderr


@pytest.mark.parametrize("settings", ["", ",order=random:1"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_right(name, settings, programs, driver, tmp_path):
    assert run(programs[name], driver, tmp_path, settings) == ""


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(fault, programs, driver, tmp_path):
    name, edit, expected = FAULTS[fault]
    program = programs[name]
    if isinstance(edit, Edit):
        path = tmp_path / "edited.ptx"
        path.write_text(edit.apply(program.ptx))
        text = run(program, driver, tmp_path, AG_FAULT_PTX=path)
    elif isinstance(edit, HostEdit):
        text = run(edited(program, edit, tmp_path), driver, tmp_path, ",order=random:1")
    else:
        # In this order, work is done as late as a wait allows.
        text = run(program, driver, tmp_path, ",order=random:1", AG_FAULT_CALL=edit)
        assert f"seeded: {edit}" in text
    assert re.search(expected, text), text
