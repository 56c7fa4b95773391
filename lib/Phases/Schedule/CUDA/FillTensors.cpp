//===- FillTensors.cpp - tensors of constants, filled by kernels ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a GPU create a tensor from numbers? By linalg ops, which become
// kernels, as the host writes no element. Results that no op uses are erased,
// as their loops would have no memory for them.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FILLTENSORSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

namespace {
/// Returns a tensor whose elements are all `value`.
Value makeFilled(OpBuilder &builder, Location loc, RankedTensorType type,
                 ValueRange sizes, Value value) {
  Value empty = tensor::EmptyOp::create(builder, loc, type, sizes);
  return linalg::FillOp::create(builder, loc, value, empty).getResult(0);
}

/// Fills a constant whose elements are equal. Load uploads other constants.
struct FillConstant : OpRewritePattern<arith::ConstantOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ConstantOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<RankedTensorType>(op.getType());
    auto value = dyn_cast<SplatElementsAttr>(op.getValue());
    if (!type || !value)
      return failure();
    Value number = arith::ConstantOp::create(
        rewriter, op.getLoc(),
        cast<TypedAttr>(value.getSplatValue<Attribute>()));
    rewriter.replaceOp(op, makeFilled(rewriter, op.getLoc(), type, {}, number));
    return success();
  }
};

struct FillSplat : OpRewritePattern<tensor::SplatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::SplatOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, makeFilled(rewriter, op.getLoc(), op.getType(),
                                      op.getDynamicSizes(), op.getInput()));
    return success();
  }
};

/// Inserts a single element as a slice.
struct FillElement : OpRewritePattern<tensor::InsertOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::InsertOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op.getType());
    Value filled = makeFilled(rewriter, loc,
                              RankedTensorType::get({}, type.getElementType()),
                              {}, op.getScalar());
    SmallVector<OpFoldResult> ones(type.getRank(), rewriter.getIndexAttr(1));
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
        op, filled, op.getDest(), getAsOpFoldResult(op.getIndices()), ones,
        ones);
    return success();
  }
};

struct FillTensorsPass
    : WithModels<impl::FillTensorsPassBase<FillTensorsPass>> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FillConstant, FillElement, FillSplat>(&getContext());
    linalg::populateConvertToDestinationStylePatterns(patterns);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    GreedyRewriteConfig config;
    config.enableFolding(false)
        .enableConstantCSE(false)
        .setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
