//===- BatchRegions.h - control flow on batches -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do all elements of a batch execute a choice or a loop? If its condition
// is the same for all elements, it stays and forwards batched values. If the
// condition differs, as in
//
//   %y = scf.if %c -> tensor<4xf32> { scf.yield %a } else { scf.yield %b }
//
// all elements execute both branches, and a select takes the result of the one
// that each element chose. A while loop runs as long as one element continues,
// and a counted loop for the largest trip count. Elements that are done keep
// their iter_args.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHREGIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHREGIONS_H

#include "Batch/Batch.h"

namespace ag {

/// Batches an op for which isControlFlow returns true.
llvm::LogicalResult batchControlFlow(mlir::Operation *op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHREGIONS_H
