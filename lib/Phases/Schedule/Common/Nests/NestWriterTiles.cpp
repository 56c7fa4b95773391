//===- NestWriterTiles.cpp - ops in the loops of a nest -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/NestWriter.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the slice of a tensor, indexed by `map`, for the current iteration
/// of the loops. `whole` is already the slice of the first `from` loops.
NestPart NestWriter::partOf(Value whole, AffineMap map, const NestedOp &op,
                            unsigned from) {
  NestPart part;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(place);
    std::optional<unsigned> shared =
        loop ? op.loops[loop.getPosition()] : std::nullopt;
    bool isMoved = shared && *shared >= from && *shared < steps.size();
    part.isAll &= !isMoved;
    part.offsets.push_back(isMoved ? steps[*shared].offset
                                   : rewriter.getIndexAttr(0));
    part.sizes.push_back(
        isMoved ? steps[*shared].size
                : tensor::getMixedSize(rewriter, whole.getLoc(), whole, dim));
  }
  part.strides.assign(part.offsets.size(), rewriter.getIndexAttr(1));
  return part;
}

/// Returns partOf, further limited to the ranges of the op. Dimensions in which
/// the producer's tile of `made` already has a range keep it.
NestPart NestWriter::tileOf(Value whole, AffineMap map, const NestedOp &op,
                            unsigned from, Value made) {
  NestPart part = partOf(whole, map, op, from);
  const NestedOp *producer = made ? find(made) : nullptr;
  for (auto [dim, place] : llvm::enumerate(map.getResults())) {
    std::optional<unsigned> range = op.getRange(place);
    if (!range || (producer && producer->getRange(made, dim)))
      continue;
    const auto &[offset, size] = ranges[*range];
    part.isAll &= isZeroInteger(offset) && size == part.sizes[dim];
    part.offsets[dim] = offset;
    part.sizes[dim] = size;
  }
  return part;
}

Value NestWriter::cut(Value whole, const NestPart &part, const NestedOp &op) {
  if (part.isAll)
    return whole;
  return tensor::ExtractSliceOp::create(rewriter, op.getOp()->getLoc(), whole,
                                        part.offsets, part.sizes, part.strides);
}

Value NestWriter::readTile(Value value, AffineMap map, const NestedOp &op) {
  if (!map || !isa<RankedTensorType>(value.getType()))
    return value;
  const NestedOp *producer = find(value);
  if (!producer)
    return cut(value, tileOf(value, map, op, 0), op);
  Value tile = tiles.at(value);
  return cut(tile, tileOf(tile, map, op, producer->depth, value), op);
}

/// Returns the tile that `op` writes to through its operand `start`, which is a
/// tile of `init`.
Value NestWriter::startTile(OpOperand &start, Value init, AffineMap map,
                            const NestedOp &op) {
  auto number = startsFrom.find(&start);
  if (number != startsFrom.end() && !carried[number->second].isSummed.none())
    return cut(carried[number->second].whole,
               tileOf(carried[number->second].whole, map, op,
                      carried[number->second].from),
               op);
  if (auto fill = init.getDefiningOp<linalg::FillOp>()) {
    Value below = startTile(start, fill.getOutputs().front(), map, op);
    return linalg::FillOp::create(rewriter, fill.getLoc(), fill.getInputs(),
                                  below)
        .getResult(0);
  }
  if (number != startsFrom.end())
    return cut(carried[number->second].whole,
               tileOf(carried[number->second].whole, map, op, 0), op);
  auto empty = init.getDefiningOp<tensor::EmptyOp>();
  if (!empty)
    return readTile(init, map, op);
  return tensor::EmptyOp::create(rewriter, empty.getLoc(),
                                 tileOf(init, map, op, 0).sizes,
                                 empty.getType().getElementType());
}

/// Inserts a tile into a result.
void NestWriter::put(NestResult &value, const NestPart &part, Value tile) {
  value.whole = tensor::InsertSliceOp::create(
      rewriter, value.op->getOp()->getLoc(), tile, value.whole, part.offsets,
      part.sizes, part.strides);
}

/// Clones the op onto operands that are tiles, and offsets its indices by those
/// of `tiles`.
static Operation *makeTile(OpBuilder &builder, Operation *op,
                           ArrayRef<Value> operands,
                           ArrayRef<std::optional<LoopTile>> tiles) {
  if (auto moving = dyn_cast<DimensionRuleOpInterface>(op))
    return moving.makePart(builder, {operands});
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
  SmallVector<std::optional<LoopTile>> taken(op.loops.size());
  for (auto [number, loop] : llvm::enumerate(op.loops)) {
    if (loop && *loop < op.depth)
      taken[number] = steps[*loop];
    else if (!op.ranges.empty() && op.ranges[number])
      taken[number] = ranges[*op.ranges[number]];
  }
  Operation *tile = makeTile(rewriter, op.getOp(), operands, taken);
  for (auto [result, made] :
       llvm::zip_equal(op.getOp()->getResults(), tile->getResults()))
    tiles[result] = made;
  for (NestResult &value : carried)
    if (value.op == &op)
      put(value, tileOf(value.whole, value.map, op, value.from),
          tiles.at(value.result));
}
} // namespace ag
