# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Does a damaged file give a program or an ag.Error, in little time and memory?

The files are models of ONNX's node tests and captures of PyTorch's programs, with a few changes by a seed: of bytes, types,
shapes, edges, nodes, attributes and versions. Each is read and traced in a process of its own, in 20 s and 2 GiB.

    PYTHONPATH=build/python .venv/bin/python3 test/Import/fuzz.py --seed 1 --count 2000

changes as many files, every third a capture; --kind chooses one kind. It prints each file that gives something else, which
is kept in the folder --keep, and how many gave which. By .venv-peers/bin/python3, --judge compares the results of the
programs of ONNX files with those of onnxruntime, where that takes the same file.
"""
from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx

import ag
import judge
from capture_changes import NAMES, ODD_NUMBERS, write_changed
from node_tests import FOLDER

ROOT = Path(__file__).resolve().parents[2]

#: The most seconds and bytes that a file may take.
SECONDS, BYTES = 20, 2 << 30


def _nodes(graph: Any) -> list[Any]:
    """Returns the nodes of a graph and of its bodies."""
    found = []
    for node in graph.node:
        found.append(node)
        for attribute in node.attribute:
            found += _nodes(attribute.g)
    return found


def _names(graph: Any) -> list[str]:
    return ["", "nothing", *(name for node in _nodes(graph) for name in (*node.input, *node.output)),
            *(value.name for value in graph.input)]


# Each changes a model at one place by random choices.


def change_edge(model: Any, choose: random.Random) -> None:
    node = choose.choice(_nodes(model.graph))
    names = choose.choice([node.input, node.output])
    if names and choose.random() < 0.7:
        names[choose.randrange(len(names))] = choose.choice(_names(model.graph))
    elif names and choose.random() < 0.5:
        del names[-1]
    else:
        names.append(choose.choice(_names(model.graph)))


def change_node(model: Any, choose: random.Random) -> None:
    nodes = model.graph.node
    node = choose.choice(_nodes(model.graph))
    kind = choose.randrange(5)
    if kind == 0:
        node.op_type = choose.choice(sorted({schema.name for schema in onnx.defs.get_all_schemas()}))
    elif kind == 1:
        node.domain = choose.choice(["", "ai.onnx", "com.microsoft", "com.microsoft.nchwc", "other", "ai.onnx.ml"])
    elif kind == 2:
        nodes.append(choose.choice(nodes))
    elif kind == 3:
        del nodes[choose.randrange(len(nodes))]
    else:
        order = list(nodes)
        choose.shuffle(order)
        del nodes[:]
        nodes.extend(order)


def change_attribute(model: Any, choose: random.Random) -> None:
    node = choose.choice(_nodes(model.graph))
    if not node.attribute or choose.random() < 0.2:
        node.attribute.append(onnx.helper.make_attribute(choose.choice(["axis", "axes", "to", "value", "mode", "body"]), choose.choice(
            [choose.choice(ODD_NUMBERS), 1.5, float("nan"), "word", [1, -1], [choose.choice(ODD_NUMBERS)]])))
        return
    place = choose.randrange(len(node.attribute))
    attribute = node.attribute[place]
    kind = choose.randrange(4)
    if kind == 0:
        attribute.i = choose.choice(ODD_NUMBERS)
    elif kind == 1 and attribute.ints:
        attribute.ints[choose.randrange(len(attribute.ints))] = choose.choice(ODD_NUMBERS)
    elif kind == 2:
        attribute.type = choose.randrange(15)
    else:
        del node.attribute[place]


def change_type(model: Any, choose: random.Random) -> None:
    graph = model.graph
    values = [*graph.input, *graph.output, *graph.value_info]
    tensors = [value.type.tensor_type for value in values if value.type.HasField("tensor_type")]
    if not tensors:
        return
    tensor = choose.choice(tensors)
    kind = choose.randrange(5)
    dims = tensor.shape.dim
    if kind == 0:
        tensor.elem_type = choose.randrange(-1, 30)
    elif kind == 1 and dims:
        choose.choice(dims).dim_value = choose.choice(ODD_NUMBERS)
    elif kind == 2 and dims:
        choose.choice(dims).dim_param = choose.choice(["n", "m", "", "?", "-1", "n + 1", "class"])
    elif kind == 3 and dims:
        del dims[-1]
    else:
        tensor.ClearField("shape")


def change_tensor(model: Any, choose: random.Random) -> None:
    tensors = [*model.graph.initializer, *(attribute.t for node in _nodes(model.graph) for attribute in node.attribute
                                           if attribute.HasField("t"))]
    if not tensors:
        return change_type(model, choose)
    tensor = choose.choice(tensors)
    kind = choose.randrange(6)
    if kind == 0:
        tensor.data_type = choose.randrange(-1, 30)
    elif kind == 5 and tensor.data_type == onnx.TensorProto.INT64 and tensor.raw_data:
        elements = np.frombuffer(tensor.raw_data, np.int64).copy()
        elements[choose.randrange(len(elements))] = choose.choice(ODD_NUMBERS)
        tensor.raw_data = elements.tobytes()
    elif kind == 1 and tensor.dims:
        tensor.dims[choose.randrange(len(tensor.dims))] = choose.choice(ODD_NUMBERS)
    elif kind == 2:
        tensor.dims.append(choose.choice(ODD_NUMBERS))
    elif kind == 3:
        tensor.data_location = 1
        for key, value in (("location", choose.choice(["", ".", "..", "/etc/passwd", "a\0b", "x" * 5000, "model.onnx"])),
                           ("offset", choose.choice(["0", "-1", "x", "9" * 5000])), ("length", "4")):
            tensor.external_data.add(key=key, value=value)
    else:
        tensor.raw_data = tensor.raw_data[:choose.randrange(1 + len(tensor.raw_data))]
    return None


def change_model(model: Any, choose: random.Random) -> None:
    kind = choose.randrange(4)
    if kind == 0 and model.opset_import:
        choose.choice(model.opset_import).version = choose.choice([*range(1, 30), *ODD_NUMBERS])
    elif kind == 1 and model.opset_import:
        choose.choice(model.opset_import).domain = choose.choice(["", "other", "com.microsoft"])
    elif kind == 2:
        model.graph.output.append(choose.choice(list(model.graph.input) + list(model.graph.output)))
    else:
        function = model.functions.add(name=choose.choice(_nodes(model.graph)).op_type, domain=choose.choice(["", "f"]))
        function.node.extend(model.graph.node)
        function.opset_import.extend(model.opset_import)


CHANGES: list[Callable[[Any, random.Random], None]] = [
    change_edge, change_node, change_attribute, change_type, change_tensor, change_model]


def with_values(model: Any, folder: Path) -> None:
    """Makes inputs of few integers, which can decide shapes, weights with the values of the test."""
    for place, value in enumerate(list(model.graph.input)):
        path = folder / "test_data_set_0" / f"input_{place}.pb"
        tensor = onnx.TensorProto()
        if value.type.HasField("tensor_type") and path.exists():
            tensor.ParseFromString(path.read_bytes())
            tensor.name = value.name
            if tensor.data_type in (onnx.TensorProto.INT32, onnx.TensorProto.INT64) and len(tensor.raw_data) <= 128:
                model.graph.initializer.append(tensor)
                model.graph.input.remove(value)


def changed(folder: Path, choose: random.Random) -> bytes:
    """Returns the model of a test with one to three changes: a third have bytes changed, the others fields."""
    data = (folder / "model.onnx").read_bytes()
    if choose.random() < 0.33:
        made = bytearray(data)
        for _ in range(choose.randint(1, 3)):
            place = choose.randrange(len(made))
            made[place:place + choose.choice([0, 1, 1, 1, 4])] = choose.choice([b"", b"\xff", bytes([choose.randrange(256)])])
        return bytes(made)
    model = onnx.ModelProto()
    model.ParseFromString(data)
    with_values(model, folder)
    for _ in range(choose.randint(1, 3)):
        if not model.graph.node:
            break
        choose.choice(CHANGES)(model, choose)
    return model.SerializeToString()


#: Node tests of another version of onnx, where the own one has none.
INSTALLED = [] if (FOLDER / "node").exists() else [*ROOT.glob(f".venv/lib/python3*/site-packages/{FOLDER.relative_to(FOLDER.parents[3])}")]

LOADERS = {".onnx": ag.onnx.load, ".pt2": ag.torch.trace}


def write_file(folder: Path, kind: str, seed: str, tests: list[Path]) -> tuple[Path, Path | None]:
    """Writes a changed file of a kind, whose choices are those of the seed, to a folder. Returns its path, and that of the
    ONNX file which was changed."""
    choose = random.Random(seed)
    stem = seed.replace(" ", "_")
    if kind == "capture":
        name = choose.choice(NAMES)
        path = folder / f"{stem}_{name}.pt2"
        write_changed(path, name, choose)
        return path, None
    test = choose.choice(tests)
    path = folder / f"{stem}_{test.name}.onnx"
    path.write_bytes(changed(test, choose))
    return path, test / "model.onnx"


def outcome(path: Path, judges: bool = False) -> str:
    """Returns what a file gives: a program, an error, or what is wrong, in a process of its own. A program that is judged has
    the right results, or `wrong`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS)
        try:
            program = LOADERS[path.suffix](path)
            said = "program"
            if judges and path.suffix == ".onnx":
                said = judge.compare(path, program)
        except ag.Error as error:
            said = "error" if error.message and error.file else f"wrong: an error without a place: {error}"
        except BaseException:
            said = f"wrong: {traceback.format_exc(limit=-4)}"
        os.write(writer, said.encode()[-4000:])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    return said or f"wrong: it ended by the signal {os.WTERMSIG(status)}"


def _address_space() -> int:
    """Returns the bytes of address space that the process has now."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--kind", choices=("onnx", "capture"), help="one kind of files, instead of both")
    parser.add_argument("--judge", action="store_true", help="compare results with onnxruntime's")
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="the folder for files that give something else")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    tests = sorted(path.parent for folder in (FOLDER, *INSTALLED) for path in (folder / "node").glob("*/model.onnx"))
    if options.judge and not judge.is_there():
        parser.error("--judge needs the package onnxruntime, which .venv-peers has")
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("onnx", "capture") if options.kind in (None, kind)}
    for number in range(options.count):
        kind = options.kind or ("capture" if number % 3 == 2 else "onnx")
        path, original = write_file(options.keep, kind, f"{options.seed} {number}", tests)
        said = outcome(path, options.judge)
        if said.startswith("wrong: its result") and outcome(original, True) != "right":
            said = "unjudged"  # onnxruntime differs from ONNX's own test, too
        counts[kind][said.split(":")[0]] += 1
        if said.startswith("wrong"):
            print(f"{path}: {said}", flush=True)
        else:
            path.unlink()
    for kind, found in counts.items():
        print(f"{kind}: {', '.join(f'{found[what]} {what}' for what in dict.fromkeys(('program', 'error', *found, 'wrong')))}")
    return 1 if any(found["wrong"] for found in counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
