//===- Canonicalization.cpp - what every canonicalization does too --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/IR/EmptyLoops.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {
namespace {
/// Writes the sizes of an expansion that are numbers into its type.
///
///   %y = tensor.expand_shape %x [[0, 1]] output_shape [4, %n]
///        : tensor<?xf32> into tensor<?x?xf32>
///   -> %z = tensor.expand_shape %x [[0, 1]] output_shape [4, %n]
///           : tensor<?xf32> into tensor<4x?xf32>
///      %y = tensor.cast %z : tensor<4x?xf32> to tensor<?x?xf32>
///
/// Upstream's ComposeCollapseOfExpandOp makes expansions with a number where
/// the type has a ?, for which ConvertToStaticExpandShape then reads an operand
/// that is not there: this comes first.
struct ExpandIntoNumbers : OpRewritePattern<tensor::ExpandShapeOp> {
  explicit ExpandIntoNumbers(MLIRContext *context)
      : OpRewritePattern(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(tensor::ExpandShapeOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
    SmallVector<int64_t> shape(op.getType().getShape());
    for (auto [extent, size] : llvm::zip_equal(shape, sizes))
      if (std::optional<int64_t> number = getConstantIntValue(size);
          number && *number >= 0 && ShapedType::isDynamic(extent)) {
        extent = *number;
        size = rewriter.getIndexAttr(extent);
      }
    if (shape == op.getType().getShape())
      return rewriter.notifyMatchFailure(op, "no other number is known");
    std::optional<RankedTensorType> source = collapse(op, shape);
    if (!source)
      return rewriter.notifyMatchFailure(op, "too many elements");
    Value value = op.getSrc();
    if (*source != value.getType())
      value = tensor::CastOp::create(rewriter, op.getLoc(), *source, value);
    value = tensor::ExpandShapeOp::create(rewriter, op.getLoc(),
                                          op.getType().clone(shape), value,
                                          op.getReassociationIndices(), sizes);
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getType(), value);
    return success();
  }

private:
  /// The type of what becomes `shape`: a dimension is a number if all that it
  /// becomes are.
  static std::optional<RankedTensorType> collapse(tensor::ExpandShapeOp op,
                                                  ArrayRef<int64_t> shape) {
    SmallVector<int64_t> collapsed;
    for (const ReassociationIndices &group : op.getReassociationIndices()) {
      int64_t product = 1;
      for (int64_t dim : group)
        if (ShapedType::isDynamic(shape[dim]) || ShapedType::isDynamic(product))
          product = ShapedType::kDynamic;
        else if (llvm::MulOverflow(product, shape[dim], product))
          return std::nullopt;
      collapsed.push_back(product);
    }
    return op.getSrcType().clone(collapsed);
  }
};

/// A single element along a dimension is the same by any step.
///
///   tensor.insert_slice %y into %x[%i, 0] [1, %n] [3, 2]
///   -> tensor.insert_slice %y into %x[%i, 0] [1, %n] [1, 2]
///
/// Of buffers' views that have such steps, and less dimensions, upstream can't
/// tell which ones they lack, and crashes.
template <typename Op> struct StepByOne : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    SmallVector<OpFoldResult> steps = op.getMixedStrides();
    bool isChanged = false;
    for (auto [step, size] : llvm::zip_equal(steps, op.getMixedSizes())) {
      if (!isOneInteger(size) || isOneInteger(step))
        continue;
      step = rewriter.getIndexAttr(1);
      isChanged = true;
    }
    if (!isChanged)
      return rewriter.notifyMatchFailure(op, "all steps are taken");
    SmallVector<Value> operands;
    SmallVector<int64_t> numbers;
    dispatchIndexOpFoldResults(steps, operands, numbers);
    rewriter.modifyOpInPlace(op, [&] {
      op.getStridesMutable().assign(operands);
      op.setStaticStrides(numbers);
    });
    return success();
  }
};
} // namespace

void AGDialect::getCanonicalizationPatterns(RewritePatternSet &patterns) const {
  patterns.add<ExpandIntoNumbers, StepByOne<tensor::ExtractSliceOp>,
               StepByOne<tensor::InsertSliceOp>>(getContext());
  populateEmptyLoopPatterns(patterns);
}

} // namespace ag
