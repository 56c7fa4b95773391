# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The declarations of include/ag-runtime/ABI.h for ctypes."""
from __future__ import annotations

import ctypes
import math

import numpy as np

CODES = {"i": 0, "u": 1, "f": 2, "b": 6}  # DLPack's numbers of numpy's kinds
CPU, ABI_VERSION = 1, 2


class Context(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("abi_version", ctypes.c_uint32), ("threads", ctypes.c_int32),
                ("allocate", ctypes.c_void_p), ("deallocate", ctypes.c_void_p), ("user", ctypes.c_void_p),
                ("message", ctypes.c_char * 512), ("device", ctypes.c_int32), ("stream", ctypes.c_void_p)]

    @classmethod
    def initial(cls, threads: int) -> "Context":
        return cls(ctypes.sizeof(cls), ABI_VERSION, threads)


class Workspace(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("bytes", ctypes.c_size_t), ("alignment", ctypes.c_size_t)]


class Tensor(ctypes.Structure):
    """DLPack's DLTensor over an array, which must outlive it."""

    _fields_ = [("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32),
                ("ndim", ctypes.c_int32), ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8),
                ("lanes", ctypes.c_uint16), ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.c_void_p),
                ("byte_offset", ctypes.c_uint64)]

    @classmethod
    def of(cls, array: np.ndarray) -> "Tensor":
        shape = (ctypes.c_int64 * max(array.ndim, 1))(*array.shape)
        return cls(array.ctypes.data, CPU, 0, array.ndim, CODES[array.dtype.kind], 8 * array.itemsize, 1,
                   ctypes.cast(shape, ctypes.POINTER(ctypes.c_int64)), None, 0)

    @classmethod
    def array(cls, arrays: list[np.ndarray]) -> ctypes.Array:
        return (cls * len(arrays))(*map(cls.of, arrays))


def aligned(shape: list[int]) -> np.ndarray:
    """Returns f32 zeros that begin at a cache line, in memory that is already mapped."""
    room = np.zeros(4 * math.prod(shape) + 64, np.uint8)
    room[:] = 0
    start = -room.ctypes.data % 64
    return room[start : start + 4 * math.prod(shape)].view(np.float32).reshape(shape)
