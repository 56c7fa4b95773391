//===- TileSums.cpp - sums of a register tile -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/TileSums.h"
#include "CPU/Rows/VectorBody.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace ag {

SmallVector<Value> TileSums::emitStart(OpBuilder &builder, ValueRange tensors) {
  SmallVector<Value> accumulators;
  for (const RowPlace &row : rows) {
    moveTo(row);
    Value first = summation.start.scalar;
    if (!first)
      first = readLanes(
          builder, op.getLoc(),
          summation.isInPlace ? tensors.front() : summation.start.destination,
          op.getMatchingIndexingMap(op.getDpsInitOperand(0)), indices, lanes);
    accumulators.push_back(splat(builder, op.getLoc(), first, lanes.width));
  }
  return accumulators;
}

void allowFusedMultiplyAdd(Value sum) {
  auto contract = arith::FastMathFlagsAttr::get(sum.getContext(),
                                                arith::FastMathFlags::contract);
  auto allow = [&](Operation *op) {
    if (isa_and_nonnull<arith::MulFOp, arith::AddFOp>(op))
      op->setAttr("fastmath", contract);
  };
  allow(sum.getDefiningOp());
  for (Value term : sum.getDefiningOp()->getOperands())
    allow(term.getDefiningOp());
}

/// Adds the products at one position of the sums.
SmallVector<Value> TileSums::emitStep(OpBuilder &builder,
                                      ValueRange accumulators) {
  Location loc = op.getLoc();
  Value vector = readLanes(builder, loc, summation.matrix.tensor,
                           summation.matrix.map, indices, lanes);
  bool scalarFirst = plan.scalarOperand->getOperandNumber() == 0;
  SmallVector<Value> next;
  for (auto [row, accumulator] : llvm::zip(rows, accumulators)) {
    moveTo(row);
    Value scalar = readLanes(builder, loc, plan.scalarOperand->get(),
                             op.getMatchingIndexingMap(plan.scalarOperand),
                             indices, lanes);
    Value sum = emitVectorBody(builder, loc, op,
                               {scalarFirst ? scalar : vector,
                                scalarFirst ? vector : scalar, accumulator},
                               indices, lanes)
                    .front();
    allowFusedMultiplyAdd(sum);
    next.push_back(sum);
  }
  return next;
}

/// The number of positions in a block, twice that of other sums. A tile has all
/// registers as accumulators, and joining two blocks reads and writes them in
/// memory.
constexpr int64_t blockOfTile = 128;

SmallVector<Value> TileSums::emitColumns(OpBuilder &builder,
                                         ValueRange tensors) {
  SmallVector<Value> starts = emitStart(builder, tensors);
  return buildSums(builder, op.getLoc(),
                   {plan.sums, summation.extents, indices, starts, findSums(op),
                    blockOfTile},
                   [&](OpBuilder &nested, ValueRange inner) {
                     return emitStep(nested, inner);
                   });
}

SmallVector<Value> TileSums::emit(OpBuilder &builder, TileVectors vectors,
                                  ValueRange tensors) {
  return vectors == TileVectors::AlongSums ? emitDots(builder, tensors)
                                           : emitColumns(builder, tensors);
}

} // namespace ag
