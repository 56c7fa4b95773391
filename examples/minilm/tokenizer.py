# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tokenizes sentences for the model.

    python tokenizer.py "A cat sat down." "A dog stood up." > tokens      writes the input of embed.c
"""
from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from model import model_folder
from tokenizers import Tokenizer

LONGEST = 512  # tokens that the model has positions for


def tokenize(sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Returns input_ids and attention_mask, i64[batch, seq], padded to the longest sentence. Sentences with more tokens
    than the model has positions are truncated."""
    tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(LONGEST)
    encoded = tokenizer.encode_batch(list(sentences))
    return (np.array([sentence.ids for sentence in encoded], np.int64),
            np.array([sentence.attention_mask for sentence in encoded], np.int64))


def main(sentences: Sequence[str]) -> None:
    ids, mask = tokenize(sentences)
    print(*ids.shape)
    for numbers in (*ids, *mask):
        print(*numbers)


if __name__ == "__main__":
    main(sys.argv[1:])
