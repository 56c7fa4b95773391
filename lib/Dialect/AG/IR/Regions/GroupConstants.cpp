//===- GroupConstants.cpp - constants that a group reads ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Regions/GroupConstants.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {
bool FusedOp::propagateConstants(RewriterBase &rewriter) {
  bool isChanged = false;
  rewriter.setInsertionPointToStart(&getBody().front());
  for (auto [given, argument] :
       llvm::zip_equal(getInputs(), getBody().getArguments())) {
    if (argument.use_empty() || isa<ShapedType>(given.getType()) ||
        !matchPattern(given, m_Constant()))
      continue;
    Operation *number = rewriter.clone(*given.getDefiningOp());
    rewriter.replaceAllUsesWith(argument, number->getResult(0));
    isChanged = true;
  }
  return isChanged;
}

namespace {
/// Replaces constant scalar operands of a group by constants in its body.
///
///   ag.fused (%n = %c8 : index) ... { use of %n
///   -> ag.fused (%n = %c8 : index) ... { %c = arith.constant 8 : index
///                                        use of %c
struct TellNumbers : OpRewritePattern<FusedOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FusedOp op,
                                PatternRewriter &rewriter) const override {
    return success(op.propagateConstants(rewriter));
  }
};

/// Returns true if the users of `value` accept another type. Ops of ag require
/// the types with which they were written.
bool takesOtherTypes(Value value) {
  return llvm::none_of(value.getUsers(), [](Operation *user) {
    return isa<AGDialect>(user->getDialect()) && !isa<YieldOp>(user);
  });
}

/// Moves casts of a group's operands into its body, so that it gets static
/// sizes.
///
///   %y = tensor.cast %x : tensor<8xf32> to tensor<?xf32>
///   ag.fused (%a = %y : tensor<?xf32>) ... { use of %a
///   -> ag.fused (%b = %x : tensor<8xf32>) ... {
///        %a = tensor.cast %b : tensor<8xf32> to tensor<?xf32>
///        use of %a
struct TellSizes : OpRewritePattern<FusedOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FusedOp op,
                                PatternRewriter &rewriter) const override {
    bool isChanged = false;
    rewriter.setInsertionPointToStart(&op.getBody().front());
    for (OpOperand &given : op.getInputsMutable()) {
      BlockArgument argument =
          op.getBody().getArgument(given.getOperandNumber());
      auto cast = given.get().getDefiningOp<tensor::CastOp>();
      if (!tensor::canFoldIntoConsumerOp(cast) || !takesOtherTypes(argument))
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        given.set(cast.getSource());
        argument.setType(cast.getSource().getType());
      });
      auto inner = tensor::CastOp::create(rewriter, cast.getLoc(),
                                          cast.getType(), argument);
      rewriter.replaceAllUsesExcept(argument, inner, inner);
      isChanged = true;
    }
    return success(isChanged);
  }
};

/// Moves casts of a group's results out of its body.
///
///   %r = ag.fused ... -> tensor<?xf32> {
///     %y = tensor.cast %x : tensor<8xf32> to tensor<?xf32>
///     ag.yield %y : tensor<?xf32>
///   -> %s = ag.fused ... -> tensor<8xf32> {
///        ag.yield %x : tensor<8xf32>
///      %r = tensor.cast %s : tensor<8xf32> to tensor<?xf32>
struct YieldSizes : OpRewritePattern<FusedOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(FusedOp op,
                                PatternRewriter &rewriter) const override {
    bool isChanged = false;
    Operation *end = op.getBody().front().getTerminator();
    rewriter.setInsertionPointAfter(op);
    for (OpOperand &yielded : end->getOpOperands()) {
      OpResult result = op->getResult(yielded.getOperandNumber());
      auto cast = yielded.get().getDefiningOp<tensor::CastOp>();
      if (!tensor::canFoldIntoConsumerOp(cast))
        continue;
      rewriter.modifyOpInPlace(end, [&] { yielded.set(cast.getSource()); });
      rewriter.modifyOpInPlace(
          op, [&] { result.setType(cast.getSource().getType()); });
      auto outer = tensor::CastOp::create(rewriter, cast.getLoc(),
                                          cast.getType(), result);
      rewriter.replaceAllUsesExcept(result, outer, outer);
      isChanged = true;
    }
    return success(isChanged);
  }
};
} // namespace

void populateGroupConstantsPatterns(RewritePatternSet &patterns) {
  patterns.add<TellNumbers, TellSizes, YieldSizes>(patterns.getContext());
}

} // namespace ag
