//===- SortOps.cpp - topological sorting of a block -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/SortOps.h"
#include "ag/Analysis/Buffers/Overwrites.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
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
  /// An op that uses a tensor, and the op that may write its own result to the
  /// tensor's buffer.
  struct Read {
    unsigned reader, writer;
  };

  void findReads(ArrayRef<unsigned> order);
  bool needs(unsigned reader, unsigned writer, unsigned &steps) const;
  SmallVector<unsigned> findOrder(ArrayRef<Read> inOrder);

  Block &block;
  SmallVector<Operation *> ops;
  llvm::DenseMap<Operation *, unsigned> numbers;
  SmallVector<llvm::SmallSetVector<unsigned, 4>> before;
  SmallVector<SmallVector<unsigned>> behind;
  /// For each op, the last place of the ops that it needs, and of itself.
  SmallVector<unsigned> latest;
  /// The reads that come before their tensors may be overwritten, where that
  /// is possible: those that have to be moved for that, and those that are in
  /// order
  SmallVector<Read> moved, kept;
  /// For each op, the number of its predecessors that are not sorted yet.
  SmallVector<unsigned> awaited;
};
} // namespace

OpOrder::OpOrder(Block &block) : block(block) {
  for (Operation &op : block) {
    numbers[&op] = ops.size();
    ops.push_back(&op);
  }
  before.resize(ops.size());
  behind.resize(ops.size());
  std::optional<unsigned> effect;
  for (auto [number, op] : llvm::enumerate(ops)) {
    for (Value value : getUsedValues(op))
      if (Operation *by = value.getDefiningOp(); by && by->getBlock() == &block)
        before[number].insert(numbers.lookup(by));
    if (!isMemoryEffectFree(op)) {
      if (effect)
        before[number].insert(*effect);
      effect = number;
    }
    for (unsigned other : before[number])
      behind[other].push_back(number);
  }
}

/// Finds the readers that come behind the writer of their tensor because they
/// are in a group whose last op does, or need such a group. The tensor would be
/// copied as a whole. Also finds the readers that come before the writer, and
/// must do so still when another one is moved. Other readers keep their place.
void OpOrder::findReads(ArrayRef<unsigned> order) {
  latest.resize(ops.size());
  for (unsigned number : order) {
    latest[number] = number;
    for (unsigned other : before[number])
      latest[number] = std::max(latest[number], latest[other]);
  }
  // The search for what a reader needs ends after this many ops.
  constexpr unsigned mostSteps = 16;
  unsigned steps = mostSteps * ops.size();
  for (const auto &[tensor, uses] : findTensorUses(block)) {
    if (!uses.writer)
      continue;
    unsigned writer = numbers.lookup(uses.writer);
    for (const TensorUses::Use &use : uses.all) {
      unsigned reader = numbers.lookup(use.op);
      bool mayMove = reader < writer || isa<FusedOp>(use.op);
      if (reader < writer && latest[reader] < writer)
        kept.push_back({reader, writer});
      else if (mayMove && latest[reader] > writer &&
               !needs(reader, writer, steps))
        moved.push_back({reader, writer});
    }
  }
}

/// Returns true if the reader may need a result of the writer. Subtracts the
/// steps that this takes from `steps`, and returns true if none is left.
bool OpOrder::needs(unsigned reader, unsigned writer, unsigned &steps) const {
  llvm::SmallSetVector<unsigned, 8> needed;
  needed.insert(reader);
  for (size_t k = 0; k < needed.size(); ++k) {
    if (needed[k] == writer || steps == 0)
      return true;
    --steps;
    for (unsigned other : before[needed[k]])
      if (latest[other] >= writer)
        needed.insert(other);
  }
  return false;
}

/// Returns the numbers of the ops in their new order, with all of `inOrder` in
/// order. Those that wait for each other are left out.
SmallVector<unsigned> OpOrder::findOrder(ArrayRef<Read> inOrder) {
  awaited.clear();
  for (const auto &others : before)
    awaited.push_back(others.size());
  SmallVector<SmallVector<unsigned, 1>> writers(ops.size());
  for (const Read &read : inOrder) {
    writers[read.reader].push_back(read.writer);
    ++awaited[read.writer];
  }
  SmallVector<unsigned> order;
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned number = 0; number < ops.size(); ++number)
    if (awaited[number] == 0)
      ready.push(number);
  while (!ready.empty()) {
    unsigned number = ready.top();
    ready.pop();
    order.push_back(number);
    for (ArrayRef<unsigned> next : {ArrayRef<unsigned>(behind[number]),
                                    ArrayRef<unsigned>(writers[number])})
      for (unsigned other : next)
        if (--awaited[other] == 0)
          ready.push(other);
  }
  return order;
}

void OpOrder::sort() {
  SmallVector<unsigned> order = findOrder({});
  findReads(order);
  if (!moved.empty()) {
    llvm::append_range(kept, moved);
    for (ArrayRef<Read> inOrder : {ArrayRef(kept), ArrayRef(moved), {}}) {
      order = findOrder(inOrder);
      if (order.size() == ops.size())
        break;
    }
  }
  for (unsigned number : order)
    ops[number]->moveBefore(&block, block.end());
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
