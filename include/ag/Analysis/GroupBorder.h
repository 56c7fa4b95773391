//===- GroupBorder.h - what goes into a group, and out ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPBORDER_H
#define AG_ANALYSIS_GROUPBORDER_H

#include "ag/Interfaces/Spec.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// Whether the op costs nothing to have again where it is used: a constant, a
/// size, a tensor of one number or of indices, or one without elements yet.
bool isFree(mlir::Operation *op);

/// Whether it only says when others are computed, as a barrier: it stands
/// between groups.
bool isOrder(mlir::Operation *op);

/// What a Spec writes everywhere without computing: a number that it is given
/// or states, or an index, as it is or cast to another type. None if it does
/// more.
std::optional<ScalarNode> getFilling(const Spec &spec);

/// Whether a Spec writes elements that it reads, each at several places: a loop
/// moves in the result, and not in what is read.
bool repeats(const Spec &spec);

struct GroupBorder {
  /// Free ops that the group has for itself, in the order in which they stand.
  llvm::SmallVector<mlir::Operation *> own;
  /// What it uses of what is outside, in an order that doesn't depend on how it
  /// uses it: arguments, then what is computed, as it stands.
  llvm::SmallVector<mlir::Value> given;
  /// What is used of it outside, as it stands.
  llvm::SmallVector<mlir::Value> results;
};

/// `ops` are of one block, in the order in which they stand, none of them free.
GroupBorder findBorder(llvm::ArrayRef<mlir::Operation *> ops);

} // namespace ag

#endif // AG_ANALYSIS_GROUPBORDER_H
