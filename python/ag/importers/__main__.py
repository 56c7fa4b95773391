# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The command that imports a model:

    python3 -m ag.importers model.onnx -o model.mlir

It writes the program, and its weights to model.safetensors beside it. ag-compile makes an object of both.
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from .. import onnx, torch
from ..core.errors import Error
from ..core.source import Place, at
from ..programs.artefacts import checked_path

#: How a file of each kind is opened: to a Program.
OPENERS = {".onnx": onnx.open_model, ".pt2": torch.open_model}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise argparse.ArgumentTypeError(f"{text} is no name=value")
    return name, value


def _size(text: str) -> tuple[str, int | tuple[int, int]]:
    name, value = _pair(text)
    parts = value.split(":")
    if len(parts) > 2 or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text} is no size, expected {name}=8 or {name}=1:8")
    return name, int(parts[0]) if len(parts) == 1 else (int(parts[0]), int(parts[1]))


def _value(text: str) -> tuple[str, np.ndarray]:
    name, value = _pair(text)
    is_list = value.startswith("[") and value.endswith("]")
    try:
        numbers = [{"true": True, "false": False}.get(part, None) if part in ("true", "false") else
                   int(part) if part.lstrip("+-").isdecimal() else float(part) for part in (value[1:-1] if is_list else value).split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no value, expected a number, true or false, or [1,2,3]") from None
    if len(numbers) > 1 and not is_list:
        raise argparse.ArgumentTypeError(f"{text} is no value, expected {name}=[{value}] for a list")
    return name, np.array(numbers if is_list else numbers[0])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m ag.importers", description="Makes a program of ag of a model.")
    parser.add_argument("model", type=Path, help=f"the model's file ({', '.join(OPENERS)})")
    parser.add_argument("-o", dest="output", type=Path, metavar="FILE.mlir", help="the program; its weights are written to "
                        "FILE.safetensors")
    parser.add_argument("--check", action="store_true", help="list all that is not supported, and write nothing")
    parser.add_argument("--size", action="append", default=[], type=_size, metavar="NAME=A:B",
                        help="the range of a named dimension, or its size (NAME=A)")
    parser.add_argument("--set", dest="values", action="append", default=[], type=_value, metavar="NAME=VALUE",
                        help="a value that fixes an input")
    parser.add_argument("--donate", action="append", default=[], metavar="NAME",
                        help="an input whose memory a result of its type takes over")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs the command. Returns 0, 1 for a model that is not supported or not valid, or 130 if it is interrupted."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.check and options.output is None:
        parser.error("expected -o FILE.mlir, or --check")
    name = str(options.model)
    try:
        with at(Place(name, 1, 1, 2, "", text=name)):
            return _run(options)
    except Error as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{name}: interrupted; no file was written", file=sys.stderr)
        return 130


def _by_name(option: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Returns the values of an option by name. Raises an Error for a name that has two."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Error(f"--{option} gives {name} twice")
        found[name] = value
    return found


def _run(options: Any) -> int:
    checked_path(options.model, OPENERS)
    output = options.output and checked_path(options.output, [".mlir"])
    program = OPENERS[options.model.suffix](options.model, _by_name("set", options.values), _by_name("size", options.size))
    if options.check:
        support = program.examine()
        print(support)
        return 0 if support else 1
    traced = program.trace(options.donate)
    traced.save(output)
    if traced.parameters:
        program.weights.save(output.with_suffix(".safetensors"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
