//===- BatchLoop.h - ops in a loop over the elements ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op batched that has no Spec and no batching rule? A loop over the
// batch extracts the operands of each element, executes the op, and inserts its
// results into those of the batch. If an op only changes a part of an operand,
// the loop carries that operand of all elements instead.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHLOOP_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHLOOP_H

#include "Batch/Batch.h"

namespace ag {

/// Batches an op without effects by a loop. Elements outside the batch's mask
/// have zeros as results.
llvm::LogicalResult loopOverElements(mlir::Operation *op, Batch &batch);

/// Implements BatchContext::changeEach().
void changeElements(
    mlir::Operation *op, mlir::Value operand, Batch &batch,
    llvm::function_ref<mlir::Value(const BatchElement &)> change);

/// Emits an scf.if on `any`, which says whether any element executes `op`. Its
/// then branch is emitted by `write`, which sets the results in `batch`; in the
/// else branch they are zeros.
llvm::LogicalResult doIfAny(mlir::Operation *op, mlir::Value any, Batch &batch,
                            llvm::function_ref<llvm::LogicalResult()> write);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHLOOP_H
