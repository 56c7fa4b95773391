//===- BatchDemands.h - checks for the elements of a batch ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which conditions does an op require of each element, and which of the batch
// as a whole? Only elements that execute the op have to meet them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHDEMANDS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHDEMANDS_H

#include "Batch/Batch.h"

namespace ag {

/// Returns true if `op` only ends the run if a condition does not hold.
bool isDemand(mlir::Operation *op);

/// Emits the check for the elements that execute `op`.
llvm::LogicalResult batchDemand(mlir::Operation *op, Batch &batch);

/// Whether the requirements of an op may be violated.
struct OwnDemands {
  /// For values that are the same for all elements, such as sizes.
  bool ofAll = false;
  /// For values that differ over the batch.
  bool ofEach = false;
};

OwnDemands findDemands(mlir::Operation *op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHDEMANDS_H
