# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How is a .pt2 file read? It is a zip archive with the description of the program and the bytes of its weights. Pickles in
it are not read. Weights are mapped."""
from __future__ import annotations

import contextlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ...core.dtypes import DType
from ...core.errors import Error
from ...core.source import Place, at
from ..graph import Graph, Tensor
from .reader import dtype_of, of_description

#: The bytes of a file's header in a zip archive before its name.
_HEADER = 30

#: The exceptions for an archive that is damaged.
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, KeyError, TypeError,
            AttributeError, struct.error, OSError, EOFError, zlib.error)


def read(path: str | os.PathLike) -> Graph:
    """Returns the graph of a .pt2 file. Raises an Error if it cannot be read, or if it is not consistent."""
    path = Path(path)
    with _opened(path) as (archive, place):
        files = _files(archive)
        model = _model_in(files, path)
        tensors: dict[str, Tensor] = {}
        for kind in ("weights", "constants"):
            name = f"data/{kind}/{Path(model).stem}_{kind}_config.json"
            if name in files:
                entries = json.loads(archive.read(files[name]))["config"]
                tensors |= _tensors(entries, lambda own, kind=kind: files[f"data/{kind}/{own}"], path)  # type: ignore[misc]
        return of_description(json.loads(archive.read(files[model])), tensors, path.stem, place)


def check(path: str | os.PathLike) -> None:
    """Raises an Error if a file is none of torch.export.save."""
    with _opened(Path(path)) as (archive, _):
        _model_in(_files(archive), Path(path))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Place]]:
    """Opens an archive, whose place is the user's place within a with statement. Exceptions there are Errors of it."""
    place = Place(str(path), 1, 1, 2, "", text=path.name)
    with at(place):
        try:
            with zipfile.ZipFile(path) as archive:
                yield archive, place
        except OSError as error:
            raise Error(f"{path} cannot be read: {error.strerror or error}") from None
        except _DAMAGED as error:
            raise Error(f"{path} is no .pt2 file of torch.export.save, or is damaged: {error}") from None


def _files(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Returns the files of an archive by their names below its folder."""
    return {"/".join(info.filename.split("/")[1:]): info for info in archive.infolist()}


def _model_in(files: Iterable[str], path: Path) -> str:
    """Returns the name of the file that describes the program."""
    models = [name for name in files if name.startswith("models/") and name.endswith(".json")]
    if len(models) != 1:
        raise Error(f"{path} has {len(models)} exported programs, expected one",
                    ["torch.export.save(torch.export.export(model, args), path) writes one"])
    return models[0]


def _tensors(entries: dict[str, Any], find: Callable[[str], zipfile.ZipInfo], path: Path) -> dict[str, Tensor]:
    """Returns the tensors of a list of weights. Those of the same bytes are one, with the first one's name."""
    found: dict[Any, Tensor] = {}
    tensors = {}
    for name, entry in entries.items():
        key = json.dumps([entry["path_name"], entry["tensor_meta"]])
        if key not in found:
            found[key] = _tensor(name, entry, find(entry["path_name"]), path)
        tensors[name] = found[key]
    return tensors


def _tensor(name: str, entry: dict[str, Any], info: zipfile.ZipInfo, path: Path) -> Tensor:
    if entry["use_pickle"]:
        raise Error(f"the weight {name} is stored as a pickle, which is not read")
    meta = entry["tensor_meta"]
    dtype = dtype_of(meta["dtype"])
    shape, strides = ([size["as_int"] for size in meta[field]] for field in ("sizes", "strides"))
    offset = meta["storage_offset"]["as_int"]
    if not isinstance(dtype, DType):
        return Tensor(dtype, tuple(shape), lambda: np.empty(0), name=name)
    bits = np.dtype(np.uint16) if dtype.name == "bf16" else dtype.numpy
    last = sum((size - 1) * stride for size, stride in zip(shape, strides)) + 1 if all(shape) else 0
    # A weight that is stored by itself has no offset any more.
    offset = offset if (offset + last) * bits.itemsize <= info.file_size else 0
    if any(not isinstance(each, int) or each < 0 for each in (*shape, *strides, offset)) or \
            (offset + last) * bits.itemsize > info.file_size:
        raise Error(f"the weight {name} has the shape {shape}, which needs {last * bits.itemsize} bytes, and the file has "
                    f"{info.file_size}")

    def elements() -> np.ndarray:
        try:
            flat = _mapped(path, info, bits)[offset:] if last else np.empty(0, bits)
        except _DAMAGED as error:
            raise Error(f"the weight {name} of {path} cannot be read: {error}") from None
        return np.lib.stride_tricks.as_strided(flat, shape, [stride * bits.itemsize for stride in strides], writeable=False)

    return Tensor(dtype, tuple(shape), elements, name=name)


def _mapped(path: Path, info: zipfile.ZipInfo, bits: np.dtype) -> np.ndarray:
    """Returns the elements of a file in the archive, which are mapped if they are not compressed."""
    with open(path, "rb") as file:
        file.seek(info.header_offset)
        header = file.read(_HEADER)
    count = info.file_size // bits.itemsize
    if info.compress_type != zipfile.ZIP_STORED:
        with zipfile.ZipFile(path) as archive:
            return np.frombuffer(archive.read(info), bits, count)
    name, extra = struct.unpack("<HH", header[26:30])
    return np.memmap(path, bits, "r", info.header_offset + _HEADER + name + extra, (count,))
