//===- HostCopies.cpp - copies of the CPU's arrays on a GPU ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "HostCopies.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

namespace ag::python {

bool isCompact(const DLTensor &tensor) {
  int64_t step = 1;
  for (int dim = tensor.ndim; dim-- > 0; step *= tensor.shape[dim])
    if (tensor.strides && tensor.shape[dim] != 1 && tensor.strides[dim] != step)
      return false;
  return true;
}

size_t countBytes(const DLTensor &tensor) {
  size_t bytes = tensor.dtype.bits * tensor.dtype.lanes / 8;
  for (int64_t size : llvm::ArrayRef(tensor.shape, tensor.ndim))
    bytes *= size;
  return bytes;
}

size_t HostCopies::plan(llvm::ArrayRef<DLTensor> arguments) {
  for (auto [number, tensor] : llvm::enumerate(arguments)) {
    if (!isCPU(tensor.device))
      continue;
    auto begin = reinterpret_cast<uintptr_t>(tensor.data) + tensor.byte_offset;
    copies.push_back({number, begin, countBytes(tensor)});
  }
  mergeRegions();
  size_t total = 0;
  for (Region &region : regions) {
    region.offset = total + region.begin % operandAlignment;
    total = llvm::alignTo(region.offset + (region.end - region.begin),
                          operandAlignment);
  }
  return total;
}

void HostCopies::mergeRegions() {
  auto sorted = copies;
  llvm::sort(sorted,
             [](const Copy &a, const Copy &b) { return a.begin < b.begin; });
  for (const Copy &copy : sorted) {
    uintptr_t end = copy.begin + copy.bytes;
    if (copy.bytes == 0)
      continue;
    if (regions.empty() || regions.back().end <= copy.begin)
      regions.push_back({copy.begin, end, 0});
    else
      regions.back().end = std::max(regions.back().end, end);
  }
}

char *HostCopies::find(uintptr_t address) const {
  const auto *region = std::prev(llvm::partition_point(
      regions, [&](const Region &region) { return region.begin <= address; }));
  return base + region->offset + (address - region->begin);
}

void HostCopies::place(void *memory, DLDevice device,
                       llvm::MutableArrayRef<DLTensor> arguments) {
  base = static_cast<char *>(memory);
  gpu = device;
  for (const Copy &copy : copies) {
    DLTensor &tensor = arguments[copy.argument];
    tensor.data = copy.bytes > 0 ? find(copy.begin) : nullptr;
    tensor.byte_offset = 0;
    tensor.device = gpu;
  }
}

void HostCopies::upload() const {
  for (const Region &region : regions)
    copyBytes(gpu, base + region.offset,
              reinterpret_cast<const void *>(region.begin),
              region.end - region.begin);
}

void HostCopies::download(const llvm::BitVector &which) const {
  for (const Copy &copy : copies)
    if (which[copy.argument] && copy.bytes > 0)
      copyBytes(gpu, reinterpret_cast<void *>(copy.begin), find(copy.begin),
                copy.bytes);
}

} // namespace ag::python
