//===- ContractionTile.cpp - one register tile of a contraction -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/ContractionTile.h"
#include "CPU/Contraction/Contraction.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Returns the position of the row with this number, counted through all loops
/// of rows.
Contraction::Row Contraction::getRow(OpBuilder &builder, Value number) {
  Location loc = op.getLoc();
  Row row(plan.rows.size());
  for (int64_t loop = row.size() - 1; loop > 0; --loop) {
    Value extent =
        getValueOrCreateConstantIndexOp(builder, loc, extents[plan.rows[loop]]);
    row[loop] = arith::RemUIOp::create(builder, loc, number, extent);
    number = arith::DivUIOp::create(builder, loc, number, extent);
  }
  if (!row.empty())
    row.front() = number;
  return row;
}

/// Returns the next row: increments the innermost index, and carries into the
/// others.
Contraction::Row Contraction::getNextRow(OpBuilder &builder, const Row &row) {
  Location loc = op.getLoc();
  Row next(row);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value carry = arith::ConstantIndexOp::create(builder, loc, 1);
  for (int64_t loop = row.size() - 1; loop >= 0; --loop) {
    next[loop] = arith::AddIOp::create(builder, loc, row[loop], carry);
    if (loop == 0)
      break;
    Value extent =
        getValueOrCreateConstantIndexOp(builder, loc, extents[plan.rows[loop]]);
    Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        next[loop], extent);
    next[loop] = arith::SelectOp::create(builder, loc, wraps, zero, next[loop]);
    carry = arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                         wraps);
  }
  return next;
}

void Contraction::moveTo(const Row &row) {
  for (auto [loop, place] : llvm::zip_equal(plan.rows, row))
    indices[loop] = place;
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

SmallVector<Value> Contraction::emitStart(OpBuilder &builder,
                                          ArrayRef<Row> rows,
                                          const Lanes &lanes,
                                          ValueRange tensors) {
  SmallVector<Value> accumulators;
  for (const Row &row : rows) {
    moveTo(row);
    Value first = start.scalar;
    if (!first)
      first = readLanes(builder, op.getLoc(),
                        isInPlace ? tensors.front() : start.destination,
                        mapOf(op.getDpsInitOperand(0)), indices, lanes);
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
SmallVector<Value> Contraction::emitStep(OpBuilder &builder, ArrayRef<Row> rows,
                                         const Lanes &lanes,
                                         ValueRange accumulators) {
  Location loc = op.getLoc();
  Value vector =
      readLanes(builder, loc, vectorTensor, vectorMap, indices, lanes);
  bool scalarFirst = plan.scalarOperand->getOperandNumber() == 0;
  SmallVector<Value> next;
  for (auto [row, accumulator] : llvm::zip(rows, accumulators)) {
    moveTo(row);
    Value scalar = readLanes(builder, loc, plan.scalarOperand->get(),
                             mapOf(plan.scalarOperand), indices, lanes);
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

SmallVector<Value> Contraction::emitSums(OpBuilder &builder, ArrayRef<Row> rows,
                                         const Lanes &lanes,
                                         ValueRange tensors) {
  SmallVector<Value> starts = emitStart(builder, rows, lanes, tensors);
  return buildSums(
      builder, op.getLoc(),
      {plan.sums, extents, indices, starts, findSums(op), blockOfTile},
      [&](OpBuilder &nested, ValueRange inner) {
        return emitStep(nested, rows, lanes, inner);
      });
}

/// Returns the position in `indices` in terms of the epilogue's loops.
SmallVector<Value> Contraction::getEpiloguePlaces(OpBuilder &builder) {
  AffineMap ours = mapOf(op.getDpsInitOperand(0));
  AffineMap theirs = epilogue.getMatchingIndexingMap(epilogueUse);
  SmallVector<Value> places(epilogue.getNumLoops());
  for (auto [place, expr] :
       llvm::zip_equal(theirs.getResults(), ours.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    places[cast<AffineDimExpr>(place).getPosition()] =
        loop ? indices[loop.getPosition()]
             : arith::ConstantIndexOp::create(builder, op.getLoc(), 0)
                   .getResult();
  }
  return places;
}

SmallVector<Value> Contraction::applyEpilogue(OpBuilder &builder,
                                              Value accumulator,
                                              const Lanes &lanes) {
  SmallVector<Value> values;
  if (written.front()->getOwner() == op)
    values.push_back(accumulator);
  if (!epilogue)
    return values;
  Location loc = op.getLoc();
  SmallVector<Value> places = getEpiloguePlaces(builder);
  Lanes theirs{*getLastLoop(epilogue.getMatchingIndexingMap(epilogueUse)),
               lanes.width};
  SmallVector<Value> arguments;
  for (OpOperand *input : epilogue.getDpsInputOperands())
    arguments.push_back(input == epilogueUse
                            ? accumulator
                            : readLanes(builder, loc, input->get(),
                                        epilogue.getMatchingIndexingMap(input),
                                        places, theirs));
  arguments.resize(epilogue->getNumOperands());
  llvm::append_range(values, emitVectorBody(builder, loc, epilogue, arguments,
                                            places, theirs));
  return values;
}

Contraction::WrittenPlace Contraction::getWrittenPlace(OpBuilder &builder,
                                                       unsigned number,
                                                       const Lanes &lanes) {
  OpOperand *init = written[number];
  if (init->getOwner() == op)
    return {mapOf(init), indices, lanes};
  AffineMap map = epilogue.getMatchingIndexingMap(init);
  return {map, getEpiloguePlaces(builder),
          Lanes{*getLastLoop(map), lanes.width}};
}

Value Contraction::write(OpBuilder &builder, unsigned number, Value value,
                         Value tensor, const Lanes &lanes) {
  WrittenPlace place = getWrittenPlace(builder, number, lanes);
  return writeLanes(builder, op.getLoc(), value, tensor, place.map,
                    place.indices, place.lanes);
}

Value Contraction::readBack(OpBuilder &builder, unsigned holder, Value tensor,
                            const Lanes &lanes) {
  WrittenPlace place = getWrittenPlace(builder, holder, lanes);
  return readLanes(builder, op.getLoc(), tensor, place.map, place.indices,
                   place.lanes);
}

void Contraction::applyAndWrite(OpBuilder &builder, Value sum,
                                MutableArrayRef<Value> tensors,
                                const Lanes &lanes,
                                std::optional<unsigned> holder) {
  for (auto [number, value] :
       llvm::enumerate(applyEpilogue(builder, sum, lanes)))
    if (number != holder || value != sum)
      tensors[number] = write(builder, number, value, tensors[number], lanes);
}

std::optional<unsigned> Contraction::findHolder() {
  bool isLong =
      epilogue &&
      llvm::any_of(epilogue.getBody()->without_terminator(),
                   [](Operation &nested) {
                     return isa<math::MathDialect>(nested.getDialect());
                   });
  if (isLong)
    for (auto [number, init] : llvm::enumerate(written))
      if (init->get().getType() == op.getResult(0).getType())
        return number;
  return std::nullopt;
}

/// Emits an epilogue that is long on vectors once, in a loop over rows that
/// reads the sums back, instead of once for each row.
SmallVector<Value> Contraction::emitRows(OpBuilder &builder, Tile tile,
                                         Value firstRow, ArrayRef<Row> rows,
                                         ValueRange accumulators,
                                         ValueRange carried,
                                         const Lanes &lanes) {
  std::optional<unsigned> holder = tile.rows > 1 ? findHolder() : std::nullopt;
  SmallVector<Value> tensors(carried);
  for (auto [row, accumulator] : llvm::zip(rows, accumulators)) {
    moveTo(row);
    if (holder)
      tensors[*holder] =
          write(builder, *holder, accumulator, tensors[*holder], lanes);
    else
      applyAndWrite(builder, accumulator, tensors, lanes);
  }
  if (!holder)
    return tensors;
  Location loc = op.getLoc();
  return buildLoop(
      builder, loc, LoopKind::Sequential, builder.getIndexAttr(0),
      builder.getIndexAttr(tile.rows), 1, tensors,
      [&](OpBuilder &nested, Value offset, ValueRange inner) {
        moveTo(getRow(nested,
                      arith::AddIOp::create(nested, loc, firstRow, offset)));
        SmallVector<Value> next(inner);
        Value sum = readBack(nested, *holder, next[*holder], lanes);
        applyAndWrite(nested, sum, next, lanes, holder);
        return next;
      });
}

SmallVector<Value> Contraction::emitTile(OpBuilder &builder, Tile tile,
                                         const Lanes &lanes, Value firstRow,
                                         ValueRange tensors) {
  SmallVector<Row> rows = {getRow(builder, firstRow)};
  while (static_cast<int64_t>(rows.size()) < tile.rows)
    rows.push_back(getNextRow(builder, rows.back()));
  SmallVector<Value> sums = tile.along == Along::Sums
                                ? emitDots(builder, rows, lanes, tensors)
                                : emitSums(builder, rows, lanes, tensors);
  return emitRows(builder, tile, firstRow, rows, sums, tensors, lanes);
}

} // namespace ag
