//===- OrderOps.cpp - a canonical order of ops ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order should a block's ops be executed? The written order means
// nothing, except for ops with effects. The new order depends only on what the
// ops compute, and is found in two steps.
//
//  1. A walk back from the last op places the ops that an op reads before it.
//     The one with the longest path from the block's arguments is first. For
//     the last op, the shortest path is first, so that results are computed one
//     by one.
//  2. A walk from the first op places an op as soon as its results are at most
//     as large as the values that it is the last to read. Such an op frees
//     memory, or takes none.
//
//   0  %n = ag.tanh %x
//   1  %q = ag.contract %n, %w
//   2  %s = ag.reduce sum %q [1]
//   3  %b = ag.broadcast %s [0]
//   4  %v = ag.contract %n, %u            goes in front of 3
//   5  %y = ag.mul %b, %v
//
// Ops that depend on no argument, such as parameters, have no position of their
// own; each is placed before the first op that reads it. An op that may fail
// does not pass an effect before it.
//
// The time is linear in the number of ops and uses, except for sorting.
//
//===----------------------------------------------------------------------===//
#include "Partition/Speculatable.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <queue>

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_ORDEROPSPASS
#include "ag/Phases/Shard/Passes.h.inc"

namespace {
/// Finds the order of the first step.
class BackwardOrder {
public:
  /// `block` must have a terminator.
  explicit BackwardOrder(Block &block);

  std::vector<Operation *> find();

private:
  struct Node {
    Operation *op = nullptr;
    /// The ops that it reads, in the order of visits.
    SmallVector<unsigned, 4> reads;
    /// The length of the longest path to its results.
    int64_t length = 1;
    bool isFound = false;
  };

  void add(Operation *op);
  void goTo(unsigned number);

  Operation *last;
  std::vector<Node> nodes;
  llvm::DenseMap<Operation *, unsigned> numbers;
  /// The ops with effects.
  SmallVector<unsigned> effects;
  std::vector<Operation *> found;
};

/// Finds the order of the second step.
class SavingOrder {
public:
  SavingOrder(ArrayRef<Operation *> ops, SizeEvaluator &sizes);

  std::vector<Operation *> find();

private:
  struct Node {
    Operation *op = nullptr;
    /// The values of the block that it reads, the ops that compute these or
    /// have to precede it, and the ops that it has to precede.
    SmallVector<Value, 4> values;
    SmallVector<unsigned, 4> makers, readers;
    /// The number of ops that have to precede it, have positions of their own,
    /// and have not been placed.
    unsigned awaited = 0;
    bool hasPlace = false, isFound = false;
  };
  /// The bytes of a value, the ops that read it, and how many of these have not
  /// been placed.
  struct Held {
    int64_t bytes = 0;
    SmallVector<unsigned, 2> readers;
    unsigned unread = 0;
  };

  void add(Operation *op, SizeEvaluator &sizes);
  bool saves(const Node &node) const;
  void lookAgain(ArrayRef<unsigned> readers);
  void take(unsigned number);
  void takeBefore(unsigned number);
  void takeWhatSaves();

  std::vector<Node> nodes;
  llvm::DenseMap<Operation *, unsigned> numbers;
  llvm::DenseMap<Value, Held> held;
  /// The last op with an effect.
  std::optional<unsigned> effect;
  /// Ops that may save memory now, the first one on top.
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> waiting;
  std::vector<Operation *> found;
};
} // namespace

//===----------------------------------------------------------------------===//
// Backward
//===----------------------------------------------------------------------===//

BackwardOrder::BackwardOrder(Block &block) : last(block.getTerminator()) {
  for (Operation &op : block)
    add(&op);
}

void BackwardOrder::add(Operation *op) {
  SmallVector<unsigned> reads;
  for (Value value : getUsedValues(op))
    if (auto by = numbers.find(value.getDefiningOp()); by != numbers.end())
      reads.push_back(by->second);
  bool hasEffect = !isMemoryEffectFree(op);
  if (!effects.empty() && (hasEffect || !canSpeculate(op)))
    reads.push_back(effects.back());
  // The key is the length, and then the position.
  SmallVector<std::pair<int64_t, unsigned>> order;
  int64_t longest = 0;
  for (auto [place, read] : llvm::enumerate(reads)) {
    int64_t length = nodes[read].length;
    longest = std::max(longest, length);
    order.push_back({op == last ? length : -length, place});
  }
  llvm::sort(order);
  numbers[op] = nodes.size();
  if (hasEffect)
    effects.push_back(nodes.size());
  Node &node = nodes.emplace_back();
  node.op = op;
  node.length = longest + 1;
  for (auto [length, place] : order)
    node.reads.push_back(reads[place]);
}

/// Visits an op after those that it reads. A stack replaces recursion: it has
/// the ops that are being visited, and the number of ops that each has visited.
void BackwardOrder::goTo(unsigned number) {
  SmallVector<std::pair<unsigned, unsigned>> stack = {{number, 0}};
  while (!stack.empty()) {
    auto &[at, next] = stack.back();
    Node &node = nodes[at];
    if (!node.isFound && next < node.reads.size()) {
      unsigned read = node.reads[next++];
      stack.push_back({read, 0});
      continue;
    }
    if (!node.isFound)
      found.push_back(node.op);
    node.isFound = true;
    stack.pop_back();
  }
}

/// Ops that neither effects nor the last op need come right before the last op,
/// in their old order.
std::vector<Operation *> BackwardOrder::find() {
  for (unsigned effect : effects)
    goTo(effect);
  for (unsigned read : nodes.back().reads)
    goTo(read);
  for (unsigned number = 0; number < nodes.size(); ++number)
    goTo(number);
  return std::move(found);
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

SavingOrder::SavingOrder(ArrayRef<Operation *> ops, SizeEvaluator &sizes) {
  nodes.reserve(ops.size());
  for (Operation *op : ops)
    add(op, sizes);
}

void SavingOrder::add(Operation *op, SizeEvaluator &sizes) {
  unsigned number = nodes.size();
  Node &node = nodes.emplace_back();
  node.op = op;
  numbers[op] = number;
  llvm::SetVector<Value> used = getUsedValues(op);
  for (Value value : used) {
    auto by = numbers.find(value.getDefiningOp());
    if (by == numbers.end()) {
      node.hasPlace = true;
      continue;
    }
    node.values.push_back(value);
    node.makers.push_back(by->second);
    Held &own = held[value];
    own.readers.push_back(number);
    ++own.unread;
  }
  bool hasEffect = !isMemoryEffectFree(op);
  if (effect && (hasEffect || !canSpeculate(op)))
    node.makers.push_back(*effect);
  node.hasPlace |= hasEffect || op->hasTrait<OpTrait::IsTerminator>();
  for (unsigned maker : node.makers) {
    node.hasPlace |= nodes[maker].hasPlace;
    node.awaited += nodes[maker].hasPlace;
    nodes[maker].readers.push_back(number);
  }
  if (hasEffect)
    effect = number;
  // Parameters and constants are held all the time.
  if (!used.empty())
    for (Value result : op->getResults())
      held[result].bytes = sizes.assumeBytesOf(result);
}

/// Returns true if the results are at most as large as the values that no other
/// op will read, and there are such values.
bool SavingOrder::saves(const Node &node) const {
  int64_t freed = 0, made = 0;
  for (Value value : node.values) {
    const Held &own = held.find(value)->second;
    freed = plus(freed, own.unread == 1 ? own.bytes : 0);
  }
  for (Value result : node.op->getResults())
    if (auto own = held.find(result); own != held.end())
      made = plus(made, own->second.bytes);
  return freed > 0 && made <= freed;
}

/// Queues those of `readers` that may be placed now, since they may save
/// memory.
void SavingOrder::lookAgain(ArrayRef<unsigned> readers) {
  for (unsigned reader : readers)
    if (!nodes[reader].isFound && nodes[reader].awaited == 0)
      waiting.push(reader);
}

void SavingOrder::take(unsigned number) {
  Node &node = nodes[number];
  node.isFound = true;
  found.push_back(node.op);
  for (Value value : node.values) {
    Held &own = held.find(value)->second;
    if (--own.unread == 1)
      lookAgain(own.readers);
  }
  for (unsigned reader : node.readers)
    nodes[reader].awaited -= node.hasPlace;
  lookAgain(node.readers);
}

/// Places the ops without positions of their own that have to precede an op,
/// and then this op.
void SavingOrder::takeBefore(unsigned number) {
  SmallVector<unsigned> stack = {number}, behind;
  llvm::DenseSet<unsigned> seen;
  while (!stack.empty()) {
    unsigned at = stack.pop_back_val();
    if (nodes[at].isFound || !seen.insert(at).second)
      continue;
    behind.push_back(at);
    llvm::append_range(stack, nodes[at].makers);
  }
  // An op has a lower number than the ops that read it.
  llvm::sort(behind);
  for (unsigned each : behind)
    take(each);
}

void SavingOrder::takeWhatSaves() {
  while (!waiting.empty()) {
    unsigned number = waiting.top();
    waiting.pop();
    const Node &node = nodes[number];
    if (!node.isFound && node.hasPlace && node.awaited == 0 && saves(node))
      takeBefore(number);
  }
}

std::vector<Operation *> SavingOrder::find() {
  for (unsigned number = 0; number < nodes.size(); ++number)
    if (nodes[number].hasPlace && !nodes[number].isFound) {
      takeBefore(number);
      takeWhatSaves();
    }
  // Ops that no other op needs come last.
  for (unsigned number = 0; number < nodes.size(); ++number)
    if (!nodes[number].isFound)
      take(number);
  return std::move(found);
}

namespace {
struct OrderOpsPass : WithModels<impl::OrderOpsPassBase<OrderOpsPass>> {
  using WithModels::WithModels;

  /// Visits inner blocks first, as values that they capture are found in their
  /// order.
  void runOnOperation() override {
    SizeEvaluator sizes(getOperation(), getPlannedSizes(getOperation()));
    getOperation()->walk([&](Block *block) {
      if (!block->mightHaveTerminator())
        return;
      std::vector<Operation *> ops = BackwardOrder(*block).find();
      for (Operation *op : SavingOrder(ops, sizes).find())
        if (op != block->getTerminator())
          op->moveBefore(block->getTerminator());
    });
  }
};
} // namespace
} // namespace ag
