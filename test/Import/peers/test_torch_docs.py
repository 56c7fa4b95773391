# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the blocks of docs/Importing.md that need PyTorch, on a small BERT."""
import re
from pathlib import Path

import torch
from torch.export import Dim
from transformers import BertConfig, BertModel

import ag

PAGE = Path(__file__).parents[3] / "docs" / "Importing.md"


def test_the_page_runs() -> None:
    blocks = re.findall(r"^```py\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    assert blocks
    torch.manual_seed(0)
    sizes = {"num_hidden_layers": 1, "hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 64,
             "max_position_embeddings": 4096}
    model = BertModel(BertConfig(vocab_size=50, **sizes)).eval()
    ids = torch.randint(0, 50, (2, 7))
    mask = torch.ones_like(ids)
    names = {"ag": ag, "Dim": Dim, "model": model, "ids": ids, "mask": mask}
    for block in blocks:
        exec(block, names)
    with torch.no_grad():
        expected, given = model(ids, mask), names["f"](ids, mask)
    assert type(given) is type(expected)
    torch.testing.assert_close(given.last_hidden_state, expected.last_hidden_state, rtol=1e-5, atol=1e-5)
    assert names["net"].parameters.keys() <= names["p"].parameters.keys()
