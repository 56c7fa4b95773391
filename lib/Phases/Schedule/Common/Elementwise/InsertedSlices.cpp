//===- InsertedSlices.cpp - slices of what was inserted -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Elementwise/InsertedSlices.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;

namespace ag {
namespace {

///   %1 = tensor.insert_slice %v into %0[%i, 0] [1, 4] [1, 1] : tensor<4xf32>
///   %y = tensor.extract_slice %1[%i, 0] [1, 4] [1, 1] : .. to tensor<1x4xf32>
///   -> tensor.expand_shape %v [[0, 1]] : tensor<4xf32> into tensor<1x4xf32>
struct ReadInserted : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    auto insertion = op.getSource().getDefiningOp<tensor::InsertSliceOp>();
    if (!insertion || !insertion.isSameAs(op, isEqualConstantIntOrValue))
      return rewriter.notifyMatchFailure(op, "no op inserts this slice");
    RankedTensorType from = insertion.getSourceType(), to = op.getType();
    if (from.getRank() == to.getRank() || !from.hasStaticShape() ||
        !to.hasStaticShape())
      return rewriter.notifyMatchFailure(op, "is left to upstream");
    auto groups = getReassociationIndicesForReshape(from, to);
    if (!groups)
      return rewriter.notifyMatchFailure(op, "lacks other dimensions");
    Value value = insertion.getSource();
    if (from.getRank() < to.getRank())
      rewriter.replaceOpWithNewOp<tensor::ExpandShapeOp>(op, to, value,
                                                         *groups);
    else
      rewriter.replaceOpWithNewOp<tensor::CollapseShapeOp>(op, to, value,
                                                           *groups);
    return success();
  }
};
} // namespace

void populateInsertedSlicePatterns(RewritePatternSet &patterns) {
  patterns.add<ReadInserted>(patterns.getContext());
}

} // namespace ag
