# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Faults of programs whose host has loops and branches: test_faults.py seeds them into the programs of loops.mlir. A
HostEdit changes the host's code, an Edit a kernel that iterations launch, and a text a call of the driver."""
import numpy as np
from group_faults import normals, softmax
from ptx_edits import BARRIER, LOST, RACE, RACE_OF_BLOCKS, UNWRITTEN, WRONG, Edit, HostEdit

normal = normals(np.random.default_rng(2))


def steps(x):
    for _ in range(3):
        x = softmax(x) + x
    return x


def swapped(x, y):
    for _ in range(3):
        x, y = y, np.tanh(x @ y)
    return [x, y]


def halved(x):
    while abs(x).max() > 1:
        x = x / 2
    return x


def nested(x):
    for _ in range(2):
        for _ in range(2):
            x = x - x.sum() if x.sum() > 0 else x * x
        x = -x
    return x


def streams(q, k, v):
    for _ in range(3):
        q = softmax(q @ k.T) @ v
    return q


#: Each program's inputs, and its function, as in test_faults.py.
LOOP_PROGRAMS = {
    "steps": ([normal(19, 70)], steps),
    "swapped": ([normal(40, 40, scale=.2), normal(40, 40, scale=.2)], swapped),
    "halved": ([normal(300, scale=3)], halved),
    "nested": ([normal(300) + np.float32(.5)], nested),
    "streams": ([normal(70, 16, scale=.5), normal(300, 16, scale=.5), normal(300, 16)], streams),
}

LAUNCH = r"gpu\.launch_func .*@{0}\b .*\n"

LOOP_FAULTS = {
    # Trip counts, conditions and branches.
    "a step too few": ("steps", HostEdit(r"constant 3 :", "constant 2 :"), WRONG),
    "a step too many": ("steps", HostEdit(r"constant 3 :", "constant 4 :"), WRONG),
    "an inner iteration too few": ("nested", HostEdit(r"(for %\w+ = %c0 to) %c2(?= step %c1 \{)", r"\1 %c1"), WRONG),
    "a while loop without its last iteration": ("halved", "cuMemcpyAsync 2 bytes -1", WRONG),
    "the other branch": ("nested", HostEdit(r"cmpf ogt", "cmpf ole"), WRONG),

    # Buffers that iterations pass on.
    "buffers that do not change places": (
        "swapped", HostEdit(r"scf\.yield (%\w+), (%\w+), (%\w+)", r"scf.yield \3, \1, \2"), WRONG),
    "two of three buffers that change places": (
        "swapped", HostEdit(r"scf\.yield (%\w+), (%\w+), (%\w+)", r"scf.yield \1, \3, \2"), WRONG),
    "a result in the memory of a carried buffer": (
        "swapped", HostEdit(r"(iter_args\(%\w+ = (%\w+), %\w+ = %\w+, %\w+ =) %\w+", r"\1 \2"), WRONG),
    "a first value that is not copied": ("swapped", HostEdit(LAUNCH.format(r"swapped\$block"), ""), WRONG),
    "a kernel that reads the buffer of an iteration before": (
        "swapped", HostEdit(r"scf\.yield (%\w+), (%\w+), (%\w+)", r"scf.yield \1, \1, \3"), WRONG),
    "a branch's buffer over an element that its kernel reads": (
        "nested", HostEdit(r"constant 64 :", "constant 0 :"), RACE),

    # Launches of an iteration.
    "no launch in the second iteration": ("steps", "cuLaunchKernel 4 gone 0", WRONG),
    "a launch that no iteration has": ("steps", HostEdit(LAUNCH.format(r"steps\$block_1"), ""), WRONG),
    "a branch without its copy": ("nested", HostEdit(LAUNCH.format(r"nested\$block"), "", 2), WRONG),
    "an iteration on a stream that no other waits for": ("steps", "cuLaunchKernel 4 stream 0", WRONG),
    "an inner iteration on a stream that no other waits for": ("nested", "cuLaunchKernel 5 stream 0", WRONG),
    "a block too few in the last iteration": ("steps", "cuLaunchKernel 6 blocks -1", WRONG),
    "a block too many in the second iteration": ("swapped", "cuLaunchKernel 4 blocks 1", RACE_OF_BLOCKS),

    # Elements that the host reads.
    "a read of an element before its kernel": (
        "halved", HostEdit(rf"({LAUNCH.format('halved.block_1')})(.*memref\.load.*\n)", r"\2\1"), WRONG),
    "a read of a branch's condition before its kernel": (
        "nested", HostEdit(rf"({LAUNCH.format('nested.block_0')})(.*memref\.load.*\n)", r"\2\1"), WRONG),
    "no wait for a loop's condition": ("halved", "cuStreamSynchronize 4 gone 0", WRONG),
    "a loop's condition that is not copied": ("halved", "cuMemcpyAsync 4 gone 0", WRONG),
    "a branch's condition that is not copied": ("nested", "cuMemcpyAsync 2 gone 0", WRONG),

    # A GPU that disappears.
    "no GPU from an iteration on": ("steps", "cuLaunchKernel 4 lost 0", f"the launch of kernel .*{LOST}"),
    "no GPU from a loop's condition on": ("halved", "cuMemcpyAsync 4 lost 0", f"elements that decide .*{LOST}"),
    "no GPU from a branch's condition on": ("nested", "cuStreamSynchronize 3 lost 0", f"elements that decide .*{LOST}"),

    # Kernels of a body.
    "no barrier in a kernel of an iteration": ("steps", Edit(1, BARRIER, "", -1), RACE),
    "no barrier before an iteration's epilogue": ("swapped", Edit(1, BARRIER, "", -1), RACE),
    "no barrier in a sum that decides a branch": ("nested", Edit(1, BARRIER, "", 2), UNWRITTEN),
    "no barrier in the stream of an iteration": ("streams", Edit(-2, BARRIER, "", 13), f"{RACE}|{UNWRITTEN}"),
    "rows of two blocks in an iteration": ("steps", Edit(1, r"(mul\.lo\.s64 .*), 560;", r"\1, 280;"), RACE_OF_BLOCKS),
}
