# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Embeds sentences, and prints their cosine similarities.

    python embed.py "A cat sat down." "A dog stood up." ...

It traces, compiles and runs the model in this process. Times are in seconds.
"""
from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from model import traced
from tokenizer import tokenize

SENTENCES = [
    "A compiler turns a program into machine code.",
    "The translator converts source text to native instructions.",
    "She bought fresh bread at the market this morning.",
    "Warm loaves were on sale at the bakery stall.",
]


def timed(what: str, call: Callable[[], Any]) -> Any:
    start = time.perf_counter()
    result = call()
    print(f"{what:8} {time.perf_counter() - start:.3f} s")
    return result


def print_table(sentences: list[str], embeddings: np.ndarray) -> None:
    for number, (sentence, row) in enumerate(zip(sentences, embeddings @ embeddings.T)):
        cosines = "  ".join(f"{cosine:5.2f}" for cosine in row)
        print(f"{number:2}  {cosines}   {sentence}")


def main(sentences: list[str]) -> None:
    program = timed("trace", traced)
    encode = timed("compile", lambda: program.lower().compile())
    input_ids, attention_mask = timed("tokenize", lambda: tokenize(sentences))
    result = timed("run", lambda: encode(input_ids, attention_mask))
    print_table(sentences, result["embedding"])


if __name__ == "__main__":
    main(sys.argv[1:] or SENTENCES)
