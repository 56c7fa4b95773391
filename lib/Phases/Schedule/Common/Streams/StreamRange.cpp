//===- StreamRange.cpp - ranges of a stream that rows need ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/StreamRange.h"
#include "Common/Nests/TileLimits.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

namespace {
class Ranges {
public:
  Ranges(OpBuilder &builder, Location loc, const FormTable &table,
         const StreamPlan &plan, const std::map<unsigned, LoopTile> &steps,
         const std::map<unsigned, OpFoldResult> &sizes)
      : builder(builder), loc(loc), table(table), plan(plan), steps(steps),
        sizes(sizes), size(sizes.at(plan.streamed.dimension)),
        tile(plan.streamed.tile) {}

  SmallVector<StreamRange> find();

private:
  OpFoldResult apply(AffineExpr expr, ArrayRef<OpFoldResult> dims) {
    return applyExpr(builder, loc, expr, dims);
  }
  OpFoldResult smaller(OpFoldResult x, OpFoldResult y) {
    return applyMin(builder, loc, x, y);
  }
  OpFoldResult larger(OpFoldResult x, OpFoldResult y) {
    return applyMax(builder, loc, x, y);
  }
  OpFoldResult roundDown(OpFoldResult x) {
    return apply(a.floorDiv(tile) * tile, {x});
  }
  OpFoldResult roundUp(OpFoldResult x) {
    return apply(a.ceilDiv(tile) * tile, {x});
  }
  OpFoldResult findLimit(Form limit, bool isLargest);
  std::optional<int64_t> findExtreme(Form limit, bool isLargest);
  OpFoldResult findEnd(bool isLargest);
  OpFoldResult findBegin(bool isLargest);

  OpBuilder &builder;
  Location loc;
  const FormTable &table;
  const StreamPlan &plan;
  const std::map<unsigned, LoopTile> &steps;
  const std::map<unsigned, OpFoldResult> &sizes;
  OpFoldResult size;
  int64_t tile;
  AffineExpr a = builder.getAffineDimExpr(0);
};
} // namespace

/// Returns the largest or the smallest limit among the rows of a step.
OpFoldResult Ranges::findLimit(Form form, bool isLargest) {
  LinearLimit limit = *readLinear(table, form);
  SmallVector<LimitIndex> indices;
  for (auto [dimension, factor] : limit.indices)
    indices.push_back({steps.at(dimension), factor});
  SmallVector<LimitSize> own;
  for (auto [dimension, factor] : limit.sizes)
    own.push_back({sizes.at(dimension), factor});
  return applyLimit(builder, loc, limit.constant, indices, own, isLargest);
}

/// Returns the limit over all steps, or std::nullopt if it depends on a dynamic
/// size.
std::optional<int64_t> Ranges::findExtreme(Form form, bool isLargest) {
  LinearLimit limit = *readLinear(table, form);
  int64_t sum = limit.constant;
  if (!limit.sizes.empty())
    return std::nullopt;
  for (auto [dimension, factor] : limit.indices) {
    std::optional<int64_t> length = table.loops().sizeOf(dimension);
    if (!length)
      return std::nullopt;
    if ((factor > 0) == isLargest)
      sum += factor * (*length - 1);
  }
  return sum;
}

/// Returns the end of the range that some row needs if `isLargest`, else that
/// all rows need.
OpFoldResult Ranges::findEnd(bool isLargest) {
  OpFoldResult end = size;
  std::optional<int64_t> length = getConstantIntValue(size);
  for (const FormBound &bound : plan.bounds) {
    if (!bound.isLast)
      continue;
    OpFoldResult limit = apply(a + 1, {findLimit(bound.limit, isLargest)});
    std::optional<int64_t> most = findExtreme(bound.limit, true);
    std::optional<int64_t> least = findExtreme(bound.limit, false);
    if (!least || *least < -1)
      limit = larger(limit, builder.getIndexAttr(0));
    bool isFirst = end == size;
    end = isFirst && most && length && *most < *length ? limit
                                                       : smaller(end, limit);
  }
  return end;
}

/// Returns the first position that all rows need if `isLargest`, else that some
/// row needs.
OpFoldResult Ranges::findBegin(bool isLargest) {
  OpFoldResult begin = builder.getIndexAttr(0);
  for (const FormBound &bound : plan.bounds)
    if (!bound.isLast)
      begin = larger(begin, findLimit(bound.limit, isLargest));
  return begin;
}

SmallVector<StreamRange> Ranges::find() {
  OpFoldResult zero = builder.getIndexAttr(0);
  if (plan.bounds.empty())
    return {{zero, size}};
  auto has = [&](bool isLast) {
    return llvm::any_of(plan.bounds, [&](const FormBound &bound) {
      return bound.isLast == isLast;
    });
  };
  OpFoldResult end = findEnd(/*isLargest=*/true);
  OpFoldResult begin = zero, within = zero, behind = roundDown(end);
  if (has(/*isLast=*/false)) {
    begin = smaller(roundDown(findBegin(/*isLargest=*/false)), roundDown(end));
    within = smaller(roundUp(findBegin(/*isLargest=*/true)), roundDown(end));
  }
  if (has(/*isLast=*/true))
    behind = roundDown(findEnd(/*isLargest=*/false));
  if (has(/*isLast=*/false))
    behind = larger(within, behind);
  SmallVector<StreamRange> ranges;
  if (has(/*isLast=*/false))
    ranges.push_back({begin, within, /*isWithin=*/false, /*isWhole=*/true});
  ranges.push_back({within, behind, /*isWithin=*/true, /*isWhole=*/true});
  ranges.push_back({behind, end, /*isWithin=*/false});
  return ranges;
}

SmallVector<StreamRange>
findRanges(OpBuilder &builder, Location loc, const FormTable &table,
           const StreamPlan &plan, const std::map<unsigned, LoopTile> &steps,
           const std::map<unsigned, OpFoldResult> &sizes) {
  return Ranges(builder, loc, table, plan, steps, sizes).find();
}

} // namespace ag
