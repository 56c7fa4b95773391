//===- GroupMarks.cpp - marks of the groups that ops came from ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/GroupMarks.h"
#include "Common/Access.h"
#include "ag/Analysis/Entry/LoadOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;

namespace ag {

/// Returns true if the op is computed in loops. A fill only creates a
/// destination.
static bool isComputing(Operation *op) {
  return isa<linalg::LinalgOp>(op) && !isa<linalg::FillOp>(op);
}

/// Returns true if the op only moves elements. An op without a body has been
/// rewritten into another one that took the body and is tested later.
static bool isMoving(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  return generic && !generic.getRegion().empty() && isCopy(generic);
}

std::optional<int64_t> getGroup(Operation *op) {
  auto mark = op->getAttrOfType<IntegerAttr>(groupMarkName);
  if (!mark || mark.getInt() < 0)
    return std::nullopt;
  return mark.getInt();
}

/// Gives the mark of `op` to the op that defines `value`, which replaces a
/// result of `op`.
static void passMark(Operation *op, Value value) {
  Attribute mark = op->getAttr(groupMarkName);
  Operation *by = value.getDefiningOp();
  if (!mark || !by || isMoving(op))
    return;
  if (isComputing(by) ||
      isa<RegionBranchOpInterface, vector::TransferWriteOp>(by))
    by->setAttr(groupMarkName, mark);
}

void markNest(Operation *op, Block::iterator first, Block::iterator end) {
  Attribute mark = op->getAttr(groupMarkName);
  auto made = llvm::make_range(first, end);
  auto loop = llvm::find_if(
      made, [](Operation &each) { return isa<RegionBranchOpInterface>(each); });
  if (!mark || loop == end)
    return;
  loop->setAttr(groupMarkName, mark);
  auto restMark = ArrayAttr::get(op->getContext(), mark);
  for (Operation &each : llvm::make_range(std::next(loop), end))
    if (isComputing(&each) || isa<RegionBranchOpInterface>(each))
      each.setAttr(groupMarkName, restMark);
}

bool isRest(Operation *op) {
  return op->getAttrOfType<ArrayAttr>(groupMarkName) != nullptr;
}

void GroupMarker::notifyOperationInserted(Operation *op,
                                          OpBuilder::InsertPoint previous) {
  bool isMade = !previous.isSet();
  if (isMade && mark && isComputing(op))
    op->setAttr(groupMarkName, mark);
}

void GroupMarker::notifyOperationReplaced(Operation *op, ValueRange values) {
  // An op that defines an operand existed before and keeps its mark.
  for (Value value : values)
    if (!llvm::is_contained(op->getOperands(), value))
      passMark(op, value);
}

int64_t markLoneOps(func::FuncOp function) {
  LoadOps load(function);
  OpBuilder builder(function.getContext());
  int64_t next = -1;
  function.walk([&](Operation *op) {
    if (isComputing(op) && !op->getParentOfType<FusedOp>() &&
        !load.contains(op))
      op->setAttr(groupMarkName, builder.getI64IntegerAttr(next--));
  });
  return next;
}

int64_t findFreeGroup(Operation *function) {
  int64_t least = 0;
  function->walk([&](Operation *op) {
    least = std::min(least, getGroup(op).value_or(0));
  });
  return least - 1;
}

void markGroup(FusedOp group, Attribute number) {
  group->setAttr(groupMarkName, number);
  group->walk([&](Operation *op) {
    if (isComputing(op))
      op->setAttr(groupMarkName, number);
  });
}

static constexpr StringLiteral plannedName = "ag.whole";
/// Represents a group whose values are all planned to be in memory.
static constexpr int64_t allWhole = -1;

void notePlanned(Operation *function, ArrayRef<PlannedWhole> planned) {
  auto numbers = llvm::map_to_vector(planned, [](PlannedWhole each) {
    return each.all ? allWhole : each.ops;
  });
  function->setAttr(plannedName,
                    DenseI64ArrayAttr::get(function->getContext(), numbers));
}

PlannedWhole getPlanned(Operation *function, int64_t group) {
  auto numbers = function->getAttrOfType<DenseI64ArrayAttr>(plannedName);
  if (!numbers || group >= numbers.size())
    return {};
  int64_t number = numbers[group];
  return number == allWhole ? PlannedWhole{0, true}
                            : PlannedWhole{number, false};
}

void dropGroupMarks(Operation *function) {
  function->removeAttr(plannedName);
  function->walk([](Operation *op) { op->removeAttr(groupMarkName); });
}

} // namespace ag
