//===- SlicesOfUpdates.cpp - slices that were just written ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Indexing/SlicesOfUpdates.h"
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// The position of a slice of a tensor.
struct SlicePosition {
  SmallVector<OpFoldResult> offsets, sizes, strides;

  bool operator==(const SlicePosition &other) const {
    return isEqualConstantIntOrValueArray(offsets, other.offsets) &&
           isEqualConstantIntOrValueArray(sizes, other.sizes) &&
           isEqualConstantIntOrValueArray(strides, other.strides);
  }
};

/// A slice that was inserted, and its position.
struct Insertion {
  Value slice;
  SlicePosition position;
};

SlicePosition getPosition(OffsetSizeAndStrideOpInterface op) {
  return {op.getMixedOffsets(), op.getMixedSizes(), op.getMixedStrides()};
}

SlicePosition getPosition(SliceOp op) {
  MLIRContext *context = op.getContext();
  return {toFoldResults(context, op.getStaticOffsets(), op.getOffsets()),
          toFoldResults(context, op.getStaticSizes(), op.getSizes()),
          getAsIndexOpFoldResult(context, op.getStrides())};
}

/// Returns the insertion that computes `tensor`, or std::nullopt if there is
/// none. The slice of an ag.update must have static sizes.
std::optional<Insertion> findInsertion(Value tensor) {
  if (auto insertion = tensor.getDefiningOp<tensor::InsertSliceOp>())
    return Insertion{insertion.getSource(), getPosition(insertion)};
  auto update = tensor.getDefiningOp<UpdateOp>();
  if (!update || !update.getY().getType().hasStaticShape())
    return std::nullopt;
  MLIRContext *context = update.getContext();
  return Insertion{
      update.getY(),
      {toFoldResults(context, update.getStaticOffsets(), update.getOffsets()),
       getAsIndexOpFoldResult(context, update.getY().getType().getShape()),
       getAsIndexOpFoldResult(context, update.getStrides())}};
}

/// Replaces a slice at the position of the last insertion by what was inserted:
///
///   %1 = ag.update %0, %v [%i, 0] [1, 1] : tensor<8x4xf32>, tensor<1x4xf32>
///   %y = ag.slice %1 [%i, 0] [1, 4] [1, 1] : .. -> tensor<1x4xf32>
///   -> %v
///
/// Upstream inserts what is inserted at this position next into %0. If %y was
/// still a slice of %1, %0 would have to be copied.
template <typename Op> struct SliceOfUpdate : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    std::optional<Insertion> last = findInsertion(op->getOperand(0));
    if (!last || !(last->position == getPosition(op)))
      return rewriter.notifyMatchFailure(op, "no op inserts this slice");
    auto from = cast<RankedTensorType>(last->slice.getType());
    auto to = cast<RankedTensorType>(op->getResult(0).getType());
    if (from == to) {
      rewriter.replaceOp(op, last->slice);
      return success();
    }
    if (!from.hasStaticShape() || !to.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "has another, dynamic shape");
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, last->slice, ValueRange(),
                                           to.getShape());
    return success();
  }
};

/// Upstream, and ag-schedule, fold slices of tensor.insert_slice.
struct ExtractOfUpdate : SliceOfUpdate<tensor::ExtractSliceOp> {
  using SliceOfUpdate::SliceOfUpdate;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getSource().getDefiningOp<UpdateOp>())
      return rewriter.notifyMatchFailure(op, "is left to upstream");
    return SliceOfUpdate::matchAndRewrite(op, rewriter);
  }
};
} // namespace

void populateSliceOfUpdatePatterns(RewritePatternSet &patterns) {
  patterns.add<ExtractOfUpdate, SliceOfUpdate<SliceOp>>(patterns.getContext());
}

} // namespace ag
