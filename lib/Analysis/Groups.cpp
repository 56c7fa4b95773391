//===- Groups.cpp - which ops of a block are computed together ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups.h"
#include "GroupJudge.h"
#include "Groups/BlockPartition.h"
#include "ag/Analysis/GroupBorder.h"
#include "ag/Analysis/GroupTraffic.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include <array>
#include <set>

using namespace mlir;

namespace ag {

/// No group has more ops.
static constexpr unsigned mostOps = 64;

namespace {
/// Ops whose groups are checked before they become one.
using HardOps = llvm::DenseMap<Operation *, GroupChecks>;

class GroupFinder {
public:
  GroupFinder(Block &block, const GroupCosts &costs, const LoadOps &load,
              StringRef apart, const HardOps &hard, GroupJudge &groupJudge)
      : costs(costs), load(load), apart(apart), hard(hard),
        groupJudge(groupJudge), partition(block, costs) {}

  BlockGroups find();
  bool collectHard(const BlockGroups &found, HardOps &all) const;

private:
  using Group = BlockPartition::Group;
  using Node = BlockPartition::Node;

  std::optional<Group> judge(ArrayRef<unsigned> groups, GroupReason &reason,
                             int64_t least);
  GroupReason join(unsigned producer, unsigned consumer);
  void joinReaders();
  void joinAlongEdges();
  void joinLater(ArrayRef<GroupEdge *> looked);
  void addEdges(unsigned node);
  void connect(GroupEdge &edge);

  const GroupCosts &costs;
  const LoadOps &load;
  StringRef apart;
  const HardOps &hard;
  GroupJudge &groupJudge;
  BlockPartition partition;
  std::vector<GroupEdge> edges;
  /// Groups, and how many ops they had, that were thought of together again.
  std::set<std::array<size_t, 4>> judged;
};
} // namespace

//===----------------------------------------------------------------------===//
// Two groups
//===----------------------------------------------------------------------===//

/// An op that may fail for what elements of an operand are, which is looked at
/// in front of a group: the group can't make that. None if none is such.
static Operation *findAsking(ArrayRef<const StatedOp *> ops) {
  llvm::DenseSet<Operation *> members;
  for (const StatedOp *op : ops) {
    members.insert(op->op);
    if (op->rule && llvm::any_of(op->rule->asked, [&](unsigned operand) {
          return members.contains(op->operands[operand].getDefiningOp());
        }))
      return op->op;
  }
  return nullptr;
}

/// The group that some are together, if it is one, and moves fewer bytes, less
/// by more than `least`.
std::optional<BlockPartition::Group>
GroupFinder::judge(ArrayRef<unsigned> joined, GroupReason &reason,
                   int64_t least) {
  Group group;
  int64_t apart = -least;
  for (unsigned number : joined) {
    const Group &each = partition.getGroup(number);
    llvm::append_range(group.nodes, each.nodes);
    apart += partition.isFreeBehind(number, joined) ? 0 : each.bytes;
  }
  if (group.nodes.size() > mostOps) {
    reason = {GroupReason::Effort, "the group would have too many ops"};
    return std::nullopt;
  }
  llvm::sort(group.nodes);
  SmallVector<const StatedOp *> stated;
  for (unsigned number : group.nodes) {
    const Node &node = partition.getNode(number);
    if (!node.stated) {
      bool isBetween = isOrder(node.op);
      reason = {isBetween ? GroupReason::Border : GroupReason::Loops,
                "'" + node.op->getName().getStringRef().str() +
                    (isBetween ? "' says when others are computed"
                               : "' is not stated by loops")};
      return std::nullopt;
    }
    stated.push_back(&*node.stated);
  }
  if (Operation *asking = findAsking(stated)) {
    reason = {GroupReason::Demand,
              "'" + asking->getName().getStringRef().str() +
                  "' demands something of what the group would compute"};
    return std::nullopt;
  }
  bool isAlone = joined.size() == 1;
  GroupChecks checks{/*plan=*/false, /*forms=*/isAlone};
  for (const StatedOp *op : stated)
    checks = checks | hard.lookup(op->op);
  Judgement judgement = groupJudge.judge(
      stated, isAlone ? std::nullopt : std::optional(apart), checks);
  reason = judgement.reason;
  group.bytes = judgement.bytes;
  group.sharesLoops = judgement.sharesLoops;
  return reason.isNone() ? std::optional(std::move(group)) : std::nullopt;
}

/// Why not; none if they have become one, with what stands between them.
GroupReason GroupFinder::join(unsigned producer, unsigned consumer) {
  if (!apart.empty())
    return {GroupReason::Border, apart.str()};
  SmallVector<unsigned> joined;
  if (!partition.findBetween(producer, consumer, joined))
    return {GroupReason::Effort, "too many ops stand between them"};
  joined.append({producer, consumer});
  GroupReason reason;
  std::optional<Group> group = judge(joined, reason, /*least=*/0);
  if (group)
    partition.join(std::move(*group), joined, consumer);
  return reason;
}

/// Those that read the same, of which neither needs the other: the sum of each
/// row, and its maximum. What a core keeps near is there for each anyway; of
/// the rest, most has to be saved.
void GroupFinder::joinReaders() {
  llvm::MapVector<Value, SmallVector<unsigned>> readers;
  for (auto [number, node] : llvm::enumerate(partition.getNodes())) {
    if (!node.stated || !apart.empty() || load.contains(node.op))
      continue;
    for (Value value : llvm::SetVector<Value>(node.stated->operands.begin(),
                                              node.stated->operands.end()))
      if (costs.countBytes(value) > costs.countNearBytes())
        readers[value].push_back(number);
  }
  GroupReason reason;
  for (auto &[value, numbers] : readers)
    for (size_t place = 1; place < numbers.size(); ++place) {
      unsigned first = partition.getNode(numbers[place - 1]).group;
      unsigned last = partition.getNode(numbers[place]).group;
      if (first == last || partition.isAhead(first, last) ||
          partition.isAhead(last, first))
        continue;
      std::optional<Group> group =
          judge({first, last}, reason, /*least=*/costs.countBytes(value) / 2);
      if (group && group->sharesLoops)
        partition.join(std::move(*group), {first, last}, last);
    }
}

/// Along which ops may come together, in the order of those that read.
void GroupFinder::addEdges(unsigned number) {
  const Node &node = partition.getNode(number);
  SmallVector<std::pair<unsigned, int64_t>> reads(node.reads.begin(),
                                                  node.reads.end());
  llvm::sort(reads, [](auto &a, auto &b) {
    return std::make_pair(a.second, b.first) >
           std::make_pair(b.second, a.first);
  });
  for (auto [read, bytes] : reads)
    if (const Node &producer = partition.getNode(read);
        producer.stated && node.stated)
      edges.push_back({producer.op, node.op, bytes, {}});
}

void GroupFinder::connect(GroupEdge &edge) {
  unsigned producer = partition.groupOf(edge.producer),
           consumer = partition.groupOf(edge.consumer);
  if (load.contains(edge.producer))
    edge.reason = {GroupReason::Load, "it depends on parameters alone, so "
                                      "that load computes it"};
  else if (producer != consumer)
    edge.reason = join(producer, consumer);
}

/// What came to either since may have changed what there is to gain: a sum may
/// need but one pass through what a group makes that goes twice through it.
/// What joins so may change it for others, as for a mask: a few rounds.
void GroupFinder::joinLater(ArrayRef<GroupEdge *> looked) {
  constexpr unsigned mostRounds = 4;
  bool hasJoined = true;
  for (unsigned round = 0; hasJoined && round < mostRounds; ++round) {
    hasJoined = false;
    for (GroupEdge *edge : looked) {
      bool mayChange = edge->reason.kind == GroupReason::Gain ||
                       edge->reason.kind == GroupReason::Again ||
                       edge->reason.kind == GroupReason::Tile;
      unsigned producer = partition.groupOf(edge->producer),
               consumer = partition.groupOf(edge->consumer);
      size_t made = partition.getGroup(producer).nodes.size(),
             reading = partition.getGroup(consumer).nodes.size();
      if (mayChange && producer != consumer && std::max(made, reading) > 1 &&
          judged.insert({producer, made, consumer, reading}).second)
        hasJoined |= join(producer, consumer).isNone();
    }
  }
}

/// Where the most goes along first: what is between the ops that read a few
/// rows' sums is together before the sums are, and all that twice as much goes
/// along was looked at again before less may join either end of it.
void GroupFinder::joinAlongEdges() {
  SmallVector<GroupEdge *> sorted;
  for (GroupEdge &edge : edges)
    sorted.push_back(&edge);
  llvm::sort(sorted, [](GroupEdge *a, GroupEdge *b) {
    return std::make_pair(a->bytes, b) > std::make_pair(b->bytes, a);
  });
  for (size_t place = 0; place < sorted.size(); ++place) {
    auto levelAt = [&](size_t at) {
      return llvm::Log2_64(sorted[at]->bytes | 1);
    };
    if (place > 0 && levelAt(place) != levelAt(place - 1))
      joinLater(ArrayRef(sorted).take_front(place));
    connect(*sorted[place]);
  }
  joinReaders();
  joinLater(sorted);
}

BlockGroups GroupFinder::find() {
  for (auto [number, node] : llvm::enumerate(partition.getNodes())) {
    GroupReason reason;
    std::optional<Group> alone;
    if (!load.contains(node.op))
      alone = judge({unsigned(number)}, reason, /*least=*/0);
    if (alone)
      partition.setSingle(std::move(*alone));
    addEdges(number);
  }
  joinAlongEdges();
  BlockGroups found;
  SmallVector<unsigned> joined(partition.getJoined());
  llvm::sort(joined);
  for (unsigned number : joined) {
    auto &ops = found.groups.emplace_back();
    for (unsigned node : partition.getGroup(number).nodes)
      ops.push_back(partition.getNode(node).op);
  }
  // Some have come together by another edge.
  for (GroupEdge &edge : edges)
    if (partition.groupOf(edge.producer) == partition.groupOf(edge.consumer))
      edge.reason = {};
  found.edges = std::move(edges);
  return found;
}

/// Adds the ops of groups that have no plan, or are none by their forms;
/// returns false if there are no others than before.
bool GroupFinder::collectHard(const BlockGroups &found, HardOps &all) const {
  bool hasMore = false;
  for (ArrayRef<Operation *> ops : found.groups) {
    SmallVector<const StatedOp *> stated;
    for (Operation *op : ops)
      stated.push_back(&*partition.getNode(op).stated);
    auto fails = [&](GroupChecks checks) {
      return !groupJudge.judge(stated, /*apart=*/std::nullopt, checks)
                  .reason.isNone();
    };
    GroupChecks failed;
    failed.plan = fails({/*plan=*/true, /*forms=*/false});
    failed.forms = !failed.plan && fails({/*plan=*/false, /*forms=*/true});
    if (!failed.plan && !failed.forms)
      continue;
    for (Operation *op : ops) {
      GroupChecks &own = all[op];
      hasMore |= (failed.plan && !own.plan) || (failed.forms && !own.forms);
      own = own | failed;
    }
  }
  return hasMore;
}

BlockGroups findGroups(Block &block, const GroupCosts &costs,
                       const LoadOps &load, StringRef apart) {
  // Reading forms takes most of the time, and few groups are refused for them.
  // A part of a group may have no plan where the whole has one. Both are
  // checked at the end, and the search repeats with checks where they failed.
  HardOps hard;
  GroupJudge groupJudge(costs);
  while (true) {
    GroupFinder finder(block, costs, load, apart, hard, groupJudge);
    BlockGroups found = finder.find();
    found.looks = groupJudge.countLooks();
    found.repeats = groupJudge.countRepeats();
    if (!finder.collectHard(found, hard))
      return found;
  }
}

} // namespace ag
