//===- Groups.cpp - which ops of a block are computed together ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups.h"
#include "GroupJudge.h"
#include "ag/Analysis/GroupBorder.h"
#include "ag/Analysis/GroupTraffic.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/Purity.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include <array>
#include <set>

using namespace mlir;

namespace ag {

/// No group has more ops; and so many ops are looked at to see whether others
/// stand between two groups, at most.
static constexpr unsigned mostOps = 64, mostBetween = 512;

namespace {
/// Ops whose groups are checked before they become one.
using HardOps = llvm::DenseMap<Operation *, GroupChecks>;

/// Ops by their numbers in the block; one that can't be in a group is alone.
struct Group {
  SmallVector<unsigned> nodes;
  int64_t bytes = 0;
  /// Whether there are loops that all ops have, and none reduces.
  bool sharesLoops = false;
};

class GroupFinder {
public:
  GroupFinder(Block &block, const GroupCosts &costs, const LoadOps &load,
              StringRef apart, const HardOps &hard, GroupJudge &groupJudge);

  BlockGroups find();
  bool collectHard(const BlockGroups &found, HardOps &all) const;

private:
  struct Node {
    Operation *op;
    std::optional<StatedOp> stated;
    /// Whether what it makes lies where an operand does.
    bool isView = false;
    /// What it reads: the nodes, and how many bytes of each.
    llvm::MapVector<unsigned, int64_t> reads;
    unsigned group;
  };

  using Sources = llvm::SmallSetVector<unsigned, 2>;

  void addNode(Operation &op);
  const Sources &findSources(Operation *op);
  void read(Node &node, Value value);
  unsigned findFirst(unsigned group) const;
  std::optional<bool> findBetween(unsigned from, unsigned to,
                                  SmallVectorImpl<unsigned> &between);
  bool isAhead(unsigned group, unsigned other);
  bool isFreeBehind(unsigned group, ArrayRef<unsigned> joined) const;
  std::optional<Group> judge(ArrayRef<unsigned> groups, GroupReason &reason,
                             int64_t least);
  void become(Group group, ArrayRef<unsigned> joined, unsigned into);
  GroupReason join(unsigned producer, unsigned consumer);
  void joinReaders();
  void joinAlongEdges();
  void joinLater(ArrayRef<GroupEdge *> looked);
  void addEdges(unsigned node);
  void connect(GroupEdge &edge);
  unsigned groupOf(Operation *op) const {
    return nodes[numbers.lookup(op)].group;
  }

  const GroupCosts &costs;
  const LoadOps &load;
  StringRef apart;
  const HardOps &hard;
  GroupJudge &groupJudge;
  std::vector<Node> nodes;
  std::vector<Group> groups;
  /// Those of two ops or more.
  llvm::SetVector<unsigned> several;
  llvm::DenseMap<Operation *, unsigned> numbers;
  /// The last node with effects, which stay in their order.
  std::optional<unsigned> effect;
  /// Of free ops.
  llvm::DenseMap<Operation *, Sources> sourcesOf;
  std::vector<GroupEdge> edges;
  /// Groups, and how many ops they had, that were thought of together again.
  std::set<std::array<size_t, 4>> judged;
};
} // namespace

//===----------------------------------------------------------------------===//
// The block
//===----------------------------------------------------------------------===//

GroupFinder::GroupFinder(Block &block, const GroupCosts &costs,
                         const LoadOps &load, StringRef apart,
                         const HardOps &hard, GroupJudge &groupJudge)
    : costs(costs), load(load), apart(apart), hard(hard),
      groupJudge(groupJudge) {
  for (Operation &op : block)
    if (!isFree(&op))
      addNode(op);
}

/// The nodes that a free op is of, through others, of which a size may be one.
const GroupFinder::Sources &GroupFinder::findSources(Operation *op) {
  if (auto found = sourcesOf.find(op); found != sourcesOf.end())
    return found->second;
  Sources sources;
  for (Value operand : getUsedValues(op))
    if (Operation *by = operand.getDefiningOp()) {
      if (auto found = numbers.find(by); found != numbers.end())
        sources.insert(found->second);
      else if (isFree(by))
        sources.insert_range(findSources(by));
    }
  return sourcesOf[op] = std::move(sources);
}

void GroupFinder::read(Node &node, Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return;
  if (auto found = numbers.find(op); found != numbers.end()) {
    int64_t &bytes = node.reads[found->second];
    bytes = std::max(bytes, costs.countBytes(value));
  } else if (isFree(op)) {
    for (unsigned source : findSources(op))
      node.reads.try_emplace(source, 0);
  }
}

void GroupFinder::addNode(Operation &op) {
  unsigned number = nodes.size();
  Node &node = nodes.emplace_back();
  node.op = &op;
  node.group = number;
  for (Value value : getUsedValues(&op))
    read(node, value);
  if (!isMemoryEffectFree(&op)) {
    if (effect)
      node.reads[*effect];
    effect = number;
  }
  if (isPureOp(&op) && !isOrder(&op))
    node.stated = StatedOp::readMember(&op);
  if (auto ruled = dyn_cast<DimensionRuleOpInterface>(op))
    node.isView = ruled.getDimensionRule().viewed.has_value();
  // What only changes a part of a tensor does it in place, where that is.
  if (node.stated && node.stated->rule && node.stated->rule->written)
    node.stated.reset();
  numbers[&op] = number;
  groups.push_back({{number}});
}

//===----------------------------------------------------------------------===//
// Two groups
//===----------------------------------------------------------------------===//

/// No op in front of this one is behind any of the group. Those that read stand
/// behind what they read, but a group leads from its last op to its first.
unsigned GroupFinder::findFirst(unsigned group) const {
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

/// The groups on ways from one group to another that go through others, and
/// whether there is a way; none if that takes too long to see.
std::optional<bool>
GroupFinder::findBetween(unsigned from, unsigned to,
                         SmallVectorImpl<unsigned> &between) {
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

/// Whether it may be that the group makes what the other one needs.
bool GroupFinder::isAhead(unsigned group, unsigned other) {
  SmallVector<unsigned> between;
  return findBetween(group, other, between).value_or(true);
}

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

/// Whether the group is an op that makes a view, and none that reads it is
/// joined: by itself it moves nothing.
bool GroupFinder::isFreeBehind(unsigned group,
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

/// The group that some are together, if it is one, and moves fewer bytes, less
/// by more than `least`.
std::optional<Group> GroupFinder::judge(ArrayRef<unsigned> joined,
                                        GroupReason &reason, int64_t least) {
  Group group;
  int64_t apart = -least;
  for (unsigned number : joined) {
    llvm::append_range(group.nodes, groups[number].nodes);
    apart += isFreeBehind(number, joined) ? 0 : groups[number].bytes;
  }
  if (group.nodes.size() > mostOps) {
    reason = {GroupReason::Effort, "the group would have too many ops"};
    return std::nullopt;
  }
  llvm::sort(group.nodes);
  SmallVector<const StatedOp *> stated;
  for (unsigned node : group.nodes) {
    if (!nodes[node].stated) {
      bool isBetween = isOrder(nodes[node].op);
      reason = {isBetween ? GroupReason::Border : GroupReason::Loops,
                "'" + nodes[node].op->getName().getStringRef().str() +
                    (isBetween ? "' says when others are computed"
                               : "' is not stated by loops")};
      return std::nullopt;
    }
    stated.push_back(&*nodes[node].stated);
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

/// What was joined is the one that is called `into`.
void GroupFinder::become(Group group, ArrayRef<unsigned> joined,
                         unsigned into) {
  for (unsigned node : group.nodes)
    nodes[node].group = into;
  for (unsigned number : joined) {
    groups[number] = {};
    several.remove(number);
  }
  groups[into] = std::move(group);
  several.insert(into);
}

/// Why not; none if they have become one, with what stands between them.
GroupReason GroupFinder::join(unsigned producer, unsigned consumer) {
  if (!apart.empty())
    return {GroupReason::Border, apart.str()};
  SmallVector<unsigned> joined;
  if (!findBetween(producer, consumer, joined))
    return {GroupReason::Effort, "too many ops stand between them"};
  joined.append({producer, consumer});
  GroupReason reason;
  std::optional<Group> group = judge(joined, reason, /*least=*/0);
  if (group)
    become(std::move(*group), joined, consumer);
  return reason;
}

/// Those that read the same, of which neither needs the other: the sum of each
/// row, and its maximum. What a core keeps near is there for each anyway; of
/// the rest, most has to be saved.
void GroupFinder::joinReaders() {
  llvm::MapVector<Value, SmallVector<unsigned>> readers;
  for (auto [number, node] : llvm::enumerate(nodes)) {
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
      unsigned first = nodes[numbers[place - 1]].group;
      unsigned last = nodes[numbers[place]].group;
      if (first == last || isAhead(first, last) || isAhead(last, first))
        continue;
      std::optional<Group> group =
          judge({first, last}, reason, /*least=*/costs.countBytes(value) / 2);
      if (group && group->sharesLoops)
        become(std::move(*group), {first, last}, last);
    }
}

/// Along which ops may come together, in the order of those that read.
void GroupFinder::addEdges(unsigned number) {
  Node &node = nodes[number];
  SmallVector<std::pair<unsigned, int64_t>> reads(node.reads.begin(),
                                                  node.reads.end());
  llvm::sort(reads, [](auto &a, auto &b) {
    return std::make_pair(a.second, b.first) >
           std::make_pair(b.second, a.first);
  });
  for (auto [read, bytes] : reads)
    if (nodes[read].stated && node.stated)
      edges.push_back({nodes[read].op, node.op, bytes, {}});
}

void GroupFinder::connect(GroupEdge &edge) {
  unsigned producer = groupOf(edge.producer), consumer = groupOf(edge.consumer);
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
      unsigned producer = groupOf(edge->producer),
               consumer = groupOf(edge->consumer);
      size_t made = groups[producer].nodes.size(),
             reading = groups[consumer].nodes.size();
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
  for (unsigned number = 0; number < nodes.size(); ++number) {
    GroupReason reason;
    std::optional<Group> alone;
    if (!load.contains(nodes[number].op))
      alone = judge({number}, reason, /*least=*/0);
    if (alone)
      groups[number] = std::move(*alone);
    addEdges(number);
  }
  joinAlongEdges();
  BlockGroups found;
  for (const Group &group : groups)
    if (group.nodes.size() > 1) {
      auto &ops = found.groups.emplace_back();
      for (unsigned node : group.nodes)
        ops.push_back(nodes[node].op);
    }
  // Some have come together by another edge.
  for (GroupEdge &edge : edges)
    if (groupOf(edge.producer) == groupOf(edge.consumer))
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
      stated.push_back(&*nodes[numbers.lookup(op)].stated);
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
