//===- Activity.cpp - what a derivative flows through ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Activity.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
using Visit = llvm::function_ref<void(Value)>;

/// Returns true if values of `type` may have derivatives: all but integers and
/// indices. Types that are not float tensors, such as buffers, count as well,
/// so that ops on them are refused and not taken for constants.
bool carries(Type type) { return !getElementTypeOrSelf(type).isIntOrIndex(); }

/// Visits the values that depend directly on a value.
class Targets {
public:
  void visit(OpOperand &operand, Visit visit) {
    Operation *user = operand.getOwner();
    llvm::for_each(getTargets(operand), visit);
    llvm::for_each(getOwn(user), visit);
    // An op that accesses a buffer may change all of it.
    for (Value other : user->getOperands())
      if (isa<BaseMemRefType>(other.getType()))
        visit(other);
    Operation *home = operand.get().getParentRegion()->getParentOp();
    for (Operation *around = user->getParentOp();
         around && !isa<FunctionOpInterface>(around) &&
         !around->isAncestor(home);
         around = around->getParentOp())
      llvm::for_each(getOwn(around), visit);
  }

private:
  /// Returns the results of `op` that no edge forwards. They may depend on all
  /// values that the op and its regions use.
  ArrayRef<Value> getOwn(Operation *op) {
    auto [own, isNew] = ownResults.try_emplace(op);
    if (isNew && !op->hasTrait<InactiveTrait>())
      for (Value result : op->getResults())
        if (getSources(result).empty())
          own->second.push_back(result);
    return own->second;
  }

  llvm::DenseMap<Operation *, SmallVector<Value, 1>> ownResults;
};

/// Visits the values that `value` depends on directly.
void visitSources(Value value, Visit visit) {
  SmallVector<OpOperand *> sources = getSources(value);
  for (OpOperand *source : sources)
    visit(source->get());
  Operation *op = value.getDefiningOp();
  if (sources.empty() && op && !op->hasTrait<InactiveTrait>())
    llvm::for_each(getUsedValues(op), visit);
}

/// Maps each value that any number of steps reach from `from` to the value that
/// it was reached from first. Values in `from` are mapped to null.
llvm::DenseMap<Value, Value>
reach(ValueRange from, llvm::function_ref<void(Value, Visit)> step) {
  llvm::DenseMap<Value, Value> reached;
  SmallVector<Value> pending;
  auto add = [&](Value value, Value way) {
    if (carries(value.getType()) && reached.try_emplace(value, way).second)
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

static llvm::DenseMap<Value, Value> findVaried(ValueRange by) {
  Targets targets;
  return reach(by, [&](Value value, Visit visit) {
    for (OpOperand &use : value.getUses())
      targets.visit(use, visit);
  });
}

Activity::Activity(ValueRange by, ValueRange of)
    : varied(findVaried(by)), useful(reach(of, visitSources)) {}

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
