//===- BatchedValues.cpp - values that differ over a batch ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchedValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

bool isControlFlow(Operation *op) {
  return isChoice(op) || isa<RegionOp, scf::ForOp, scf::WhileOp>(op);
}

bool isCut(Value value) {
  return isDifferentiable(value.getType()) &&
         !matchPattern(value, m_Constant());
}

llvm::SetVector<Value> findCut(MutableArrayRef<Region> regions) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(regions, used);
  used.remove_if([](Value value) { return !isCut(value); });
  return used;
}

bool isSource(Operation *op) {
  return op->getNumOperands() == 0 && op->getNumRegions() == 0 &&
         llvm::any_of(op->getResults(), isCut);
}

BatchedValues::BatchedValues(func::FuncOp function, ValueRange batched,
                             bool isMasked) {
  for (Value value : batched)
    mark(value, nullptr);
  if (isMasked)
    markSources(function, nullptr);
  while (!pending.empty()) {
    Value value = pending.pop_back_val();
    for (OpOperand &use : value.getUses())
      follow(use, value);
  }
}

/// Also marks the values to which the same operands are forwarded, since an
/// operand has one type for all of them.
void BatchedValues::mark(Value value, Value way) {
  if (!reached.try_emplace(value, way).second)
    return;
  pending.push_back(value);
  for (OpOperand *source : getSources(value))
    for (Value target : getTargets(*source))
      mark(target, way);
}

void BatchedValues::follow(OpOperand &use, Value way) {
  Operation *user = use.getOwner();
  for (Operation *around = user->getParentOp();
       !isa<FunctionOpInterface>(around); around = around->getParentOp())
    if (!isControlFlow(around))
      user = around;
  if (isControlFlow(user) || user->hasTrait<OpTrait::IsTerminator>())
    return handOn(use, way);
  auto sized = dyn_cast<ShapedDimOpInterface>(user);
  if (sized && use.get() == sized.getShapedValue())
    return;
  for (Value result : user->getResults())
    mark(result, way);
}

/// An operand that is forwarded along no edge is a condition or a bound.
void BatchedValues::handOn(OpOperand &use, Value way) {
  Operation *user = use.getOwner();
  if (isa<func::ReturnOp>(user))
    return;
  if (auto region = dyn_cast<RegionOp>(user)) {
    // A region's own rule runs once for each element, and would count the
    // cotangent of a result that does not differ each time.
    for (Value result : region.getVjp() ? region.getResults() : ValueRange())
      mark(result, way);
    return mark(region.getBody().getArgument(use.getOperandNumber()), way);
  }
  if (user->hasTrait<OpTrait::IsTerminator>() &&
      isa<RegionOp>(user->getParentOp()))
    return mark(user->getParentOp()->getResult(use.getOperandNumber()), way);
  SmallVector<Value> targets = getTargets(use);
  for (Value target : targets)
    mark(target, way);
  if (!targets.empty())
    return;
  auto loop = dyn_cast<scf::ForOp>(user);
  if (loop && &use != &loop.getUpperBoundMutable())
    mark(loop.getInductionVar(), way);
  makeDiffer(isControlFlow(user) ? user : user->getParentOp(), way);
}

void BatchedValues::makeDiffer(Operation *op, Value way) {
  if (!differing.insert(op).second)
    return;
  for (Value result : op->getResults())
    mark(result, way);
  for (Region &region : op->getRegions())
    for (Value argument : region.getArguments())
      if (!getSources(argument).empty())
        mark(argument, way);
  visitUsedValuesDefinedAbove(op->getRegions(), [&](OpOperand *use) {
    if (isCut(use->get()))
      follow(*use, way);
  });
  markSources(op, way);
}

void BatchedValues::markSources(Operation *op, Value way) {
  op->walk([&](Operation *inner) {
    if (isSource(inner))
      for (Value result : inner->getResults())
        mark(result, way);
  });
}

SmallVector<Value> BatchedValues::findPath(Operation *op) const {
  SmallVector<Value> path;
  for (Value used : getUsedValues(op)) {
    if (!isBatched(used))
      continue;
    for (Value value = used; value; value = reached.lookup(value))
      path.push_back(value);
    break;
  }
  return path;
}

} // namespace ag
