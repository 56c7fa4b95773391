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
#include "llvm/ADT/SCCIterator.h"
#include <deque>

using namespace mlir;

namespace ag {

/// Values to which the same operands are forwarded. An operand may be an
/// argument of another group, changed for elements of the mask or not.
struct TargetGroup {
  SetVector<Value> targets;
  SmallVector<TargetGroup *> sources;
};

} // namespace ag

template <> struct llvm::GraphTraits<ag::TargetGroup *> {
  using NodeRef = ag::TargetGroup *;
  using ChildIteratorType = SmallVectorImpl<NodeRef>::iterator;
  static NodeRef getEntryNode(NodeRef group) { return group; }
  static ChildIteratorType child_begin(NodeRef group) {
    return group->sources.begin();
  }
  static ChildIteratorType child_end(NodeRef group) {
    return group->sources.end();
  }
};

namespace ag {

void UncutEdges::enter(BlockArgument argument, Value own) {
  if (!batch.mask || !batch.isInBatch(argument) || getSources(argument).empty())
    return;
  represented[own] = argument;
  if (!isCut(argument))
    return;
  batch.masked.set(argument, {own, 0}, op);
  cuts[argument] = {own, batch.lookup(argument).value};
}

/// Returns `value` without a cut, and what it was changed from in elements of
/// the mask. Returns an empty list if the batch is not its first dimension.
SmallVector<Value> UncutEdges::getOriginals(Value value) const {
  BatchedValue uncut = batch.masked.lookupAll(value);
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
    for (OpOperand *source : getSources(targets[k]))
      targets.insert_range(getTargets(*source));
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

/// Returns the value from outside that one of `values` is, or the original of
/// an argument of another group that one of them is; null if there is none.
Value UncutEdges::findOuter(ArrayRef<Value> values) const {
  for (Value value : values) {
    if (auto found = originals.find(represented.lookup(value));
        found != originals.end())
      return found->second;
    if (!made->isAncestor(value.getParentBlock()->getParentOp()))
      return value;
  }
  return nullptr;
}

/// Returns the value from outside whose elements in the mask, and no others,
/// are changed on the way to `targets`; null if there is no such value.
Value UncutEdges::findOriginal(const Targets &targets) const {
  Value original;
  auto isCarried = [&](Value value) {
    return targets.contains(represented.lookup(value));
  };
  for (Value target : targets)
    for (OpOperand *source : getSources(target)) {
      if (isNothing(source->get()))
        continue;
      SmallVector<Value> from = getOriginals(source->get());
      if (llvm::any_of(from, isCarried))
        continue;
      Value outer = findOuter(from);
      if (!outer || (original && original != outer))
        return nullptr;
      original = outer;
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
                     batch.masked.lookupAll(source->get()).value, builder));
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
    if (auto [uncut, cut] = cuts.lookup(target); cut)
      cut.replaceAllUsesWith(uncut);
}

/// Decides the targets of groups of which each leads to all others.
void UncutEdges::decide(const Targets &targets) {
  Value original = findOriginal(targets);
  if (original)
    forwardUncut(targets, original);
  else
    dropCuts(targets);
  for (Value target : targets)
    originals[target] = original;
}

/// A group is decided after those that its operands come from.
void UncutEdges::finish() {
  if (!batch.mask)
    return;
  std::deque<TargetGroup> groups;
  llvm::DenseMap<Value, TargetGroup *> groupOf;
  TargetGroup all;
  auto visit = [&](Value target) {
    if (!batch.isInBatch(target) || getSources(target).empty() ||
        groupOf.contains(target))
      return;
    TargetGroup &group = groups.emplace_back();
    group.targets = findTargets(target);
    for (Value own : group.targets)
      groupOf[own] = &group;
    all.sources.push_back(&group);
  };
  for (Value result : op->getResults())
    visit(result);
  for (Region &region : op->getRegions())
    for (Value argument : region.getArguments())
      visit(argument);
  for (TargetGroup &group : groups)
    for (Value target : group.targets)
      for (OpOperand *source : getSources(target))
        if (!isNothing(source->get()))
          for (Value original : getOriginals(source->get()))
            if (auto *from = groupOf.lookup(represented.lookup(original)))
              group.sources.push_back(from);
  for (auto each = llvm::scc_begin(&all); !each.isAtEnd(); ++each) {
    Targets targets;
    for (TargetGroup *group : *each)
      targets.insert_range(group->targets);
    decide(targets);
  }
}

} // namespace ag
