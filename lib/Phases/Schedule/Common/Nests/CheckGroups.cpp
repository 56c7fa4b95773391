//===- CheckGroups.cpp - check that groups are computed together ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the ops of each group computed together, as the phase `fuse` decided?
//
//   %e = scf.for ... {ag.group = 3}      the unsplit tensor is in memory
//   %p = scf.for ... packs %e
//   %y = scf.for ... {ag.group = 3}      for this op of the same group, which
//                                        is computed separately
//
// Ops that one loop over tiles computes, in registers or a tile at a time, are
// inside one op that has the group's number.
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/GroupMarks.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_CHECKGROUPSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks checkGroupsRemarks("ag-check-groups");

namespace {
/// A tensor of a group that is unsplit in memory between two of the group's
/// ops.
struct WholeTensor {
  Operation *producer, *user;
};

/// The outermost ops of each group, in program order.
using GroupOps = llvm::MapVector<int64_t, SmallVector<Operation *>>;

/// Returns the outermost marked op that is or contains `op`, or null if there
/// is none or it is in the remainder of a nest.
Operation *findOutermost(Operation *op) {
  Operation *found = nullptr;
  for (; op && !isa<func::FuncOp>(op); op = op->getParentOp())
    if (op->hasAttr(groupMarkName))
      found = isRest(op) ? nullptr : op;
  return found;
}

GroupOps collectGroups(func::FuncOp function) {
  GroupOps groups;
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!op->hasAttr(groupMarkName))
      return WalkResult::advance();
    if (std::optional<int64_t> group = getGroup(op))
      groups[*group].push_back(op);
    return WalkResult::skip();
  });
  return groups;
}

/// Returns another op of the same group that reads a result of `producer`,
/// directly or through ops without a mark. Returns null if there is none.
Operation *findUser(Operation *producer) {
  std::optional<int64_t> group = getGroup(producer);
  SmallVector<Value> left(producer->getResults());
  llvm::SmallPtrSet<Operation *, 8> moving;
  while (!left.empty()) {
    Value value = left.pop_back_val();
    if (!isa<RankedTensorType>(value.getType()))
      continue;
    for (Operation *user : value.getUsers()) {
      Operation *outermost = findOutermost(user);
      if (outermost && outermost != producer && getGroup(outermost) == group)
        return outermost;
      if (outermost)
        continue;
      Operation *around = value.getParentBlock()->findAncestorOpInBlock(*user);
      if (around && moving.insert(around).second)
        llvm::append_range(left, around->getResults());
    }
  }
  return nullptr;
}

/// Returns the tensors that are unsplit in memory, one for each source
/// location. An op may have become two ops with one location: a loop over full
/// vectors and one for the remainder.
SmallVector<WholeTensor> findWhole(ArrayRef<Operation *> ops) {
  SmallVector<WholeTensor> whole;
  llvm::SmallDenseSet<Location> seen;
  for (Operation *producer : ops) {
    Operation *user = findUser(producer);
    if (user && seen.insert(producer->getLoc()).second)
      whole.push_back({producer, user});
  }
  return whole;
}

void explainGroup(ArrayRef<Operation *> ops, PlannedWhole planned) {
  if (planned.all)
    return;
  SmallVector<WholeTensor> whole = findWhole(ops);
  if (int64_t(whole.size()) <= planned.ops) {
    checkGroupsRemarks.passed(ops.front(), "group")
        << remark::add("its ops are computed together");
    return;
  }
  auto [producer, user] = whole.front();
  checkGroupsRemarks.missed(producer, "group")
      << remark::add("{0} of its tensors lie whole in memory between its ops",
                     whole.size())
      << remark::reason("this one does, for its user at {0}", spellPlace(user))
      << remark::metric("whole", whole.size());
}

struct CheckGroupsPass
    : WithModels<impl::CheckGroupsPassBase<CheckGroupsPass>> {
  void runOnOperation() override {
    if (PassRemarks::areWanted(&getContext()))
      for (const auto &[group, ops] : collectGroups(getOperation()))
        explainGroup(ops, getPlanned(getOperation(), group));
    dropGroupMarks(getOperation());
    markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
