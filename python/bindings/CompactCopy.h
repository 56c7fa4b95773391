//===- CompactCopy.h - strided arrays in row-major order --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program read an array with strides, such as x.T, x[:, 3] and
// x[::-1] of numpy?
//
// It reads a compact copy, as other libraries do. Compact arrays are not
// copied.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_COMPACTCOPY_H
#define AG_PYTHON_BINDINGS_COMPACTCOPY_H

#include "Memory.h"
#include "llvm/ADT/ArrayRef.h"

namespace ag::python {

/// Returns true if a program can read a tensor with elements of the CPU in
/// place: it is compact, or empty, and each element is at a multiple of its
/// bytes.
bool isReadable(const DLTensor &tensor);

/// Returns a compact row-major copy of elements of the CPU. `data` points to
/// the first one, and `steps` are the distances along each dimension, in bytes.
/// They may be negative or 0.
Memory copyCompact(const void *data, llvm::ArrayRef<int64_t> shape,
                   llvm::ArrayRef<int64_t> steps, size_t elementBytes);

/// Returns a compact row-major copy of a tensor with elements of the CPU.
Memory copyCompact(const DLTensor &tensor);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_COMPACTCOPY_H
