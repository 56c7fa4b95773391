//===- ContractionDots.cpp - contractions with vectors along the sums -----===//
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
#include "CPU/Contraction/Contraction.h"
#include "CPU/Contraction/ContractionTile.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {

std::optional<unsigned> Contraction::findDotLoop() {
  std::optional<unsigned> loop = getLastLoop(mapOf(plan.vectorOperand));
  if (!loop || !llvm::is_contained(plan.sums, *loop) ||
      getLastLoop(mapOf(plan.scalarOperand)) != loop ||
      !isVectorizable(op, *loop) || !getCombiner(op))
    return std::nullopt;
  int64_t extent = op.getStaticLoopRanges()[*loop];
  bool isShort = !ShapedType::isDynamic(extent) && extent < 4;
  return isShort ? std::nullopt : loop;
}

/// Returns the number of sums that a tile has for each row, at most 8. The
/// registers hold a vector of accumulators for each sum, one vector for each
/// column of B, and one of A. With one row, vectors of B are read as they are
/// multiplied.
int64_t Contraction::widestDots(int64_t rows) {
  int64_t columns = std::min<int64_t>(8, lanes());
  auto count = [&] { return rows * columns + (rows > 1 ? columns : 0) + 1; };
  while (columns > 1 && count() > machine.vectorRegisters)
    columns /= 2;
  return columns;
}

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
Value Contraction::joinLanes(OpBuilder &builder, Operation *combiner,
                             ArrayRef<Value> vectors) {
  Location loc = op.getLoc();
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
SmallVector<Value> Contraction::emitDotStep(OpBuilder &builder,
                                            ArrayRef<Row> rows,
                                            ArrayRef<Value> columns,
                                            const Lanes &lanes,
                                            ValueRange accumulators) {
  Location loc = op.getLoc();
  SmallVector<Value> vectors, next;
  for (Value column : columns) {
    indices[plan.n] = column;
    vectors.push_back(readLanes(builder, loc, plan.vectorOperand->get(),
                                mapOf(plan.vectorOperand), indices, lanes));
  }
  bool isFirst = plan.scalarOperand->getOperandNumber() == 0;
  for (const Row &row : rows) {
    moveTo(row);
    Value ours = readLanes(builder, loc, plan.scalarOperand->get(),
                           mapOf(plan.scalarOperand), indices, lanes);
    for (Value theirs : vectors) {
      Value old = accumulators[next.size()];
      Value sum = emitVectorBody(
                      builder, loc, op,
                      {isFirst ? ours : theirs, isFirst ? theirs : ours, old},
                      indices, lanes)
                      .front();
      allowFusedMultiplyAdd(sum);
      next.push_back(lanes.mask ? arith::SelectOp::create(builder, loc,
                                                          lanes.mask, sum, old)
                                      .getResult()
                                : sum);
    }
  }
  return next;
}

SmallVector<Value> Contraction::emitDots(OpBuilder &builder, ArrayRef<Row> rows,
                                         const Lanes &lanes,
                                         ValueRange tensors) {
  Location loc = op.getLoc();
  Operation *combiner = getCombiner(op);
  Value neutral = arith::ConstantOp::create(
      builder, loc, *arith::getNeutralElement(combiner));
  int64_t extent = op.getStaticLoopRanges()[*dotLoop], width = this->lanes();
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
  llvm::erase(others, *dotLoop);
  SmallVector<Value> parts(rows.size() * columns.size(),
                           splat(builder, loc, neutral, width));
  parts = buildLaneSums(
      builder, loc, {others, extents, indices, parts, findSums(op)},
      {*dotLoop, width}, LastLanes::Masked,
      [&](OpBuilder &nested, const Lanes &along, ValueRange inner) {
        return emitDotStep(nested, rows, columns, along, inner);
      });
  indices[plan.n] = first;
  SmallVector<Value> sums = emitStart(builder, rows, lanes, tensors);
  for (auto [row, sum] : llvm::enumerate(sums))
    sum = emitCombiner(
        builder, loc, combiner, sum,
        joinLanes(builder, combiner,
                  ArrayRef(parts).slice(row * columns.size(), columns.size())));
  return sums;
}

} // namespace ag
