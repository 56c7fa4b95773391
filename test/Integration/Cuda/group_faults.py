# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Faults of groups that are one kernel each: test_faults.py seeds them into the programs of groups.mlir."""
import numpy as np
from ptx_edits import BARRIER, PAST_END, PAST_SHARED, RACE, RACE_OF_BLOCKS, UNWRITTEN, WRONG, Edit

random = np.random.default_rng(1)


def normals(random):
    """Returns a function that draws arrays of f32 from the generator."""
    return lambda *shape, scale=1: (scale * random.standard_normal(shape)).astype(np.float32)


normal = normals(random)


def softmax(x):
    terms = np.exp(x - x.max(axis=1, keepdims=True))
    return terms / terms.sum(axis=1, keepdims=True)


def layer_norm(x, residual, scale):
    x = x + residual
    difference = x - x.mean(axis=1, keepdims=True)
    return difference / np.sqrt((difference * difference).mean(axis=1, keepdims=True) + np.float32(1e-3)) * scale


def attention(q, k, v, mask):
    return softmax(np.where(mask, q @ k.T, -np.inf)) @ v


def two_results(x):
    return [x * x + x, np.floor(x * x + x)]


#: Each program's inputs, and its function, as in test_faults.py.
GROUP_PROGRAMS = {
    "row_softmax": ([normal(19, 70, scale=60)], softmax),
    "layer_norm": ([normal(19, 70), normal(19, 70), normal(70)], layer_norm),
    "product": ([normal(70, 40), normal(40, 67, scale=.1), normal(67)], lambda x, w, b: np.tanh(x @ w + b)),
    "products": ([normal(70, 40, scale=.2), *(normal(40, 33, scale=.2) for _ in range(3))],
                 lambda x, a, b, c: (x @ a) * (x @ b) + x @ c),
    "attention": ([normal(70, 16, scale=.5), normal(300, 16, scale=.5), normal(300, 16), random.random(300) < .8],
                  attention),
    "two_results": ([normal(1300)], two_results),
    "columns": ([normal(133, 70), normal(133, 70)], lambda x, y: np.sqrt(np.abs(x * y).sum(axis=0))),
}

#: The end of an instruction's line, and lines that say where the next one comes from.
LINE = r"\n(?:\t\.loc.*\n)*"

#: The multiplication of a value that is then stored in shared memory, as when an accumulator is rescaled.
RESCALED = rf"mul\.rn\.f32( \t%r\d+), (%r\d+), (%r\d+);(?={LINE}\tst\.shared)"

GROUP_FAULTS = {
    # Rows that stay in a block: the steps of a softmax and a layer norm read what other threads computed.
    "no barrier between a row's maximum and its terms": ("row_softmax", Edit(0, BARRIER, "", 8), RACE),
    "no barrier between a row's sum and its quotients": ("row_softmax", Edit(0, BARRIER, "", -1), RACE),
    "no barrier between a row's mean and its differences": ("layer_norm", Edit(0, BARRIER, "", 10), RACE),
    "terms that are not kept": ("row_softmax", Edit(0, rf"st\.shared.*(?={LINE}\tadd\.s64.*, 256;)", ""), UNWRITTEN),
    "a tree over a group's tensors": ("row_softmax", Edit(0, r"(mov\.b64.*, __wg_row_softmax\$block)_1;", r"\1_0;"),
                                      RACE),
    "too little shared memory of a group": ("row_softmax", Edit(0, r"(\.b8 .*_1)\[1024\]", r"\1[1020]"), PAST_SHARED),
    "no clip of the last rows": ("row_softmax", Edit(0, r"min\.s64 (.*), %rd\d+, 8;", r"mov.b64 \1, 8;"), PAST_END),
    "no clip of a norm's last rows": ("layer_norm", Edit(0, r"min\.s64 (.*), %rd\d+, 8;", r"mov.b64 \1, 8;"),
                                      PAST_END),
    "rows of two blocks": ("row_softmax", Edit(0, r"(mul\.lo\.s64 .*), 560;", r"\1, 280;"), RACE_OF_BLOCKS),
    "a maximum that begins at infinity": ("row_softmax", Edit(0, r"(st\.shared.*), -8388608;", r"\1, 2139095040;"),
                                          WRONG),
    "a sum that begins at a maximum's neutral element": (
        "row_softmax", Edit(0, r"(bar\.sync(?:.*\n){1,4}?\tst\.shared.*\]), 0;", r"\1, -8388608;"), WRONG),
    "a residual that is subtracted": ("layer_norm", Edit(0, r"add\.rn", "sub.rn"), WRONG),
    "a block of rows too few": ("row_softmax", "cuLaunchKernel 1 blocks -1", WRONG),

    # Products with an epilogue: a block's tile of the product is in shared memory beside the operands' terms.
    "no barrier before a product's epilogue": ("product", Edit(0, BARRIER, "", -1), RACE),
    "no barrier before a product's first sums": ("product", Edit(0, BARRIER, "", 1), f"{RACE}|{UNWRITTEN}"),
    "no barrier before the epilogue of three products": ("products", Edit(0, BARRIER, "", -1), RACE),
    "a product's tile over its operands": ("product", Edit(0, r"(mov\.b64.*, __wg_product\$block)_1;", r"\1_0;"), RACE),
    "terms of both operands in one place": ("product", Edit(0, r"(mov\.b64.*, __wg_product\$block)_2;", r"\1_1;"), RACE),
    "a product's tile that is too small": ("product", Edit(0, r"(\.b8 .*_0)\[16384\]", r"\1[12288]"), RACE),
    "one of three tiles over operands": ("products", Edit(0, r"(mov\.b64.*, __wg_products\$block)_1;", r"\1_0;"), RACE),
    "no clip of a tile's rows": ("product", Edit(0, r"min\.s64 (.*), %rd\d+, 64;", r"mov.b64 \1, 64;"), PAST_END),
    "no clip of a tile's columns": ("product", Edit(0, r"min\.u64 (.*), %rd\d+, 64;", r"mov.b64 \1, 64;"), PAST_END),
    "a product's tile from a row before": ("product", Edit(0, r"(mad\.lo\.s64 .*), 10240,", r"\1, 10080,"), WRONG),
    "a product's sums that begin at 1": ("product", Edit(0, r"0f80000000", "0f3F800000"), WRONG),
    "a product without its last terms": ("product", Edit(0, r"(setp\.ne\.b64.*), 3;", r"\1, 2;"), WRONG),
    "a block of a product too few": ("product", "cuLaunchKernel 1 blocks -1", WRONG),

    # Streams: a block's rows go over tiles of 64 keys, with a maximum and sums that are rescaled.
    "no barrier behind a stream's copied operands": ("attention", Edit(0, BARRIER, "", 10), f"{RACE}|{UNWRITTEN}"),
    "a running sum before a tile's sum": ("attention", Edit(0, BARRIER, "", 33), RACE),
    "rows of a stream before a tile's product": ("attention", Edit(0, BARRIER, "", 42), RACE),
    "a stream's sum that is not rescaled": ("attention", Edit(0, RESCALED, r"mov.b32\1, \3;", 2), WRONG),
    "a stream's rows that are not rescaled": ("attention", Edit(0, RESCALED, r"mov.b32\1, \3;", 4), WRONG),
    "half a tile's step": ("attention", Edit(0, r"(shl\.b64.*), 10;", r"\1, 9;", 2), WRONG),
    "twice a tile's step": ("attention", Edit(0, r"(shl\.b64.*), 10;", r"\1, 11;", 2), PAST_END),
    "every other tile": ("attention", Edit(0, rf"(add\.s64 .*), 1;(?={LINE}\tsetp\.ne)", r"\1, 2;"), WRONG),
    "no clip of a stream's last rows": ("attention", Edit(0, r"min\.s64 (.*), %rd\d+, 64;", r"mov.b64 \1, 64;"),
                                        PAST_END),
    "a running maximum that begins at the other end": (
        "attention", Edit(0, r"(st\.shared.*), 2139095040;", r"\1, -8388608;"), WRONG),
    "a tile's maximum that begins at the other end": (
        "attention", Edit(0, r"(st\.shared.*), 2139095040;", r"\1, -8388608;", 2), WRONG),
    "scores that begin at 1": ("attention", Edit(0, r"0f80000000", "0f3F800000"), WRONG),
    "keys over queries": ("attention", Edit(0, r"(mov\.b64.*, __wg_attention\$block)_2;", r"\1_1;"), RACE),
    "a stream's state over another": ("attention", Edit(0, r"(st\.shared.*)\+8704\]", r"\1+8448]"), UNWRITTEN),
    "a stream's rows of two blocks": ("attention", Edit(0, r"(shl\.b64.*), 10;", r"\1, 9;"), RACE_OF_BLOCKS),

    # Chains and columns.
    "no clip of a chain's last tile": ("two_results", Edit(0, r"min\.s64 (.*), %rd\d+, 512;", r"mov.b64 \1, 512;"),
                                       PAST_END),
    "a chain's tiles that overlap": ("two_results", Edit(0, r"(shl\.b64.*), 11;", r"\1, 10;"), RACE_OF_BLOCKS),
    "a result that is read and not stored": ("two_results", Edit(0, r"st\.global.*", ""), WRONG),
    "no clip of the last columns": ("columns", Edit(0, r"min\.s64 (.*), %rd\d+, 64;", r"mov.b64 \1, 64;"), PAST_END),
    "a step of one row for a block of rows": ("columns", Edit(0, r"(add\.s64.*), 17920;", r"\1, 280;"), WRONG),
    "a sum's remainder in its place": ("columns", Edit(0, r"(st\.shared.*)\+256\]", r"\1+512]"), UNWRITTEN),
    "a block of columns too few": ("columns", "cuLaunchKernel 1 blocks -1", WRONG),
}
