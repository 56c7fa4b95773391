# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which tensors does a safetensors file have, and how is such a file written?

The compiler's reader (ag-runtime/Safetensors.h) describes the format.
"""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .dims import product
from .dtypes import DTYPES, DType
from .errors import Error, shown
from .files import write_files
from .specs import Spec

# The names of element types in safetensors files: F32 is f32, U8 is ui8, BOOL is i1.
_NAMES = {dtype: "BOOL" if name == "i1" else name.upper().replace("UI", "U") for name, dtype in DTYPES.items()}
_BY_NAME = {name: dtype for dtype, name in _NAMES.items()}

_LONGEST_HEADER = 100_000_000  # the format's own limit
_LINE = 64  # bytes of a cache line


class Header(NamedTuple):
    """The header of a file: what it says of each tensor, the offset of its data in the file, and the file's size."""

    specs: dict[str, Spec]
    offsets: dict[str, int]
    size: int


def read_header(path: Path) -> Header:
    """Reads the header. Raises an Error if the file is no safetensors file."""
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if size < 8 or length > min(size - 8, _LONGEST_HEADER):
                raise Error(f"{path} is no safetensors file: its header does not fit into it")
            header = json.loads(file.read(length))
    except OSError as error:
        raise Error(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise Error(f"{path} is no safetensors file: its header is no JSON: {error}") from None
    if not isinstance(header, dict):
        raise Error(f"{path} is no safetensors file: its header is no JSON object")
    header.pop("__metadata__", None)
    entries = {name: _read_entry(path, name, entry, size - 8 - length) for name, entry in header.items()}
    return Header({name: Spec(dtype, shape, {}) for name, (dtype, shape, _) in entries.items()},
                  {name: 8 + length + begin for name, (_, _, begin) in entries.items()}, size)


def _read_entry(path: Path, name: str, entry: Any, size: int) -> tuple[DType, list[int], int]:
    try:
        kind, shape, (begin, end) = entry["dtype"], list(entry["shape"]), entry["data_offsets"]
        valid = all(isinstance(n, int) and n >= 0 for n in [*shape, begin, end])
    except (TypeError, KeyError, ValueError):
        valid = False
    if not valid:
        raise Error(f"{path}: the entry of {name} is {shown(entry)}, expected dtype, shape and data_offsets")
    if kind not in _BY_NAME:
        raise Error(f"{path}: {name} has elements {kind}, expected one of {', '.join(_BY_NAME)}")
    dtype = _BY_NAME[kind]
    if end > size or end - begin != _count_bytes(dtype, shape):
        raise Error(f"{path}: the {end - begin} bytes of {name} are not those of a {dtype}{shape} inside of the file")
    return dtype, shape, begin


def _count_bytes(dtype: DType, shape: Any) -> int:
    return product(shape) * max(1, dtype.bits // 8)


def write(path: Path, specs: Mapping[str, Spec], values: Callable[[str], np.ndarray]) -> None:
    """Writes a file with these tensors. `values` returns the elements of one in row-major order. It is called when the
    tensor is written, so that one tensor at a time is in memory."""
    if "__metadata__" in specs:
        raise Error(f"cannot write {path}: a safetensors file has no tensor called __metadata__")
    sizes = {name: _count_bytes(spec.dtype, spec.dims) for name, spec in specs.items()}
    # Tensors of whole lines come first, so that each begins at a line, and then those of the widest elements.
    order = sorted(specs, key=lambda name: (sizes[name] % _LINE != 0, -specs[name].dtype.bits, name))
    header, begin = {}, 0
    for name in order:
        end = begin + sizes[name]
        header[name] = {"dtype": _NAMES[specs[name].dtype], "shape": list(specs[name].dims), "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % _LINE)

    def pieces() -> Iterator[Any]:
        yield len(text).to_bytes(8, "little") + text
        for name in order:
            yield values(name)

    write_files({path: pieces()})
