//===- TileSumsByDots.cpp - tiles with vectors along the sums -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are few rows multiplied by a matrix that is contiguous along the sums,
// without transposing it? For C(m, n) += A(m, k) * B(n, k), 4 x 4 at a time:
//
//   acc[r][c] = neutral                     a vector along k for each sum
//   for k step 16
//     b[c] = transfer_read B[n + c, k..]
//     acc[r][c] += transfer_read(A[m + r, k..]) * b[c]
//   C[m + r, n..n + 3] = start + the sums of the lanes of acc[r][0..3]
//
// The lanes of several sums are reduced together. Each step halves the lanes of
// each sum, and the first steps halve the number of vectors too:
//
//   [a a a a] [b b b b]  ->  [a a b b] + [a a b b]  ->  [a b] + [a b]
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/TileSums.h"
#include "CPU/Rows/VectorBody.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {

/// Returns the lanes of the first half of each block of `size` lanes, or of the
/// second half.
static SmallVector<int64_t> takeHalves(int64_t lanes, int64_t size,
                                       bool second) {
  SmallVector<int64_t> places;
  for (int64_t lane = 0; lane < lanes; ++lane)
    if ((lane % size >= size / 2) == second)
      places.push_back(lane);
  return places;
}

/// Reduces the lanes of each vector by the combiner, and returns the results as
/// the lanes of one vector. There are at most as many vectors as lanes; both
/// numbers are powers of two.
static Value joinLanes(OpBuilder &builder, Location loc, Operation *combiner,
                       ArrayRef<Value> vectors) {
  SmallVector<Value> joined(vectors);
  int64_t lanes = cast<VectorType>(vectors.front().getType()).getNumElements();
  for (int64_t size = lanes; size > 1; size /= 2) {
    int64_t step = joined.size() > 1 ? 2 : 1, width = lanes;
    SmallVector<Value> next;
    for (size_t first = 0; first < joined.size(); first += step) {
      Value a = joined[first], b = joined[first + step - 1];
      width = step * cast<VectorType>(a.getType()).getNumElements();
      Value halves[2];
      for (bool second : {false, true})
        halves[second] = vector::ShuffleOp::create(
            builder, loc, a, b, takeHalves(width, size, second));
      next.push_back(
          emitCombiner(builder, loc, combiner, halves[0], halves[1]));
    }
    joined = std::move(next);
  }
  return joined.front();
}

/// Adds the products of one vector of positions to the sums, row by row.
SmallVector<Value> TileSums::emitDotStep(OpBuilder &builder,
                                         ArrayRef<Value> columns,
                                         const Lanes &along,
                                         ValueRange accumulators) {
  Location loc = op.getLoc();
  SmallVector<Value> vectors, next;
  for (Value column : columns) {
    indices[plan.n] = column;
    vectors.push_back(readLanes(builder, loc, summation.matrix.tensor,
                                summation.matrix.map, indices, along));
  }
  bool isFirst = plan.scalarOperand->getOperandNumber() == 0;
  for (const RowPlace &row : rows) {
    moveTo(row);
    Value ours = readLanes(builder, loc, plan.scalarOperand->get(),
                           op.getMatchingIndexingMap(plan.scalarOperand),
                           indices, along);
    for (Value theirs : vectors) {
      Value old = accumulators[next.size()];
      Value sum = emitVectorBody(
                      builder, loc, op,
                      {isFirst ? ours : theirs, isFirst ? theirs : ours, old},
                      indices, along)
                      .front();
      allowFusedMultiplyAdd(sum);
      next.push_back(along.mask ? arith::SelectOp::create(builder, loc,
                                                          along.mask, sum, old)
                                      .getResult()
                                : sum);
    }
  }
  return next;
}

SmallVector<Value> TileSums::emitDots(OpBuilder &builder, ValueRange tensors) {
  unsigned dotLoop = *summation.shape.dotLoop;
  Location loc = op.getLoc();
  Operation *combiner = getCombiner(op);
  Value neutral = arith::ConstantOp::create(
      builder, loc, *arith::getNeutralElement(combiner));
  int64_t extent = op.getStaticLoopRanges()[dotLoop];
  int64_t width = summation.shape.lanes;
  if (!ShapedType::isDynamic(extent))
    width = std::min<int64_t>(width, llvm::bit_floor<uint64_t>(extent));
  width = std::max(width, lanes.width);
  SmallVector<Value> columns;
  Value first = indices[plan.n];
  for (int64_t column = 0; column < lanes.width; ++column)
    columns.push_back(arith::AddIOp::create(
        builder, loc, first,
        arith::ConstantIndexOp::create(builder, loc, column)));
  SmallVector<unsigned> others(plan.sums);
  llvm::erase(others, dotLoop);
  SmallVector<Value> parts(rows.size() * columns.size(),
                           splat(builder, loc, neutral, width));
  parts = buildLaneSums(
      builder, loc, {others, summation.extents, indices, parts, findSums(op)},
      {dotLoop, width}, LastLanes::Masked,
      [&](OpBuilder &nested, const Lanes &along, ValueRange inner) {
        return emitDotStep(nested, columns, along, inner);
      });
  indices[plan.n] = first;
  SmallVector<Value> sums = emitStart(builder, tensors);
  for (auto [row, sum] : llvm::enumerate(sums))
    sum = emitCombiner(
        builder, loc, combiner, sum,
        joinLanes(builder, loc, combiner,
                  ArrayRef(parts).slice(row * columns.size(), columns.size())));
  return sums;
}

} // namespace ag
