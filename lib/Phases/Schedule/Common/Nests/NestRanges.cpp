//===- NestRanges.cpp - ranges that a nest's iterations need --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestRanges.h"
#include "Common/Nests/TileLimits.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

namespace {
/// Emits the bounds of ranges for one iteration.
class RangeBounds {
public:
  RangeBounds(OpBuilder &builder, Location loc, ArrayRef<OpFoldResult> extents,
              ArrayRef<LoopTile> steps)
      : builder(builder), loc(loc), extents(extents), steps(steps) {}

  /// Returns the end of the range, one past the last position needed. `size` is
  /// that of the dimension.
  OpFoldResult findEnd(const NestRange &range, OpFoldResult size);
  /// Returns the first position needed, at most `end`.
  OpFoldResult findBegin(const NestRange &range, OpFoldResult end);

private:
  OpFoldResult findLimit(const NestLimit &limit, bool isLargest);
  std::optional<int64_t> findExtreme(const NestLimit &limit, bool isLargest);

  OpBuilder &builder;
  Location loc;
  ArrayRef<OpFoldResult> extents;
  ArrayRef<LoopTile> steps;
};
} // namespace

static OpFoldResult applySize(OpBuilder &builder, Location loc,
                              const NestSize &size) {
  return tensor::getMixedSize(builder, loc, size.operand->get(), size.dim);
}

OpFoldResult RangeBounds::findLimit(const NestLimit &limit, bool isLargest) {
  SmallVector<LimitIndex> indices;
  for (auto [loop, factor] : llvm::enumerate(limit.factors))
    if (factor != 0)
      indices.push_back({steps[loop], factor});
  SmallVector<LimitSize> sizes;
  for (auto [size, factor] : limit.sizes)
    sizes.push_back({applySize(builder, loc, size), factor});
  return applyLimit(builder, loc, limit.constant, indices, sizes, isLargest);
}

/// Returns the limit over all iterations, or std::nullopt if it depends on a
/// dynamic size.
std::optional<int64_t> RangeBounds::findExtreme(const NestLimit &limit,
                                                bool isLargest) {
  if (!limit.sizes.empty())
    return std::nullopt;
  int64_t sum = limit.constant;
  for (auto [loop, factor] : llvm::enumerate(limit.factors)) {
    if (factor == 0 || (factor > 0) != isLargest)
      continue;
    std::optional<int64_t> extent = getConstantIntValue(extents[loop]);
    if (!extent)
      return std::nullopt;
    sum += factor * (*extent - 1);
  }
  return sum;
}

OpFoldResult RangeBounds::findEnd(const NestRange &range, OpFoldResult size) {
  AffineExpr a = builder.getAffineDimExpr(0);
  std::optional<int64_t> length = getConstantIntValue(size);
  OpFoldResult end = size;
  for (const NestLimit &limit : range.limits) {
    if (!limit.isLast)
      continue;
    OpFoldResult own =
        applyExpr(builder, loc, (a + 1).ceilDiv(rangeStep) * rangeStep,
                  {findLimit(limit, /*isLargest=*/true)});
    std::optional<int64_t> most = findExtreme(limit, /*isLargest=*/true),
                           least = findExtreme(limit, /*isLargest=*/false);
    if (!least || *least < -1)
      own = applyMax(builder, loc, own, builder.getIndexAttr(0));
    bool isWithin =
        most && length &&
        llvm::divideCeilSigned(*most + 1, rangeStep) * rangeStep <= *length;
    end = isWithin && end == size ? own : applyMin(builder, loc, own, end);
  }
  return end;
}

OpFoldResult RangeBounds::findBegin(const NestRange &range, OpFoldResult end) {
  AffineExpr a = builder.getAffineDimExpr(0);
  OpFoldResult begin = builder.getIndexAttr(0);
  std::optional<int64_t> least = getConstantIntValue(end);
  bool isWithin = true;
  for (const NestLimit &limit : range.limits) {
    if (limit.isLast)
      continue;
    OpFoldResult own =
        applyExpr(builder, loc, a.floorDiv(rangeStep) * rangeStep,
                  {findLimit(limit, /*isLargest=*/false)});
    std::optional<int64_t> most = findExtreme(limit, /*isLargest=*/true),
                           first = findExtreme(limit, /*isLargest=*/false);
    begin = isZeroInteger(begin) && first && *first >= 0
                ? own
                : applyMax(builder, loc, begin, own);
    isWithin &= most && least && *most <= *least;
  }
  return isWithin ? begin : applyMin(builder, loc, begin, end);
}

LoopTile applyRange(OpBuilder &builder, Location loc, const NestRange &range,
                    ArrayRef<OpFoldResult> extents, ArrayRef<LoopTile> steps) {
  RangeBounds bounds(builder, loc, extents, steps);
  OpFoldResult size = applySize(builder, loc, range.size);
  OpFoldResult end = bounds.findEnd(range, size),
               begin = bounds.findBegin(range, end);
  AffineExpr a = builder.getAffineDimExpr(0), b = builder.getAffineDimExpr(1);
  std::optional<int64_t> most = getConstantIntValue(size);
  OpFoldResult length = most ? applyRest(builder, loc, begin, end, *most)
                             : applyExpr(builder, loc, b - a, {begin, end});
  return {begin, length};
}

} // namespace ag
