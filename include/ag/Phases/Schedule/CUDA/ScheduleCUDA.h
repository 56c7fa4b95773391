//===- ScheduleCUDA.h - loops over blocks, on tensors -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes does the phase run for an NVIDIA GPU?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_SCHEDULE_CUDA_SCHEDULECUDA_H
#define AG_PHASES_SCHEDULE_CUDA_SCHEDULECUDA_H

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace ag {

/// Appends the passes to `passes`, which run on a module.
void buildScheduleCUDA(mlir::OpPassManager &passes);

} // namespace ag

#endif // AG_PHASES_SCHEDULE_CUDA_SCHEDULECUDA_H
