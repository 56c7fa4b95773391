# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes JAX's results for examples/problems in double: answers.npz next to this file.

    PYTHONPATH=examples:test/Integration .venv-peers/bin/python3 test/Integration/problems/generate.py

test/Benchmark/benchmark.py setup makes .venv-peers.
"""
from pathlib import Path

import jax
import numpy as np
from jax_answers import ANSWERS
from problems import inputs
from summary import summary


def main():
    answers = {}
    for name, answer in ANSWERS.items():
        for number, array in enumerate(jax.jit(answer)(*getattr(inputs, name)().values())):
            answers[f"{name}.{number}"] = summary(np.asarray(array))
    np.savez_compressed(Path(__file__).with_name("answers.npz"), **answers)


if __name__ == "__main__":
    main()
