//===- GroupMarks.h - of which group an op was ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops may the passes of `schedule` compute in one loop? Those of one
// group. ag-tile-groups opens the groups and numbers what was in them; an op
// that was in none has a negative number for itself:
//
//   %e = linalg.exp ... {ag.group = 3}
//   %s = linalg.generic ... {ag.group = 3}       may take in %e
//   %y = linalg.generic ... {ag.group = -1}      reads %s from memory
//
// Ops without a number are of one group, too: those that load computes, which
// is in no group, and those of a function that never was in that pass.
//
// The loops that take an op's place have its number, but for those of an op
// that only moves elements. What is left of a nest behind its loop over whole
// tiles has the number in a list, which no other op has. Loops of a stream have
// the group's; its ops are not the group's, and have a negative number for
// themselves. How many values of each group lie whole in memory by its plan
// (Levels.h) stands beside the function. ag-check-groups reads and drops both.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPMARKS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPMARKS_H

#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

namespace ag {

constexpr llvm::StringLiteral groupMarkName = "ag.group";

inline bool areOneGroup(mlir::Operation *op, mlir::Operation *other) {
  return op->getAttr(groupMarkName) == other->getAttr(groupMarkName);
}

/// Returns the number of the group that the op was in, or std::nullopt if it
/// was in none.
std::optional<int64_t> getGroup(mlir::Operation *op);

/// Marks what takes the place of a nest's ops, from `first` up to `end`. The
/// first op with a region, which is the loop over whole tiles, gets the mark of
/// `op`; what is behind it, the nest's rest, gets one that only the rest's ops
/// have. Changes nothing where there is no loop.
void markNest(mlir::Operation *op, mlir::Block::iterator first,
              mlir::Block::iterator end);

/// Returns true if the op is of the rest of a nest, or around such ops.
bool isRest(mlir::Operation *op);

/// Gives each linalg op that is made the number of the op that it is made of:
/// the one that a pattern matched, or that `follow` was told; and loops that of
/// the op whose place they take.
class GroupMarker : public mlir::RewriterBase::Listener {
public:
  void follow(mlir::Operation *op) { mark = op->getAttr(groupMarkName); }
  void follow(mlir::Attribute number) { mark = number; }

  void notifyPatternBegin(const mlir::Pattern &, mlir::Operation *op) override {
    follow(op);
  }
  void notifyOperationInserted(mlir::Operation *op,
                               mlir::OpBuilder::InsertPoint previous) override;
  void notifyOperationReplaced(mlir::Operation *op,
                               mlir::ValueRange values) override;

private:
  mlir::Attribute mark;
};

/// Gives the group and all of its ops its number.
void markGroup(FusedOp group, mlir::Attribute number);

/// Gives each op that is in no group a number, but what load computes. Returns
/// the first number, from which on downwards none is taken.
int64_t markLoneOps(mlir::func::FuncOp function);

/// How many of a group's ops make what lies whole in memory for others of it;
/// `all` if nothing lies elsewhere.
struct PlannedWhole {
  int64_t ops = 0;
  bool all = false;
};

/// Notes what is planned for each group, in the order of their numbers.
void notePlanned(mlir::Operation *function,
                 llvm::ArrayRef<PlannedWhole> planned);
PlannedWhole getPlanned(mlir::Operation *function, int64_t group);

/// Drops what is noted, too.
void dropGroupMarks(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPMARKS_H
