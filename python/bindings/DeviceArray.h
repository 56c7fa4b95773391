//===- DeviceArray.h - arrays on a GPU --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is ag.DeviceArray, the package's own array in a GPU's memory?
//
// Other libraries read it by DLPack, and numpy by a copy.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_DEVICEARRAY_H
#define AG_PYTHON_BINDINGS_DEVICEARRAY_H

#include "Memory.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace ag::python {

/// A compact array in memory of gpuDevice.
class DeviceArray {
public:
  /// `dtype` is a DType of the package. The memory may still be written by work
  /// on the legacy default stream.
  DeviceArray(Memory memory, llvm::ArrayRef<int64_t> shape,
              nanobind::object dtype);

  /// Returns a view, which is valid as long as this object lives.
  DLTensor view() const;
  nanobind::handle dtype() const { return dtypeOf; }
  nanobind::object shape() const;

  /// Waits for the elements, and returns them as a numpy array.
  nanobind::object toNumpy() const;

private:
  Memory memory;
  llvm::SmallVector<int64_t, 4> sizes;
  nanobind::object dtypeOf;
  DLDataType type;
};

/// Returns the DeviceArray that `array` is, or null if it is another object.
const DeviceArray *asDeviceArray(nanobind::handle array);

void bindDeviceArray(nanobind::module_ &m);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_DEVICEARRAY_H
