//===- BlockPartition.cpp - a block's ops, divided into groups ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "BlockPartition.h"
#include "ag/Analysis/Buffers/Overwrites.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include <functional>
#include <utility>

using namespace mlir;

namespace ag {

/// The most reads that are followed to find the groups between two groups.
static constexpr unsigned mostBetween = 512;

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

BlockPartition::BlockPartition(Block &block, const GroupCosts &costs) {
  for (Operation &op : block)
    if (!isRematerializable(&op))
      addNode(op, costs);
  readFirst(block);
  singles = groups;
}

/// Makes ops that may overwrite a tensor need the ops before them that read a
/// part of it. Such a reader joins no group that comes after the tensor is
/// overwritten, for which all of the tensor would be copied.
void BlockPartition::readFirst(Block &block) {
  for (const auto &[tensor, uses] : findTensorUses(block)) {
    if (!uses.writer || !numbers.contains(uses.writer))
      continue;
    unsigned writer = numberOf(uses.writer);
    for (const TensorUses::Use &use : uses.all)
      if (auto found = numbers.find(use.op); found != numbers.end() &&
                                             found->second < writer &&
                                             readsPart(use.op, use.type))
        nodes[writer].reads.try_emplace(found->second, 0);
  }
}

/// Returns the nodes that a free op is computed from, possibly through other
/// free ops, such as sizes.
const BlockPartition::Sources &BlockPartition::findSources(Operation *op) {
  if (auto found = sourcesOf.find(op); found != sourcesOf.end())
    return found->second;
  Sources sources;
  for (Value operand : getUsedValues(op))
    if (Operation *by = operand.getDefiningOp()) {
      if (auto found = numbers.find(by); found != numbers.end())
        sources.insert(found->second);
      else if (isRematerializable(by))
        sources.insert_range(findSources(by));
    }
  return sourcesOf[op] = std::move(sources);
}

void BlockPartition::read(Node &node, Value value, const GroupCosts &costs) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return;
  if (auto found = numbers.find(op); found != numbers.end()) {
    int64_t &bytes = node.reads[found->second];
    bytes = std::max(bytes, costs.countBytes(value));
  } else if (isRematerializable(op)) {
    for (unsigned source : findSources(op))
      node.reads.try_emplace(source, 0);
  }
}

void BlockPartition::addNode(Operation &op, const GroupCosts &costs) {
  unsigned number = nodes.size();
  Node &node = nodes.emplace_back();
  node.op = &op;
  node.group = number;
  for (Value value : getUsedValues(&op))
    read(node, value, costs);
  if (!isMemoryEffectFree(&op)) {
    if (effect)
      node.reads[*effect];
    effect = number;
  }
  if (isPureOp(&op) && !isOrder(&op))
    node.stated = StatedOp::readMember(&op);
  if (auto ruled = dyn_cast<DimensionRuleOpInterface>(op))
    node.isView = ruled.getDimensionRule().viewed.has_value();
  // An op that only changes a slice of a tensor does so in place, so that it
  // joins no group.
  if (node.stated && node.stated->rule && node.stated->rule->written)
    node.stated.reset();
  numbers[&op] = number;
  groups.push_back(
      {{number}, /*picoseconds=*/0, /*sharesLoops=*/false, ++lastStamp});
}

//===----------------------------------------------------------------------===//
// Two groups
//===----------------------------------------------------------------------===//

/// Returns a node before which no node needs a result of the group. Readers
/// come after what they read, but a path may enter a group at its last node and
/// leave it at its first.
unsigned BlockPartition::findFirst(unsigned group) const {
  unsigned first = groups[group].nodes.front();
  for (bool hasMoved = true; hasMoved;) {
    hasMoved = false;
    for (unsigned other : several) {
      ArrayRef<unsigned> nodes = groups[other].nodes;
      if (nodes.front() < first && first < nodes.back()) {
        first = nodes.front();
        hasMoved = true;
      }
    }
  }
  return first;
}

std::optional<bool>
BlockPartition::findBetween(unsigned from, unsigned to,
                            SmallVectorImpl<unsigned> &between) const {
  unsigned first = findFirst(from), looked = 0;
  llvm::DenseMap<unsigned, bool> reaches = {{from, true}};
  std::function<bool(unsigned)> visit = [&](unsigned group) {
    auto [found, isNew] = reaches.try_emplace(group, false);
    if (!isNew || groups[group].nodes.back() < first)
      return found->second;
    bool leads = false;
    for (unsigned node : groups[group].nodes)
      for (auto [read, bytes] : nodes[node].reads)
        if (nodes[read].group != group && ++looked <= mostBetween)
          leads |= visit(nodes[read].group);
    if (leads && group != to)
      between.push_back(group);
    return reaches[group] = leads;
  };
  bool leads = visit(to);
  return looked <= mostBetween ? std::optional(leads) : std::nullopt;
}

bool BlockPartition::isAhead(unsigned group, unsigned other) const {
  SmallVector<unsigned> between;
  return findBetween(group, other, between).value_or(true);
}

bool BlockPartition::isRematerializableAfter(unsigned group,
                                             ArrayRef<unsigned> joined) const {
  if (groups[group].nodes.size() != 1 || joined.size() == 1)
    return false;
  const Node &node = nodes[groups[group].nodes.front()];
  return node.isView &&
         llvm::none_of(node.op->getUsers(), [&](Operation *user) {
           auto found = numbers.find(user);
           return found != numbers.end() &&
                  llvm::is_contained(joined, nodes[found->second].group);
         });
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

void BlockPartition::setSingle(Group group) {
  unsigned number = group.nodes.front();
  group.stamp = groups[number].stamp;
  groups[number] = singles[number] = std::move(group);
}

void BlockPartition::join(Group group, ArrayRef<unsigned> joined,
                          unsigned into) {
  for (unsigned node : group.nodes)
    nodes[node].group = into;
  for (unsigned number : joined) {
    group.parts.emplace_back(number, std::exchange(groups[number], {}));
    several.remove(number);
  }
  group.stamp = ++lastStamp;
  groups[into] = std::move(group);
  several.insert(into);
}

/// Creates no cycle of groups: a path from one op of the group to another
/// passes through ops of the group only, and its parts had no cycle before.
void BlockPartition::takeApart(unsigned group, bool keptParts) {
  several.remove(group);
  if (keptParts) {
    auto parts = std::move(groups[group].parts);
    for (auto &[number, part] : parts) {
      for (unsigned node : part.nodes)
        nodes[node].group = number;
      if (part.nodes.size() > 1)
        several.insert(number);
      groups[number] = std::move(part);
      groups[number].stamp = ++lastStamp;
    }
    return;
  }
  for (unsigned node : std::exchange(groups[group].nodes, {})) {
    nodes[node].group = node;
    groups[node] = singles[node];
    groups[node].stamp = ++lastStamp;
  }
}

} // namespace ag
