//===- Updates.cpp - loops and branches that one block can run ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Updates.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace ag {

namespace {
/// Tracks a tensor through ops that update it.
class Update {
public:
  Value findTarget(Operation *op);

private:
  Value findKept(Operation *op);
  Value findCarried(scf::ForOp op);
  Value follow(Block &block, Value carried);
  bool isHarmless(Operation *op, Value carried);
  bool computesSlice(linalg::LinalgOp op, Value carried);
  bool isInit(OpOperand &use);

  /// The values of the tensor, before and after each update.
  llvm::SmallDenseSet<Value> states;
};
} // namespace

/// Returns the tensor that all regions of a choice update, where at least one
/// yields it unchanged. Returns null if there is none.
Value Update::findKept(Operation *op) {
  if (op->getNumResults() != 1)
    return nullptr;
  SmallVector<OpOperand *> chosen = getChosen(op->getResult(0));
  for (OpOperand *candidate : chosen) {
    Value kept = candidate->get();
    if (!isa<RankedTensorType>(kept.getType()) ||
        op->isAncestor(kept.getParentBlock()->getParentOp()))
      continue;
    states.insert(kept);
    if (llvm::all_of(chosen, [&](OpOperand *each) {
          return follow(*each->getOwner()->getBlock(), kept) == each->get();
        }))
      return kept;
  }
  return nullptr;
}

Value Update::findCarried(scf::ForOp op) {
  if (op.getNumRegionIterArgs() != 1 ||
      !isa<RankedTensorType>(op.getResult(0).getType()))
    return nullptr;
  Value init = op.getInitArgs().front();
  states.insert(init);
  states.insert(op.getRegionIterArg(0));
  Value last = follow(*op.getBody(), op.getRegionIterArg(0));
  return last == op.getYieldedValues().front() ? init : Value();
}

Value Update::findTarget(Operation *op) {
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(op))
    return states.contains(insertion.getSource()) ? Value()
                                                  : insertion.getDest();
  if (isChoice(op))
    return findKept(op);
  auto loop = dyn_cast<scf::ForOp>(op);
  return loop ? findCarried(loop) : Value();
}

bool Update::isInit(OpOperand &use) {
  auto linalg = dyn_cast<linalg::LinalgOp>(use.getOwner());
  return linalg && linalg.isDpsInit(&use);
}

/// Returns true if `op` computes a slice of `carried` in place, and reads no
/// other part of it.
bool Update::computesSlice(linalg::LinalgOp op, Value carried) {
  if (op->getNumResults() != 1 || !op->hasOneUse())
    return false;
  auto insertion = dyn_cast<tensor::InsertSliceOp>(*op->user_begin());
  auto slice = op.getDpsInits().front().getDefiningOp<tensor::ExtractSliceOp>();
  if (!insertion || !slice || slice.getSource() != carried ||
      !slice.isSameAs(insertion, isEqualConstantIntOrValue))
    return false;
  SetVector<Value> used;
  getUsedValuesDefinedAbove(op->getRegions(), used);
  auto isState = [&](Value value) { return states.contains(value); };
  return llvm::none_of(op.getDpsInputs(), isState) &&
         llvm::none_of(used, isState);
}

/// Returns true if `op` does not change the tensor, and reads a slice of it
/// only to compute that slice.
bool Update::isHarmless(Operation *op, Value carried) {
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return !states.contains(slice.getSource()) ||
           llvm::all_of(slice->getUses(),
                        [&](OpOperand &use) { return isInit(use); });
  if (auto linalg = dyn_cast<linalg::LinalgOp>(op))
    return computesSlice(linalg, carried);
  // Earlier values of the tensor are overwritten.
  if (auto element = dyn_cast<tensor::ExtractOp>(op))
    return element.getTensor() == carried ||
           !states.contains(element.getTensor());
  return op->getNumRegions() == 0 && isPure(op) &&
         llvm::none_of(op->getResultTypes(),
                       [](Type type) { return isa<TensorType>(type); });
}

/// Returns the value of `carried` at the end of a block of updates, or null if
/// the block does something else.
Value Update::follow(Block &block, Value carried) {
  Value first = carried;
  for (Operation &op : block.without_terminator()) {
    auto kept = dyn_cast<bufferization::MaterializeInDestinationOp>(op);
    Value target =
        kept && kept.getDest() == first ? kept.getSource() : findTarget(&op);
    if (!target && isHarmless(&op, carried))
      continue;
    if (target != carried)
      return nullptr;
    carried = op.getResult(0);
    states.insert(carried);
  }
  return carried;
}

Value findUpdated(Operation *op) { return Update().findTarget(op); }

SmallVector<Operation *> findUpdateOps(Operation *op) {
  SmallVector<Operation *> ops;
  op->walk<WalkOrder::PreOrder>([&](Operation *each) {
    ops.push_back(each);
    return isa<linalg::LinalgOp>(each) ? WalkResult::skip()
                                       : WalkResult::advance();
  });
  return ops;
}

bool mayReadElements(Operation *op) {
  return op->getNumRegions() == 0 && !op->hasTrait<OpTrait::IsTerminator>() &&
         !isa<tensor::DimOp, bufferization::MaterializeInDestinationOp>(op);
}

} // namespace ag
