//===- EnclosingBlocks.h - reversed blocks around a block -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a value cost that a region reads from the regions around it, if the
// reverse of the inner region reads it? The reverse of a branch can read %row,
// or compute it from %a, which the loop would have to save in each iteration:
//
//   scf.for %i = 0 to %n iter_args(%a = %x) {
//     %y = scf.if %c {
//       %row = tensor.extract_slice %a[%i, 0] [1, 4] [1, 1]
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_ENCLOSINGBLOCKS_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_ENCLOSINGBLOCKS_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// A forward block, and those around it that are reversed too.
class EnclosingBlocks {
public:
  /// `reversed` has all forward blocks that are reversed.
  EnclosingBlocks(mlir::Block *inner,
                  const llvm::DenseSet<mlir::Block *> &reversed);

  /// Returns how many copies of the value are saved if the reverse of the inner
  /// block reads it: one for each iteration of the loops around the value, or 0
  /// if it is available, or is saved in any case.
  int64_t countCopies(mlir::Value value) const;

  /// Returns how often a forward block runs, or 0 if it is not reversed.
  int64_t countRuns(mlir::Block *block) const { return copies.lookup(block); }

private:
  mlir::Block *inner;
  llvm::DenseMap<mlir::Block *, int64_t> copies;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_ENCLOSINGBLOCKS_H
