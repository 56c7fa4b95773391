//===- BatchRegions.h - control flow on batches -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What are choices and loops for all elements of a batch? Those that are the
// same for all stay, and hand on more. Of
//
//   %y = scf.if %c -> tensor<4xf32> { scf.yield %a } else { scf.yield %b }
//
// that differs, both sides are done by all, and a select takes what each chose.
// A while loop goes on as long as one element does, a counted one for as many
// turns as the one that has the most; those that are done keep what they carry.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHREGIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHREGIONS_H

#include "Batch/Batch.h"

namespace ag {

/// Of an op of isControlFlow.
llvm::LogicalResult batchControlFlow(mlir::Operation *op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHREGIONS_H
