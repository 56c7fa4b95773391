//===- PlaceClamps.cpp - kernels that stay within tensors -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PlaceClamps.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

namespace ag {

bool PlaceClamps::follows(OpFoldResult number) const {
  auto value = dyn_cast<Value>(number);
  return value && elements.contains(value);
}

//===----------------------------------------------------------------------===//
// Clamps and demands
//===----------------------------------------------------------------------===//

/// Clamps an operand of `op` to at least `least` and at most `most`, an
/// expression of the symbols. The lower bound wins if it is greater.
void PlaceClamps::clamp(Operation *op, OpOperand &operand, int64_t least,
                        AffineExpr most, ArrayRef<OpFoldResult> symbols) {
  Location loc = op->getLoc();
  rewriter.setInsertionPoint(op);
  Value first = arith::ConstantIndexOp::create(rewriter, loc, least);
  Value last = getValueOrCreateConstantIndexOp(
      rewriter, loc,
      affine::makeComposedFoldedAffineApply(rewriter, loc, most, symbols));
  Value less = arith::MinSIOp::create(rewriter, loc, operand.get(), last);
  Value clamped = arith::MaxSIOp::create(rewriter, loc, less, first);
  elements.visit(less.getDefiningOp());
  elements.visit(clamped.getDefiningOp());
  rewriter.modifyOpInPlace(op, [&] { operand.set(clamped); });
}

/// Demands that `size` positions, `stride` apart, fit into an extent: from
/// `offset` on or, if it is null because elements give it, anywhere.
LogicalResult PlaceClamps::demandRoom(Operation *op, OpFoldResult offset,
                                      OpFoldResult size, OpFoldResult stride,
                                      OpFoldResult extent) {
  if (follows(extent))
    return op->emitOpError("at a place that an element gives, of a tensor "
                           "whose size elements give, is not compiled for "
                           "target=cuda yet");
  Location loc = op->getLoc();
  rewriter.setInsertionPoint(op);
  OpFoldResult zero = rewriter.getIndexAttr(0);
  OpFoldResult room = affine::makeComposedFoldedAffineApply(
      rewriter, loc, symbol(0) - 1 - (symbol(1) - 1) * symbol(2) - symbol(3),
      {extent, size, stride, offset ? offset : zero});
  if (std::optional<int64_t> known = getConstantIntValue(room);
      known && *known >= 0)
    return success();
  auto number = [&](OpFoldResult value) {
    return getValueOrCreateConstantIndexOp(rewriter, loc, value);
  };
  Value fits = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::sge,
                                     number(room), number(zero));
  std::string message =
      "{0} elements, {1} apart, fit nowhere into a dimension of {2}";
  SmallVector<Value> values{number(size), number(stride), number(extent)};
  if (offset) {
    message = (op->getName().getStringRef() +
               ": {0} elements from {3} on, {1} apart, do not fit into a "
               "dimension of {2}")
                  .str();
    values.push_back(number(offset));
  }
  RequireOp::create(rewriter, loc, fits, message, values);
  return success();
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

LogicalResult PlaceClamps::clampElement(tensor::ExtractOp op) {
  OpFoldResult one = rewriter.getIndexAttr(1);
  for (auto [dim, operand] : llvm::enumerate(op.getIndicesMutable())) {
    if (!elements.contains(operand.get()))
      continue;
    rewriter.setInsertionPoint(op);
    OpFoldResult extent =
        tensor::getMixedSize(rewriter, op.getLoc(), op.getTensor(), dim);
    if (failed(demandRoom(op, /*offset=*/nullptr, one, one, extent)))
      return failure();
    clamp(op, operand, 0, symbol(0) - 1, extent);
  }
  return success();
}

LogicalResult PlaceClamps::clampDim(tensor::DimOp op) {
  auto type = dyn_cast<RankedTensorType>(op.getSource().getType());
  if (!elements.contains(op.getIndex()) || !type)
    return success();
  OpFoldResult one = rewriter.getIndexAttr(1);
  OpFoldResult rank = rewriter.getIndexAttr(type.getRank());
  if (failed(demandRoom(op, /*offset=*/nullptr, one, one, rank)))
    return failure();
  clamp(op, op.getIndexMutable(), 0, symbol(0) - 1, rank);
  return success();
}

/// Replaces sizes that depend on elements by those of the source. A demand
/// refuses other sizes at the end. Returns the dimensions of these sizes.
llvm::SmallBitVector PlaceClamps::resolveSizes(tensor::InsertSliceOp op) {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> extents =
      tensor::getMixedSizes(rewriter, op.getLoc(), op.getSource());
  llvm::SmallBitVector dropped = op.getDroppedDims(), resolved(dropped.size());
  unsigned number = 0, sourceDim = 0;
  for (auto [dim, size] : llvm::enumerate(op.getMixedSizes())) {
    OpFoldResult extent =
        dropped.test(dim) ? rewriter.getIndexAttr(1) : extents[sourceDim++];
    if (!isa<Value>(size))
      continue;
    OpOperand &operand = op.getSizesMutable()[number++];
    if (!follows(size))
      continue;
    resolved.set(dim);
    rewriter.modifyOpInPlace(op, [&] {
      operand.set(
          getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), extent));
    });
  }
  return resolved;
}

/// Replaces the size that depends on elements by the only one that the other
/// sizes allow. A demand refuses other sizes at the end.
LogicalResult PlaceClamps::resolveSizes(tensor::ExpandShapeOp op) {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
  unsigned number = 0;
  for (auto [dim, group] : llvm::enumerate(op.getReassociationIndices())) {
    OpOperand *unknown = nullptr;
    int64_t others = 1;
    for (int64_t each : group) {
      std::optional<int64_t> known = getConstantIntValue(sizes[each]);
      bool isOperand = isa<Value>(sizes[each]);
      OpOperand *operand =
          isOperand ? &op.getOutputShapeMutable()[number++] : nullptr;
      if (follows(sizes[each]) && !unknown)
        unknown = operand;
      else if (!known || llvm::MulOverflow(others, *known, others))
        others = 0;
    }
    if (!unknown)
      continue;
    if (others == 0)
      return op.emitOpError("by sizes of which elements give one, and others "
                            "are not known, is not compiled for target=cuda "
                            "yet");
    OpFoldResult size = affine::makeComposedFoldedAffineApply(
        rewriter, op.getLoc(), symbol(0).floorDiv(others),
        {tensor::getMixedSize(rewriter, op.getLoc(), op.getSrc(), dim)});
    rewriter.modifyOpInPlace(op, [&] {
      unknown->set(
          getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), size));
    });
  }
  return success();
}

/// Clamps a stride so that the last of at least two positions is inside.
void PlaceClamps::clampStride(Operation *op, OpOperand &stride,
                              OpFoldResult offset, OpFoldResult size,
                              OpFoldResult extent) {
  rewriter.setInsertionPoint(op);
  OpFoldResult steps = affine::makeComposedFoldedAffineMax(
      rewriter, op->getLoc(),
      AffineMap::get(0, 1, {symbol(0) - 1, rewriter.getAffineConstantExpr(1)},
                     rewriter.getContext()),
      {size});
  clamp(op, stride, 1, (symbol(0) - 1 - symbol(1)).floorDiv(symbol(2)),
        {extent, offset, steps});
}

/// Clamps the strides of a slice, then its offsets, then its sizes. Sizes in
/// the dimensions `resolved` no longer depend on elements.
template <typename Op>
LogicalResult PlaceClamps::clampPart(Op op, Value whole,
                                     const llvm::SmallBitVector &resolved) {
  rewriter.setInsertionPoint(op);
  SmallVector<OpFoldResult> extents =
      tensor::getMixedSizes(rewriter, op.getLoc(), whole);
  unsigned offsets = 0, sizes = 0, strides = 0;
  auto take = [&](OpFoldResult value, const MutableOperandRange &operands,
                  unsigned &number) -> OpOperand * {
    OpOperand *operand = isa<Value>(value) ? &operands[number++] : nullptr;
    return operand && follows(value) ? operand : nullptr;
  };
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    OpFoldResult first = op.getMixedOffsets()[dim];
    OpFoldResult count = op.getMixedSizes()[dim];
    OpFoldResult step = op.getMixedStrides()[dim];
    OpOperand *offset = take(first, op.getOffsetsMutable(), offsets);
    OpOperand *size = take(count, op.getSizesMutable(), sizes);
    OpOperand *stride = take(step, op.getStridesMutable(), strides);
    if (!offset && !size && !stride && !resolved.test(dim))
      continue;
    if (offset)
      first = rewriter.getIndexAttr(0);
    if (!size &&
        failed(demandRoom(
            op, offset ? OpFoldResult() : first, count,
            stride ? OpFoldResult(rewriter.getIndexAttr(1)) : step, extent)))
      return failure();
    if (stride)
      clampStride(op, *stride, first,
                  size ? OpFoldResult(rewriter.getIndexAttr(2)) : count,
                  extent);
    // A slice whose size depends on elements, too, may begin past all elements.
    if (offset && size)
      clamp(op, *offset, 0, symbol(0), extent);
    else if (offset)
      clamp(op, *offset, 0, symbol(0) - 1 - (symbol(1) - 1) * symbol(2),
            {extent, count, op.getMixedStrides()[dim]});
    if (size)
      clamp(op, *size, 0, (symbol(0) - symbol(1)).ceilDiv(symbol(2)),
            {extent, op.getMixedOffsets()[dim], op.getMixedStrides()[dim]});
  }
  return success();
}

LogicalResult PlaceClamps::clamp(Operation *op) {
  if (!elements.contains(op->getOperands()))
    return success();
  if (auto element = dyn_cast<tensor::ExtractOp>(op))
    return clampElement(element);
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return clampDim(dim);
  if (auto shape = dyn_cast<tensor::ExpandShapeOp>(op))
    return resolveSizes(shape);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return clampPart(slice, slice.getSource(),
                     llvm::SmallBitVector(slice.getSourceType().getRank()));
  if (auto insertion = dyn_cast<tensor::InsertSliceOp>(op))
    return clampPart(insertion, insertion.getDest(), resolveSizes(insertion));
  return success();
}

} // namespace ag
