//===- EmptyOps.cpp - pads of nothing -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Sizes that are 0 at run time need no care: loops over them just end. Those
// that are 0 by the types would become views that begin behind a tensor's end.
//
//===----------------------------------------------------------------------===//
#include "EmptyOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {
namespace {

/// A pad of nothing is what it pads with:
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
} // namespace

void populateEmptyPatterns(RewritePatternSet &patterns) {
  patterns.add<PadNothing>(patterns.getContext(), /*benefit=*/2);
}

} // namespace ag
