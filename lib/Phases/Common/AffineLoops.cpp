//===- AffineLoops.cpp - affine loops as scf loops ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/AffineLoops.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace ag {

LogicalResult lowerAffineLoops(Operation *root) {
  ConversionTarget target(*root->getContext());
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
  target.addIllegalOp<affine::AffineForOp, affine::AffineIfOp,
                      affine::AffineParallelOp, affine::AffineYieldOp>();
  RewritePatternSet patterns(root->getContext());
  populateAffineToStdConversionPatterns(patterns);
  return applyPartialConversion(root, target, std::move(patterns));
}

} // namespace ag
