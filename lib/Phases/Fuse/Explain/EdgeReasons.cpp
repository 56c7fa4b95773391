//===- EdgeReasons.cpp - reasons why edges are separate -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/EdgeReasons.h"
#include "ag/Analysis/FlattenedFunction.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Interfaces/Flow/Origin.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

StringRef spell(ExplainedEdge::How how) {
  static constexpr llvm::StringLiteral names[] = {"together", "later", "apart"};
  return names[how];
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

SmallVector<StringRef> findRegionPath(Operation *op) {
  SmallVector<StringRef> path;
  ArrayRef<Attribute> opened = findRegions(op->getLoc());
  if (auto region = op->getParentOfType<RegionOp>()) {
    path = findRegionPath(region);
    path.push_back(region.getName());
    // The regions around `region` are in its path already.
    opened = opened.drop_back(
        std::min(opened.size(), findRegions(region->getLoc()).size()));
  }
  for (Attribute name : llvm::reverse(opened))
    path.push_back(cast<StringAttr>(name).getValue());
  return path;
}

std::string nameRegions(Operation *op) {
  return llvm::join(findRegionPath(op), ".");
}

//===----------------------------------------------------------------------===//
// Reasons
//===----------------------------------------------------------------------===//

void EdgeReasons::note(ArrayRef<GroupEdge> edges) {
  for (const GroupEdge &edge : edges) {
    tried[{edge.producer, edge.consumer}] = edge.reason;
    neighbours[edge.producer].push_back(edge.consumer);
    neighbours[edge.consumer].push_back(edge.producer);
  }
}

void EdgeReasons::noteMerged(Operation *gone, Operation *kept) {
  for (Operation *other : neighbours.lookup(gone)) {
    auto move = [&](std::pair<Operation *, Operation *> from,
                    std::pair<Operation *, Operation *> to) {
      auto found = tried.find(from);
      if (found == tried.end())
        return;
      GroupReason reason = std::move(found->second);
      tried.erase(found);
      tried.try_emplace(to, std::move(reason));
    };
    move({gone, other}, {kept, other});
    move({other, gone}, {other, kept});
    neighbours[other].push_back(kept);
    neighbours[kept].push_back(other);
  }
  neighbours.erase(gone);
}

void EdgeReasons::note(FusedOp group, ArrayRef<Operation *> ops,
                       GroupSummary &study) {
  std::string atom = study.describeMixing();
  GroupReason reason = {
      GroupReason::Along,
      "a result varies along the dimension that is reduced before it"};
  if (!atom.empty())
    reason = {GroupReason::Atom,
              atom + " needs the result of the reduction before it reads the "
                     "dimension again"};
  passes[group] = reason;
  for (ArrayRef<OpPasses> ofDimension : study.findPassesOfOps())
    for (auto [op, own] : llvm::zip_equal(ops, ofDimension))
      passesOf[op].push_back(own);
}

/// Returns true if the consumer is computed in a later pass of the group that
/// contains both.
bool EdgeReasons::isLater(Operation *producer, Operation *consumer) const {
  auto first = passesOf.find(producer), second = passesOf.find(consumer);
  if (first == passesOf.end() || second == passesOf.end())
    return false;
  return llvm::any_of(llvm::zip_equal(first->second, second->second),
                      [](auto pair) {
                        auto [before, after] = pair;
                        return before.first < after.last;
                      });
}

static FusedOp getGroup(Operation *op) {
  return op->getParentOfType<FusedOp>();
}

static Operation *getGroupOrOp(Operation *op) {
  FusedOp group = getGroup(op);
  return group ? group.getOperation() : op;
}

static std::string quote(Operation *op) {
  return "'" + op->getName().getStringRef().str() + "'";
}

/// Returns why no group can contain both ops, however they are computed.
/// Returns an empty reason if groups may cross all ops between them.
static GroupReason describeBorder(Operation *producer, Operation *consumer) {
  Operation *common = producer->getParentOp();
  while (!common->isAncestor(consumer))
    common = common->getParentOp();
  // Finds the outermost op around `op`, below `common`, that groups cannot
  // cross.
  auto findAround = [&](Operation *op) {
    Operation *border = nullptr;
    for (; op->getParentOp() != common; op = op->getParentOp()) {
      auto region = dyn_cast<RegionOp>(op->getParentOp());
      if (!region || !isCrossable(region))
        border = op->getParentOp();
    }
    return std::make_pair(border, op->getBlock());
  };
  auto [border, block] = findAround(producer);
  auto [other, otherBlock] = findAround(consumer);
  if (!border)
    border = other;
  if (!border && block != otherBlock)
    border = common;
  if (!border)
    return {};
  if (auto region = dyn_cast<RegionOp>(border))
    return {GroupReason::Border,
            "the region \"" + region.getName().str() + "\" is a border"};
  return {GroupReason::Border,
          quote(border) + " at " + spellPlace(border) + " is a border"};
}

/// Returns why an op without tried edges is in no group; empty if there is no
/// reason.
static GroupReason findObstacle(Operation *op) {
  if (!isMemoryEffectFree(op))
    return {GroupReason::Demand, quote(op) + " has effects"};
  if (!isSpeculatableOp(op))
    return {GroupReason::Demand, quote(op) + " may fail when the program runs"};
  if (isOrder(op))
    return {GroupReason::Border, quote(op) + " says when others are computed"};
  std::optional<StatedOp> stated = StatedOp::readMember(op);
  if (!stated)
    return {GroupReason::Loops, quote(op) + " is not stated by loops"};
  if (stated->rule && stated->rule->written)
    return {GroupReason::Loops,
            quote(op) + " updates a slice of a tensor in place"};
  return {};
}

/// Returns why two ops that are adjacent on an edge are separate.
GroupReason EdgeReasons::findReason(Operation *producer,
                                    Operation *consumer) const {
  if (auto found = tried.find({producer, consumer}); found != tried.end())
    return found->second;
  Operation *a = getGroupOrOp(producer), *b = getGroupOrOp(consumer);
  if (GroupReason border = describeBorder(a, b); !border.isNone())
    return border;
  for (Operation *op : {producer, consumer})
    if (GroupReason reason = findObstacle(op); !reason.isNone())
      return reason;
  return {GroupReason::Border, "one of them is in an existing group"};
}

/// Returns the first reason on the way from the producer to the consumer.
GroupReason EdgeReasons::findReason(const ComputedEdge &edge) const {
  Operation *last = edge.producer;
  GroupReason reason;
  auto goTo = [&](Operation *next) {
    bool isOne = getGroup(last) && getGroup(last) == getGroup(next);
    if (reason.isNone() && !isOne)
      reason = findReason(last, next);
    last = next;
  };
  llvm::for_each(edge.through, goTo);
  goTo(edge.consumer);
  return reason;
}

/// Returns the reason for an edge through a branch or a loop.
static GroupReason describeFlow(const ComputedEdge &edge) {
  Operation *a = getGroupOrOp(edge.producer), *b = getGroupOrOp(edge.consumer);
  if (GroupReason border = describeBorder(a, b); !border.isNone())
    return border;
  return {GroupReason::Border, "a branch or a loop forwards it"};
}

ExplainedEdge EdgeReasons::explain(ComputedEdge edge, bool isResult) const {
  ExplainedEdge explained;
  static_cast<ComputedEdge &>(explained) = std::move(edge);
  FusedOp group = getGroup(explained.producer);
  bool isOne =
      group && group == getGroup(explained.consumer) && !explained.isForwarded;
  if (!isOne) {
    explained.how = ExplainedEdge::Apart;
    explained.reason =
        explained.isForwarded ? describeFlow(explained) : findReason(explained);
    if (explained.reason.kind == GroupReason::Gain && isResult)
      explained.reason = {GroupReason::Result,
                          "it is a result of the function, and written "
                          "anyway: " +
                              explained.reason.text};
  } else if (auto found = whole.find({explained.producer, explained.consumer});
             found != whole.end()) {
    explained.how = ExplainedEdge::Apart;
    explained.reason = {GroupReason::Whole, found->second.str()};
  } else if (isLater(explained.producer, explained.consumer)) {
    explained.how = ExplainedEdge::Later;
    explained.reason = passes.lookup(group);
  }
  return explained;
}

std::vector<ExplainedEdge>
EdgeReasons::explain(const ComputedEdges &found) const {
  std::vector<ExplainedEdge> explained;
  explained.reserve(found.edges.size());
  for (const ComputedEdge &edge : found.edges)
    explained.push_back(explain(edge, found.results.contains(edge.producer)));
  return explained;
}

} // namespace ag
