//===- Arguments.h - Python's arrays as tensors -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a compiled program read the arrays that Python calls it with?
//
// It reads them in place, through the fastest interface that an array offers:
// the buffer protocol for numpy, DLPack's C exchange API for PyTorch and other
// libraries that have it, otherwise `__dlpack__`.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_ARGUMENTS_H
#define AG_PYTHON_BINDINGS_ARGUMENTS_H

#include "Exchange.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <string>

namespace ag::python {

/// Returns numpy.ndarray. Imports numpy at the first call.
PyTypeObject *getNumpyArrayType();

/// Views of arrays as tensors. The views are valid as long as this object and
/// the arrays live.
class Arguments {
public:
  /// Opens `arrays`, a tuple or list with as many elements as `names`. Throws a
  /// Failure with the argument's name if an element is not an array or cannot
  /// be read in place, or if it is donated and not known to be writable.
  Arguments(nanobind::handle arrays, llvm::ArrayRef<std::string> names,
            const llvm::BitVector &donated);
  ~Arguments();

  const llvm::SmallVector<DLTensor, 8> &tensors() const { return views; }

  /// Returns the C exchange API of the first array whose type has one. Returns
  /// null if none has; results are numpy arrays then.
  const Exchange *exchange() const { return offered; }

private:
  struct Opened;
  void open(nanobind::handle array, const std::string &name, Opened &opened,
            bool isDonated);
  void openCapsule(nanobind::handle array, const std::string &name,
                   Opened &opened);

  llvm::SmallVector<DLTensor, 8> views;
  std::unique_ptr<Opened[]> opened;
  const Exchange *offered = nullptr;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_ARGUMENTS_H
