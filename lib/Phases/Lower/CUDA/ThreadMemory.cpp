//===- ThreadMemory.cpp - shared memory for threads of a kernel -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ThreadMemory.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace ag {

Value ThreadMemory::get(ArrayRef<int64_t> shape, Type element, unsigned number,
                        Location loc) {
  MLIRContext *context = kernel.getContext();
  auto space =
      gpu::AddressSpaceAttr::get(context, gpu::AddressSpace::Workgroup);
  auto type = MemRefType::get(shape, element, AffineMap(), space);
  Value &array = arrays[{type, number}];
  if (array)
    return array;
  // A thread may read several elements in one access.
  constexpr int64_t alignment = 16;
  unsigned place = kernel.getNumWorkgroupAttributions();
  array = kernel.addWorkgroupAttribution(type, loc);
  kernel.setWorkgroupAttributionAttr(
      place, LLVM::LLVMDialect::getAlignAttrName(),
      IntegerAttr::get(IntegerType::get(context, 64), alignment));
  return array;
}

} // namespace ag
