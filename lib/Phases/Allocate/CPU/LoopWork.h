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

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// How much the loop computes, where the builder stands: each op counts its
/// lanes, 8 times where it reads or writes memory and 16 times where it is a
/// function of math; 2^23 take 20 to 40 us on one core. A loop inside whose
/// bounds are not known there counts as one iteration.
mlir::Value estimateWork(mlir::scf::ForOp loop, mlir::OpBuilder &builder);

/// An op that writes to what iterations share other than the buffers that the
/// loop carries, or of which that is not known; null if there is none. Expects
/// buffers that are still carried, as bufferization leaves them.
mlir::Operation *findSharedWrite(mlir::scf::ForOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_CPU_LOOPWORK_H
