//===- Residuals.h - forward values that the reverse reads ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do values of a forward region reach their readers in the reverse? Ops of
// the reverse first read them as if they were visible. Then, from the inner
// regions to the outer, each value is recomputed, as SaveOrRecompute.h decides,
// or saved. A region of a choice returns it as a further result; a loop stacks
// the values of its iterations:
//
//   %y, %kept = scf.for %i = 0 to %n iter_args(%t = %x, %s = %empty) {
//     %0 = ag.mul %t, %w
//     %1 = tensor.insert_slice %t into %s[%i, 0] [1, 4] [1, 1]
//     scf.yield %0, %1
//   }
//   scf.for %j = 0 to %n ... {
//     %t = tensor.extract_slice %kept[%n - 1 - %j, 0] [1, 4] [1, 1]
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_RESIDUALS_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_RESIDUALS_H

#include "Residuals/SaveOrRecompute.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// The block of a forward region, and the block that reverses it. For the body
/// of a loop, `iteration` is the number of the reversed iteration, and `index`
/// its index.
struct ReversedBlock {
  mlir::Block *forward, *reverse;
  mlir::Value iteration = nullptr;
  mlir::Value index = nullptr;
};

/// Makes values of forward blocks available in the blocks that reverse them.
/// Inner blocks come first; `listener` is notified of ops inserted in reverse.
/// Fails, with an error at a value, if it cannot be saved.
llvm::LogicalResult keepResiduals(llvm::ArrayRef<ReversedBlock> blocks,
                                  const KeepPolicy &policy,
                                  mlir::OpBuilder::Listener &listener);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_RESIDUALS_H
