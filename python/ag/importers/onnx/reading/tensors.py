# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How are the tensors of an ONNX file read? When their elements are needed. Those in external files are mapped.

Sizes and files are checked before. An external file must be below the model's folder, also after symbolic links are
followed.
"""
from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ....core.dtypes import DTYPES, DType
from ....core.errors import Error, shown
from ...graph import Tensor
from .package import dtype_of, package

#: The greatest number of bytes of a sparse tensor, whose elements are made from few.
_MOST_BYTES = 1 << 31

#: The greatest number of elements that a shape can have, without its sizes of 0.
_MOST_ELEMENTS = 1 << 47


def tensor_of(proto: Any, folder: Path) -> Tensor:
    """Returns a TensorProto as a Tensor. External data is below `folder`."""
    shape = _shape_of(proto.dims, proto.name)
    dtype = dtype_of(proto.data_type)
    if isinstance(dtype, str):
        return Tensor(dtype, shape, lambda: np.empty(0))
    return Tensor(dtype, shape, _elements(proto, dtype, shape, folder))


def _shape_of(dims: Any, name: str) -> tuple[int, ...]:
    shape = tuple(dims)
    if any(size < 0 for size in shape) or math.prod(max(size, 1) for size in shape) > _MOST_ELEMENTS:
        raise Error(f"the tensor {name} has the shape {list(shape)}")
    return shape


def _bits_of(dtype: DType) -> np.dtype:
    return np.dtype(np.uint16) if dtype.name == "bf16" else dtype.numpy


def _elements(proto: Any, dtype: DType, shape: tuple[int, ...], folder: Path) -> Callable[[], np.ndarray]:
    """Returns a function that reads the elements. Raises an Error if there are more or less of them."""
    bits, count = _bits_of(dtype), math.prod(shape)
    if proto.data_location == 1:
        path, offset, length = _external(proto, folder)
        if length != count * bits.itemsize:
            raise Error(f"the tensor {proto.name} has {length} bytes, expected {count * bits.itemsize} for {dtype}{list(shape)}")
        if not count:
            return lambda: np.empty(shape, bits)
        return lambda: np.memmap(path, bits, "r", offset, shape)
    if proto.HasField("raw_data"):
        if len(proto.raw_data) != count * bits.itemsize:
            raise Error(f"the tensor {proto.name} has {len(proto.raw_data)} bytes, expected {count * bits.itemsize} for "
                        f"{dtype}{list(shape)}")
        return lambda: np.frombuffer(proto.raw_data, bits).reshape(shape)
    return lambda: _listed(proto, dtype, shape)


def _listed(proto: Any, dtype: DType, shape: tuple[int, ...]) -> np.ndarray:
    try:
        return np.asarray(package().numpy_helper.to_array(proto)).view(_bits_of(dtype)).reshape(shape)
    except (ValueError, TypeError, OverflowError) as error:
        raise Error(f"the tensor {proto.name} does not have the elements of {dtype}{list(shape)}: {error}") from None


def _external(proto: Any, folder: Path) -> tuple[Path, int, int]:
    entries = {entry.key: entry.value for entry in proto.external_data}
    if not all(isinstance(text, str) for pair in entries.items() for text in pair):
        raise Error(f"the tensor {proto.name} is at {shown(entries)}, which is no text")
    location = entries.get("location", "")
    try:
        path = (folder / location).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise Error(f"the tensor {proto.name} is in {location}, which is not below the model's folder")
        size = path.stat().st_size
        if not path.is_file():
            raise Error(f"the tensor {proto.name} is in {shown(location)}, which is no file")
        offset = int(entries.get("offset", 0))
        length = int(entries.get("length", size - offset))
    except (OSError, RuntimeError) as error:  # a RuntimeError is a loop of symbolic links
        raise Error(f"the tensor {proto.name} is in {shown(location)}, which cannot be read: "
                    f"{getattr(error, 'strerror', error)}") from None
    except ValueError:
        raise Error(f"the tensor {proto.name} is at {shown(entries)}, which is no range of a file") from None
    if offset < 0 or length < 0 or offset + length > size:
        raise Error(f"the tensor {proto.name} is at {offset} to {offset + length} of {path.name}, which has {size} bytes")
    return path, offset, length


def sparse_tensor_of(proto: Any, folder: Path) -> Tensor:
    """Returns a SparseTensorProto as a Tensor with all elements."""
    shape, name = _shape_of(proto.dims, proto.values.name), proto.values.name
    values, indices = tensor_of(proto.values, folder), tensor_of(proto.indices, folder)
    if isinstance(values.dtype, str):
        return Tensor(values.dtype, shape, values.read)
    bits, count = _bits_of(values.dtype), math.prod(shape)
    if count * bits.itemsize > _MOST_BYTES:
        raise Error(f"the sparse tensor {name} is {values.dtype}{list(shape)}, which has more than 2 GiB")

    def read() -> np.ndarray:
        places, listed = indices.read().astype(np.int64), values.read()
        if places.ndim == 2 and places.shape[1] == len(shape) and np.all((places >= 0) & (places < np.array(shape, np.int64))):
            places = np.ravel_multi_index(tuple(places.T), shape)
        if places.shape != listed.shape or listed.ndim != 1 or np.any((places < 0) | (places >= count)):
            raise Error(f"the sparse tensor {name} has {listed.shape} values at {places.shape} places, which do not fit "
                        f"{values.dtype}{list(shape)}")
        made = np.zeros(count, bits)
        made[places] = listed
        return made.reshape(shape)

    return Tensor(values.dtype, shape, read, values.is_weight)


_NUMBERS = {"value_float": ("f32", ()), "value_floats": ("f32", None), "value_int": ("i64", ()), "value_ints": ("i64", None)}


def constant_of(attributes: dict[str, Any]) -> Tensor:
    """Returns the value of a Constant, by its attributes."""
    if len(attributes) != 1:
        raise Error(f"Constant has {len(attributes)} attributes, expected one")
    (name, value), = attributes.items()
    if isinstance(value, Tensor):
        return value
    if name in ("value_string", "value_strings"):
        return Tensor("string", () if name == "value_string" else (len(value),), lambda: np.empty(0))
    listed = value if isinstance(value, list) else [value]
    if name not in _NUMBERS or not all(isinstance(each, (int, float)) for each in listed):
        raise Error(f"Constant has the attribute {name} with {shown(value)}, which is not supported")
    dtype, shape = _NUMBERS[name]
    array = np.asarray(listed, DTYPES[dtype].numpy).reshape([len(listed)] if shape is None else shape)
    return Tensor(DTYPES[dtype], array.shape, lambda: array, is_weight=False)
