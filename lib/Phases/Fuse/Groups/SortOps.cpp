//===- SortOps.cpp - topological sorting of a block -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/SortOps.h"
#include "ag/Analysis/UsedValues.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include <queue>

using namespace mlir;

namespace ag {

namespace {
/// The order of a block's ops that their operands and effects require.
class OpOrder {
public:
  explicit OpOrder(Block &block);

  void sort();
  SmallVector<Operation *> findWaiting() const;

private:
  Block &block;
  SmallVector<Operation *> ops;
  SmallVector<llvm::SmallSetVector<unsigned, 4>> before;
  SmallVector<SmallVector<unsigned>> behind;
  /// For each op, the number of its predecessors that are not sorted yet.
  SmallVector<unsigned> awaited;
};
} // namespace

OpOrder::OpOrder(Block &block) : block(block) {
  llvm::DenseMap<Operation *, unsigned> numbers;
  for (Operation &op : block) {
    numbers[&op] = ops.size();
    ops.push_back(&op);
  }
  before.resize(ops.size());
  behind.resize(ops.size());
  std::optional<unsigned> effect;
  for (auto [number, op] : llvm::enumerate(ops)) {
    for (Value value : getUsedValues(op)) {
      Operation *by = value.getDefiningOp();
      if (by && by->getBlock() == &block)
        before[number].insert(numbers.lookup(by));
    }
    if (!isMemoryEffectFree(op)) {
      if (effect)
        before[number].insert(*effect);
      effect = number;
    }
    awaited.push_back(before[number].size());
    for (unsigned other : before[number])
      behind[other].push_back(number);
  }
}

void OpOrder::sort() {
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned number = 0; number < ops.size(); ++number)
    if (awaited[number] == 0)
      ready.push(number);
  while (!ready.empty()) {
    unsigned number = ready.top();
    ready.pop();
    ops[number]->moveBefore(&block, block.end());
    for (unsigned other : behind[number])
      if (--awaited[other] == 0)
        ready.push(other);
  }
}

/// Returns the unsorted ops that are left after repeatedly removing those
/// without an unsorted successor.
SmallVector<Operation *> OpOrder::findWaiting() const {
  SmallVector<unsigned> waiting(ops.size()), ends;
  for (unsigned number = 0; number < ops.size(); ++number) {
    if (awaited[number] == 0)
      continue;
    waiting[number] = llvm::count_if(
        behind[number], [&](unsigned other) { return awaited[other] > 0; });
    if (waiting[number] == 0)
      ends.push_back(number);
  }
  while (!ends.empty())
    for (unsigned other : before[ends.pop_back_val()]) {
      if (waiting[other] == 0)
        continue;
      --waiting[other];
      if (waiting[other] == 0)
        ends.push_back(other);
    }
  SmallVector<Operation *> found;
  for (auto [op, count] : llvm::zip_equal(ops, waiting))
    if (count > 0)
      found.push_back(op);
  return found;
}

SmallVector<Operation *> sortOps(Block &block) {
  OpOrder order(block);
  order.sort();
  return order.findWaiting();
}

} // namespace ag
