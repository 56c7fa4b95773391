# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random changes of captures: of types, shapes, edges, attributes and nodes of a program that PyTorch exported, and of the
bytes of its file. Each change is at one place, by random choices."""
from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "captures"))

from captured import NAMES, contents, write_file  # noqa: E402

ODD_NUMBERS = (0, 1, -1, 2, 3, 7, 255, 2**31 - 1, 2**31, -(2**31), 2**40, 2**62, 2**63 - 1, -(2**63))

ODD_VALUES = (None, True, 1.5, "NaN", "", "x", [], [1, -1], {}, {"as_int": 1}, {"as_name": "x"}, {"as_none": True})


def _nodes(model: Any) -> list[Any]:
    return model["graph_module"]["graph"]["nodes"]


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yields each container of a document with each of its keys or indices."""
    for key, value in list(document.items() if isinstance(document, dict) else enumerate(document)):
        yield document, key
        if isinstance(value, (dict, list)):
            yield from _places(value)


def change_edge(model: Any, choose: random.Random) -> None:
    """Makes a node read another value, or give its result another name."""
    names = list(model["graph_module"]["graph"]["tensor_values"])
    node = choose.choice(_nodes(model))
    edges = [(holder, key) for holder, key in _places([node["inputs"], node["outputs"]])
             if key == "name" and holder.get("name") in names]
    if edges:
        holder, key = choose.choice(edges)
        holder[key] = choose.choice([*names, "nothing"])


def change_shape(model: Any, choose: random.Random) -> None:
    meta = choose.choice(list(model["graph_module"]["graph"]["tensor_values"].values()))
    sizes = meta[choose.choice(["sizes", "strides"])]
    if not sizes or choose.random() < 0.2:
        sizes.append({"as_int": choose.choice(ODD_NUMBERS)})
    elif choose.random() < 0.2:
        del sizes[-1]
    else:
        expression = {"as_expr": {"expr_str": choose.choice(["s0", "s77*2", "s0//", "Mod(s0, 0)", "9**9**9", "s0**-1", "((((", "x"])}}
        sizes[choose.randrange(len(sizes))] = choose.choice([{"as_int": choose.choice(ODD_NUMBERS)}, expression])


def change_type(model: Any, choose: random.Random) -> None:
    meta = choose.choice(list(model["graph_module"]["graph"]["tensor_values"].values()))
    meta["dtype"] = choose.randrange(-1, 40)


def change_node(model: Any, choose: random.Random) -> None:
    nodes = _nodes(model)
    place, kind = choose.randrange(len(nodes)), choose.randrange(5)
    if kind == 0:
        del nodes[place]
    elif kind == 1:
        nodes.append(nodes[place])
    elif kind == 2:
        choose.shuffle(nodes)
    elif kind == 3:
        nodes[place]["target"] = choose.choice(nodes)["target"]
    elif nodes[place]["inputs"]:
        del nodes[place]["inputs"][choose.randrange(len(nodes[place]["inputs"]))]


def change_attribute(model: Any, choose: random.Random) -> None:
    """Changes a number of a node."""
    numbers = [(holder, key) for holder, key in _places(choose.choice(_nodes(model))["inputs"])
               if isinstance(holder[key], (int, float))]
    if numbers:
        holder, key = choose.choice(numbers)
        holder[key] = choose.choice([*ODD_NUMBERS, 1.5, float("nan"), True])


def change_anything(model: Any, choose: random.Random) -> None:
    """Changes or removes any part of the description."""
    holder, key = choose.choice(list(_places(model)))
    if choose.random() < 0.3:
        del holder[key]
    else:
        holder[key] = choose.choice([*ODD_VALUES, choose.choice(ODD_NUMBERS)])


CHANGES: list[Callable[[Any, random.Random], None]] = [
    change_edge, change_shape, change_type, change_node, change_attribute, change_anything]


def write_changed(path: Path, name: str, choose: random.Random) -> None:
    """Writes a capture with one to three changes: a third have bytes changed, the others fields."""
    if choose.random() < 0.33:
        write_file(path, name)
        made = bytearray(path.read_bytes())
        for _ in range(choose.randint(1, 3)):
            place = choose.randrange(len(made))
            made[place:place + choose.choice([0, 1, 1, 1, 4])] = choose.choice([b"", b"\xff", bytes([choose.randrange(256)])])
        path.write_bytes(made)
        return
    model = contents(name)["model"]
    for _ in range(choose.randint(1, 3)):
        choose.choice(CHANGES)(model, choose)
    write_file(path, name, model)
