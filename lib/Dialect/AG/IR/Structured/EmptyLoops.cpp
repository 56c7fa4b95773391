//===- EmptyLoops.cpp - linalg ops that compute nothing -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Structured/EmptyLoops.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// Replaces the results of an op with an empty loop by its destinations:
///
///   %s = generic (d0, reduction d1) ins(%x : tensor<3x0xf32>) outs(%init)
///   -> %init
///
/// Otherwise it would get vectors without lanes and tiles of size 0. For an op
/// with windows, upstream would also write a size of 0 into the types, which
/// its verifier refuses, so that this pattern has to run first.
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
  /// Checks the operand's type, and that of the value that is cast to it.
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
