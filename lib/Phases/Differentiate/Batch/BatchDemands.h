//===- BatchDemands.h - what may fail for an element ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op demand of an element, and how of all of a batch? What is
// demanded of elements that don't do something is demanded of none.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHDEMANDS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHDEMANDS_H

#include "Batch/Batch.h"

namespace ag {

/// Whether `op` ends the run if a condition does not hold, and does no more.
bool isDemand(mlir::Operation *op);

/// Writes that it must hold for all elements that do it.
llvm::LogicalResult batchDemand(mlir::Operation *op, Batch &batch);

/// Whether an op that demands something may fail.
struct OwnDemands {
  /// For what is the same for all elements, as sizes are.
  bool ofAll = false;
  /// For what differs.
  bool ofEach = false;
};

OwnDemands findDemands(mlir::Operation *op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHDEMANDS_H
