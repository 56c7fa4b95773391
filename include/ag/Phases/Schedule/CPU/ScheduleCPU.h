//===- ScheduleCPU.h - loops over vectors, on tensors --------- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes does the phase run for a CPU?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_SCHEDULE_CPU_SCHEDULECPU_H
#define AG_PHASES_SCHEDULE_CPU_SCHEDULECPU_H

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace ag {

/// Appends the passes, which run on functions, to `passes`, which run on
/// functions or on an op that holds them.
void buildScheduleCPU(mlir::OpPassManager &passes);

} // namespace ag

#endif // AG_PHASES_SCHEDULE_CPU_SCHEDULECPU_H
