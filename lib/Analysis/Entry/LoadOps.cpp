//===- LoadOps.cpp - what load computes of a function ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/LoadOps.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/BodyOp.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

LoadOps::LoadOps(FunctionOpInterface function) {
  for (BlockArgument argument : function.getArguments())
    if (isLoadSource(argument))
      sources[argument].insert(argument);
  visitBlocks(function);
  for (Operation *op : llvm::reverse(candidates))
    if (isLoads(op))
      ops.insert(op);
}

void LoadOps::hand(Value from, Value to) {
  auto found = sources.find(from);
  if (found != sources.end())
    sources[to] = Sources(found->second);
}

void LoadOps::visitBlocks(Operation *op) {
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Operation &nested : block)
        visit(&nested);
}

/// Visits an op before the ops in its regions. The arguments and results of a
/// body have the sources of the values that enter and leave it.
void LoadOps::visit(Operation *op) {
  if (auto body = dyn_cast<BodyOpInterface>(op)) {
    for (BlockArgument argument : body.getBody().getArguments())
      hand(body.lookThrough(argument), argument);
    visitBlocks(op);
    for (Value result : op->getResults())
      hand(body.lookThrough(result), result);
    return;
  }
  add(op);
  visitBlocks(op);
}

void LoadOps::add(Operation *op) {
  if (op->getNumResults() == 0 || !isMemoryEffectFree(op))
    return;
  Sources made;
  if (llvm::any_of(op->getResults(), isLoadSource)) {
    made.insert_range(op->getResults());
  } else {
    for (Value value : getUsedValues(op)) {
      auto found = sources.find(value);
      if (found == sources.end())
        return;
      made.insert_range(found->second);
    }
    if (!made.empty())
      candidates.insert(op);
  }
  for (Value result : op->getResults())
    sources[result] = made;
}

bool LoadOps::isKnown(Value value) const {
  auto found = sources.find(value);
  return found != sources.end() && !found->second.empty();
}

ArrayRef<Value> LoadOps::getSources(Value value) const {
  auto found = sources.find(value);
  return found == sources.end() ? ArrayRef<Value>()
                                : found->second.getArrayRef();
}

bool LoadOps::isWorthKeeping(Type type, ValueRange of) const {
  Sources all;
  for (Value value : of)
    all.insert_range(sources.lookup(value));
  return isWorthPreparing(type, all.getArrayRef());
}

/// Returns true if load computes the op. All users of the op must have been
/// decided before.
bool LoadOps::isLoads(Operation *op) const {
  auto isWorth = [&](Value value) {
    return isWorthPreparing(value.getType(),
                            sources.lookup(value).getArrayRef());
  };
  if (!isTensorView(op) && llvm::all_of(op->getResults(), isWorth))
    return true;
  return llvm::any_of(op->getUsers(),
                      [&](Operation *user) { return ops.contains(user); });
}

} // namespace ag
