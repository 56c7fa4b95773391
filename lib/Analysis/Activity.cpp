//===- Activity.cpp - what a derivative flows through ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Activity.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/RegionFlow.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
using Visit = llvm::function_ref<void(Value)>;

/// Whether edges say where values go that enter or leave the regions of `op`.
bool hasEdges(Operation *op) { return isa<RegionBranchOpInterface>(op); }

void visitResults(Operation *op, Visit visit) {
  if (!op->hasTrait<InactiveTrait>())
    llvm::for_each(op->getResults(), visit);
}

/// What changes with `operand`, by one step.
void visitTargets(OpOperand &operand, Visit visit) {
  Operation *user = operand.getOwner();
  Operation *parent = user->getParentOp();
  if (hasEdges(user) ||
      (user->hasTrait<OpTrait::IsTerminator>() && parent && hasEdges(parent)))
    llvm::for_each(getTargets(operand), visit);
  else
    visitResults(user, visit);
  for (Operation *around = parent;
       around && !isa<FunctionOpInterface>(around) &&
       !around->isAncestor(operand.get().getParentRegion()->getParentOp());
       around = around->getParentOp())
    if (!hasEdges(around))
      visitResults(around, visit);
}

/// What `value` depends on, by one step.
void visitSources(Value value, Visit visit) {
  SmallVector<OpOperand *> sources = getSources(value);
  for (OpOperand *source : sources)
    visit(source->get());
  Operation *op = value.getDefiningOp();
  if (sources.empty() && op && !op->hasTrait<InactiveTrait>())
    llvm::for_each(getUsedValues(op), visit);
}

/// All that is reached from `from` by steps, and from where.
llvm::DenseMap<Value, Value>
reach(ValueRange from, llvm::function_ref<void(Value, Visit)> step) {
  llvm::DenseMap<Value, Value> reached;
  SmallVector<Value> pending;
  auto add = [&](Value value, Value way) {
    if (isDifferentiable(value.getType()) &&
        reached.try_emplace(value, way).second)
      pending.push_back(value);
  };
  for (Value value : from)
    add(value, nullptr);
  while (!pending.empty()) {
    Value way = pending.pop_back_val();
    step(way, [&](Value value) { add(value, way); });
  }
  return reached;
}
} // namespace

Activity::Activity(ValueRange by, ValueRange of)
    : varied(reach(by,
                   [](Value value, Visit visit) {
                     for (OpOperand &use : value.getUses())
                       visitTargets(use, visit);
                   })),
      useful(reach(of, visitSources)) {}

bool Activity::isActive(Operation *op) const {
  auto isOne = [&](Value value) { return isActive(value); };
  return llvm::any_of(op->getResults(), isOne) ||
         llvm::any_of(op->getRegions(), [&](Region &region) {
           return llvm::any_of(region.getArguments(), isOne);
         });
}

void Activity::replace(Value from, Value to) {
  for (auto *values : {&varied, &useful}) {
    auto found = values->find(from);
    if (found == values->end())
      continue;
    Value way = found->second;
    values->erase(found);
    values->try_emplace(to, way);
  }
}

SmallVector<Value> Activity::findPath(Operation *op) const {
  SmallVector<Value> path;
  for (Value used : getUsedValues(op)) {
    if (!varied.contains(used))
      continue;
    for (Value value = used; value; value = varied.lookup(value))
      path.push_back(value);
    break;
  }
  return path;
}

} // namespace ag
