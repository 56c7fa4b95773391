//===- UncutEdges.cpp - values forwarded under a mask ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/UncutEdges.h"
#include "Batch/BatchMasks.h"
#include "DerivativeWriter.h"
#include "Residuals/SavedValues.h"
#include "ag/Interfaces/Flow/RegionFlow.h"

using namespace mlir;

namespace ag {

void UncutEdges::enter(BlockArgument argument, Value own) {
  if (!batch.mask || !batch.isInBatch(argument) || getSources(argument).empty())
    return;
  arguments[argument] = own;
  represented[own] = argument;
  if (!isCut(argument))
    return;
  batch.masked.set(argument, {own, 0}, op);
  cuts[argument] = batch.lookup(argument).value;
}

/// Returns `value` without a cut, and what it was changed from in elements of
/// the mask. Empty if the batch is not its first dimension.
SmallVector<Value> UncutEdges::getOriginals(Value value) const {
  BatchedValue uncut = batch.lookupUncut(value);
  if (uncut.axis != 0)
    return {};
  return batch.masked.changes.getOriginals(uncut.value, [&](Value elements) {
    return batch.masked.changes.areWithin(elements, batch.mask->elements);
  });
}

UncutEdges::Targets UncutEdges::findTargets(Value target) const {
  Targets targets;
  targets.insert(target);
  for (size_t k = 0; k < targets.size(); ++k)
    for (OpOperand *source : getSources(targets[k])) {
      targets.insert_range(getTargets(*source));
      if (isNothing(source->get()))
        continue;
      for (Value original : getOriginals(source->get()))
        if (Value argument = represented.lookup(original))
          targets.insert(argument);
    }
  return targets;
}

/// Returns the operand of `made`, or of a terminator in it, for `source`.
OpOperand &UncutEdges::getMade(OpOperand &source) const {
  Operation *owner = source.getOwner();
  Operation *own = made;
  if (owner != op)
    own = made->getRegion(owner->getParentRegion()->getRegionNumber())
              .front()
              .getTerminator();
  return own->getOpOperand(source.getOperandNumber());
}

/// Returns the value from outside whose elements in the mask, and no others,
/// are changed on the way to `targets`; null if there is no such value.
Value UncutEdges::findOriginal(const Targets &targets) const {
  Value original;
  auto isCarried = [&](Value value) {
    return targets.contains(represented.lookup(value));
  };
  auto isOutside = [&](Value value) {
    return !made->isAncestor(value.getParentBlock()->getParentOp());
  };
  for (Value target : targets)
    for (OpOperand *source : getSources(target)) {
      if (isNothing(source->get()))
        continue;
      SmallVector<Value> from = getOriginals(source->get());
      if (llvm::any_of(from, isCarried))
        continue;
      auto *outer = llvm::find_if(from, isOutside);
      if (outer == from.end() || (original && original != *outer))
        return nullptr;
      original = *outer;
    }
  return original;
}

void UncutEdges::forwardUncut(const Targets &targets, Value original) {
  for (Value target : targets) {
    for (OpOperand *source : getSources(target)) {
      if (isNothing(source->get()))
        continue;
      OpOperand &own = getMade(*source);
      OpBuilder builder(own.getOwner());
      own.set(castTo(own.get().getType(),
                     batch.lookupUncut(source->get()).value, builder));
    }
    if (target.getDefiningOp() != op)
      continue;
    Value result = batch.lookup(target).value;
    batch.masked.addChange(result, original);
    batch.masked.set(target, {result, 0}, op);
  }
}

void UncutEdges::dropCuts(const Targets &targets) {
  for (Value target : targets)
    if (Value cut = cuts.lookup(target))
      cut.replaceAllUsesWith(arguments.lookup(target));
}

void UncutEdges::finish() {
  if (!batch.mask)
    return;
  llvm::DenseSet<Value> seen;
  auto visit = [&](Value target) {
    if (!batch.isInBatch(target) || getSources(target).empty() ||
        seen.contains(target))
      return;
    Targets targets = findTargets(target);
    seen.insert_range(targets);
    if (Value original = findOriginal(targets))
      forwardUncut(targets, original);
    else
      dropCuts(targets);
  };
  for (Value result : op->getResults())
    visit(result);
  for (Region &region : op->getRegions())
    for (Value argument : region.getArguments())
      visit(argument);
}

} // namespace ag
