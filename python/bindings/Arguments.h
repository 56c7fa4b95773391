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
// libraries that have it, otherwise `__dlpack__`. It reads compact copies of
// strided arrays in the CPU's memory (CompactCopy.h). A program on a GPU reads
// copies of arrays in the CPU's memory (HostCopies.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_ARGUMENTS_H
#define AG_PYTHON_BINDINGS_ARGUMENTS_H

#include "Exchange.h"
#include "Memory.h"
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
  /// be read, or if it is donated and strided or not known to be writable. A
  /// program on `device`, the CPU or a GPU, will read the arrays. The CPU reads
  /// only arrays in its own memory. If `arePlain` is true, all types have an
  /// exchange API, and the arrays are known to have no derivatives and not to
  /// be negated.
  Arguments(nanobind::handle arrays, llvm::ArrayRef<std::string> names,
            const llvm::BitVector &donated, DLDevice device,
            bool arePlain = false);
  ~Arguments();

  llvm::MutableArrayRef<DLTensor> tensors() { return views; }

  /// Returns true if an array is not in the CPU's memory. Results then stay on
  /// the GPU.
  bool areOnDevice() const { return isAnyOnDevice; }

  /// Returns the C exchange API of the first array whose type has one. If an
  /// array is on a GPU, only those on a GPU count. Returns null if none has;
  /// results are numpy arrays or DeviceArrays then.
  const Exchange *exchange() const { return offered; }

  /// Waits for the streams on which other libraries may still compute elements.
  /// The legacy default stream needs no wait, since programs run on it. Returns
  /// true if there are such streams, or may be: their libraries may reuse the
  /// memory before the program has read it. Throws a Failure if their work
  /// failed.
  bool awaitStreams(DLDevice gpu) const;

private:
  struct Opened;
  void open(nanobind::handle array, const std::string &name, Opened &opened,
            bool isDonated);
  void openByExchange(nanobind::handle array, const std::string &name,
                      Opened &opened, bool isDonated);
  void openCapsule(nanobind::handle array, const std::string &name,
                   Opened &opened);
  void checkInPlace(nanobind::handle array, size_t number,
                    const std::string &name, bool isDonated);
  void checkElements(size_t number, const std::string &name) const;

  const bool arePlain;
  llvm::SmallVector<DLTensor, 8> views;
  std::unique_ptr<Opened[]> opened;
  const Exchange *offered = nullptr;
  bool isAnyOnDevice = false;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_ARGUMENTS_H
