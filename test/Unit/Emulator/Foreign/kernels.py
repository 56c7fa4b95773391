# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Kernels in Triton, whose PTX scripts/record_ptx.py records."""
import triton
import triton.language as tl


@triton.jit
def tritonSaxpy(x, y, a, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = i < n
    tl.store(y + i, a * tl.load(x + i, mask=mask) + tl.load(y + i, mask=mask), mask=mask)


@triton.jit
def tritonSoftmax(x, y, n, BLOCK: tl.constexpr):
    """Computes the softmax of rows with n columns. Each program has one row."""
    i = tl.arange(0, BLOCK)
    row = tl.program_id(0) * n
    values = tl.load(x + row + i, mask=i < n, other=-float("inf"))
    powers = tl.exp(values - tl.max(values, axis=0))
    tl.store(y + row + i, powers / tl.sum(powers, axis=0), mask=i < n)


@triton.jit
def tritonSum(x, total, n, BLOCK: tl.constexpr):
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    tl.atomic_add(total, tl.sum(tl.load(x + i, mask=i < n, other=0), axis=0))


@triton.jit
def tritonNarrow(x, y, n, BLOCK: tl.constexpr):
    """Squares bf16 elements in f32, and stores them as bf16."""
    i = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    values = tl.load(x + i, mask=i < n).to(tl.float32)
    tl.store(y + i, (values * values).to(tl.bfloat16), mask=i < n)


#: The types of each kernel's arguments, and its number of warps. BLOCK is 128. If there are several warps, all lanes
#: of a warp write the warp's sum to the same location in shared memory.
SIGNATURES = {
    tritonSaxpy: (["*fp32", "*fp32", "fp32", "i32"], 4),
    tritonSoftmax: (["*fp32", "*fp32", "i32"], 4),
    tritonSum: (["*i32", "*i32", "i32"], 1),
    tritonNarrow: (["*bf16", "*bf16", "i32"], 4),
}
