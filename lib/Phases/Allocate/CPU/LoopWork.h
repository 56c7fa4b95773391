//===- LoopWork.h - how much a loop computes, and where it writes -*-C++-*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a loop on buffers worth more than one thread, and may they share it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H
#define AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H

#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Emits, where the builder stands, what the loop computes: for each element of
/// each op its steps (ag/Analysis/Cost/Work.h), 8 if the op reads or writes
/// memory, and 1 if it is no primitive. 7 * 2^20 take 20 to 40 us on one core
/// of `machine`. A loop inside whose bounds are not known there counts as one
/// iteration.
mlir::Value estimateWork(mlir::scf::ForOp loop, const Machine &machine,
                         mlir::OpBuilder &builder);

/// An op that writes to what iterations share other than the buffers that the
/// loop carries, or of which that is not known; null if there is none. Expects
/// buffers that are still carried, as bufferization leaves them.
mlir::Operation *findSharedWrite(mlir::scf::ForOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H
