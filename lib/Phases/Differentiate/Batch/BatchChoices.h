//===- BatchChoices.h - branches that differ over a batch ----- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do all elements of a batch execute a choice between regions, if they
// choose different ones? Each region runs for the elements that choose it. A
// region continues with the tensors that earlier ones have changed for their
// elements, so that one tensor takes all changes:
//
//   %r = scf.if %c { ag.update %x, %y [%i] } else { ag.update %x, %y [%j] }
//
// updates x8 for the elements of c8, and the result of this for the others.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHCHOICES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHCHOICES_H

#include "Batch/Batch.h"

namespace ag {

/// Batches a choice whose condition differs over the batch.
llvm::LogicalResult chooseRegions(mlir::Operation *op, Batch &batch);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHCHOICES_H
