//===- GroupMarks.h - of which group an op was ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops may the passes of `schedule` compute in one loop? Those of one
// group. ag-tile-groups opens the groups and numbers what was in them; an op
// that was in none has a number for itself:
//
//   %e = linalg.exp ... {ag.group = 3}
//   %s = linalg.generic ... {ag.group = 3}       may take in %e
//   %y = linalg.generic ... {ag.group = 4}       reads %s from memory
//
// Ops without a number are of one group, too: those that load computes, which
// is in no group, and those of a function that never was in that pass.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_GROUPMARKS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_GROUPMARKS_H

#include "ag/Dialect/AG/IR/RegionOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

constexpr llvm::StringLiteral groupMarkName = "ag.group";

inline bool areOneGroup(mlir::Operation *op, mlir::Operation *other) {
  return op->getAttr(groupMarkName) == other->getAttr(groupMarkName);
}

/// Gives each linalg op that is made the number of the op that it is made of:
/// the one that a pattern matched, or that `follow` was told.
class GroupMarker : public mlir::RewriterBase::Listener {
public:
  void follow(mlir::Operation *op) { mark = op->getAttr(groupMarkName); }
  void follow(mlir::Attribute number) { mark = number; }

  void notifyPatternBegin(const mlir::Pattern &, mlir::Operation *op) override {
    follow(op);
  }
  void notifyOperationInserted(mlir::Operation *op,
                               mlir::OpBuilder::InsertPoint previous) override;

private:
  mlir::Attribute mark;
};

/// Gives all ops of the group its number.
void markGroup(FusedOp group, mlir::Attribute number);

/// Numbers each op that is in no group, from `first` on, but what load
/// computes.
void markLoneOps(mlir::func::FuncOp function, int64_t first);

void dropGroupMarks(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_GROUPMARKS_H
