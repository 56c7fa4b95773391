//===- Arguments.h - Python's arrays as tensors -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a compiled program see what Python calls it with? In place, by the
// quickest of what the array offers: numpy the buffer protocol, PyTorch and
// others DLPack's C exchange API, else `__dlpack__`.
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

/// numpy.ndarray.
PyTypeObject *getNumpyArrayType();

/// Arrays that are open as tensors as long as this lives, and the arrays do.
class Arguments {
public:
  /// `arrays` is a tuple or list. Throws a Failure that calls an array that is
  /// none, or that cannot be seen in place, by its name; also one that is
  /// donated, and does not say that it may be written.
  Arguments(nanobind::handle arrays, llvm::ArrayRef<std::string> names,
            const llvm::BitVector &donated);
  ~Arguments();

  const llvm::SmallVector<DLTensor, 8> &tensors() const { return views; }

  /// What the first array offers whose type has such functions, or null: then
  /// results are numpy arrays.
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
