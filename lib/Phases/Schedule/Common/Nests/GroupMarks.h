//===- GroupMarks.h - marks of the groups that ops came from ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops may the passes of `schedule` compute in one loop? Only ops of one
// group. ag-tile-groups inlines the groups and gives the ops of each its
// number. An op outside of all groups gets a negative number of its own:
//
//   %e = linalg.exp ... {ag.group = 3}
//   %s = linalg.generic ... {ag.group = 3}       may be fused with %e
//   %y = linalg.generic ... {ag.group = -1}      reads %s from memory
//
// Ops without a number count as one group, too. They are the ops that load
// computes, and ops of functions that the pass did not visit.
//
// Loops that replace an op inherit its number, unless the op only moves
// elements. In the remainder of a nest, after its loop over full tiles, ops
// have the number in an array attribute, which no other op has. Loops of a
// stream have the number of its group. The ops in them are not members of the
// group and have negative numbers of their own. An attribute of the function
// has, for each group, the number of values that its plan keeps unsplit in
// memory (Levels.h). ag-check-groups reads and removes both attributes.
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

/// Returns the number of the op's group, or std::nullopt if it was in none.
std::optional<int64_t> getGroup(mlir::Operation *op);

/// Marks the ops that replace the ops of a nest, from `first` up to `end`. The
/// first op with regions is the loop over full tiles and gets the mark of `op`.
/// The ops after it are the nest's remainder and get the mark that isRest
/// recognizes. Changes nothing if there is no loop or `op` has no mark.
void markNest(mlir::Operation *op, mlir::Block::iterator first,
              mlir::Block::iterator end);

/// Returns true if the op is in the remainder of a nest or contains such ops.
bool isRest(mlir::Operation *op);

/// Gives each new linalg op the mark of the op that it is created from. This is
/// the op that a pattern matched, or the one that was passed to `follow`. If
/// values replace an op's results, the ops that compute them, such as loops,
/// get its mark.
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

/// Gives the group and all of its computing ops this number.
void markGroup(FusedOp group, mlir::Attribute number);

/// Gives each computing op that is in no group a negative number of its own,
/// except for ops that load computes. Returns the first number that is not
/// used; all lower ones are free, too.
int64_t markLoneOps(mlir::func::FuncOp function);

/// Returns a negative number that, as all lower ones, no op of `function` has.
/// Ops that leave the loop of their group get such numbers.
int64_t findFreeGroup(mlir::Operation *function);

/// The number of ops of a group whose results its plan keeps unsplit in memory
/// for other ops of it; `all` if it keeps all of them.
struct PlannedWhole {
  int64_t ops = 0;
  bool all = false;
};

/// Records the plans of the groups, in the order of their numbers.
void notePlanned(mlir::Operation *function,
                 llvm::ArrayRef<PlannedWhole> planned);
/// Returns the recorded plan of a group, or a plan without unsplit values if
/// none is recorded.
PlannedWhole getPlanned(mlir::Operation *function, int64_t group);

/// Removes the marks and the recorded plans.
void dropGroupMarks(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPMARKS_H
