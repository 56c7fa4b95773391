//===- NestWriterRanges.cpp - ranges that a nest's iterations need --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which range does an iteration need of a dimension that is no loop of the
// nest? It needs the positions within the limits of any element of its tiles,
// rounded outwards to multiples of 64 for vectors. For j from %o to %o + 63:
//
//   i >= j - 5      from (%o - 5) rounded down, and from 0 at least
//   i <= j + 5      to %o + 69 rounded up, and to the size at most
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestWriter.h"
#include "Common/Nests/TileLimits.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

OpFoldResult NestWriter::getSize(const NestSize &size) {
  return tensor::getMixedSize(rewriter, plan.ops.back().getOp()->getLoc(),
                              size.operand->get(), size.dim);
}

OpFoldResult NestWriter::findLimit(const NestLimit &limit, bool isLargest) {
  Location loc = plan.ops.back().getOp()->getLoc();
  SmallVector<LimitIndex> indices;
  for (auto [loop, factor] : llvm::enumerate(limit.factors))
    if (factor != 0)
      indices.push_back({steps[loop], factor});
  SmallVector<LimitSize> sizes;
  for (auto [size, factor] : limit.sizes)
    sizes.push_back({getSize(size), factor});
  return applyLimit(rewriter, loc, limit.constant, indices, sizes, isLargest);
}

/// Returns the limit over all iterations, or std::nullopt if it depends on a
/// dynamic size.
std::optional<int64_t> NestWriter::findExtreme(const NestLimit &limit,
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

/// Returns the end of the range, one past the last position needed.
OpFoldResult NestWriter::findEnd(const NestRange &range, OpFoldResult size) {
  Location loc = plan.ops.back().getOp()->getLoc();
  AffineExpr a = rewriter.getAffineDimExpr(0);
  std::optional<int64_t> length = getConstantIntValue(size);
  OpFoldResult end = size;
  for (const NestLimit &limit : range.limits) {
    if (!limit.isLast)
      continue;
    OpFoldResult own =
        applyExpr(rewriter, loc, (a + 1).ceilDiv(rangeStep) * rangeStep,
                  {findLimit(limit, /*isLargest=*/true)});
    std::optional<int64_t> most = findExtreme(limit, /*isLargest=*/true),
                           least = findExtreme(limit, /*isLargest=*/false);
    if (!least || *least < -1)
      own = applyMax(rewriter, loc, own, rewriter.getIndexAttr(0));
    bool isWithin =
        most && length &&
        llvm::divideCeilSigned(*most + 1, rangeStep) * rangeStep <= *length;
    end = isWithin && end == size ? own : applyMin(rewriter, loc, own, end);
  }
  return end;
}

/// Returns the first position needed, at most `end`.
OpFoldResult NestWriter::findBegin(const NestRange &range, OpFoldResult end) {
  Location loc = plan.ops.back().getOp()->getLoc();
  AffineExpr a = rewriter.getAffineDimExpr(0);
  OpFoldResult begin = rewriter.getIndexAttr(0);
  std::optional<int64_t> least = getConstantIntValue(end);
  bool isWithin = true;
  for (const NestLimit &limit : range.limits) {
    if (limit.isLast)
      continue;
    OpFoldResult own =
        applyExpr(rewriter, loc, a.floorDiv(rangeStep) * rangeStep,
                  {findLimit(limit, /*isLargest=*/false)});
    std::optional<int64_t> most = findExtreme(limit, /*isLargest=*/true),
                           first = findExtreme(limit, /*isLargest=*/false);
    begin = isZeroInteger(begin) && first && *first >= 0
                ? own
                : applyMax(rewriter, loc, begin, own);
    isWithin &= most && least && *most <= *least;
  }
  return isWithin ? begin : applyMin(rewriter, loc, begin, end);
}

LoopTile NestWriter::findRange(const NestRange &range) {
  Location loc = plan.ops.back().getOp()->getLoc();
  OpFoldResult size = getSize(range.size);
  OpFoldResult end = findEnd(range, size), begin = findBegin(range, end);
  AffineExpr a = rewriter.getAffineDimExpr(0), b = rewriter.getAffineDimExpr(1);
  std::optional<int64_t> most = getConstantIntValue(size);
  OpFoldResult length = most ? applyRest(rewriter, loc, begin, end, *most)
                             : applyExpr(rewriter, loc, b - a, {begin, end});
  return {begin, length};
}

/// Finds the ranges that depend on the indices of exactly `level` loops.
void NestWriter::findRanges(unsigned level) {
  ranges.resize(plan.ranges.size());
  for (auto [number, range] : llvm::enumerate(plan.ranges))
    if (range.depth == level)
      ranges[number] = findRange(range);
}

} // namespace ag
