//===- SharedMemory.h - shared memory of kernels ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How much shared memory does a block of a lowered kernel have, and is it more
// than a GPU provides? All of it is static: the globals that the kernel uses.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_SHAREDMEMORY_H
#define AG_LIB_PHASES_LOWER_CUDA_SHAREDMEMORY_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Fails, with an error, at launches in `module` of kernels that have more
/// shared memory than a GPU provides.
mlir::LogicalResult checkSharedMemory(mlir::ModuleOp module);

/// Records the shared memory of kernels on the entries of `module` that launch
/// them.
void recordSharedMemory(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_SHAREDMEMORY_H
