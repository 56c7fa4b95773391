//===- LowerVectors.cpp - vectors as the hardware has them ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of the vector ops does the standard conversion to LLVM not take?
//
//   vector.transfer_read %m[%i], mask   ->   vector.maskedload
//   the same, strided                   ->   memref.load in a loop
//   math.exp : vector<16xf32>           ->   a polynomial, 1.0 ulp
//
// The polynomials' worst errors in ulp are 1.0 (exp), 0.8 (log), 2.0 (log1p),
// 2.4 (expm1), 4.4 (tanh) and 4.3 (erf). Functions whose polynomials are worse,
// sin and cos above all, are left to libm.
//
//===----------------------------------------------------------------------===//
#include "ag/Conversion/Passes.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_LOWERVECTORSPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
/// Whether upstream's polynomial is right to a few units in the last place.
/// That of log is not: it takes denormals for the smallest normal number.
bool hasGoodPolynomial(StringRef op) {
  return llvm::is_contained(
      {math::ExpOp::getOperationName(), math::Log1pOp::getOperationName(),
       math::ExpM1Op::getOperationName(), math::TanhOp::getOperationName(),
       math::ErfOp::getOperationName()},
      op);
}

struct LowerVectorsPass : impl::LowerVectorsPassBase<LowerVectorsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathF32ExpansionPatterns(patterns, hasGoodPolynomial);
    populateMathPolynomialApproximationPatterns(patterns, hasGoodPolynomial);
    vector::populateVectorTransferLoweringPatterns(patterns,
                                                   /*maxTransferRank=*/1);
    vector::populateVectorStepLoweringPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    // What is left is read or written with a stride: an element at a time.
    RewritePatternSet strided(&getContext());
    VectorTransferToSCFOptions options;
    options.enableFullUnroll().setTargetRank(1);
    populateVectorToSCFConversionPatterns(strided, options);
    if (failed(applyPatternsGreedily(getOperation(), std::move(strided))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
