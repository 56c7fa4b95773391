//===- EmptyOps.cpp - ops without elements --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sizes that are 0 at run time need no special case, as loops over them have no
// iterations. Sizes that are 0 by their types would become views that begin
// past a tensor's end.
//
//===----------------------------------------------------------------------===//
#include "Common/Elementwise/EmptyOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {

/// Replaces a pad of an empty source by its padding:
///
///   %y = tensor.pad %x low[3] high[1] { yield %v } : tensor<0xf32> to ...
///   -> tensor.generate { yield %v }
struct PadNothing : OpRewritePattern<tensor::PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::PadOp op,
                                PatternRewriter &rewriter) const override {
    if (!llvm::is_contained(op.getSourceType().getShape(), 0))
      return rewriter.notifyMatchFailure(op, "there is something to pad");
    ReifiedRankedShapedTypeDims shape;
    if (failed(reifyResultShapes(rewriter, op, shape)))
      return rewriter.notifyMatchFailure(op, "its shape is not known");
    SmallVector<int64_t> staticSizes;
    SmallVector<Value> sizes;
    dispatchIndexOpFoldResults(shape.front(), sizes, staticSizes);
    auto type = op.getResultType().clone(staticSizes);
    auto all = tensor::GenerateOp::create(rewriter, op.getLoc(), type, sizes);
    rewriter.inlineRegionBefore(op.getRegion(), all.getBody(),
                                all.getBody().begin());
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getResultType(), all);
    return success();
  }
};
/// Replaces a slice without elements by an empty tensor. Upstream's verifier
/// refuses the slice's offset once it is constant: a dimension of size 0 has no
/// element 0.
///
///   %y = tensor.extract_slice %x[%c0, %c0] [%n, 0] [1, 1] : tensor<?x0xf32>
///   -> tensor.empty(%n) : tensor<?x0xf32>
struct SliceNothing : OpRewritePattern<tensor::ExtractSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ExtractSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (!llvm::is_contained(op.getType().getShape(), 0))
      return rewriter.notifyMatchFailure(op, "the slice may have elements");
    ReifiedRankedShapedTypeDims shape;
    if (failed(reifyResultShapes(rewriter, op, shape)))
      return rewriter.notifyMatchFailure(op, "its shape is not known");
    Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), shape.front(),
                                          op.getType().getElementType());
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getType(), empty);
    return success();
  }
};

/// Erases an insertion of a slice without elements. The verifier refuses its
/// offset as well.
struct InsertNothing : OpRewritePattern<tensor::InsertSliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::InsertSliceOp op,
                                PatternRewriter &rewriter) const override {
    if (!llvm::is_contained(op.getSourceType().getShape(), 0))
      return rewriter.notifyMatchFailure(op, "the slice may have elements");
    rewriter.replaceOp(op, op.getDest());
    return success();
  }
};
} // namespace

void populateEmptyPatterns(RewritePatternSet &patterns) {
  patterns.add<InsertNothing, PadNothing, SliceNothing>(patterns.getContext(),
                                                        /*benefit=*/2);
}

} // namespace ag
