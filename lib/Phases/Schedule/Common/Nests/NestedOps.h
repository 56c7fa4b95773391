//===- NestedOps.h - ops of a nest by their values --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op of a nest computes a value?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTEDOPS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTEDOPS_H

#include "ag/Analysis/Groups/Plan.h"
#include "llvm/ADT/DenseMap.h"

namespace ag {

class NestedOps {
public:
  explicit NestedOps(const NestPlan &plan) {
    for (const NestedOp &op : plan.ops)
      ops[op.getOp()] = &op;
  }

  /// Returns the op that computes the value, or null if the nest has none.
  const NestedOp *find(mlir::Value value) const {
    mlir::Operation *op = value.getDefiningOp();
    return op ? ops.lookup(op) : nullptr;
  }
  bool contains(mlir::Operation *op) const { return ops.contains(op); }

private:
  llvm::DenseMap<mlir::Operation *, const NestedOp *> ops;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_NESTEDOPS_H
