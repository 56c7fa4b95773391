# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the captures of this folder, by PyTorch and packages with models:

    PYTHONPATH=build/python .venv-peers/bin/python3 test/Import/captures/make_captures.py [WORD ...]
"""
from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "peers")]

import drawn
from ag.importers.torch.capture import Captured, capture, description
from models import CASES, Case
from packages import MODELS, STEPS, TOKENS
from published import PUBLISHED
from results import in_double, results_in_double

#: Fields of a node's metadata that the reader reads.
KEPT = ("stack_trace", "nn_module_stack")

_TIME = (2026, 1, 1, 0, 0, 0)  # so that archives of equal contents are equal


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


def listed(arguments: Mapping[str, Tensor]) -> dict[str, list]:
    """Returns the types and shapes of arguments as JSON has them."""
    return {name: [str(each.dtype)[6:], list(each.shape)] for name, each in arguments.items()}


def golden(model: nn.Module, arguments: dict[str, Tensor]) -> dict[str, Any]:
    """Returns the golden of a model, whose weights are in double precision."""
    results, gradients = results_in_double(model, arguments)
    norms = {name: [float(each.norm()), drawn.projection(each.numpy())] for name, each in gradients.items()}
    return {"arguments": listed(arguments), "results": [drawn.summary(each.numpy()) for each in results], "gradients": norms}


def constants(captured: Captured, model: nn.Module) -> dict[str, list]:
    """Returns the elements of tensors that are not drawn: integers, and constants that are no buffers."""
    named = {*dict(model.named_parameters(remove_duplicate=False)), *dict(model.named_buffers(remove_duplicate=False))}
    everything = {**captured.exported.state_dict, **captured.exported.constants}
    return {name: [str(each.dtype)[6:], each.flatten().tolist()] for name, each in everything.items()
            if isinstance(each, Tensor) and (name not in named or not each.is_floating_point())}


def write(name: str, captured: Captured, model: nn.Module, goldens: list) -> None:
    """Writes a capture."""
    tied = {key: tensor.name for key, tensor in captured.by_name.items() if key != tensor.name}
    files = {"model.json": plain(description(captured.exported)), "constants.json": constants(captured, model),
             "tied.json": tied, "goldens.json": goldens}
    path = HERE / f"{name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file, content in files.items():
            archive.writestr(zipfile.ZipInfo(file, _TIME), json.dumps(content, separators=(",", ":")), zipfile.ZIP_DEFLATED)
    print(f"{name}: {path.stat().st_size:,} bytes", flush=True)


def write_case(name: str, case: Case) -> None:
    """Writes the capture of a model, with goldens for three sizes."""
    model = case.made()
    captured = capture(model, (), case.drawn(*case.example), case.dims)
    wide = case.made().double()
    write(name, captured, model, [golden(wide, case.drawn(*sizes)) for sizes in case.sizes])


def write_step(name: str) -> None:
    """Writes the capture of a decoder's step. Its golden has the tokens of steps in a row, and the last one's results."""
    model, wide = STEPS[name](), STEPS[name](torch.float64)
    token, place = torch.tensor([[5]]), torch.tensor([0])
    captured = capture(model, (), {"input_ids": token, "cache_position": place}, None)
    tokens = []
    with torch.no_grad(), in_double():
        for number in range(TOKENS):
            tokens.append(int(token))
            result = wide(input_ids=token, cache_position=torch.tensor([number]))
            token = result[:, -1:].argmax(-1)
    states = {state: listed({state: model.get_buffer(buffer)})[state] for state, buffer in captured.buffers.items()}
    write(name, captured, model, [{"tokens": tokens, "states": states, "results": [drawn.summary(result.numpy())]}])


def main() -> None:
    torch.manual_seed(0)
    cases = {**CASES, **MODELS, "minilm": PUBLISHED["minilm"]}
    for name in (*cases, *STEPS):
        if not sys.argv[1:] or any(word in name for word in sys.argv[1:]):
            write_step(name) if name in STEPS else write_case(name, cases[name])


if __name__ == "__main__":
    main()
