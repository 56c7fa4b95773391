//===- LoopKinds.cpp - what the loops of a group's ops are ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopKinds.h"
#include "ag/Interfaces/Remarks.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

size_t countLoops(const Member &member) {
  return llvm::count_if(
      llvm::seq<unsigned>(member.loops.size()),
      [&](unsigned loop) { return !member.stated->isWhole(loop); });
}

SmallVector<AffineMap> getMaps(const StatedOp &op) {
  SmallVector<AffineMap> maps;
  for (const SpecInput &input : op.spec.inputs)
    maps.push_back(input.map);
  for (const SpecResult &result : op.spec.results)
    maps.push_back(result.map);
  return maps;
}

bool isBatch(const SharedLoops &loops, unsigned shared) {
  return llvm::all_of(loops.getMembers(), [&](const Member &member) {
    return !member.isProduct ||
           llvm::all_of(getMaps(*member.stated), [&](AffineMap map) {
             return llvm::any_of(map.getResults(), [&](AffineExpr place) {
               return loops.getLoop(member, place) == shared;
             });
           });
  });
}

bool isColumn(const SharedLoops &loops, unsigned shared) {
  return llvm::any_of(loops.getMembers(), [&](const Member &member) {
    return member.isProduct &&
           loops.getLoop(
               member,
               member.stated->spec.results[0].map.getResults().back()) ==
               shared;
  });
}

bool isContiguous(const SharedLoops &loops, unsigned shared) {
  size_t most = 0;
  for (const Member &member : loops.getMembers())
    most = std::max(most, countLoops(member));
  return llvm::any_of(loops.getMembers(), [&](const Member &member) {
    return llvm::any_of(getMaps(*member.stated), [&](AffineMap map) {
      return map.getNumResults() == most && most > 0 &&
             loops.getLoop(member, map.getResults().back()) == shared;
    });
  });
}

bool hasProduct(const SharedLoops &loops) {
  return llvm::any_of(loops.getMembers(),
                      [](const Member &member) { return member.isProduct; });
}

Operation *findWindow(const SharedLoops &loops) {
  auto isWindow = [](AffineExpr place) {
    unsigned moving = 0;
    place.walk([&](AffineExpr part) { moving += isa<AffineDimExpr>(part); });
    return moving > 1;
  };
  for (const Member &member : loops.getMembers())
    for (const SpecInput &input : member.stated->spec.inputs)
      if (!member.stated->rule && member.stated->computes() &&
          llvm::any_of(input.map.getResults(), isWindow))
        return member.stated->op;
  return nullptr;
}

GroupReason explainBlocked(const SharedLoops &loops) {
  LoopBlock blocked = loops.explain();
  if (!blocked.op)
    return {GroupReason::Dimension, "no result has a loop"};
  return {GroupReason::Dimension,
          (spellPlace(blocked.op) + ": " + blocked.reason).str()};
}

int64_t findLength(const SharedLoops &loops, unsigned loop) {
  for (const Member &member : loops.getMembers())
    for (auto [result, made] : llvm::zip_equal(member.stated->op->getResults(),
                                               member.stated->spec.results))
      for (auto [dim, place] : llvm::enumerate(made.map.getResults()))
        if (loops.getLoop(member, place) == loop)
          return loops.getLargest().of(result, dim).value_or(INT64_MAX);
  return INT64_MAX;
}

} // namespace ag
