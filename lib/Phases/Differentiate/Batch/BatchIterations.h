//===- BatchIterations.h - trip counts that differ over a batch -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do all elements of a batch execute a loop, if their trip counts differ? A
// while loop runs as long as one element continues, and a counted loop for the
// largest trip count. Elements that are done keep their iter_args.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHITERATIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHITERATIONS_H

#include "Batch/Batch.h"

namespace ag {

/// Batches an scf.for or scf.while whose trip count differs over the batch.
llvm::LogicalResult repeatLoop(mlir::Operation *op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHITERATIONS_H
