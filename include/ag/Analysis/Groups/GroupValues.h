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

/// Returns true if a group may recompute the op wherever it is used, as that
/// costs nothing. Such an op is called free. It is a constant, a tensor.empty,
/// a size, a pure op on numbers, or an op that fills a tensor with a number or
/// an index. A number is a scalar, or a static tensor with one element.
bool isRematerializable(mlir::Operation *op);

/// Returns true if the op returns its operand unchanged and only restricts the
/// compiler, as ag.barrier and ag.shard do. It is in no group.
bool isOrder(mlir::Operation *op);

/// Returns the node that a Spec without a combiner yields as its only result if
/// it is an input, a constant or an index, possibly cast; std::nullopt if the
/// Spec computes more. An input need not be a number: a transpose yields one,
/// too.
std::optional<ScalarNode> getFilling(const Spec &spec);

/// Returns true if a Spec only copies its only input, and some loop does not
/// index the input, so that each element is written to several positions.
bool repeats(const Spec &spec);

/// The values at the border of a group.
struct GroupValues {
  /// Free ops that the group recomputes, each after those that it reads.
  llvm::SmallVector<mlir::Operation *> own;
  /// Values from outside that the group reads: those of outer regions first;
  /// within a region, arguments before results, in program order. The order
  /// does not depend on how they are used.
  llvm::SmallVector<mlir::Value> given;
  /// Values of the group that are used outside, in program order.
  llvm::SmallVector<mlir::Value> results;
};

/// Returns the values that go into and out of a group. `ops` are in one block,
/// in program order, and none of them is free (isRematerializable). A free
/// value that depends on more than eight free ops in a row is an input, unless
/// it is a filled tensor or depends on a result of the group.
GroupValues findGroupValues(llvm::ArrayRef<mlir::Operation *> ops);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_GROUPVALUES_H
