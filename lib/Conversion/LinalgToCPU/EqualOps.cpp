//===- EqualOps.cpp - what is computed twice ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EqualOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace ag {

/// A number that tells loops apart which differ in their ops, or in what these
/// use from outside.
static llvm::hash_code hashBody(LoopLikeOpInterface loop) {
  SetVector<Value> outside;
  getUsedValuesDefinedAbove(loop->getRegions(), outside);
  llvm::hash_code hash = llvm::hash_combine_range(
      llvm::map_range(outside, [](Value value) { return hash_value(value); }));
  loop->walk([&](Operation *op) {
    hash =
        llvm::hash_combine(hash, OperationEquivalence::computeHash(
                                     op, OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::IgnoreLocations));
  });
  return hash;
}

void mergeEqualOps(Operation *function) {
  constexpr StringLiteral mark = "ag.body";
  OpBuilder builder(function->getContext());
  function->walk([&](LoopLikeOpInterface loop) {
    size_t hash = hashBody(loop);
    loop->setAttr(mark, builder.getI64IntegerAttr(static_cast<int64_t>(hash)));
  });
  IRRewriter rewriter(function->getContext());
  DominanceInfo dominance(function);
  eliminateCommonSubExpressions(rewriter, dominance, function);
  function->walk([&](LoopLikeOpInterface loop) { loop->removeAttr(mark); });
}

} // namespace ag
