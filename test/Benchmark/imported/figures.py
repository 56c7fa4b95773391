# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Figures of the import itself. Each function is run in a process of its own, which prints them as JSON. Times are those on a
core. It needs PyTorch.

    figures.py FUNCTION FOLDER COMPILER
"""
from __future__ import annotations

import ctypes
import gc
import json
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
import transformers
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import ag  # noqa: E402
import growth  # noqa: E402
from ag.importers.program import Program  # noqa: E402
from ag.importers.torch.capture import capture  # noqa: E402
from ag.importers.torch.framework import FRAMEWORK  # noqa: E402
from imported.rows import find  # noqa: E402


@dataclass
class Figure:
    """A measurement beside another one, which is 0 if there is none, in a unit."""

    what: str
    measured: float
    beside: str = ""
    other: float = 0
    unit: str = "s"
    aim: str = ""


class OwnMemory:
    """The greatest number of bytes of its own, without mapped files, that this process takes within a with statement, beyond
    those before. Another process looks each millisecond. Memory that was freed before is returned to the system first, as
    its reuse would not be seen."""

    LOOK = """
import sys, threading, time
def own():
    lines = open(f"/proc/{sys.argv[1]}/status").read().splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon", "RssShmem")))
most = first = own()
print("ready", flush=True)
ends = []
threading.Thread(target=lambda: (sys.stdin.read(), ends.append(1)), daemon=True).start()
while not ends:
    most = max(most, own())
    time.sleep(0.001)
print(max(most, own()) - first)
"""

    def __enter__(self) -> "OwnMemory":
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        self.process = subprocess.Popen([sys.executable, "-c", self.LOOK, str(os.getpid())], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        return self

    def __exit__(self, *_: object) -> None:
        self.bytes = int(self.process.communicate()[0])


def seconds(function: Callable[[], object]) -> float:
    """Returns the core seconds of a call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def any_size(folder: Path, compiler: Path) -> list[Figure]:
    """Returns what it takes to compile a published model for pictures of any size."""
    path = find("rapidocr/models/PP-OCRv6_det_small.onnx")
    program = []
    imported = seconds(lambda: program.append(ag.onnx.load(path, x=ag.spec(
        "f32", ["batch", 3, "height", "width"], batch=(1, 4), height=(32, 960), width=(32, 960)))))
    times = growth.measure(compiler, program[0].as_text(), 900, 3)
    checks = sum(each for name, each in times.passes.items() if name.endswith("ag-insert-checks"))
    return [Figure("import of PP-OCRv6 det", imported), Figure("compile it for any size", times.total, aim="20 s"),
            Figure("ag-insert-checks in it", checks, aim="0.7 s")]


def gpt2(folder: Path, compiler: Path) -> list[Figure]:
    """Returns the time and memory of the import of GPT-2 small, of 124 million drawn weights, beyond the capture."""
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(use_cache=False)).eval()
    ids = torch.randint(0, 50257, (2, 64))
    shapes = {"input_ids": {0: torch.export.Dim("batch", min=1, max=8), 1: torch.export.Dim("seq", min=1, max=1024)}}
    with torch.no_grad():
        theirs = [seconds(lambda: torch.export.export(model, (), {"input_ids": ids}, dynamic_shapes=shapes)) for _ in range(3)]
    captured = []
    takes = [seconds(lambda: captured.append(capture(model, (), {"input_ids": ids}, shapes))) for _ in range(3)]

    def traced() -> ag.Traced:
        return Program(captured[-1].graph, FRAMEWORK, captured[-1].specs).trace()

    with OwnMemory() as own:
        first = seconds(traced)
    ours = statistics.median([first, *(seconds(traced) for _ in range(4))])
    export = statistics.median(theirs)
    tracemalloc.start()  # Python reuses memory that the capture has left in its arenas, which OwnMemory does not see
    traced()
    objects = tracemalloc.get_traced_memory()[1]
    return [Figure("import of GPT-2 small, beyond the capture", ours, "torch.export", export, aim="0.5 s"),
            Figure("its capture", statistics.median(takes), "torch.export", export),
            Figure("memory of its own, and of Python's objects in it", (own.bytes + objects) / 1e6, unit="MB", aim="20 MB")]


def external(folder: Path, compiler: Path) -> list[Figure]:
    """Returns the memory that an ONNX model with 1 GB of external data takes when it is imported, compiled and loaded."""
    size, layers = 4096, 16
    random = np.random.default_rng(0)
    with open(folder / "weights.bin", "wb") as file:
        for _ in range(layers):
            file.write(random.standard_normal((size, size), np.float32).tobytes())
    bytes_of_layer = 4 * size * size
    nodes, tensors = [], []
    for number in range(layers):
        tensor = onnx.TensorProto(name=f"w{number}", data_type=1, dims=[size, size], data_location=1)
        for key, value in (("location", "weights.bin"), ("offset", number * bytes_of_layer), ("length", bytes_of_layer)):
            tensor.external_data.add(key=key, value=str(value))
        tensors.append(tensor)
        nodes.append(onnx.helper.make_node("MatMul", [f"x{number}", f"w{number}"], [f"x{number + 1}"]))
    declared = [onnx.helper.make_tensor_value_info(name, 1, [4, size]) for name in ("x0", f"x{layers}")]
    graph = onnx.helper.make_graph(nodes, "large", declared[:1], declared[1:], tensors)
    onnx.save(onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)]), folder / "large.onnx")
    with OwnMemory() as own:
        f = ag.onnx.load(folder / "large.onnx").lower().compile(march="native")
        f(np.zeros((4, size), np.float32))
    whole = layers * bytes_of_layer / 1e6
    return [Figure("memory of an ONNX model of external data, imported, compiled and loaded", own.bytes / 1e6, "its file", whole,
                   "MB", "1.1 of it")]


class Sum(nn.Module):
    """The sum of three vectors, and of weights, which are added when they are loaded."""

    def __init__(self, weights: int) -> None:
        super().__init__()
        self.weights = nn.ParameterList(nn.Parameter(torch.zeros(8), requires_grad=False) for _ in range(weights))

    def forward(self, x: Tensor, y: Tensor, z: Tensor) -> Tensor:
        total = x + y + z
        return total + torch.stack(list(self.weights)).sum(0) if len(self.weights) else total


def calls(folder: Path, compiler: Path) -> list[Figure]:
    """Returns the time of calls of small functions beside that of PyTorch's own ops. Runs alternate."""
    x, y, z = (torch.randn(8) for _ in range(3))
    functions = {count: ag.torch.compile(Sum(count), x, y, z, options={"march": "native"}) for count in (0, 200)}
    given = x.clone().requires_grad_()
    sides = {"eager": lambda: x + y + z, **{count: (lambda f=f: f(x, y, z)) for count, f in functions.items()},
             "eager, gradient": lambda: given + y + z, "gradient": lambda: functions[0](given, y, z)}
    times: dict = {name: [] for name in sides}
    for _ in range(200):
        for name, side in sides.items():
            start = time.process_time()
            for _ in range(500):
                side()
            times[name].append((time.process_time() - start) / 500)
    median = {name: 1e6 * statistics.median(found) for name, found in times.items()}
    return [Figure("call with 3 tensors of PyTorch", median[0], "eager x + y + z", median["eager"], "us", "1.1"),
            Figure("the same with 200 weights", median[200], "eager x + y + z", median["eager"], "us", "1.3"),
            Figure("call with 3 tensors, one of which requires a gradient", median["gradient"], "eager x + y + z",
                   median["eager, gradient"], "us")]


class Deep(nn.Module):
    """A chain of ops, one in a hundred of which is not supported."""

    def __init__(self, nodes: int) -> None:
        super().__init__()
        self.nodes = nodes
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(nodes // 4))

    def forward(self, x: Tensor) -> Tensor:
        for number, layer in enumerate(self.layers):
            x = torch.tanh(layer(x) * 2) + x
            x = torch.sort(x)[0] if number % 25 == 24 else x
        return x


def examine(folder: Path, compiler: Path) -> list[Figure]:
    """Returns the time of is_supported beyond the capture, for models of 1,000 and of 10,000 nodes."""
    found = {}
    for nodes in (1000, 10000):
        shapes = ({0: torch.export.Dim("batch", min=1, max=8)},)
        captured = capture(Deep(nodes).eval(), (torch.randn(2, 4),), {}, shapes)

        def answer() -> None:
            support = Program(captured.graph, FRAMEWORK, captured.specs).examine()
            assert not support and support.missing[0].count == nodes // 100 and support.nodes >= nodes

        found[nodes] = statistics.median(seconds(answer) for _ in range(3))
    return [Figure("is_supported of 1,000 nodes, beyond the capture", found[1000], aim="0.5 s"),
            Figure("the same of 10,000 nodes", found[10000], "10 times that", 10 * found[1000])]


FIGURES = {each.__name__: each for each in (any_size, gpt2, external, calls, examine)}

if __name__ == "__main__":
    torch.manual_seed(0)
    name, folder, compiler = sys.argv[1:]
    print(json.dumps([asdict(each) for each in FIGURES[name](Path(folder), Path(compiler))]))
