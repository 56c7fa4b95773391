//===- CompactCopy.cpp - strided arrays in row-major order ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CompactCopy.h"
#include "HostCopies.h"
#include "llvm/ADT/SmallVector.h"
#include <algorithm>
#include <cstring>

namespace ag::python {

static size_t getElementBytes(const DLTensor &tensor) {
  return tensor.dtype.bits * tensor.dtype.lanes / 8;
}

bool isReadable(const DLTensor &tensor) {
  size_t bytes = getElementBytes(tensor);
  auto address = reinterpret_cast<uintptr_t>(tensor.data) + tensor.byte_offset;
  bool isAligned = bytes == 0 || address % bytes == 0;
  return countBytes(tensor) == 0 || (isAligned && isCompact(tensor));
}

namespace {
/// The elements that are yet to be copied, and the place of the next one.
struct Copier {
  size_t bytes;
  char *to;

  void copy(const char *from, llvm::ArrayRef<int64_t> shape,
            llvm::ArrayRef<int64_t> steps);
  void copyRow(const char *from, int64_t count, int64_t step);
  template <size_t Size>
  void copyElements(const char *from, int64_t count, int64_t step);
};
} // namespace

/// Has a number of bytes that the compiler knows, so that each element is one
/// move.
template <size_t Size>
void Copier::copyElements(const char *from, int64_t count, int64_t step) {
  for (int64_t number = 0; number < count; ++number, to += Size)
    std::memcpy(to, from + number * step, Size);
}

void Copier::copyRow(const char *from, int64_t count, int64_t step) {
  if (step == int64_t(bytes)) {
    std::memcpy(to, from, count * bytes);
    to += count * bytes;
    return;
  }
  switch (bytes) {
  case 1:
    return copyElements<1>(from, count, step);
  case 2:
    return copyElements<2>(from, count, step);
  case 4:
    return copyElements<4>(from, count, step);
  case 8:
    return copyElements<8>(from, count, step);
  default:
    for (int64_t number = 0; number < count; ++number, to += bytes)
      std::memcpy(to, from + number * step, bytes);
  }
}

void Copier::copy(const char *from, llvm::ArrayRef<int64_t> shape,
                  llvm::ArrayRef<int64_t> steps) {
  if (shape.empty())
    return copyRow(from, /*count=*/1, /*step=*/0);
  if (shape.size() == 1)
    return copyRow(from, shape[0], steps[0]);
  for (int64_t number = 0; number < shape[0]; ++number)
    copy(from + number * steps[0], shape.drop_front(), steps.drop_front());
}

Memory copyCompact(const void *data, llvm::ArrayRef<int64_t> shape,
                   llvm::ArrayRef<int64_t> steps, size_t elementBytes) {
  size_t bytes = elementBytes;
  for (int64_t size : shape)
    bytes *= size;
  Memory memory = Memory::allocate(bytes, operandAlignment, cpuDevice);
  if (bytes > 0)
    Copier{elementBytes, static_cast<char *>(memory.data.get())}.copy(
        static_cast<const char *>(data), shape, steps);
  return memory;
}

Memory copyCompact(const DLTensor &tensor) {
  llvm::ArrayRef<int64_t> shape(tensor.shape, tensor.ndim);
  int64_t bytes = getElementBytes(tensor), step = bytes;
  llvm::SmallVector<int64_t> steps(tensor.ndim);
  for (int dim = tensor.ndim; dim-- > 0; step *= shape[dim])
    steps[dim] = tensor.strides ? tensor.strides[dim] * bytes : step;
  return copyCompact(static_cast<const char *>(tensor.data) +
                         tensor.byte_offset,
                     shape, steps, bytes);
}

} // namespace ag::python
