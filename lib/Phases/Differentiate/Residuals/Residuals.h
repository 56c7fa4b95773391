//===- Residuals.h - what the reverse reads of forward regions --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do values of a forward region get to where they are read in reverse? What
// is written in reverse first reads them as if it could see them. Then, from
// the inner regions to the outer, each is made again, as KeepOrRedo.h decides,
// or kept: a region of a choice hands it on,
// as one more result; a loop stacks what it is in each turn:
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

#include "Residuals/KeepOrRedo.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// The block of a region, and what was made of it in reverse. Of a loop's body,
/// there are the number of the turn that is reversed, and the index it had.
struct ReversedBlock {
  mlir::Block *forward, *reverse;
  mlir::Value turn = nullptr;
  mlir::Value index = nullptr;
};

/// Lets what is read of forward blocks in those reversed be seen there. Inner
/// blocks come first; `listener` is told what is inserted in reverse. Reports a
/// value that can't be kept, at its op.
llvm::LogicalResult keepResiduals(llvm::ArrayRef<ReversedBlock> blocks,
                                  const KeepPolicy &policy,
                                  mlir::OpBuilder::Listener &listener);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_RESIDUALS_H
