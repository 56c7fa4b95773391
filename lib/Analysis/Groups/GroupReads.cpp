//===- GroupReads.cpp - how a group's ops read each other -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "GroupReads.h"
#include "ag/Analysis/Groups/ComputedEdges.h"
#include "ag/Analysis/UsedValues.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

bool isElementwise(const Member &member) {
  const Spec &spec = member.stated->spec;
  return !member.reduces && !member.stated->rule && !spec.combiner &&
         !spec.body.nodes().empty();
}

bool isTransposing(const StatedOp &op) {
  AffineMap made = op.spec.results.front().map;
  if (made.getNumResults() == 0)
    return false;
  auto last = dyn_cast<AffineDimExpr>(made.getResults().back());
  auto isElsewhere = [&](const auto &operand) {
    ArrayRef<AffineExpr> places = operand.map.getResults();
    return !places.empty() && places.back() != last &&
           operand.map.isFunctionOfDim(last.getPosition());
  };
  return last && (llvm::any_of(op.spec.inputs, isElsewhere) ||
                  llvm::any_of(op.spec.results, isElsewhere));
}

bool readsWindows(const Member &member) {
  return !member.stated->rule &&
         !llvm::all_of(member.stated->spec.inputs, [](const SpecInput &input) {
           return isPlainMap(input.map);
         });
}

bool GroupReads::isMove(const Member &member) {
  const StatedOp &op = *member.stated;
  if (op.rule)
    return isIndexing(op.op);
  return isElementwise(member) && !member.makesResult && !op.computes() &&
         !op.spec.inputs.empty();
}

GroupReads::GroupReads(const SharedLoops &loops,
                       const llvm::DenseSet<Operation *> &nested)
    : loops(loops), nested(nested) {
  for (const Member &member : loops.getMembers()) {
    if (isMove(member))
      continue;
    const StatedOp &op = *member.stated;
    GroupRead read{nullptr, &member, AffineMap()};
    for (const SpecInput &input : op.spec.inputs) {
      read.place = isPlainMap(input.map) ? input.map : AffineMap();
      add(op.getValue(input), read);
    }
    read.place = {};
    for (const SpecResult &result : op.spec.results)
      if (result.initOperand && op.spec.combiner)
        add(op.operands[*result.initOperand], read);
    addCaptured(member, read);
  }
  for (auto [value, op] : loops.getWholes())
    addOther(value, op);
}

ArrayRef<GroupRead> GroupReads::of(const Member &producer) const {
  auto found = reads.find(&producer);
  return found == reads.end() ? ArrayRef<GroupRead>() : found->second;
}

/// Returns the member that computes the value. Returns null if the value comes
/// from outside, or only creates a destination.
const Member *GroupReads::findMaker(Value value) const {
  const Member *maker = loops.find(value.getDefiningOp());
  return maker && !loops.isStart(maker->stated->op) ? maker : nullptr;
}

/// Adds the values that the member's regions use.
void GroupReads::addCaptured(const Member &member, GroupRead read) {
  read.place = {};
  for (Region &region : member.stated->op->getRegions())
    for (Value value : getUsedValues(region))
      add(value, read);
}

void GroupReads::add(Value value, GroupRead read) {
  const Member *maker = findMaker(value);
  if (!maker)
    return;
  if (!isMove(*maker)) {
    read.producer = maker;
    SmallVector<GroupRead, 4> &all = reads[maker];
    if (all.empty() || all.back().reader != read.reader) {
      all.push_back(read);
      return;
    }
    GroupRead &before = all.back();
    if (before.place != read.place)
      before.place = {};
    before.isTransposed |= read.isTransposed;
    before.leavesNest |= read.leavesNest;
    return;
  }
  const StatedOp &move = *maker->stated;
  AffineMap place = read.place, made;
  if (!move.rule)
    made = move.spec.results[cast<OpResult>(value).getResultNumber()].map;
  read.isTransposed |= isTransposing(move);
  read.leavesNest |= !nested.contains(move.op);
  bool isPlace = place && made && made.isPermutation();
  for (const SpecInput &input : move.spec.inputs) {
    read.place = {};
    if (isPlace && isPlainMap(input.map))
      read.place = input.map.compose(inversePermutation(made).compose(place));
    add(move.getValue(input), read);
  }
  addCaptured(*maker, read);
}

void GroupReads::addOther(Value value, Operation *reader) {
  const Member *maker = findMaker(value);
  if (!maker)
    return;
  if (!isMove(*maker)) {
    others[maker] = reader;
    return;
  }
  for (const SpecInput &input : maker->stated->spec.inputs)
    addOther(maker->stated->getValue(input), reader);
}

} // namespace ag
