//===- ContractionPlan.cpp - roles of a contraction's loops ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ContractionPlan.h"
#include "Access.h"
#include "Common/Nests/GroupMarks.h"

using namespace mlir;

namespace ag {

std::optional<ContractionPlan> makeContractionPlan(linalg::LinalgOp op) {
  if (!linalg::isaContractionOpInterface(op) || !hasPlainMaps(op))
    return std::nullopt;
  ContractionPlan plan;
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  std::optional<unsigned> last = getLastLoop(result);
  if (!last)
    return std::nullopt;
  plan.n = *last;
  OpOperand *lhs = op.getDpsInputOperand(0), *rhs = op.getDpsInputOperand(1);
  if (!op.getMatchingIndexingMap(rhs).isFunctionOfDim(plan.n))
    std::swap(lhs, rhs);
  plan.scalarOperand = lhs;
  plan.vectorOperand = rhs;
  AffineMap a = op.getMatchingIndexingMap(lhs);
  AffineMap b = op.getMatchingIndexingMap(rhs);
  if (a.isFunctionOfDim(plan.n) || !b.isFunctionOfDim(plan.n))
    return std::nullopt;
  for (AffineExpr expr : result.getResults().drop_back()) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    if (loop)
      (b.isFunctionOfDim(loop.getPosition()) ? plan.aroundColumns : plan.rows)
          .push_back(loop.getPosition());
  }
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
    if (!result.isFunctionOfDim(loop))
      plan.sums.push_back(loop);
  return plan.sums.empty() ? std::nullopt : std::optional(plan);
}

bool isContraction(linalg::LinalgOp op) {
  return makeContractionPlan(op).has_value();
}

/// Returns the use by the first user in the block. Returns null if users are in
/// other blocks, or if the first user uses the result twice.
static OpOperand *findFirstUse(linalg::GenericOp op) {
  OpOperand *first = nullptr;
  bool isTwice = false;
  for (OpOperand &use : op.getResult(0).getUses()) {
    Operation *user = op->getBlock()->findAncestorOpInBlock(*use.getOwner());
    if (user != use.getOwner())
      return nullptr;
    if (!first || user->isBeforeInBlock(first->getOwner())) {
      first = &use;
      isTwice = false;
    } else {
      isTwice |= user == first->getOwner();
    }
  }
  return isTwice ? nullptr : first;
}

OpOperand *findEpilogue(linalg::GenericOp contraction) {
  OpOperand *use = findFirstUse(contraction);
  auto user =
      use ? dyn_cast<linalg::GenericOp>(use->getOwner()) : linalg::GenericOp();
  if (!user || !areOneGroup(contraction, user) ||
      !user.hasPureTensorSemantics() || !user.isDpsInput(use) ||
      user.getNumLoops() != user.getNumParallelLoops() || !hasPlainMaps(user) ||
      !user.getMatchingIndexingMap(use).isPermutation())
    return nullptr;
  return use;
}

} // namespace ag
