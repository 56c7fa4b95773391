//===- Groups.cpp - which ops of a block are computed together ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Groups.h"
#include "Groups/BlockPartition.h"
#include "Groups/GroupEvaluator.h"
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Interfaces/Remarks.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include <tuple>
#include <utility>

using namespace mlir;

namespace ag {

/// The most ops of a group.
static constexpr unsigned mostOps = 64;

namespace {
class GroupFinder {
public:
  GroupFinder(Block &block, const GroupCosts &costs, const LoadOps &load,
              StringRef apart)
      : context(block.getParentOp()->getContext()), costs(costs), load(load),
        apart(apart), groupJudge(costs), partition(block, costs),
        checks(partition.getNodes().size()) {}

  BlockGroups find();

private:
  using Group = BlockPartition::Group;
  using Node = BlockPartition::Node;

  struct Edge : GroupEdge {
    /// True if the edge is to be tried, whatever an earlier try found.
    bool isOpen = true;
    /// One node of each group that was between its ends at the last try.
    SmallVector<unsigned> between = {};
  };

  SmallVector<const StatedOp *> getStated(const Group &group) const;
  std::optional<Group> judge(ArrayRef<unsigned> groups, GroupReason &reason,
                             int64_t least);
  int64_t countSpared(const Group &joined) const;
  GroupReason join(Edge &edge);
  void findReaders();
  void joinReaders();
  GroupReason whyReadAgain(Value value, unsigned group, unsigned other);
  std::vector<GroupReaders> explainReaders();
  void joinAlongEdges();
  void joinLater(ArrayRef<Edge *> looked);
  void addEdges(unsigned node);
  void connect(Edge &edge);
  bool takeFailedApart();
  void sortEdges();

  MLIRContext *context;
  const GroupCosts &costs;
  const LoadOps &load;
  StringRef apart;
  GroupEvaluator groupJudge;
  BlockPartition partition;
  std::vector<Edge> edges;
  /// The edges in order of decreasing bytes.
  SmallVector<Edge *> sorted;
  /// The nodes that read each value, without those that load computes.
  llvm::MapVector<Value, SmallVector<unsigned>> readersOf;
  /// For each node, the checks that a group must pass before the node joins it.
  SmallVector<GroupChecks> checks;
  /// Stamps of pairs of groups that joinLater tried, and of pairs of readers of
  /// one value that joinReaders tried.
  llvm::DenseSet<std::pair<uint64_t, uint64_t>> triedLater;
  llvm::DenseSet<std::tuple<Value, uint64_t, uint64_t>> triedReaders;
  /// Stamps of groups that were checked. They passed if they still exist.
  llvm::DenseSet<uint64_t> checked;
};
} // namespace

//===----------------------------------------------------------------------===//
// Two groups
//===----------------------------------------------------------------------===//

/// Returns an op that may fail depending on elements of an operand that another
/// of the ops computes. The elements are checked before a group, so that the
/// group can't compute them. Returns null if there is no such op.
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

SmallVector<const StatedOp *> GroupFinder::getStated(const Group &group) const {
  return llvm::map_to_vector(group.nodes, [&](unsigned node) {
    return &*partition.getNode(node).stated;
  });
}

/// Returns the bytes of the largest value between groups that `joined` unites
/// which exceeds the last cache, and which no other op reads; 0 if there is
/// none.
int64_t GroupFinder::countSpared(const Group &joined) const {
  int64_t most = 0;
  auto isInside = [&](unsigned node) {
    return llvm::binary_search(joined.nodes, node);
  };
  auto isRead = [&](Operation *op) {
    return partition.isNode(op) && isInside(partition.numberOf(op));
  };
  for (unsigned number : joined.nodes) {
    const Node &reader = partition.getNode(number);
    for (auto [read, bytes] : reader.reads)
      if (bytes > std::max(most, costs.speed.lastCacheBytes) &&
          partition.getNode(read).group != reader.group && isInside(read) &&
          llvm::all_of(partition.getNode(read).op->getUsers(), isRead))
        most = bytes;
  }
  return most;
}

/// Returns the union of the groups `joined` if it is a group, and if moving
/// takes less time by more than `least` picoseconds. Returns std::nullopt and
/// sets the reason otherwise. A single group is not compared with anything.
std::optional<BlockPartition::Group>
GroupFinder::judge(ArrayRef<unsigned> joined, GroupReason &reason,
                   int64_t least) {
  Group group;
  int64_t apart = -least;
  for (unsigned number : joined) {
    const Group &each = partition.getGroup(number);
    llvm::append_range(group.nodes, each.nodes);
    apart += partition.isRematerializableAfter(number, joined)
                 ? 0
                 : each.picoseconds;
  }
  if (group.nodes.size() > mostOps) {
    reason = {GroupReason::Effort, "the group would have too many ops"};
    return std::nullopt;
  }
  llvm::sort(group.nodes);
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
  }
  SmallVector<const StatedOp *> stated = getStated(group);
  if (Operation *asking = findAsking(stated)) {
    reason = {GroupReason::Demand,
              "'" + asking->getName().getStringRef().str() +
                  "' demands something of what the group would compute"};
    return std::nullopt;
  }
  bool isAlone = joined.size() == 1;
  GroupChecks asked{/*plan=*/false, /*forms=*/isAlone};
  for (unsigned node : group.nodes)
    asked = asked | checks[node];
  Evaluation evaluation =
      groupJudge.judge(stated, isAlone ? std::nullopt : std::optional(apart),
                       asked, countSpared(group));
  reason = evaluation.reason;
  group.picoseconds = evaluation.picoseconds;
  group.sharesLoops = evaluation.sharesLoops;
  return reason.isNone() ? std::optional(std::move(group)) : std::nullopt;
}

/// Joins the groups of both ends with all groups between them. Returns no
/// reason if they are one group now, and the reason otherwise.
GroupReason GroupFinder::join(Edge &edge) {
  if (!apart.empty())
    return {GroupReason::Border, apart.str()};
  unsigned producer = partition.groupOf(edge.producer),
           consumer = partition.groupOf(edge.consumer);
  SmallVector<unsigned> joined;
  if (!partition.findBetween(producer, consumer, joined))
    return {GroupReason::Effort, "too many ops stand between them"};
  // A group has the number of one of its nodes.
  edge.between = joined;
  joined.append({producer, consumer});
  GroupReason reason;
  std::optional<Group> group = judge(joined, reason, /*least=*/0);
  if (group)
    partition.join(std::move(*group), joined, consumer);
  return reason;
}

void GroupFinder::findReaders() {
  for (auto [number, node] : llvm::enumerate(partition.getNodes()))
    if (node.stated && !load.contains(node.op))
      for (Value value : llvm::SetVector<Value>(node.stated->operands.begin(),
                                                node.stated->operands.end()))
        readersOf[value].push_back(number);
}

/// Joins groups that read the same value, neither of which needs the other,
/// such as the sum of each row and its maximum. Skips values that fit in the
/// tile share (TileShares.h). A join must save more than half the time of
/// moving the value.
void GroupFinder::joinReaders() {
  if (!apart.empty())
    return;
  GroupReason reason;
  for (auto &[value, numbers] : readersOf) {
    if (costs.countBytes(value) <= costs.countNearBytes())
      continue;
    for (size_t place = 1; place < numbers.size(); ++place) {
      unsigned first = partition.getNode(numbers[place - 1]).group;
      unsigned last = partition.getNode(numbers[place]).group;
      if (first == last || partition.isAhead(first, last) ||
          partition.isAhead(last, first))
        continue;
      if (!triedReaders
               .insert({value, partition.getGroup(first).stamp,
                        partition.getGroup(last).stamp})
               .second)
        continue;
      std::optional<Group> group =
          judge({first, last}, reason, /*least=*/costs.timeMoves(value) / 2);
      if (group && group->sharesLoops)
        partition.join(std::move(*group), {first, last}, last);
    }
  }
}

/// Returns why two groups that read the same value are not one.
GroupReason GroupFinder::whyReadAgain(Value value, unsigned group,
                                      unsigned other) {
  if (!apart.empty())
    return {GroupReason::Border, apart.str()};
  int64_t bytes = costs.countBytes(value);
  if (bytes <= costs.countNearBytes())
    return {GroupReason::Gain, "the core's own cache holds what they read"};
  GroupReason reason;
  std::optional<Group> both = judge({group, other}, reason, /*least=*/0);
  if (!both)
    return reason;
  if (!both->sharesLoops)
    return {GroupReason::Dimension, "no loop is common to them"};
  return {GroupReason::Gain,
          "in one loop, half of it or more would be moved again"};
}

/// Returns the values that several ops reduce, and why these ops are not in one
/// group.
std::vector<GroupReaders> GroupFinder::explainReaders() {
  // An op may read as many values as it has loops, as a concatenation does.
  llvm::DenseMap<unsigned, bool> known;
  auto reduces = [&](unsigned number) {
    auto [found, isNew] = known.try_emplace(number);
    const StatedOp &op = *partition.getNode(number).stated;
    if (isNew)
      found->second = llvm::any_of(
          llvm::seq<unsigned>(op.spec.loops.size()), [&](unsigned loop) {
            return !op.isWhole(loop) && !op.isParallel(loop);
          });
    return found->second;
  };
  std::vector<GroupReaders> found;
  for (auto &[value, numbers] : readersOf) {
    GroupReaders readers{value, {}, 0, {}};
    llvm::SmallSetVector<unsigned, 4> groups;
    for (unsigned number : llvm::make_filter_range(numbers, reduces)) {
      unsigned group = partition.getNode(number).group;
      bool isNew = !groups.contains(group);
      if (isNew && !groups.empty()) {
        if (partition.isAhead(groups.back(), group) ||
            partition.isAhead(group, groups.back()))
          continue;
        if (readers.reason.isNone())
          readers.reason = whyReadAgain(value, groups.back(), group);
      }
      groups.insert(group);
      readers.ops.push_back(partition.getNode(number).op);
    }
    if (readers.ops.size() < 2)
      continue;
    readers.bytes = (groups.size() - 1) * costs.countBytes(value);
    found.push_back(std::move(readers));
  }
  return found;
}

/// Adds the edges between the op and its producers, in order of decreasing
/// bytes.
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
      edges.push_back({{producer.op, node.op, bytes, {}}});
}

void GroupFinder::connect(Edge &edge) {
  if (load.contains(edge.producer))
    edge.reason = {GroupReason::Load, "it depends on parameters alone, so "
                                      "that load computes it"};
  else if (partition.groupOf(edge.producer) != partition.groupOf(edge.consumer))
    edge.reason = join(edge);
}

/// Retries edges that were rejected for their costs and whose groups have grown
/// since. Each join may change the costs of others, so that this takes a few
/// rounds.
void GroupFinder::joinLater(ArrayRef<Edge *> looked) {
  constexpr unsigned mostRounds = 4;
  bool hasJoined = true;
  for (unsigned round = 0; hasJoined && round < mostRounds; ++round) {
    hasJoined = false;
    for (Edge *edge : looked) {
      bool mayChange = edge->reason.kind == GroupReason::Gain ||
                       edge->reason.kind == GroupReason::Memory ||
                       edge->reason.kind == GroupReason::Again ||
                       edge->reason.kind == GroupReason::Tile;
      const Group &made = partition.getGroup(partition.groupOf(edge->producer)),
                  &reading =
                      partition.getGroup(partition.groupOf(edge->consumer));
      if (mayChange && made.stamp != reading.stamp &&
          std::max(made.nodes.size(), reading.nodes.size()) > 1 &&
          triedLater.insert({made.stamp, reading.stamp}).second)
        hasJoined |= join(*edge).isNone();
    }
  }
}

/// Visits edges in order of decreasing bytes, so that the readers of a row sum
/// are grouped before the sum joins them. Rejected edges are retried before
/// edges of the next smaller power of two of bytes are visited.
void GroupFinder::joinAlongEdges() {
  for (size_t place = 0; place < sorted.size(); ++place) {
    auto levelAt = [&](size_t at) {
      return llvm::Log2_64(sorted[at]->bytes | 1);
    };
    if (place > 0 && levelAt(place) != levelAt(place - 1))
      joinLater(ArrayRef(sorted).take_front(place));
    if (std::exchange(sorted[place]->isOpen, false))
      connect(*sorted[place]);
  }
  joinReaders();
  joinLater(sorted);
}

/// Dissolves groups that have no plan or that their forms do not allow; for a
/// GPU, whose plans need all ops of a stream, into what they were joined from.
/// Opens the edges whose reasons may have changed. These are edges of the ops
/// of these groups, edges that these groups were between, and edges that would
/// have taken too much effort. Returns false if all groups pass.
///
/// Each later join that includes one of the ops makes the check that its group
/// failed. No group with the op can fail the same check again.
bool GroupFinder::takeFailedApart() {
  llvm::DenseSet<unsigned> freed;
  for (unsigned number : llvm::to_vector(partition.getJoined())) {
    const Group &group = partition.getGroup(number);
    if (!checked.insert(group.stamp).second)
      continue;
    GroupChecks failed = groupJudge.findFailed(getStated(group));
    if (!failed.plan && !failed.forms)
      continue;
    for (unsigned node : group.nodes)
      checks[node] = checks[node] | failed;
    freed.insert_range(group.nodes);
    partition.takeApart(number, /*keptParts=*/costs.speed.isGPU);
  }
  auto isRematerialized = [&](Operation *op) {
    return freed.contains(partition.numberOf(op));
  };
  for (Edge &edge : edges)
    edge.isOpen =
        isRematerialized(edge.producer) || isRematerialized(edge.consumer) ||
        edge.reason.kind == GroupReason::Effort ||
        llvm::any_of(edge.between,
                     [&](unsigned node) { return freed.contains(node); });
  return !freed.empty();
}

void GroupFinder::sortEdges() {
  for (Edge &edge : edges)
    sorted.push_back(&edge);
  llvm::sort(sorted, [](Edge *a, Edge *b) {
    return std::make_pair(a->bytes, b) > std::make_pair(b->bytes, a);
  });
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
  sortEdges();
  findReaders();
  do
    joinAlongEdges();
  while (takeFailedApart());
  BlockGroups found;
  found.looks = groupJudge.countLooks();
  found.repeats = groupJudge.countRepeats();
  SmallVector<unsigned> joined(partition.getJoined());
  llvm::sort(joined);
  for (unsigned number : joined) {
    auto &ops = found.groups.emplace_back();
    for (unsigned node : partition.getGroup(number).nodes)
      ops.push_back(partition.getNode(node).op);
  }
  if (PassRemarks::areWanted(context))
    found.readers = explainReaders();
  // Other edges may have joined the ends.
  for (Edge &edge : edges) {
    if (partition.groupOf(edge.producer) == partition.groupOf(edge.consumer))
      edge.reason = {};
    found.edges.push_back(std::move(static_cast<GroupEdge &>(edge)));
  }
  return found;
}

// Reading forms takes most of the time, and few groups are refused for them. A
// subset of a group may have no plan although the group has one. Both are
// therefore checked at the end, and then at each join of ops whose group
// failed.
BlockGroups findGroups(Block &block, const GroupCosts &costs,
                       const LoadOps &load, StringRef apart) {
  return GroupFinder(block, costs, load, apart).find();
}

} // namespace ag
