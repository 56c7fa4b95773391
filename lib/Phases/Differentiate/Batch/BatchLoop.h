//===- BatchLoop.h - one element after the other ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op batched that nobody has said more of? By a loop over the batch,
// which takes the operands of an element, does the op, and puts its results
// into those of the batch.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHLOOP_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHLOOP_H

#include "Batch/Batch.h"

namespace ag {

/// For an op without effects; those elements that don't do it have zeros.
llvm::LogicalResult loopOverElements(mlir::Operation *op, Batch &batch);

/// Does an op by `write`, which sets what its results are, if `any` element
/// does it; else there are zeros.
llvm::LogicalResult doIfAny(mlir::Operation *op, mlir::Value any, Batch &batch,
                            llvm::function_ref<llvm::LogicalResult()> write);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHLOOP_H
