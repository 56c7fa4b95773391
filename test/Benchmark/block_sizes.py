# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The sizes of the sharded programs: a block with 768 channels and 12 heads, 8 rows of 512 tokens."""
BATCH, SEQ, WIDTH, HEADS, INNER, WORDS = 8, 512, 768, 12, 3072, 50304
EXPERTS, CAPACITY = 8, 64
