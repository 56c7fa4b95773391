//===- LoadPartition.cpp - ops that load can compute ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Load/LoadPartition.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

bool LoadPartition::areMade(const Sources &values) const {
  return llvm::all_of(values,
                      [&](Value value) { return sources.contains(value); });
}

void LoadPartition::collect(func::FuncOp entry) {
  // The sources of every value, including those that each run computes.
  DenseMap<Value, Sources> origins;
  Sources guarded;
  for (BlockArgument argument : entry.getArguments())
    if (isLoadSource(argument)) {
      sources[argument].insert(argument);
      origins[argument].insert(argument);
    }
  for (Operation &op : block.without_terminator()) {
    Sources used = getUsedValues(&op), made;
    for (Value value : used)
      made.insert_range(origins[value]);
    made.insert_range(llvm::make_filter_range(op.getResults(), isLoadSource));
    for (Value result : op.getResults())
      origins[result] = made;
    auto isGuarded = [&](Value value) { return guarded.contains(value); };
    bool isLoads = llvm::none_of(made, isGuarded) && areMade(used);
    if (auto demand = dyn_cast<RequireOp>(op);
        demand && isLoads && !made.empty()) {
      demands.insert(demand);
      continue;
    }
    if (op.walk([](RequireOp) {
            return WalkResult::interrupt();
          }).wasInterrupted())
      guarded.insert_range(made);
    if (isLoads && isMemoryEffectFree(&op))
      for (Value result : op.getResults())
        sources[result] = made;
  }
}

bool LoadPartition::isUsedByRun(Value value) const {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    Operation *top = block.findAncestorOpInBlock(*user);
    if (auto demand = dyn_cast<RequireOp>(top); demands.contains(demand))
      return false;
    return left.contains(top) || top->getNumResults() == 0 ||
           !sources.contains(top->getResult(0));
  });
}

bool LoadPartition::isWorthPreparing(Value value) const {
  return !isTensorView(value.getDefiningOp()) &&
         ag::isWorthPreparing(value.getType(),
                              sources.lookup(value).getArrayRef());
}

/// Finds the values that runs use and that are worth preparing. Leaves the ops
/// of other values to each run, which makes their operands values that runs
/// use. Returns true if it left an op that was not left before.
bool LoadPartition::leaveToRun() {
  prepared.clear();
  bool leaves = false;
  for (auto &[value, made] : sources) {
    // Constants and parameters are available to load and to each run.
    if (made.empty() || isLoadSource(value) || !isUsedByRun(value))
      continue;
    if (isWorthPreparing(value)) {
      prepared.insert(value);
      continue;
    }
    bool isNew = left.insert(value.getDefiningOp());
    if (isNew && !isTensorView(value.getDefiningOp()))
      splitLoadRemarks.missed(value.getDefiningOp(), "prepared")
          << remark::add("is made of parameters and constants alone, but on "
                         "each run")
          << remark::reason("its size varies, or it takes over {0} times the "
                            "memory of what it is made of",
                            mostGrowth);
    leaves |= isNew;
  }
  return leaves;
}

SmallVector<Operation *> LoadPartition::getLoadOps() const {
  SetVector<Value> needed(prepared.begin(), prepared.end());
  SmallVector<Operation *> ops;
  for (Operation &op : llvm::reverse(block)) {
    auto isNeeded = [&](Value result) { return needed.contains(result); };
    auto demand = dyn_cast<RequireOp>(op);
    if (llvm::none_of(op.getResults(), isNeeded) && !demands.contains(demand))
      continue;
    ops.push_back(&op);
    needed.insert_range(getUsedValues(&op));
  }
  std::reverse(ops.begin(), ops.end());
  return ops;
}

} // namespace ag
