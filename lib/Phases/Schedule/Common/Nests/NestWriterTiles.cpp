//===- NestWriterTiles.cpp - ops in the loops of a nest -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestWriter.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

Value NestWriter::readTile(Value value, AffineMap map, const NestedOp &op) {
  if (!map || !isa<RankedTensorType>(value.getType()))
    return value;
  Location loc = op.getOp()->getLoc();
  const NestedOp *producer = ops.find(value);
  if (!producer)
    return iteration.tileOf(value, map, op, 0).extract(rewriter, loc, value);
  Value tile = tiles.at(value);
  return iteration.tileOf(tile, map, op, producer->depth, value)
      .extract(rewriter, loc, tile);
}

/// Returns the tile that `op` writes to through its operand `start`, which is a
/// tile of `init`.
Value NestWriter::startTile(OpOperand &start, Value init, AffineMap map,
                            const NestedOp &op) {
  Location loc = op.getOp()->getLoc();
  NestResult *started = results.findStarted(start);
  if (started && !started->isSummed.none())
    return iteration.tileOf(started->whole, map, op, started->from)
        .extract(rewriter, loc, started->whole);
  if (auto fill = init.getDefiningOp<linalg::FillOp>()) {
    Value below = startTile(start, fill.getOutputs().front(), map, op);
    return linalg::FillOp::create(rewriter, fill.getLoc(), fill.getInputs(),
                                  below)
        .getResult(0);
  }
  if (started)
    return iteration.tileOf(started->whole, map, op, started->from)
        .extract(rewriter, loc, started->whole);
  auto empty = init.getDefiningOp<tensor::EmptyOp>();
  if (!empty)
    return readTile(init, map, op);
  return tensor::EmptyOp::create(rewriter, empty.getLoc(),
                                 iteration.tileOf(init, map, op, 0).sizes,
                                 empty.getType().getElementType());
}

/// Returns the parts of the loops of a reshape's rule that are computed in
/// `tiles`. Other rules are plain and need none.
static SmallVector<LoopPart>
findParts(DimensionRuleOpInterface op,
          ArrayRef<std::optional<LoopTile>> tiles) {
  if (!isReshape(op))
    return {};
  SmallVector<LoopPart> parts(op.getDimensionRule().loops.size());
  for (auto [part, tile] : llvm::zip_first(parts, tiles))
    if (tile)
      part = {tile->offset, tile->size, /*extent=*/{}};
  return parts;
}

/// Clones the op onto operands that are tiles, and offsets its indices by those
/// of `tiles`.
static Operation *makeTile(OpBuilder &builder, Operation *op,
                           ArrayRef<Value> operands,
                           ArrayRef<std::optional<LoopTile>> tiles) {
  if (auto moving = dyn_cast<DimensionRuleOpInterface>(op))
    return moving.makePart(builder, {operands, findParts(moving, tiles)});
  auto tile = cast<linalg::LinalgOp>(builder.clone(*op));
  tile->setOperands(operands);
  for (auto [result, init] :
       llvm::zip_equal(tile->getResults(), tile.getDpsInits()))
    result.setType(init.getType());
  SmallVector<OpFoldResult> offsets(tiles.size(), builder.getIndexAttr(0));
  for (auto [offset, each] : llvm::zip_equal(offsets, tiles))
    if (each)
      offset = each->offset;
  linalg::offsetIndices(builder, tile, offsets);
  return tile;
}

void NestWriter::makeOp(const NestedOp &op) {
  auto writer = dyn_cast<DestinationStyleOpInterface>(op.getOp());
  SmallVector<Value> operands;
  for (OpOperand &operand : op.getOp()->getOpOperands()) {
    AffineMap map = op.stated->getMap(operand.getOperandNumber());
    operands.push_back(writer && writer.isDpsInit(&operand)
                           ? startTile(operand, operand.get(), map, op)
                           : readTile(operand.get(), map, op));
  }
  Operation *tile =
      makeTile(rewriter, op.getOp(), operands, iteration.getTiles(op));
  for (auto [result, made] :
       llvm::zip_equal(op.getOp()->getResults(), tile->getResults()))
    tiles[result] = made;
  for (NestResult &value : results.getAll())
    if (value.op == &op)
      value.whole = iteration.tileOf(value.whole, value.map, op, value.from)
                        .insert(rewriter, op.getOp()->getLoc(),
                                tiles.at(value.result), value.whole);
}
} // namespace ag
