//===- RowPlan.cpp - the loop that vectors span ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/RowPlan.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/Access.h"
#include "ag/Phases/Common/Combiners.h"

using namespace mlir;

namespace ag {

static bool isReduction(linalg::GenericOp op, unsigned loop) {
  return op.getIteratorTypesArray()[loop] == utils::IteratorType::reduction;
}

/// Returns true if each element of the results belongs to one position of the
/// parallel loops. Otherwise a result has an element for each iteration of a
/// reduction.
static bool hasResultsOfPlaces(linalg::GenericOp op) {
  return llvm::none_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    return llvm::any_of(map.getResults(), [&](AffineExpr expr) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      return dim && isReduction(op, dim.getPosition());
    });
  });
}

/// Returns the cost of vectors along a loop, or std::nullopt if they are not
/// possible.
static std::optional<int64_t> findCost(linalg::GenericOp op, unsigned loop) {
  int64_t cost = 0, extent = op.getStaticLoopRanges()[loop];
  bool isReduced = isReduction(op, loop);
  for (OpOperand &init : op.getDpsInitsMutable())
    if (getAccess(op, init, loop) !=
        (isReduced ? Access::Uniform : Access::Contiguous))
      return std::nullopt;
  for (OpOperand *input : op.getDpsInputOperands())
    cost += getAccess(op, *input, loop) == Access::Strided ? 8 : 0;
  if (isReduced) {
    if (!getCombiner(op))
      return std::nullopt;
    cost += 1;
  }
  if (extent == 1)
    return std::nullopt;
  if (!ShapedType::isDynamic(extent) && extent < 4)
    cost += 4;
  if (!isVectorizable(op, loop))
    return std::nullopt;
  return cost;
}

/// Returns the number of lanes: a register of the body's widest element type. A
/// reduction has up to four registers, so that one step need not wait for the
/// other. An addition takes four cycles, and a maximum that keeps NaNs a dozen.
static int64_t chooseWidth(linalg::GenericOp op, unsigned loop,
                           const Machine &machine) {
  int64_t lanes = machine.vectorBits / 8;
  for (BlockArgument argument : op.getBody()->getArguments())
    lanes = std::min(lanes, machine.lanes(argument.getType()));
  int64_t extent = op.getStaticLoopRanges()[loop];
  bool isLong = ShapedType::isDynamic(extent) || extent >= 4 * lanes;
  if (isReduction(op, loop))
    lanes *= isLong ? 4 : extent >= 2 * lanes ? 2 : 1;
  return ShapedType::isDynamic(extent) ? lanes : std::min(lanes, extent);
}

std::optional<RowPlan> chooseRowPlan(linalg::GenericOp op,
                                     const Machine &machine) {
  if (!hasResultsOfPlaces(op))
    return std::nullopt;
  RowPlan plan;
  std::optional<int64_t> best;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    std::optional<int64_t> cost = findCost(op, loop);
    if (cost && (!best || *cost < *best)) {
      best = cost;
      plan.loop = loop;
    }
  }
  if (!best)
    return std::nullopt;
  plan.width = chooseWidth(op, plan.loop, machine);
  plan.isReduction = isReduction(op, plan.loop);
  plan.isStrided = llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
    return getAccess(op, operand, plan.loop) == Access::Strided;
  });
  for (unsigned other = 0; other < op.getNumLoops(); ++other)
    if (other != plan.loop)
      (isReduction(op, other) ? plan.reductions : plan.parallels)
          .push_back(other);
  return plan;
}

} // namespace ag
