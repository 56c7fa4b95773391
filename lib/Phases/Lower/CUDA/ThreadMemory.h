//===- ThreadMemory.h - shared memory for threads of a kernel ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which shared memory do threads use while they compute one op together? Ops of
// a kernel are computed one after the other, so those that need arrays of equal
// types use the same arrays. Threads meet at a barrier in between.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_THREADMEMORY_H
#define AG_LIB_PHASES_LOWER_CUDA_THREADMEMORY_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace ag {

class ThreadMemory {
public:
  explicit ThreadMemory(mlir::gpu::GPUFuncOp kernel) : kernel(kernel) {}

  /// Returns array number `number` of those with this shape and these elements
  /// that an op uses at once. Adds it to the kernel if that has no such array.
  mlir::Value get(llvm::ArrayRef<int64_t> shape, mlir::Type element,
                  unsigned number, mlir::Location loc);

private:
  mlir::gpu::GPUFuncOp kernel;
  llvm::DenseMap<std::pair<mlir::Type, unsigned>, mlir::Value> arrays;
};

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_THREADMEMORY_H
