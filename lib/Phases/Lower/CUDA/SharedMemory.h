//===- SharedMemory.h - what blocks share -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How much shared memory has a block of a kernel that is lowered, and is that
// not too much? All is static: the globals of that memory that the kernel
// names.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_SHAREDMEMORY_H
#define AG_LIB_PHASES_LOWER_CUDA_SHAREDMEMORY_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Reports launches in `module` of kernels that have more than a GPU gives.
mlir::LogicalResult checkSharedMemory(mlir::ModuleOp module);

/// Adds it to what the entries of `module` say of the kernels that they launch.
void recordSharedMemory(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_SHAREDMEMORY_H
