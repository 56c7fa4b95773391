//===- BlockMemory.h - memory of a block's own ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where are the buffers that each block of a loop has for itself?
//
//   scf.forall (%b) in (%n) {
//     %memory = memref.alloca() : memref<320xi8, #gpu.address_space<workgroup>>
//     %bytes = memref.memory_space_cast %memory
//     %x = memref.view %bytes[%c0][%m] : memref<?xf32>
//     %y = memref.view %bytes[%c256][] : memref<4x4xf32>
//
// Views have the memory space of all other buffers, so that their users have
// the same type wherever a buffer is. LLVM infers which memory it is.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_COMMON_BLOCKMEMORY_H
#define AG_LIB_PHASES_ALLOCATE_COMMON_BLOCKMEMORY_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Returns the type of `bytes` of memory that the threads of a block share.
mlir::MemRefType getBlockMemoryType(mlir::MLIRContext *context, int64_t bytes);

/// Returns the allocations of block memory in the body of `loop`: one, or none.
llvm::SmallVector<mlir::memref::AllocaOp>
findBlockMemory(mlir::scf::ForallOp loop);

/// Returns the cast of `memory` that buffers are views of; null if `memory` has
/// other uses.
mlir::Value getBlockBytes(mlir::memref::AllocaOp memory);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_COMMON_BLOCKMEMORY_H
