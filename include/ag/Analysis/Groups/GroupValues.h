//===- GroupValues.h - what goes into a group, and out ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_GROUPVALUES_H
#define AG_ANALYSIS_GROUPS_GROUPVALUES_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

/// Returns whether recomputing the op wherever it is used costs nothing: it is
/// a constant, a size, an op on numbers, a tensor filled with a number or an
/// index, or a tensor.empty.
bool isRematerializable(mlir::Operation *op);

/// Returns whether the op only orders others, as a barrier does. It is in no
/// group.
bool isOrder(mlir::Operation *op);

/// Returns the node that a Spec writes to all elements without computing: a
/// number that it reads or contains, or an index, possibly cast to another
/// type. Returns std::nullopt if it does more.
std::optional<ScalarNode> getFilling(const Spec &spec);

/// Returns whether a Spec writes each element of its only input to several
/// positions: some loop indexes the result but not the input.
bool repeats(const Spec &spec);

struct GroupValues {
  /// Free ops that the group recomputes, each after those that it reads.
  llvm::SmallVector<mlir::Operation *> own;
  /// Values from outside that the group reads. The order does not depend on how
  /// they are used: arguments come first, then results, in program order.
  llvm::SmallVector<mlir::Value> given;
  /// Values of the group that are used outside, in program order.
  llvm::SmallVector<mlir::Value> results;
};

/// Returns the values that go into and out of a group. `ops` are of one block,
/// in program order, and none of them is free.
GroupValues findGroupValues(llvm::ArrayRef<mlir::Operation *> ops);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPVALUES_H
