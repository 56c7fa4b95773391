//===- OrderOps.cpp - ops in an order of their own ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order in which a block's ops are written tells nothing, but of those with
// an effect. They get one that only tells what they are, in two steps.
//
//  1. Going back from the last op, in front of each stands what it reads: that
//     with the longest way from the block's arguments first; of what the last
//     op reads, the shortest way first, so that results are made one by one.
//  2. From the first op on, whatever then is as long as what it is the last one
//     to read is done at once, in this order: it frees memory, or takes none.
//
//   0  %n = ag.tanh %x
//   1  %q = ag.contract %n, %w
//   2  %s = ag.reduce sum %q [1]
//   3  %b = ag.broadcast %s [0]
//   4  %v = ag.contract %n, %u            goes in front of 3
//   5  %y = ag.mul %b, %v
//
// What depends on no argument, as parameters, has no place of its own, but
// stands in front of the first that reads it. Nothing that may fail goes past
// an effect in front of it.
//
// This takes as many steps as there are ops and uses, but for sorting.
//
//===----------------------------------------------------------------------===//
#include "Partition/AlwaysDefined.h"
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
/// The first step.
class BackwardOrder {
public:
  /// Of a block with a terminator.
  explicit BackwardOrder(Block &block);

  std::vector<Operation *> find();

private:
  struct Node {
    Operation *op = nullptr;
    /// In the order in which they are gone to.
    SmallVector<unsigned, 4> reads;
    /// Of the longest way to its results.
    int64_t length = 1;
    bool isFound = false;
  };

  void add(Operation *op);
  void goTo(unsigned number);

  Operation *last;
  std::vector<Node> nodes;
  llvm::DenseMap<Operation *, unsigned> numbers;
  /// Those that have an effect.
  SmallVector<unsigned> effects;
  std::vector<Operation *> found;
};

/// The second step.
class SavingOrder {
public:
  SavingOrder(ArrayRef<Operation *> ops, SizeEvaluator &sizes);

  std::vector<Operation *> find();

private:
  struct Node {
    Operation *op = nullptr;
    /// What it reads of the block, and who makes that, or has to be in front of
    /// it.
    SmallVector<Value, 4> values;
    SmallVector<unsigned, 4> makers, readers;
    /// Who has to be in front of it and has a place of its own.
    unsigned awaited = 0;
    bool hasPlace = false, isFound = false;
  };
  /// Of a value: its bytes, who reads it, and how many of these are not found
  /// yet.
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
  /// Behind the last op with an effect.
  std::optional<unsigned> effect;
  /// Those that may save memory now, the first one on top.
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
  if (!effects.empty() && (hasEffect || !isAlwaysDefined(op)))
    reads.push_back(effects.back());
  // By length; of those as long, by place.
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

/// With a stack in place of recursion: of those that are gone to, and of how
/// many of what they read they have gone to.
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

/// What nothing needs is in front of the last op, as it was.
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
  if (effect && (hasEffect || !isAlwaysDefined(op)))
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

/// Whether it makes no more than what nobody else is still to read.
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

/// Those of them that may be done now may save something.
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

/// All that has no place of its own and is to be in front of it; then itself.
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
  // Who makes something has a lower number than who reads it.
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
  // What nothing needs.
  for (unsigned number = 0; number < nodes.size(); ++number)
    if (!nodes[number].isFound)
      take(number);
  return std::move(found);
}

namespace {
struct OrderOpsPass : WithModels<impl::OrderOpsPassBase<OrderOpsPass>> {
  using WithModels::WithModels;

  /// Blocks inside first, as what they read is found in their order.
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
