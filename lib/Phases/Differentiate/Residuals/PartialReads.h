//===- PartialReads.h - reads of few elements in the reverse ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which reads of a few elements take fewer bytes than the tensor, which a loop
// would save for the reverse in each iteration? They move from the reverse to
// the forward block:
//
//   scf.for ... iter_args(%a = %x) {        // saves %row instead of %a
//     %row = ag.gather 0 clamp %a, %i
//     %b = ag.scatter max 0 clamp %a, %i, %u
//
// All reads of a tensor are weighed together, as in the branches of a choice.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_PARTIALREADS_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_PARTIALREADS_H

#include "Residuals/EnclosingBlocks.h"
#include "Residuals/Residuals.h"

namespace ag {

/// Returns the ops of each block's reverse that should move to its forward
/// block. `enclosing` belongs to `blocks`.
llvm::SmallVector<llvm::SmallVector<mlir::Operation *>>
findPartialReads(llvm::ArrayRef<ReversedBlock> blocks,
                 llvm::ArrayRef<EnclosingBlocks> enclosing);

/// Moves `readers` behind their last operands in the forward block. Equal ops
/// there take their places.
void moveToForward(llvm::ArrayRef<mlir::Operation *> readers,
                   mlir::Block *forward);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_PARTIALREADS_H
