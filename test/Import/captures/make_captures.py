# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the captures of this folder, by PyTorch and transformers:

    PYTHONPATH=build/python .venv-peers/bin/python3 test/Import/captures/make_captures.py [NAME ...]
"""
from __future__ import annotations

import inspect
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.export import Dim

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "peers")]

import drawn
from models import CASES, Case
from ag.importers.torch.capture import capture, description

#: Fields of a node's metadata that the reader reads.
KEPT = ("stack_trace", "nn_module_stack")

_TIME = (2026, 1, 1, 0, 0, 0)  # so that archives of equal contents are equal


def transformers_case(name: str) -> Case:
    """Returns a small model of transformers, whose masks are made by indexing at ranges."""
    import transformers
    sizes = {"vocab_size": 50, "num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 32, "intermediate_size": 64,
             "max_position_embeddings": 4096}
    models = {"bert_of_transformers": (transformers.BertModel, transformers.BertConfig(**sizes)),
              "llama_of_transformers": (transformers.LlamaForCausalLM, transformers.LlamaConfig(
                  **sizes, num_key_value_heads=2, use_cache=False))}
    dims = {0: Dim("batch", min=1, max=32), 1: Dim("length", min=1, max=4096)}
    model, config = models[name]
    return Case(lambda: model(config), (dims, dims), lambda b, n: (torch.zeros(b, n, dtype=torch.int64),
                                                                   torch.ones(b, n, dtype=torch.int64)), [(1, 9), (4, 1)])


def with_drawn_weights(model: torch.nn.Module) -> torch.nn.Module:
    """Returns the model with weights by their names. Those that are integers stay as they are."""
    with torch.no_grad():
        for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
            if tensor.is_floating_point():
                tensor.copy_(torch.from_numpy(drawn.weight(name, tuple(tensor.shape))))
    return model.eval()


def plain(document: Any) -> Any:
    """Returns a description without what the reader does not read. Files have their last four parts."""
    def body(graph: Any) -> None:
        for node in graph["nodes"]:
            node["metadata"] = {key: value for key, value in node["metadata"].items() if key in KEPT}
            trace = node["metadata"].get("stack_trace", "").splitlines()
            node["metadata"]["stack_trace"] = "\n".join(map(shortened, trace))
            for given in node["inputs"]:
                if "as_graph" in given["arg"]:
                    body(given["arg"]["as_graph"]["graph"])

    body(document["graph_module"]["graph"])
    return document


def shortened(line: str) -> str:
    if 'File "' not in line:
        return line
    before, path, after = line.split('"', 2)
    return f'{before}"{"/".join(Path(path).parts[-4:])}"{after}'


def write(name: str, case: Case) -> None:
    torch.manual_seed(0)
    model = with_drawn_weights(case.model())
    names = list(inspect.signature(model.forward).parameters)

    def arguments(sizes: tuple[int, ...]) -> dict[str, np.ndarray]:
        given = dict(zip(names, case.arguments(*sizes)))
        return {key: drawn.argument(key, str(each.dtype)[6:], tuple(each.shape)) for key, each in given.items()}

    def tensors(arrays: dict[str, np.ndarray]) -> tuple:
        return tuple(map(torch.from_numpy, arrays.values()))

    captured = capture(model, tensors(arguments(case.example)), {}, case.dims)
    exported, goldens = captured.exported, []
    for sizes in case.sizes[:2]:
        arrays = arguments(sizes)
        with torch.no_grad():
            results = torch.utils._pytree.tree_leaves(model(*tensors(arrays)))
        goldens.append({"arguments": {key: [str(each.dtype), list(each.shape)] for key, each in arrays.items()},
                        "results": [drawn.summary(each.numpy()) for each in results if isinstance(each, torch.Tensor)]})
    integers = {key: [str(each.dtype)[6:], list(each.shape), each.flatten().tolist()]
                for key, each in {**exported.state_dict, **exported.constants}.items()
                if isinstance(each, torch.Tensor) and not each.is_floating_point()}
    same = {key: tensor.name for key, tensor in captured.by_name.items()}
    contents = {"model.json": plain(description(exported)), "integers.json": integers, "goldens.json": goldens, "tied.json": same}
    with zipfile.ZipFile(HERE / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file, content in contents.items():
            archive.writestr(zipfile.ZipInfo(file, _TIME), json.dumps(content, separators=(",", ":")), zipfile.ZIP_DEFLATED)
    print(f"{name}: {(HERE / f'{name}.zip').stat().st_size:,} bytes")


def main() -> None:
    cases = {**CASES, **{name: None for name in ("bert_of_transformers", "llama_of_transformers")}}
    for name in sys.argv[1:] or cases:
        write(name, cases[name] or transformers_case(name))


if __name__ == "__main__":
    main()
