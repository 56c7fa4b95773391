//===- BlockMemory.cpp - memory of a block's own --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BlockMemory.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

using namespace mlir;

namespace ag {

MemRefType getBlockMemoryType(MLIRContext *context, int64_t bytes) {
  auto space =
      gpu::AddressSpaceAttr::get(context, gpu::AddressSpace::Workgroup);
  return MemRefType::get({bytes}, IntegerType::get(context, 8), AffineMap(),
                         space);
}

SmallVector<memref::AllocaOp> findBlockMemory(scf::ForallOp loop) {
  return llvm::filter_to_vector(
      loop.getBody()->getOps<memref::AllocaOp>(), [](memref::AllocaOp op) {
        MemRefType type = op.getType();
        return type.getRank() == 1 && type.hasStaticShape() &&
               type ==
                   getBlockMemoryType(op.getContext(), type.getNumElements());
      });
}

Value getBlockBytes(memref::AllocaOp memory) {
  if (!memory->hasOneUse())
    return nullptr;
  auto cast = dyn_cast<memref::MemorySpaceCastOp>(*memory->user_begin());
  return cast ? cast.getResult() : nullptr;
}

} // namespace ag
