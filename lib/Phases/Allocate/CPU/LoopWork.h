//===- LoopWork.h - how much a loop computes, and where it writes -*-C++-*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a loop on buffers compute enough for several threads, and may they share
// it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H
#define AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H

#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Emits the loop's work at the builder's position. For each element, an op
/// counts with its steps (ag/Analysis/Cost/Work.h). It counts with 8 if it
/// reads or writes memory, and with 1 if it is no primitive. 7 * 2^20 steps
/// take 20 to 40 us on one core of `machine`. A loop inside whose bounds are
/// not available there counts as one iteration.
mlir::Value estimateWork(mlir::scf::ForOp loop, const Machine &machine,
                         mlir::OpBuilder &builder);

/// Returns an op that may write to memory that iterations share, other than the
/// buffers that the loop carries; null if there is none. Expects these buffers
/// to be iter_args, as bufferization leaves them.
mlir::Operation *findSharedWrite(mlir::scf::ForOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H
