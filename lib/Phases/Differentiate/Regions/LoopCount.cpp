//===- LoopCount.cpp - iterations of a counted loop -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/LoopCount.h"
#include "ag/Interfaces/Flow/LoopIndex.h"
#include "ag/Phases/Common/IndexMath.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

std::optional<LoopCount> LoopCount::of(LoopLikeOpInterface loop) {
  auto indices = loop.getLoopInductionVars();
  if (!indices || indices->size() != 1 ||
      !indices->front().getType().isIndex() ||
      loop.getLoopRegions().size() != 1 ||
      !loop.getLoopRegions().front()->hasOneBlock())
    return std::nullopt;
  auto index = findLoopIndex(indices->front());
  if (!index || !index->lower || !index->upper || !index->step)
    return std::nullopt;
  return LoopCount{loop, *index->lower, *index->upper, *index->step};
}

Value LoopCount::getIndex() { return loop.getLoopInductionVars()->front(); }

/// Returns the larger of `upper` and `lower`. Value bounds, which later
/// determine the sizes of stacks, do not see through a max. It is emitted only
/// where it is needed, so that the other operands of a min remain upper bounds.
static Value findEnd(OpFoldResult lower, OpFoldResult upper, IndexMath &math,
                     OpBuilder &builder, Location loc) {
  auto value = dyn_cast<Value>(upper);
  if (auto least = value ? value.getDefiningOp<arith::MinSIOp>() : nullptr)
    return math.smaller(findEnd(lower, least.getLhs(), math, builder, loc),
                        findEnd(lower, least.getRhs(), math, builder, loc));
  Value end = getValueOrCreateConstantIndexOp(builder, loc, upper);
  if (ValueBoundsConstraintSet::compare(
          lower, ValueBoundsConstraintSet::ComparisonOperator::LE, upper))
    return end;
  return math.greater(end,
                      getValueOrCreateConstantIndexOp(builder, loc, lower));
}

Value LoopCount::countIterations(OpBuilder &builder) {
  Location loc = loop.getLoc();
  IndexMath math(builder, loc);
  auto value = [&](OpFoldResult number) {
    return getValueOrCreateConstantIndexOp(builder, loc, number);
  };
  Value end = findEnd(lower, upper, math, builder, loc);
  return math.divideUp(math.subtract(end, value(lower)), value(step));
}

Value LoopCount::indexOf(Value iteration, OpBuilder &builder) {
  Location loc = loop.getLoc();
  IndexMath math(builder, loc);
  Value way = math.multiply(
      iteration, getValueOrCreateConstantIndexOp(builder, loc, step));
  return math.add(way, getValueOrCreateConstantIndexOp(builder, loc, lower));
}

Value LoopCount::iterationOf(Value index, OpBuilder &builder) {
  Location loc = loop.getLoc();
  IndexMath math(builder, loc);
  Value way = math.subtract(
      index, getValueOrCreateConstantIndexOp(builder, loc, lower));
  return math.divide(way, getValueOrCreateConstantIndexOp(builder, loc, step));
}

} // namespace ag
