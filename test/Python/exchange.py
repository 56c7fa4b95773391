# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A small array library with one type and DLPack's C exchange API, written in ctypes.

C code calls its functions with the GIL held, like PyTorch's. `calls` counts the calls.
"""
import ctypes
from collections import Counter
from ctypes import POINTER, PYFUNCTYPE, Structure, c_int, c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p

import numpy as np

calls = Counter()


class Tensor(Structure):
    _fields_ = [("data", c_void_p), ("device_type", c_int32), ("device_id", c_int32), ("ndim", c_int32),
                ("code", c_uint8), ("bits", c_uint8), ("lanes", c_uint16), ("shape", POINTER(c_int64)),
                ("strides", POINTER(c_int64)), ("byte_offset", c_uint64)]


class Managed(Structure):
    pass


Deleter = PYFUNCTYPE(None, POINTER(Managed))
Managed._fields_ = [("major", c_uint32), ("minor", c_uint32), ("context", c_void_p), ("deleter", Deleter),
                    ("flags", c_uint64), ("tensor", Tensor)]

CODES = {"i": 0, "u": 1, "f": 2, "b": 6}
BYTES = {(code, 8 * np.dtype(kind + str(size)).itemsize): np.dtype(kind + str(size))
         for kind, code in CODES.items() for size in (1, 2, 4, 8) if kind + str(size) not in ("f1", "b2", "b4", "b8")}


class FakeTensor:
    """Holds a numpy array, on a device that is not necessarily the CPU; or a tensor that it was given. With an address,
    the array only has the shape and the element type of the memory there."""

    def __init__(self, array, device=1, address=None, number=0):
        self.array, self.device, self.number, self.managed = array, device, number, None
        self.address = array.ctypes.data if address is None else address
        self.shape = (c_int64 * max(array.ndim, 1))(*array.shape)
        self.strides = (c_int64 * max(array.ndim, 1))(*(step // array.itemsize for step in array.strides))

    @classmethod
    def adopted(cls, managed):
        tensor = managed.contents.tensor
        shape, dtype = tensor.shape[: tensor.ndim], BYTES[tensor.code, tensor.bits]
        if tensor.device_type == 1:
            memory = (c_uint8 * (dtype.itemsize * int(np.prod(shape, dtype=int)))).from_address(tensor.data)
            made = cls(np.frombuffer(memory, dtype).reshape(shape))
        else:
            made = cls(np.empty(shape, dtype), tensor.device_type, tensor.data, tensor.device_id)
        assert tensor.ndim == 0 or tensor.strides[: tensor.ndim] == made.strides[:]
        made.managed = managed
        return made

    def __del__(self):
        if self.managed:
            calls["deleted"] += 1
            self.managed.contents.deleter(self.managed)


@PYFUNCTYPE(c_int, ctypes.py_object, POINTER(Tensor))
def view(fake, place):
    calls["viewed"] += 1
    if fake.device is None:
        return -1
    array = fake.array
    place[0] = Tensor(fake.address, fake.device, fake.number, array.ndim, CODES[array.dtype.kind], 8 * array.itemsize, 1,
                      fake.shape, fake.strides, 0)
    return 0


@PYFUNCTYPE(c_int, POINTER(Managed), POINTER(c_void_p))
def adopt(managed, place):
    calls["adopted"] += 1
    made = FakeTensor.adopted(ctypes.cast(ctypes.cast(managed, c_void_p), POINTER(Managed)))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(made))
    place[0] = id(made)
    return 0


@PYFUNCTYPE(c_int, ctypes.py_object, POINTER(c_void_p))
def share(fake, place):
    """Shares a tensor for as long as the module lives, which is enough for tests."""
    calls["shared"] += 1
    if fake.flags is None:
        return -1
    managed = Managed(1, 0, None, Deleter(lambda managed: calls.update(["released"])), fake.flags)
    kept.append(managed)
    place[0] = ctypes.addressof(managed)
    return 0


class Functions(Structure):
    _fields_ = [("major", c_uint32), ("minor", c_uint32), ("older", c_void_p), ("allocate", c_void_p),
                ("share", c_void_p), ("adopt", c_void_p), ("view", c_void_p), ("get_stream", c_void_p)]


def capsule(major, older=None, view=view, share=None, get_stream=None):
    """Returns a capsule with the functions of a version of DLPack. They live as long as the process."""
    functions = Functions(major, 0, older and ctypes.addressof(older), None, share and ctypes.cast(share, c_void_p),
                          ctypes.cast(adopt, c_void_p), ctypes.cast(view, c_void_p),
                          get_stream and ctypes.cast(get_stream, c_void_p))
    kept.append(functions)
    return new_capsule(ctypes.addressof(functions), NAME, None), functions


NAME = b"dlpack_exchange_api"
kept: list = []
new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.argtypes, new_capsule.restype = [c_void_p, ctypes.c_char_p, c_void_p], ctypes.py_object
FakeTensor.__dlpack_c_exchange_api__, first = capsule(1)


class NewerTensor(FakeTensor):
    """A tensor of a library that also has a later DLPack, whose layout is unknown."""


NewerTensor.__dlpack_c_exchange_api__ = capsule(2, first)[0]


class GradientTensor(FakeTensor):
    """Answers whether it is differentiated, like PyTorch's tensors. If the answer is an exception, it is raised."""

    def __init__(self, array, answer):
        super().__init__(array)
        self.answer = answer

    @property
    def requires_grad(self):
        calls["asked"] += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


GradientTensor.__dlpack_c_exchange_api__ = capsule(1)[0]


class FlaggedTensor(FakeTensor):
    """Has flags of DLPack (1: read-only) when it is shared. None: it can't be shared."""

    def __init__(self, array, flags):
        super().__init__(array)
        self.flags = flags


FlaggedTensor.__dlpack_c_exchange_api__ = capsule(1, share=share)[0]


class NegatedTensor(FakeTensor):
    """Is the negative of its memory if it says so, which PyTorch's tensors can be."""

    def __init__(self, array, answer):
        super().__init__(array)
        self.answer = answer

    def is_neg(self):
        return self.answer


NegatedTensor.__dlpack_c_exchange_api__ = capsule(1)[0]


class LengthTensor(FakeTensor):
    """Fails with an exception, like C functions do: its `view` is len(), which it does not have."""


LengthTensor.__dlpack_c_exchange_api__ = capsule(1, view=ctypes.pythonapi.PyObject_Size)[0]


class NumberTensor(FakeTensor):
    """Has an attribute of the right name, but of another kind."""


NumberTensor.__dlpack_c_exchange_api__ = 7


class Plain:
    """Has only __dlpack__."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()
