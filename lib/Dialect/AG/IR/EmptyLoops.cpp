//===- EmptyLoops.cpp - linalg ops that compute nothing -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "EmptyLoops.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// An op of which a loop never runs leaves its destinations as they are:
///
///   %s = generic (d0, reduction d1) ins(%x : tensor<3x0xf32>) outs(%init)
///   -> %init
///
/// Else it would get vectors without lanes and tiles of no size. Upstream would
/// write a size of 0 into the types of an op with windows, too, which its
/// verifier refuses: this comes first.
struct SkipLoops : OpInterfaceRewritePattern<linalg::LinalgOp> {
  explicit SkipLoops(MLIRContext *context)
      : OpInterfaceRewritePattern(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() ||
        !llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
          return isEmptyAlongLoop(op, operand);
        }))
      return rewriter.notifyMatchFailure(op, "its loops may run");
    rewriter.replaceOp(op, op.getDpsInits());
    return success();
  }

private:
  /// As its type says, or that of what is cast to it.
  static bool isEmptyAlongLoop(linalg::LinalgOp op, OpOperand &operand) {
    Value value = operand.get();
    if (auto cast = value.getDefiningOp<tensor::CastOp>())
      value = cast.getSource();
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (Value each : {operand.get(), value})
      if (auto type = dyn_cast<RankedTensorType>(each.getType()))
        for (auto [place, size] :
             llvm::zip_equal(map.getResults(), type.getShape()))
          if (size == 0 && isa<AffineDimExpr>(place))
            return true;
    return false;
  }
};
} // namespace

void populateEmptyLoopPatterns(RewritePatternSet &patterns) {
  patterns.add<SkipLoops>(patterns.getContext());
}

} // namespace ag
